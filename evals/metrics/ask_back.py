"""Is what is missing asked for?"""

from __future__ import annotations

import re

from evals.case import Case
from evals.metrics.form import Score, judged
from evals.outcome import Outcome


def score(case: Case, outcome: Outcome) -> Score | None:
    """1 where the questions back contain a word of each group, as a whole word or its plural, in any case.

    Only ``ask_back`` counts: a question that stands in the text alone cannot be offered as a button. Further questions
    do no harm here. No score where the case has no groups.
    """
    if not case.ask_back:
        return None
    asked = " ".join(outcome.answer.ask_back)
    faults = [f"not asked: {' / '.join(group)}" for group in case.ask_back
              if not any(occurs(word, asked) for word in group)]
    return judged("ask_back", faults, asked)


def occurs(word: str, text: str) -> bool:
    """Whether a word or phrase stands in a text as a whole, plural included: ``ear`` is in "ears", not in "year"."""
    parts = r"\s+".join(re.escape(part) for part in word.split())
    return re.search(rf"(?<!\w){parts}(?:s|es)?(?!\w)", text, re.IGNORECASE) is not None
