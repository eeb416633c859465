"""Adding files to the tables held, and taking sources out: each in one transaction."""

from __future__ import annotations

import difflib
import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from knowledge.errors import SourceError
from knowledge.loading import documents, store
from knowledge.loading.package import members
from knowledge.loading.recognise import Recognised, recognise
from knowledge.loading.store import Source
from knowledge.readers.document import DOCUMENT_SUFFIXES
from knowledge.tables import Rejected

# told the stage in words, and how much of how much is done
Progress = Callable[[str, int, int], None]
Embed = Callable[[Sequence[str]], Any]
# a file of which more than one line in twenty is no row is another file, or a broken one
_MOST_REJECTED = 0.05
_FEW_ROWS = 20


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one file: its source as it stands now, and what it took the place of."""

    source: Source
    outcome: Literal["loaded", "replaced", "unchanged"]


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of everything handed over; ``left_out`` are files of a zip that hold no known table."""

    added: tuple[Added, ...]
    left_out: tuple[str, ...] = field(default=())


def add(
    home: Path,
    path: Path,
    *,
    kind: str | None = None,
    starts: date | None = None,
    embed: Embed | None = None,
    progress: Progress = lambda stage, done, total: None,
    wait: float = 30,
    owner: str = "",
) -> Summary:
    """Load a file, or every known table of a zip, into the tables held under ``home``.

    A file that was loaded before changes nothing; one of an edition that is held takes its place. ``kind`` and
    ``starts`` say what a file is that does not tell itself. ``embed`` makes the vectors of documents. With an ``owner`` that
    account alone sees what is loaded.
    Raises SourceError where anything is wrong with the file, which then changes nothing; LibraryBusy; FolderNotWritable.
    """
    with members(path) as files:
        alone = files == [path]
        known, texts, left_out = _sorted(files, kind, starts, alone)
        if not known and not texts:
            raise SourceError(
                f"{path.name} is no table or document that is known: expected is an NCCI, fee schedule, HCPCS, OPPS, "
                "ICD-10-CM or CPT file as its publisher ships it, or a PDF, DOCX, HTML, Markdown or text document."
            )
        with store.writing(home, wait) as connection:
            added = [_load(connection, found, progress, owner) for found in known]
            added += [_load_document(connection, text, starts, embed, progress, owner) for text in texts]
    return Summary(tuple(added), tuple(left_out))


def remove(home: Path, name: str, wait: float = 30, owner: str = "") -> Source:
    """Take out one source of everybody's, or of an ``owner``'s own, whole.

    Raises SourceError where no source has this name, LibraryBusy, FolderNotWritable.
    """
    with store.writing(home, wait) as connection:
        source = _named(connection, name, owner)
        store.remove_source(connection, source)
    return source


def share(home: Path, name: str, owner: str) -> Source:
    """Let everybody see a source that an account loaded for itself.

    Raises SourceError where there is none, or where everybody has one of that name already; LibraryBusy, FolderNotWritable.
    """
    with store.writing(home, 30) as connection:
        source = _named(connection, name, owner)
        if _held(connection, name, "") is not None:
            raise SourceError(f"Everybody has a source called {name} already: take that one out first.")
        store.hand_to(connection, source, "")
    return source


def unshare(home: Path, name: str) -> Source:
    """Give a source that everybody sees back to the account that loaded it.

    Raises SourceError where there is none, or where no account or that account's newer copy stands against it; LibraryBusy,
    FolderNotWritable.
    """
    with store.writing(home, 30) as connection:
        source = _named(connection, name, "")
        if not source.loaded_by:
            raise SourceError(f"{name} was loaded for everybody: take it out instead.")
        if _held(connection, name, source.loaded_by) is not None:
            raise SourceError(f"The account that loaded {name} has one of its own by now: take this one out instead.")
        store.hand_to(connection, source, source.loaded_by)
    return source


