"""The library's SQLite file: entries, passages, procedure codes, wordings. Written once by a build, then only read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from knowledge.errors import LibraryDamaged
from knowledge.records import Article, Authority, Edition, Entry, Level, NoteKind, Passage, System
from knowledge.wording import phrase_key

# More than a long note asks for.
_ENTRIES_KEPT = 20_000
_TABLES = """
CREATE TABLE entry(code TEXT PRIMARY KEY, title TEXT, level TEXT, parent TEXT, notes TEXT, seventh TEXT,
                   has_children INT, place INT);
CREATE INDEX entry_parent ON entry(parent, place);
CREATE TABLE edition(n INTEGER PRIMARY KEY, title TEXT, starts TEXT, ends TEXT, UNIQUE(title, starts, ends));
CREATE TABLE passage(id TEXT PRIMARY KEY, address TEXT, text TEXT, title TEXT, source TEXT, edition INT, locator TEXT,
                     codes TEXT, authority INT, system TEXT);
CREATE INDEX passage_address ON passage(address);
CREATE TABLE phrase(key TEXT, code TEXT, wording TEXT, origin TEXT);
CREATE INDEX phrase_key ON phrase(key);
CREATE TABLE known_code(code TEXT PRIMARY KEY, article TEXT);
"""


class Database:
    """Look-ups in one library file. Safe to share between threads: every look-up is a single read."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        # the file is immutable, and a note asks for the same entries thousands of times
        self._entry_of = lru_cache(maxsize=_ENTRIES_KEPT)(self._read_entry)
        self._children_of = lru_cache(maxsize=_ENTRIES_KEPT)(self._read_children)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a query. Raises LibraryDamaged where the file cannot be read."""
        try:
            with closing(self._connection.execute(sql, values)) as cursor:
                return cursor.fetchall()
        except sqlite3.DatabaseError as error:
            raise LibraryDamaged("The library on disk is damaged: run `codecite library build`.") from error

    def entry(self, code: str) -> Entry | None:
        """The tabular entry printed under exactly this code."""
        return self._entry_of(code)

    def children(self, code: str) -> list[Entry]:
        """The entries directly beneath, in the order of the list."""
        return list(self._children_of(code))

    def _read_entry(self, code: str) -> Entry | None:
        found = self.rows(f"SELECT {_ENTRY} FROM entry WHERE code=?", code)
        return _entry(found[0]) if found else None

    def _read_children(self, code: str) -> tuple[Entry, ...]:
        return tuple(
            _entry(row) for row in self.rows(f"SELECT {_ENTRY} FROM entry WHERE parent=? ORDER BY place", code)
        )

    def passage(self, address: str) -> Passage | None:
        """The passage at an address (``source/locator``)."""
        found = self.rows(f"SELECT {_PASSAGE} WHERE address=?", address)
        return _passage(found[0]) if found else None

    def passage_by_id(self, passage_id: str) -> Passage | None:
        """The passage with this id."""
        found = self.rows(f"SELECT {_PASSAGE} WHERE id=?", passage_id)
        return _passage(found[0]) if found else None

    def phrases(self, keys: Iterable[str]) -> Iterator[tuple[str, str, str, str]]:
        """Wordings stored under any of the keys, as (key, code, wording, origin: title, note or term)."""
        wanted = list(dict.fromkeys(keys))
        for at in range(0, len(wanted), 500):
            part = wanted[at : at + 500]
            marks = ",".join("?" * len(part))
            yield from self.rows(f"SELECT key, code, wording, origin FROM phrase WHERE key IN ({marks})", *part)


class DatabaseWriter:
    """Fills a new library file. Use as a context manager; the file is complete only after a clean exit."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)
        self._connection.execute("PRAGMA synchronous=OFF")
        self._connection.executescript(_TABLES)
        self._editions: dict[Edition, int] = {}

    def __enter__(self) -> DatabaseWriter:
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        if failed is None:
            self._connection.commit()
            self._connection.execute("PRAGMA optimize")
        self._connection.close()

    def entries(self, entries: Iterable[Entry]) -> None:
        """Store the tabular list in its order."""
        self._connection.executemany(
            "INSERT INTO entry VALUES (?,?,?,?,?,?,?,?)",
            (
                (e.code, e.title, e.level, e.parent, json.dumps(e.notes), json.dumps(e.seventh), e.has_children, n)
                for n, e in enumerate(entries)
            ),
        )

    def passages(self, passages: Iterable[Passage]) -> int:
        """Store passages and give back how many are held; a fact that two articles state has one id and counts once."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO passage VALUES (?,?,?,?,?,?,?,?,?,?)",
            (
                (
                    p.id,
                    p.address,
                    p.text,
                    p.title,
                    p.source,
                    self._edition(p.edition),
                    p.locator,
                    json.dumps(p.codes),
                    int(p.authority),
                    p.system,
                )
                for p in passages
            ),
        )
        return int(self._connection.execute("SELECT count(*) FROM passage").fetchone()[0])

    def phrases(self, phrases: Iterable[tuple[str, str, str]]) -> None:
        """Store wordings as (code, wording, origin)."""
        self._connection.executemany(
            "INSERT INTO phrase VALUES (?,?,?,?)",
            ((key, code, wording, origin) for code, wording, origin in phrases if (key := phrase_key(wording))),
        )

    def known_codes(self, articles: Iterable[Article]) -> None:
        """Remember every procedure code that an article covers, or names as a primary in an official table."""
        rows: dict[str, str] = {}
        for article in articles:
            for code in article.codes:
                rows[code.code] = rows.get(code.code) or article.id
                for primary in code.facts.get("add_on", {}).get("primaries", ()):
                    rows.setdefault(str(primary), "")
        self._connection.executemany("INSERT INTO known_code VALUES (?,?)", rows.items())

    def _edition(self, edition: Edition) -> int:
        if edition not in self._editions:
            self._editions[edition] = len(self._editions) + 1
            self._connection.execute(
                "INSERT INTO edition VALUES (?,?,?,?)",
                (
                    self._editions[edition],
                    edition.title,
                    edition.starts and edition.starts.isoformat(),
                    edition.ends and edition.ends.isoformat(),
                ),
            )
        return self._editions[edition]


_ENTRY = "code, title, level, parent, notes, seventh, has_children"
_PASSAGE = (
    "p.id, p.text, p.title, p.source, e.title, e.starts, e.ends, p.locator, p.codes, p.authority, p.system "
    "FROM passage p JOIN edition e ON e.n = p.edition"
)


def _entry(row: tuple[Any, ...]) -> Entry:
    code, title, level, parent, notes, seventh, has_children = row
    return Entry(
        code,
        title,
        Level(level),
        parent,
        tuple((NoteKind(kind), text) for kind, text in json.loads(notes)),
        tuple((char, meaning) for char, meaning in json.loads(seventh)),
        bool(has_children),
    )


def _passage(row: tuple[Any, ...]) -> Passage:
    id_, text, title, source, edition, starts, ends, locator, codes, authority, system = row
    held = Edition(edition, starts and date.fromisoformat(starts), ends and date.fromisoformat(ends))
    return Passage(
        id_, text, title, source, held, locator, tuple(json.loads(codes)), Authority(authority), System(system)
    )
