"""Does every sentence that states something carry a marker?"""

from __future__ import annotations

import re

from assistant.answer import Action, Answer
from evals.case import Case
from evals.metrics.citations import MARKER
from evals.metrics.form import Score
from evals.outcome import Outcome
from knowledge.code_format import mentions

_ALWAYS_STATES = {Action.ANSWER, Action.CORRECT_PREMISE}
_VERDICTS = {"yes", "no", "it depends"}
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:ch|sec|vs|fig|vol|dr|st|cf|approx|incl|e\.g|i\.e)\.$", re.IGNORECASE)
_FIGURE = re.compile(r"(?<![\w-])\d+(?:[.,]\d+)*(?![\w-])")


def score(case: Case, outcome: Outcome) -> Score | None:  # noqa: ARG001
    """The share of stating sentences that are proven; no score where none states anything.

    A sentence ends at a full stop, question or exclamation mark before a capital letter or figure, and at the end of
    its line; markers right behind the stop belong to it. It is proven by a marker of its own, or by the next marker of
    its line where that citation quotes it word for word, with or without a label before a colon: a quote of two
    sentences needs one marker.

    In an answer or a corrected premise every sentence states something, except the questions back and the notices
    (which the program words), the verdict alone ("No."), and a heading, question or lead-in that names no code and no
    figure. Where the answer abstains, refuses or asks back, it mostly speaks of itself ("no fee file is loaded"): there
    only sentences that name a code or a figure state something.
    """
    unproven, count = [], 0
    for line in _lines(outcome.answer):
        for at, sentence in enumerate(sentences := _sentences(line)):
            if not _states(sentence, outcome.answer.action):
                continue
            count += 1
            if not MARKER.search(sentence) and not _is_quoted(sentence, sentences[at + 1:], outcome.answer):
                unproven.append(sentence)
    if not count:
        return None
    if unproven:
        return Score("statements", 1 - len(unproven) / count, "without a marker: " + " | ".join(unproven))
    return Score("statements", 1.0, f"{count} sentences marked")


def _lines(answer: Answer) -> list[str]:
    """The lines of the text without emphasis, bullets and what the program words itself."""
    own = [_plain(sentence) for sentence in [*answer.ask_back, *answer.notices] if sentence.strip()]
    lines = []
    for raw in answer.text.split("\n"):
        line = _plain(re.sub(r"^\s*(?:[-*+>|]\s+|\d+[.)]\s+)+", "", raw))
        for sentence in own:
            line = line.replace(sentence, " ")
        lines.append(line.strip())
    return [line for line in lines if line]


def _sentences(line: str) -> list[str]:
    inside = re.sub(r"([.!?])((?:\s*\[\d+\])+)", r"\2\1", line)
    found: list[str] = []
    for part in re.split(r"(?<=[.!?])\s+(?=[A-Z0-9\"“(\[])", inside):
        if found and _ABBREVIATION.search(found[-1]):
            found[-1] += f" {part}"
        else:
            found.append(part)
    return found


def _states(sentence: str, action: Action) -> bool:
    words = MARKER.sub("", sentence).strip()
    if not re.search(r"[^\W\d_]", words) or words.rstrip(".!: ").casefold() in _VERDICTS:
        return False
    facts = bool(mentions(words) or _FIGURE.search(words))
    says_little = words.startswith("#") or words.endswith(("?", ":"))
    return facts or (action in _ALWAYS_STATES and not says_little)


def _is_quoted(sentence: str, following: list[str], answer: Answer) -> bool:
    numbers = next((found for later in following if (found := MARKER.findall(later))), [])
    quotes = [_plain(citation.quote) for citation in answer.citations if str(citation.n) in numbers]
    said = [sentence, sentence.partition(": ")[2]]
    return any(part and part in quote for quote in quotes for part in said)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"\*\*|__|`", "", text).split())
