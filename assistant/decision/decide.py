"""The order in which a question is decided: refuse, correct, rule, choose, ask, decline."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer import Action
from assistant.decision import (
    claimed_units,
    code_info,
    decline,
    deleted,
    documents,
    guideline,
    line_modifiers,
    modifier_asked,
    named,
    not_held,
    operative_note,
    pair,
    push_back,
    rows,
    telling_sentence,
    told_apart,
    visit_level,
    worded,
)
from assistant.decision.diagnose import diagnose
from assistant.decision.family import decide_family
from assistant.decision.nearest_family import decide_nearest
from assistant.decision.several import several, tells_conditions, wants_codes
from assistant.draft import Decision
from assistant.evidence import Evidence
from assistant.question import Reading
from assistant.record import is_note
from knowledge.codebook import Standing
from knowledge.library import Library
from knowledge.records import System

_DIAGNOSIS_ASKED = re.compile(r"\bdx\b|\bdiagnos(?:is|es|ed)\b|\bicd")
_PROCEDURE_ASKED = re.compile(
    r"\bcpt\b|\bhcpcs\b|\bprocedure code\b|\bj[- ]?code\b|\bmodifiers?\b|\bmod \d\d\b|\b(?:59|25|26|tc)\b(?= on|\?)|\bunits? (?:of|for)\b|"
    r"\b\w+(?:ectomy|otomy|ostomy|plasty|oscopy|scopic|desis|pexy|centesis)\b(?!\s+status)|\b(?:excision|injection|"
    r"(?<!on )(?<!by )(?<!per )(?<!after )biopsy(?! (?:show|prov|confirm|posit|negat))|"
    r"arthroscop\w+|"
    r"repair of|x-?ray|mri|ct scan|ultrasound|office visit|e/m|em level|consult|vaccine admin|infusion|catheterization|debridement of|"
    r"replacement of|removal of|insertion of|(?:simple|intermediate|complex|layered|primary) closure|"
    r"(?:taken|took|cut|takes|snipped|shaved|scraped|frozen|froze) (?:out|off)|"
    r"(?:nail|partial|complete) avulsion|scopically|(?:delivered|delivery) (?:by|only)|snipped|"
    r"venipuncture|anesthesia for|lumpectomy code|tka|tha)\b"
)


# An opening that the patient lives with is no operation asked for.
_OPENING = re.compile(r"\b(?:with|has|having|existing|via|through|chronic|status|permanent)(?: (?:an?|his|her))? \w+ostomy\b")
# A procedure that is the reason for a visit, or lies in the past, is coded as a diagnosis (Z codes).
_PROCEDURE_AS_REASON = re.compile(
    r"\bscreening\b|\bhistory of\b|\bstatus post\b|\bfollow[- ]?up\b|\baftercare\b|\bencounter for\b|\bsurveillance\b|\babsence of\b"
)


def decide(reading: Reading, evidence: Evidence, library: Library) -> Decision:
    """Decide a question. Every question gets a decision, if only to decline."""
    decided = worded.by_words(_decided(reading, evidence, library), reading, evidence, library)
    decided = line_modifiers.told(decided, reading, library)
    decided = rows.with_edit(decided, reading, library)
    decided = telling_sentence.settled(claimed_units.judged(decided, reading, library), reading, library)
    return push_back.stood_by(decided, reading, library)


def _decided(reading: Reading, evidence: Evidence, library: Library) -> Decision:
    declined = (
        rows.payment_told(reading, evidence, library)
        or documents.policy_told(reading, evidence, library)
        or decline.out_of_scope(reading, evidence, library)
    )
    if declined is not None:
        return declined
    wrong = code_info.premise(reading, evidence, library) or deleted.told(reading, evidence, library)
    if wrong is not None:
        return _with_case(wrong, reading, evidence, library)
    apart = told_apart.told_apart(reading, evidence, library)
    if apart is not None:
        return apart
    of_procedures = any(match.article.codes and match.article.system is not System.ICD10CM for match in evidence.articles)
    diagnoses_alone = (
        _DIAGNOSIS_ASKED.search(reading.plain)
        or not (of_procedures or _PROCEDURE_ASKED.search(_OPENING.sub(" ", reading.plain)))
        or tells_conditions(reading, library)
    )
    visit = visit_level.told(reading, evidence, library)
    if visit is not None:
        return visit
    operated = operative_note.told(reading, evidence, library)
    if operated is not None:
        return operated
    if is_note(reading.text) or (wants_codes(reading) and diagnoses_alone):
        noted = several(reading, evidence, library)
        if noted is not None:
            return noted
    rule = guideline.ruled(reading, evidence, library)
    if rule is not None:
        return rule
    both = pair.together(reading, evidence, library)
    if both is not None:
        return both
    modifier = modifier_asked.told(reading, library)
    if modifier is not None:
        return _with_its_codes(modifier, reading, evidence, library)
    wants_diagnosis = _DIAGNOSIS_ASKED.search(reading.plain) is not None
    diagnoses = [status for status in evidence.statuses if status.system is System.ICD10CM and status.entry is not None]
    if not (wants_diagnosis or diagnoses):
        procedures = tuple(match for match in evidence.articles if match.article.system is not System.ICD10CM)
        decision = decide_family(reading, replace(evidence, articles=procedures), library) if procedures else None
        if decision is not None:
            return decision
        told = guideline.explained(reading, evidence, library)
        if told is not None:
            return told
        held = rows.pair_ruled(reading, library) or rows.figured_by_rows(reading, evidence, library)
        if held is not None and not evidence.articles:
            return held
    corrected = not_held.described(reading, evidence, library)
    if corrected is not None:
        return corrected
    missing = decline.not_loaded(evidence, reading, library)
    if missing is not None:
        return documents.told(reading, evidence, library) or missing
    if diagnoses:
        one = named.decide_named(reading, evidence, diagnoses, library)
        if one is not None:
            return one
    procedure = (
        not wants_diagnosis
        and _PROCEDURE_ASKED.search(reading.plain) is not None
        and _PROCEDURE_AS_REASON.search(reading.plain) is None
    )
    if procedure and not diagnoses:
        nearest = decide_nearest(reading, evidence, library)
        if nearest is not None:
            return nearest
    found = None if procedure else several(reading, evidence, library) or diagnose(reading, evidence, library)
    if found is None or found.action is Action.ABSTAIN:
        found = documents.told(reading, evidence, library) or found
    return found or decline.unsupported(reading, evidence, procedure)


def _with_its_codes(modifier: Decision, reading: Reading, evidence: Evidence, library: Library) -> Decision:
    """The modifier told, and the codes of what is described where they are asked for as well."""
    articles = tuple(
        match for match in evidence.articles if match.article.system is not System.ICD10CM and not match.article.modifiers
    )
    if not articles or not modifier_asked.asks_codes_too(reading):
        return modifier
    coded = decide_family(reading, replace(evidence, articles=articles), library)
    if coded is None or coded.action is not Action.ANSWER or not coded.choices:
        return modifier
    return replace(coded, verdict=None, modifiers=modifier.modifiers, points=(*coded.points, *modifier.points))


def _with_case(wrong: Decision, reading: Reading, evidence: Evidence, library: Library) -> Decision:
    """A code that is none, and the code of the case described beside it."""
    unknown = [status for status in evidence.statuses if status.standing is Standing.UNKNOWN]
    if not unknown or any(status.system is not System.ICD10CM for status in unknown):
        return wrong
    case = named.describe(reading, evidence, library)
    return named.with_case(wrong, [status.code for status in unknown], case)
