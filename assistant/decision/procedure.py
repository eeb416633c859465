"""Choosing among the procedure codes of an article by its deciding questions."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.decision.answers_stated import measured, stated_answers
from assistant.decision.counting import additional_units, counted_units
from assistant.measures import figures, is_count
from assistant.topics import find_cues
from knowledge.records import Article, Feature, ProcedureCode
from knowledge.wording import spelled_out

_CLEARLY_LONGER = 6
_BARE = re.compile(r"(?<=[a-z][ :])(\d{1,2})(?=\s*(?:,|;|\+|&|/|\band\b|$))")
_COUNTED = re.compile(r"\b(?:\d+|one|two|three|four|five|an?)\s+$")
CLAUSE = re.compile(r"[.;\n]|,\s|\+|&|\bplus\b|\band\b|\bmixed with\b|\balso\b|\bthen\b")


def clause_around(text: str, start: int, end: int) -> str:
    """The clause of a text in which a stretch of it stands."""
    opened, closed = clause_of(text, start, end)
    return text[opened:closed]


def clause_of(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the clause in which a stretch of a text stands begins and ends."""
    opened = max((found.end() for found in CLAUSE.finditer(text, 0, start)), default=0)
    return opened, next((found.start() for found in CLAUSE.finditer(text, end)), len(text))


@dataclass(frozen=True, slots=True)
class Described:
    """One thing described in a question: the answers stated to each deciding question, and those ruled out.

    ``assumed`` are the questions that silence answers, ``first`` is how many characters state each answer to the first
    question, ``figures`` are amounts by measure, ``added_up`` the measures of which several figures were added.
    """

    stated: dict[str, set[str]]
    denied: dict[str, set[str]]
    assumed: frozenset[str] = frozenset()
    first: Mapping[str, int] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)
    added_up: frozenset[str] = frozenset()

    @property
    def spoken(self) -> bool:
        """Whether any deciding question is answered by the words, not by silence."""
        return bool(self.stated.keys() - self.assumed)


@dataclass(frozen=True, slots=True)
class ProcedureChoice:
    """What the deciding questions lead to: codes that fit, or the feature to ask about and what it separates.

    ``units`` are those that figures make, ``minutes`` those of timed therapy, whose units a payer may share out.
    """

    codes: tuple[ProcedureCode, ...]
    units: Mapping[str, int] = field(default_factory=dict)
    minutes: Mapping[str, float] = field(default_factory=dict)
    ask: Feature | None = None
    between: tuple[ProcedureCode, ...] = ()
    contradicted: tuple[str, ...] = ()


def choose(
    article: Article, turns: Sequence[str], named: Collection[str], payer: str | None = None
) -> list[ProcedureChoice]:
    """One choice for each thing described in the messages of a topic (donor chips and local bone are two).

    ``named`` are the codes that the question names, ``payer`` by whose rule units are counted.
    """
    topic, *later = [_with_minutes(spelled_out(turn), article) for turn in turns]
    parts = _parts(topic, article)
    for turn in later:
        # what is said later about a deciding question replaces what was said before
        said = _described(turn, article)
        parts = [_updated(part, said) for part in parts[:1]] if said.spoken or said.denied else parts
    choices = [_with_units(_choose_one(article, part, named), article, part, payer) for part in parts]
    decided = [choice for choice in choices if choice.codes]
    # a second thing that stays open does not hide the one that is decided, and is asked about beside it
    return [*decided, *(choice for choice in choices if choice.ask is not None)] if decided else choices[:1]


def _with_minutes(text: str, article: Article) -> str:
    """The text of timed therapy with its unit at each figure: "gait 10, manual 13 min" says minutes once for both."""
    timed = any(code.counted and code.counted.rule == "eight minutes" for code in article.codes)
    return _BARE.sub(r"\1 min", text) if timed and figures(text, "minutes") else text


def chosen_as(
    article: Article, code: ProcedureCode, turns: Sequence[str], payer: str | None = None
) -> ProcedureChoice | None:
    """The choice of a code that the question's words name, with its units; None where what is stated speaks against it."""
    part = _described(" ".join(_with_minutes(spelled_out(turn), article) for turn in turns), article)
    if code.when and not _fits(code, part):
        return None
    return _with_units(ProcedureChoice((code,)), article, part, payer)


