"""Figures with their uncertainty."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean of scores in 0..1 over ``n`` cases with its 95 % interval."""

    n: int
    value: float
    low: float
    high: float

    def as_json(self) -> dict[str, float]:
        """The public form, rounded to four places."""
        return {"n": self.n, "value": round(self.value, 4), "low": round(self.low, 4), "high": round(self.high, 4)}


def wilson(successes: float, n: int, z: float = Z_95) -> tuple[float, float]:
    """The Wilson score interval of a share. With n = 0 nothing is known: (0, 1).

    Stays within 0..1 and has a width even at 0 of n and n of n. ``successes`` may be a sum of scores between 0 and 1:
    their variance is at most that of a share, so the interval is then on the wide side.
    """
    if n == 0:
        return 0.0, 1.0
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes of {n}")
    share, square = successes / n, z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return (0.0 if successes == 0 else max(0.0, middle - half)), (1.0 if successes == n else min(1.0, middle + half))


def figure(values: Sequence[float]) -> Figure | None:
    """The mean of scores with its interval; None where there are none."""
    if not values:
        return None
    total = math.fsum(values)
    low, high = wilson(min(total, len(values)), len(values))
    return Figure(len(values), total / len(values), low, high)


def percentile(values: Sequence[float], q: float) -> float | None:
    """The q-th percentile, q in 0..100, between neighbours in proportion (as numpy does); None where there are none."""
    if not 0 <= q <= 100:
        raise ValueError(f"percentile {q} is not in 0..100")
    if not values:
        return None
    ordered = sorted(values)
    at = (len(ordered) - 1) * q / 100
    below = math.floor(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (at - below)
