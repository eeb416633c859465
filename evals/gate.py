"""The gate: whether a run is good enough, and every reason why not."""

from __future__ import annotations

import difflib
import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from evals.paired import Paired
from evals.statistics import wilson
from evals.summary import METRICS, RIGHT, Group, Summary

THRESHOLDS = Path(__file__).parent / "thresholds.yaml"
OVERALL = "overall"

# the key of the thresholds file under which bounds stand that the lower end of an interval is held to
LOWER = "lower_end"
# metric → "overall" or a stratum → the least value that passes
Limits = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a run is held to: ``means`` themselves and the ``lower`` ends of their 95 % intervals."""

    means: Limits = field(default_factory=dict)
    lower: Limits = field(default_factory=dict)


class ThresholdsInvalid(Exception):
    """The thresholds file names something unknown or holds a value outside 0..1."""


def read_thresholds(strata: Collection[str], path: Path = THRESHOLDS) -> Thresholds:
    """The committed thresholds. Raises ThresholdsInvalid, for a misspelt name with the nearest right one."""
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ThresholdsInvalid(f"{path.name} cannot be read: {' '.join(str(error).split())}") from error
    if not isinstance(given, dict):
        raise ThresholdsInvalid(f"{path.name}: the file maps metrics to thresholds")
    lower = given.pop(LOWER, {})
    if not isinstance(lower, dict):
        raise ThresholdsInvalid(f"{path.name}: {LOWER} maps metrics to thresholds")
    return Thresholds(_limits(given, strata, path.name), _limits(lower, strata, path.name))


def _limits(given: dict[Any, Any], strata: Collection[str], file: str) -> Limits:
    for metric, parts in given.items():
        _require(metric, METRICS, f"{file}: {metric} is not a metric")
        if not isinstance(parts, dict):
            raise ThresholdsInvalid(f"{file}: {metric} maps overall or a stratum to its threshold")
        for part, value in parts.items():
            _require(part, [OVERALL, *strata], f"{file}: {metric}: {part} is not a stratum")
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
                raise ThresholdsInvalid(f"{file}: {metric}: {part}: {value!r} is not a number from 0 to 1")
    return {metric: {part: float(value) for part, value in parts.items()} for metric, parts in given.items()}


def judge(summary: Summary, thresholds: Thresholds, whole: Collection[str] | None = None,
          against: Paired | None = None) -> list[str]:
    """Every reason why a run does not pass, most serious first; empty where it passes.

    ``whole`` names the parts ("overall", strata) whose cases all ran and whose thresholds are therefore compared; None
    means all. Hard zeros count in any run. A void run has that one reason beside its hard zeros: its figures say
    nothing. A metric with a threshold that applied to no case fails: a scorer that vanished must not go unseen.
    ``against`` is the comparison with the baseline: a loss beyond chance fails whatever part of the cases ran.
    """
    reasons = [f"hard zero: {zero.id}: {zero.metric}: {zero.why}" for zero in summary.hard_zeros]
    if summary.is_void:
        broken = f"{summary.totals.errors} of {summary.totals.cases} cases broke"
        return [*reasons, f"the run is void: {broken}"]
    for metric, parts in thresholds.means.items():
        for part, least in _of(parts, whole):
            reasons += _below(metric, part, least, _group(summary, part), of_mean=True)
    for metric, parts in thresholds.lower.items():
        for part, least in _of(parts, whole):
            reasons += _below(metric, part, least, _group(summary, part), of_mean=False)
    if against is not None and against.is_loss:
        reasons.append(f"significant loss against the baseline: {len(against.newly_wrong)} newly wrong, "
                       f"{len(against.newly_right)} newly right of {against.compared} (p {against.p_loss:.4f}): "
                       f"{' '.join(against.newly_wrong)}")
    return reasons


def reached_less_one(summary: Summary) -> dict[str, float]:
    """The lower ends that a run would still hold with one case fewer right, overall and by stratum, rounded down to whole
    percents: what to write under ``lower_end: right`` when a run is accepted."""
    groups = {OVERALL: summary.totals, **summary.strata}
    shares = {part: group.figures[RIGHT] for part, group in groups.items() if RIGHT in group.figures}
    return {part: math.floor(wilson(max(0.0, share.value * share.n - 1), share.n)[0] * 100) / 100
            for part, share in shares.items()}


def _of(parts: dict[str, float], whole: Collection[str] | None) -> list[tuple[str, float]]:
    return [(part, least) for part, least in parts.items() if whole is None or part in whole]


def _group(summary: Summary, part: str) -> Group | None:
    return summary.totals if part == OVERALL else summary.strata.get(part)


def _below(metric: str, part: str, least: float, group: Group | None, *, of_mean: bool) -> list[str]:
    figure = group.figures.get(metric) if group else None
    if figure is None:
        return [f"{part}: {metric} applied to no case, and its threshold is {least:.2f}"]
    reached, told = (figure.value, "is") if of_mean else (figure.low, "has its lower end at")
    if reached < least - 1e-9:
        return [f"{part}: {metric} {told} {reached:.3f} (n {figure.n}), below {least:.2f}"]
    return []


def _require(name: Any, known: Iterable[str], sentence: str) -> None:
    choices = list(known)
    if name not in choices:
        near = difflib.get_close_matches(str(name), choices, 1)
        raise ThresholdsInvalid(f"{sentence}{f': did you mean {near[0]}?' if near else ''}")