def described(text: str, article: Article) -> list[bool]:
    """For each deciding question of an article, whether a text answers it by its words."""
    return [bool(stated_answers(text, feature)[0]) for feature in article.features]


def possible(text: str, article: Article) -> bool:
    """Whether what a text states leaves any code of the article standing."""
    told = _described(text, article)
    return any(_fits(code, told) for code in article.codes if code.when)


def _updated(before: Described, said: Described) -> Described:
    spoken = {name: values for name, values in said.stated.items() if name not in said.assumed}
    return Described(
        {**before.stated, **spoken},
        {**before.denied, **said.denied},
        before.assumed - spoken.keys(),
        {**before.first, **said.first},
        {**before.figures, **said.figures},
        before.added_up | said.added_up,
    )


def _with_units(choice: ProcedureChoice, article: Article, part: Described, payer: str | None) -> ProcedureChoice:
    """The choice with the units that its figures make, and the add-on codes that count what goes beyond the primary."""
    if not choice.codes:
        return choice
    held = {code.code: code for code in article.codes}
    codes = [*choice.codes, *(code for code in article.codes if _added(code, part) and code not in choice.codes)]
    units = {code.code: 1 for code in choice.codes if _several_in_one(code, article, part)}
    minutes: dict[str, float] = {}
    for code in tuple(codes):
        amount = part.figures.get(code.counted.measure) if code.counted else None
        if code.counted is not None and amount is not None:
            units[code.code] = counted_units(code.counted, amount)
            if code.counted.rule == "eight minutes":
                minutes[code.code] = amount
        for more in code.each_additional:
            number = additional_units(more, part.figures.get(more.counted, 0), payer)
            if number:
                codes.append(held.get(more.code) or ProcedureCode(more.code, ""))
                units |= {code.code: 1, more.code: number}
    return replace(choice, codes=tuple(codes), units=units, minutes=minutes)


def _several_in_one(code: ProcedureCode, article: Article, part: Described) -> bool:
    """Whether several things counted or added up make one unit of the code: four muscles, two repairs of one group."""
    deciding = {name for alternative in code.when for name in alternative}
    return any(
        feature.name in deciding
        and part.figures.get(feature.measure, 0) > 1
        and (is_count(feature.measure) or feature.measure in part.added_up)
        for feature in article.features
        if feature.measure
    )


def _added(code: ProcedureCode, part: Described) -> bool:
    """Whether an add-on's own question is answered, and by words."""
    return any(
        all(part.stated.get(name, set()) & set(values) for name, values in alternative.items())
        and bool(alternative.keys() - part.assumed)
        for alternative in code.added_when
    )


def _choose_one(article: Article, part: Described, named: Collection[str]) -> ProcedureChoice:
    coded = [code for code in article.codes if code.when]
    fitting = [code for code in coded if _fits(code, part)]
    of_named = [code for code in fitting if code.code in named]
    contradicted = tuple(code.code for code in coded if code.code in named and code not in fitting)
    if (of_named and len(of_named) > 1) or (of_named and not part.spoken):
        fitting = of_named
    proven = [code for code in fitting if _proven(code, part)]
    # what silence means decides by itself only where no code is named
    enough = part.spoken or (bool(part.assumed) and not named)
    if len(proven) > 1:
        # "ureteroscopy with lithotripsy and a stent" says more than the ureteroscopy in it
        proven = _told_most_of(article.features[0], proven, part) or proven
    if len(proven) == 1 and enough:
        return ProcedureChoice((proven[0],), contradicted=contradicted)
    if not fitting:
        return ProcedureChoice((), contradicted=contradicted)
    ask = next(
        (feature for feature in article.features if feature.name not in part.stated and _separates(feature, fitting)),
        None,
    )
    if len(fitting) == 1 and ask is None and enough:
        return ProcedureChoice((fitting[0],), contradicted=contradicted)
    if ask is None:
        ask = next(
            (
                feature
                for feature in article.features
                if feature.name not in part.stated
                and any(feature.name in alternative for code in fitting for alternative in code.when)
            ),
            None,
        )
    return ProcedureChoice((), ask=ask, between=tuple(fitting), contradicted=contradicted)


