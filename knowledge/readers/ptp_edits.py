"""NCCI procedure-to-procedure edits, practitioner and outpatient hospital, official text or workbook and plain table."""

from __future__ import annotations

import re
from pathlib import Path

from knowledge.readers.sheet import Layout, code, day, read_table
from knowledge.tables import Pair, Table


def _row(cells: dict[str, str]) -> Pair:
    if cells["indicator"] not in {"0", "1", "9"}:
        raise ValueError("the modifier indicator is 0, 1 or 9")
    return Pair(
        code(cells["column1"]),
        code(cells["column2"]),
        cells["indicator"],
        re.sub(r"\s+", " ", cells["rationale"]),
        day(cells.get("starts", "")),
        day(cells.get("ends", "")),
    )


LAYOUTS = (
    Layout(
        {
            "column1": r"\bCOLUMN ?1$",
            "column2": r"\bCOLUMN ?2$",
            "starts": r"\bEFFECTIVE DATE\b",
            "ends": r"\bDELETION DATE\b",
            "indicator": r"\bMODIFIER\b.*\b9=NOT APPLICABLE$",
            "rationale": r"\bRATIONALE$",
        },
        _row,
        stacked=4,
    ),
    Layout(
        {
            "column1": r"^COLUMN[ _]?1$",
            "column2": r"^COLUMN[ _]?2$",
            "indicator": r"^MODIFIER[ _]INDICATOR$",
            "rationale": r"RATIONALE$",
            "starts?": r"^EFFECTIVE",
            "ends?": r"^DELETION",
        },
        _row,
    ),
)


def read_ptp_edits(path: Path) -> Table[Pair]:
    """Every edit of the file, ended ones too. Raises SourceError where it is no file of edits."""
    return read_table(path, *LAYOUTS)
