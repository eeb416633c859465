"""Decisions on the code families that articles cover: rulings, the choice among look-alikes, figures, explanations."""

from __future__ import annotations

import re
from itertools import chain

from assistant.answer import Action
from assistant.decision.article_quotes import (
    FIRST_CODE,
    assigned,
    best_in_section,
    body_quote,
    codes_in,
    from_section,
    lead_points,
    payer_notice,
    rejections,
    side_points,
    sides_told,
    unique,
)
from assistant.decision.claim_lines import reportable
from assistant.decision.figures import (
    BESIDE,
    FIGURES,
    PAIR,
    false_figure,
    figured,
    modifier_ruled,
    pair_not_held,
    primary_ruled,
    tables_asked,
    told_in_passing,
)
from assistant.decision.procedure import ProcedureChoice, described
from assistant.decision.rows import pair_ruled
from assistant.decision.rulings import fitting_rulings, generally_ruled
from assistant.decision.services import chosen_services, deciding_article
from assistant.draft import Decision, Point, first_line, overlap, sentence_quotes
from assistant.evidence import Evidence
from assistant.question import Intent, Reading
from assistant.topics import find_cues, is_general
from knowledge.current_facts import fact_row, with_current_facts
from knowledge.library import Library
from knowledge.records import Article, Authority, ProcedureCode, Ruling, Verdict
from knowledge.wording import content_tokens

_TOPICS = (
    ("Units", r"\bunits?\b|\bhow many\b|\bper level\b|\beach level\b|\btwice\b|[x×]\s?\d\b|\bmue\b"),
    ("Medicare", r"\bmedicare\b|\bpay(?:s|able|ment)?\b|\bbundled\b|\bstatus\b|\bcommercial\b|\bpayer\b"),
    ("Report with", r"\balone\b|\bprimary\b|\badd-?on\b|\btogether\b|\bwith\b.{0,20}\bfusion\b.*\bclaim\b"),
    ("Modifiers", r"\bmodifiers?\b|\bappend\b|\b(?:50|51|59|62|80|82)\b"),
    ("Documentation", r"\bdocument|\bnote say|\brecord\b.*\bmust\b"),
)
_MOST_ON_TOPICS = 3
_MOST_ASKED = 8
_LONG_WORD = 8
# How often a code is reported is asked, and not whether it is.
_HOW_OFTEN = re.compile(r"\btwice\b|[x×]\s?\d|\b(?:two|three|\d) (?:units|times)\b")
_WHICH_MODIFIER = re.compile(
    r"\b(?:which|what) modifiers?\b|\bmodifiers? (?:for|when|if|do|does|to|is|should|needed)\b|\bneeds? (?:a|which|what) modifier"
)


