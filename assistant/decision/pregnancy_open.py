"""A condition of a pregnant patient whose trimester is not told: chapter 15 codes it, and the code turns on the trimester (I.C.15.a)."""

from __future__ import annotations

from dataclasses import replace

from assistant.answer import Action
from assistant.attributes import TRIMESTER
from assistant.draft import Decision
from assistant.question import Reading
from knowledge.rules import pregnancy

_INCIDENTAL = "Z33.1"
_UNKNOWN = "9"


def asked(decided: Decision, reading: Reading) -> Decision:
    """The question for the trimester, where a condition that chapter 15 codes was coded beside a pregnancy not told as incidental."""
    codes = [choice.code for choice in decided.choices]
    others = [code for code in codes if code != _INCIDENTAL]
    if decided.action is not Action.ANSWER or _INCIDENTAL not in codes or decided.verdict is not None or "incidental" in reading.plain:
        return decided
    if reading.mentions or TRIMESTER.name in reading.stated or pregnancy.complicating(others, _UNKNOWN) == others:
        return decided
    return replace(decided, action=Action.CLARIFY, choices=(), rejected=(), ask_back=(TRIMESTER.ask,), notices=())
