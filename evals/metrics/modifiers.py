"""Are the right modifiers told?"""

from __future__ import annotations

from evals.case import Case
from evals.metrics.form import Score, judged
from evals.outcome import Outcome


def score(case: Case, outcome: Outcome) -> Score | None:
    """1 where the modifiers told are exactly the case's, whether on a code or for the question as a whole.

    An empty list in the case means that none may be told. No score where the case says nothing about modifiers.
    """
    if case.modifiers is None:
        return None
    answer = outcome.answer
    told = {*answer.modifiers, *(modifier for code in answer.codes for modifier in code.modifiers)}
    expected = set(case.modifiers)
    faults = [f"{modifier} is missing" for modifier in sorted(expected - told)]
    faults += [f"{modifier} is not right" for modifier in sorted(told - expected)]
    return judged("modifiers", faults, ", ".join(sorted(told)) or "none")
