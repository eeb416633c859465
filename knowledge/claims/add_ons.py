"""Add-on codes without a code they may be added to."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.claims.case import Case
from knowledge.claims.claim import Finding
from knowledge.readers.add_on_edits import CONTRACTOR

_SHOWN = 8


def findings(case: Case) -> Iterator[Finding]:
    """Every add-on code of a day on which none of its primaries is reported.

    Source of the rule: NCCI add-on code edits; type 1 has all its primaries listed, type 2 leaves them to the contractor,
    type 3 lists some.
    """
    for n, line, day in case.lines:
        edits = case.add_on(line.code, day)
        if not edits:
            continue
        same_day = {other.code for m, other, other_day in case.lines if other_day == day and m != n}
        primaries = sorted({held.row.primary for held in edits})
        listed = [code for code in primaries if code != CONTRACTOR]
        if same_day & set(listed):
            continue
        open_list = CONTRACTOR in primaries
        if open_list and any(not case.add_on(code, day) for code in same_day):
            yield Finding(
                severity="info",
                rule="add-on code: primary by contractor",
                lines=[n],
                codes=[line.code],
                says=f"{line.code} is a Type {edits[0].row.type} add-on code whose primaries the contractor defines.",
                mend="Check that the contractor accepts the primary on this claim.",
                citation=case.row_proof(edits[0], line.code),
            )
            continue
        more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
        names = f"{', '.join(listed[:_SHOWN])}{more}" if listed else "those that the contractor defines"
        yield Finding(
            severity="error",
            rule="add-on code without its primary",
            lines=[n],
            codes=[line.code],
            says=f"{line.code} is a Type {edits[0].row.type} add-on code, and none of its primaries is reported that day.",
            mend=f"Report it beside its primary procedure ({names}), or take it off.",
            modifier_allowed=False,
            citation=case.row_proof(edits[0], line.code),
        )
