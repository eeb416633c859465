"""The library on disk: where it lies, whether it is fit for use, and the one door to everything in it."""

from __future__ import annotations

import copy
import hashlib
import json
import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from knowledge import look_ups, row_passages
from knowledge.code_format import is_procedure_shaped
from knowledge.codebook import Codebook
from knowledge.database import Database
from knowledge.embedder import Embedder
from knowledge.errors import LibraryDamaged, LibraryMissing
from knowledge.loaded import LoadedTables
from knowledge.loaded_documents import LoadedDocuments
from knowledge.meaning_index import MeaningIndex
from knowledge.readers.article import articles_from, sentences, shipped_articles
from knowledge.readers.icd10cm_tabular import shipped_tabular
from knowledge.readers.terms import shipped_terms
from knowledge.records import PROCEDURE_WORDS, Article, Edition, Passage, System
from knowledge.search import Search
from knowledge.word_index import WordIndex

# Raise when the files of a library change their shape.
SCHEMA = 19
ARTICLES = "articles.json"
# accounts whose own sources are kept open
_VIEWS = 64
INDEXES: tuple[str, ...] = (System.ICD10CM, System.CPT, PROCEDURE_WORDS)


@dataclass(frozen=True, slots=True)
class Sources:
    """The files a library is built from."""

    tabular: Path
    articles: Path
    terms: Path

    @classmethod
    def shipped(cls) -> Sources:
        """What comes with the program."""
        return cls(shipped_tabular(), shipped_articles(), shipped_terms())


def stamp(sources: Sources, model: str) -> dict[str, Any]:
    """What a library is made of; two equal stamps make equal libraries."""
    return {
        "schema": SCHEMA,
        "embedder": model,
        "tabular": _digest([sources.tabular]),
        "articles": _digest(sorted(path for path in sources.articles.rglob("*") if path.suffix in {".md", ".yaml"})),
        "terms": _digest(sorted(sources.terms.rglob("*.csv"))),
    }


def current_folder(home: Path) -> Path | None:
    """The folder of the finished library, or None before the first build."""
    try:
        name = (home / "library" / "current").read_text(encoding="utf-8").strip()
    except OSError:
        return None
    folder = home / "library" / name
    return folder if name and (folder / "manifest.json").is_file() else None


