"""Where a chat model would have reported other codes than the evidence decided: which cases, both sets, and who was right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evals.families import family
from evals.outcome import Outcome
from evals.score import ScoredCase
from evals.statistics import Figure, figure


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One case: the codes of the model and those decided; ``right`` is ``model``, ``evidence``, ``both``, ``neither``, or
    ``unjudged`` where the case names no accepted set."""

    case: str
    model: tuple[str, ...]
    evidence: tuple[str, ...]
    right: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """How the codes of a chat model go with those decided. ``compared`` cases are those in which it named its own.

    ``right_agreed`` and ``right_not`` are the shares of accepted sets among what was decided, where both are the same and
    where they are not; None where there is none. ``model_right`` is the share among the model's own.
    """

    compared: int
    right_agreed: Figure | None
    right_not: Figure | None
    model_right: Figure | None
    disagreements: tuple[Disagreement, ...]

    @property
    def agreed(self) -> int:
        """In how many cases both are the same."""
        return self.compared - len(self.disagreements)

    def as_json(self) -> dict[str, Any]:
        """The public form."""
        shares = {name: found.as_json() if found else None for name, found in (
            ("right_agreed", self.right_agreed), ("right_not", self.right_not), ("model_right", self.model_right))}
        return {"compared": self.compared, "agreed": self.agreed, **shares,
                "disagreements": [asdict(one) for one in self.disagreements]}


def agreement(scored: Sequence[ScoredCase]) -> Agreement:
    """Compare the codes of every answer in which a model named its own."""
    differ: list[Disagreement] = []
    agreed: list[tuple[float, str]] = []
    apart: list[tuple[float, str]] = []
    own: list[tuple[float, str]] = []
    compared = 0
    for one in scored:
        if not isinstance(one.record, Outcome) or one.record.answer.proposed is None:
            continue
        compared += 1
        model, evidence = tuple(one.record.answer.proposed), tuple(code.code for code in one.record.answer.codes)
        same = set(model) == set(evidence)
        if not same:
            differ.append(Disagreement(one.case.id, model, evidence, _right(one, model, evidence)))
        if one.case.accepted is not None:
            (agreed if same else apart).append((float(_accepted(one, evidence)), family(one.case)))
            own.append((float(_accepted(one, model)), family(one.case)))
    return Agreement(compared, _share(agreed), _share(apart), _share(own), tuple(differ))


def _right(one: ScoredCase, model: Sequence[str], evidence: Sequence[str]) -> str:
    if one.case.accepted is None:
        return "unjudged"
    sides = [name for name, codes in (("model", model), ("evidence", evidence)) if _accepted(one, codes)]
    return "both" if len(sides) == 2 else sides[0] if sides else "neither"


def _accepted(one: ScoredCase, codes: Sequence[str]) -> bool:
    return set(codes) in [set(accepted) for accepted in one.case.accepted or ()]


def _share(values: list[tuple[float, str]]) -> Figure | None:
    return figure([value for value, _ in values], [related for _, related in values])
