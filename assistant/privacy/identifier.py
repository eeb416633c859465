"""What identifies a patient: the eighteen kinds of 45 CFR 164.514(b)(2)(i), and where one stands in a text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of the Privacy Rule, (A) to (R), as they are called in what stands in their place."""

    NAME = "NAME"
    PLACE = "PLACE"
    DATE = "DATE"
    BIRTH = "BIRTH DATE"
    AGE = "AGE OVER 89"
    PHONE = "PHONE"
    FAX = "FAX"
    EMAIL = "EMAIL"
    SSN = "SSN"
    RECORD = "RECORD NUMBER"
    PLAN = "PLAN NUMBER"
    ACCOUNT = "ACCOUNT"
    LICENSE = "LICENSE"
    VEHICLE = "VEHICLE"
    DEVICE = "DEVICE"
    WEB = "WEB ADDRESS"
    NETWORK = "NETWORK ADDRESS"
    BIOMETRIC = "BIOMETRIC"
    PHOTO = "PHOTO"
    OTHER = "NUMBER"


@dataclass(frozen=True, slots=True)
class Identifier:
    """Characters ``start`` up to ``end`` of a text that identify a patient. ``labelled`` where words beside it say so."""

    kind: Kind
    start: int
    end: int
    labelled: bool = False
