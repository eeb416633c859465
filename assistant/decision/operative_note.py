"""The procedures of a pasted note: what was done, read without what was denied, planned, or lies in the past."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer import Action
from assistant.decision.family import decide_family
from assistant.decision.nearest_family import decide_nearest
from assistant.draft import Decision
from assistant.evidence import gather
from assistant.question import Reading
from assistant.record import Part, is_note, statements
from assistant.told import Told
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
# What is to be billed, or codes of no kind.
_ANY_CODES = re.compile(r"\bwhat (?:to|do (?:we|i)|can (?:we|i)|should (?:we|i)) (?:bill|charge|report|code)\W*$|\bhow (?:to|do (?:we|i)) (?:bill|code) (?:this|it)\W*$|(?<!dx )\bcodes?\W*$")
# so many articles are asked in turn for what was done
_TRIED = 3
_OPERATION = re.compile(
    r"\b(?:\w+(?:ectomy|otomy|ostomy|plasty|desis|pexy|centesis)|i&d|injected|excised|repaired|debrided|debridement|cauterized|ablated|snared|reduced by|yag|"
    r"lanced|drained|sutured|stapled|avulsed|biopsied|fna|botox|phaco|cysto|aspirated|injection|infusion|infused|frozen|shaved|transfused|"
    r"(?:nasal )?endoscopy|\w+oscopy)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:s/p|status|post-?op\w*|hx|h/o|history|prior|previous|after|since|ago|(?:19|20)\d\d|planned|scheduled|needs?|for|candidate|consider\w*|discuss\w*)\b", re.IGNORECASE
)
# an operation of an earlier year, and what is told to lie before what the note tells: "haze 2 yrs after phaco"
_LONG_AGO = re.compile(r"\b(?:in |since )?(?<![/-])(?:19|20)\d\d(?![/-])|\b(?:years?|yrs?|months?) ago\b", re.IGNORECASE)
_AFTER = re.compile(r"\b(?:\d+ ?(?:days?|wks?|weeks?|mos?|months?|yrs?|years?) )(?:after|post|s/p|since)\b|\b(?:s/p|status post)\b", re.IGNORECASE)


def told(reading: Reading, library: Library) -> Decision | None:
    """The procedure codes of a note; None where the text is no note, asks for diagnoses, or nothing is decided."""
    if not (is_note(reading.text) or "\n" in reading.text.strip()) or not _wants_procedures(reading):
        return None
    return of_done(reading, library)


def of_done(reading: Reading, library: Library) -> Decision | None:
    """The procedure codes of what a text tells as done, whatever else it tells; None where nothing is decided."""
    done = _what_was_done(reading.text)
    read = replace(reading, text=done, plain=spelled_out(done), turns=(done,))
    found = gather(read, library)
    # codes are wanted, and no ruling of an article that has none
    articles = tuple(match for match in found.articles if match.article.codes and match.article.system is not System.ICD10CM)
    decided = (decide_family(read, replace(found, articles=articles[n:]), library) for n in range(min(len(articles), _TRIED)))
    decision = next((one for one in decided if one is not None and (one.choices or one.ask_back)), None)
    decision = decision or decide_nearest(read, replace(found, articles=articles), library)
    return decision if decision is not None and decision.action in {Action.ANSWER, Action.CLARIFY} else None


def asks_nothing(reading: Reading) -> bool:
    """Whether a note tells of something done today and asks for no kind of code by name: both are then wanted."""
    by_name = _CODES_OF_PROCEDURES.search(reading.plain) or _DIAGNOSES.search(reading.plain)
    asked = reading.asked.rstrip().endswith("?") and _ANY_CODES.search(reading.plain) is None
    return not (by_name or asked) and is_note(reading.text) and _operates(reading.text)


def _operates(note: str) -> bool:
    """Whether a statement of a note tells an operation of today."""
    return any(
        _OPERATION.search(one.text) and not (_EARLIER.search(one.text) or _NOT_DONE.search(one.text.lower()))
        for one in statements(note)
        if one.told is Told.PRESENT and one.part is not Part.HISTORY
    )


def _wants_procedures(reading: Reading) -> bool:
    """Whether procedures are asked for in words, or the note is of one and nothing else is asked for."""
    asked = _CODES_OF_PROCEDURES.search(reading.plain) is not None
    of_one = _OF_A_PROCEDURE.search(reading.text) is not None and _DIAGNOSES.search(reading.plain) is None
    return asked or of_one or asks_nothing(reading)


def _what_was_done(note: str) -> str:
    """The note with the statements blanked that tell nothing done today; the rest stays at its place."""
    for one in statements(note):
        label, colon, _ = one.text.partition(":")
        if colon and _LONG_AGO.search(one.text) and not _LONG_AGO.search(label):
            # what is done today, and before it what was done once: "cysto for surveillance: TURBT 2019"
            at = one.start + len(label)
            note = note[:at] + " " * (one.end - at) + note[one.end :]
            continue
        silent = one.told in {Told.DENIED, Told.PAST, Told.FAMILY} or one.part is Part.HISTORY or _LONG_AGO.search(one.text)
        if silent or _NOT_DONE.search(one.text.lower()):
            note = note[: one.start] + " " * (one.end - one.start) + note[one.end :]
        elif (earlier := _AFTER.search(one.text)) is not None:
            at = one.start + earlier.start()
            note = note[:at] + " " * (one.end - at) + note[one.end :]
    return note
