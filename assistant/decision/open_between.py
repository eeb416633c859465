"""What would tell codes apart and is not told: between articles of one kind, between the codes put forward, between payers."""

from __future__ import annotations

from itertools import chain, product

from assistant.decision.figures import ADDED
from assistant.decision.procedure import ProcedureChoice, described
from assistant.decision.things_described import describe
from assistant.evidence import Evidence
from assistant.question import Intent, Reading
from knowledge.records import Article, ProcedureCode

_OFFERED = 2


def open_between(
    reading: Reading, article: Article, code: ProcedureCode, evidence: Evidence
) -> ProcedureChoice | None:
    """A deciding question that nothing answers where another article, found as well, has the codes of other answers:
    whether what was excised is benign or malignant, and where it lay."""
    silent = {
        feature.name: feature
        for feature, told in zip(article.features, described(reading.plain, article), strict=True)
        if not (told or feature.default or feature.measure)
    }
    asking = [feature.name for feature in article.features]
    others = [
        match.article
        for match in evidence.articles
        if match.cues and (match.article.id in article.related or [one.name for one in match.article.features] == asking)
    ]
    between: dict[str, list[ProcedureCode]] = {}
    for held in chain.from_iterable(other.codes for other in others if other is not article):
        for when, other in product(code.when, held.when):
            apart = {name for name in when.keys() | other.keys() if when.get(name) != other.get(name)}
            if len(apart) == 1 and apart <= silent.keys() & other.keys():
                between.setdefault(apart.pop(), [code]).append(held)
    name = next((name for name in silent if name in between), None)
    return ProcedureChoice((), ask=silent[name], between=tuple(between[name])) if name else None


def payer_between(reading: Reading, article: Article, named: list[ProcedureCode]) -> ProcedureChoice | None:
    """The question for the payer, where nothing but the payer tells the codes offered apart and none is told."""
    told = describe(reading.plain, article)
    payer = next((feature for feature in article.features if feature.name == "payer" and feature.name in told.assumed), None)
    if payer is None or reading.payer is not None or len(named) < _OFFERED:
        return None
    said = {name: values for name, values in told.stated.items() if name not in told.assumed}
    ways = [(code, way) for code in named for way in code.when if all(said.get(n, set(v)) & set(v) for n, v in way.items())]
    for (one, way), (other, another) in product(ways, ways):
        apart = {name for name in way.keys() & another.keys() if not set(way[name]) & set(another[name])}
        if one is not other and apart == {payer.name}:
            return ProcedureChoice((), ask=payer, between=(one, other))
    return None


def apart_of_offered(
    reading: Reading, article: Article, named: list[ProcedureCode], choices: list[ProcedureChoice]
) -> ProcedureChoice | None:
    """The open question that tells apart all the codes put forward for what is described: 58262 and 58291, by weight."""
    told = any(described(reading.plain, article)) and not any(choice.codes for choice in choices)
    if reading.intent is not Intent.MAY_I or ADDED.search(reading.plain) or not told or len(named) < _OFFERED:
        return None
    codes = {code.code for code in named}
    asking = (choice for choice in choices if choice.ask is not None)
    return next((choice for choice in asking if codes <= {code.code for code in choice.between}), None)
