"""HCPCS Level II: CMS's alpha-numeric file with its continued descriptions and modifiers, and plain tables."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.readers.sheet import Layout, day, read_table
from knowledge.tables import HcpcsRow, Rejected, Table

# record kinds of the alpha-numeric file: 3 and 7 begin a code and a modifier, 4 and 8 continue their description
_CONTINUES = frozenset({"4", "8"})


@dataclass(frozen=True, slots=True)
class _Line:
    row: HcpcsRow
    continues: bool


def _line(cells: dict[str, str]) -> _Line:
    name = cells["code"].upper()
    if not re.fullmatch(r"[A-Z0-9]\d{3}[A-Z0-9]|[A-Z0-9]{2}", name):
        raise ValueError(f"{name!r} is no HCPCS code or modifier")
    row = HcpcsRow(
        name, cells["coverage"], day(cells["added"]), day(cells["ended"]), cells.get("long", ""), cells.get("short", "")
    )
    return _Line(row, cells.get("kind", "") in _CONTINUES)


LAYOUTS: tuple[Layout[_Line], ...] = (
    Layout(
        {
            "code": r"^HCPC$",
            "sequence": r"^SEQNUM$",
            "kind": r"^RECID$",
            "long": r"^LONG DESCRIPTION$",
            "short": r"^SHORT DESCRIPTION$",
            "coverage": r"^COV$",
            "added": r"^ADD DT$",
            "ended": r"^TERM DT$",
        },
        _line,
    ),
    Layout({"code": r"^HCPCS_CODE$", "coverage": r"^COV$", "added": r"^DATE_ADDED$", "ended": r"^DATE_TERM$"}, _line),
)


def joined(lines: Iterable[_Line | Rejected]) -> Iterator[HcpcsRow | Rejected]:
    """One row a code or modifier: the description of lines that continue it is added to the line before."""
    for name, group in itertools.groupby(lines, key=lambda line: line.row.code if isinstance(line, _Line) else None):
        if name is None:
            yield from (line for line in group if isinstance(line, Rejected))
            continue
        held: list[_Line] = [line for line in group if isinstance(line, _Line)]
        starts = [n for n, line in enumerate(held) if not line.continues] or [0]
        for start, end in itertools.pairwise([*starts, len(held)]):
            first = held[start].row
            text = " ".join(line.row.long for line in held[start:end] if line.row.long)
            yield HcpcsRow(first.code, first.coverage, first.added, first.ended, text, first.short)


def read_hcpcs(path: Path) -> Table[HcpcsRow]:
    """Every code and modifier of the file. Raises SourceError where it is no HCPCS Level II file."""
    table = read_table(path, *LAYOUTS)
    return Table(tuple(row for row in joined(table.rows) if isinstance(row, HcpcsRow)), table.rejected)
