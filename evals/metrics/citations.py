"""Does every citation resolve, and is every quote verbatim?"""

from __future__ import annotations

import re
from collections import Counter

from assistant.answer import Action, Answer, Citation
from evals.case import Case
from evals.metrics.form import Score
from evals.outcome import Outcome, SavedPassage

MARKER = re.compile(r"\[(\d+)\]")
_MUST_CITE = {Action.ANSWER, Action.CORRECT_PREMISE}


def score(case: Case, outcome: Outcome) -> Score | None:
    """1 where markers and citations fit one another and every quote is its passage's text from start to end.

    Hard faults: a number in the text or beside a code that no citation has, a passage the library does not know, an
    empty quote or one that is not verbatim at its place. Other faults: a citation that no marker uses, a number given
    twice, a source, edition or place that is not the passage's, and an answer or a corrected premise that cites
    nothing. No score for any other answer with neither markers nor citations.
    """
    answer = outcome.answer
    marked = {int(n) for n in MARKER.findall(answer.text)}
    listed = [code.citations for code in answer.codes] + [code.citations for code in answer.rejected]
    beside = {n for numbers in listed for n in numbers}
    if not marked and not beside and not answer.citations:
        return Score("citations", 0.0, "cites nothing") if answer.action in _MUST_CITE else None
    hard = [f"[{n}] leads nowhere" for n in sorted((marked | beside) - {citation.n for citation in answer.citations})]
    for citation in answer.citations:
        hard += _quote_faults(citation, outcome.passages.get(citation.passage))
    soft = _bookkeeping_faults(answer, marked)
    for citation in answer.citations:
        soft += _attribution_faults(citation, outcome.passages.get(citation.passage))
    if hard or soft:
        return Score("citations", 0.0, "; ".join(hard + soft), hard=bool(hard))
    return Score("citations", 1.0, f"{len(answer.citations)} verbatim")


def is_verbatim(citation: Citation, passage: SavedPassage) -> bool:
    """Whether a quote is its passage's text from start to end, and not empty."""
    return bool(citation.quote) and citation.start >= 0 and passage.text[citation.start:citation.end] == citation.quote


def _quote_faults(citation: Citation, passage: SavedPassage | None) -> list[str]:
    if passage is None:
        return [f"[{citation.n}] cites {citation.passage}, which the library does not hold"]
    if not citation.quote:
        return [f"[{citation.n}] quotes nothing"]
    if not is_verbatim(citation, passage):
        moved = " but elsewhere in it" if citation.quote in passage.text else ""
        return [f"[{citation.n}] is not verbatim at its place in the passage{moved}"]
    return []


def _bookkeeping_faults(answer: Answer, marked: set[int]) -> list[str]:
    numbers = Counter(citation.n for citation in answer.citations)
    return ([f"[{n}] is given {times} times" for n, times in numbers.items() if times > 1]
            + [f"[{n}] is not used in the text" for n in sorted(set(numbers) - marked)])


def _attribution_faults(citation: Citation, passage: SavedPassage | None) -> list[str]:
    if passage is None:
        return []
    wrong = [name for name in ("source", "edition", "locator") if getattr(citation, name) != getattr(passage, name)]
    return [f"[{citation.n}] names another {name} than its passage has" for name in wrong]
