"""Which modifier fits what happened: the circumstances that the articles on modifiers name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import Action
from assistant.circumstances import of_operations
from assistant.decision import modifier_wanted
from assistant.decision.article_quotes import assigned, body_quote, from_section, lead_points, payer_notice, unique
from assistant.decision.family import decide_family
from assistant.decision.ruled import on_the_visit
from assistant.draft import Choice, Decision, Point
from assistant.evidence import Evidence
from assistant.question import Intent, Reading
from assistant.topics import ArticleMatch, find_cues, matching_articles
from knowledge.claims.modifiers import DISTINCT, VISIT_ONLY, is_visit
from knowledge.library import Library
from knowledge.records import Article, Circumstance, System

# "90 days" and "58 years" are no modifiers
_NO_UNIT = r"(?!\s*(?:-|days?|day|weeks?|wks?|months?|hours?|hrs?|min\w*|years?|yo|yrs?|mg|ml|mcg|cm|mm|kg|units?|percent|%))"
# "under GA" is anesthesia
_NAMED = re.compile(rf"(?<!under )\b(\d\d|[a-z][a-z0-9])\b{_NO_UNIT}")
# Two of them set against each other ask for one, whether or not the word is said: *25 or 57 on 99203*.
_OFFERED = re.compile(
    rf"\b(\d\d|[a-z][a-z0-9])\b(?:,? or|,? vs\.?|,? versus) (?:a |an |the |mod(?:ifier)? |-)?(\d\d|[a-z][a-z0-9])\b{_NO_UNIT}"
)
# Modifiers that are spelled like English words or abbreviations of other things.
_WORDS = frozenset({"AS", "AT", "PT", "CO", "GO", "AI", "TC", "AA", "AD", "RI", "RC"})
# Where codes are asked for as well, the modifier alone is no answer.
_CODE_TOO = re.compile(r"\bcpts?\b|\bcodes?\b|\bhcpcs\b|\be/m\b ?(?:\+|and|with|level)")
# "the modifier on the surgical code" tells where it goes
_ITS_PLACE = re.compile(r"\b(?:on|to|with) (?:the |his |her |our |my |that |this )?(?:\w+ ){0,2}codes?\b")
_CODES_TOO = re.compile(r"\bcodes\b|\bcpts\b")
# Modifiers that may stand beside another: the part claimed, the side, the repeat.
_ALONGSIDE = ({"26", "TC"}, {"76", "77", "91"}, {"RT", "LT", "50"})
# A modifier that is on the line already is not the one asked for.
_BESIDE_IT = re.compile(r"\belse\b|\bbesides\b|\balready\b|\bin addition to\b|\bother than\b|\bon top of\b|\bgoes? with (?:the )?(?:mod(?:ifier)? )?[a-z0-9]{2}\b")
_EVALUATION = "evaluation-and-management"
_VISITS = ("office-visit",)
# Nearness of a section to the question (0 to 1) and lead over the next article, set on the development cases.
_NEAR, _MARGIN, _FURTHER = 0.4, 0.03, 0.15
_DEPTH, _LONGEST = 60, 500
# "no anesthesiologist directing" tells of no direction
_DENIED = re.compile(r"\b(?:no|not|never|without) (?:\w+ )?$")
# At least so much of a circumstance has to be told.
_HALF = 0.5
# What a circumstance told in full adds to the nearness of its article.
_TOLD = 0.3
_FOUND_BY_SEARCH = 0.6


def told(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """The modifier that fits what the question describes; None where it asks for none or nothing held fits.

    Where the question offers several modifiers only these are weighed; where it names one it asks about that one, unless it
    asks what goes beside it. Codes named, or asked for too, are assigned with the modifier on the one that takes it.
    """
    held = {modifier for article in library.articles for modifier in article.modifiers}
    known = held - _WORDS
    against = next((set(pair) for pair in _OFFERED.findall(reading.plain) if {one.upper() for one in pair} <= held), set())
    if not against and not modifier_wanted.wanted(reading):
        return None
    offered = {name.upper() for name in _NAMED.findall(reading.plain)} & known | {one.upper() for one in against}
    offered |= {modifier for mention in reading.mentions for modifier in mention.modifiers}
    if _BESIDE_IT.search(reading.plain) or (not against and modifier_wanted.told_before(reading, offered)):
        given, offered = offered, set()
    else:
        given = set()
    if len(offered) == 1:
        return None
    text = f"{reading.plain} {evidence.marks} {_operation(reading, evidence, library)}"
    fitting = [
        (fit, article, circumstance)
        for article in library.articles
        for circumstance in article.circumstances
        if (fit := _fit(text, circumstance))
        and (not offered or circumstance.modifier in offered)
        and circumstance.modifier not in given
    ]
    fitting = fitting or _closer(text, against, library)
    if fitting:
        fitting.sort(key=lambda found: found[0], reverse=True)
        return _decision([(article, circumstance) for _, article, circumstance in fitting], reading, evidence, library)
    if offered or _wants_code(reading) or not modifier_wanted.named_so(reading):
        return None
    open_ = _which_one(reading, library)
    if open_ is not None:
        return open_
    # two codes named: which modifier parts them is said by their own articles and pairs, and not by the words around
    between_codes = len({mention.code for mention in reading.mentions}) > 1
    nearest = None if between_codes else _nearest(reading, text, library)
    return _told_of(*nearest, library) if nearest is not None else None


def _closer(text: str, against: set[str], library: Library) -> list[tuple[tuple[int, int], Article, Circumstance]]:
    """Of two modifiers set against each other the circumstance that is told more of; none where both or neither are."""
    told: dict[str, tuple[float, Article, Circumstance]] = {}
    for article in library.articles:
        for one in article.circumstances:
            if one.modifier.lower() not in against or find_cues(text, one.unless):
                continue
            share = sum(bool(find_cues(text, group)) for group in one.cues) / len(one.cues)
            if share > told.get(one.modifier, (0.0,))[0]:
                told[one.modifier] = share, article, one
    ranked = sorted(told.values(), key=lambda held: -held[0])
    if not ranked or ranked[0][0] < _HALF or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return []
    _, article, best = ranked[0]
    return [((len(best.cues), 0), article, best)]


def _operation(reading: Reading, evidence: Evidence, library: Library) -> str:
    """The mark of the operation told in words, where no code of one is named."""
    if any(not is_visit(mention.code) for mention in reading.mentions):
        return ""
    in_words = matching_articles(replace(reading, mentions=()), evidence.words, None, library)
    told = (one.article for one in in_words if one.cues and one.article.features and one.article.family != _EVALUATION)
    first = next(told, None)
    return of_operations(first.codes) if first is not None else ""


def fitting(plain: str, library: Library) -> list[tuple[tuple[int, int], Article, Circumstance]]:
    """The circumstances that a text describes, each with how closely and its article, the closest first."""
    found = [
        (fit, article, circumstance)
        for article in library.articles
        for circumstance in article.circumstances
        if (fit := _fit(plain, circumstance))
    ]
    return sorted(found, key=lambda one: one[0], reverse=True)


def asks_codes_too(reading: Reading) -> bool:
    """Whether codes are asked for beside their modifier, and none is named."""
    return _wants_code(reading) and not reading.mentions


def _wants_code(reading: Reading) -> bool:
    return _CODE_TOO.search(_ITS_PLACE.sub(" ", reading.plain)) is not None


def _which_one(reading: Reading, library: Library) -> Decision | None:
    """What is asked back where a set of modifiers is named (the toe modifier) and not which of them; None where none is."""
    for article in library.articles:
        which = article.title.partition(": ")[2]
        named = any(cue.endswith(" modifier") for *_, cue in find_cues(reading.plain, article.cues))
        if len(article.modifiers) > 1 and which.startswith("which ") and named:
            sided = any("left" in group for one in article.circumstances for group in one.cues)
            asked = f"{which.capitalize()}{', left or right' if sided else ''}? It decides between {', '.join(article.modifiers)}."
            return Decision(Action.CLARIFY, 0.6, ask_back=(asked,), points=tuple(from_section(article, "In short", "", library)))
    return None


def _nearest(reading: Reading, text: str, library: Library) -> tuple[Article, str] | None:
    """The article on modifiers that is clearly nearest to what happened, and which of its modifiers; None where none is.

    Nearness is what search finds of its sections and the share of a circumstance that is told.
    """
    on_modifiers = {article.id: article for article in library.articles if article.modifiers}
    scores: dict[str, list[float]] = {}
    for hit in library.search.passages(reading.text[:_LONGEST], System.CPT, _DEPTH):
        name = hit.passage.address.partition("/")[0]
        if name in on_modifiers:
            scores.setdefault(name, []).append(hit.score)
    weighed = []
    for name, held in scores.items():
        share, modifier = _best_told(text, on_modifiers[name])
        # what several sections of an article say counts a little beside the nearest one
        near = held[0] + _FURTHER * sum(held[:3])
        weighed.append((near + (_TOLD * share if share >= _HALF else 0.0), near, name, modifier))
    ranked = sorted(weighed, reverse=True)
    if not ranked or ranked[0][1] < _NEAR or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _MARGIN):
        return None
    *_, name, modifier = ranked[0]
    return (on_modifiers[name], modifier) if modifier else None


def _best_told(text: str, article: Article) -> tuple[float, str]:
    """The largest share of a circumstance of the article that a text tells, and its modifier, or the only one it has."""
    told = [
        (sum(bool(find_cues(text, group)) for group in one.cues) / len(one.cues), one.modifier)
        for one in article.circumstances
        if not find_cues(text, one.unless)
    ]
    only = article.modifiers[0] if len(article.modifiers) == 1 else ""
    return max(told, key=lambda one: one[0], default=(0.0, only)) if not only else (max((one for one, _ in told), default=0.0), only)


def _told_of(article: Article, modifier: str, library: Library) -> Decision:
    """The modifier of an article that search alone found: what it tells in short, and when it is right."""
    points = [point for section in ("In short", "Report with") for point in from_section(article, section, "", library)]
    return Decision(
        Action.ANSWER,
        _FOUND_BY_SEARCH,
        modifiers=(modifier,),
        points=tuple(unique(points)),
        notices=payer_notice(points),
    )


def _fit(plain: str, circumstance: Circumstance) -> tuple[int, int] | None:
    """How closely a circumstance is described: its groups of cues, and the characters that state them."""
    if _affirmed(plain, circumstance.unless):
        return None
    groups = [_affirmed(plain, group) for group in circumstance.cues]
    if not all(groups):
        return None
    return len(groups), sum(max(end - start for start, end, _ in group) for group in groups)


def _affirmed(plain: str, cues: tuple[str, ...]) -> list[tuple[int, int, str]]:
    """Where cues stand in a text and are not denied."""
    return [found for found in find_cues(plain, cues) if not _DENIED.search(plain[: found[0]])]


def _decision(
    fitting: Sequence[tuple[Article, Circumstance]], reading: Reading, evidence: Evidence, library: Library
) -> Decision:
    """The modifier that fits best, with those that stand beside it, and the codes that take it."""
    (article, circumstance), *others = fitting
    told = [circumstance.modifier]
    quotes = [body_quote(article, circumstance.sentence, library)]
    for other, further in others:
        axis = next((axis for axis in _ALONGSIDE if further.modifier in axis), None)
        if axis is not None and not axis & set(told):
            told.append(further.modifier)
            quotes.append(body_quote(other, further.sentence, library))
    points = [Point(quote) for quote in quotes if quote]
    points += [
        point for section in ("In short", "Report with") for point in from_section(article, section, "", library)
    ]
    choices, about = _codes(circumstance.modifier, reading, evidence, library)
    return Decision(
        Action.ANSWER,
        0.8,
        _with(choices, told),
        modifiers=tuple(told),
        points=tuple(unique([*points[:1], *about, *points[1:]])),
        notices=payer_notice(points),
    )


def _with(choices: Sequence[Choice], told: Sequence[str]) -> tuple[Choice, ...]:
    """The codes with the modifiers told, where they take them: those of a visit go on the visit, the others on what is none."""
    lines = sum(not is_visit(choice.code) for choice in choices)
    # of two procedures the one of column 2 takes it, which only the table of pairs tells
    procedures = tuple(one for one in told if one not in VISIT_ONLY and not (one in DISTINCT and lines > 1))
    return tuple(
        choice
        if is_visit(choice.code)
        else replace(choice, modifiers=(*(one for one in procedures if one not in choice.modifiers), *choice.modifiers))
        for choice in on_the_visit(choices, told)
    )


def _codes(
    modifier: str, reading: Reading, evidence: Evidence, library: Library
) -> tuple[list[Choice], list[Point]]:
    """The codes that the question is about: those it names that take the modifier, else those it asks for."""
    held = {code.code: code for article in library.articles for code in article.codes}
    named = [held[code] for code in dict.fromkeys(mention.code for mention in reading.mentions) if code in held]
    taking = [code for code in named if (modifier in VISIT_ONLY) is is_visit(code.code)]
    sided = replace(reading, intent=Intent.CHOOSE)
    if taking:
        kept = named if len(named) > len(taking) and modifier in VISIT_ONLY else taking
        return [assigned(code, sided) for code in kept], lead_points(kept, library)
    if not _wants_code(reading):
        return [], []
    visits = _EVALUATION if modifier in VISIT_ONLY else None
    found = tuple(
        match
        for match in evidence.articles
        if not match.article.modifiers and match.article.features and visits in {None, match.article.family}
    )
    if visits and not found:
        found = tuple(ArticleMatch(one, (), ()) for one in library.articles if one.id in _VISITS)
    parts = [found]
    if visits and _CODES_TOO.search(reading.plain):
        # the operation that was decided on is to be coded as well
        parts.append(tuple(match for match in evidence.articles if match.article.features and match.article.family != visits))
    choices: list[Choice] = []
    points: list[Point] = []
    for part in parts:
        decided = decide_family(sided, replace(evidence, articles=part), library) if part else None
        if decided is not None and decided.action is Action.ANSWER:
            choices += [choice for choice in decided.choices if choice.code not in {one.code for one in choices}]
            points += [point for point in decided.points if point.code in {choice.code for choice in choices}]
    return choices, points
