"""The tables held on disk: one SQLite file, a source a load, rows as JSON under their code, pairs in tables of their own."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from pydantic import TypeAdapter

from knowledge.errors import FolderNotWritable, LibraryBusy
from knowledge.loading.kinds import KINDS, Kind
from knowledge.records import Edition
from knowledge.tables import Pair, Rejected

_SCHEMA = """
CREATE TABLE IF NOT EXISTS source(id INTEGER PRIMARY KEY, name TEXT, kind TEXT, title TEXT, starts TEXT,
    ends TEXT, file TEXT, digest TEXT, rows INT, rejected TEXT, loaded_at TEXT, owner TEXT NOT NULL DEFAULT '',
    loaded_by TEXT NOT NULL DEFAULT '', UNIQUE(name, owner));
CREATE TABLE IF NOT EXISTS line(source INT, key TEXT, n INT, detail TEXT, PRIMARY KEY(source, key, n)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS why(id INTEGER PRIMARY KEY, text TEXT UNIQUE);
CREATE TABLE IF NOT EXISTS piece(source INT, n INT, address TEXT, locator TEXT, text TEXT, codes TEXT, vector BLOB,
    PRIMARY KEY(source, n)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS piece_address ON piece(address);
CREATE VIRTUAL TABLE IF NOT EXISTS piece_words USING fts5(text, source UNINDEXED, n UNINDEXED, tokenize='porter');
"""
_COLUMNS = "id, name, kind, title, starts, ends, file, digest, rows, rejected, loaded_at"
# ends of edits that still hold: later than any day asked about
OPEN_END = 99991231
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Source:
    """One loaded file. ``name`` is what commands call it, ``kind`` one of ``KINDS`` or ``document``.

    ``owner`` is the account that alone sees it, empty where everybody does; ``loaded_by`` the account that loaded it.
    """

    id: int
    name: str
    kind: str
    edition: Edition
    file: str
    digest: str
    rows: int
    rejected: tuple[Rejected, ...]
    loaded_at: datetime
    owner: str = ""
    loaded_by: str = ""

    def out_of_date(self, day: date) -> bool:
        """Whether the edition ended before the day."""
        return self.edition.ends is not None and self.edition.ends < day


def tables_path(home: Path) -> Path:
    """Where a home keeps the loaded tables; they outlive the library, which is built anew."""
    return home / "loaded" / "tables.sqlite"


@contextmanager
def writing(home: Path, wait: float) -> Iterator[sqlite3.Connection]:
    """The one transaction of a load: all of it or nothing. Readers see the state before until it ends.

    Raises LibraryBusy where another load is not done after ``wait`` seconds, and FolderNotWritable.
    """
    path = tables_path(home)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock"), timeout=wait), closing(sqlite3.connect(path)) as connection:
            connection.isolation_level = None
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute("PRAGMA cache_size=-200000")
            connection.executescript(_SCHEMA)
            connection.execute("BEGIN IMMEDIATE")
            try:
                _owners_told(connection)
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except Timeout as error:
        raise LibraryBusy("Another load is under way: try again when it is done.") from error
    except (PermissionError, NotADirectoryError, FileExistsError) as error:
        raise FolderNotWritable(f"No permission to write in {home}: set CODECITE_HOME to a folder of yours.") from error
    except sqlite3.OperationalError as error:
        raise FolderNotWritable(
            f"{path} cannot be written ({error}): free space there or move CODECITE_HOME."
        ) from error


def sources(connection: sqlite3.Connection) -> list[Source]:
    """Every source held, whoever it belongs to, by kind and edition."""
    owners = "owner, loaded_by" if _has_owners(connection) else "'', ''"
    found = connection.execute(f"SELECT {_COLUMNS}, {owners} FROM source ORDER BY kind, starts, name").fetchall()
    return [_source(row) for row in found]


def insert_source(
    connection: sqlite3.Connection, name: str, kind: str, edition: Edition, file: str, digest: str, owner: str = ""
) -> int:
    """A new source without rows yet; its number."""
    found = connection.execute(
        "INSERT INTO source(name, kind, title, starts, ends, file, digest, loaded_at, owner, loaded_by)"
        " VALUES(?,?,?,?,?,?,?,?,?,?)",
        (name, kind, edition.title, _iso(edition.starts), _iso(edition.ends), file, digest, _now(), owner, owner),
    )
    return int(found.lastrowid or 0)


def close_source(connection: sqlite3.Connection, source: int, rows: int, rejected: Iterable[Rejected]) -> None:
    """Note how many rows were kept and which lines were not."""
    lines = json.dumps([(line.line, line.why) for line in rejected])
    connection.execute("UPDATE source SET rows=?, rejected=? WHERE id=?", (rows, lines, source))


def hand_to(connection: sqlite3.Connection, source: Source, owner: str) -> None:
    """Let one account alone see a source, or everybody where ``owner`` is empty."""
    connection.execute("UPDATE source SET owner=? WHERE id=?", (owner, source.id))


def remove_source(connection: sqlite3.Connection, source: Source) -> None:
    """Take out a source with all its rows."""
    connection.execute(f"DROP TABLE IF EXISTS pair_{source.id}")
    connection.execute("DELETE FROM line WHERE source=?", (source.id,))
    connection.execute("DELETE FROM piece WHERE source=?", (source.id,))
    connection.execute("DELETE FROM piece_words WHERE source=?", (source.id,))
    connection.execute("DELETE FROM source WHERE id=?", (source.id,))


def insert_rows(connection: sqlite3.Connection, source: int, kind: Kind, rows: Iterable[Any]) -> int:
    """Store a source's rows; how many there were. A row that stands twice is kept once."""
    if kind.record is Pair:
        return _insert_pairs(connection, source, rows)
    rows_as_json = adapter(kind.name)
    count = 0

    def lines() -> Iterator[tuple[int, str, int, str]]:
        nonlocal count
        for n, row in enumerate(rows):
            count += 1
            yield source, kind.key(row), n, rows_as_json.dump_json(row).decode()

    connection.executemany("INSERT INTO line VALUES(?,?,?,?)", lines())
    return count


def _insert_pairs(connection: sqlite3.Connection, source: int, rows: Iterable[Pair]) -> int:
    connection.execute(
        f"CREATE TABLE pair_{source}(one INT, other INT, starts INT, ends INT, indicator TEXT, why INT,"
        " PRIMARY KEY(one, other, starts)) WITHOUT ROWID"
    )
    reasons: dict[str, int] = {text: n for n, text in connection.execute("SELECT id, text FROM why")}

    def why(text: str) -> int:
        if text not in reasons:
            reasons[text] = len(reasons) + 1
            connection.execute("INSERT INTO why VALUES(?,?)", (reasons[text], text))
        return reasons[text]

    connection.executemany(
        f"INSERT OR IGNORE INTO pair_{source} VALUES(?,?,?,?,?,?)",
        (
            (
                number(row.column1),
                number(row.column2),
                figure_of(row.effective, 0),
                figure_of(row.deletion, OPEN_END),
                row.indicator,
                why(row.rationale),
            )
            for row in rows
        ),
    )
    # covers the whole row: the seven thousand edits of a visit code are read in one go
    connection.execute(
        f"CREATE INDEX pair_{source}_other ON pair_{source}(other, one, starts, ends, indicator, why)"
    )
    return int(connection.execute(f"SELECT count(*) FROM pair_{source}").fetchone()[0])


def number(code: str) -> int:
    """A five-character code as a figure, to keep three million pairs small."""
    return int(code, 36)


@lru_cache(maxsize=32_768)
def code_of(figure: int) -> str:
    """The code of a figure made by ``number``."""
    digits = ""
    for _ in range(5):
        figure, last = divmod(figure, 36)
        digits = _DIGITS[last] + digits
    return digits


@lru_cache(maxsize=4096)
def day_of(figure: int) -> date | None:
    """The day of a stored figure; None for an open begin or end."""
    if figure in {0, OPEN_END}:
        return None
    return date(figure // 10000, figure // 100 % 100, figure % 100)


@cache
def adapter(kind: str) -> TypeAdapter[Any]:
    """Reads and writes the rows of a kind as JSON."""
    return TypeAdapter(KINDS[kind].record)


def figure_of(day: date | None, otherwise: int) -> int:
    """The stored figure of a day; ``otherwise`` where it is open."""
    return day.year * 10000 + day.month * 100 + day.day if day else otherwise


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _has_owners(connection: sqlite3.Connection) -> bool:
    return any(column[1] == "owner" for column in connection.execute("PRAGMA table_info(source)"))


def _owners_told(connection: sqlite3.Connection) -> None:
    """Bring a file from before there were accounts' own sources into today's form: all it holds is everybody's."""
    if _has_owners(connection):
        return
    connection.execute("ALTER TABLE source RENAME TO source_before")
    connection.execute(_SCHEMA.partition(";")[0])
    connection.execute(f"INSERT INTO source({_COLUMNS}) SELECT {_COLUMNS} FROM source_before")
    connection.execute("DROP TABLE source_before")


def _source(row: tuple[Any, ...]) -> Source:
    number_, name, kind, title, starts, ends, file, digest, rows, rejected, loaded_at, owner, loaded_by = row
    first, last = (date.fromisoformat(day) if day else None for day in (starts, ends))
    return Source(
        number_,
        name,
        kind,
        Edition(title, first, last),
        file,
        digest,
        rows or 0,
        tuple(Rejected(line, why) for line, why in json.loads(rejected or "[]")),
        datetime.fromisoformat(loaded_at),
        owner,
        loaded_by,
    )
