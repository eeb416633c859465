"""Decisions quoted from the user's own documents: a payer's policy, a manual, guidance of the department."""

from __future__ import annotations

import re

from assistant.answer import Action
from assistant.draft import Decision, Point, Quote, sentence_quotes
from assistant.evidence import SCAFFOLDING, Evidence
from assistant.limits import gives_orders
from assistant.question import Reading
from assistant.scope import Scope
from knowledge.code_format import is_procedure_shaped
from knowledge.library import Library
from knowledge.records import Hit
from knowledge.wording import content_tokens

_POLICY_ASKED = re.compile(
    r"\bpolic(?:y|ies)\b|\b(?:health|benefit|insurance|the|our|my|their) plan\b|\bpayer\b|\bprior auth\w*|\bpre-?auth\w*|\bhandbook\b|"
    r"\b(?:my|our|the) (?:documents?|guidance|manual|upload)\b"
)
# words of such questions that no policy need repeat
_ASKING = frozenset(
    content_tokens("policy policies plan payer does say says tell tells cover covers covered coverage allow pay")
)
# share of the question's words that a piece must say: less where the question asks what a document says
_ENOUGH = 0.6
_ENOUGH_IF_ASKED = 0.5
_SENTENCES = 4
_NOTICE = "Quoted from a document that was loaded here; its words were not checked against an official source."


def policy_told(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """What a loaded document says where a payer's or a department's own policy is asked for; None where none bears on it."""
    if reading.scope is Scope.PAYER:
        return _told(reading, evidence, library, _ENOUGH_IF_ASKED, reading.scope_detail)
    own = reading.scope is Scope.CODING and _POLICY_ASKED.search(reading.plain) is not None
    return _told(reading, evidence, library, _ENOUGH_IF_ASKED) if own else None


def told(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """What a loaded document says where nothing else held supports an answer; None where none bears on the question."""
    return _told(reading, evidence, library, _ENOUGH)


def _told(reading: Reading, evidence: Evidence, library: Library, enough: float, payer: str = "") -> Decision | None:
    asked = frozenset(content_tokens(SCAFFOLDING.sub(" ", reading.plain))) - _ASKING - frozenset(content_tokens(payer))
    codes = {mention.code for mention in reading.mentions}
    asked -= {token for code in codes for token in content_tokens(code)}
    if len(asked) < 2 and not codes:
        return None
    of_payer = library.documents.naming(payer) if payer else None
    bearing = [
        hit
        for hit in evidence.documents
        if (of_payer is None or hit.passage.id.partition("/")[0] in of_payer) and _bears(hit, asked, codes, enough)
    ]
    if not bearing:
        return None
    best = bearing[0]
    points = [Point(quote) for quote in _sentences(best, asked, codes)]
    if best is not bearing[-1]:
        points += [Point(quote) for quote in _sentences(bearing[1], asked, codes)[:1]]
    held = all(is_procedure_shaped(code) for code in codes)
    return Decision(
        Action.ANSWER,
        0.6 if held else 0.5,
        points=tuple(points),
        remarks=("Read the passage whole before you rely on it.",),
        notices=(_NOTICE,),
    )


def _bears(hit: Hit, asked: frozenset[str], codes: set[str], enough: float) -> bool:
    """Whether a piece names every code asked about and most of the words of the question."""
    if not codes <= set(hit.passage.codes):
        return False
    said = set(content_tokens(f"{hit.passage.title} {hit.passage.text}"))
    return len(asked & said) >= enough * len(asked)


def _sentences(hit: Hit, asked: frozenset[str], codes: set[str]) -> list[Quote]:
    """The sentences of a piece that say most of what was asked, in their order."""
    quotes = [quote for quote in sentence_quotes(hit.passage) if not gives_orders(quote.text)]

    def weight(quote: Quote) -> int:
        named = sum(code in quote.text for code in codes)
        return 3 * named + len(asked & set(content_tokens(quote.text)))

    best = sorted(quotes, key=weight, reverse=True)[:_SENTENCES]
    most = weight(best[0]) if best else 0
    return [quote for quote in quotes if quote in best and weight(quote) * 2 >= most]
