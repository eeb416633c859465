"""How much harm would the answer do on a claim?"""

from __future__ import annotations

from collections.abc import Set

from evals.case import Case
from evals.families import category
from evals.metrics.form import Score
from evals.outcome import Outcome

# A code too many is over-coding or unbundling, which is paid back and fined; one too few is lost money; another code of
# the right category is denied or paid wrongly in between.
EXTRA, NEAR, MISSING = 1.0, 0.5, 0.25


def score(case: Case, outcome: Outcome) -> Score | None:
    """1 less the harm, at least 0: 1 for each forbidden or surplus code and each unit count too high, a half for a code of
    the right category, a quarter for each missing code and each unit count too low or unstated.

    Of several accepted sets the least harm counts. No score where the case names no codes.
    """
    if case.accepted is None and not case.forbidden:
        return None
    assigned = {code.code for code in outcome.answer.codes}
    told = [f"{code} is forbidden" for code in sorted(assigned & set(case.forbidden))]
    harm, why = min((_against(assigned, set(codes)) for codes in case.accepted or ()), default=(0.0, []))
    units, told_units = _units(case, outcome)
    total = max(harm, EXTRA if told else 0.0) + units
    return Score("harm_weighted", max(0.0, 1 - total), "; ".join([*told, *why, *told_units]) or "no harm")


def _against(assigned: Set[str], accepted: Set[str]) -> tuple[float, list[str]]:
    extra, missing = sorted(assigned - accepted), sorted(accepted - assigned)
    near = []
    for code in list(extra):
        twin = next((other for other in missing if category(other) == category(code)), None)
        if twin is not None:
            extra.remove(code)
            missing.remove(twin)
            near.append(f"{code} for {twin}")
    harm = EXTRA * len(extra) + NEAR * len(near) + MISSING * len(missing)
    return harm, [*(f"{code} too many" for code in extra), *near, *(f"{code} missing" for code in missing)]


def _units(case: Case, outcome: Outcome) -> tuple[float, list[str]]:
    harm, told = 0.0, []
    for code, right in case.units.items():
        given = [line.units for line in outcome.answer.codes if line.code == code]
        counted = sum(units or 0 for units in given)
        if given and counted != right:
            harm += EXTRA if counted > right else MISSING
            told.append(f"{code} × {counted or 'unstated'} for {right}")
    return harm, told
