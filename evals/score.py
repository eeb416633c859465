"""Scoring saved answers: cases and records in, judgements out. Needs no library, no network and no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evals.case import Case
from evals.metrics import APART, SCORERS
from evals.metrics.form import Score
from evals.outcome import Breakdown, Record


class AnswersStale(Exception):
    """Saved answers belong to other cases than those at hand."""


@dataclass(frozen=True, slots=True)
class ScoredCase:
    """A case, what came of it, and every score that applies; none where the case broke."""

    case: Case
    record: Record
    scores: tuple[Score, ...]

    @property
    def is_right(self) -> bool | None:
        """Whether everything that applies is right, the search apart; None where nothing could be judged."""
        judged = [score.is_right for score in self.scores if score.name not in APART]
        return all(judged) if judged else None

    @property
    def faults(self) -> tuple[Score, ...]:
        """The scores that keep the case from being right."""
        return tuple(score for score in self.scores if score.name not in APART and not score.is_right)

    @property
    def hard_zeros(self) -> tuple[Score, ...]:
        """The faults that no threshold forgives."""
        return tuple(score for score in self.scores if score.hard and not score.is_right)

    @property
    def state(self) -> str:
        """``right``, ``wrong``, ``error`` (it broke) or ``unjudged`` (no scorer applied)."""
        if isinstance(self.record, Breakdown):
            return "error"
        return {True: "right", False: "wrong", None: "unjudged"}[self.is_right]


def score_case(case: Case, record: Record) -> ScoredCase:
    """Apply every scorer to one record. Raises AnswersStale where the case asks something else by now."""
    if record.case != case.id or record.request != case.request:
        raise AnswersStale(f"The saved answer to {record.case} is to another question than the case asks now: run it.")
    if isinstance(record, Breakdown):
        return ScoredCase(case, record, ())
    given = (scorer(case, record) for scorer in SCORERS.values())
    return ScoredCase(case, record, tuple(score for score in given if score is not None))


def score_records(cases: Iterable[Case], records: Iterable[Record]) -> list[ScoredCase]:
    """Judge the records of a run, in their order. Raises AnswersStale where a record's case is gone or has changed."""
    known = {case.id: case for case in cases}
    scored = []
    for record in records:
        if record.case not in known:
            raise AnswersStale(f"The saved answer to {record.case} has no case any more.")
        scored.append(score_case(known[record.case], record))
    return scored