def manifest(folder: Path) -> dict[str, Any]:
    """A finished library's stamp and counts. Raises LibraryDamaged."""
    try:
        return dict(json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise LibraryDamaged("The library's manifest cannot be read: run `codecite library build`.") from error


def meaning_folder(folder: Path) -> Path:
    """Where a library's Chroma files lie: apart from those of a damaged copy, which Chroma may still hold open."""
    anew = folder / "meaning-anew"
    return anew if anew.is_dir() else folder / "meaning"


class Library:
    """An open library: codebook, search, passages and articles."""

    def __init__(self, folder: Path, model: str) -> None:
        self.folder = folder
        self.manifest = manifest(folder)
        try:
            self.database = Database(folder / "library.sqlite")
        except Exception as error:  # a file that is no database
            raise LibraryDamaged("The library on disk is damaged: run `codecite library build`.") from error
        self.model = model
        self.embedder = Embedder(model)
        # a library lies in HOME/library/BUILD; the loaded tables stay where they are when it is built anew
        self.use_tables(LoadedTables(folder.parents[1]))

    def use_tables(self, tables: LoadedTables) -> None:
        """Look procedure codes and documents up in these tables from now on."""
        self._seen: OrderedDict[str, Library] = OrderedDict()
        self._seeing = threading.Lock()
        self.tables = tables
        self.documents = LoadedDocuments(tables, self.embedder.question)
        self.codebook = Codebook(self.database, tables)

    def seen_by(self, owner: str) -> Library:
        """The library with what one account has loaded for itself; the library itself where that is nothing."""
        if not owner or not any(source.owner == owner for source in self.tables.of_all()):
            return self
        # opened once for all
        self.search, self.articles  # noqa: B018
        with self._seeing:
            view = self._seen.pop(owner, None)
            if view is None:
                view = copy.copy(self)
                view.use_tables(LoadedTables(self.tables.home, owner))
            self._seen[owner] = view
            while len(self._seen) > _VIEWS:
                self._seen.popitem(last=False)
        return view

    @cached_property
    def search(self) -> Search:
        """Hybrid search; opening the indexes takes a second."""
        words = {index: WordIndex(self.folder / "words" / index.lower()) for index in INDEXES}
        return Search(self.database, self._meaning, words, self.embedder)

    @cached_property
    def _meaning(self) -> MeaningIndex:
        return MeaningIndex(meaning_folder(self.folder))

    @cached_property
    def articles(self) -> tuple[Article, ...]:
        """The reference articles the library was built of."""
        return tuple(articles_from(self.folder / ARTICLES))

    @cached_property
    def contrasts(self) -> dict[str, list[tuple[Passage, int, int]]]:
        """By procedure code: the sentences of *Which code* sections that open with it and tell it from its look-alikes.

        Each as its passage and the characters it covers there; those that are about the code alone come before those that
        open with a list of codes.
        """
        found: dict[str, list[tuple[Passage, int, int]]] = {}
        for article in self.articles:
            passage = self.database.passage(f"{article.id}/which-code") if "Which code" in article.sections else None
            for start, end in sentences(passage.text) if passage else ():
                assert passage is not None
                code = passage.text[start : start + 5]
                if is_procedure_shaped(code):
                    found.setdefault(code, []).append((passage, start, end))
        for places in found.values():
            places.sort(key=lambda place: _opens_with_list(place[0].text[place[1] : place[2]]))
        return found

    @property
    def tabular_edition(self) -> Edition:
        """The edition of the ICD-10-CM tabular list that is held."""
        passage = self.database.passage("icd10cm/A00")
        if passage is None:
            raise LibraryDamaged("The library holds no tabular list: run `codecite library build`.")
        return passage.edition

    def passage(self, passage_id: str) -> Passage | None:
        """The passage with this id: a stored one, or the outcome of a look-up made again."""
        return (
            look_ups.again(self.codebook, passage_id)
            or row_passages.again(self.tables, passage_id)
            or self.documents.passage(passage_id)
            or self.database.passage_by_id(passage_id)
        )

    def check(self) -> None:
        """Compare counts with the manifest. Raises LibraryDamaged where anything is missing or unreadable."""
        try:
            self.search  # noqa: B018  opens the word indexes
            counts: dict[str, int] = {
                "passages": self.database.rows("SELECT count(*) FROM passage")[0][0],
                **{str(index): self._meaning.count(index) for index in INDEXES},
            }
        except LibraryDamaged:
            raise
        except Exception as error:  # Chroma's native part raises many kinds for a broken folder
            raise LibraryDamaged("The library on disk is damaged: run `codecite library build`.") from error
        if counts != self.manifest["counts"]:
            raise LibraryDamaged("The library on disk is incomplete: run `codecite library build`.")

    def close(self) -> None:
        """Let go of all files."""
        self.database.close()
        self.tables.close()
        for view in self._seen.values():
            view.tables.close()
        if "_meaning" in self.__dict__:
            self._meaning.close()


def open_library(home: Path, sources: Sources, model: str) -> Library:
    """Open the finished library.

    Raises LibraryMissing where there is none or its stamp differs from what the sources would give today, and
    LibraryDamaged where it cannot be read.
    """
    folder = current_folder(home)
    if folder is None:
        raise LibraryMissing("The library is not built yet: run `codecite library build`.")
    if manifest(folder).get("stamp") != stamp(sources, model):
        raise LibraryMissing("The library was built from other sources: run `codecite library build`.")
    library = Library(folder, model)
    library.check()
    return library


def _opens_with_list(sentence: str) -> bool:
    """Whether a sentence is about its first code and further ones alike: ``99213, 99203 and 99283 ask for …``."""
    _, *following = sentence.split(maxsplit=3)
    return sentence[5:6] == "," or following[:1] in (["and"], ["or"])


def _digest(paths: list[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:20]
