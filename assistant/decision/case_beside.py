"""The case that is told beside a question on codes, an order or a rule, and what it is coded as."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer import Action
from assistant.decision.diagnose import diagnose
from assistant.decision.several import several
from assistant.draft import Decision
from assistant.evidence import gather
from assistant.question import Intent, Reading, asks_to_confirm
from assistant.record import asks
from knowledge.code_format import dotted, is_icd_shaped, mentions
from knowledge.library import Library
from knowledge.wording import spelled_out

_ASKED_OUTRIGHT = re.compile(r"\b(?:codes?|dx|diagnos[ei]s|icd[- ]?10)\W*$|\b(?:what|which) (?:\w+ ){0,2}(?:codes?|dx)\b|\bwhat (?:goes on|do i code)\b")
_PARTS = re.compile(r"[^.;:?!\n,]+(?:[.,](?=\d)[^.;:?!\n,]+)*|[.;:?!\n,]")
# What follows is drawn from the case, and no part of it: "CKD 5 on dialysis so N18.5 + Z99.2".
_DRAWN = re.compile(r"\b(?:so|thus|hence)\b(?=[^.?!]{0,40}\b[A-TV-Z]\d)")
# What is put forward as settled, with its order: "U07.1 is still first", "L97.422 first then E11.621".
_ORDERED = re.compile(r"\bfirst\b.*\b(?:then|second\w*)\b|\b(?:is|goes|stays|comes) (?:still )?first\b")
# T12 is a vertebra and B12 a vitamin
_FIRST = re.compile(r"\b(?:principal|first|primary|pdx)\b(?! (?:visit|encounter|time|seen))")
# who and where is told in words that also stand in a question
_TELLS = re.compile(r"\b(?:woman|man|female|male|initial|inpatient|outpatient|admitted|visit|encounter)\b", re.IGNORECASE)
_OF_CODES = re.compile(r"\b(?:codes?|dx|diagnos[ei]s|icd|order|sequenc\w+|list|principal)\b", re.IGNORECASE)
# How sure the case must be to speak against the codes put forward.
_SURE = 0.5
_NO_CODE = re.compile(r"[BT](?:0\d|1[0-2])")
# What asks for the codes of a case or their order, beside the rule that settles it.
_ASKED = re.compile(
    r"\bcodes?\b|\border\b|\bsequenc\w*|\blist(?: them| these|\b\W*$)|\bprincipal and secondary\b|\b(?:which|what|who)(?:'s| is)? (?:\w+ )?(?:first|leads|principal)\b|"
    r"\bor (?:just|what|which)\b|\bgoes? (?:on|first)\b|\bpdx\b"
)


def are_asked(reading: Reading) -> bool:
    """Whether the codes of the case, or their order, are asked for."""
    return reading.pushed_back or _ASKED.search(reading.plain) is not None


def coded(reading: Reading, library: Library) -> Decision | None:
    """What the case told is coded as, in order; None where none is told surely, or one alone where codes are not asked for outright."""
    text = _told(reading.text)
    told = replace(reading, text=f"{text}\ncodes?", plain=spelled_out(f"{text} codes?"), mentions=(), intent=Intent.CHOOSE)
    evidence = gather(told, library, articles_too=False)
    case = several(told, evidence, library)
    outright = _ASKED_OUTRIGHT.search(reading.plain) is not None
    if case is None and outright:
        case = diagnose(told, evidence, library)
    fewest = 1 if outright else 2
    return case if case is not None and case.action is Action.ANSWER and len(case.choices) >= fewest else None


def with_codes(rule: Decision, reading: Reading, library: Library) -> Decision:
    """A ruling, and beside it the codes of its case, where they are asked for or a code that is no part of them was put forward."""
    denied = {mention.code for mention in reading.mentions} if rule.verdict == "no" else set()
    if not (are_asked(reading) or (denied and not rule.choices)):
        return rule
    case = coded(reading, library)
    codes = {choice.code for choice in case.choices} if case is not None else set()
    # what the ruling leaves belongs to the case, or another case is told
    apart = not {choice.code for choice in rule.choices} <= codes
    if case is None or apart or not (are_asked(reading) or not denied & codes):
        return rule
    return replace(rule, choices=case.choices, points=(*rule.points, *(point for point in case.points if point.code in codes)))


def put_first(reading: Reading, code: str, library: Library) -> Decision | None:
    """Whether a code put forward as the first is that of the case told, and all its codes in order; None where another thing is asked."""
    if not _FIRST.search(reading.plain) or not reading.asked.rstrip().endswith("?"):
        return None
    case = coded(reading, library)
    codes = [choice.code for choice in case.choices] if case is not None else []
    if case is None or (code not in codes[1:] and codes[:1] != [code]):
        return None
    return replace(case, verdict="yes" if codes[0] == code else "no")


def compared(decided: Decision, reading: Reading, library: Library) -> Decision:
    """No, with the codes of the case told, where diagnoses put forward for it are not among them; unchanged where that is not clear."""
    named = [dotted(mention.code) for mention in reading.mentions]
    forward = asks_to_confirm(spelled_out(reading.asked)) or _ORDERED.search(reading.plain) is not None
    open_ = decided.action is Action.ANSWER and decided.verdict != "no" and not decided.modifiers
    if not (named and all(map(is_icd_shaped, named)) and forward and open_):
        return decided
    case = coded(reading, library)
    codes = [choice.code for choice in case.choices] if case is not None else []
    if case is None or case.score < _SURE:
        return decided
    if set(named) <= set(codes) and not (_ORDERED.search(reading.plain) and codes[0] != named[0]):
        return decided
    told = tuple(point for point in case.points if point.code in set(codes))
    return replace(decided, action=Action.CORRECT_PREMISE, verdict="no", choices=case.choices, points=(*decided.points[:1], *told))


def _told(text: str) -> str:
    """A question without the clauses that ask, and without those that name a code; what is left stays at its place."""
    text = _DRAWN.sub(lambda found: ";".ljust(len(found[0])), text)
    return "".join(" " * len(part[0]) if _silent(part[0]) else part[0] for part in _PARTS.finditer(text))


def _silent(clause: str) -> bool:
    """Whether a clause asks, or names a code otherwise than in brackets after what it stands for."""
    named = [found for found in mentions(clause) if "(" not in clause[: found.start] and not _NO_CODE.fullmatch(found.code)]
    return bool(named) or (asks(clause.strip()) and not (_TELLS.search(clause) and not _OF_CODES.search(clause)))
