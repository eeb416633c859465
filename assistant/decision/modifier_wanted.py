"""Whether a modifier is what is asked for: by the word, by what it goes on, or by what it is to tell."""

from __future__ import annotations

import re

from assistant.question import Reading
from assistant.topics import DIAGNOSIS_ASKED

_ASKED = re.compile(
    r"\b(?:which|what) (?:\w+ ){0,2}mod(?:ifier)?s?\b|\bmod(?:ifier)?s?\b\W*(?:$|\?|please|pls)|"
    r"\bmod(?:ifier)?s? (?:for|on|to|goes?|needed|do|does|is|should|if|when)\b|\bneeds? a mod(?:ifier)?\b|"
    r"\bwhat (?:do|should|would|must|can) (?:i|we|you|they|he|she) (?:append|put|add|attach|use)\b|"
    r"\bwhat (?:else )?(?:goes?|should go|would go|gets? (?:put|added)) (?:\w+ ){0,2}?on\b|"
    r"\bwhat (?:do|does|should|would) (?:each|both|they|the \w+) (?:surgeon |doctor |one )?"
    r"(?:put|append|use|add)\b|\b\w{5} with what\b|\bwhat else on\b|"
    r"\bhow (?:do|should|would|does) (?:\w+ )?(?:we |i |you )?(?:bill|report) (?:the |his |her |"
    r"their )?\w+(?:'s)? (?:line|claim|side|part)\b|"
    r"\bwhat'?s missing\b|\bmissing (?:a |the )?(?:\w+ )?mod(?:ifier)?\b|\bflag(?:s|ged|ging)?\b|"
    r"\b(?:gets?|takes?|carries|needs?) what\b|"
    r"\b(?:what|which one|which) (?:goes|belongs|should go) on (?:it|the|his|her|our|that)\b|"
    r"\bwhat (?:do|should|must|can) (?:i|we) add\b|\bneeds?\W*\?\W*$|"
    r"\bwhat (?:do|does|should|would|must|can) (?:\w+ ){1,4}(?:append|attach|put on)\b|"
    r"\b(?:his|her|their|our|\w+'s|lab|crna|surgeon|physician|facility|second|first|claim) (?:line|claim)\W*$"
)
# Asked for by what it does: "how do we tell Medicare it started as screening", "GP is on already, what else".
_BY_WHAT_IT_DOES = re.compile(
    r"\bhow (?:do|does|should|can|would|will|did) (?:the |our |my )?\w+ (?:tell|show|flag|indicate|signal|mark|prove|keep|let)\b|"
    r"\blet(?:ting)? (?:\w+ ){1,3}know\b|\bwhat (?:tells|shows|flags|signals|indicates)\b|\bwhat else\W*$|"
    r"\bwhat (?:needs? to go|should go|has to go|must go|goes|gets? (?:added|appended|put)|is added|"
    r"do(?:es)? \w+ (?:\w+ )?(?:add|append|put))\b(?: on| to|\W*$)"
    r"|\bhow (?:do|does|should) \w+ (?:bill|report) the (?:thrown|discarded|wasted|leftover|second|repeat|repeated)\b"
)
# The word without the name of one: which of them is what is asked.
_ANY = re.compile(r"\bmod(?:ifier)?s?\b(?! ?[-#]?(?:\d\d|[a-z]\d|x[epsu]|g[acevwxyz]|j[wz]|kx|qw|fs|fq|pt|tc)\b| indicator)")
_BY_NAME = re.compile(r"\bmod(?:ifier)?s?\b")


def asks(reading: Reading) -> bool:
    """Whether a modifier is what is asked for."""
    return _ASKED.search(reading.plain) is not None


def by_name(reading: Reading) -> bool:
    """Whether a modifier is asked for by that word: *which modifier does the facility use*."""
    return asks(reading) and _BY_NAME.search(reading.plain) is not None and DIAGNOSIS_ASKED.search(reading.plain) is None


def told_before(reading: Reading, named: set[str]) -> bool:
    """Whether one modifier is told of another line, and the last sentence asks what goes on this one: *surgeon billed with 54*."""
    *before, last = re.split(r"(?<=[.;!?])\s+", reading.plain.strip())
    open_ = _ASKED.search(last) or _BY_WHAT_IT_DOES.search(last)
    return len(named) == 1 and bool(before) and open_ is not None and not any(re.search(rf"\b{one.lower()}\b", last) for one in named)


def wanted(reading: Reading) -> bool:
    """Whether a modifier is asked for in any way, the bare word included."""
    return any(pattern.search(reading.plain) for pattern in (_ASKED, _ANY, _BY_WHAT_IT_DOES))


def named_so(reading: Reading) -> bool:
    """Whether the word itself stands in a question that asks for one."""
    return asks(reading) and _BY_NAME.search(reading.plain) is not None
