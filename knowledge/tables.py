"""The rows of the publishers' code tables, one record a table. Indicators stay the letters and figures of the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar


@dataclass(frozen=True, slots=True)
class FeeScheduleRow:
    """One line of the Medicare Physician Fee Schedule relative value file (record layout: RVU25D).

    ``modifier`` is empty, ``26``, ``TC`` or ``53``. RVUs are relative value units, totals included.
    """

    code: str
    modifier: str
    status: str
    work: float
    non_facility_total: float
    facility_total: float
    pctc: str
    global_days: str
    multiple: str
    bilateral: str
    assistant: str
    co_surgeon: str
    team: str
    conversion_factor: float


@dataclass(frozen=True, slots=True)
class UnlikelyEdit:
    """A Medically Unlikely Edit: the most units of a code; ``mai`` 1 a line, 2 a day by policy, 3 a day clinically."""

    code: str
    units: int
    mai: int
    rationale: str


@dataclass(frozen=True, slots=True)
class AddOnEdit:
    """One primary of an add-on code; ``primary`` is ``CCCCC`` where the contractor defines it."""

    add_on: str
    primary: str
    type: int
    starts: date
    ends: date | None
    note: str


@dataclass(frozen=True, slots=True)
class OutpatientRow:
    """One line of OPPS Addendum B: how the hospital outpatient system pays a code."""

    code: str
    status_indicator: str
    rate: float | None


@dataclass(frozen=True, slots=True)
class HcpcsRow:
    """One HCPCS Level II code with Medicare's coverage letter and the dates between which it stands."""

    code: str
    coverage: str
    added: date | None
    ended: date | None


@dataclass(frozen=True, slots=True)
class Pair:
    """One NCCI procedure-to-procedure edit; ``indicator`` 0 no modifier opens it, 1 one may, 9 the edit is gone."""

    column1: str
    column2: str
    indicator: str
    rationale: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line of a file that is no row of its table, and why."""

    line: int
    why: str


Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """What was read of a file: the rows kept, and every line that was not."""

    rows: tuple[Row, ...]
    rejected: tuple[Rejected, ...] = ()
