"""Are the codes right at least to their category? What is not exact and right here is a near miss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from evals.case import Case
from evals.families import category
from evals.metrics.form import Score, judged
from evals.outcome import Outcome


def score(case: Case, outcome: Outcome) -> Score | None:
    """1 where the assigned codes fall into the categories of one accepted set, code by code.

    A category is the first three characters of an ICD-10-CM code and the first four of a procedure code. No score where
    the case names no accepted set.
    """
    if case.accepted is None:
        return None
    assigned = {code.code for code in outcome.answer.codes}
    near = any(_categories(assigned) == _categories(set(codes)) for codes in case.accepted)
    exact = any(assigned == set(codes) for codes in case.accepted)
    faults = [] if near else [f"assigned {', '.join(sorted(assigned)) or 'no code'}, of another category"]
    return judged("category", faults, "exact" if exact else "a near miss")


def _categories(codes: Iterable[str]) -> Counter[str]:
    return Counter(map(category, codes))
