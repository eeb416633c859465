"""OPPS Addendum B: status indicators and rates of the hospital outpatient system."""

from __future__ import annotations

from pathlib import Path

from knowledge.readers.sheet import Layout, code, number, read_table
from knowledge.tables import OutpatientRow, Table


def _row(cells: dict[str, str]) -> OutpatientRow:
    rate = number(cells["rate"]) if cells["rate"] else None
    return OutpatientRow(code(cells["code"]), cells["status_indicator"], rate)


LAYOUTS = (
    Layout(
        {
            "code": r"^HCPCS ?CODE$",
            "status_indicator": r"^(?:STATUSINDICATOR|SI)$",
            "rate": r"^PAYMENT ?RATE$",
        },
        _row,
    ),
)


def read_addendum_b(path: Path) -> Table[OutpatientRow]:
    """Every line of the addendum. Raises SourceError where the file is none."""
    return read_table(path, *LAYOUTS)
