"""A claim as it is checked, and what a check finds: the public forms."""

from __future__ import annotations

import re
from datetime import date as Date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from knowledge.code_format import dotted

MOST_LINES = 200
Severity = Literal["error", "warning", "info"]
Setting = Literal["practitioner", "hospital", "dme"]
_SEXES = {"m": "male", "male": "male", "f": "female", "female": "female"}


def _listed(value: Any) -> Any:
    """A list as JSON gives it, or written in one text: ``RT, 59``."""
    return [part for part in re.split(r"[\s,;]+", value) if part] if isinstance(value, str) else value


def _pointed(value: Any) -> Any:
    """Diagnosis pointers as figures from 1: ``A`` is 1."""
    listed = _listed(value)
    if not isinstance(listed, list):
        return listed
    return [
        ord(one.upper()) - ord("A") + 1 if isinstance(one, str) and re.fullmatch(r"[A-La-l]", one) else one
        for one in listed
    ]


class ClaimLine(BaseModel):
    """One service line. ``pointers`` are places in the claim's diagnoses from 1 (letters are understood); ``minutes`` is
    the timed therapy of the line; ``date`` where it differs from the claim's."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(min_length=1, max_length=20)
    modifiers: Annotated[list[str], BeforeValidator(_listed)] = []
    units: float = Field(default=1, ge=0, le=99_999)
    pointers: Annotated[list[int], BeforeValidator(_pointed)] = []
    minutes: float | None = Field(default=None, ge=0, le=1440)
    date: Date | None = None

    @model_validator(mode="before")
    @classmethod
    def _attached(cls, given: Any) -> Any:
        """Modifiers written to the code, ``20610-RT-59``, are taken off it."""
        if isinstance(given, dict) and isinstance(given.get("code"), str) and "-" in given["code"]:
            code, *attached = given["code"].split("-")
            return {**given, "code": code, "modifiers": [*attached, *(_listed(given.get("modifiers")) or [])]}
        return given

    @field_validator("code")
    @classmethod
    def _printed(cls, code: str) -> str:
        return code.strip().upper()

    @field_validator("modifiers")
    @classmethod
    def _tidy(cls, modifiers: list[str]) -> list[str]:
        return [modifier.strip().upper() for modifier in modifiers if modifier.strip()]


class Claim(BaseModel):
    """A professional or outpatient claim. ``age`` in years; ``date`` is the day of service, today where none is given."""

    model_config = ConfigDict(extra="forbid")

    date: Date = Field(default_factory=Date.today)
    setting: Setting = "practitioner"
    place_of_service: str = ""
    sex: Literal["male", "female"] | None = None
    age: int | None = Field(default=None, ge=0, le=130)
    payer: str = ""
    diagnoses: Annotated[list[str], BeforeValidator(_listed)] = []
    lines: list[ClaimLine] = Field(default=[], max_length=MOST_LINES)

    @field_validator("sex", mode="before")
    @classmethod
    def _sex(cls, sex: Any) -> Any:
        return _SEXES.get(sex.strip().lower(), sex) if isinstance(sex, str) and sex.strip() else sex or None

    @field_validator("diagnoses")
    @classmethod
    def _dotted(cls, diagnoses: list[str]) -> list[str]:
        return [dotted(code.strip()) for code in diagnoses if code.strip()]

    def day(self, line: ClaimLine) -> Date:
        """The day of service of a line."""
        return line.date or self.date


class Proof(BaseModel):
    """The row or passage that a finding rests on."""

    passage: str
    source: str
    edition: str
    locator: str
    quote: str


class Finding(BaseModel):
    """Something a claim would be denied or questioned for.

    ``lines`` are places in the claim from 1, empty for the diagnoses. ``modifier_allowed`` tells whether a modifier can
    ever open it, None where that is not the question. ``cannot tell`` findings have the rule's name and severity info.
    """

    severity: Severity
    rule: str
    lines: list[int]
    codes: list[str]
    says: str
    mend: str
    modifier_allowed: bool | None = None
    citation: Proof | None = None


class Report(BaseModel):
    """A checked claim: its lines as understood, and the findings, gravest first."""

    lines: list[ClaimLine]
    diagnoses: list[str]
    findings: list[Finding]
    notices: list[str] = []
