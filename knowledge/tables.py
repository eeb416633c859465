"""The rows of the publishers' code tables, one record a table. Indicators stay the letters and figures of the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar


@dataclass(frozen=True, slots=True)
class FeeScheduleRow:
    """One line of the Medicare Physician Fee Schedule relative value file (record layout: RVU25D).

    ``modifier`` is empty, ``26``, ``TC`` or ``53``. ``work``, the two practice expenses (``…_pe``), ``malpractice`` and
    the totals are relative value units; ``conversion_factor`` is US dollars a unit.
    """

    code: str
    modifier: str
    status: str
    work: float
    non_facility_pe: float
    facility_pe: float
    malpractice: float
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
class LocalityIndex:
    """The geographic practice cost indices of one Medicare locality; national is 1 for each."""

    contractor: str
    state: str
    locality: str
    name: str
    work: float
    practice: float
    malpractice: float


@dataclass(frozen=True, slots=True)
class LocalityCounties:
    """Which counties a Medicare locality is made of."""

    contractor: str
    locality: str
    state: str
    area: str
    counties: str


@dataclass(frozen=True, slots=True)
class AnesthesiaFactor:
    """The anesthesia conversion factor of one locality, US dollars a unit."""

    contractor: str
    locality: str
    name: str
    factor: float


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
    """One line of OPPS Addendum B: how the hospital outpatient system pays a code; ``rate`` in US dollars."""

    code: str
    status_indicator: str
    rate: float | None


@dataclass(frozen=True, slots=True)
class HcpcsRow:
    """One HCPCS Level II code or modifier with Medicare's coverage letter and the dates between which it stands.

    ``long`` and ``short`` are CMS's descriptions, empty where the file carries none.
    """

    code: str
    coverage: str
    added: date | None
    ended: date | None
    long: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True)
class PlaceOfService:
    """A place-of-service code; ``setting`` is ``Facility`` or ``Non-Facility``, which decides the fee schedule column."""

    code: str
    setting: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class LicensedText:
    """The AMA's descriptors of a CPT code, out of a file that the user holds a licence for."""

    code: str
    long: str
    medium: str
    short: str


@dataclass(slots=True)
class Pair:
    """One NCCI procedure-to-procedure edit; ``indicator`` 0 no modifier opens it, 1 one may, 9 the edit is gone.

    ``effective`` and ``deletion`` are its first and last day, None where the file does not say or it still holds. Not
    frozen, because a visit code stands in seven thousand of them and a frozen record takes three times as long to make.
    """

    column1: str
    column2: str
    indicator: str
    rationale: str
    effective: date | None = None
    deletion: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the edit applies on a day: its dates include it and its indicator is not 9."""
        begun = self.effective is None or self.effective <= day
        return self.indicator != "9" and begun and (self.deletion is None or day <= self.deletion)


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
