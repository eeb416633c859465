"""Search results, the ICD-10-CM tree and the reference articles as HTML. Everything that comes from outside is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from knowledge.library import Library
from knowledge.passages import TABULAR, section_address
from knowledge.records import Article, Authority, Entry, Hit, Level, Passage

_ENTRY = re.compile(r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]+)?")
_EXCERPT = 260


@dataclass(frozen=True, slots=True)
class Cited:
    """What an answer quotes: characters ``start`` to ``end`` of the section or piece that is at ``at``."""

    at: str
    start: int
    end: int


def search_html(words: str, hits: Sequence[Hit], code: str | None) -> str:
    """What search found, best first; ``code`` is the code typed, where the words are one."""
    if code is None and not hits:
        return f'<p class="cc-hint">Nothing is found for “{escape(words)}”: try the clinical words, or a code.</p>'
    named = f'<p class="cc-found-code">Open the page of {_code(code)}</p>' if code else ""
    rows = "".join(map(_hit, hits))
    return f'{named}<ul class="cc-hits">{rows}</ul>'


def tree_html(library: Library, at: str) -> str | None:
    """The tabular list beneath an entry, ``""`` being its chapters; None where there is no such entry."""
    if not at:
        entries = [_of(row) for row in library.database.rows("SELECT code, title FROM entry WHERE level = ? ORDER BY place", Level.CHAPTER)]
        return f"<h2>ICD-10-CM tabular list</h2><p class=cc-meta>{escape(str(library.tabular_edition))}</p>{_listed(entries)}"
    entry = library.database.entry(at)
    if entry is None:
        return None
    above = [_link(held.code, held.code) for held in library.codebook.line(entry) if held is not entry][::-1]
    path = " › ".join(['<a class="cc-go" href="/browse">ICD-10-CM</a>', *above])
    children = [(child.code, child.title) for child in library.database.children(at)]
    notes = "".join(f"<li><strong>{escape(kind)}</strong>: {escape(text)}</li>" for kind, text in entry.notes)
    page = f"<p>Page of {_code(entry.code)}</p>" if _ENTRY.fullmatch(entry.code) else ""
    return (
        f'<nav aria-label="Above" class="cc-path">{path}</nav><h2>{escape(entry.code)} {escape(entry.title)}</h2>{page}'
        f"{f'<ul class=cc-notes>{notes}</ul>' if notes else ''}{_listed(children) if children else _leaf(library, entry)}"
    )


def articles_html(articles: Iterable[Article]) -> str:
    """The reference articles by family."""
    families: dict[str, list[Article]] = {}
    for article in articles:
        families.setdefault(article.family, []).append(article)
    parts = []
    for family, held in sorted(families.items()):
        rows = "".join(
            f'<li><a class="cc-go" href="/article/{escape(article.id)}">{escape(article.title)}</a> '
            f'<span class="cc-meta">{escape(", ".join(code.code for code in article.codes[:8]))}'
            f"{'…' if len(article.codes) > 8 else ''}</span></li>"
            for article in sorted(held, key=lambda one: one.title)
        )
        words = escape(family.replace("-", " ").capitalize())
        parts.append(f"<details><summary>{words} ({len(held)})</summary><ul>{rows}</ul></details>")
    return f'<h2>Reference articles</h2><div class="cc-families">{"".join(parts)}</div>'


def article_html(article: Article, cited: Cited | None = None) -> str:
    """One article with all its sections, as it is quoted from; what is ``cited`` is marked in its section."""
    read = f"second reading {article.reviewed}" if article.reviewed else "not yet read a second time"
    codes = " ".join(_code(code.code) for code in article.codes)
    sections = "".join(
        _in_context(name, text, cited if cited is not None and cited.at == section_address(name) else None)
        for name, text in article.sections.items()
    )
    sources = "".join(f"<li>{escape('; '.join(source.values()))}</li>" for source in article.sources)
    return (
        f'<nav class="cc-path" aria-label="Above"><a class="cc-go" href="/browse">Browse</a></nav><h2>{escape(article.title)}</h2>'
        f'<p class="cc-meta">Written {article.written}, {read}</p>{f"<p>Codes: {codes}</p>" if codes else ""}{sections}'
        f'{f"<section class=cc-section><h3>Rests on</h3><ul>{sources}</ul></section>" if sources else ""}'
    )


def document_html(pieces: Sequence[Passage], cited: Cited | None = None) -> str:
    """A loaded document piece by piece, by page and heading; what is ``cited`` is marked in its piece."""
    first = pieces[0]
    rows = "".join(
        _in_context(piece.locator, piece.text, cited if cited is not None and cited.at == piece.address.rpartition("/")[2] else None)
        for piece in pieces
    )
    return (
        f'<nav class="cc-path" aria-label="Above"><a class="cc-go" href="/library">Library</a></nav>'
        f"<h2>{escape(first.edition.title)}</h2><p class=cc-meta>{escape(first.source)}: its text as it was read, piece by piece</p>{rows}"
    )


def context_address(passage: Passage, start: int, end: int) -> str:
    """Where a cited passage is shown within what it stands in; empty where it stands alone, as a row does."""
    place, _, at = passage.address.partition("/")
    marked = f"?at={quote(at)}&from={start}&to={end}"
    if passage.authority is Authority.UPLOAD:
        return f"/document/{quote(place)}{marked}"
    if passage.authority is Authority.ARTICLE:
        return f"/article/{quote(place)}{marked}"
    return f"/browse/{quote(at)}" if place == TABULAR else ""


def _in_context(head: str, text: str, cited: Cited | None) -> str:
    if cited is None:
        return f'<section class="cc-section"><h3>{escape(head)}</h3><div class="cc-passage">{escape(text)}</div></section>'
    start, end = sorted((min(max(cited.start, 0), len(text)), min(max(cited.end, 0), len(text))))
    marked = f"{escape(text[:start])}<mark>{escape(text[start:end])}</mark>{escape(text[end:])}"
    return (
        f'<section class="cc-section cc-here" tabindex="-1"><h3>{escape(head)}</h3><div class="cc-passage">{marked}</div></section>'
    )


def _hit(hit: Hit) -> str:
    passage = hit.passage
    codes = " ".join(_code(code) for code in passage.codes[:4] if re.fullmatch(r"[A-Z0-9.]{3,8}", code))
    # a passage of the tabular list opens with its title
    said = " · ".join(line for line in passage.text.splitlines() if line.strip() and line.strip() != passage.title)
    text = said if len(said) <= _EXCERPT else f"{said[:_EXCERPT].rsplit(' ', 1)[0]}…"
    found = f' <span class="cc-meta">found by “{escape(hit.matched)}”</span>' if hit.matched and hit.matched != passage.title else ""
    slug = passage.address.partition("/")[0]
    where = ""
    if passage.authority is Authority.ARTICLE:
        where = f' <a class="cc-go" href="/article/{escape(slug)}">Open the article</a>'
    elif passage.authority is Authority.UPLOAD:
        where = f' <a class="cc-go" href="{escape(context_address(passage, 0, 0))}">Open the document</a>'
    return (
        f"<li><strong>{escape(passage.title)}</strong> {codes}{found} "
        f'<span class="cc-meta">· relevance {hit.score:.0%}</span><div>{escape(text)}</div>'
        f'<p class="cc-source">{escape(passage.source)} · {escape(str(passage.edition))}{where}</p></li>'
    )


def _listed(entries: Sequence[tuple[str, str]]) -> str:
    rows = "".join(f"<li>{_link(code, code)} {escape(title)}</li>" for code, title in entries)
    return f'<ul class="cc-tree">{rows}</ul>'


def _leaf(library: Library, entry: Entry) -> str:
    full = [row for row in library.codebook.full_codes(entry) if row[1]]
    if not full:
        return '<p class="cc-meta">Nothing stands beneath this code.</p>'
    rows = "".join(f"<li>{_code(code)} {escape(title)}</li>" for code, _, title in full)
    return f'<p class="cc-meta">With its 7th character:</p><ul class="cc-tree">{rows}</ul>'


def _of(row: tuple[object, ...]) -> tuple[str, str]:
    return str(row[0]), str(row[1])


def _link(code: str, words: str) -> str:
    return f'<a class="cc-go" href="/browse/{quote(code)}">{escape(words)}</a>'


def _code(code: str) -> str:
    return f'<a class="cc-open" href="/code/{escape(code)}" data-code="{escape(code)}">{escape(code)}</a>'
