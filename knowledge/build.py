"""Building a library: into a new folder, swapped in whole, only one process at a time."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock, Timeout

from knowledge.database import DatabaseWriter
from knowledge.embedder import Embedder
from knowledge.errors import FolderNotWritable, LibraryBusy, LibraryDamaged, SourceError
from knowledge.library import ARTICLES, INDEXES, Sources, current_folder, manifest, meaning_folder, stamp
from knowledge.meaning_index import MeaningIndex
from knowledge.passages import (
    TABULAR,
    Tree,
    article_passages,
    convention_passages,
    fact_passages,
    tabular_passages,
)
from knowledge.readers.article import articles_to, read_articles
from knowledge.readers.icd10cm_tabular import read_tabular
from knowledge.readers.terms import PROCEDURES, read_terms
from knowledge.records import PROCEDURE_WORDS, Level, NoteKind, System, Term
from knowledge.word_index import write_word_index
from knowledge.wording import wordings

if TYPE_CHECKING:
    from knowledge.embedder import Vectors

# Raise when the same model makes other vectors of the same texts: those kept are then thrown away.
_VECTORS = 2
# told the stage in words, and how much of how much is done
Progress = Callable[[str, int, int], None]


def build_library(
    home: Path, sources: Sources, model: str, progress: Progress = lambda stage, done, total: None, wait: float = 600
) -> Path:
    """Build a library under ``home`` and make it the current one. Gives back its folder.

    A build that is killed leaves the current library as it was; its remains go at the next build. Vectors are kept
    by content in ``home/cache``. Raises SourceError for a bad source, FolderNotWritable, and LibraryBusy where
    another build is not done after ``wait`` seconds.
    """
    with _only_one(home, wait):
        before = current_folder(home)
        folder = home / "library" / f"build-{os.getpid()}-{hashlib.blake2b(os.urandom(8), digest_size=4).hexdigest()}"
        folder.mkdir(parents=True)
        try:
            _fill(folder, before, home, sources, model, progress)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        pointer = home / "library" / "current"
        pointer.with_suffix(".new").write_text(folder.name, encoding="utf-8")
        os.replace(pointer.with_suffix(".new"), pointer)
        for other in (home / "library").glob("build-*"):
            if other != folder:
                # on Windows another process may still read it; the next build tries again
                shutil.rmtree(other, ignore_errors=True)
        return folder


@contextmanager
def _only_one(home: Path, wait: float) -> Iterator[None]:
    try:
        (home / "library").mkdir(parents=True, exist_ok=True)
        with FileLock(home / "library" / "build.lock", timeout=wait):
            yield
    except Timeout as error:
        raise LibraryBusy("Another process is building the library: try again when it is done.") from error
    except (PermissionError, NotADirectoryError, FileExistsError) as error:
        raise FolderNotWritable(f"No permission to write in {home}: set CODECITE_HOME to a folder of yours.") from error
    except OSError as error:
        if error.errno in {28, 30}:
            raise FolderNotWritable(
                f"{home} cannot be written ({error.strerror}): free space there or set CODECITE_HOME to another folder."
            ) from error
        raise


def _fill(folder: Path, before: Path | None, home: Path, sources: Sources, model: str, progress: Progress) -> None:
    made_of = stamp(sources, model)
    progress("Reading the ICD-10-CM tabular list", 0, 1)
    tabular = read_tabular(sources.tabular)
    tree = Tree(tabular.entries)
    articles = read_articles(sources.articles)
    articles_to(folder / ARTICLES, articles)
    terms = read_terms(sources.terms) if sources.terms.is_dir() else []
    for term in terms:
        if term.code not in tree.entries:
            raise SourceError(f"terms: {term.term!r} names {term.code}, which is not in {tabular.edition.title}.")
    procedures = read_terms(sources.terms / PROCEDURES)
    known = {code.code for article in articles for code in article.codes}
    for term in procedures:
        if term.code not in known:
            raise SourceError(f"terms: {term.term!r} names {term.code}, which no article covers.")
    progress("Reading the ICD-10-CM tabular list", 1, 1)

    progress("Writing passages", 0, 1)
    sections = [passage for article in articles for passage in article_passages(article)]
    facts = [passage for article in articles for passage in fact_passages(article)]
    named = list(_diagnosis_wordings(tree, terms))
    with DatabaseWriter(folder / "library.sqlite") as database:
        database.entries(tabular.entries)
        count = database.passages(
            chain(
                tabular_passages(tree, tabular.edition),
                convention_passages(tabular.conventions, tabular.edition),
                sections,
                facts,
            )
        )
        database.phrases(named)
        database.known_codes(articles)
    progress("Writing passages", 1, 1)

    pairs: dict[str, list[tuple[str, str]]] = {
        System.ICD10CM: [(f"{TABULAR}/{code}", wording) for code, wording, _ in named],
        System.CPT: [(passage.address, f"{passage.title}. {passage.text}") for passage in sections],
        PROCEDURE_WORDS: [(term.code, term.term) for term in procedures],
    }
    counts = _meaning(folder, _of_the_same_kind(before, made_of), home, pairs, Embedder(model), progress)
    for index in INDEXES:
        write_word_index(folder / "words" / index.lower(), pairs[index])
    # last, because a folder without a manifest is no library
    (folder / "manifest.json").write_text(
        json.dumps({"stamp": made_of, "counts": {"passages": count, **counts}}, indent=1), encoding="utf-8"
    )


def _of_the_same_kind(before: Path | None, made_of: dict[str, Any]) -> Path | None:
    """The library before, where its vectors were made as today's are."""
    try:
        made = manifest(before)["stamp"] if before is not None else None
    except (LibraryDamaged, KeyError):
        return None
    alike = made is not None and all(made.get(part) == made_of[part] for part in ("schema", "embedder"))
    return before if alike else None


