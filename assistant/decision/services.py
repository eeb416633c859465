"""The services a question is about: the article that decides it, and further services described beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain

from assistant.decision.article_spans import (
    Span,
    answer_spans,
    cue_spans,
    first_answers,
    mark_spans,
    scattered_words,
    touches,
)
from assistant.decision.claim_lines import ONLY_ADMINISTRATION, counted_by_name, given, shared_out
from assistant.decision.counting import follows_medicare
from assistant.decision.deciding_article import ADMINISTRATION, is_wanted, only_answers
from assistant.decision.given_by_vein import by_hierarchy
from assistant.decision.procedure import ProcedureChoice, as_one, choose, described
from assistant.decision.rulings import matching_rulings
from assistant.decision.things_described import CLAUSE, clause_of
from assistant.decision.vaccines import GIVING
from assistant.evidence import Evidence
from assistant.measures import is_count
from assistant.measures import spans as figure_spans
from assistant.question import Intent, Reading
from knowledge.code_format import is_procedure_shaped
from knowledge.records import Article, ProcedureCode, System
from knowledge.wording import spelled_out

# What came before, or is only feared or refused, is no service of this claim.
_PAST = re.compile(
    r"\b(?:history of|hx of|h/o|s/p|status post|prior|previous|after|since|no|not|without|refus\w*|declin\w*|plan\w*)\s+(?:\w+\s+)?$"
)
# "which add-on for the chips" asks for one thing, whatever else was done.
_ONE_ASKED = re.compile(r"\bwhich (?!(?:(?:cpt|hcpcs|icd|procedure|drug|j)[- ])?codes?\b|cpts?\b)\w+")
_DOSE = re.compile(r"\d\s*(?:mg|mcg|g|grams?|ml|cc|units?|iu|meq)\b")
_GIVEN = re.compile(r"\b(?:given|gave|gives?|administered|received|im|intramuscular|injected|shots?)\b")
_PRODUCT_ALONE = re.compile(r"\b(?:vaccine|product|serum) codes?\b|\bproducts?\b")
_ON_HOW = frozenset({"modifier", "modifiers", "units", "50", "twice"})
_TESTS = re.compile(r"\blabs?\b|\bblood ?work\b")

@dataclass(frozen=True, slots=True)
class _Service:
    """An article whose service a question describes, where its cues stand, and where any of its words stand."""

    article: Article
    cues: tuple[Span, ...]
    marks: tuple[Span, ...]


def chosen_services(
    reading: Reading, article: Article, evidence: Evidence, articles: Sequence[Article]
) -> list[ProcedureChoice]:
    """The choices of the deciding article, then those of further services that the question describes beside it.

    A code that gives way to another beside the ones chosen (a second infusion, a second biopsy) is exchanged for it, and
    Medicare's timed therapy shares the minutes of the day; ``articles`` are all that are held.
    """
    held = {code.code: code for one in articles for code in one.codes}
    choices = counted_by_name(reading, held) or by_hierarchy(
        given(_with_giving(_chosen_apart(reading, article, evidence, articles), reading, articles), reading, held), reading, held
    )
    together = {code.code for choice in choices for code in choice.codes}
    # what would tell apart a code that is taken already is not open
    choices = [one for one in choices if one.codes or not together & {code.code for code in one.between}]
    choices = [_exchanged(choice, together, held) for choice in choices]
    return shared_out(choices) if follows_medicare(reading.payer) else choices


def _with_giving(
    choices: list[ProcedureChoice], reading: Reading, articles: Sequence[Article]
) -> list[ProcedureChoice]:
    """The choices with the giving of a vaccine that is said to have been given: *Tdap given*."""
    codes = [code for choice in choices for code in choice.codes]
    told = any(code.vaccine for code in codes) and not any(code.code in GIVING for code in codes)
    if not told or reading.mentions or not _GIVEN.search(reading.plain) or _PRODUCT_ALONE.search(reading.plain):
        return choices
    giving = next((one for one in articles if one.features and any(code.code in GIVING for code in one.codes)), None)
    chosen = choose(giving, reading.turns or (reading.text,), (), reading.payer) if giving is not None else []
    return [*choices, *(choice for choice in chosen if choice.codes)]


def _exchanged(choice: ProcedureChoice, together: Set[str], held: Mapping[str, ProcedureCode]) -> ProcedureChoice:
    exchange = {
        code.code: held[other.code]
        for code in choice.codes
        for other in code.becomes
        if together & set(other.beside) and other.code in held
    }
    # an add-on of another article comes with what is known of it there
    codes = tuple(exchange.get(code.code, held.get(code.code, code)) for code in choice.codes)
    units = {exchange[code].code if code in exchange else code: number for code, number in choice.units.items()}
    units = {**{code.code: 1 for code in exchange.values()}, **units}
    return replace(choice, codes=codes, units=units)


def _chosen_apart(
    reading: Reading, article: Article, evidence: Evidence, articles: Sequence[Article]
) -> list[ProcedureChoice]:
    """Each article's choices, read off the question without the words and figures that belong to another service.

    A further service that stays open comes last, with what is to be asked.
    """
    # B12 is a vitamin before it is a category of the list
    named = {mention.code for mention in reading.mentions if is_procedure_shaped(mention.code)}
    turns = as_one(reading.turns, article) or (reading.text,)
    told = reading.intent in {Intent.CHOOSE, Intent.UNITS} or "?" not in reading.asked
    several = told and _ONE_ASKED.search(reading.plain) is None
    # the giving of vaccines named by its codes is counted by the vaccines told of
    if named - GIVING or len(turns) > 1 or not several:
        return choose(article, turns, named, reading.payer)
    text = spelled_out(turns[0])
    main = _Service(article, tuple(cue_spans(text, article)), tuple(mark_spans(text, article)))
    matched = {match.article.id for match in evidence.articles}
    found: list[_Service] = []
    beside: list[ProcedureChoice] = []
    refused = _refused(reading, evidence)
    for other in _further(text, main, reading, evidence, articles):
        if all(touches(cue, [mark for one in found for mark in one.marks]) for cue in other.cues):
            continue
        read = _read_by(other, [main, *found], text)
        choices = _choices_of(other, [main, *found], text, reading.payer)
        codes = {code.code for choice in choices for code in choice.codes}
        # an article found only as related, or only by the name of a test, has to come to a code
        fits = bool(codes) if other.article.id not in matched else described(read, other.article)[0]
        fits = fits and (bool(codes) or not _names_the_patient_alone(other, read))
        fits = fits and not any(_only_another_answer(other.article, read, one.article) for one in (main, *found))
        if fits and not codes & refused:
            found.append(other)
            beside += choices
    first = _choices_of(main, found, text, reading.payer) if found else choose(article, turns, named, reading.payer)
    if not any(choice.codes for choice in first):
        return first
    beside += [choice for choice in _primaries(article, first, evidence, turns) if choice not in beside]
    beside += _add_ons(text, [main, *found], [*first, *beside], articles, reading.payer)
    return [*first, *sorted(beside, key=lambda choice: not choice.codes)]


def _only_another_answer(article: Article, text: str, found: Article) -> bool:
    """Whether an article has the same deciding questions as one found, and one of them is not answered for it: benign or malignant."""
    same = article.id in found.related and [one.name for one in article.features] == [one.name for one in found.features]
    return same and not all(described(text, article))


def _names_the_patient_alone(visit: _Service, text: str) -> bool:
    """Whether nothing is told of a visit but whose it would be: *est pt, procedure only*."""
    first, *further = described(text, visit.article)
    spans = answer_spans(text, visit.article, visit.article.features[:1])
    return visit.article.features[0].name == "patient" and first and not any(further) and all(touches(cue, spans) for cue in visit.cues)


def _choices_of(
    service: _Service, others: Sequence[_Service], text: str, payer: str | None
) -> list[ProcedureChoice]:
    """The choices of one service among others: by its own clause where that says all of it, else by what is not theirs."""
    opened, closed = clause_of(text, *(service.cues[0] if service.cues else (0, 0)))
    leading = [*service.cues, *answer_spans(text, service.article, service.article.features[:1])]
    whole = bool(service.cues) and all(opened <= first and last <= closed for first, last in leading)
    alone = whole and not any(touches(cue, [(opened, closed)]) for other in others for cue in other.cues)
    own = choose(service.article, [text[opened:closed]], (), payer) if alone else []
    if any(choice.codes for choice in own):
        return own
    choices = choose(service.article, [_read_by(service, others, text)], (), payer)
    if any(choice.codes for choice in choices):
        return choices
    # what is said once for both: the cheek of an excision and of its closure
    shared = choose(service.article, [_read_by(service, others, text, said_once=True)], (), payer)
    return shared if any(choice.codes for choice in shared) else choices


def _further(
    text: str, main: _Service, reading: Reading, evidence: Evidence, articles: Sequence[Article]
) -> Iterator[_Service]:
    """The services of other articles whose cues stand apart from the words of the main one.

    An article that knows the drug by its name comes before one that knows only its route. Where the administration is
    asked for, the articles related to that of the drug are further services by any of their words, and where laboratory
    tests are listed, every one by the name of its test.
    """
    asked = main.article.related if _is_product(main.article) and ADMINISTRATION.search(text) else ()
    found = [(match.article, cue_spans(text, match.article) or scattered_words(text, match)) for match in evidence.articles]
    matched = {article.id for article, _ in found}
    scattered = {article.id for article, _ in found if not cue_spans(text, article)} - set(asked)
    more = [one for one in articles if one.id not in matched and one.features]
    found += [(one, mark_spans(text, one)) for one in more if one.id in asked]
    if main.article.family == "laboratory" and _TESTS.search(text):
        found += [(one, first_answers(text, one)) for one in more if one.family == "laboratory"]
    if GIVING & {code.code for code in main.article.codes}:
        found += [(one, first_answers(text, one)) for one in more if any(code.vaccine for code in one.codes)]
    if _DOSE.search(text):
        found += [(one, first_answers(text, one)) for one in more if one.system is System.HCPCS]
    found.sort(key=lambda pair: not any(touches(cue, main.marks) for cue in pair[1]))
    for article, places in found:
        if article is main.article or not article.features or not is_wanted(reading, article):
            continue
        if any(only_answers(text, article, other) for other in (main.article, *(one for one, _ in found))):
            continue
        # a drug or vaccine is never the same service as giving it, even where both go by its name
        apart = _is_product(article) is not _is_product(main.article) and _names_product(text, reading)
        cues = [cue for cue in places if apart or article.id in asked or not touches(cue, _not_within(cue, main))]
        if article.id in scattered and any(touches(word, main.marks) for word in places):
            # a word of a cue found scattered that belongs to the main service tells of no other
            continue
        cues = [(start, end) for start, end in cues if _PAST.search(text[:start]) is None]
        if cues:
            # the site may be said once for both
            yield _Service(article, tuple(cues), tuple(dict.fromkeys((*mark_spans(text, article), *cues))))


def _not_within(cue: Span, main: _Service) -> list[Span]:
    """The marks of the main service without answers that are only part of a longer cue: the finger of a trigger finger."""
    start, end = cue

    def within(mark: Span) -> bool:
        return start <= mark[0] and mark[1] <= end and mark != cue

    return [mark for mark in main.marks if not within(mark) or touches(mark, main.cues)]


def _is_product(article: Article) -> bool:
    """Whether an article's codes are things given, drugs or vaccines, and not the giving of them."""
    return article.system is System.HCPCS or any(code.vaccine for code in article.codes)


