"""A library with one of its parts taken away, to see what that part is worth."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.database import Database
from knowledge.library import INDEXES, Library, meaning_folder
from knowledge.meaning_index import MeaningIndex
from knowledge.passages import TABULAR
from knowledge.records import System
from knowledge.search import Search
from knowledge.word_index import WordIndex, write_word_index
from knowledge.wording import spelled_out

if TYPE_CHECKING:
    from knowledge.embedder import Vectors

_TERM = "term"
# Of the nearest wordings up to three in four may be terms before one of the others is missed.
_FURTHER = 4


def word_indexes(library: Library) -> dict[str, WordIndex]:
    """The word indexes of a library, opened beside its own."""
    return {index: WordIndex(library.folder / "words" / index.lower()) for index in INDEXES}


def without_terms(library: Library, folder: Path) -> Library:
    """The library as if no everyday term had been written; its word index is made anew in ``folder``."""
    rows = library.database.rows("SELECT code, wording, origin FROM phrase ORDER BY rowid")
    write_word_index(folder, [(f"{TABULAR}/{code}", wording) for code, wording, origin in rows if origin != _TERM])
    terms = {(f"{TABULAR}/{code}", wording) for code, wording, origin in rows if origin == _TERM}
    meaning = _MeaningWithout(meaning_folder(library.folder), terms)
    words = {**word_indexes(library), System.ICD10CM: WordIndex(folder)}
    database = _NoTerms(library.folder / "library.sqlite")
    return _with(library, database, Search(database, meaning, words, library.embedder))


def without_phrases(library: Library) -> Library:
    """The library in which no wording is known outright: all has to be searched for."""
    return _with(library, _NoPhrases(library.folder / "library.sqlite"), library.search)


def without_correction(library: Library) -> Library:
    """The library that takes every word as it is typed."""
    meaning = MeaningIndex(meaning_folder(library.folder))
    return _with(
        library, library.database, _Uncorrected(library.database, meaning, word_indexes(library), library.embedder)
    )


class _NoTerms(Database):
    def phrases(self, keys: Iterable[str]) -> Iterator[tuple[str, str, str, str]]:
        return (found for found in super().phrases(keys) if found[3] != _TERM)


class _NoPhrases(Database):
    def phrases(self, keys: Iterable[str]) -> Iterator[tuple[str, str, str, str]]:
        return iter(())


class _MeaningWithout(MeaningIndex):
    """Passes over some (address, wording) pairs."""

    def __init__(self, folder: Path, passed_over: set[tuple[str, str]]) -> None:
        super().__init__(folder)
        self._passed_over = passed_over

    def nearest(self, index: str, question: Vectors, count: int) -> list[tuple[str, str, float]]:
        found = super().nearest(index, question, count * _FURTHER)
        return [hit for hit in found if hit[:2] not in self._passed_over][:count]


class _Uncorrected(Search):
    def corrected(self, text: str, system: System) -> str:
        return spelled_out(text)


def _with(library: Library, database: Database, search: Search) -> Library:
    other = copy.copy(library)
    other.database, other.search = database, search
    return other
