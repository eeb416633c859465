"""Is an answer as often right as it is sure?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.answer import Action
from evals.outcome import Outcome
from evals.score import ScoredCase
from evals.statistics import Figure, figure

_BINS = 10
_SURE_OF_SOMETHING = {Action.ANSWER, Action.CORRECT_PREMISE}
LEVELS = ("high", "moderate", "low")


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose confidence lies in a tenth of 0..1: their mean confidence and how many are right."""

    confidence: float
    right: Figure


@dataclass(frozen=True, slots=True)
class Calibration:
    """``bins`` from unsure to sure, without empty ones; ``levels`` by the word the answer gives; ``ece`` is the expected
    calibration error, the mean distance of confidence and share right weighted by answers, None without answers."""

    bins: tuple[Bin, ...]
    levels: dict[str, Figure]
    ece: float | None

    def as_json(self) -> dict[str, Any]:
        """The public form."""
        return {"ece": None if self.ece is None else round(self.ece, 4),
                "levels": {name: value.as_json() for name, value in self.levels.items()},
                "bins": [{"confidence": round(one.confidence, 4), **one.right.as_json()} for one in self.bins]}


def calibration(scored: Sequence[ScoredCase]) -> Calibration:
    """Over judged answers and corrected premises. An abstention, refusal or question back states nothing to be sure of."""
    judged = [(one.record.answer.confidence, float(one.is_right)) for one in scored
              if isinstance(one.record, Outcome) and one.is_right is not None
              and one.record.answer.action in _SURE_OF_SOMETHING]
    binned: dict[int, list[tuple[float, float]]] = {}
    for confidence, right in judged:
        binned.setdefault(min(int(confidence.score * _BINS), _BINS - 1), []).append((confidence.score, right))
    bins = [Bin(sum(score for score, _ in binned[at]) / len(binned[at]), found) for at in sorted(binned)
            if (found := figure([right for _, right in binned[at]])) is not None]
    levels = {level: found for level in LEVELS
              if (found := figure([right for confidence, right in judged if confidence.level == level])) is not None}
    error = sum(abs(one.confidence - one.right.value) * one.right.n for one in bins) / len(judged) if judged else None
    return Calibration(tuple(bins), levels, error)