def decide_family(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """The decision where an article is the question's topic; None where none settles it."""
    if not evidence.articles:
        return None
    article = deciding_article(reading, evidence, library.articles)
    choices = chosen_services(reading, article, evidence, library.articles) if article else []
    named = [with_current_facts(library, code, reading.day) for code in _named(reading, evidence)]
    corrected = false_figure(reading, named, library)
    if corrected is not None:
        return corrected
    rulings = fitting_rulings(reading, evidence, named)
    if _WHICH_MODIFIER.search(reading.plain):
        # which modifier fits is no question that a "no" answers
        rulings = sorted((pair for pair in rulings if pair[1].verdict != "no"), key=lambda pair: not pair[0].modifiers)
        if not rulings and not named and evidence.articles[0].article.modifiers:
            return _modifier_told(reading, evidence.articles[0].article, library, [])
    nearest = evidence.articles[0].article
    told = nearest.modifiers and bool(find_cues(reading.plain, nearest.cues))
    if told and not named and reading.intent is Intent.CHOOSE:
        return _modifier_told(reading, nearest, library, [ruling for held, ruling in rulings if held is nearest])
    wrong = tuple(code for choice in choices for code in choice.contradicted)
    decided = reportable(choices, reading)
    if rulings and (
        reading.intent in {Intent.MAY_I, Intent.UNITS}
        or (wrong and not decided)
        or (len(named) == 1 and not decided)
        or (rulings[0][1].verdict == "no" and _presupposes(reading))
        or (rulings[0][0].modifiers and _WHICH_MODIFIER.search(reading.plain))
        or generally_ruled(reading, rulings[0][0])
    ):
        return _ruled(reading, rulings, decided, named, wrong, evidence, library)
    if not decided and (passing := told_in_passing(reading, evidence, library)) is not None:
        return passing
    if (paired := primary_ruled(reading, evidence, named, library)) is not None:
        return paired
    if article is not None and decided and (reading.intent is not Intent.MAY_I or len(named) != 1 or wrong):
        return chosen(reading, article, choices, decided, named, wrong, evidence, library)
    indicated = modifier_ruled(reading, named, library)
    if indicated is not None:
        return indicated
    if (paired := pair_ruled(reading, library) or pair_not_held(reading, named, library)) is not None:
        return paired
    if named and (topics := tables_asked(reading)):
        return figured(reading, named, topics, library)
    if article is not None and decided:
        return chosen(reading, article, choices, decided, named, wrong, evidence, library)
    open_ = next((choice for choice in choices if choice.ask is not None), None)
    offered = len(named) > 1 and reading.intent is Intent.CHOOSE and re.search(r"\bor\b|\bbetween\b", reading.plain) is not None
    if offered and open_ is not None:
        return _asked(open_, library)
    compared = offered or (len(named) > 1 and re.search(r"\bvs\b|\bversus\b|\bdifferen", reading.plain) is not None)
    if reading.intent is Intent.EXPLAIN or compared or (named and len(named) == 1):
        return _explained(reading, named, evidence, library, only_told=compared)
    if open_ is not None:
        return None if article is not None and _other_matter(reading, article, evidence) else _asked(open_, library)
    if article is not None and not named and _other_matter(reading, article, evidence):
        return None
    return _explained(reading, named, evidence, library)


def _other_matter(reading: Reading, article: Article, evidence: Evidence) -> bool:
    """Whether the question names a thing of which the article knows nothing, as a drug that is not among its drugs."""
    known = set(content_tokens(" ".join([article.title, *article.cues, *article.sections.values()])))
    for feature in article.features:
        known |= set(content_tokens(" ".join([feature.ask, *feature.answers, *chain(*feature.values.values())])))
    # the condition that something is done for is no other matter
    known |= {word for phrase in evidence.phrases for word in content_tokens(phrase.wording)}
    strange = [
        word
        for word in content_tokens(reading.plain)
        if word.isalpha() and len(word) > _LONG_WORD and word not in known
    ]
    return bool(strange) and not any(described(reading.plain, article))


def _named(reading: Reading, evidence: Evidence) -> list[ProcedureCode]:
    held = {code.code: code for match in reversed(evidence.articles) for code in match.article.codes}
    return [held[code] for code in dict.fromkeys(m.code for m in reading.mentions) if code in held]


def _presupposes(reading: Reading) -> bool:
    """Whether the question takes for granted what a ruling denies: which modifier, how, since, so do I."""
    return (
        re.search(
            r"\bwhich modifier|\bmodifier (?:goes|do|does)|\bsince\b|\bso do i\b|\bmust\b|\bneeds? which\b",
            reading.plain,
        )
        is not None
    )


def _ruled(
    reading: Reading,
    rulings: list[tuple[Article, Ruling]],
    decided: list[ProcedureCode],
    named: list[ProcedureCode],
    wrong: tuple[str, ...],
    evidence: Evidence,
    library: Library,
) -> Decision:
    article, ruling = rulings[0]
    points = [Point(quote) for sentence in ruling.sentences if (quote := body_quote(article, sentence, library))]
    codes = decided or [code for code in named if code.code not in wrong]
    pair = len(named) == PAIR and BESIDE.search(reading.plain) is not None
    if ruling.verdict == "yes" and pair and {code.code for code in named} <= set(ruling.codes):
        # what may stand together is reported together, whatever one of them is described by
        codes = named
    counted = reading.intent is Intent.UNITS or "unit" in ruling.id or "once" in ruling.id or _HOW_OFTEN.search(reading.plain) is not None
    allowed = ruling.verdict != "no" or counted
    codes = codes if allowed else [code for code in decided if code.code not in wrong]
    if not allowed and (is_general(article) or BESIDE.search(reading.plain)):
        # what is part of another service is not reported beside it; a rule on every family does not say which that is
        codes = [] if is_general(article) else [code for code in codes if code.code not in ruling.codes]
    reported = tuple(assigned(code, reading, counted=bool(decided)) for code in codes)
    points += lead_points(list(codes), library)
    points += _topic_points(reading, codes or named, evidence, library, said=points)
    denies = ruling.verdict == "no" and (
        wrong or _presupposes(reading) or reading.intent not in {Intent.MAY_I, Intent.UNITS}
    )
    generally = generally_ruled(reading, article)
    action = Action.CORRECT_PREMISE if denies and not generally else Action.ANSWER
    told = denies or generally or reading.intent is Intent.MAY_I
    if reading.intent is Intent.UNITS:
        told = denies or re.search(r"\?|ok\b", reading.asked) is not None
    verdict: Verdict | None = ruling.verdict if told else None
    return Decision(
        action,
        0.85,
        reported,
        rejections(
            [c.code for c in named if c.code not in {code.code for code in codes}], library, [c.code for c in codes]
        ),
        verdict=verdict,
        modifiers=_modifiers(reading, article),
        points=tuple(unique(points)),
        notices=payer_notice(points),
    )


def _modifier_told(reading: Reading, article: Article, library: Library, rulings: list[Ruling]) -> Decision:
    """The modifier that an article is about: what it tells, in short, and what its rulings say of the question."""
    points = [point for section in ("In short", "Report with") for point in from_section(article, section, "", library)]
    said = [quote for ruling in rulings[:1] for one in ruling.sentences if (quote := body_quote(article, one, library))]
    points = [*points[:1], *map(Point, said), *points[1:]]
    modifiers = article.modifiers if len(article.modifiers) == 1 else ()
    return Decision(Action.ANSWER, 0.7, modifiers=modifiers, points=tuple(unique(points)))


def _modifiers(reading: Reading, article: Article) -> tuple[str, ...]:
    """The one modifier an article is about, where the question asks for a modifier."""
    return article.modifiers if len(article.modifiers) == 1 and _WHICH_MODIFIER.search(reading.plain) else ()


def chosen(
    reading: Reading,
    article: Article,
    choices: list[ProcedureChoice],
    decided: list[ProcedureCode],
    named: list[ProcedureCode],
    wrong: tuple[str, ...],
    evidence: Evidence,
    library: Library,
) -> Decision:
    """The decision for the codes that an article's questions lead to: each with what tells it from its look-alikes."""
    points = lead_points(decided, library, [code.code for code in named])
    codes = {code.code for code in decided}
    look_alikes = [code for point in points for code in codes_in(point.quote.text)]
    others = [code for code in dict.fromkeys([*(c.code for c in named), *look_alikes]) if code not in codes][:3]
    points += _topic_points(reading, decided, evidence, library, said=points)
    open_ = [choice for choice in choices if choice.ask is not None and not choice.codes]
    several = len(decided) > 1
    sides = {code.code: sides_told(code, reading, library) if several else None for code in decided}
    reported = tuple(assigned(code, reading, counted=True, sides=sides[code.code]) for code in decided)
    points += side_points({modifier for choice in reported for modifier in choice.modifiers}, library)
    if not any(point.quote.passage.locator == "Report with" for point in points):
        points += from_section(article, "In short", "add-on", library)
    false = (
        bool(wrong)
        and not any(code.code in codes for code in named)
        and re.search(r"\bsince\b|\bis the code for\b|\bmodifier", reading.plain)
    )
    return Decision(
        Action.CORRECT_PREMISE if false else Action.ANSWER,
        0.9,
        reported,
        rejections(others, library, codes),
        ask_back=tuple(_question(choice) for choice in open_),
        points=tuple(unique(points)),
        notices=payer_notice(points),
    )


def _question(choice: ProcedureChoice) -> str:
    assert choice.ask is not None
    codes = [code.code for code in choice.between]
    shown = ", ".join(codes) if len(codes) <= _MOST_ASKED else f"{len(codes)} codes, such as {', '.join(codes[:3])}"
    return f"{choice.ask.ask} It decides between {shown}."


def _asked(choice: ProcedureChoice, library: Library) -> Decision:
    points = lead_points(list(choice.between), library)
    return Decision(
        Action.CLARIFY,
        0.6,
        ask_back=(_question(choice),),
        points=tuple(points[:4]),
    )


def _explained(
    reading: Reading, named: list[ProcedureCode], evidence: Evidence, library: Library, *, only_told: bool = False
) -> Decision | None:
    """The sentences of the topic's articles that speak most of what is asked; ``only_told`` assigns no code."""
    wanted = set(content_tokens(reading.plain)) | {code.code for code in named}
    ranked = [passage for passage in evidence.ranked if passage.authority is Authority.ARTICLE][:8]
    quotes = [
        (overlap(wanted, quote.text), -n, quote)
        for n, passage in enumerate(ranked)
        for quote in sentence_quotes(passage)
    ]
    least = min(2, len(wanted))
    best = [quote for score, _, quote in sorted(quotes, key=lambda q: (-q[0], -q[1])) if score >= least][:4]
    if named:
        lead = [point.quote for code in named[:3] if (point := next(iter(lead_points([code], library)), None))]
        best = [*lead, *[quote for quote in best if quote not in lead][:3]]
    nearest = evidence.articles[0].article
    if not nearest.features:
        # an article without deciding questions answers with its gist, whatever words it shares with the question
        gist = [point.quote for point in from_section(nearest, "In short", "", library)]
        best = [*gist, *[quote for quote in best if quote not in gist]][:4]
    if not best:
        return None
    return Decision(
        Action.ANSWER,
        0.6,
        tuple(assigned(code, reading) for code in named if reading.intent is not Intent.EXPLAIN and not only_told),
        modifiers=_modifiers(reading, evidence.articles[0].article),
        points=tuple(Point(quote, code=(FIRST_CODE.match(quote.text) or [None, None])[1]) for quote in best),
    )


def _topic_points(
    reading: Reading, codes: list[ProcedureCode], evidence: Evidence, library: Library, said: list[Point]
) -> list[Point]:
    """What the sections and rows on the topics asked about say of the codes."""
    points: list[Point] = []
    for section, pattern in _TOPICS:
        if re.search(pattern, reading.plain):
            points += best_in_section(section, codes, reading, evidence, library)[:1]
    for table, pattern in FIGURES:
        if re.search(pattern, reading.plain):
            rows = [fact_row(library, code.code, table, reading.day) for code in codes[:3]]
            points += [Point(first_line(row)) for row in rows if row is not None]
    quoted = {point.quote.text for point in said}
    return [point for point in points if point.quote.text not in quoted][:_MOST_ON_TOPICS]
