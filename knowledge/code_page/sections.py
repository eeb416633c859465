"""The sections of a code page: their public form."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel

from knowledge.loaded import Held
from knowledge.tables import Pair


class Cited(BaseModel):
    """Where a section comes from and when that holds."""

    source: str
    starts: date | None = None
    ends: date | None = None
    out_of_date: bool = False


class Line(BaseModel):
    """A code with its title, and where an article tells it from the code asked about, how."""

    code: str
    title: str
    tells: str = ""


class Note(BaseModel):
    """An instructional note, the code it is printed at, and the codes it refers to."""

    kind: str
    text: str
    printed_at: str
    refers_to: list[str]


class ArticleLine(BaseModel):
    """One of our articles about the code, with the sentence that tells the code from its look-alikes."""

    id: str
    title: str
    says: str
    modifiers: str = ""
    cited: Cited


class Indicator(BaseModel):
    """A policy indicator with its meaning in words."""

    value: str
    words: str


class Payment(BaseModel):
    """Relative value units and US dollars of one fee schedule line; local where a locality is given."""

    modifier: str
    work: float
    non_facility_total: float
    facility_total: float
    conversion_factor: float
    national_non_facility: float
    national_facility: float
    locality: str = ""
    local_non_facility: float | None = None
    local_facility: float | None = None


class FeeSchedule(BaseModel):
    """The code's lines of the Physician Fee Schedule."""

    indicators: dict[str, Indicator]
    payments: list[Payment]
    cited: Cited


class Units(BaseModel):
    """The Medically Unlikely Edit of one setting."""

    setting: str
    units: int
    mai: int
    words: str
    rationale: str
    cited: Cited


class AddOn(BaseModel):
    """The code as an add-on code (``type``, ``primaries``), or the add-on codes that may be added to it."""

    type: int | None = None
    primaries: list[str] = []
    contractor_defined: bool = False
    add_ons: list[str] = []
    notes: list[str] = []
    cited: Cited


class Pairs(BaseModel):
    """The code's edits of one setting, those where it is column 1 first."""

    setting: str
    edits: list[Pair]
    cited: Cited


class Outpatient(BaseModel):
    """The hospital outpatient status indicator and rate."""

    indicator: Indicator
    rate: float | None
    cited: Cited


class Level2(BaseModel):
    """The HCPCS Level II line."""

    description: str
    coverage: Indicator
    added: date | None
    ended: date | None
    cited: Cited


class Licensed(BaseModel):
    """The AMA's text out of the user's own licensed file."""

    long: str
    medium: str
    short: str
    cited: Cited


class Diagnosis(BaseModel):
    """What Medicare's programs hold of a diagnosis; ages in years, both included."""

    ages: tuple[int, int] | None
    sex: str | None
    sex_note: str
    severity: str | None
    risk: list[str]
    cited: Cited
    risk_cited: Cited | None = None


class Missing(BaseModel):
    """A section that no loaded table fills, and the command that loads it."""

    section: str
    command: str


class Validity(BaseModel):
    """How the code stands on the day; ``since`` and ``until`` are the update days seen around it."""

    on: date
    standing: str
    since: date | None
    until: date | None


class CodePage(BaseModel):
    """One code on one day."""

    code: str
    system: str
    title: str
    says: str
    valid: Validity
    nearest: list[str] = []
    parents: list[Line] = []
    neighbours: list[Line] = []
    children: list[Line] = []
    notes: list[Note] = []
    articles: list[ArticleLine] = []
    licensed: Licensed | None = None
    fee_schedule: FeeSchedule | None = None
    mue: list[Units] = []
    add_on: AddOn | None = None
    pairs: list[Pairs] = []
    opps: Outpatient | None = None
    hcpcs: Level2 | None = None
    diagnosis: Diagnosis | None = None
    missing: list[Missing] = []


def cited(held: Held[Any], day: date) -> Cited:
    """The source of a row, or of rows."""
    edition = held.source.edition
    return Cited(
        source=edition.title, starts=edition.starts, ends=edition.ends, out_of_date=held.source.out_of_date(day)
    )
