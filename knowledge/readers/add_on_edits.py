"""The NCCI add-on code edits workbook."""

from __future__ import annotations

from pathlib import Path

from knowledge.readers.sheet import Layout, code, day, read_table
from knowledge.tables import AddOnEdit, Table

CONTRACTOR = "CCCCC"


def _row(cells: dict[str, str]) -> AddOnEdit:
    starts = day(cells["starts"])
    if starts is None or cells["type"] not in {"1", "2", "3"}:
        raise ValueError("type and effective date are missing")
    ends = [ended for name in ("add_on_ends", "primary_ends", "ends") if (ended := day(cells[name]))]
    primary = cells["primary"] if cells["primary"] == CONTRACTOR else code(cells["primary"])
    return AddOnEdit(code(cells["add_on"]), primary, int(cells["type"]), starts, min(ends, default=None), cells["note"])


LAYOUTS = (
    Layout(
        {
            "type": r"^AOC_EDIT_TYPE$",
            "add_on": r"^ADD-ON_CODE$",
            "add_on_ends": r"^AOC_DELDT$",
            "primary": r"^PRIMARY_CODE$",
            "primary_ends": r"^PRIMARY_CODE_DELDT$",
            "starts": r"^AOC_EDIT_EFFDT$",
            "ends": r"^AOC_EDIT_DELDT$",
            "note": r"^SPECIAL_INSTRUCTION_NOTES$",
        },
        _row,
    ),
)


def read_add_on_edits(path: Path) -> Table[AddOnEdit]:
    """Every edit, ended ones too. Raises SourceError where the file is no add-on workbook."""
    return read_table(path, *LAYOUTS)
