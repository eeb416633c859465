"""How often plain wording finds its code first, and among the first five and ten."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.request import Request
from evals.statistics import wilson
from evals.subject import Subject
from knowledge.passages import TABULAR

SET_ASIDE = Path(__file__).with_name("set-aside.csv")
DEPTHS = (1, 5, 10)


@dataclass(frozen=True, slots=True)
class Recall:
    """Of ``n`` phrases, how many found their code among the first so many; ``missed`` are those not among the last."""

    n: int
    found: dict[int, int]
    missed: tuple[str, ...]

    def __str__(self) -> str:
        parts = []
        for depth, hits in self.found.items():
            low, high = wilson(hits, self.n)
            parts.append(f"recall@{depth} {hits / self.n:.1%} [{low:.0%}–{high:.0%}]")
        return f"{self.n} phrases: {', '.join(parts)}"


def read_phrases(path: Path = SET_ASIDE) -> list[tuple[str, str]]:
    """The phrases with the code each should find, at the level the wording fixes."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [(row["phrase"], row["code"]) for row in csv.DictReader(lines)]


def measure(subject: Subject, phrases: Sequence[tuple[str, str]]) -> Recall:
    """Look every phrase up as a question. An entry beneath the wanted one counts as found: its detail is not said."""
    ranks = [_rank(subject, phrase, code) for phrase, code in phrases]
    found = {depth: sum(1 for rank in ranks if rank is not None and rank <= depth) for depth in DEPTHS}
    missed = tuple(
        f"{phrase} → {code}" for (phrase, code), rank in zip(phrases, ranks, strict=True) if rank is None or rank > DEPTHS[-1]
    )
    return Recall(len(phrases), found, missed)


def _rank(subject: Subject, phrase: str, code: str) -> int | None:
    entries = [
        passage.address.partition("/")[2]
        for passage in subject.retrieve(Request(question=phrase))
        if passage.address.startswith(f"{TABULAR}/")
    ]
    return next((rank for rank, entry in enumerate(entries, 1) if entry.startswith(code)), None)
