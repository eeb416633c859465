"""What a record is said not to tell, and what is not to be coded: words that name either state nothing of the case."""

from __future__ import annotations

import re

_SAYS = r"(?:say|state|mention|specify|document|note|write|wrote|written|indicate|list|tell|describe|record|clarify|comment on)(?:s|ed|d)?"
_WHO = (
    r"(?:\b(?:the |his |her |our |my |this )?(?:op )?"
    r"(?:note|chart|doc|doctor|dr|provider|record|report|path|documentation|surgeon|md|physician|he|she|they|it)s? )?"
)
_END = r"(?=[.,;:?!()\n]|\s[-–—]+\s|\b(?:so|but|just|only|because|what|which|can|do)\b|$)"
# "the note doesn't say acute or chronic", "doc never wrote whether it was packed", "nothing about a fall"
_UNSAID = re.compile(
    rf"{_WHO}(?:\b(?:(?:do|does|did|is|was|has|have)(?:n'?t| not)|never|not|nobody|no one)(?: \w+)? {_SAYS}\b"
    r"(?: (?:if|whether|that|about))?|"
    r"\bnothing (?:\w+ )?(?:about|on|regarding)\b|\bno (?:mention|word|note) (?:of|on|about)\b|"
    r"\b(?:unclear|unknown|unsure|not (?:sure|clear)|no idea|can(?:'?t|not) tell|do(?:n'?t| not) know)(?: on| about)? (?:if|whether)\b)"
    rf"(?P<what>[^.,;:?!()\n]*?){_END}",
    re.IGNORECASE,
)
# "acute or chronic not documented"
_NOT_TOLD = re.compile(
    r"(?P<what>\b[\w-]+ (?:or|vs\.?|versus|/) [\w-]+) (?:is |was |are |were )?(?:(?:not|never|un)[- ]?"
    r"(?:said|stated|mentioned|specified|documented|noted|indicated|recorded|given|known|clear)|left open)\b",
    re.IGNORECASE,
)
# What is not to be coded: "leave out cages and graft", "no need to code the drug"
_PUT_ASIDE = re.compile(
    r"\b(?:leav(?:e|ing) (?:out|off)|skip|not asking (?:about|for)|(?:do not|don'?t) (?:need|code|include|give me|count)|"
    r"no need (?:for|to code)|excluding|never ?mind)\b(?P<what>(?:(?!\d{4}|[a-v]\d)[^.;:?!()\n])*)(?![^.;:!\n]*\?)(?=[.;:!)\n]|$)",
    re.IGNORECASE,
)
_NAMES = re.compile(r"\b(?!(?:with|that|this|them|codes?|separately|either|today|just)\b)[a-z]{4,}\b", re.IGNORECASE)
# What is only not told in full is there: "did not document the type of diabetes".
_IN_PART = re.compile(
    r"\b(?:types?|kinds?|stages?|grades?|severity|degree|sides?|laterality|causes?|etiology|sites?|locations?|organism|class|acuity|status|size|level|"
    r"how|why|which|what|where|when|control)\b",
    re.IGNORECASE,
)


def blanked(text: str) -> str:
    """The text with blanks in place of what says that something is not told or not to be coded; every other character stays where it is."""
    aside = [word for found in _PUT_ASIDE.finditer(text) for word in _NAMES.findall(found["what"])]
    for pattern in (_UNSAID, _NOT_TOLD, _PUT_ASIDE):
        text = pattern.sub(_blank, text)
    for word in aside:
        # what is put aside is so wherever it is said
        text = re.sub(rf"\b{word.rstrip('s')}s?\b", lambda found: " " * len(found[0]), text, flags=re.IGNORECASE)
    return text


def _blank(found: re.Match[str]) -> str:
    return found[0] if _IN_PART.search(found["what"]) or not found["what"].strip() else " " * len(found[0])
