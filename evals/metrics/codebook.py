"""Is every assigned code valid on the day asked about?"""

from __future__ import annotations

from evals.case import Case
from evals.metrics.form import Score, judged
from evals.outcome import Outcome
from knowledge.codebook import Standing

_VALID = {Standing.VALID.value, Standing.NO_TEXT.value}


def score(case: Case, outcome: Outcome) -> Score | None:
    """1 where all assigned codes are valid on the case's date; a code that is not is a hard fault.

    A header, an expired code, one not yet valid, one that does not exist and one of a table that is not loaded all
    fail: none can be proven. A valid code whose text the edition lacks passes. No score where no code is assigned.
    """
    if not outcome.answer.codes:
        return None
    faults = []
    for code in dict.fromkeys(line.code for line in outcome.answer.codes):
        standing = outcome.standings.get(code, Standing.UNKNOWN.value)
        if standing not in _VALID:
            faults.append(f"{code} on {outcome.day}: {standing}")
    return judged("codebook", faults, f"valid on {outcome.day}", hard=bool(faults))
