"""What a sentence says is not reported, beside what, and which code stands in its place for the case at hand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from assistant.answer import Action
from assistant.decision.article_quotes import assigned, lead_points, payer_notice, rejections, unique
from assistant.decision.counting import follows_medicare
from assistant.decision.procedure import choose
from assistant.draft import Decision, Point, Quote, sentence_quotes
from assistant.question import Reading
from assistant.topics import find_cues
from knowledge.codebook import Standing
from knowledge.current_facts import fact_row
from knowledge.library import Library
from knowledge.records import Article, ProcedureCode
from knowledge.wording import spelled_out

CODE = r"(?:\d{4}[\dTUMF]|[A-V]\d{4})"
_SPAN = re.compile(rf"\b({CODE})(?: to ({CODE}))?\b")
_CLAUSE = re.compile(r"[:;]\s|, (?=(?:neither|nor|not)\b)|, (?:and|but|while|because|so|which)\s|\b(?:and|but) (?=not\b)|\s(?=(?:when|unless|if|where)\b)")
# The codes before such words are denied, those after them are what they would stand beside.
_DENIED_BEFORE = re.compile(
    r"\b(?:is|are|was|were)(?: \w+)? (?:not|never|no longer)\b|\b(?:is|are) (?:always |already )?(?:included|part of|bundled|incidental|integral|access)\b|"
    r"\b(?:belongs?) to\b|\b(?:is|stands?|lie|are) (?:in )?column two\b|\bis in column two\b|\b(?:was|were) deleted\b|\bneeds? no\b|\bnever\b|\bis column 2\b"
)
# The codes after such words are denied, those before them stay.
_DENIED_AFTER = re.compile(
    r"\bincludes?\b|\btakes? in\b|\b(?:do|does) not (?:take|accept|pay|recognize|add|count|report)\b|^not\b|\band not\b|\breports? no\b|\bneither\b"
)
# "no closure is reported" denies what has no code, and "modifier 26 is not put on 93010" the modifier.
_DENIES_WORDS = re.compile(r"^[Mm]odifiers? [0-9A-Z]{2}\b|\bno \w+(?: \w+){0,2} (?:is|are|code)\b")
_REPORTED = re.compile(rf"\b(?:reports?|is|are|takes?|uses?) ({CODE})\b")
_TOOK_PLACE = re.compile(rf"({CODE})(?: to ({CODE}))? (?:took|takes) the place of ((?:{CODE}|,| and | or )+)")

_MODIFIERS = re.compile(
    r"\b(?:with|takes?|needs?|wants?|carries|by|under|and) (?:the )?(?:NCCI )?modifiers? ((?:[0-9A-Z]{2}\b(?:, | or |, or | and )?)+)|"
    r"\b[Mm]odifier ([0-9A-Z]{2}) (?:goes|belongs) on\b"
)
_MODIFIER = re.compile(r"[0-9A-Z]{2}\b")
# Status I: Medicare takes another code for the service (record layout of the fee schedule, RVU25D).
_NOT_FOR_MEDICARE = "I"


@dataclass(frozen=True, slots=True)
class Span:
    """A code, or all from ``first`` to ``last``."""

    first: str
    last: str

    def covers(self, code: str) -> bool:
        """Whether a code lies between the two ends and is of their kind."""
        return len(code) == len(self.first) and code[:1].isalpha() == self.first[:1].isalpha() and self.first <= code <= self.last


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence denies, what it leaves standing, and what it puts in the place of the denied.

    ``one_for_one`` are the codes of which it tells which single one took their place.
    """

    denied: tuple[Span, ...] = ()
    kept: tuple[Span, ...] = ()
    instead: tuple[Span, ...] = ()
    one_for_one: tuple[tuple[Span, Span], ...] = ()

    def denies(self, code: str) -> bool:
        """Whether the sentence says that a code is not reported."""
        return any(span.covers(code) for span in self.denied)

    def keeps(self, code: str) -> bool:
        """Whether the sentence names a code as what is reported."""
        return any(span.covers(code) for span in (*self.kept, *self.instead)) and not self.denies(code)

    def in_place_of(self, wrong: Collection[str]) -> list[Span]:
        """What the sentence puts in the place of the codes that are wrong."""
        alone = [new for old, new in self.one_for_one if any(old.covers(code) for code in wrong)]
        others = {new for _, new in self.one_for_one}
        return alone or [span for span in self.instead if span not in others]


def told(sentence: str) -> Told:
    """Read a sentence of an article clause by clause: "85007 is not added to 85025" denies the first and keeps the second."""
    denied: list[Span] = []
    kept: list[Span] = []
    instead: list[Span] = []
    clauses = _CLAUSE.split(sentence)
    for at, clause in enumerate(clauses):
        if at + 1 < len(clauses) and clauses[at + 1].startswith("not "):
            instead += [Span(found[1], found[1]) for found in _REPORTED.finditer(clause)]
        before, after = _DENIED_BEFORE.search(clause), _DENIED_AFTER.search(clause)
        if _DENIES_WORDS.search(clause):
            kept += _spans(clause)
        elif before and not (after and after.start() < before.start()):
            held = list(_spans(clause[before.start() :]))
            # "94060 before and after 94640 is part of 94640" denies the first alone
            denied += [span for span in _spans(clause[: before.start()]) if span not in held]
            kept += held
        elif after:
            kept += _spans(clause[: after.start()])
            denied += _spans(clause[after.start() :])
        elif denied:
            instead += _spans(clause)
        else:
            kept += _spans(clause)
    one_for_one = [
        (old, Span(found[1], found[2] or found[1]))
        for found in _TOOK_PLACE.finditer(sentence)
        for old in _spans(found[3])
    ]
    return Told(
        tuple(denied), tuple(kept), tuple(span for span in instead if span not in denied), tuple(one_for_one)
    )


