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
) -> Summary:
    """Load a file, or every known table of a zip, into the tables held under ``home``.

    A file that was loaded before changes nothing; one of an edition that is held takes its place. ``kind`` and
    ``starts`` say what a file is that does not tell itself. ``embed`` makes the vectors of documents.
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
            added = [_load(connection, found, progress) for found in known]
            added += [_load_document(connection, text, starts, embed, progress) for text in texts]
    return Summary(tuple(added), tuple(left_out))


def remove(home: Path, name: str, wait: float = 30) -> Source:
    """Take out one source whole. Raises SourceError where no source has this name, LibraryBusy, FolderNotWritable."""
    with store.writing(home, wait) as connection:
        held = {source.name: source for source in store.sources(connection)}
        if name not in held:
            near = difflib.get_close_matches(name, held, 1, cutoff=0.4)
            hint = f"did you mean {near[0]}?" if near else "`codecite library list` shows what is held."
            raise SourceError(f"No source is called {name}: {hint}")
        store.remove_source(connection, held[name])
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


def _load(connection: sqlite3.Connection, found: Recognised, progress: Progress) -> Added:
    digest = _digest(found.path)
    before = _held(connection, found.name)
    if before is not None and before.digest == digest:
        return Added(before, "unchanged")
    if before is not None:
        store.remove_source(connection, before)
    stage = f"Reading {found.path.name}"
    source = store.insert_source(connection, found.name, found.kind.name, found.edition, found.path.name, digest)
    rejected: list[Rejected] = []

    def told(done: int, total: int) -> None:
        progress(stage, min(done, total - 1), total)

    rows = store.insert_rows(connection, source, found.kind, _kept(found.kind.rows(found.path, told), rejected))
    if rows == 0 or len(rejected) > max(_MOST_REJECTED * rows, 0 if rows < _FEW_ROWS else 1):
        raise SourceError(_unfit(found, rows, rejected))
    store.close_source(connection, source, rows, rejected)
    progress(stage, 1, 1)
    held = _held(connection, found.name)
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
    connection: sqlite3.Connection, path: Path, starts: date | None, embed: Embed | None, progress: Progress
) -> Added:
    digest = _digest(path)
    name = documents.source_name(path)
    before = _held(connection, name)
    if before is not None and before.digest == digest and before.edition.starts == starts:
        return Added(before, "unchanged")
    if before is not None:
        store.remove_source(connection, before)
    documents.load(connection, path, name, digest, starts, embed, progress)
    held = _held(connection, name)
    assert held is not None
    return Added(held, "replaced" if before is not None else "loaded")


def _held(connection: sqlite3.Connection, name: str) -> Source | None:
    return next((source for source in store.sources(connection) if source.name == name), None)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()[:32]
