"""Whether a text is a case whose diagnoses are all to be coded: it asks for them, or tells conditions and asks nothing."""

from __future__ import annotations

import re

from assistant import question
from assistant.decision.comparison import NEUTRAL
from assistant.evidence import QUALIFIERS, known_wordings, longest
from assistant.question import Reading
from assistant.record import asks as asks_of_codes
from assistant.record import statements, to_code
from assistant.told import Told
from knowledge.library import Library
from knowledge.wording import content_tokens, spelled_out

# How many codes a case takes is answered by the codes.
_HOW_MANY = r"\b(?:1|one) (?:\w+ )?codes? or (?:2|two|more|several|both)\b|\bhow many (?:\w+ )?codes\b|\b(?:1|one) or (?:2|two|more) (?:\w+ )?codes?\b"
_CODES_ASKED = re.compile(
    r"\b(?:all|dx|diagnosis|which|the|need|what|icd[- ]?10|final) (?:the )?(?:codes|dx)\b|\bcodes?(?: pls| please)?\s*[?.]*\s*$|\bcodes (?:and|with|in|\+|&|do|would)\b|\bdx list\b|\bdx'?s?\s*\?*\s*$|\bsequence\s*\?|"
    r"\bsequence (?:these|this|them|it)\b|\b(?:codes?|dx) (?:and|&|\+) (?:the )?(?:order|sequenc\w+)\b|\bcode (?:this|the) (?:case|note|visit|chart|record|dx)\b|"
    rf"{_HOW_MANY}|\bsequencing\W*$|\border\s*\?+\s*$|\bdx (?:codes? )?only\W*$|\bgoes? on (?:the|this|her|his) claim\b|\bevery (?:dx )?code\b|"
    r"\bhow (?:is|are|do|would|should) (?:this|these|it|i|we) (?:be )?coded?\b"
)
_ASKS_SOMETHING = re.compile(
    r"\?|\b(?:can(?!'?t)|may|could|should|would|does|do i|do we|is it|is this|are|which|what|when|how|why|who|explain|define|tell me|difference|versus|vs|rules?|guidelines?|"
    r"modifiers?|units?|medicare|medicaid|payer|bill|billing|separately|global|mue|ncci|edit|(?:goes|is|listed|comes|sequenced?) first|first[- ]listed|primary dx|appeal|denial)\b"
)
_ONE_ASKED = re.compile(r"\bwhich \w+ (?:code|dx|diagnosis)\b|\balready (?:coded|on)\b|\bcode only\b|\bonly the \w+ (?:code|dx)\b|\bjust need\b")
_PROCEDURE_CODE = re.compile(r"\bcpt\b|\bhcpcs\b|\bprocedure codes?\b|\bmodifiers?\b|\bunits?\b")
# What is done to a patient, and what a visit is called.
DONE = re.compile(
    r"\b(?:excis|froze|shav|inject|snare|ablat|forceps|laser|stent|bypass|ligat|band(?:ed|ing)|repair|debrid|remov|biops|drain|cryo|destr|aspirat|fus(?:ed|ion)|clos(?:ed|ure) (?:of|with)|graft|scope|cath\b|cast|splint|"
    r"releas|relocat|decompress|transpos|avuls|reduc(?:ed|tion)|taken out|took out|scopic(?:ally)?\b|x-?rays?|ct\b|mri|echo\b|ultrasound|ekg|infus|vaccin|given|perform|replac|insert|plac(?:ed|ement)|visit|minutes|min\b|hours?\b|cm\b|"
    r"\w+(?:scopy|ectomy|plasty|otomy|desis|pexy|centesis))",
    re.IGNORECASE,
)

_CLAUSES = re.compile(r"(?<=[.?!;,])\s")
_FEWEST = 2


def tells_conditions(reading: Reading, library: Library) -> bool:
    """Whether a record tells two or more conditions, and at least as many as things done, without asking for a procedure's code."""
    if _PROCEDURE_CODE.search(reading.plain) or reading.mentions or _ASKS_SOMETHING.search(reading.plain):
        return False
    if DONE.search(reading.plain) is None and _all_conditions(reading, library):
        return True
    held = [one for one in to_code(reading.text) if one.told is Told.PRESENT]
    done = [one for one in held if DONE.search(spelled_out(one.text))]
    conditions = [
        one for one in held if one not in done and any(phrase.code[0] not in "ZVWXY" for phrase in known_wordings(one.text, library))
    ]
    return len(conditions) >= _FEWEST and len(conditions) >= len(done)


def _all_conditions(reading: Reading, library: Library) -> bool:
    """Whether two or more known wordings are all that a question says."""
    spans = longest(known_wordings(reading.text, library))
    said = {word for span in spans for word in content_tokens(span.wording)}
    rest = set(content_tokens(reading.text)) - said - QUALIFIERS - NEUTRAL
    return len({(span.start, span.end) for span in spans}) >= _FEWEST and not rest


def lists(reading: Reading) -> bool:
    """Whether a one-line question asks for the codes of what it names, and for all of them."""
    # what is denied offers no choice: "no gangrene or ulcer"
    denied = [spelled_out(one.text) for one in statements(reading.text) if one.told is Told.DENIED]
    told = re.sub(_HOW_MANY, " ", reading.plain)
    for clause in denied:
        told = told.replace(clause, " ")
    told = " ".join(part for part in _CLAUSES.split(told) if not asks_of_codes(part.strip(" .?!;,")))
    one_of = " or " in f" {told} " or _ONE_ASKED.search(reading.plain) is not None
    asks = reading.intent in {question.Intent.CHOOSE, question.Intent.SEQUENCE} or wants_codes(reading)
    return asks and not one_of


def wants_codes(reading: Reading) -> bool:
    """Whether all codes of a case are asked for, in words (*codes and order*, *dx list*), or a case is told and nothing asked."""
    asked = _CODES_ASKED.search(reading.plain) is not None or _ASKS_SOMETHING.search(reading.plain) is None
    return asked and not reading.mentions
