"""Visits within the global period of a procedure on the same claim."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from knowledge.claims.case import Case
from knowledge.claims.claim import Finding
from knowledge.claims.modifiers import is_visit

_AFTER = {"000": 0, "010": 10, "090": 90}
_OPENS_SAME_DAY = {"25", "57"}
_OPENS_AFTER = {"24", "25", "57", "79"}


def findings(case: Case) -> Iterator[Finding]:
    """Every visit that a procedure's global period includes and no modifier sets apart.

    Source of the rule: Medicare Claims Processing Manual, chapter 12, section 40.1: the day of the procedure, the day
    before a major one, and 10 or 90 days after belong to it.
    """
    for n, line, day in case.lines:
        held = case.fee_schedule(line.code, day)
        days = _AFTER.get(held.row.global_days) if held is not None else None
        if held is None or days is None:
            continue
        before = 1 if days == 90 else 0
        for m, visit, on in case.lines:
            if m == n or not is_visit(visit.code) or not day - timedelta(before) <= on <= day + timedelta(days):
                continue
            opens = _OPENS_AFTER if on > day else _OPENS_SAME_DAY
            if opens & set(visit.modifiers):
                continue
            when = "on the day of" if on == day else f"{(on - day).days} days after" if on > day else "the day before"
            yield Finding(
                severity="error",
                rule="global period",
                lines=sorted([n, m]),
                codes=[line.code, visit.code],
                says=f"{visit.code} is {when} {line.code}, which has global days {held.row.global_days}: the visit belongs to it.",
                mend=_mend(visit.code, after=on > day, major=days == 90),
                modifier_allowed=True,
                citation=case.row_proof(held, line.code),
            )


def _mend(visit: str, *, after: bool, major: bool) -> str:
    if after:
        return f"Take {visit} off, unless the record shows a visit unrelated to the procedure (modifier 24)."
    if major:
        return f"Take {visit} off, unless the record shows that the surgery was decided on at the visit (modifier 57)."
    return f"Take {visit} off, unless the record shows a significant visit beyond the usual work of the procedure (modifier 25)."
