"""A run in figures: totals and strata, each with its number of cases and its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evals.actions import Actions, actions
from evals.agreement import Agreement, agreement
from evals.calibration import Calibration, calibration
from evals.families import family
from evals.metrics import SCORERS
from evals.outcome import Breakdown
from evals.run import is_void
from evals.score import ScoredCase
from evals.statistics import Figure, figure, percentile

# the share of cases in which everything that applies is right
RIGHT = "right"
METRICS = (RIGHT, *SCORERS)


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of some cases. ``figures`` holds only metrics that applied to at least one of them; ``p50`` and
    ``p95`` are seconds an answer."""

    cases: int
    errors: int
    figures: dict[str, Figure]
    p50: float | None
    p95: float | None


@dataclass(frozen=True, slots=True)
class HardZero:
    """A failure that no threshold forgives."""

    id: str
    metric: str
    why: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a chat model was asked and said in all; 0 where the built-in writer answered."""

    calls: int
    input: int
    output: int

    def cost(self, per_million: tuple[float, float]) -> float:
        """The price in the currency of the prices given for a million tokens read and a million written."""
        return (self.input * per_million[0] + self.output * per_million[1]) / 1_000_000


@dataclass(frozen=True, slots=True)
class Summary:
    """A run in figures. ``failing`` are ids of wrong cases, ``errors`` what broke by id; a void run judges nothing.

    ``models`` wrote the answers and ``editions`` are those they cite. ``near_misses`` are ids of cases with other codes of
    the right categories.
    """

    totals: Group
    strata: dict[str, Group]
    hard_zeros: tuple[HardZero, ...]
    failing: tuple[str, ...]
    errors: dict[str, str]
    is_void: bool
    models: tuple[str, ...]
    editions: tuple[str, ...]
    near_misses: tuple[str, ...]
    actions: Actions
    calibration: Calibration
    tokens: Tokens
    agreement: Agreement

    def as_json(self) -> dict[str, Any]:
        """The public form, with plain lists and figures rounded to four places."""
        return {
            "models": list(self.models), "editions": list(self.editions), "void": self.is_void,
            "totals": _json(self.totals),
            "strata": {name: _json(group) for name, group in self.strata.items()},
            "hard_zeros": [asdict(zero) for zero in self.hard_zeros],
            "times": {"p50": self.totals.p50, "p95": self.totals.p95}, "tokens": asdict(self.tokens),
            "near_misses": list(self.near_misses), "actions": self.actions.as_json(),
            "calibration": self.calibration.as_json(),
            "failing": list(self.failing), "errors": self.errors,
            **({"agreement": self.agreement.as_json()} if self.agreement.compared else {})}


def summarize(scored: Sequence[ScoredCase]) -> Summary:
    """The figures of a run, strata in alphabetical order."""
    strata: dict[str, list[ScoredCase]] = {}
    for one in scored:
        strata.setdefault(one.case.stratum, []).append(one)
    answered = [one.record for one in scored if not isinstance(one.record, Breakdown)]
    return Summary(
        totals=_group(scored), strata={name: _group(strata[name]) for name in sorted(strata)},
        hard_zeros=tuple(HardZero(one.case.id, zero.name, zero.why) for one in scored for zero in one.hard_zeros),
        failing=tuple(one.case.id for one in scored if one.state == "wrong"),
        errors={one.case.id: one.record.error for one in scored if isinstance(one.record, Breakdown)},
        is_void=is_void([one.record for one in scored]),
        models=tuple(sorted({record.answer.model for record in answered})),
        editions=tuple(sorted({passage.edition for record in answered for passage in record.passages.values()})),
        near_misses=tuple(one.case.id for one in scored if is_near_miss(one)),
        actions=actions(scored), calibration=calibration(scored),
        tokens=Tokens(sum(record.model_calls for record in answered), sum(record.input_tokens for record in answered),
                      sum(record.output_tokens for record in answered)),
        agreement=agreement(scored))


def is_near_miss(one: ScoredCase) -> bool:
    """Whether the codes are not right and yet of the right categories."""
    right = {score.name: score.is_right for score in one.scores}
    return right.get("category", False) and not right.get("codes", True)


def _group(scored: Sequence[ScoredCase]) -> Group:
    answered = [one for one in scored if not isinstance(one.record, Breakdown)]
    right = [(float(one.is_right), family(one.case)) for one in answered if one.is_right is not None]
    values = {RIGHT: right, **{name: [] for name in SCORERS}}
    for one in answered:
        for score in one.scores:
            values[score.name].append((score.value, family(one.case)))
    seconds = [one.record.seconds for one in answered]
    return Group(len(scored), len(scored) - len(answered), _figures(values), percentile(seconds, 50),
                 percentile(seconds, 95))


def _figures(values: Mapping[str, Sequence[tuple[float, str]]]) -> dict[str, Figure]:
    return {name: found for name, given in values.items()
            if (found := figure([value for value, _ in given], [related for _, related in given])) is not None}


def _json(group: Group) -> dict[str, Any]:
    return {"cases": group.cases, "errors": group.errors, "p50": group.p50, "p95": group.p95,
            "figures": {name: value.as_json() for name, value in group.figures.items()}}
