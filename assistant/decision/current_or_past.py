"""A condition and the history of it named side by side: which of the two the record supports (Official Guidelines I.C.2.m, I.C.21.c.4)."""

from __future__ import annotations

import re
from itertools import permutations

from assistant.answer import Action
from assistant.decision import disease_over, history
from assistant.decision.diagnose import code_points
from assistant.draft import Choice, Decision, Rejection, first_line
from assistant.evidence import Evidence
from assistant.question import Reading
from knowledge.codebook import Standing
from knowledge.library import Library
from knowledge.records import System

# A myocardial infarction is old after four weeks (I.C.9.e.1); so long ago any other event is over too.
_INFARCTION, _DAYS_ACUTE = ("I21", "I22"), 28
_AGO = re.compile(r"\b(\d+) (day|week|month|year)s? (?:ago|old|after|since)\b")
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


def told(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """The code that what is told of the treatment supports; None where the codes named are no such two, or nothing is told."""
    named = [status.code for status in evidence.statuses if status.system is System.ICD10CM and status.standing is Standing.VALID]
    if len(named) != 2:
        return None
    two = next((pair for pair in permutations(named) if pair[1] in {history.of_patient(pair[0], library), history.of_event(pair[0])}), None)
    over = (disease_over.OVER.search(reading.plain) or disease_over.GONE.search(reading.plain)) is not None
    still = disease_over.STILL.search(reading.plain) is not None
    ago = _AGO.search(reading.plain)
    if two is not None and history.of_event(two[0]) and ago is not None:
        over = int(ago[1]) * _DAYS[ago[2]] > _DAYS_ACUTE
        still = not over and two[0].startswith(_INFARCTION)
    if two is None or not (over or still):
        return None
    # what is still treated is not over, whatever part of the treatment is: radiation finished, tamoxifen taken
    kept, other = two if still else (two[1], two[0])
    passage = library.codebook.passage(other)
    rejected = (Rejection(other, first_line(passage)),) if passage is not None else ()
    return Decision(Action.ANSWER, 0.85, (Choice(kept, System.ICD10CM),), rejected, points=tuple(code_points(kept, library)))
