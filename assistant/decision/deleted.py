"""Procedure codes that were deleted, as the articles tell: since when, and what took their place."""

from __future__ import annotations

import re
from datetime import date

from assistant.answer import Action
from assistant.decision.article_quotes import assigned, lead_points, unique
from assistant.decision.in_place import modifiers_told, reported_instead
from assistant.draft import Decision, Point, Quote, sentence_quotes
from assistant.evidence import Evidence
from assistant.question import Reading, asks_whether
from knowledge.codebook import Standing
from knowledge.library import Library
from knowledge.records import System

_CODE = r"(?:\d{4}[\dTUMF]|[A-V]\d{4})"
_RANGE = rf"{_CODE}(?: to {_CODE})?"
# The codes right before the verb are its subject, with at most some words on what they were for between them.
_GONE = re.compile(rf"({_RANGE}(?:(?:, and |, | and ){_RANGE})*)(?: (?!and\b|or\b)[^.,;:]{{1,40}}?)? (?:was|were) deleted\b([^.:]*)")
_ON = re.compile(r"\b(?:on|by) (\d{1,2}) (\w+) (\d{4})|\b(?:in|for) (\d{4})\b")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Who asks what came in place of a code does not take it for valid.
_KNOWN_GONE = re.compile(
    r"\bdeleted\b|\breplac\w*|\btook (?:the|its) place\b|\binstead of\b|\bsuccessor\b|\bretired\b|\bdiscontinued code\b"
)


def told(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """That a code named was deleted before the day asked about; None where no article says so of any."""
    named = [
        status.code
        for status in evidence.statuses
        if status.system is not System.ICD10CM and status.standing is not Standing.VALID
    ]
    quotes = [quote for code in named if (quote := _sentence(code, reading.day, library))]
    if not quotes:
        return None
    known = _KNOWN_GONE.search(reading.plain) is not None
    instead = reported_instead(reading, [quote.text for quote in quotes], named, library)
    points = [Point(quote) for quote in dict.fromkeys(quotes)]
    modifiers = modifiers_told(quote.text for quote in quotes) if instead else ()
    return Decision(
        Action.ANSWER if known else Action.CORRECT_PREMISE,
        0.9,
        tuple(assigned(code, reading, counted=True) for code in instead),
        verdict="no" if asks_whether(reading) and not known else None,
        modifiers=modifiers,
        points=tuple(unique([*points, *lead_points(instead, library, named)])),
    )


def _sentence(code: str, day: date, library: Library) -> Quote | None:
    """The sentence of an article that tells of the deletion, in force on the day."""
    for article in library.articles:
        for section, text in article.sections.items():
            if "deleted" not in text:
                continue
            passage = library.database.passage(f"{article.id}/{section.lower().replace(' ', '-')}")
            for quote in sentence_quotes(passage) if passage else ():
                found = _GONE.search(quote.text)
                if found and _among(code, found[1]) and _since(found[2]) <= day:
                    return quote
    return None


def _among(code: str, listed: str) -> bool:
    """Whether a code stands in a list of codes and ranges."""
    for start, end in re.findall(rf"({_CODE})(?: to ({_CODE}))?", listed):
        last = end or start
        if len(code) == len(start) and _kind(code) == _kind(start) and start <= code <= last:
            return True
    return False


def _kind(code: str) -> tuple[str, str]:
    """The letters that a code begins and ends with; a range holds codes of one kind."""
    return code[0] if code[0].isalpha() else "", code[-1] if code[-1].isalpha() else ""


def _since(told_of: str) -> date:
    """The day from which the codes were gone; long ago where the sentence names none."""
    found = _ON.search(told_of)
    if not found:
        return date.min
    if found[4]:
        return date(int(found[4]), 1, 1)
    return date(int(found[3]), _MONTHS.index(found[2][:3].lower()) + 1, int(found[1]))
