"""The Medicare Physician Fee Schedule relative value file (PPRRVU), layouts of 2025 and 2026."""

from __future__ import annotations

from pathlib import Path

from knowledge.readers.sheet import code, number, read_table
from knowledge.tables import FeeScheduleRow, Table

_COLUMNS = {
    "code": r"\bHCPCS$",
    "modifier": r"\bMOD$",
    "status": r"\bSTATUS CODE$",
    "work": r"\bWORK RVU$",
    "non_facility_total": r"\bNON-FACILITY TOTAL$",
    "facility_total": r"(?<!NON-)\bFACILITY TOTAL$",
    "pctc": r"\bPCTC IND$",
    "global_days": r"\bGLOB DAYS$",
    "multiple": r"\bMULT PROC$",
    "bilateral": r"\bBILAT SURG$",
    "assistant": r"\bASST SURG$",
    "co_surgeon": r"\bCO- ?SURG$",
    "team": r"\bTEAM SURG$",
    "conversion_factor": r"\bCONV FACTOR$",
}
_FIGURES = {"work", "non_facility_total", "facility_total", "conversion_factor"}


def read_fee_schedule(path: Path) -> Table[FeeScheduleRow]:
    """Every line of the file. Raises SourceError where it is no relative value file."""
    return read_table(path, _COLUMNS, _row, stacked=4)


def _row(cells: dict[str, str]) -> FeeScheduleRow:
    code(cells["code"])
    return FeeScheduleRow(**{name: number(text) if name in _FIGURES else text for name, text in cells.items()})  # type: ignore[arg-type]
