"""The publishers' tables in a folder, and the facts that articles state of their rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.errors import SourceError
from knowledge.readers.add_on_edits import CONTRACTOR, read_add_on_edits
from knowledge.readers.addendum_b import read_addendum_b
from knowledge.readers.hcpcs_level_ii import read_hcpcs
from knowledge.readers.physician_fee_schedule import read_fee_schedule
from knowledge.readers.unlikely_edits import read_unlikely_edits
from knowledge.tables import AddOnEdit, FeeScheduleRow, UnlikelyEdit

Fact = dict[str, Any]
# An article lists the primaries of an add-on code up to this many; beyond, it states how many there are.
_MOST_PRIMARIES = 40


@dataclass(frozen=True, slots=True)
class OfficialTables:
    """Facts by table (named as in ``editions.yaml``) and code, in the form of an article's front matter."""

    facts: Mapping[str, Mapping[str, Fact]]

    def of(self, code: str) -> dict[str, Fact]:
        """What the tables say of a code, by table."""
        return {table: rows[code] for table, rows in self.facts.items() if code in rows}

    @property
    def codes(self) -> frozenset[str]:
        """Every code that any table lists."""
        return frozenset(code for rows in self.facts.values() for code in rows)


def official_tables(folder: Path) -> OfficialTables:
    """Read the tables that lie in a folder, under the names that CMS gives the files.

    Raises SourceError where a table is missing or its file is not what its name says.
    """
    facts = {}
    for table, (pattern, read) in _TABLES.items():
        files = sorted(path for path in folder.rglob("*") if re.search(pattern, path.name, re.IGNORECASE))
        if not files:
            raise SourceError(f"{folder}: no file holds the table {table} (a name like {pattern}).")
        facts[table] = read(files[-1])
    return OfficialTables(facts)


def fee_schedule_fact(row: FeeScheduleRow) -> Fact:
    """The status and policy indicators of a fee schedule row."""
    return {
        "status": row.status,
        "global": row.global_days,
        "pctc": row.pctc,
        "multiple": row.multiple,
        "bilateral": row.bilateral,
        "assistant": row.assistant,
        "co_surgeon": row.co_surgeon,
    }


def unlikely_fact(row: UnlikelyEdit) -> Fact:
    """The units, adjudication indicator and rationale of an MUE."""
    return {"units": row.units, "mai": row.mai, "rationale": row.rationale}


def add_on_fact(rows: Iterable[AddOnEdit]) -> Fact:
    """The type of an add-on code and its primaries, by the edits of one add-on code that have not ended."""
    held = list(rows)
    return {"type": held[-1].type, **_listed(sorted({row.primary for row in held}))}


def _fee_schedule(path: Path) -> dict[str, Fact]:
    return {row.code: fee_schedule_fact(row) for row in read_fee_schedule(path).rows if not row.modifier}


def _unlikely_edits(path: Path) -> dict[str, Fact]:
    return {row.code: unlikely_fact(row) for row in read_unlikely_edits(path).rows}


def _add_on_edits(path: Path) -> dict[str, Fact]:
    edits: dict[str, list[AddOnEdit]] = {}
    for row in read_add_on_edits(path).rows:
        if row.ends is None:
            edits.setdefault(row.add_on, []).append(row)
    return {code: add_on_fact(rows) for code, rows in edits.items()}


def _listed(primaries: list[str]) -> Fact:
    if CONTRACTOR in primaries:
        return {"contractor_defined": True, "primaries": [code for code in primaries if code != CONTRACTOR]}
    return {"primaries": primaries} if len(primaries) <= _MOST_PRIMARIES else {"primaries_total": len(primaries)}


def _addendum_b(path: Path) -> dict[str, Fact]:
    return {row.code: {"status_indicator": row.status_indicator} for row in read_addendum_b(path).rows}


def _hcpcs(path: Path) -> dict[str, Fact]:
    return {row.code: {"coverage": row.coverage} for row in read_hcpcs(path).rows if row.ended is None}


_TABLES: Mapping[str, tuple[str, Callable[[Path], dict[str, Fact]]]] = {
    "pfs": (r"^PPRRVU(?!.*excerpt).*\.csv$", _fee_schedule),
    "mue": (r"mue(?!.*excerpt).*prac.*\.csv$", _unlikely_edits),
    "mue_outpatient": (r"mue.*out.*\.csv$", _unlikely_edits),
    "add_on": (r"^AOC.*\.xlsx$", _add_on_edits),
    "opps": (r"addendum.?b.*\.csv$", _addendum_b),
    "hcpcs": (r"^hcpcs?_lvl.*\.csv$", _hcpcs),
}