def _spans(text: str) -> Iterator[Span]:
    for found in _SPAN.finditer(text):
        yield Span(found[1], found[2] or found[1])


def modifiers_told(sentences: Iterable[str]) -> tuple[str, ...]:
    """The modifiers that sentences ask for: "with modifier 59 or XS"; none that they only forbid."""
    found = (one for sentence in sentences for asked in _MODIFIERS.finditer(sentence) for one in _MODIFIER.findall(asked[1] or asked[2]))
    return tuple(dict.fromkeys(found))


def reported_instead(reading: Reading, sentences: Iterable[str], wrong: Collection[str], library: Library) -> list[ProcedureCode]:
    """The codes of the case in place of the wrong ones: what the sentences put there, chosen by what the question states.

    A single code that takes the place needs no choice; of several the article's questions decide, and none is taken where
    they stay open.
    """
    spans = [span for sentence in sentences for span in told(sentence).in_place_of(wrong)]
    held: dict[str, tuple[Article | None, ProcedureCode]] = {
        code.code: (article, code) for article in library.articles for code in article.codes
    }
    if follows_medicare(reading.payer):
        held = {code: pair for code, pair in held.items() if pair[1].facts.get("pfs", {}).get("status") != _NOT_FOR_MEDICARE}
    offered = [code for code in held if code not in wrong and any(span.covers(code) for span in spans)]
    for span in spans:
        listed = library.codebook.status(span.first, reading.day).standing is Standing.VALID
        if span.first == span.last and span.first not in {*held, *wrong} and listed:
            held[span.first] = (None, ProcedureCode(span.first, ""))
            offered.append(span.first)
    if len(offered) == 1:
        ((article, code),) = (held[one] for one in offered)
        counted = _chosen(reading, [article] if article else [], wrong, offered)
        return counted or [code]
    articles = {article.id: article for one in offered if (article := held[one][0])}
    return _chosen(reading, list(articles.values()), wrong, offered)


def for_medicare(decision: Decision, reading: Reading, library: Library) -> Decision:
    """The decision with Medicare's own code in place of one that has status I, where an article's sentence tells which.

    Source of the rule: status I in the record layout of the fee schedule (RVU25D).
    """
    if not follows_medicare(reading.payer) or decision.action is not Action.ANSWER or decision.verdict is not None:
        return decision
    wrong = {choice.code for choice in decision.choices if _not_for_medicare(choice.code, reading, library)}
    quotes = [quote for code in sorted(wrong) if (quote := _sentence(code, library))]
    instead = reported_instead(reading, [quote.text for quote in quotes], wrong, library)
    if not instead:
        return decision
    kept = tuple(choice for choice in decision.choices if choice.code not in wrong)
    points = [*map(Point, quotes), *lead_points(instead, library, wrong)]
    points += [point for point in decision.points if point.code in {choice.code for choice in kept}]
    rejected = {*wrong, *(other.code for other in decision.rejected)} - {code.code for code in instead}
    return replace(
        decision,
        choices=(*(assigned(code, reading, counted=True) for code in instead), *kept),
        rejected=rejections(sorted(rejected), library),
        modifiers=modifiers_told(quote.text for quote in quotes if "voice" not in quote.text),
        points=tuple(unique(points)),
        notices=payer_notice(points),
    )


def _not_for_medicare(code: str, reading: Reading, library: Library) -> bool:
    row = fact_row(library, code, "pfs", reading.day)
    return row is not None and f"{code} has status {_NOT_FOR_MEDICARE} " in row.text


def _sentence(code: str, library: Library) -> Quote | None:
    """The sentence of an article that says what Medicare takes in place of a code."""
    for article in library.articles:
        for section, text in article.sections.items():
            if "Medicare" not in text or code[:3] not in text:
                continue
            passage = library.database.passage(f"{article.id}/{section.lower().replace(' ', '-')}")
            for quote in sentence_quotes(passage) if passage else ():
                said = told(quote.text)
                if "Medicare" in quote.text and said.denies(code) and said.in_place_of({code}):
                    return quote
    return None


def _chosen(reading: Reading, articles: Iterable[Article], wrong: Collection[str], offered: Collection[str]) -> list[ProcedureCode]:
    """What the articles' questions lead to among the codes offered, read off the question without the wrong codes."""
    text = reading.text
    for mention in reversed(reading.mentions):
        if mention.code in wrong:
            text = f"{text[: mention.start]} {text[mention.end :]}"
    found: list[ProcedureCode] = []
    asked = spelled_out(text)
    # an article that goes by its own name in the question comes before one that is only offered
    for article in sorted(articles, key=lambda one: not find_cues(asked, one.cues)):
        within = replace(article, codes=tuple(code for code in article.codes if code.code in offered))
        for choice in choose(within, [asked], (), reading.payer) if article.features else ():
            found += [replace(code, units=choice.units.get(code.code)) for code in choice.codes]
        if found and find_cues(asked, article.cues):
            break
    return found if len({code.code for code in found}) == 1 else []
