"""The things that a text describes, each with its answers to an article's deciding questions."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from assistant.decision.answers_stated import measured, stated_answers
from assistant.measures import figures
from assistant.topics import find_cues
from knowledge.records import Article, Feature

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


def updated(before: Described, said: Described) -> Described:
    """A thing as a later message tells it anew: what is said again replaces what was said before."""
    spoken = {name: values for name, values in said.stated.items() if name not in said.assumed}
    return Described(
        {**before.stated, **spoken},
        {**before.denied, **said.denied},
        before.assumed - spoken.keys(),
        {**before.first, **said.first},
        {**before.figures, **said.figures},
        before.added_up | said.added_up,
    )


def things(text: str, article: Article) -> list[Described]:
    """The things described, split by the first deciding question: each clause that states another value of it.

    Where lengths are added up (wounds of one depth), those of another group of sites are a thing of their own.
    """
    whole = describe(text, article)
    added_up = any(feature.combine == "sum" for feature in article.features)
    for feature in article.features if added_up else article.features[:1]:
        stated = stated_answers(text, feature)[0]
        places = sorted((at, _group(value, feature, whole, article)) for value, spots in stated.items() for at in spots)
        if len({group for _, group in places}) > 1:
            break
    else:
        return [whole]
    cuts = [0]
    for (_, before), (at, group) in itertools.pairwise(places):
        if group != before:
            breaks = [m.end() for m in CLAUSE.finditer(text, cuts[-1], at) if m.end() > 0]
            previous = [p for p, _ in places if p < at]
            breaks = [b for b in breaks if b > previous[-1]]
            if not breaks and (counted := _COUNTED.search(text, previous[-1], at)) is not None:
                # "1 ak 1 wart": the number begins the second thing
                breaks = [counted.start()]
            if breaks:
                cuts.append(breaks[-1])
    spans = [text[a:b] for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    return [_told_for_all(describe(span, article), whole, feature, article) for span in spans]


def _group(value: str, feature: Feature, whole: Described, article: Article) -> tuple[str, ...]:
    """What an answer shares with others: itself for the first question, for another the codes that it may lead to."""
    first = article.features[0]
    if feature is first:
        return (value,)
    told = whole.stated.get(first.name, set(first.answers))
    alternatives = ((code.code, one) for code in article.codes for one in code.when)
    return tuple(
        code for code, one in alternatives if value in one.get(feature.name, ()) and told & set(one.get(first.name, told))
    )


def _told_for_all(part: Described, whole: Described, apart: Feature, article: Article) -> Described:
    """A part with the answers that the question gives once for all parts, as the site; a figure is each part's own."""
    shared = (feature.name for feature in article.features if feature is not apart and not feature.measure)
    once = {name: whole.stated[name] for name in shared if len(whole.stated.get(name, ())) == 1 and name not in whole.assumed}
    silent = {name: values for name, values in once.items() if name not in part.stated or name in part.assumed}
    return replace(part, stated={**part.stated, **silent}, assumed=part.assumed - silent.keys())


def describe(text: str, article: Article) -> Described:
    """What a text answers of an article's deciding questions, taken as one thing."""
    stated: dict[str, set[str]] = {}
    denied: dict[str, set[str]] = {}
    assumed: set[str] = set()
    counted: dict[str, float] = {}
    added_up: set[str] = set()
    for feature in article.features:
        values, refused = stated_answers(text, feature)
        # what is no Doppler at all is no limited one
        other = {answer for answer in feature.answers if not any(f"{answer}_".startswith(f"{one}_") for one in refused)}
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
