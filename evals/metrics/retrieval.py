"""Does the search find the passages that hold the answer?"""

from __future__ import annotations

from evals.case import Case
from evals.metrics.form import Score, Scorer, judged
from evals.outcome import Outcome

TOP = 5


def gold_rank(case: Case, outcome: Outcome) -> int | None:
    """The place of the first gold passage among those found, from 1; None where none was found."""
    return next((place for place, found in enumerate(outcome.found, 1)
                 if any(is_gold(found.address, gold) for gold in case.gold)), None)


def is_gold(address: str, gold: str) -> bool:
    """Whether a passage is the gold one or lies beneath it: an article's sections are gold where the article is."""
    return address == gold or address.startswith(f"{gold}/")


def score(case: Case, outcome: Outcome) -> Score | None:
    """1 where a gold passage is among the first five. No score where the case names no gold."""
    if not case.gold:
        return None
    rank = gold_rank(case, outcome)
    faults = [] if rank is not None and rank <= TOP else [f"gold at {rank}" if rank else "gold not found"]
    return judged("retrieval", faults, f"gold at {rank}")


def recall_at(top: int) -> Scorer:
    """A scorer named ``recall_at_TOP``: 1 where a gold passage is among the first ``top``."""
    def scorer(case: Case, outcome: Outcome) -> Score | None:
        if not case.gold:
            return None
        rank = gold_rank(case, outcome)
        return Score(f"recall_at_{top}", float(rank is not None and rank <= top), f"gold at {rank or 'no place'}")

    return scorer


def reciprocal_rank(case: Case, outcome: Outcome) -> Score | None:
    """One over the rank of the first gold passage, 0 where none was found; its mean is the MRR."""
    if not case.gold:
        return None
    rank = gold_rank(case, outcome)
    return Score("reciprocal_rank", 1 / rank if rank else 0.0, f"gold at {rank}" if rank else "gold not found")
