"""Are the units right?"""

from __future__ import annotations

from evals.case import Case
from evals.metrics.form import Score, judged
from evals.outcome import Outcome


def score(case: Case, outcome: Outcome) -> Score | None:
    """1 where every code of the case's ``units`` is assigned with exactly that many; unstated units are wrong.

    A code may be left out only where the codes that are assigned make an accepted set without it; if all are, there
    is no score. No score either where the case gives no units. Units of a code on several lines are added up.
    """
    if not case.units:
        return None
    assigned = {code.code for code in outcome.answer.codes}
    accepted = case.accepted is not None and assigned in [set(codes) for codes in case.accepted]
    expected = {code: units for code, units in case.units.items() if code in assigned or not accepted}
    if not expected:
        return None
    faults = []
    for code, units in expected.items():
        given = [line.units for line in outcome.answer.codes if line.code == code]
        if not given:
            faults.append(f"{code} is not assigned, expected {units}")
        elif None in given:
            faults.append(f"{code} without units, expected {units}")
        elif (total := sum(count or 0 for count in given)) != units:
            faults.append(f"{code} × {total}, expected {units}")
    return judged("units", faults, ", ".join(f"{code} × {units}" for code, units in expected.items()))
