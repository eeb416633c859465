"""What a scorer gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evals.case import Case
from evals.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Score:
    """One judgement: ``value`` in 0..1 and why, in a line. ``hard`` marks a failure that no threshold forgives."""

    name: str
    value: float
    why: str
    hard: bool = False

    @property
    def is_right(self) -> bool:
        """Whether nothing is wanting."""
        return self.value >= 1.0


# None where the case does not ask for it or the answer gives nothing to judge
Scorer = Callable[[Case, Outcome], Score | None]


def judged(name: str, faults: list[str], right: str, *, hard: bool = False) -> Score:
    """1 with the reason ``right`` where there are no faults, else 0 with all of them."""
    return Score(name, 0.0, "; ".join(faults), hard) if faults else Score(name, 1.0, right)
