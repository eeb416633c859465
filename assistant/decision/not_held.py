"""A procedure code named that no source held knows, beside a case that another code of the same family describes."""

from __future__ import annotations

from dataclasses import replace

from assistant.answer import Action
from assistant.decision.family import decide_family
from assistant.decision.nearest_family import decide_nearest
from assistant.draft import Decision, Point, first_line
from assistant.evidence import Evidence
from assistant.question import Intent, Reading
from assistant.topics import matching_articles
from knowledge import look_ups
from knowledge.codebook import CodeStatus, Standing
from knowledge.library import Library
from knowledge.records import System
from knowledge.wording import spelled_out

_FAMILY = 3
_SURE = 0.7


def described(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """The code of the case where the one named is unknown and of the same family; None where none is told for sure."""
    unknown = [status for status in evidence.statuses if status.standing is Standing.NOT_LOADED]
    if len(unknown) != 1 or len(evidence.statuses) != 1 or evidence.articles:
        return None
    text = reading.text
    for mention in reversed(reading.mentions):
        text = text[: mention.start] + " " + text[mention.end :]
    read = replace(reading, text=text, plain=spelled_out(text), turns=(text,), mentions=(), intent=Intent.CHOOSE)
    found = tuple(
        match for match in matching_articles(read, evidence.words, None, library) if match.article.system is not System.ICD10CM
    )
    told = replace(evidence, articles=found, statuses=())
    decision = decide_family(read, told, library) if found else decide_nearest(read, told, library)
    near = decision is not None and any(choice.code[:_FAMILY] == unknown[0].code[:_FAMILY] for choice in decision.choices)
    return _corrected(decision, unknown[0], reading, library) if decision is not None and near else None


def _corrected(decision: Decision, unknown: CodeStatus, reading: Reading, library: Library) -> Decision:
    row = look_ups.validity(library.codebook, unknown.code, reading.day)
    return replace(
        decision,
        action=Action.CORRECT_PREMISE,
        score=_SURE,
        verdict="no" if reading.intent is Intent.MAY_I else None,
        points=(*decision.points, Point(first_line(row))),
        notices=("No source held knows the code named; what is described is coded instead.", *decision.notices),
    )