def _names_product(text: str, reading: Reading) -> bool:
    """Whether a dose is stated, or vaccines are told of and not only their administration is asked for."""
    return _DOSE.search(text) is not None or ONLY_ADMINISTRATION.search(reading.plain) is None


def _refused(reading: Reading, evidence: Evidence) -> set[str]:
    """The codes that a ruling on this very question denies."""
    rulings = (ruling for _, ruling in matching_rulings(reading, evidence.articles, evidence.marks) if ruling.verdict == "no")
    # what denies a modifier or a count does not deny the code
    return {code for ruling in rulings if not _ON_HOW.intersection(chain(*ruling.cues)) for code in ruling.codes}


def _primaries(
    article: Article, first: Sequence[ProcedureChoice], evidence: Evidence, turns: Sequence[str]
) -> Iterator[ProcedureChoice]:
    """What the add-on codes chosen are added to: an add-on never stands alone, even where both go by one name."""
    add_ons = [code.facts["add_on"] for choice in first for code in choice.codes if "add_on" in code.facts]
    needed = {code for fact in add_ons for code in fact.get("primaries", ())}
    for match in evidence.articles if add_ons else ():
        if match.article is not article and match.article.features and match.article.family == article.family:
            for choice in choose(match.article, turns, ()):
                if any(code.code in needed or (not needed and "add_on" not in code.facts) for code in choice.codes):
                    yield choice


