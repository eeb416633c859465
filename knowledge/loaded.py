"""Look-ups in the tables that were loaded: rows by code and day, pairs in both directions, each with its source."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Generic

from knowledge.errors import LibraryDamaged
from knowledge.loading import store
from knowledge.loading.store import Source
from knowledge.tables import AddOnEdit, Pair, Row

# kinds whose every row says from when to when it holds
_DATED = frozenset({"add-on", "hcpcs"})


@dataclass(frozen=True, slots=True)
class Held(Generic[Row]):
    """A row with the source it stands in."""

    row: Row
    source: Source


class LoadedTables:
    """The tables loaded into one home; empty where none were. Sees a load that another process has finished.

    What is seen is everybody's, and beside it an ``owner``'s own; of two with the same name the owner's own. Safe to share
    between threads: every look-up is a single read.
    """

    def __init__(self, home: Path, owner: str = "") -> None:
        self.home, self.owner = home, owner
        self._path = store.tables_path(home)
        self._connection: sqlite3.Connection | None = None
        self._sources: tuple[int, tuple[Source, ...]] = (-1, ())
        self._dated: dict[int, bool] = {}
        self._reasons: dict[int, str] = {}

    def sources(self) -> tuple[Source, ...]:
        """Every source seen, by kind and edition."""
        everything = self.of_all()
        own = {source.name for source in everything if source.owner and source.owner == self.owner}
        return tuple(
            source
            for source in everything
            if source.owner == self.owner or (not source.owner and source.name not in own)
        )

    def of_all(self) -> tuple[Source, ...]:
        """Every source of every account, to be minded and not to be read from."""
        version = self.query("PRAGMA data_version")
        if not version:
            return ()
        if self._sources[0] != version[0][0]:
            assert self._connection is not None
            self._sources = (version[0][0], tuple(store.sources(self._connection)))
            self._dated, self._reasons = {}, {}
        return self._sources[1]

    def in_force(self, kind: str, day: date) -> tuple[Source, ...]:
        """The files of the edition of a kind that counts on a day: the newest that has begun by then.

        It may have ended since (``Source.out_of_date``). Rows with dates of their own also answer for days before their
        edition. Empty where no edition held reaches the day.
        """
        held = [source for source in self.sources() if source.kind == kind]
        begun = [source for source in held if source.edition.starts is None or source.edition.starts <= day]
        if not begun:
            begun = [
                source for source in held if kind in _DATED or (kind.startswith("ptp") and self._has_dates(source))
            ]
            first = min((source.edition.starts or date.min for source in begun), default=None)
        else:
            first = max((source.edition.starts or date.min for source in begun), default=None)
        return tuple(source for source in begun if (source.edition.starts or date.min) == first)

    def rows(self, kind: str, key: str, day: date) -> list[Held[Any]]:
        """The rows of a code (or another key of the kind) in the edition of a day, in the order of the file."""
        return [held for source in self.in_force(kind, day) for held in self.of(source, key)]

    def of(self, source: Source, key: str) -> list[Held[Any]]:
        """The rows of a key in one source."""
        read = store.adapter(source.kind).validate_json
        found = self.query("SELECT detail FROM line WHERE key=? AND source=? ORDER BY n", key, source.id)
        return [Held(read(detail), source) for (detail,) in found]

    def add_ons_of(self, primary: str, day: date) -> list[Held[AddOnEdit]]:
        """The add-on edits that name a code as the primary."""
        read = store.adapter("add-on").validate_json
        return [
            Held(read(detail), source)
            for source in self.in_force("add-on", day)
            for (detail,) in self.query(
                "SELECT detail FROM line WHERE source=? AND detail->>'primary'=? ORDER BY key, n", source.id, primary
            )
        ]

    def keys(self, kind: str, day: date) -> list[str]:
        """Every code (or other key) that the edition of a day lists."""
        return [
            key
            for source in self.in_force(kind, day)
            for (key,) in self.query("SELECT DISTINCT key FROM line WHERE source=?", source.id)
        ]

    def pairs(self, setting: str, one: str, other: str, day: date) -> list[Held[Pair]]:
        """The edits between two codes on a day, ``setting`` practitioner or hospital, whichever of them is column 1."""
        return [held for held in self.history(setting, one, other, day) if held.row.holds(day)]

    def history(self, setting: str, one: str, other: str, day: date) -> list[Held[Pair]]:
        """All edits between two codes in the edition of a day, ended ones too, in both directions."""
        return [
            held
            for source in self.in_force(f"ptp-{setting}", day)
            for held in (*self.pair_of(source, one, other), *self.pair_of(source, other, one))
        ]

    def pair_of(self, source: Source, column1: str, column2: str) -> list[Held[Pair]]:
        """The edits of one source with these columns."""
        if not (_five(column1) and _five(column2)):
            return []
        pairs = self._pairs(source, "one=? AND other=?", store.number(column1), store.number(column2))
        return [Held(pair, source) for pair in pairs]

    def partners(self, setting: str, code: str, day: date) -> Held[list[Pair]] | None:
        """Every edit in force on a day that names a code, as column 1 first; None where there is none."""
        sources = self.in_force(f"ptp-{setting}", day)
        if not (sources and _five(code)):
            return None
        today = store.figure_of(day, 0)
        found = [
            pair
            for column in ("one", "other")
            for source in sources
            for pair in self._pairs(
                source, f"{column}=? AND indicator<>'9' AND starts<=? AND ends>=?", store.number(code), today, today
            )
        ]
        return Held(found, sources[0]) if found else None

    def named(self, name: str) -> Source | None:
        """The source of this name."""
        return next((source for source in self.sources() if source.name == name), None)

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _pairs(self, source: Source, where: str, *values: int) -> list[Pair]:
        found = self.query(
            f"SELECT one, other, indicator, why, starts, ends FROM pair_{source.id} WHERE {where} ORDER BY one, other, starts",
            *values,
        )
        reasons = self._rationales() if found else {}
        code_of, day_of = store.code_of, store.day_of
        return [
            Pair(code_of(one), code_of(other), indicator, reasons[why], day_of(starts), day_of(ends))
            for one, other, indicator, why, starts, ends in found
        ]

    def _rationales(self) -> dict[int, str]:
        """The texts of the edits' rationales: a few dozen, which all pairs share."""
        self.sources()
        if not self._reasons:
            self._reasons = dict(self.query("SELECT id, text FROM why"))
        return self._reasons

    def _has_dates(self, source: Source) -> bool:
        if source.id not in self._dated:
            self._dated[source.id] = bool(self.query(f"SELECT 1 FROM pair_{source.id} WHERE starts>0 LIMIT 1"))
        return self._dated[source.id]

    def query(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a read on the file; none before the first load. Raises LibraryDamaged."""
        if self._connection is None:
            if not self._path.is_file():
                return []
            self._connection = sqlite3.connect(
                f"{self._path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False
            )
        try:
            with closing(self._connection.execute(sql, values)) as cursor:
                return cursor.fetchall()
        except sqlite3.DatabaseError as error:
            raise LibraryDamaged(
                f"The loaded tables cannot be read ({error}): delete {self._path} and load the files again."
            ) from error


def _five(code: str) -> bool:
    return len(code) == 5 and code.isalnum() and code.isascii()
