"""Whole runs of the past, a line each, so that a trend can be seen: ``HOME/evals/history.jsonl``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.evaluation import Evaluation
from evals.gate import OVERALL
from evals.summary import RIGHT

_TOLD = (RIGHT, "codes", "action", "retrieval")
_SHOWN = 60


class Point(BaseModel):
    """One whole run: when, of what, over which half, and its main figures as (value, low, high).

    ``report`` is the file of its page. What a reader does not know it leaves out.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    at: datetime
    model: str
    library: str
    program: str
    split: str
    cases: int
    passed: bool
    figures: dict[str, tuple[float, float, float]]
    report: str = ""


def history_path(home: Path) -> Path:
    """Where a home keeps its past runs."""
    return home / "evals" / "history.jsonl"


def past(home: Path, model: str, split: str) -> list[Point]:
    """The last runs of a model over the same half, oldest first; lines that are none are left out."""
    try:
        lines = history_path(home).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    points = []
    for text in lines:
        try:
            points.append(Point.model_validate_json(text))
        except ValidationError:
            continue  # a line that an interrupted write left
    return [point for point in points if point.model == model and point.split == split][-_SHOWN:]


def remember(home: Path, done: Evaluation, split: str, at: datetime, report: Path) -> None:
    """Add a run that was asked and covers all cases of its half; parts of a suite and void runs make no trend, nor does a
    run that is the last one over again."""
    if done.stamp is None or OVERALL not in done.covered or done.summary.is_void:
        return
    figures = {name: (found.value, found.low, found.high) for name in _TOLD
               if (found := done.summary.totals.figures.get(name)) is not None}
    point = Point(at=at, model=done.model, library=done.stamp.library, program=done.stamp.program, split=split,
                  cases=done.summary.totals.cases, passed=not done.reasons, figures=figures,
                  report=str(report.resolve()))
    last = past(home, done.model, split)[-1:]
    same = {"library", "program", "cases", "passed", "figures"}
    if last and last[0].model_dump(include=same) == point.model_dump(include=same):
        return
    path = history_path(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(point.model_dump_json() + "\n")
