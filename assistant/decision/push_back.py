"""An answer that is doubted: the evidence is looked at again, and what it proves stands."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer import Action
from assistant.draft import Decision, Point, Rejection, first_line
from assistant.question import Reading
from knowledge import look_ups
from knowledge.code_format import dotted, is_icd_shaped, mentions
from knowledge.codebook import Standing
from knowledge.library import Library

_FIRST = re.compile(r"\b(?:goes|go|listed|sequenced|coded|comes?|is|be) first\b|\bprincipal\b|\bprimary\b", re.IGNORECASE)


def stood_by(decision: Decision, reading: Reading, library: Library) -> Decision:
    """The decision on the question before, told anew where a message only doubts it.

    A code that the message insists on and the evidence does not choose is rejected with its own line; one that cannot be
    reported at all is said to be none.
    """
    if not reading.pushed_back or decision.action not in {Action.ANSWER, Action.CLARIFY}:
        return decision
    chosen = {choice.code for choice in decision.choices}
    insisted = [
        dotted(mention.code) if is_icd_shaped(mention.code) else mention.code for mention in mentions(reading.asked)
    ]
    wrong = [code for code in dict.fromkeys(insisted) if code not in chosen]
    misplaced = bool(insisted and decision.choices) and _FIRST.search(reading.asked) is not None and insisted[0] != decision.choices[0].code
    if not wrong and (decision.verdict == "no" or misplaced):
        return replace(decision, action=Action.CORRECT_PREMISE, verdict="no")
    if not wrong or not decision.choices:
        return decision
    rejected, points = list(decision.rejected), list(decision.points)
    for code in wrong:
        standing = library.codebook.status(code, reading.day).standing
        if standing in {Standing.UNKNOWN, Standing.EXPIRED}:
            points.append(Point(first_line(look_ups.validity(library.codebook, code, reading.day))))
            continue
        passage = library.codebook.passage(code)
        if passage is not None and all(other.code != code for other in rejected):
            rejected.insert(0, Rejection(code, first_line(passage)))
    return replace(
        decision,
        action=Action.CORRECT_PREMISE,
        rejected=tuple(rejected),
        points=tuple(points),
        verdict="no",
    )
