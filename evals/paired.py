"""Two runs of the same cases case by case: which got worse, which better, and whether that is more than chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from evals.baseline import Judged
from evals.statistics import flip_test

# a loss less probable than this by chance fails the gate
SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Paired:
    """The comparison of a run with an earlier one.

    ``compared`` cases of ``families`` stand in both with the same question and key; ``other_key`` ones have changed since,
    ``added`` are in the later run only. ``newly_wrong`` and ``newly_right`` are ids; ``other_codes`` are as right as
    before with other codes. ``p_loss`` is how probable a loss this large is by chance, ``p_change`` a change either way.
    """

    compared: int
    families: int
    newly_wrong: tuple[str, ...]
    newly_right: tuple[str, ...]
    other_codes: tuple[str, ...]
    other_key: tuple[str, ...]
    added: tuple[str, ...]
    p_loss: float
    p_change: float

    @property
    def is_loss(self) -> bool:
        """Whether the later run is worse beyond chance."""
        return self.p_loss < SIGNIFICANT

    def as_json(self) -> dict[str, Any]:
        """The public form."""
        told = asdict(self)
        return {**told, "p_loss": round(self.p_loss, 6), "p_change": round(self.p_change, 6), "significant_loss": self.is_loss}


def pair(before: Mapping[str, Judged], after: Mapping[str, Judged], families: Mapping[str, str]) -> Paired:
    """Compare results by id; ``families`` names the family of each case of the later run."""
    both = [name for name in after if name in before]
    same = [name for name in both if before[name].key == after[name].key]
    worse = tuple(name for name in same if before[name].right and not after[name].right)
    better = tuple(name for name in same if after[name].right and not before[name].right)
    by_family: Counter[str] = Counter()
    for name in worse:
        by_family[families[name]] -= 1
    for name in better:
        by_family[families[name]] += 1
    loss, change = flip_test(by_family.values())
    return Paired(
        compared=len(same), families=len({families[name] for name in same}), newly_wrong=worse, newly_right=better,
        other_codes=tuple(name for name in same if before[name].right == after[name].right
                          and sorted(before[name].codes) != sorted(after[name].codes)),
        other_key=tuple(name for name in both if before[name].key != after[name].key),
        added=tuple(name for name in after if name not in before), p_loss=loss, p_change=change)