def _add_ons(
    text: str, services: Sequence[_Service], chosen: Sequence[ProcedureChoice], articles: Sequence[Article], payer: str | None
) -> Iterator[ProcedureChoice]:
    """The add-ons to what is chosen that related articles hold, where words apart from the services found tell of them.

    The plate of a cervical fusion needs no word of its own article: its add-on row names the fusion as primary.
    """
    primaries = {code.code for choice in chosen for code in choice.codes}
    related = {name for service in services for name in service.article.related} - {one.article.id for one in services}
    marks = [mark for service in services for mark in service.marks]
    for article in articles:
        if article.id not in related or not article.features:
            continue
        told = [span for span in first_answers(text, article) if not touches(span, marks) and not _PAST.search(text[: span[0]])]
        if not told:
            continue
        service = _Service(article, tuple(told), tuple(mark_spans(text, article)))
        for choice in _choices_of(service, services, text, payer):
            added = (code.facts.get("add_on", {}).get("primaries", ()) for code in choice.codes)
            if choice.codes and all(primaries & set(rows) for rows in added):
                yield choice


def _read_by(service: _Service, others: Sequence[_Service], text: str, *, said_once: bool = False) -> str:
    """The text as one service reads it: without the words of others, and without figures that stand nearer to those.

    ``said_once`` leaves it the words that answer a question of both, which are the other's where both have their own.
    """

    def away(span: Span, marks: Sequence[Span]) -> tuple[bool, int]:
        """Whether the nearest mark stands in another clause, and how many characters away it is."""
        gaps = [(span[1], start) if start >= span[1] else (end, span[0]) for start, end in marks]
        return min(((CLAUSE.search(text, *gap) is not None, max(gap[1] - gap[0], 0)) for gap in gaps), default=(True, len(text)))

    own = [span for measure in service.article.measures for span in figure_spans(text, measure)]
    # whose visit it is, new or established, is said once for all visits
    patient = answer_spans(text, service.article, [one for one in service.article.features if one.name == "patient"])
    theirs = [mark for other in others for mark in other.marks if mark not in patient]
    blanked = [mark for mark in theirs if not touches(mark, [*service.marks, *own])]
    # words that answer two of a kind, as biopsy in two scopes, are said of the one that their own clause names
    alike = [other for other in others if not said_once and _is_product(other.article) is _is_product(service.article)]
    named = [cue for other in alike for cue in other.cues]
    blanked += [
        mark
        for other in alike
        for mark in other.marks
        if touches(mark, service.marks)
        and mark not in patient
        and not touches(mark, service.cues)
        and touches(clause := clause_of(text, *mark), named)
        and not touches(clause, service.cues)
    ]
    for other in others:
        # the patient's age belongs to every service; what is counted (20 tags) is counted of the one named beside it
        counts = {measure for measure in service.article.measures if is_count(measure)}
        for measure in ((other.article.measures & service.article.measures) | counts) - {"years"}:
            figures = figure_spans(text, measure)
            blanked += [span for span in figures if away(span, other.marks) < away(span, service.marks)]
    for start, end in blanked:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
