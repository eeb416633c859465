"""Two procedure codes asked about together, settled by the sentence of an article that names both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answer import Action
from assistant.circumstances import mark
from assistant.decision.article_quotes import assigned, codes_in, lead_points, payer_notice, unique
from assistant.decision.in_place import modifiers_told, told
from assistant.decision.inclusion import as_asked
from assistant.decision.rulings import AT_ONE_PLACE
from assistant.draft import Decision, Point, Quote, overlap, sentence_quotes
from assistant.evidence import Evidence
from assistant.question import Intent, Reading
from knowledge.code_format import is_procedure_shaped
from knowledge.library import Library
from knowledge.records import ProcedureCode, Verdict
from knowledge.wording import content_tokens

_BOTH = re.compile(
    r"\b(?:may|can) (?:both )?(?:be|stand|also)\b|\b(?:are|is) (?:both )?(?:reported|added|counted|billed)\b|\bstands? beside\b|\bare both\b|\bboth (?:may|are)\b|\bfits\b|\bgoes with\b"
)
_BARRED = re.compile(r"\bnot\b|\bnever\b|\bno\b|\bneither\b", re.IGNORECASE)
# two codes named as examples of one thing: an administration code such as 90471 or 96372
_EXAMPLES = r"\b{}(?:,? or |, )(?:\w{{5}},? (?:or )?)*{}\b"
_CONDITION = re.compile(r"\bwhen\b|\bonly\b|\bif\b|\bneeds?\b|\bunless\b|\bwhere\b|\btakes? modifier\b|\bwith modifier\b")
_AGAINST = re.compile(r"\bor\b|\bvs\b|\bversus\b|\blike\b|\binstead\b|\brather than\b")
_PAIR = 2


@dataclass(frozen=True, slots=True)
class _Finding:
    quote: Quote
    verdict: Verdict
    denied: str = ""


def told_of_pair(reading: Reading, evidence: Evidence, named: list[ProcedureCode], library: Library) -> Decision | None:
    """Whether two codes go together by a sentence that names both; None where no sentence tells or it is not asked."""
    pair = list(dict.fromkeys(m.code for m in reading.mentions if is_procedure_shaped(m.code)))
    if reading.intent is not Intent.MAY_I or len(pair) != _PAIR or len(named) != _PAIR or _contrasted(reading):
        return None
    apart = mark("separate site") in evidence.marks
    findings = [found for quote in _naming(pair, library) if (found := _finding(quote, pair))]
    if apart:
        findings = [one for one in findings if one.verdict != "no" or not AT_ONE_PLACE.search(one.quote.text)]
    asked = set(content_tokens(reading.plain))
    best = max(findings, key=lambda one: (overlap(asked, one.quote.text), one.verdict == "no"), default=None)
    if best is None:
        return None
    kept = [code for code in named if code.code != best.denied]
    modifiers = modifiers_told([best.quote.text]) if best.verdict != "no" else ()
    points = [Point(best.quote), *lead_points(kept, library)]
    return Decision(
        Action.ANSWER,
        0.8,
        tuple(assigned(code, reading) for code in kept),
        verdict=as_asked("yes" if apart and best.verdict == "conditional" else best.verdict, reading),
        modifiers=modifiers,
        points=tuple(unique(points)),
        notices=payer_notice(points),
    )


def _contrasted(reading: Reading) -> bool:
    """Whether the two codes are set against each other: "20931, or bundled like 20930"."""
    first, last = reading.mentions[0].end, reading.mentions[-1].start
    return _AGAINST.search(reading.text[first:last].lower()) is not None


def _finding(quote: Quote, pair: list[str]) -> _Finding | None:
    said = told(quote.text)
    for code, other in (pair, pair[::-1]):
        if said.denies(code) and said.keeps(other):
            return _Finding(quote, "no", code)
    if any(re.search(_EXAMPLES.format(*two), quote.text) for two in (pair, pair[::-1])):
        return None
    if any(said.denies(code) for code in pair) or _BARRED.search(quote.text) or not _BOTH.search(quote.text):
        return None
    return _Finding(quote, "conditional" if _CONDITION.search(quote.text) else "yes")


def _naming(pair: list[str], library: Library) -> Iterator[Quote]:
    """The sentences of articles that name both codes, by themselves or within a range."""
    for article in library.articles:
        for section, text in article.sections.items():
            if section == "Which code" or not all(_names(text, code) for code in pair):
                continue
            passage = library.database.passage(f"{article.id}/{section.lower().replace(' ', '-')}")
            for quote in sentence_quotes(passage) if passage else ():
                first = next(iter(codes_in(quote.text)), None)
                if first in pair and all(_names(quote.text, code) and _spoken(quote.text, code) for code in pair):
                    yield quote


def _names(text: str, code: str) -> bool:
    """A quick test: whether a text may name a code, by itself or by the first digits of a range's end."""
    return code in text or f"{code[:2]}" in text


def _spoken(text: str, code: str) -> bool:
    found = told(text)
    return re.search(rf"\b{code}\b", text) is not None or any(
        span.covers(code) for span in (*found.denied, *found.kept, *found.instead)
    )


