"""The procedures of a pasted note: what was done, read without what was denied, planned, or lies in the past."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer import Action
from assistant.decision.family import decide_family
from assistant.decision.nearest_family import decide_nearest
from assistant.draft import Decision
from assistant.evidence import Evidence
from assistant.question import Reading
from assistant.record import Part, is_note, statements
from assistant.told import Told
from assistant.topics import matching_articles
from knowledge.library import Library
from knowledge.records import System
from knowledge.wording import spelled_out

_CODES_OF_PROCEDURES = re.compile(
    r"\bcpts?\b|\bhcpcs\b|\bpx\b|\bmodifiers?\b|\bunits and\b|\band units\b|"
    r"\bprocedure (?:codes?|\+|and) ?|\bj[- ]?codes?\b|\bcodes? for (?:the )?(?:surgeon|surgery|procedures?|"
    r"operation|repair|doc|physician|anesthesi\w+)\b|"
    r"\b(?:surgeon|physician|delivery|procedural|surgical|repair|biopsy|closure|admin\w*|drug|visit|prolonged)(?:'?s)? codes?\b|"
    r"\bcodes? incl\w*\b.{0,20}\b(?:drug|units?)\b"
)
_DIAGNOSES = re.compile(r"\bdx\b|\bdiagnos(?:is|es) codes?\b|\bicd")
# A note that is of a procedure from its first words.
_OF_A_PROCEDURE = re.compile(
    r"^\W*(?:op(?:erative)?(?:\s|-)?(?:note|report)|procedure(?: note| performed| report)?\b|operation\b|(?:\w+ ){0,3}procedure note|"
    r"(?:\w+ ){0,2}(?:\w*oscopy|arthroscop\w+|egd|colonoscopy|lap \w+|c-?section|injection)(?: note| report)?\s*[:.,])",
    re.IGNORECASE,
)
_NOT_DONE = re.compile(
    r"\b(?:not|never) (?:performed|done|needed|required|indicated|attempted|necessary|biopsied|removed|treated|repaired|injected|"
    r"touched|entered)\b|"
    r"\b(?:deferred|declined|refused|aborted|considered|planned for|scheduled for|will (?:be|need|return|schedule)|if (?:fails|"
    r"no better|persists))\b"
)


def told(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """The procedure codes of a note; None where the text is no note, asks for diagnoses, or nothing is decided."""
    if not (is_note(reading.text) or "\n" in reading.text.strip()) or not _wants_procedures(reading):
        return None
    done = _what_was_done(reading.text)
    read = replace(reading, text=done, plain=spelled_out(done), turns=(done,))
    articles = tuple(
        match for match in matching_articles(read, evidence.words, None, library) if match.article.system is not System.ICD10CM
    )
    found = replace(evidence, articles=articles)
    decision = decide_family(read, found, library) if articles else None
    decision = decision or decide_nearest(read, found, library)
    return decision if decision is not None and decision.action in {Action.ANSWER, Action.CLARIFY} else None


def _wants_procedures(reading: Reading) -> bool:
    """Whether procedures are asked for in words, or the note is of one and nothing else is asked for."""
    asked = _CODES_OF_PROCEDURES.search(reading.plain) is not None
    return asked or (_OF_A_PROCEDURE.search(reading.text) is not None and _DIAGNOSES.search(reading.plain) is None)


def _what_was_done(note: str) -> str:
    """The note with the statements blanked that tell nothing done today; the rest stays at its place."""
    for one in statements(note):
        silent = one.told in {Told.DENIED, Told.PAST, Told.FAMILY} or one.part is Part.HISTORY
        if silent or _NOT_DONE.search(one.text.lower()):
            note = note[: one.start] + " " * (one.end - one.start) + note[one.end :]
    return note
