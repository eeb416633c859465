"""Choosing among the procedure codes of an article by its deciding questions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.decision.answers_stated import stated_answers
from assistant.decision.counting import additional_units, counted_units
from assistant.decision.things_described import Described, describe, things, updated
from assistant.measures import figures, is_count
from knowledge.records import Article, Feature, ProcedureCode
from knowledge.wording import spelled_out

_CLEARLY_LONGER = 6
_BARE = re.compile(r"(?<=[a-z][ :])(\d{1,2})(?=\s*(?:,|;|\+|&|/|\band\b|$))")


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
    parts = things(topic, article)
    for turn in later:
        # what is said later about a deciding question replaces what was said before
        said = describe(turn, article)
        parts = [updated(part, said) for part in parts[:1]] if said.spoken or said.denied else parts
    choices = [_with_units(_choose_one(article, part, named), article, part, payer) for part in parts]
    decided = [choice for choice in choices if choice.codes]
    # a second thing that stays open does not hide the one that is decided, and is asked about beside it
    return [*decided, *(choice for choice in choices if choice.ask is not None)] if decided else choices[:1]


def as_one(turns: Sequence[str], article: Article) -> tuple[str, ...]:
    """The messages as one where none answers a deciding question anew: what is only added to is one description."""
    told: dict[str, set[str]] = {}
    for turn in turns:
        said = describe(spelled_out(turn), article)
        for name in said.stated.keys() - said.assumed:
            if told.setdefault(name, said.stated[name]) != said.stated[name]:
                return tuple(turns)
    return (". ".join(turn.rstrip(" .?!") for turn in turns),) if len(turns) > 1 else tuple(turns)


def _with_minutes(text: str, article: Article) -> str:
    """The text of timed therapy with its unit at each figure: "gait 10, manual 13 min" says minutes once for both."""
    timed = any(code.counted and code.counted.rule == "eight minutes" for code in article.codes)
    return _BARE.sub(r"\1 min", text) if timed and figures(text, "minutes") else text


def chosen_as(
    article: Article, code: ProcedureCode, turns: Sequence[str], payer: str | None = None
) -> ProcedureChoice | None:
    """The choice of a code that the question's words name, with its units; None where what is stated speaks against it."""
    part = describe(" ".join(_with_minutes(spelled_out(turn), article) for turn in turns), article)
    if code.when and not _fits(code, part):
        return None
    return _with_units(ProcedureChoice((code,)), article, part, payer)


def described(text: str, article: Article) -> list[bool]:
    """For each deciding question of an article, whether a text answers it by its words."""
    return [bool(stated_answers(text, feature)[0]) for feature in article.features]


def possible(text: str, article: Article) -> bool:
    """Whether what a text states leaves any code of the article standing."""
    told = describe(text, article)
    return any(_fits(code, told) for code in article.codes if code.when)


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
