"""HCPCS Level II codes with coverage and dates."""

from __future__ import annotations

from pathlib import Path

from knowledge.readers.sheet import code, day, read_table
from knowledge.tables import HcpcsRow, Table

_COLUMNS = {"code": r"^HCPCS_CODE$", "coverage": r"^COV$", "added": r"^DATE_ADDED$", "ended": r"^DATE_TERM$"}


def read_hcpcs(path: Path) -> Table[HcpcsRow]:
    """Every code of the file. Raises SourceError where it is no HCPCS Level II file."""
    return read_table(path, _COLUMNS, _row)


def _row(cells: dict[str, str]) -> HcpcsRow:
    return HcpcsRow(code(cells["code"]), cells["coverage"], day(cells["added"]), day(cells["ended"]))
