"""Two runs of the same cases beside one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evals.statistics import Figure
from evals.summary import METRICS, RIGHT, Summary


@dataclass(frozen=True, slots=True)
class Row:
    """One metric in both runs; None where it applied to no case of that run."""

    metric: str
    ours: Figure | None
    other: Figure | None


def compare(ours: Summary, other: Summary) -> list[Row]:
    """The totals of both runs by metric, without metrics that applied in neither."""
    rows = [Row(name, ours.totals.figures.get(name), other.totals.figures.get(name)) for name in METRICS]
    return [row for row in rows if row.ours or row.other]


def is_clearly_lower(other: Summary, ours: Summary) -> bool:
    """Whether the other run is right so much less often that the 95 % intervals do not meet.

    False where either run has nothing judged: then nothing is clear.
    """
    low, high = other.totals.figures.get(RIGHT), ours.totals.figures.get(RIGHT)
    return low is not None and high is not None and low.high < high.low


def as_json(name: str, other: Summary, ours: Summary) -> dict[str, Any]:
    """The comparison as the run summary carries it."""
    return {"name": name, "clearly_lower": is_clearly_lower(other, ours), "totals": other.as_json()["totals"]}
