"""What was done with the questions against what should have been: the confusion matrix of actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.answer import Action
from evals.outcome import Outcome
from evals.score import ScoredCase
from evals.statistics import Figure, figure


@dataclass(frozen=True, slots=True)
class Actions:
    """``matrix[expected][done]`` counts cases; where a case accepts several actions, what was done counts as expected if
    it is one of them, else the first. ``precision`` and ``recall`` are by action, absent where there is nothing to judge."""

    matrix: dict[str, dict[str, int]]
    precision: dict[str, Figure]
    recall: dict[str, Figure]

    def as_json(self) -> dict[str, Any]:
        """The public form."""
        return {"matrix": self.matrix,
                "precision": {name: value.as_json() for name, value in self.precision.items()},
                "recall": {name: value.as_json() for name, value in self.recall.items()}}


def actions(scored: Sequence[ScoredCase]) -> Actions:
    """The matrix of the cases that name an action, without those that broke."""
    names = [action.value for action in Action]
    matrix = {expected: dict.fromkeys(names, 0) for expected in names}
    for one in scored:
        if one.case.action is not None and isinstance(one.record, Outcome):
            done = one.record.answer.action
            matrix[(done if done in one.case.action else one.case.action[0]).value][done.value] += 1
    precision, recall = {}, {}
    for name in names:
        hits = matrix[name][name]
        done_so, expected_so = sum(matrix[other][name] for other in names), sum(matrix[name].values())
        if (found := _share(hits, done_so)) is not None:
            precision[name] = found
        if (found := _share(hits, expected_so)) is not None:
            recall[name] = found
    return Actions(matrix, precision, recall)


def _share(hits: int, of: int) -> Figure | None:
    return figure([1.0] * hits + [0.0] * (of - hits))
