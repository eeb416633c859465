"""Does the answer do the right thing with its question?"""

from __future__ import annotations

from evals.case import Case
from evals.metrics.form import Score, judged
from evals.outcome import Outcome


def score(case: Case, outcome: Outcome) -> Score | None:
    """1 where the action is one of the case's. No score where the case names none."""
    if case.action is None:
        return None
    done = outcome.answer.action
    faults = [] if done in case.action else [f"did {done.value}, expected {' or '.join(a.value for a in case.action)}"]
    return judged("action", faults, done.value)
