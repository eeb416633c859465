"""Rows of cells out of the files that publishers ship: comma or tab separated text, gzipped or not, and workbooks."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Generic

from python_calamine import CalamineError, CalamineWorkbook

from knowledge.errors import SourceError
from knowledge.tables import Rejected, Row, Table

Cells = Sequence[str]
HEADER_WITHIN = 60
_TOLD_EVERY = 20_000
# far beyond any publisher's file, far below what would fill the memory
_LONGEST_LINE = 1_000_000
MOST_BYTES = 2_000_000_000


@dataclass(frozen=True)
class Layout(Generic[Row]):
    """How a publisher lays a table out.

    ``columns`` maps our name of a column to a pattern of the publisher's name; a column whose name ends in ``?`` may be
    missing and is empty then. ``make`` gives the row, None for a line that is none by design, and raises ValueError with
    the reason for a line that is wrong. ``stacked`` is the number of lines that the header's names are spread over.
    """

    columns: Mapping[str, str]
    make: Callable[[dict[str, str]], Row | None]
    stacked: int = 1

    def header_at(self, lines: Iterable[Cells]) -> tuple[int, dict[str, int]] | None:
        """Where the header ends among a file's first lines, from 1, and the place of each column (-1: missing)."""
        above: list[Cells] = []
        for number, line in enumerate(itertools.islice(lines, HEADER_WITHIN), 1):
            above = [*above[1 - self.stacked :], line] if self.stacked > 1 else [line]
            places = self._places(_names(above))
            if places is not None:
                return number, places
        return None

    def _places(self, names: Sequence[str]) -> dict[str, int] | None:
        places = {}
        for ours, pattern in self.columns.items():
            place = next((n for n, name in enumerate(names) if re.search(pattern, name)), None)
            if place is None and not ours.endswith("?"):
                return None
            places[ours] = -1 if place is None else place
        return places


def read_table(path: Path, *layouts: Layout[Row]) -> Table[Row]:
    """Read a file's whole table; see ``stream_table`` for what is read and raised."""
    rows: list[Row] = []
    rejected: list[Rejected] = []
    for row in stream_table(path, layouts):
        if isinstance(row, Rejected):
            rejected.append(row)
        else:
            rows.append(row)
    return Table(tuple(rows), tuple(rejected))


def stream_table(
    path: Path, layouts: Sequence[Layout[Row]], told: Callable[[int, int], None] = lambda done, total: None
) -> Iterator[Row | Rejected]:
    """A file's table row by row, by the first layout whose header it carries; a wrong line comes as ``Rejected``.

    ``told`` hears how much of how much is read. Raises SourceError where the file cannot be read, breaks off within a
    line, or no line within the first 60 is the header of a layout.
    """
    for sheet in sheets(path):
        lines = cells(path, told, sheet)
        first = list(itertools.islice(lines, HEADER_WITHIN))
        found = next(((layout, at) for layout in layouts if (at := layout.header_at(line for _, line in first))), None)
        if found is not None:
            break
    else:
        named = ", ".join(name.rstrip("?") for name in layouts[0].columns)
        raise SourceError(f"{path.name}: no header line names {named}: is it the file you meant?")
    layout, (header, places) = found
    names = tuple((name.rstrip("?"), place) for name, place in places.items())
    least = max((place for name, place in places.items() if not name.endswith("?")), default=0)
    make = layout.make
    short = None
    for number, line in itertools.chain(first[header:], lines):
        if not any(cell.strip() for cell in line):
            continue
        short = None
        if len(line) <= least:
            short = Rejected(number, f"it has {len(line)} of at least {least + 1} columns")
            yield short
            continue
        try:
            row = make({name: line[place].strip() if 0 <= place < len(line) else "" for name, place in names})
        except ValueError as error:
            yield Rejected(number, str(error))
            continue
        if row is not None:
            yield row
    if short is not None:
        raise SourceError(f"{path.name} breaks off in line {short.line}: load the whole file.")


def sheets(path: Path) -> list[str]:
    """The names of a workbook's sheets, or one empty name for a text file. Raises SourceError for a broken workbook."""
    if path.suffix.lower() != ".xlsx":
        return [""]
    try:
        with zipfile.ZipFile(path) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST_BYTES:
                raise SourceError(f"{path.name}: it unpacks to more than 2 GB, which no code table does.")
        return list(CalamineWorkbook.from_path(path).sheet_names)
    except (OSError, zipfile.BadZipFile, CalamineError) as error:
        raise SourceError(
            f"{path.name} is not a whole Excel workbook ({error}): load it again from its source."
        ) from error


def cells(
    path: Path, told: Callable[[int, int], None] = lambda done, total: None, sheet: str = ""
) -> Iterator[tuple[int, Cells]]:
    """Every line of a text file, or of one sheet of a workbook, as its cells, with its number from 1.

    Raises SourceError where the file cannot be read.
    """
    try:
        if path.suffix.lower() == ".xlsx":
            rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
            for number, row in enumerate(rows, 1):
                if number % _TOLD_EVERY == 0:
                    told(number, len(rows))
                yield number, [_text(value) for value in row]
            return
        text = _decoded(_raw(path))
        mark = "\t" if text[:4000].count("\t") > text[:4000].count(",") else ","
        yield from enumerate(csv.reader(_lines(text, path, told), delimiter=mark), 1)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, CalamineError, csv.Error) as error:
        raise SourceError(f"{path.name}: it cannot be read ({error}).") from error


def _raw(path: Path) -> bytes:
    if path.suffix.lower() != ".gz":
        return path.read_bytes()
    with gzip.open(path) as packed:
        raw = packed.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise SourceError(f"{path.name}: it unpacks to more than 2 GB, which no code table does.")
    return raw


def _lines(text: str, path: Path, told: Callable[[int, int], None]) -> Iterator[str]:
    done = 0
    for number, line in enumerate(io.StringIO(text, newline="")):
        done += len(line)
        if number % _TOLD_EVERY == 0:
            told(done, len(text))
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


def _names(lines: Sequence[Cells]) -> list[str]:
    """The header's names, those spread over several lines joined."""
    width = max(len(line) for line in lines)
    return [" ".join(" ".join(line[n] for line in lines if n < len(line)).split()).upper() for n in range(width)]