def _named(connection: sqlite3.Connection, name: str, owner: str) -> Source:
    """The source of this name that belongs to an owner, or to everybody."""
    held = {source.name: source for source in store.sources(connection) if source.owner == owner}
    if name not in held:
        near = difflib.get_close_matches(name, held, 1, cutoff=0.4)
        hint = f"did you mean {near[0]}?" if near else "`codecite library list` shows what is held."
        raise SourceError(f"No source is called {name}: {hint}")
    return held[name]


def _sorted(
    files: Iterable[Path], kind: str | None, starts: date | None, alone: bool
) -> tuple[list[Recognised], list[Path], list[str]]:
    """The files as tables, documents, and those left out: in a zip, documents and second copies of a table."""
    known: dict[str, Recognised] = {}
    texts, left_out = [], []
    # a publisher's zip holds the same table as text and as workbook, and the fee schedule also for qualifying
    # participants of payment models: the text, and the schedule of everybody else, come first
    for path in sorted(files, key=lambda path: (path.suffix.lower() == ".xlsx", "_QPP" in path.name, path.name)):
        found = recognise(path, kind, starts)
        if found is not None and found.name not in known:
            known[found.name] = found
        elif found is None and alone and path.suffix.lower() in DOCUMENT_SUFFIXES:
            texts.append(path)
        else:
            left_out.append(path.name)
    return list(known.values()), texts, left_out


def _load(connection: sqlite3.Connection, found: Recognised, progress: Progress, owner: str) -> Added:
    digest = _digest(found.path)
    before = _held(connection, found.name, owner)
    if before is not None and before.digest == digest:
        return Added(before, "unchanged")
    if before is not None:
        store.remove_source(connection, before)
    stage = f"Reading {found.path.name}"
    source = store.insert_source(connection, found.name, found.kind.name, found.edition, found.path.name, digest, owner)
    rejected: list[Rejected] = []

    def told(done: int, total: int) -> None:
        progress(stage, min(done, total - 1), total)

    rows = store.insert_rows(connection, source, found.kind, _kept(found.kind.rows(found.path, told), rejected))
    if rows == 0 or len(rejected) > max(_MOST_REJECTED * rows, 0 if rows < _FEW_ROWS else 1):
        raise SourceError(_unfit(found, rows, rejected))
    store.close_source(connection, source, rows, rejected)
    progress(stage, 1, 1)
    held = _held(connection, found.name, owner)
    assert held is not None
    return Added(held, "replaced" if before is not None else "loaded")


def _unfit(found: Recognised, rows: int, rejected: Sequence[Rejected]) -> str:
    first = f", the first being line {rejected[0].line} ({rejected[0].why})" if rejected else ""
    return (
        f"{found.path.name} was taken for {found.kind.title}, but {len(rejected)} of {rows + len(rejected)} lines are no "
        f"rows of it{first}: nothing was loaded."
    )


def _kept(rows: Iterator[Any], rejected: list[Rejected]) -> Iterator[Any]:
    for row in rows:
        if isinstance(row, Rejected):
            rejected.append(row)
        else:
            yield row


def _load_document(
    connection: sqlite3.Connection, path: Path, starts: date | None, embed: Embed | None, progress: Progress, owner: str
) -> Added:
    digest = _digest(path)
    name = documents.source_name(path)
    before = _held(connection, name, owner)
    if before is not None and before.digest == digest and before.edition.starts == starts:
        return Added(before, "unchanged")
    if before is not None:
        store.remove_source(connection, before)
    documents.load(connection, path, name, digest, starts, embed, progress, owner)
    held = _held(connection, name, owner)
    assert held is not None
    return Added(held, "replaced" if before is not None else "loaded")


def _held(connection: sqlite3.Connection, name: str, owner: str) -> Source | None:
    return next((source for source in store.sources(connection) if (source.name, source.owner) == (name, owner)), None)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()[:32]
