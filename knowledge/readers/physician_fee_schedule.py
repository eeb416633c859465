"""The Medicare Physician Fee Schedule relative value file (PPRRVU), layouts of 2025 and 2026, and what makes it local."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from knowledge.readers.sheet import Layout, code, number, read_table
from knowledge.tables import AnesthesiaFactor, FeeScheduleRow, LocalityCounties, LocalityIndex, Table

_FIGURES = frozenset(
    {
        "work",
        "non_facility_pe",
        "facility_pe",
        "malpractice",
        "non_facility_total",
        "facility_total",
        "conversion_factor",
    }
)


def _row(cells: dict[str, str]) -> FeeScheduleRow:
    code(cells["code"])
    values: dict[str, Any] = {name: number(text) if name in _FIGURES else text for name, text in cells.items()}
    return FeeScheduleRow(**values)


def _index(cells: dict[str, str]) -> LocalityIndex:
    work, practice, malpractice = (number(cells[name]) for name in ("work", "practice", "malpractice"))
    if not cells["contractor"].isdigit():
        raise ValueError("a locality has a contractor's number")
    return LocalityIndex(
        cells["contractor"], cells["state"], cells["locality"], cells["name"], work, practice, malpractice
    )


def _counties(cells: dict[str, str]) -> LocalityCounties | None:
    if not cells["contractor"].isdigit():
        raise ValueError("a locality has a contractor's number")
    return LocalityCounties(
        cells["contractor"].zfill(5), cells["locality"].zfill(2), cells["state"], cells["area"], cells["counties"]
    )


def _factor(cells: dict[str, str]) -> AnesthesiaFactor:
    if not cells["contractor"].isdigit():
        raise ValueError("a locality has a contractor's number")
    return AnesthesiaFactor(cells["contractor"], cells["locality"], cells["name"], number(cells["factor"]))


LAYOUTS = (
    Layout(
        {
            "code": r"\bHCPCS$",
            "modifier": r"\bMOD$",
            "status": r"\bSTATUS CODE$",
            "work": r"\bWORK RVU$",
            "non_facility_pe": r"\bNON-FAC PE RVU$",
            "facility_pe": r"^FACILITY PE RVU$|(?<!NON-)\bFACILITY PE RVU$",
            "malpractice": r"\bMP RVU$",
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
        },
        _row,
        stacked=4,
    ),
)
LOCALITIES = (
    Layout(
        {
            "contractor": r"\(MAC\)$",
            "state": r"^STATE$",
            "locality": r"^LOCALITY NUMBER$",
            "name": r"^LOCALITY NAME$",
            "work": r"\bPW GPCI\b",
            "practice": r"\bPE GPCI$",
            "malpractice": r"\bMP GPCI$",
        },
        _index,
    ),
)
COUNTIES = (
    Layout(
        {
            "contractor": r"^MEDICARE ADMIN\w+ CONTRACTOR$",
            "locality": r"^LOCALITY NUMBER$",
            "state": r"^STATE$",
            "area": r"^FEE SCHEDULE AREA$",
            "counties": r"^COUNTIES$",
        },
        _counties,
    ),
)
ANESTHESIA = (
    Layout(
        {
            "contractor": r"^CONTRACTOR$",
            "locality": r"^LOCALITY$",
            "name": r"^LOCALITY NAME$",
            "factor": r"\bANES\w* CF\b",
        },
        _factor,
    ),
)


def read_fee_schedule(path: Path) -> Table[FeeScheduleRow]:
    """Every line of the file. Raises SourceError where it is no relative value file."""
    return read_table(path, *LAYOUTS)
