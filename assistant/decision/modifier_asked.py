"""Which modifier fits what happened: the circumstances that the articles on modifiers name."""

from __future__ import annotations

import re

from assistant.answer import Action
from assistant.decision.article_quotes import body_quote, from_section, payer_notice, unique
from assistant.draft import Decision, Point
from assistant.question import Reading
from assistant.topics import find_cues
from knowledge.library import Library
from knowledge.records import Article, Circumstance, System

_ASKED = re.compile(
    r"\b(?:which|what) (?:\w+ ){0,2}mod(?:ifier)?s?\b|\bmod(?:ifier)?s?\b\W*(?:$|\?|please|pls)|"
    r"\bmod(?:ifier)?s? (?:for|on|to|goes?|needed|do|does|is|should|if|when)\b|\bneeds? a mod(?:ifier)?\b|"
    r"\bwhat (?:do|should|would|must|can) (?:i|we|you|they|he|she) (?:append|put|add|attach|use)\b|"
    r"\bwhat goes on (?:the|his|her|their|that|my|our)\b"
)
# "90 days" and "58 years" are no modifiers
_NAMED = re.compile(
    r"\b(\d\d|[a-z][a-z0-9])\b(?!\s*(?:-|days?|day|weeks?|wks?|months?|hours?|hrs?|min\w*|years?|yo|yrs?|mg|ml|mcg|cm|mm|kg|units?|percent|%))"
)
# Modifiers that are spelled like English words or abbreviations of other things.
_WORDS = frozenset({"AS", "AT", "PT", "CO", "GO", "AI", "TC", "AA", "AD", "RI", "RC"})
# Where codes are asked for as well, the modifier alone is no answer.
_BY_NAME = re.compile(r"\bmod(?:ifier)?s?\b")
_CODE_TOO = re.compile(r"\bcpts?\b|\bcodes?\b|\bhcpcs\b")
# Nearness of a section to the question (0 to 1) and lead over the next article, set on the development cases.
_NEAR, _MARGIN, _FURTHER = 0.4, 0.03, 0.15
_DEPTH, _LONGEST = 60, 500
_FOUND_BY_SEARCH = 0.6


def told(reading: Reading, library: Library) -> Decision | None:
    """The modifier that fits what the question describes; None where it asks for none or nothing held fits.

    Where the question offers several modifiers only these are weighed; where it names one it asks about that one.
    """
    if _ASKED.search(reading.plain) is None:
        return None
    known = {modifier for article in library.articles for modifier in article.modifiers} - _WORDS
    offered = {name.upper() for name in _NAMED.findall(reading.plain)} & known
    offered |= {modifier for mention in reading.mentions for modifier in mention.modifiers}
    if len(offered) == 1:
        return None
    fits = [found for found in fitting(reading.plain, library) if not offered or found[2].modifier in offered]
    if fits:
        _, article, circumstance = fits[0]
        return _decision(article, circumstance, library)
    if offered or _CODE_TOO.search(reading.plain) or not _BY_NAME.search(reading.plain):
        return None
    # two codes named: which modifier parts them is said by their own articles and pairs, and not by the words around
    between_codes = len({mention.code for mention in reading.mentions}) > 1
    nearest = None if between_codes else _nearest(reading, library)
    return _told_of(nearest, library) if nearest is not None else None


def fitting(plain: str, library: Library) -> list[tuple[tuple[int, int], Article, Circumstance]]:
    """The circumstances that a text describes, each with how closely and its article, the closest first."""
    found = [
        (fit, article, circumstance)
        for article in library.articles
        for circumstance in article.circumstances
        if (fit := _fit(plain, circumstance))
    ]
    return sorted(found, key=lambda one: one[0], reverse=True)


def asks_codes_too(reading: Reading) -> bool:
    """Whether codes are asked for beside their modifier, and none is named."""
    return _CODE_TOO.search(reading.plain) is not None and not reading.mentions


def _nearest(reading: Reading, library: Library) -> Article | None:
    """The article on one modifier whose sections search finds clearly nearest to what happened; None where none is."""
    on_modifiers = {article.id: article for article in library.articles if article.modifiers}
    scores: dict[str, list[float]] = {}
    for hit in library.search.passages(reading.text[:_LONGEST], System.CPT, _DEPTH):
        name = hit.passage.address.partition("/")[0]
        if name in on_modifiers:
            scores.setdefault(name, []).append(hit.score)
    # what several sections of an article say counts a little beside the nearest one
    ranked = sorted(((held[0] + _FURTHER * sum(held[:3]), name) for name, held in scores.items()), reverse=True)
    if not ranked or ranked[0][0] < _NEAR or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _MARGIN):
        return None
    article = on_modifiers[ranked[0][1]]
    return article if len(article.modifiers) == 1 else None


def _told_of(article: Article, library: Library) -> Decision:
    """The modifier of an article that search alone found: what it tells in short, and when it is right."""
    points = [point for section in ("In short", "Report with") for point in from_section(article, section, "", library)]
    return Decision(
        Action.ANSWER,
        _FOUND_BY_SEARCH,
        modifiers=article.modifiers,
        points=tuple(unique(points)),
        notices=payer_notice(points),
    )


def _fit(plain: str, circumstance: Circumstance) -> tuple[int, int] | None:
    """How closely a circumstance is described: its groups of cues, and the characters that state them."""
    if find_cues(plain, circumstance.unless):
        return None
    groups = [find_cues(plain, group) for group in circumstance.cues]
    if not all(groups):
        return None
    return len(groups), sum(max(end - start for start, end, _ in group) for group in groups)


def _decision(article: Article, circumstance: Circumstance, library: Library) -> Decision:
    quote = body_quote(article, circumstance.sentence, library)
    points = [Point(quote)] if quote else []
    points += [
        point for section in ("In short", "Report with") for point in from_section(article, section, "", library)
    ]
    return Decision(
        Action.ANSWER,
        0.8,
        modifiers=(circumstance.modifier,),
        points=tuple(unique(points)),
        notices=payer_notice(points),
    )
