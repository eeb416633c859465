"""Rows of cells out of the files that publishers ship: comma or tab separated text, gzipped or not, and workbooks."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from knowledge.errors import SourceError
from knowledge.tables import Rejected, Row, Table

Cells = Sequence[str]
HEADER_WITHIN = 60
# far beyond any publisher's file, far below what would fill the memory
_LONGEST_LINE = 1_000_000
_MOST_BYTES = 2_000_000_000


def read_table(
    path: Path, columns: dict[str, str], make: Callable[[dict[str, str]], Row | None], *, stacked: int = 1
) -> Table[Row]:
    """Read a file's whole table; see ``stream_table`` for what is read and raised."""
    rows: list[Row] = []
    rejected: list[Rejected] = []
    for row in stream_table(path, columns, make, stacked=stacked):
        if isinstance(row, Rejected):
            rejected.append(row)
        else:
            rows.append(row)
    return Table(tuple(rows), tuple(rejected))


def stream_table(
    path: Path, columns: dict[str, str], make: Callable[[dict[str, str]], Row | None], *, stacked: int = 1
) -> Iterator[Row | Rejected]:
    """A file's table row by row, its header naming ``columns`` (our name → a pattern of the publisher's name).

    A column whose name ends in ``?`` may be missing and is empty then. ``make`` gives the row, None for a line that is
    none by design (a deleted edit), and raises ValueError with the reason for a line that is wrong; such a line comes as
    ``Rejected``. ``stacked`` is the number of lines that the header's names are spread over.
    Raises SourceError where the file cannot be read, or no line within the first 60 names every column.
    """
    above: list[Cells] = []
    places: dict[str, int] | None = None
    names: list[str] = []
    least = 0
    for number, line in cells(path):
        if places is None:
            above = [*above[-(stacked - 1) :], line] if stacked > 1 else [line]
            names = header_names(above)
            places = column_places(names, columns)
            if places is None and number > HEADER_WITHIN:
                break
            least = max((place for name, place in (places or {}).items() if not name.endswith("?")), default=0)
            continue
        if not any(cell.strip() for cell in line):
            continue
        try:
            if len(line) <= least:
                raise ValueError(f"it has {len(line)} of {len(names)} columns")
            row = make(
                {
                    name.rstrip("?"): line[place].strip() if 0 <= place < len(line) else ""
                    for name, place in places.items()
                }
            )
        except ValueError as error:
            yield Rejected(number, str(error))
            continue
        if row is not None:
            yield row
    if places is None:
        raise SourceError(f"{path.name}: no header line names {', '.join(columns)}: is it the file you meant?")


def cells(path: Path) -> Iterator[tuple[int, Cells]]:
    """Every line of a file as its cells, with its number from 1. Raises SourceError where the file cannot be read."""
    try:
        if path.suffix.lower() == ".xlsx":
            with zipfile.ZipFile(path) as parts:
                if sum(part.file_size for part in parts.infolist()) > _MOST_BYTES:
                    raise SourceError(f"{path.name}: it unpacks to more than 2 GB, which no code table does.")
            book = CalamineWorkbook.from_path(path)
            for name in book.sheet_names:
                for number, row in enumerate(book.get_sheet_by_name(name).to_python(), 1):
                    yield number, [_text(value) for value in row]
            return
        text = _decoded(_raw(path))
        mark = "\t" if text[:4000].count("\t") > text[:4000].count(",") else ","
        yield from enumerate(csv.reader(_lines(text, path), delimiter=mark), 1)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, CalamineError, csv.Error) as error:
        raise SourceError(f"{path.name}: it cannot be read ({error}).") from error


def _raw(path: Path) -> bytes:
    if path.suffix.lower() != ".gz":
        return path.read_bytes()
    with gzip.open(path) as packed:
        raw = packed.read(_MOST_BYTES + 1)
    if len(raw) > _MOST_BYTES:
        raise SourceError(f"{path.name}: it unpacks to more than 2 GB, which no code table does.")
    return raw


def _lines(text: str, path: Path) -> Iterator[str]:
    for line in io.StringIO(text, newline=""):
        if len(line) > _LONGEST_LINE:
            raise SourceError(f"{path.name}: a line has more than a million characters, which no code table has.")
        yield line


def day(text: str) -> date | None:
    """A publisher's day: ``20260101``, ``2026-01-01``, ``2026091`` (year and day of the year), or none.

    Raises ValueError for anything else.
    """
    bare = text.replace("-", "").strip()
    if bare in {"", "*"}:
        return None
    if re.fullmatch(r"\d{7}", bare):
        return date(int(bare[:4]), 1, 1) + timedelta(days=int(bare[4:]) - 1)
    if re.fullmatch(r"\d{8}", bare):
        return date(int(bare[:4]), int(bare[4:6]), int(bare[6:]))
    raise ValueError(f"{text!r} is no date")


def code(text: str) -> str:
    """A CPT or HCPCS code. Raises ValueError where the text is none."""
    if not re.fullmatch(r"[A-Z0-9]\d{3}[A-Z0-9]", text):
        raise ValueError(f"{text!r} is no CPT or HCPCS code")
    return text


def number(text: str) -> float:
    """A figure with or without thousands marks; empty is 0. Raises ValueError for anything else."""
    return float(text.replace(",", "").replace("$", "") or 0)


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def header_names(lines: Sequence[Cells]) -> list[str]:
    """The header's names, those spread over several lines joined."""
    width = max(len(line) for line in lines)
    return [" ".join(" ".join(line[n] for line in lines if n < len(line)).split()).upper() for n in range(width)]


def column_places(names: Sequence[str], columns: dict[str, str]) -> dict[str, int] | None:
    """Where each column stands in a header, -1 for a missing one that may be; None where one must be and is not."""
    places = {}
    for ours, pattern in columns.items():
        place = next((n for n, name in enumerate(names) if re.search(pattern, name)), None)
        if place is None and not ours.endswith("?"):
            return None
        places[ours] = -1 if place is None else place
    return places
