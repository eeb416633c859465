"""Diagnosis codes that a question names: which of them, is it the right one, or simply what it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant import attributes
from assistant.answer import Action
from assistant.decision import case_beside, code_info
from assistant.decision.comparison import NEUTRAL, Comparison
from assistant.decision.diagnose import code_points, diagnose
from assistant.decision.finding_entry import stated_words
from assistant.draft import Choice, Decision, Point, Rejection, first_line
from assistant.evidence import QUALIFIERS, Evidence
from assistant.question import Intent, Reading
from assistant.record import statements
from assistant.told import Told
from knowledge.codebook import CodeStatus, Standing
from knowledge.library import Library
from knowledge.records import NoteKind, System
from knowledge.wording import content_tokens

# With fewer words besides the code, a question describes no case that the code could be checked against.
_A_CASE = 3
# A known wording of so many words is a case all the same.
_A_TERM = 2
_TWO = 2
_INPATIENT = re.compile(r"\binpatient\b|\badmitted\b|\badmission\b|\bhospital discharge\b")
# How sure a case of another category than the code named must be, and what is then told of that code.
_OF_ITSELF, _TOLD = 0.7, 1
# A valid code named is only called wrong on a case that is recognised this surely.
_SURE = 0.55
_CLEARLY = 0.15


def decide_named(reading: Reading, evidence: Evidence, named: list[CodeStatus], library: Library) -> Decision | None:
    """Decide between codes named, or on the one named; None where the question is about something else."""
    if len(named) > 1:
        return _choose(reading, evidence, named, library)
    only = named[0]
    ordered = case_beside.put_first(reading, only.code, library)
    if ordered is not None:
        return ordered
    described = case = _described(reading, evidence, library)
    if reading.intent is Intent.MAY_I and only.standing is Standing.VALID and attributes.conflicts(only.description, reading.stated):
        return _corrected(only, _instead(only, described), library)
    if described is not None and only.standing is not Standing.HEADER and described.score < _SURE:
        described = None
    if described is not None and _contradicts(only, described, reading, evidence, library):
        if only.standing is Standing.HEADER and reading.intent is not Intent.MAY_I:
            # the header is context, the case is the question
            return described
        return _corrected(only, described, library)
    if only.standing is Standing.HEADER:
        told = code_info.header(only, reading, library)
        return with_case(told, [only.code], described) if told is not None else None
    explained = code_info.explain(only, reading, library)
    if explained is not None and explained.verdict == "yes" and case is not None and only.code not in _codes(case):
        # that a code is valid makes it no code of this case
        apart = _says_more(_codes(case), only, reading, evidence, library) > 0
        return replace(explained, verdict=None) if apart else explained
    return explained


def with_case(told: Decision, named: Sequence[str], described: Decision | None) -> Decision:
    """What is told of codes that cannot be reported, and the code of the case described beside them, where it is sure."""
    if described is None or described.action is not Action.ANSWER or not described.choices:
        return told
    near = any(choice.code[:3] == code[:3] for choice in described.choices for code in named)
    if not near and described.score < _OF_ITSELF:
        return told
    codes = {choice.code for choice in described.choices}
    proof = tuple(point for point in described.points if point.code in codes)
    kept = told.points[:_TOLD]
    return replace(told, choices=described.choices, points=(*kept, *proof))


def in_order(decision: Decision, reading: Reading, evidence: Evidence, library: Library) -> Decision:
    """A corrected code with the valid one it was to be put in order with, first where a Code first note asks for that."""
    others = [status for status in evidence.statuses if status.standing is Standing.VALID and status.system is System.ICD10CM]
    if reading.intent is not Intent.SEQUENCE or len(others) != 1 or len(decision.choices) != 1:
        return decision
    (other,) = others
    (chosen,) = decision.choices
    entry = library.codebook.status(chosen.code, reading.day).entry
    if entry is None or other.code == chosen.code:
        return decision
    first = any(library.codebook.inherited_notes(entry, NoteKind.CODE_FIRST))
    named = Choice(other.code, System.ICD10CM, "first" if first else "additional")
    choices = (named, replace(chosen, role="additional")) if first else (chosen, named)
    return replace(decision, choices=choices, points=(*decision.points, *code_points(other.code, library)[:1]))


def describe(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """What the case described beside a code would be coded as; None where hardly anything is described."""
    return _described(reading, evidence, library)


def _choose(reading: Reading, evidence: Evidence, named: list[CodeStatus], library: Library) -> Decision | None:
    """The one of several codes named that says best what the question states."""
    sure = _not_uncertain(reading, named)
    if sure is not None:
        described = _described(reading, evidence, library)
        codes = [choice.code for choice in described.choices] if described is not None else []
        if described is not None and codes and sure.code not in codes and codes[0][:3] == sure.code[:3]:
            # the sign told says more than the line put forward for it
            return described
        return Decision(Action.ANSWER, _SURE, (Choice(sure.code, System.ICD10CM),), points=tuple(code_points(sure.code, library)))
    # an abbreviation's meaning says more than was stated (HTN: essential), so the question's own words count as much
    whole = _comparison(reading, evidence, library)
    own = Comparison(evidence.words, lambda token: library.search.weight(token, System.ICD10CM))
    ranked = sorted(
        ((_fit(status, whole, library) + _fit(status, own, library), n) for n, status in enumerate(named)), reverse=True
    )
    valid = [status for status in named if status.standing is Standing.VALID]
    if len(valid) != len(named) or len(ranked) < 2 or ranked[0][0] - ranked[1][0] < 0.05:
        return None
    best = named[ranked[0][1]]
    rejected = tuple(
        Rejection(status.code, first_line(passage))
        for status in named
        if status is not best and (passage := library.codebook.passage(status.code))
    )
    return Decision(
        Action.ANSWER,
        0.8,
        (Choice(best.code, System.ICD10CM),),
        rejected,
        points=tuple(code_points(best.code, library)),
    )


def _not_uncertain(reading: Reading, named: Sequence[CodeStatus]) -> CodeStatus | None:
    """Of two codes the one that may be coded where the other is told as suspected.

    Source of the rule: Official Guidelines IV.H (an uncertain diagnosis is not coded for an outpatient) and II.H (at the
    discharge of an inpatient it is coded as if it existed).
    """
    doubts = [one.text for one in statements(reading.text) if one.told is Told.UNCERTAIN]
    words = {word for text in doubts for word in content_tokens(text)} - QUALIFIERS - NEUTRAL
    # a sign is never what is suspected
    doubted = [status for status in named if status.code[0] != "R" and words & set(content_tokens(status.description))]
    if len(named) != _TWO or len(doubted) != 1 or any(status.standing is not Standing.VALID for status in named):
        return None
    return doubted[0] if _INPATIENT.search(reading.plain) else next(status for status in named if status is not doubted[0])


def _described(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """What the case described beside the code would be coded as; None where hardly anything is described."""
    in_a_term = any(phrase.end - phrase.start >= _A_TERM for phrase in evidence.phrases)
    if len(evidence.words) < _A_CASE and not in_a_term:
        return None
    return case_beside.coded(reading, library) or diagnose(reading, evidence, library)


def _contradicts(
    named: CodeStatus, described: Decision, reading: Reading, evidence: Evidence, library: Library
) -> bool:
    """Whether the case described is coded otherwise and the code named says clearly less of it.

    A code of the same category gives way only where the code named is put forward, and the case is recognised surely.
    """
    codes = _codes(described)
    if named.code in codes:
        return False
    beside = reading.intent is Intent.MAY_I and described.score >= _OF_ITSELF
    codes = [code for code in codes if beside or code[:3] != named.code[:3]]
    if not codes:
        return False
    if any(code[:3] == named.code[:3] for code in codes) and _denies_more(named, codes, reading, library):
        # a line that denies or leaves open what the case tells: E11.9 of a diabetic neuropathy
        return True
    return _says_more(codes, named, reading, evidence, library) > _CLEARLY


def _says_more(
    codes: Sequence[str], named: CodeStatus, reading: Reading, evidence: Evidence, library: Library
) -> float:
    """By how much the best of some codes fits the case better than the code named does."""
    comparison = _comparison(reading, evidence, library)
    fits = [_fit(library.codebook.status(code, reading.day), comparison, library) for code in codes]
    return max(fits, default=0.0) - _fit(named, comparison, library)


def _denies_more(named: CodeStatus, codes: Sequence[str], reading: Reading, library: Library) -> bool:
    """Whether a code named says *without* or *unspecified*, and the code of its category for the case does not."""
    told = next(library.codebook.status(code, reading.day).description for code in codes if code[:3] == named.code[:3])
    return any(word in named.description.lower() and word not in told.lower() for word in ("without", "unspecified"))


def _instead(named: CodeStatus, described: Decision | None) -> Decision:
    """What the case is coded as in place of the code named; nothing where the case leads to that code all the same."""
    if described is None or named.code in {choice.code for choice in described.choices}:
        return Decision(Action.CORRECT_PREMISE, _SURE)
    return described


def _corrected(named: CodeStatus, described: Decision, library: Library) -> Decision:
    passage = library.codebook.passage(named.code)
    rejected = (Rejection(named.code, first_line(passage)),) if passage else ()
    points = described.points or ((Point(first_line(passage)),) if passage else ())
    return Decision(
        Action.CORRECT_PREMISE,
        described.score,
        described.choices,
        rejected,
        points=points,
        verdict="no",
        notices=described.notices,
    )


def _codes(decision: Decision) -> list[str]:
    return [choice.code for choice in decision.choices]


def _comparison(reading: Reading, evidence: Evidence, library: Library) -> Comparison:
    return Comparison(
        stated_words(reading, evidence, library), lambda token: library.search.weight(token, System.ICD10CM)
    )


def _fit(status: CodeStatus, comparison: Comparison, library: Library) -> float:
    if status.entry is None:
        return 0.0
    explained, extra = comparison.fit(status.entry, list(library.codebook.line(status.entry))[1:], status.description)
    return explained - 0.5 * extra
