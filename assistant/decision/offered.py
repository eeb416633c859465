"""Of codes offered to choose from one is taken: by the case, or by the everyday words nearest to it where nothing else settles it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from assistant.answer import Action
from assistant.decision.article_quotes import codes_in
from assistant.decision.family import chosen
from assistant.decision.procedure import ProcedureChoice, chosen_as, described
from assistant.decision.things_described import describe
from assistant.decision.told_apart import describes_a_case
from assistant.draft import Decision
from assistant.evidence import SCAFFOLDING, Evidence
from assistant.question import Intent, Reading
from knowledge import code_format
from knowledge.code_format import is_procedure_shaped
from knowledge.library import Library
from knowledge.records import Article, ProcedureCode
from knowledge.wording import spelled_out

# How near the words of the code must be, and how much nearer than those of the next one offered.
_NEAR, _NEARER = 0.4, 0.08
# Where a question is asked that separates other codes, the words of this one must be nearer.
_NEAR_ENOUGH_TO_CLOSE, _NEARER_IF_OPEN = 0.5, 0.3
_MOST_SURE = 0.65
_DEPTH, _LONGEST = 60, 500
_JOINED = re.compile(r"\w{5}\s*(?:\+|&|\bwith\b|\bplus\b)\s*\w{5}\b")
_CHOICE = re.compile(r"\bor\b|\bvs\b|\bversus\b|\bwhich\b|/|\bsays\b|\?.*\?|,")
# Two codes with nothing but a choice between them.
_OR = re.compile(r"\W*(?:or|vs\.?|versus|/)\W*", re.IGNORECASE)


def by_words(decision: Decision, reading: Reading, evidence: Evidence, library: Library) -> Decision:
    """The decision for the code offered whose words are nearest to the case; the one given where it stands better."""
    offers = _offered(reading, library)
    if len(offers) < 2 or decision.verdict is not None or decision.modifiers:
        return decision
    kept = [choice.code for choice in decision.choices if choice.code in offers]
    asked = set(codes_in(" ".join(decision.ask_back)))
    if decision.action not in {Action.ANSWER, Action.CLARIFY} or not describes_a_case(reading):
        return decision
    near = _nearness(reading, offers, library)
    best, *rest = sorted(offers, key=lambda code: -near[code])
    if len(kept) == 1 and (best in kept or not _apart_by_silence(reading, offers[best], offers[kept[0]])):
        return decision
    least = _NEAR_ENOUGH_TO_CLOSE if kept or decision.action is Action.CLARIFY else _NEAR
    if best in asked and described(reading.plain, offers[best][0])[0]:
        # what was done is told, and what is open lies beyond it
        return decision
    nearer = _NEARER_IF_OPEN if best in asked else _NEARER
    if near[best] < least or near[best] - near[rest[0]] < nearer:
        return decision
    article, known = offers[best]
    choice = chosen_as(article, known, reading.turns or (reading.text,), reading.payer) or ProcedureChoice((known,))
    named = [code for _, code in offers.values()]
    told = chosen(reading, article, [choice], list(choice.codes), named, (), evidence, library)
    return Decision(
        Action.ANSWER, min(_MOST_SURE, near[best]), told.choices, told.rejected, points=told.points, notices=told.notices
    )


def _offered(reading: Reading, library: Library) -> Mapping[str, tuple[Article, ProcedureCode]]:
    """The procedure codes that a question offers to choose from, each with its article; none where it asks for no choice."""
    told = reading.intent in {Intent.CHOOSE, Intent.MAY_I} and _CHOICE.search(reading.plain) is not None
    if not told or _JOINED.search(reading.plain) or (reading.intent is Intent.MAY_I and " or " not in reading.plain):
        return {}
    named = {mention.code for mention in reading.mentions if is_procedure_shaped(mention.code)}
    return {
        code.code: (article, code)
        for article in library.articles
        if article.features
        for code in article.codes
        if code.code in named and code.when
    }


def _apart_by_silence(reading: Reading, best: tuple[Article, ProcedureCode], kept: tuple[Article, ProcedureCode]) -> bool:
    """Whether only what silence stands for speaks against the code that is nearer: the whole study of one told as looked at again."""
    article, code = best
    told = describe(reading.plain, article)
    silent = {name: values for name, values in told.stated.items() if name not in told.assumed}
    fits = any(all(silent.get(name, set(values)) & set(values) for name, values in way.items()) for way in code.when)
    return article is kept[0] and bool(told.assumed) and fits


def _nearness(reading: Reading, offers: Mapping[str, object], library: Library) -> dict[str, float]:
    """How near the everyday words of each code are to the question without its codes, 0 to 1."""
    told = SCAFFOLDING.sub(" ", spelled_out(code_format.without_codes(reading.text)))[:_LONGEST]
    found = {worded.code: worded.score for worded in reversed(library.search.procedures(told, _DEPTH))}
    return {code: found.get(code, 0.0) for code in offers}


def narrowed(decision: Decision, reading: Reading) -> Decision:
    """The decision without codes beside the offered one that are not offered; unchanged where it takes none of these.

    A category that is offered stands for its codes: *F17 or Z72.0*.
    """
    offers = {
        mention.code
        for pair in pairwise(reading.mentions)
        if _OR.fullmatch(reading.text[pair[0].end : pair[1].start])
        for mention in pair
    }
    taken = [choice for choice in decision.choices if choice.code.startswith(tuple(offers))] if offers else []
    kept = tuple(choice for choice in decision.choices if choice in taken or choice.role == "additional")
    if not taken or kept == decision.choices:
        return decision
    codes = {choice.code for choice in kept}
    left = {choice.code for choice in decision.choices} - codes
    return replace(decision, choices=kept, points=tuple(point for point in decision.points if point.code not in left))
