"""The hospital's own code where its side of a visit is asked for: G0463 stands for a clinic visit on the outpatient bill.

Source of the rule: Addendum B, where 99202 to 99215 have status indicator B and G0463 has J2.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer import Action
from assistant.decision.article_quotes import assigned, lead_points, unique
from assistant.decision.counting import follows_medicare
from assistant.draft import Decision
from assistant.question import Reading
from knowledge.library import Library

_HOSPITAL_SIDE = re.compile(
    r"\bfacility(?:'s)? (?:side|claim|bill|charge|code|part)\b|\bhospital(?:'s)? (?:side|claim|bill|part|share|portion)\b|"
    r"\bon the ub\b|\bub-?04\b|\bwhat (?:does|can|should|would|will) the hospital\b|"
    r"\bdoes the hospital (?:bill|put|report|charge|code|use)\b|\bhospital (?:bills?|charges?|reports?) (?:for )?(?:the |its )"
)
_OFFICE_VISIT = re.compile(r"992(?:0[2-5]|1[1-5])")
_CLINIC_VISIT = "G0463"


def of_visit(decided: Decision, reading: Reading, library: Library) -> Decision:
    """The decision with the hospital's clinic visit in place of the physician's, where Medicare's outpatient bill is asked about."""
    visits = [choice for choice in decided.choices if _OFFICE_VISIT.match(choice.code)]
    asked = visits or (decided.action is Action.CLARIFY and _OFFICE_VISIT.search(" ".join(decided.ask_back)))
    if not (asked and follows_medicare(reading.payer) and _HOSPITAL_SIDE.search(reading.plain)):
        return decided
    own = next((code for article in library.articles for code in article.codes if code.code == _CLINIC_VISIT), None)
    if own is None:
        return decided
    kept = tuple(choice for choice in decided.choices if choice not in visits)
    points = unique([*lead_points([own], library), *(point for point in decided.points if point.code in {one.code for one in kept})])
    return replace(
        decided, action=Action.ANSWER, choices=(assigned(own, reading), *kept), rejected=(), verdict=None, ask_back=(), points=tuple(points)
    )
