"""Does the same question get the same answer when it is asked again?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evals.families import family
from evals.outcome import Outcome, Record
from evals.score import ScoredCase
from evals.statistics import Figure, figure


@dataclass(frozen=True, slots=True)
class Stability:
    """Over ``repeats`` runs: the share of repeats that do the same with the same codes, units and verdict as the first
    did, the share in the same words, and the cases that differ."""

    repeats: int
    same: Figure | None
    same_words: Figure | None
    differing: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The public form."""
        return {"repeats": self.repeats, "same": self.same.as_json() if self.same else None,
                "same_words": self.same_words.as_json() if self.same_words else None, "differing": list(self.differing)}


def stability(scored: Sequence[ScoredCase], further: Sequence[Sequence[Record]]) -> Stability:
    """The first run's cases beside the further runs' records, which are in the same order. What broke counts for none."""
    same, words, families, differing = [], [], [], []
    for at, one in enumerate(scored):
        others = [run[at] for run in further]
        answered = [other for other in others if isinstance(other, Outcome)]
        if not isinstance(one.record, Outcome) or not answered:
            continue
        alike = [_decided(other) == _decided(one.record) for other in answered]
        same.append(sum(alike) / len(alike))
        words.append(sum(other.answer.text == one.record.answer.text for other in answered) / len(answered))
        families.append(family(one.case))
        if not all(alike):
            differing.append(one.case.id)
    return Stability(1 + len(further), figure(same, families), figure(words, families), tuple(differing))


def _decided(outcome: Outcome) -> object:
    answer = outcome.answer
    codes = sorted((code.code, tuple(code.modifiers), code.units or 0) for code in answer.codes)
    return answer.action, codes, answer.verdict, sorted(answer.modifiers)
