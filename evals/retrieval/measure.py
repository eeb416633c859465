"""Recall and reciprocal rank of every search on every kind of query."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tqdm import tqdm

from evals.report.terminal import aligned, with_interval
from evals.retrieval.queries import Kind, Query
from evals.retrieval.searches import Ranking
from evals.statistics import Figure, figure

DEPTHS = (1, 5, 10)


@dataclass(frozen=True, slots=True)
class Line:
    """One search on one kind of query. ``mrr`` counts what is not among the first ten as not found."""

    kind: Kind
    search: str
    recall: dict[int, Figure]
    mrr: Figure


def measure(searches: Mapping[str, Ranking], queries: Sequence[Query], *, bar: bool = True) -> list[Line]:
    """A line for every kind of query that is asked and every search, in their order."""
    lines = []
    for kind in Kind:
        asked = [query for query in queries if query.kind is kind]
        for name, search in searches.items():
            told = tqdm(asked, desc=f"{kind}, {name}", unit="query", file=sys.stderr, disable=not bar)
            ranks = [query.rank(search(query)) for query in told]
            lines += _lines(kind, name, [rank if rank and rank <= DEPTHS[-1] else None for rank in ranks])
    return lines


def _lines(kind: Kind, name: str, ranks: Sequence[int | None]) -> list[Line]:
    """The line of some ranks; none where nothing was asked."""
    recall = {depth: figure([float(rank is not None and rank <= depth) for rank in ranks]) for depth in DEPTHS}
    mrr = figure([1 / rank if rank else 0.0 for rank in ranks])
    known = {depth: found for depth, found in recall.items() if found is not None}
    return [Line(kind, name, known, mrr)] if mrr is not None else []


def table(lines: Sequence[Line]) -> str:
    """A block for each kind of query: its searches with their figures in % and 95 % intervals."""
    rows: list[list[str]] = []
    for kind in dict.fromkeys(line.kind for line in lines):
        own = [line for line in lines if line.kind is kind]
        rows.append([f"{kind} ({own[0].mrr.n})", *(f"recall@{depth} %" for depth in DEPTHS), "MRR@10 %"])
        rows += [
            [f"  {line.search}", *map(with_interval, line.recall.values()), with_interval(line.mrr)] for line in own
        ]
    return aligned(rows) if rows else "nothing was asked"


def as_json(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The lines as plain data."""
    return [
        {
            "queries": line.kind.value,
            "search": line.search,
            **{f"recall@{depth}": found.as_json() for depth, found in line.recall.items()},
            "mrr@10": line.mrr.as_json(),
        }
        for line in lines
    ]
