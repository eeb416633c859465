"""CMS's place-of-service codes."""

from __future__ import annotations

import re
from pathlib import Path

from knowledge.readers.sheet import Layout, read_table
from knowledge.tables import PlaceOfService, Table


def _row(cells: dict[str, str]) -> PlaceOfService:
    if not re.fullmatch(r"\d{1,2}", cells["code"]):
        raise ValueError(f"{cells['code']!r} is no place-of-service code")
    return PlaceOfService(cells["code"].zfill(2), cells["setting"], cells["name"], cells["description"])


LAYOUTS = (
    Layout(
        {
            "code": r"^(?:POS[_ ]CODE|PLACE OF SERVICE CODE\(?S?\)?)$",
            "setting?": r"^POS[_ ]TYPE$",
            "name": r"^(?:POS[_ ]NAME|PLACE OF SERVICE NAME)$",
            "description": r"^(?:POS[_ ]DESCRIPTION|PLACE OF SERVICE DESCRIPTION)$",
        },
        _row,
    ),
)


def read_places_of_service(path: Path) -> Table[PlaceOfService]:
    """Every place of the list. Raises SourceError where the file is none."""
    return read_table(path, *LAYOUTS)
