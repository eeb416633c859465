"""A CPT file that the user holds an AMA licence for: code with long, medium and short descriptor."""

from __future__ import annotations

import re
from pathlib import Path

from knowledge.readers.sheet import Layout, read_table
from knowledge.tables import LicensedText, Table


def _row(cells: dict[str, str]) -> LicensedText:
    if not re.fullmatch(r"\d{4}[0-9A-Z]", cells["code"]):
        raise ValueError(f"{cells['code']!r} is no CPT code")
    return LicensedText(cells["code"], cells["long"], cells.get("medium", ""), cells.get("short", ""))


LAYOUTS = (
    Layout(
        {
            "code": r"^(?:CPT|CODE|CPT[_ ]CODE)$",
            "long": r"^(?:LONG|FULL)([_ ]DESCRIPT(?:ION|OR))?$",
            "medium?": r"^MEDIUM([_ ]DESCRIPT(?:ION|OR))?$",
            "short?": r"^SHORT([_ ]DESCRIPT(?:ION|OR))?$",
        },
        _row,
    ),
)


def read_licensed_cpt(path: Path) -> Table[LicensedText]:
    """Every code of the file. Raises SourceError where it is no CPT descriptor file."""
    return read_table(path, *LAYOUTS)
