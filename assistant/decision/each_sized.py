"""Several things of one kind, each with its own size: two lesions cut out are two codes, each by its site and diameter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from assistant.answer import Action
from assistant.decision.article_quotes import unique
from assistant.decision.article_spans import Span
from assistant.decision.by_itself import Decide, read_by_itself
from assistant.decision.things_described import CLAUSE
from assistant.draft import Choice, Decision
from assistant.measures import spans
from assistant.question import Intent, Reading
from assistant.topics import find_cues
from knowledge.library import Library
from knowledge.records import Article, Feature

# A second size beside one of these is that of the closure, of the margin or of the whole cut.
_OF_CLOSURE = re.compile(
    r"\btotal\b|\boverall\b|\bincluding\b|\bdiameter\b|\bclos(?:e|ed|ure)\b|\brepair\w*|\bsutur\w*|\bflaps?\b|\bgrafts?\b|"
    r"\bmargins? (?:of )?\d|\d ?(?:cm|mm) margins?\b|\bdefect\b"
)
_SEVERAL = re.compile(r"\b(?:lesions|cysts|moles|nevi|lipomas|two|three|four|both|each|[2-9])\b(?! ?(?:cm|mm))")
_FEWEST = 2


def told(decided: Decision, reading: Reading, library: Library, decide: Decide) -> Decision:
    """The decision with a code for each thing whose size is stated; as it is where one thing is told, or sizes are added up."""
    article, site = _measured_article(decided, library)
    one_question = reading.intent is Intent.CHOOSE and not reading.mentions and len(reading.turns) < _FEWEST
    if article is None or not one_question or _OF_CLOSURE.search(reading.plain):
        return decided
    parts = list(_parts(reading.plain, site))
    if len(parts) < _FEWEST:
        return decided
    each = [decide(*read_by_itself(part, reading, library), library) for part in parts]
    if not all(one.action is Action.ANSWER and len(one.choices) == 1 for one in each):
        return decided
    counted: dict[str, Choice] = {}
    for choice in (one.choices[0] for one in each):
        held = counted.get(choice.code)
        counted[choice.code] = choice if held is None else replace(held, units=(held.units or 1) + (choice.units or 1))
    points = tuple(unique([point for one in each for point in one.points]))
    rejected = {no.code: no for one in each for no in one.rejected if no.code not in counted}
    return replace(decided, choices=tuple(counted.values()), points=points, rejected=tuple(rejected.values()))


def _measured_article(decided: Decision, library: Library) -> tuple[Article | None, Feature | None]:
    """The article of the one code decided, and its question for the site, where a length that is not added up decides."""
    if decided.action is not Action.ANSWER or len(decided.choices) != 1 or decided.verdict is not None:
        return None, None
    code = decided.choices[0].code
    for article in library.articles:
        measured = any(feature.measure == "cm" and feature.combine != "sum" for feature in article.features)
        if measured and any(one.code == code for one in article.codes):
            return article, next((feature for feature in article.features if feature.name == "site"), None)
    return None, None


def _parts(text: str, site: Feature | None) -> Iterator[str]:
    """The text for each size told of a thing of its own: without the other sizes, and without the sites nearer to them."""
    sizes = spans(text, "cm")
    sites = tuple(cue for cues in site.values.values() for cue in cues) if site is not None else ()
    places = [(start, end) for start, end, _ in find_cues(text, sites)] if sizes else []
    owner = {place: min(sizes, key=partial(_away, text, place)) for place in places}
    if not (set(owner.values()) == set(sizes) or _SEVERAL.search(text)):
        return
    for size in sizes:
        others = [other for other in sizes if other != size]
        if size in owner.values():
            others += [place for place, held in owner.items() if held != size]
        part = text
        for start, end in others:
            part = part[:start] + " " * (end - start) + part[end:]
        yield part


def _away(text: str, place: Span, size: Span) -> tuple[bool, int]:
    """Whether a site and a size stand in two clauses, and how many characters lie between them."""
    before, after = sorted((place, size))
    return CLAUSE.search(text, before[1], after[0]) is not None, after[0] - before[1]
