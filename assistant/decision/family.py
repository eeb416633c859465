"""Decisions on the code families that articles cover: rulings, the choice among look-alikes, figures, explanations."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain

from assistant.answer import Action
from assistant.decision.article_quotes import (
    FIRST_CODE,
    MostTelling,
    assigned,
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
from assistant.decision.deciding_article import deciding_article
from assistant.decision.figures import (
    add_on_asked,
    false_figure,
    figured,
    modifier_ruled,
    pair_not_held,
    pair_row_asked,
    primary_ruled,
    tables_asked,
    told_in_passing,
)
from assistant.decision.in_place import modifiers_told
from assistant.decision.on_topics import topic_points
from assistant.decision.open_between import apart_of_offered, open_between, payer_between
from assistant.decision.pair_told import told_of_pair
from assistant.decision.procedure import ProcedureChoice, described
from assistant.decision.put_forward import all_weighed, confirmed, counted_by_figures, denied, put_right
from assistant.decision.rows import pair_ruled
from assistant.decision.ruled import WHICH_MODIFIER, modifiers_asked, presupposes, ruled
from assistant.decision.rulings import fitting_rulings, generally_ruled
from assistant.decision.services import chosen_services
from assistant.decision.too_little import too_short
from assistant.draft import Decision, Point, overlap, sentence_quotes
from assistant.evidence import Evidence
from assistant.question import Intent, Reading, asks_whether
from assistant.topics import find_cues
from knowledge.current_facts import with_current_facts
from knowledge.library import Library
from knowledge.records import Article, Authority, ProcedureCode, Ruling
from knowledge.wording import content_tokens

_MOST_ASKED, _LONG_WORD = 8, 8
_OFFERING = re.compile(r"\bor\b|\bbetween\b|\bvs\b|\bversus\b")
_OPERATION_ASKED = re.compile(
    r"\b(?:cpt|codes?|procedure)(?: code)? (?:for|of) (?:an? |the )?(\w{3,}(?:ectomy|otomy|ostomy|plasty|oscopy|desis|pexy))\b"
)


def decide_family(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """The decision where an article is the question's topic; None where none settles it."""
    if not evidence.articles:
        return None
    article = deciding_article(reading, evidence, library.articles)
    choices = chosen_services(reading, article, evidence, library.articles) if article else []
    if article is not None and not reading.mentions and not any(choice.codes or choice.ask for choice in choices):
        article, choices = _another_article(reading, article, evidence, library) or (article, choices)
    named = [with_current_facts(library, code, reading.day) for code in _named(reading, evidence)]
    corrected = false_figure(reading, named, library) or add_on_asked(reading, named, library)
    if corrected is not None:
        return corrected
    if pair_row_asked(reading):
        return pair_ruled(reading, library) or pair_not_held(reading, named, library)
    rulings = fitting_rulings(reading, evidence, named)
    if WHICH_MODIFIER.search(reading.plain):
        # which modifier fits is no question that a "no" answers
        rulings = sorted((pair for pair in rulings if pair[1].verdict != "no"), key=lambda pair: not pair[0].modifiers)
        if not rulings and not named and evidence.articles[0].article.modifiers:
            return _modifier_told(reading, evidence.articles[0].article, library, [])
    nearest = evidence.articles[0].article
    told = nearest.modifiers and bool(find_cues(reading.plain, nearest.cues))
    # an article of several modifiers names sites: the toes that nails were taken from are no question about theirs
    told = told and not (len(nearest.modifiers) > 1 and any(choice.codes for choice in choices) and "modif" not in reading.plain)
    if told and not named and reading.intent is Intent.CHOOSE:
        return _modifier_told(reading, nearest, library, [ruling for held, ruling in rulings if held is nearest])
    if article is not None and not named and _another_operation(reading, evidence):
        return None
    if (short := too_short(choices, reading, library)) is not None:
        return short
    wrong = tuple(code for choice in choices for code in choice.contradicted)
    decided = reportable(choices, reading)
    if article is not None and not named and len(decided) == 1 and (between := open_between(reading, article, decided[0], evidence)):
        return _asked(between, library)
    if article is not None and reading.intent is Intent.CHOOSE and (payer := payer_between(reading, article, named)):
        return _asked(payer, library)
    if article is not None and (apart := apart_of_offered(reading, article, named, choices)):
        return _asked(apart, library)
    indicated = modifier_ruled(reading, named, library)
    if indicated is not None and rulings and not rulings[0][1].codes and reading.intent is Intent.MAY_I:
        # the code's own indicator says more than a rule on every code
        return indicated
    if counted_by_figures(reading, named, choices) and article is not None:
        return chosen(reading, article, choices, decided, named, wrong, evidence, library)
    uncounted = reading.intent is Intent.UNITS and not (named or decided)
    if article is not None and uncounted and (asked := _first_open(choices)) and not _other_matter(reading, article, evidence):
        # what is to be counted is open
        return _asked(asked, library)
    if rulings and (
        reading.intent in {Intent.MAY_I, Intent.UNITS}
        or (wrong and not decided)
        or (len(named) == 1 and not decided)
        or (rulings[0][1].verdict == "no" and presupposes(reading))
        or (WHICH_MODIFIER.search(reading.plain) and (rulings[0][0].modifiers or modifiers_told(rulings[0][1].sentences)))
        or generally_ruled(reading, rulings[0][0])
        or (not named and asks_whether(reading))
    ):
        return ruled(reading, rulings, decided, named, wrong, evidence, library)
    if not decided and (passing := told_in_passing(reading, evidence, library)) is not None:
        return passing
    if article is not None and decided and put_right(reading, named, decided, wrong):
        return chosen(reading, article, choices, decided, named, wrong, evidence, library)
    if (paired := primary_ruled(reading, evidence, named, library)) is not None:
        return paired
    if (paired := told_of_pair(reading, evidence, named, library)) is not None:
        return paired
    if article is not None and decided and (reading.intent is not Intent.MAY_I or len(named) != 1 or wrong):
        return chosen(reading, article, choices, decided, named, wrong, evidence, library)
    if indicated is not None:
        return indicated
    if (paired := pair_ruled(reading, library) or pair_not_held(reading, named, library)) is not None:
        return paired
    if named and (topics := tables_asked(reading)):
        return figured(reading, named, topics, library)
    if article is not None and decided:
        return chosen(reading, article, choices, decided, named, wrong, evidence, library)
    if named and (refuted := denied(reading, named, wrong, library)) is not None:
        return refuted
    open_ = _first_open(choices)
    offered = len(named) > 1 and reading.intent is Intent.CHOOSE and _OFFERING.search(reading.plain) is not None
    if offered and open_ is not None:
        offers = [code for code in named if code in open_.between]
        if article is not None and len(offers) == 1 and all_weighed(reading, article, named):
            # of the codes offered the case leads to one alone, whatever else is open
            return chosen(reading, article, [], offers, named, wrong, evidence, library)
        return _asked(open_, library)
    compared = offered or (len(named) > 1 and re.search(r"\bvs\b|\bversus\b|\bdifferen", reading.plain) is not None)
    if reading.intent is Intent.EXPLAIN or compared or (named and len(named) == 1):
        return _explained(reading, named, evidence, library, only_told=compared)
    if open_ is not None:
        return None if article is not None and _other_matter(reading, article, evidence) else _asked(open_, library)
    if article is not None and not named and _other_matter(reading, article, evidence):
        return None
    return _explained(reading, named, evidence, library)


