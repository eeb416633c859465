"""Is every assigned code proven by a passage about it?"""

from __future__ import annotations

from evals.case import Case
from evals.metrics.form import Score, judged
from evals.outcome import Outcome


def score(case: Case, outcome: Outcome) -> Score | None:
    """1 where each assigned code names a citation whose passage is about that very code.

    The citation must be one of those listed at the code. A passage about the category alone does not prove a code
    beneath it. No score where no code is assigned.
    """
    answer = outcome.answer
    if not answer.codes:
        return None
    about = {citation.n: passage.codes for citation in answer.citations
             if (passage := outcome.passages.get(citation.passage)) is not None}
    faults = [f"no citation about {code.code}" for code in answer.codes
              if not any(code.code in about.get(n, ()) for n in code.citations)]
    return judged("support", faults, "every code is cited")
