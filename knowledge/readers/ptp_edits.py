"""NCCI procedure-to-procedure edits, practitioner and outpatient hospital."""

from __future__ import annotations

from pathlib import Path

from knowledge.readers.sheet import code, read_table
from knowledge.tables import Pair, Table

_COLUMNS = {
    "column1": r"^COLUMN ?1$",
    "column2": r"^COLUMN ?2$",
    "indicator": r"^MODIFIER_INDICATOR$",
    "rationale": r"RATIONALE$",
}


def read_ptp_edits(path: Path) -> Table[Pair]:
    """Every edit of the file. Raises SourceError where it holds none."""
    return read_table(path, _COLUMNS, _row)


def _row(cells: dict[str, str]) -> Pair:
    if cells["indicator"] not in {"0", "1", "9"}:
        raise ValueError("the modifier indicator is 0, 1 or 9")
    return Pair(code(cells["column1"]), code(cells["column2"]), cells["indicator"], cells["rationale"])
