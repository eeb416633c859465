"""A may-I question that no ruling settles: the sentence held that says most of it, where that sentence says yes or no."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.answer import Action
from assistant.decision.article_quotes import FIRST_CODE, payer_notice, unique
from assistant.decision.inclusion import as_asked
from assistant.decision.rulings import of_another_payer
from assistant.draft import Decision, Point, Quote, sentence_quotes
from assistant.question import Intent, Reading, wants_yes_or_no
from assistant.scope import Scope
from assistant.topics import DIAGNOSIS_ASKED
from knowledge.code_format import mentions
from knowledge.library import Library
from knowledge.records import System, Verdict
from knowledge.wording import content_tokens, spelled_out

# How near a section must be, and how much of the question a sentence must say: set on the development cases.
_NEAR, _ENOUGH = 0.3, 0.7
_DEPTH, _LONGEST = 8, 500
_SURE = 0.6
_DENIES = re.compile(
    r"\b(?:is|are|was|were|does|do|may|can|must|has|have|stands?|takes?|needs?|counts?|goes)\b(?: \w+)? (?:not|never|no)\b|"
    r"\bnever\b|\bneither\b|\bcannot\b|"
    r"\b(?:is|are) (?:always )?(?:included|part of|bundled|a mistake|an error)\b|\bno word for\b|\bincludes?\b|\breports? no\b",
)
_ALLOWS = re.compile(
    r"\bmay (?:be|stand|also|rest|come|both|go)\b|\b(?:is|are) (?:reported|coded|counted|right|allowed|separate|added|paid)\b|"
    r"\bstands? beside\b|\bfits\b|\bdefaults? (?:to|is)\b"
)
_ASKS = re.compile(r"\b(?:ok(?:ay)?|allowed|right|fine|correct|yes)\s*\?|^\W*(?:can|may|is|are|do|does|should)\b")
# "a lesion that was never proven" denies nothing of the main clause
_ASIDE = re.compile(r"\b(?:that|which|who) (?:is|are|was|were|has|have|does|did) (?:never|not|no) \w+")
# "When handedness is not documented," says under which circumstances the main clause holds.
_GIVEN = re.compile(r"^(?:When|If|Where|After|Without)\b[^,]*, ")
# What tells one code from another says nothing on whether it may be reported.
_CONTRAST = re.compile(r"\bis for\b.*, while\b|, while\b")


def settled(decision: Decision, reading: Reading, library: Library) -> Decision:
    """The decision with the yes or no of a sentence, where a may-I was left without; a code denied is not assigned."""
    # what is asked back for a diagnosis is not settled by a rule
    if decision.action is Action.CLARIFY and not reading.mentions and DIAGNOSIS_ASKED.search(reading.plain):
        return decision
    open_ = decision.verdict is None and decision.action in {Action.ANSWER, Action.CLARIFY, Action.ABSTAIN}
    asks = (reading.intent is Intent.MAY_I and ("?" in reading.asked or wants_yes_or_no(spelled_out(reading.asked)))) or (
        reading.intent is Intent.SEQUENCE and _ASKS.search(reading.plain) is not None
    )
    told = _told(reading, library) if open_ and asks and reading.scope is Scope.CODING else None
    if told is None:
        return decision
    named = {mention.code for mention in reading.mentions}
    kept = tuple(choice for choice in decision.choices if told.verdict != "no" or choice.code not in named)
    about = {choice.code for choice in kept}
    points = unique([*told.points, *(point for point in decision.points if point.code in about)])
    return replace(told, choices=kept, rejected=decision.rejected, points=tuple(points))


def _told(reading: Reading, library: Library) -> Decision | None:
    """Yes or no by the sentence that says most of the question; None where none says enough of it."""
    asked = set(content_tokens(reading.plain))
    named = {mention.code for mention in reading.mentions}
    weighed = [
        (_weight(quote, near, asked, library), quote)
        for quote, near in _sentences(reading, library)
        if not of_another_payer(reading, (quote.text,))
    ]
    best = max(weighed, key=lambda pair: pair[0], default=None)
    if best is None or best[0] < _ENOUGH or not _speaks_of(best[1].text, named):
        return None
    verdict = says(best[1].text)
    if verdict is None:
        return None
    points = [Point(best[1], code=(FIRST_CODE.match(best[1].text) or [None, None])[1])]
    return Decision(Action.ANSWER, _SURE, verdict=as_asked(verdict, reading), points=tuple(points), notices=payer_notice(points))


def says(sentence: str) -> Verdict | None:
    """Whether a sentence of an article allows or denies what it is about, by its main clause; None where it does neither."""
    clause = _ASIDE.sub(" ", _GIVEN.sub("", sentence, count=1))
    clause = re.split(r",? because |: |, and (?:the|its|a|an|this) ", clause, maxsplit=1)[0]
    if _CONTRAST.search(clause):
        return None
    denies, allows = _DENIES.search(clause), _ALLOWS.search(clause)
    # what stands first is the main verb: "is right when the detail is not known"
    if denies and not (allows and allows.start() < denies.start()):
        return "no"
    return "yes" if allows else None


def _sentences(reading: Reading, library: Library) -> Iterator[tuple[Quote, float]]:
    for hit in library.search.passages(reading.text[:_LONGEST], System.CPT, _DEPTH):
        if hit.score >= _NEAR:
            for quote in sentence_quotes(hit.passage):
                yield quote, hit.score


def _weight(quote: Quote, near: float, asked: set[str], library: Library) -> float:
    """The share of the question that a sentence says, half the share of the sentence that the question says, and its nearness."""
    said = set(content_tokens(quote.text))

    def weigh(words: set[str]) -> float:
        return sum(library.search.weight(word, System.CPT) for word in words)

    both = weigh(asked & said)
    return both / (weigh(asked) or 1.0) + 0.5 * both / (weigh(said) or 1.0) + 0.6 * near


def _speaks_of(sentence: str, named: set[str]) -> bool:
    """Whether a sentence names the codes that the question names, and first of all one of them; true where none is named."""
    told = [mention.code for mention in mentions(sentence)]
    return not named or (len(named & set(told)) >= min(len(named), 2) and told[0] in named)