def _diagnosis_wordings(tree: Tree, terms: Sequence[Term]) -> Iterator[tuple[str, str, str]]:
    """Everything an entry may be called, as (code, wording, origin), each wording of an entry once."""
    seen: set[tuple[str, str]] = set()

    def new(code: str, texts: Iterable[str], origin: str) -> Iterator[tuple[str, str, str]]:
        for text in texts:
            if (code, text) not in seen:
                seen.add((code, text))
                yield code, text, origin

    for entry in tree.entries.values():
        if entry.level in {Level.CHAPTER, Level.SECTION}:
            continue
        yield from new(entry.code, [entry.title, *wordings(entry.title)], "title")
        for kind, text in entry.notes:
            if kind is NoteKind.INCLUSION_TERM or kind is NoteKind.INCLUDES:
                yield from new(entry.code, wordings(text), "note")
    for term in terms:
        yield from new(term.code, [term.term], "term")


def _meaning(
    folder: Path,
    before: Path | None,
    home: Path,
    pairs: dict[str, list[tuple[str, str]]],
    embedder: Embedder,
    progress: Progress,
) -> dict[str, int]:
    """Fill the meaning index, from a copy of the library before where that can be read: only what changed is touched."""
    held = meaning_folder(before) if before is not None else None
    place = folder / "meaning"
    if held is not None and held.is_dir():
        try:
            shutil.copytree(held, folder / "meaning")
            return _update(folder / "meaning", home, pairs, embedder, progress)
        except (LibraryDamaged, OSError):
            shutil.rmtree(folder / "meaning", ignore_errors=True)
            place = folder / "meaning-anew"
    return _update(place, home, pairs, embedder, progress)


def _update(
    folder: Path, home: Path, pairs: dict[str, list[tuple[str, str]]], embedder: Embedder, progress: Progress
) -> dict[str, int]:
    total = sum(len(set(wordings_)) for wordings_ in pairs.values())
    finished = 0

    def done(count: int) -> None:
        nonlocal finished
        finished += count
        progress("Embedding and indexing wordings", finished, total)

    done(0)
    index = MeaningIndex(folder)
    try:
        with _VectorCache(home / "cache" / "embeddings.sqlite", embedder) as cache:
            for name, wordings_ in pairs.items():
                index.update(name, wordings_, cache.vectors, done)
        return {name: index.count(name) for name in pairs}
    finally:
        index.close()


class _VectorCache:
    """Vectors by model and content. A cache that cannot be read is thrown away: it only saves time."""

    def __init__(self, path: Path, embedder: Embedder) -> None:
        self._embedder = embedder
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = self._open(path)
        except sqlite3.DatabaseError:
            path.unlink()
            self._connection = self._open(path)

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path)
        if connection.execute("PRAGMA user_version").fetchone()[0] != _VECTORS:
            connection.execute("DROP TABLE IF EXISTS vector")
            connection.execute(f"PRAGMA user_version = {_VECTORS}")
        connection.execute("CREATE TABLE IF NOT EXISTS vector(key BLOB PRIMARY KEY, value BLOB)")
        return connection

    def __enter__(self) -> _VectorCache:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def vectors(self, texts: list[str]) -> Vectors:
        """Vectors of texts, one row a text; what is missing is embedded and kept."""
        keys = [hashlib.blake2b(f"{self._embedder.model}\0{text}".encode(), digest_size=16).digest() for text in texts]
        held: dict[bytes, bytes] = {}
        for at in range(0, len(keys), 500):
            part = keys[at : at + 500]
            marks = ",".join("?" * len(part))
            held.update(self._connection.execute(f"SELECT key, value FROM vector WHERE key IN ({marks})", part))
        missing = [at for at, key in enumerate(keys) if key not in held]
        if missing:
            fresh = self._embedder.texts([texts[at] for at in missing])
            new = {keys[at]: row.tobytes() for at, row in zip(missing, fresh, strict=True)}
            self._connection.executemany("INSERT OR REPLACE INTO vector VALUES (?,?)", new.items())
            self._connection.commit()
            held.update(new)
        return np.stack([np.frombuffer(held[key], dtype=np.float32) for key in keys])
