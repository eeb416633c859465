"""What search is asked, and which passages it should find."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.request import Request
from evals.case import Case
from evals.metrics.retrieval import is_gold
from knowledge.passages import TABULAR
from knowledge.records import Article, System


class Kind(StrEnum):
    """What is wanted: the entry of a term, the article of a code family, or the article of a rule."""

    TERM = "clinical terms"
    ARTICLE = "article queries"
    RULE = "rule queries"


@dataclass(frozen=True, slots=True)
class Query:
    """A question, and where its ``gold`` passages lie: the tabular code of a term, else articles."""

    kind: Kind
    request: Request
    gold: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole conversation in a line, for a search that knows no turns."""
        return " ".join([*self.request.turns, self.request.question])

    @property
    def system(self) -> System:
        """The index that holds what is wanted: all articles lie in one, those on ICD-10-CM guidelines too."""
        return System.ICD10CM if self.kind is Kind.TERM else System.CPT

    def rank(self, addresses: Iterable[str]) -> int | None:
        """The place of the first gold passage, from 1, counting only passages of the kind wanted; None if it is missing."""
        wanted = dict.fromkeys(
            address for address in addresses if address.startswith(f"{TABULAR}/") == (self.kind is Kind.TERM)
        )
        return next((place for place, address in enumerate(wanted, 1) if self._is_gold(address)), None)

    def _is_gold(self, address: str) -> bool:
        if self.kind is Kind.TERM:  # an entry beneath counts: its detail is not said
            return any(address.startswith(f"{TABULAR}/{code}") for code in self.gold)
        return any(is_gold(address, gold) for gold in self.gold)


def term_queries(phrases: Iterable[tuple[str, str]]) -> list[Query]:
    """Phrases with the code each should find."""
    return [Query(Kind.TERM, Request(question=phrase), (code,)) for phrase, code in phrases]


def case_queries(cases: Iterable[Case], articles: Sequence[Article]) -> list[Query]:
    """The cases whose gold is an article: of a code family where one has codes of its own, else of a rule."""
    with_codes = {article.id for article in articles if article.codes}
    wanted = [(case, _articles(case.gold)) for case in cases]
    return [
        Query(Kind.ARTICLE if ids & with_codes else Kind.RULE, case.request, case.gold) for case, ids in wanted if ids
    ]


def _articles(gold: Sequence[str]) -> set[str]:
    namespaces = {place.partition("/")[0] for place in gold}
    return namespaces - {TABULAR}
