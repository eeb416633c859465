"""NCCI Medically Unlikely Edits, practitioner, outpatient hospital and equipment supplier files."""

from __future__ import annotations

import re
from pathlib import Path

from knowledge.readers.sheet import Layout, code, read_table
from knowledge.tables import Table, UnlikelyEdit


def _row(cells: dict[str, str]) -> UnlikelyEdit:
    mai = re.match(r"[123]", cells["mai"])
    if mai is None or not cells["units"].isdigit():
        raise ValueError("units and adjudication indicator are figures")
    return UnlikelyEdit(code(cells["code"]), int(cells["units"]), int(mai[0]), cells["rationale"])


LAYOUTS = (
    Layout(
        {
            "code": r"^HCPCS/? ?(?:CPT CODE|_CODE)$",
            "units": r"MUE VALUES?$|^MUE_UNITS$",
            "mai": r"ADJUDICATION INDICATOR$|^MUE_MAI$",
            "rationale": r"^MUE[ _]RATIONALE$",
        },
        _row,
    ),
)


def read_unlikely_edits(path: Path) -> Table[UnlikelyEdit]:
    """Every edit of the file. Raises SourceError where it is no MUE file."""
    return read_table(path, *LAYOUTS)
