"""The library page as HTML: what is everybody's, what is one's own, what is out of date, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from urllib.parse import quote

from knowledge.library import Library
from knowledge.loading.kinds import KINDS, load_command
from knowledge.loading.store import DOCUMENT, Source

_HEADS = ("Source", "In force", "Holds", "State", '<span class="cc-hidden">Change</span>')


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: ``owner`` of sources (empty for the user of this computer), whether they mind the installation, and then the
    names of its accounts by their ids."""

    owner: str
    minds: bool
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def shares(self) -> bool:
        """Whether there are others to share with."""
        return self.minds and bool(self.owner)


def library_html(library: Library, today: date, viewer: Viewer) -> str:
    """The page as one viewer sees it."""
    tables = library.tables
    in_force = {source.id for kind in (*KINDS, DOCUMENT) for source in tables.in_force(kind, today)}
    seen = tables.sources()
    own = [source for source in seen if source.owner] if viewer.owner else []
    shared = [source for source in tables.of_all() if not source.owner]
    passages = library.manifest["counts"]["passages"]
    missing = "".join(
        f"<li>{escape(kind.title)}{f': <code>codecite library {escape(load_command(kind.name))}</code>' if viewer.minds else ''}</li>"
        for kind in KINDS.values()
        if not any(source.kind == kind.name for source in seen)
    )

    def rows(sources: Iterable[Source]) -> str:
        return "".join(_source(source, source.id in in_force, today, viewer) for source in sources)

    parts = [
        f'<h2>Library</h2><p class="cc-meta">{passages:,} passages, each with its source and edition.</p>{_add(viewer)}',
        _table("Yours alone", rows(own)) if own else "",
        _table("Everybody's" if viewer.owner else "", _shipped(library, today) + rows(shared)),
        _of_others(tables.of_all(), viewer) if viewer.shares else "",
        f'<section class="cc-section"><h3>Not loaded</h3><ul>{missing}</ul></section>' if missing else "",
    ]
    return "".join(parts)


def _add(viewer: Viewer) -> str:
    whose = "They are seen, searched and cited in your answers alone. " if viewer.owner else ""
    for_all = '<label class="cc-check"><input type="checkbox" id="cc-upload-all"> For everybody here</label>' if viewer.shares else ""
    return (
        '<form id="cc-upload" class="cc-drop"><p><strong>Add files</strong>: an official file as its publisher ships it, zipped or '
        f"not, a payer policy, or a licensed CPT file. {whose}Drop them here, or choose them.</p>"
        '<label class="cc-hidden" for="cc-upload-files">Files to add</label><input id="cc-upload-files" type="file" multiple>'
        f'{for_all}<div id="cc-upload-told" role="status" aria-live="polite"></div></form>'
    )


def _shipped(library: Library, today: date) -> str:
    edition = library.tabular_edition
    late = edition.ends is not None and edition.ends < today
    standing = (
        _state("out of date: codes of the next edition are valid but have no text here", True) if late else _state("in force", False)
    )
    return (
        f"<tr><th scope=row>ICD-10-CM tabular list</th><td>{_days(edition.starts, edition.ends)}</td><td></td>"
        f"<td>{standing}</td><td></td></tr>"
        f"<tr><th scope=row>Reference articles</th><td></td><td>{len(library.articles):,} articles</td><td></td><td></td></tr>"
    )


def _table(head: str, rows: str, heads: Sequence[str] = _HEADS) -> str:
    columns = "".join(f'<th scope="col">{name}</th>' for name in heads)
    title = f"<h3>{head}</h3>" if head else ""
    return (
        f'<section class="cc-section">{title}<table class="cc-sources"><thead><tr>{columns}</tr></thead>'
        f"<tbody>{rows}</tbody></table></section>"
    )


def _source(source: Source, current: bool, today: date, viewer: Viewer) -> str:
    late = source.out_of_date(today)
    mend = f": codecite library {load_command(source.kind)}" if viewer.minds and source.kind != DOCUMENT else ""
    state = _state(f"out of date{mend}", True) if late else _state("in force" if current else "an older or later edition", False)
    what = ("passage" if source.kind == DOCUMENT else "row") + ("" if source.rows == 1 else "s")
    rejected = f", {len(source.rejected):,} rejected" if source.rejected else ""
    title = escape(source.edition.title)
    if source.kind == DOCUMENT:
        title = f'<a class="cc-go" href="/document/{quote(source.name)}">{title}</a>'
    return (
        f'<tr><th scope="row">{title}<br><small class="cc-meta">{escape(source.name)} · {escape(source.file)} · '
        f"loaded {source.loaded_at:%Y-%m-%d}</small></th><td>{_days(source.edition.starts, source.edition.ends)}</td>"
        f"<td>{source.rows:,} {what}{rejected}</td><td>{state}</td><td>{_changes(source, viewer)}</td></tr>"
    )


def _changes(source: Source, viewer: Viewer) -> str:
    if not source.owner and not viewer.minds:
        return ""
    name, everybody = escape(source.name), "" if source.owner else "1"
    take_out = (
        f'<button type="button" class="cc-quiet cc-danger" data-do="takeout" data-name="{name}" data-everybody="{everybody}" '
        f'aria-label="Remove {name}">Remove</button>'
    )
    if not viewer.shares:
        return take_out
    if source.owner:
        return f"{_share(source)} {take_out}"
    back = (
        f'<button type="button" class="cc-quiet" data-do="unshare" data-name="{name}" aria-label="Stop sharing {name}">'
        "Stop sharing</button> "
        if source.loaded_by
        else ""
    )
    return back + take_out


def _share(source: Source) -> str:
    name = escape(source.name)
    return (
        f'<button type="button" class="cc-quiet" data-do="sharewithall" data-name="{name}" data-owner="{escape(source.owner)}" '
        f'aria-label="Share {name}">Share</button>'
    )


def _of_others(everything: Sequence[Source], viewer: Viewer) -> str:
    """What other accounts loaded for themselves: named, so that it can be shared, and not readable before."""
    rows = "".join(
        f'<tr><th scope="row">{escape(source.file)}</th><td>{escape(viewer.names.get(source.owner, "an account that is gone"))}</td>'
        f"<td>{source.rows:,}</td><td>{source.loaded_at:%Y-%m-%d}</td><td>{_share(source)}</td></tr>"
        for source in everything
        if source.owner and source.owner != viewer.owner
    )
    if not rows:
        return ""
    return _table("Loaded by others for themselves", rows, ("File", "Account", "Holds", "Loaded", _HEADS[-1]))


def _days(starts: date | None, ends: date | None) -> str:
    return f"{starts or '…'} to {ends or 'now'}" if starts or ends else ""


def _state(words: str, late: bool) -> str:
    return f'<span class="{"cc-late" if late else "cc-meta"}">{escape(words)}</span>'
