"""Finding the sentence of an article that proves a point."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain

from assistant import attributes
from assistant.decision.things_described import clause_around
from assistant.draft import Choice, Point, Quote, Rejection, exact_quote, first_line, overlap, sentence_quotes
from assistant.evidence import Evidence
from assistant.question import Intent, Reading
from assistant.topics import find_cues
from knowledge import code_format
from knowledge.code_format import is_procedure_shaped
from knowledge.library import Library
from knowledge.records import Article, Passage, ProcedureCode, System
from knowledge.wording import content_tokens

_OF_SIDE = {"left": "LT", "right": "RT", "bilateral": "50"}
FIRST_CODE = re.compile(r"\s*(\d{4}[\dTUMF]|[A-V]\d{4})\b")


def contrast(code: str, library: Library, beside: Collection[str] = ()) -> Quote | None:
    """The sentence of a *Which code* section that begins with this code and tells it from its look-alikes.

    Of several, the one that names most of the codes ``beside`` it.
    """
    quotes = [Quote(*place) for place in library.contrasts.get(code, ())]
    near = set(beside) - {code}
    return max(quotes, key=lambda quote: len(set(codes_in(quote.text)) & near), default=None)


@dataclass(frozen=True, slots=True)
class MostTelling:
    """The sentences that speak most of what is asked, at most four. One that says less than half of what the ``best`` one does, fewer
    words of the question than ``least``, is about something else. ``well`` where the best one says enough to stand alone."""

    best: tuple[Quote, ...]
    least: float
    well: bool

    @classmethod
    def of(cls, quotes: Sequence[Quote], wanted: set[str]) -> MostTelling:
        """Of sentences in the order of their passages, by the words of the question."""
        ranked = sorted(((overlap(wanted, quote.text), quote) for quote in quotes), key=lambda one: -one[0])
        most = ranked[0][0] if ranked else 0
        least = max(min(2, len(wanted)), most / 2)
        return cls(tuple(quote for score, quote in ranked if score >= least)[:4], least, most >= 4)


def best_in_section(
    section: str, codes: list[ProcedureCode], reading: Reading, evidence: Evidence, library: Library
) -> list[Point]:
    named = {code.code for code in codes}
    wanted = set(content_tokens(reading.plain)) - {code.lower() for code in named}
    ranked: list[tuple[int, Quote]] = []
    for match in evidence.articles:
        passage = library.database.passage(f"{match.article.id}/{section.lower().replace(' ', '-')}")
        for quote in sentence_quotes(passage) if passage else ():
            mentioned = set(codes_in(quote.text))
            if named and mentioned and not mentioned & named:
                continue
            shared = overlap(wanted, quote.text)
            if shared >= 2:
                ranked.append((shared + 2 * len(mentioned & named), quote))
    ranked.sort(key=lambda pair: -pair[0])
    return [Point(quote) for _, quote in ranked[:1]]


def from_section(article: Article, section: str, word: str, library: Library) -> list[Point]:
    passage = library.database.passage(f"{article.id}/{section.lower().replace(' ', '-')}")
    return [Point(quote) for quote in (sentence_quotes(passage) if passage else ()) if word in quote.text][:1]


def body_quote(article: Article, sentence: str, library: Library) -> Quote | None:
    for section in article.sections:
        passage: Passage | None = library.database.passage(f"{article.id}/{section.lower().replace(' ', '-')}")
        quote = exact_quote(passage, sentence) if passage else None
        if quote is not None:
            return quote
    return None


def codes_in(text: str) -> list[str]:
    return [mention.code for mention in code_format.mentions(text) if is_procedure_shaped(mention.code)]


def lead_points(codes: list[ProcedureCode], library: Library, beside: Collection[str] = ()) -> list[Point]:
    """The contrastive sentence of each code, beside the codes it is to be told apart from."""
    near = {*beside, *(code.code for code in codes)}
    quotes = [(code.code, contrast(code.code, library, near) or _row(code.code, library)) for code in codes]
    return [Point(quote, code=code) for code, quote in quotes if quote is not None]


def _row(code: str, library: Library) -> Quote | None:
    """The row that tells what an add-on code belongs to, else its fee schedule row."""
    rows = (library.database.passage(f"facts/{code}-{table}") for table in ("add_on", "pfs", "opps"))
    return next((first_line(row) for row in rows if row is not None), None)


def rejections(codes: list[str], library: Library, beside: Collection[str] = ()) -> tuple[Rejection, ...]:
    """Codes considered and not assigned, each with the sentence that tells it from the codes ``beside`` it."""
    return tuple(Rejection(code, quote) for code in codes if (quote := contrast(code, library, beside)))


def sides_told(code: ProcedureCode, reading: Reading, library: Library) -> list[str]:
    """The side of one code among several: that of the clauses that name it, else what the question says for all."""
    told: set[str] = set()
    for article in library.articles:
        if article.features and any(known.code == code.code for known in article.codes):
            words = (*article.cues, *chain(*article.features[0].values.values()))
            told |= {
                side
                for start, end, _ in find_cues(reading.plain, words)
                for side in attributes.SIDE.read(clause_around(reading.plain, start, end))
            }
    return sorted(told) if len(told) == 1 else reading.stated.get(attributes.SIDE.name, [])


def side_modifiers(code: ProcedureCode, reading: Reading, sides: Sequence[str]) -> tuple[str, ...]:
    """LT, RT or 50 where one side is stated and the code's bilateral indicator knows sides (1 or 3, layout RVU25D)."""
    if reading.intent not in {Intent.CHOOSE, Intent.UNITS} or len(sides) != 1:
        return ()
    known = str(code.facts.get("pfs", {}).get("bilateral", "")) in {"1", "3"}
    return (_OF_SIDE[sides[0]],) if known else ()


def side_points(modifiers: Collection[str], library: Library) -> list[Point]:
    """What the articles on the modifiers of sides say of them, in short."""
    told = [article for article in library.articles if set(article.modifiers) & set(modifiers)]
    return [point for article in told for point in from_section(article, "In short", "", library)]


def asks_units(reading: Reading) -> bool:
    """Whether the question is about units, or about a may-I that units may turn on."""
    said = re.search(r"\bunits?\b|[x×]\s?\d", reading.plain) is not None
    return said or reading.intent in {Intent.UNITS, Intent.MAY_I}


def assigned(
    code: ProcedureCode, reading: Reading, *, counted: bool = False, sides: Sequence[str] | None = None
) -> Choice:
    """A code of an article as assigned, with its units where they are asked for, are several, or were ``counted``.

    ``sides`` are those of this code where they are not those of the whole question.
    """
    told = reading.stated.get(attributes.SIDE.name, []) if sides is None else sides
    system = System.HCPCS if code.code[:1].isalpha() else System.CPT
    shown = code.units if counted or asks_units(reading) or (code.units or 1) > 1 else None
    # where each side is a unit of its own, 50 would count both again
    borne = () if counted and code.counted and (shown or 1) > 1 else side_modifiers(code, reading, told)
    return Choice(code.code, system, "add-on" if "add_on" in code.facts else "primary", shown, borne)


def unique(points: list[Point]) -> list[Point]:
    """Points without repeated quotes, the first of each kept in its place."""
    return list({point.quote.text: point for point in points}.values())


def payer_notice(points: list[Point]) -> tuple[str, ...]:
    """A notice where an answer rests on a Medicare rule."""
    if any("Medicare" in point.quote.text or point.quote.passage.locator == "Medicare" for point in points):
        return ("Medicare rule; other payers may differ.",)
    return ()
