"""The order in which a question is decided: refuse, correct, rule, choose, ask, decline."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer import Action
from assistant.decision import (
    beside_visit,
    both_kinds,
    case_beside,
    claimed,
    code_info,
    current_or_past,
    decline,
    deleted,
    documents,
    each_sized,
    facility_side,
    guideline,
    in_place,
    line_modifiers,
    modifier_asked,
    modifier_wanted,
    named,
    not_held,
    offered,
    operative_note,
    pair,
    place_open,
    pregnancy_open,
    purpose,
    push_back,
    rows,
    telling_sentence,
    told_apart,
    visit_level,
    what_is_asked,
    worded,
)
from assistant.decision.case_told import tells_conditions, wants_codes
from assistant.decision.diagnose import diagnose
from assistant.decision.family import decide_family
from assistant.decision.nearest_family import decide_nearest
from assistant.decision.needed import needed
from assistant.decision.ruled import takes_for_granted
from assistant.decision.several import several
from assistant.draft import Decision
from assistant.evidence import Evidence
from assistant.laboratory_words import names_a_test
from assistant.question import Reading
from assistant.record import is_note
from knowledge.codebook import Standing
from knowledge.library import Library
from knowledge.records import System

# A code that the question itself says is not to be used: what is wanted is the one in its place.
_KNOWN_WRONG = re.compile(
    r"\b(?:gets?|got|getting|was|is|being) (?:rejected|denied|kicked back|bounced)|\bno longer valid\b|"
    r"\bnew (?:\w+ )?code not\b|\bthe (?:new|right|current|correct) (?:one|code) now\b|"
    r"\b(?:does ?n[o']?t|do ?n[o']?t|did ?n[o']?t|does not) (?:look|seem|sound|feel) right\b|\b(?:looks?|seems?|sounds?) (?:wrong|off)\b|"
    r"\bright one now\b|\binstead of the (?:old|deleted)\b"
)
# A procedure that is the reason for a visit, or lies in the past, is coded as a diagnosis (Z codes).
_PROCEDURE_AS_REASON = re.compile(
    r"\bscreening\b|\bhistory of\b|\bstatus post\b|\bfollow[- ]?up\b|\baftercare\b|\bencounter for\b|\bsurveillance\b|\babsence of\b"
)


def decide(reading: Reading, evidence: Evidence, library: Library) -> Decision:
    """Decide a question. Every question gets a decision, if only to decline."""
    decided = beside_visit.with_service(_by_words(reading, evidence, library), reading, library, _by_words)
    decided = each_sized.told(decided, reading, library, decide)
    decided = pair.kept_apart(both_kinds.told(decided, reading, library, decide), reading, evidence, library)
    decided = case_beside.compared(pregnancy_open.asked(decided, reading), reading, library)
    if decided.action is Action.CORRECT_PREMISE and decided.choices and _KNOWN_WRONG.search(reading.plain):
        decided = replace(decided, action=Action.ANSWER, verdict=None)
    decided = line_modifiers.told(offered.narrowed(decided, reading), reading, library)
    decided = facility_side.of_visit(in_place.for_medicare(rows.with_edit(decided, reading, library), reading, library), reading, library)
    decided = telling_sentence.settled(claimed.judged(decided, reading, evidence, library, _by_words), reading, library)
    if decided.verdict == "no" and decided.action is Action.ANSWER and takes_for_granted(reading):
        decided = replace(decided, action=Action.CORRECT_PREMISE)
    return needed(push_back.stood_by(decided, reading, library), reading)


def _by_words(reading: Reading, evidence: Evidence, library: Library) -> Decision:
    decided = worded.by_words(_decided(reading, evidence, library), reading, evidence, library)
    return offered.by_words(decided, reading, evidence, library)


def _decided(reading: Reading, evidence: Evidence, library: Library) -> Decision:
    declined = (
        rows.payment_told(reading, evidence, library)
        or documents.policy_told(reading, evidence, library)
        or decline.out_of_scope(reading, evidence, library)
    )
    if declined is not None:
        return declined
    first = guideline.ruled_outright(reading, evidence, library)
    if first is not None:
        return case_beside.with_codes(first, reading, library)
    wrong = code_info.premise(reading, evidence, library) or deleted.told(reading, evidence, library)
    if wrong is not None:
        return _with_case(wrong, reading, evidence, library)
    apart = current_or_past.told(reading, evidence, library) or told_apart.told_apart(reading, evidence, library)
    if apart is not None:
        return apart
    of_procedures = any(match.article.codes and match.article.system is not System.ICD10CM for match in evidence.articles)
    wants_diagnosis = what_is_asked.wants_diagnosis(reading, evidence)
    asks_procedure = what_is_asked.asks_procedure(reading)
    tests = names_a_test(reading.plain) and any(match.article.family == "laboratory" for match in evidence.articles)
    diagnoses_alone = wants_diagnosis or not (of_procedures or asks_procedure) or (tells_conditions(reading, library) and not tests)
    done = visit_level.told(reading, evidence, library) or _of_a_note(reading, evidence, library)
    if done is not None:
        return done
    note = is_note(reading.text)
    # who names a line of the list by its title has told the purpose
    open_ = purpose.asked(reading, evidence, library) if wants_diagnosis and not (note or "encounter for" in reading.plain) else None
    if open_ is not None:
        return open_
    if note or (wants_codes(reading) and diagnoses_alone and not modifier_wanted.by_name(reading)):
        noted = several(reading, evidence, library)
        if noted is not None:
            return noted
    rule = guideline.ruled(reading, evidence, library)
    if rule is not None:
        return case_beside.with_codes(rule, reading, library)
    both = pair.together(reading, evidence, library)
    if both is not None:
        return both
    modifier = modifier_asked.told(reading, evidence, library)
    if modifier is not None:
        return _with_its_codes(modifier, reading, evidence, library)
    diagnoses = [status for status in evidence.statuses if status.system is System.ICD10CM and status.entry is not None]
    if not (wants_diagnosis or diagnoses):
        procedures = tuple(match for match in evidence.articles if match.article.system is not System.ICD10CM)
        decision = decide_family(reading, replace(evidence, articles=procedures), library) if procedures else None
        if decision is not None:
            return _with_modifier_told(decision, reading, evidence, library)
        explained = guideline.explained(reading, evidence, library)
        if explained is not None:
            return case_beside.with_codes(explained, reading, library)
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
        and what_is_asked.PROCEDURE_ASKED.search(reading.plain) is not None
        and _PROCEDURE_AS_REASON.search(reading.plain) is None
    )
    if procedure and not diagnoses:
        nearest = decide_nearest(reading, evidence, library)
        if nearest is not None:
            return nearest
    found = None if procedure else several(reading, evidence, library) or diagnose(reading, evidence, library)
    if found is None or found.action is Action.ABSTAIN:
        found = documents.told(reading, evidence, library) or found
    return place_open.asked(found or decline.unsupported(reading, evidence, procedure), reading, library)


def _of_a_note(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """The procedures of a note; a modifier asked for by itself is told by what happened, and not by its codes."""
    modifier_alone = modifier_wanted.asks(reading) and not modifier_asked.asks_codes_too(reading)
    return None if modifier_alone else operative_note.told(reading, library)


def _with_its_codes(modifier: Decision, reading: Reading, evidence: Evidence, library: Library) -> Decision:
    """The modifier told, and the codes of what is described where they are asked for as well."""
    coded = _described(reading, evidence, library) if modifier_asked.asks_codes_too(reading) else None
    if coded is None:
        return modifier
    return replace(coded, verdict=None, modifiers=modifier.modifiers, points=(*coded.points, *modifier.points))


def _with_modifier_told(decided: Decision, reading: Reading, evidence: Evidence, library: Library) -> Decision:
    """The code of what is described with the modifier that is told of beside it: *assistant surgeon PA for lap chole*."""
    if decided.choices or len(decided.modifiers) != 1 or decided.verdict is not None or modifier_wanted.asks(reading):
        return decided
    coded = _described(reading, evidence, library)
    if coded is None or len(coded.choices) != 1:
        return decided
    choice = coded.choices[0]
    marked = replace(choice, modifiers=tuple(dict.fromkeys((*choice.modifiers, *decided.modifiers))))
    return replace(coded, choices=(marked,), points=(*coded.points, *decided.points[:1]))


def _described(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """The procedures that the words beside a modifier describe; None where they lead to none."""
    articles = tuple(
        match for match in evidence.articles if match.article.system is not System.ICD10CM and not match.article.modifiers
    )
    coded = decide_family(reading, replace(evidence, articles=articles), library) if articles else None
    return coded if coded is not None and coded.action is Action.ANSWER and coded.choices else None


def _with_case(wrong: Decision, reading: Reading, evidence: Evidence, library: Library) -> Decision:
    """A code that is none, and the code of the case described beside it."""
    unknown = [status for status in evidence.statuses if status.standing is Standing.UNKNOWN]
    if not unknown or any(status.system is not System.ICD10CM for status in unknown):
        return wrong
    case = named.describe(reading, evidence, library)
    decided = named.with_case(wrong, [status.code for status in unknown], case)
    return named.in_order(decided, reading, evidence, library)