def _told_most_of(first: Feature, codes: Sequence[ProcedureCode], part: Described) -> list[ProcedureCode]:
    """The code whose answer to the first deciding question is stated at clearly greater length than any other's."""

    def length(code: ProcedureCode) -> int:
        told = (value for alternative in code.when for value in alternative.get(first.name, ()))
        return max((part.first.get(value, 0) for value in told), default=0)

    ranked = sorted(codes, key=length, reverse=True)
    return ranked[:1] if length(ranked[0]) - length(ranked[1]) >= _CLEARLY_LONGER else []


def _fits(code: ProcedureCode, part: Described) -> bool:
    """Whether nothing stated speaks against the code."""
    return any(
        all(
            (name not in part.stated or part.stated[name] & set(values))
            and not set(values) <= part.denied.get(name, set())
            for name, values in alternative.items()
        )
        for alternative in code.when
    )


def _proven(code: ProcedureCode, part: Described) -> bool:
    """Whether everything the code needs is stated."""
    return any(
        all(part.stated.get(name, set()) & set(values) for name, values in alternative.items())
        for alternative in code.when
    )


def _separates(feature: Feature, codes: Sequence[ProcedureCode]) -> bool:
    wanted = set()
    for code in codes:
        # an alternative that leaves the feature out says nothing about it where another one speaks of it
        told = [alternative[feature.name] for alternative in code.when if feature.name in alternative]
        wanted.add(frozenset(value for values in told for value in values) or frozenset(feature.answers))
    return len(wanted) > 1


def _parts(text: str, article: Article) -> list[Described]:
    """The things described, split by the first deciding question: each clause that states another value of it."""
    first, *_ = article.features
    places = sorted((at, value) for value, spots in stated_answers(text, first)[0].items() for at in spots)
    if len({value for _, value in places}) < 2:
        return [_described(text, article)]
    cuts = [0]
    for (_, before), (at, value) in itertools.pairwise(places):
        if value != before:
            breaks = [m.end() for m in CLAUSE.finditer(text, cuts[-1], at) if m.end() > 0]
            previous = [p for p, v in places if p < at]
            breaks = [b for b in breaks if b > previous[-1]]
            if not breaks and (counted := _COUNTED.search(text, previous[-1], at)) is not None:
                # "1 ak 1 wart": the number begins the second thing
                breaks = [counted.start()]
            if breaks:
                cuts.append(breaks[-1])
    spans = [text[a:b] for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    whole = _described(text, article)
    return [_told_for_all(_described(span, article), whole, article) for span in spans]


def _told_for_all(part: Described, whole: Described, article: Article) -> Described:
    """A part with the answers that the question gives once for all parts, as the site; a figure is each part's own."""
    once = {
        feature.name: whole.stated[feature.name]
        for feature in article.features[1:]
        if not feature.measure and len(whole.stated.get(feature.name, ())) == 1 and feature.name not in whole.assumed
    }
    silent = {name: values for name, values in once.items() if name not in part.stated or name in part.assumed}
    return replace(part, stated={**part.stated, **silent}, assumed=part.assumed - silent.keys())


def _described(text: str, article: Article) -> Described:
    stated: dict[str, set[str]] = {}
    denied: dict[str, set[str]] = {}
    assumed: set[str] = set()
    counted: dict[str, float] = {}
    added_up: set[str] = set()
    for feature in article.features:
        values, refused = stated_answers(text, feature)
        other = set(feature.answers) - refused
        if not values and refused and len(other) == 1:
            # no other cut leaves the same one
            stated[feature.name] = other
        if values:
            stated[feature.name] = set(values)
        if refused:
            denied[feature.name] = refused
        if feature.name not in stated and feature.default and feature.default not in refused:
            stated[feature.name] = {feature.default}
            assumed.add(feature.name)
        amount = measured(text, feature)
        if amount is not None:
            counted[feature.measure] = amount[1]
            if feature.combine == "sum" and len(figures(text, feature.measure)) > 1:
                added_up.add(feature.measure)
    for measure in article.measures - counted.keys():
        if found := figures(text, measure):
            counted[measure] = max(value for _, value in found)
    lead = article.features[0]
    owner = {cue: value for value, cues in lead.values.items() for cue in cues}
    first: dict[str, int] = {}
    for start, end, cue in find_cues(text, tuple(owner)):
        first[owner[cue]] = max(first.get(owner[cue], 0), end - start)
    return Described(stated, denied, frozenset(assumed), first, counted, frozenset(added_up))
