"""Does the answer say what must be said, and nothing that must not?"""

from __future__ import annotations

import re

from assistant.answer import Answer
from evals.case import Case
from evals.metrics.form import Score, judged
from evals.outcome import Outcome


def score(case: Case, outcome: Outcome) -> Score | None:
    """1 where every must-say phrase and no must-not-say phrase stands in what the user reads.

    That is the text, the questions back and the notices, without markers and emphasis, in any case and spacing. A
    phrase counts as a whole: "1" is not in "10". No score where the case has neither kind.
    """
    if not case.must_say and not case.must_not_say:
        return None
    read = read_by_user(outcome.answer)
    faults = [f"does not say {phrase!r}" for phrase in case.must_say if not stands(phrase, read)]
    faults += [f"says {phrase!r}" for phrase in case.must_not_say if stands(phrase, read)]
    return judged("wording", faults, "says " + (", ".join(map(repr, case.must_say)) or "nothing it must not"))


def read_by_user(answer: Answer) -> str:
    """Text, questions back and notices in one, without markers and emphasis, in one case and spacing."""
    joined = "\n".join([answer.text, *answer.ask_back, *answer.notices])
    return " ".join(re.sub(r"\[\d+\]|\*\*|__|`", "", joined).split()).casefold()


def stands(phrase: str, text: str) -> bool:
    """Whether a phrase stands as a whole in a text that ``read_by_user`` gave."""
    plain = " ".join(phrase.casefold().split())
    return re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", text) is not None