def _first_open(choices: list[ProcedureChoice]) -> ProcedureChoice | None:
    return next((choice for choice in choices if choice.ask is not None), None)


def _another_article(
    reading: Reading, article: Article, evidence: Evidence, library: Library
) -> tuple[Article, list[ProcedureChoice]] | None:
    """An article of the same family that leads to a code where the deciding one has none: the snare of a screening colonoscopy."""
    others = tuple(match for match in evidence.articles if match.article is not article)
    for match in others:
        if match.article.id in article.related and match.cues and match.article.features:
            choices = chosen_services(reading, match.article, replace(evidence, articles=others), library.articles)
            if any(choice.codes for choice in choices):
                return match.article, choices
    return None


def _another_operation(reading: Reading, evidence: Evidence) -> bool:
    """Whether the operation asked for is one that no article found knows: a craniotomy for a hematoma drains no skin."""
    asked = _OPERATION_ASKED.search(reading.plain)
    if asked is None:
        return False
    known = {word for match in evidence.articles for word in content_tokens(" ".join(_words_of(match.article)))}
    return not set(content_tokens(asked[1])) <= known


def _words_of(article: Article) -> list[str]:
    questions = chain.from_iterable([one.ask, *one.answers, *chain(*one.values.values())] for one in article.features)
    return [article.title, *article.cues, *article.sections.values(), *questions]


