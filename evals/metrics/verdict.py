"""Is a may-I question answered rightly?"""

from __future__ import annotations

from evals.case import Case
from evals.metrics.form import Score, judged
from evals.outcome import Outcome


def score(case: Case, outcome: Outcome) -> Score | None:
    """1 where the verdict is the case's; an answer without a verdict is wrong. No score where the case has none."""
    if case.verdict is None:
        return None
    given = outcome.answer.verdict
    faults = [] if given == case.verdict else [f"said {given or 'nothing'}, expected {case.verdict}"]
    return judged("verdict", faults, f"said {given}")
