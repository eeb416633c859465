"""Rows of cells out of the files that publishers ship: comma or tab separated text, gzipped or not, and workbooks."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from knowledge.errors import SourceError
from knowledge.tables import Rejected, Row, Table

Cells = Sequence[str]
_HEADER_WITHIN = 60


def read_table(
    path: Path, columns: dict[str, str], make: Callable[[dict[str, str]], Row | None], *, stacked: int = 1
) -> Table[Row]:
    """Read a file's table whose header names ``columns`` (our name → a pattern of the publisher's name).

    ``make`` gives the row, None for a line that is none by design (a deleted edit), and raises ValueError with the
    reason for a line that is wrong. ``stacked`` is the number of lines that the header's names are spread over.
    Raises SourceError where the file cannot be read, or no line within the first 60 names every column.
    """
    lines = cells(path)
    above: list[Cells] = []
    places: dict[str, int] | None = None
    names: list[str] = []
    rows: list[Row] = []
    rejected: list[Rejected] = []
    for number, line in lines:
        if places is None:
            above = [*above[-(stacked - 1) :], line] if stacked > 1 else [line]
            names = _names(above)
            places = _places(names, columns)
            if places is None and number > _HEADER_WITHIN:
                break
            continue
        if not any(cell.strip() for cell in line):
            continue
        try:
            if len(line) <= max(places.values()):
                raise ValueError(f"it has {len(line)} of {len(names)} columns")
            row = make({name: line[place].strip() for name, place in places.items()})
        except ValueError as error:
            rejected.append(Rejected(number, str(error)))
            continue
        if row is not None:
            rows.append(row)
    if places is None:
        raise SourceError(f"{path.name}: no header line names {', '.join(columns)}: is it the file you meant?")
    return Table(tuple(rows), tuple(rejected))


def cells(path: Path) -> Iterator[tuple[int, Cells]]:
    """Every line of a file as its cells, with its number from 1. Raises SourceError where the file cannot be read."""
    try:
        if path.suffix.lower() == ".xlsx":
            book = CalamineWorkbook.from_path(path)
            for name in book.sheet_names:
                for number, row in enumerate(book.get_sheet_by_name(name).to_python(), 1):
                    yield number, [_text(value) for value in row]
            return
        raw = path.read_bytes()
        text = _decoded(gzip.decompress(raw) if path.suffix == ".gz" else raw)
        mark = "\t" if text[:4000].count("\t") > text[:4000].count(",") else ","
        yield from enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark), 1)
    except (OSError, EOFError, CalamineError, csv.Error) as error:
        raise SourceError(f"{path.name}: it cannot be read ({error}).") from error


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


def _names(lines: Sequence[Cells]) -> list[str]:
    """The header's names, those spread over several lines joined."""
    width = max(len(line) for line in lines)
    return [" ".join(" ".join(line[n] for line in lines if n < len(line)).split()).upper() for n in range(width)]


def _places(names: Sequence[str], columns: dict[str, str]) -> dict[str, int] | None:
    places = {}
    for ours, pattern in columns.items():
        place = next((n for n, name in enumerate(names) if re.search(pattern, name)), None)
        if place is None:
            return None
        places[ours] = place
    return places