def _other_matter(reading: Reading, article: Article, evidence: Evidence) -> bool:
    """Whether the question names a thing of which the article knows nothing, as a drug that is not among its drugs."""
    known = set(content_tokens(" ".join(_words_of(article))))
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


def _modifier_told(reading: Reading, article: Article, library: Library, rulings: list[Ruling]) -> Decision:
    """The modifier that an article is about: what it tells, in short, and what its rulings say of the question."""
    points = [point for section in ("In short", "Report with") for point in from_section(article, section, "", library)]
    said = [quote for ruling in rulings[:1] for one in ruling.sentences if (quote := body_quote(article, one, library))]
    points = [*points[:1], *map(Point, said), *points[1:]]
    modifiers = article.modifiers if len(article.modifiers) == 1 else ()
    return Decision(Action.ANSWER, 0.7, modifiers=modifiers, points=tuple(unique(points)))


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
    points += topic_points(reading, decided, evidence, library, said=points)
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
        verdict=confirmed(reading, named, codes, wrong),
        ask_back=tuple(_question(choice) for choice in open_),
        points=tuple(unique(points)),
        notices=payer_notice(points),
    )


def _question(choice: ProcedureChoice) -> str:
    assert choice.ask is not None
    codes = [code.code for code in choice.between]
    if len(codes) > _MOST_ASKED:
        return f"{choice.ask.ask} It decides between {len(codes)} codes, such as {', '.join(codes[:3])}."
    *others, last = codes
    return f"{choice.ask.ask} It decides between {', '.join(others)} and {last}." if others else f"{choice.ask.ask} It decides {last}."


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
    said = MostTelling.of([quote for passage in ranked for quote in sentence_quotes(passage)], wanted)
    best = list(said.best)
    if named:
        lead = [point.quote for code in named[:3] if (point := next(iter(lead_points([code], library)), None))]
        best = [*lead, *[quote for quote in best if quote not in lead][:3]]
    nearest = evidence.articles[0].article
    if not nearest.features:
        # an article without deciding questions answers with its gist, whatever words it shares with the question
        gist = [point.quote for point in from_section(nearest, "In short", "", library)]
        if said.well:
            gist = [quote for quote in gist if overlap(wanted, quote.text) >= said.least]
        best = [*gist, *[quote for quote in best if quote not in gist]][:4]
    if not best:
        return None
    return Decision(
        Action.ANSWER,
        0.6,
        tuple(assigned(code, reading) for code in named if reading.intent is not Intent.EXPLAIN and not only_told),
        modifiers=modifiers_asked(reading, evidence.articles[0].article),
        points=tuple(Point(quote, code=(FIRST_CODE.match(quote.text) or [None, None])[1]) for quote in best),
    )
