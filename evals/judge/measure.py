"""The judge's figures: how often it agrees with labelled answers, then how many answers of a run it finds worded well."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from evals.judge.verdicts import Judge, JudgeSilent, Opinion, Wording, instructions
from evals.outcome import Outcome
from evals.statistics import Figure, figure

LABELLED = Path(str(files(__package__) / "labelled.yaml"))
# Landis and Koch (1977) call agreement beyond chance from here on substantial
SUBSTANTIAL = 0.6


class Labelled(BaseModel):
    """An answer whose wording a coder has labelled, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    question: str
    answer: str
    wording: Wording
    why: str


@dataclass(frozen=True)
class Agreement:
    """How often the judge says what the labels say, and Cohen's kappa: 0 is chance, 1 always."""

    figure: Figure
    kappa: float

    @property
    def is_substantial(self) -> bool:
        """Whether the judge's figures are worth reading."""
        return self.kappa >= SUBSTANTIAL


@dataclass(frozen=True)
class Wordings:
    """A run's wording as a judge sees it. ``poor`` says why by case; ``silent`` are cases without a verdict. It decides nothing."""

    judge: str
    prompt: int
    agreement: Agreement
    good: Figure | None
    poor: dict[str, str]
    silent: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The public form."""
        return {"judge": self.judge, "prompt_version": self.prompt,
                "agreement": {**self.agreement.figure.as_json(), "kappa": round(self.agreement.kappa, 4),
                              "substantial": self.agreement.is_substantial},
                "good": self.good.as_json() if self.good else None, "poor": self.poor, "silent": list(self.silent)}

    def __str__(self) -> str:
        agreed = self.agreement
        lines = [f"wording, judged by {self.judge} (prompt version {self.prompt}), decides nothing: "
                 f"{_told(self.good)} good" + (f", {len(self.silent)} without a verdict" if self.silent else ""),
                 f"the judge agrees with {_told(agreed.figure)} of {agreed.figure.n} labelled answers, kappa {agreed.kappa:.2f}"
                 + ("" if agreed.is_substantial else f": under {SUBSTANTIAL}, too little to rely on")]
        return "\n".join([*lines, *(f"  worded poorly: {case}: {why}" for case, why in self.poor.items())])


def read_labelled(path: Path = LABELLED) -> list[Labelled]:
    """The labelled answers of a file."""
    return TypeAdapter(list[Labelled]).validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))


def measure(judge: Judge, outcomes: Sequence[Outcome], labelled: Sequence[Labelled],
            told: Callable[[], object] = lambda: None) -> Wordings:
    """Judge the labelled answers, then those of a run; ``told`` hears of every answer judged.

    Raises JudgeSilent where the judge gives no verdict on a labelled answer: without its agreement its figures say nothing.
    """
    labels: list[tuple[Wording, Wording]] = []
    for one in labelled:
        labels.append((one.wording, judge.judge(one.question, one.answer).wording))
        told()
    verdicts: dict[str, Opinion] = {}
    silent: list[str] = []
    for outcome in outcomes:
        try:
            verdicts[outcome.case] = judge.judge(_asked(outcome), outcome.answer.text)
        except JudgeSilent:
            silent.append(outcome.case)
        told()
    good = figure([float(found.wording == "good") for found in verdicts.values()], list(verdicts))
    poor = {case: found.why for case, found in verdicts.items() if found.wording == "poor"}
    return Wordings(judge.name, instructions().version, agreement(labels), good, poor, tuple(silent))


def agreement(pairs: Sequence[tuple[Wording, Wording]]) -> Agreement:
    """Of pairs (label, verdict): the share that is the same, and Cohen's kappa (1960). Raises ValueError without a pair."""
    same = figure([float(label == verdict) for label, verdict in pairs], list(range(len(pairs))))
    if same is None:
        raise ValueError("no labelled answers")
    labels, verdicts = (sum(pair[side] == "good" for pair in pairs) / len(pairs) for side in (0, 1))
    chance = labels * verdicts + (1 - labels) * (1 - verdicts)
    return Agreement(same, 1.0 if chance == 1 else (same.value - chance) / (1 - chance))


def _asked(outcome: Outcome) -> str:
    return "\n\n".join([*outcome.request.turns, outcome.request.question])


def _told(figure: Figure | None) -> str:
    return "–" if figure is None else f"{figure.value * 100:.1f} % [{figure.low * 100:.0f}–{figure.high * 100:.0f}]"
