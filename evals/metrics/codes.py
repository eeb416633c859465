"""Are the right codes assigned?"""

from __future__ import annotations

from collections import Counter

from evals.case import Case
from evals.metrics.form import Score, judged
from evals.outcome import Outcome


def score(case: Case, outcome: Outcome) -> Score | None:
    """1 where the assigned codes are exactly one of the accepted sets and none is forbidden, whatever their order.

    A case with forbidden codes only is right without them. A code that is assigned twice with the same modifiers, or
    assigned and rejected in one answer, is a fault. Codes that stand only in ``rejected`` count for nothing. No score
    where the case says neither what is accepted nor what is forbidden.
    """
    if case.accepted is None and not case.forbidden:
        return None
    answer = outcome.answer
    assigned = {code.code for code in answer.codes}
    faults = [f"{code} is forbidden: {case.forbidden[code]}" for code in sorted(assigned & set(case.forbidden))]
    if case.accepted is not None and assigned not in [set(codes) for codes in case.accepted]:
        faults.append(f"assigned {_shown(assigned)}, accepted {' or '.join(_shown(codes) for codes in case.accepted)}")
    lines = Counter((code.code, tuple(sorted(code.modifiers))) for code in answer.codes)
    faults += [f"{code} is assigned {times} times" for (code, _), times in lines.items() if times > 1]
    both = sorted(assigned & {code.code for code in answer.rejected})
    faults += [f"{code} is assigned and rejected" for code in both]
    return judged("codes", faults, f"assigned {_shown(assigned)}")


def _shown(codes: set[str] | tuple[str, ...]) -> str:
    return ", ".join(sorted(codes)) or "no code"
