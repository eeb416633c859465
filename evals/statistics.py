"""Figures with their uncertainty."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

Z_95 = 1.959963984540054
_RESAMPLES = 2000
_SEED = 20260101


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


def bootstrap(values: Sequence[float], families: Sequence[Hashable]) -> tuple[float, float]:
    """The 95 % percentile interval of a mean, whole families drawn again and again with a fixed seed.

    Scores of one family are not independent: drawing families and not cases keeps the interval honest. Of one family
    alone nothing is known of the spread between families, and its cases are drawn.
    """
    if len(set(families)) < 2:
        families = range(len(values))
    places = {name: at for at, name in enumerate(dict.fromkeys(families))}
    at = [places[name] for name in families]
    sums, sizes = np.bincount(at, weights=values), np.bincount(at)
    drawn = np.random.default_rng(_SEED).multinomial(len(sums), np.full(len(sums), 1 / len(sums)), size=_RESAMPLES)
    means = (drawn @ sums) / (drawn @ sizes)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def figure(values: Sequence[float], families: Sequence[Hashable] | None = None) -> Figure | None:
    """The mean of scores with its interval; None where there are none.

    Wilson's interval where every score is 0 or 1 (and where no families are given), else the bootstrap over families.
    """
    if not values:
        return None
    total = math.fsum(values)
    if families is None or len(values) == 1 or set(values) <= {0.0, 1.0}:
        low, high = wilson(min(total, len(values)), len(values))
    else:
        low, high = bootstrap(values, families)
    mean = total / len(values)
    return Figure(len(values), mean, min(low, mean), max(high, mean))


def flip_test(differences: Iterable[int]) -> tuple[float, float]:
    """McNemar's exact test by families: how probable a loss this large is by chance, and a change this large either way.

    ``differences`` are newly right less newly wrong cases of each family. Where nothing changed but chance, each family's
    difference is as likely with the other sign, so the exact distribution of their sum is that of all flips. With
    families of one case each this is McNemar's test (the sign test on discordant cases).
    """
    given = [difference for difference in differences if difference]
    reached = sum(given)
    ways = {0: 1}
    for difference in map(abs, given):
        following: dict[int, int] = {}
        for total, count in ways.items():
            for flipped in (total - difference, total + difference):
                following[flipped] = following.get(flipped, 0) + count
        ways = following
    every = 2 ** len(given)
    lower = sum(count for total, count in ways.items() if total <= reached)
    upper = sum(count for total, count in ways.items() if total >= reached)
    return lower / every, min(1.0, 2 * min(lower, upper) / every)


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
