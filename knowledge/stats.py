"""How much the library covers: articles, codes and terms by field, and often asked codes that no article covers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from knowledge.passages import Tree
from knowledge.records import Article, Level, Term

OFTEN_ASKED = "often-asked.yaml"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts by family of articles and by chapter of the tabular list.

    ``reviewed`` counts the articles that had their second reading; ``categories`` and ``all_categories`` count
    three-character categories of a chapter with a term, and all of them;
    ``uncovered`` are the often asked codes without an article, by field.
    """

    articles: Mapping[str, int]
    reviewed: Mapping[str, int]
    codes: Mapping[str, int]
    code_total: int
    terms: Mapping[str, int]
    categories: Mapping[str, int]
    all_categories: Mapping[str, int]
    three_wordings: int
    uncovered: Mapping[str, tuple[str, ...]]
    often_asked: int


def coverage(articles: Sequence[Article], terms: Sequence[Term], tree: Tree, often_asked: Path) -> Coverage:
    """Count what articles and terms cover; ``often_asked`` is the file of codes by field."""
    chapters = {
        code: next(above.code for above in [*tree.ancestors(code)] if above.level is Level.CHAPTER)
        for code, entry in tree.entries.items()
        if entry.level not in {Level.CHAPTER, Level.SECTION}
    }
    covered = {code.code for article in articles for code in article.codes}
    codes: dict[str, set[str]] = {}
    for article in articles:
        codes.setdefault(article.family, set()).update(code.code for code in article.codes)
    categories = {term.code[:3] for term in terms}
    wordings = Counter(term.code for term in terms)
    fields = {
        field: [str(code) for code in listed]
        for field, listed in yaml.safe_load(often_asked.read_text(encoding="utf-8")).items()
    }
    return Coverage(
        articles=dict(sorted(Counter(article.family for article in articles).items())),
        reviewed=Counter(article.family for article in articles if article.reviewed is not None),
        codes={family: len(held) for family, held in sorted(codes.items())},
        code_total=len(covered),
        terms=_in_order(Counter(chapters[term.code] for term in terms if term.code in chapters)),
        categories=_in_order(Counter(chapters[code] for code in categories if code in chapters)),
        all_categories=_in_order(Counter(chapter for code, chapter in chapters.items() if len(code) == len("A00"))),
        three_wordings=sum(1 for times in wordings.values() if times >= 3),
        uncovered={
            field: missing
            for field, listed in fields.items()
            if (missing := tuple(code for code in listed if code not in covered))
        },
        often_asked=sum(len(listed) for listed in fields.values()),
    )


def _in_order(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: int(item[0].split()[-1])))
