"""Is every sentence that states something proven by what it cites?"""

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
# spelled like codes, and levels of the spine far more often
_VERTEBRA = re.compile(r"[CTLS](?:0\d|1[0-2])\Z")
_FIGURE = re.compile(r"(?<![\w-])\d+(?:[.,]\d+)*(?![\w-])")


def score(case: Case, outcome: Outcome) -> Score | None:
    """The share of stating sentences that are proven; no score where none states anything.

    A sentence ends at a full stop, question or exclamation mark before a capital letter or figure, and at the end of
    its line; markers right behind the stop belong to it. It is proven by markers of its own, where the passages cited
    are about every code that the sentence names, or name it; or by the next marker of its line where that citation
    quotes it word for word, with or without a label before a colon: a quote of two sentences needs one marker.

    In an answer or a corrected premise every sentence states something, except the questions back and the notices
    (which the program words), the verdict alone ("No."), and a heading, question or lead-in that names no code and no
    figure. Where the answer abstains, refuses or asks back, it mostly speaks of itself ("no fee file is loaded"): there
    only sentences that name a code or a figure state something.
    """
    unproven, count = [], 0
    for line in lines(outcome.answer):
        for at, sentence in enumerate(split := sentences(line)):
            if not _states(sentence, outcome.answer.action):
                continue
            count += 1
            if MARKER.search(sentence):
                foreign = _uncited_codes(sentence, outcome)
                unproven += [f"cites nothing about {', '.join(foreign)}: {sentence}"] if foreign else []
            elif not _is_quoted(sentence, split[at + 1:], outcome.answer):
                unproven.append(f"without a marker: {sentence}")
    if not count:
        return None
    if unproven:
        return Score("statements", 1 - len(unproven) / count, " | ".join(unproven))
    return Score("statements", 1.0, f"{count} sentences proven")


def lines(answer: Answer) -> list[str]:
    """The lines of the text without emphasis, bullets and what the program words itself."""
    own = [_plain(sentence) for sentence in [*answer.ask_back, *answer.notices] if sentence.strip()]
    found = []
    for raw in answer.text.split("\n"):
        line = _plain(re.sub(r"^\s*(?:[-*+>|]\s+|\d+[.)]\s+)+", "", raw))
        for sentence in own:
            line = line.replace(sentence, " ")
        found.append(line.strip())
    return [line for line in found if line]


def sentences(line: str) -> list[str]:
    """The sentences of a line, each with its own markers, also those that stand right behind its stop."""
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


def _uncited_codes(sentence: str, outcome: Outcome) -> list[str]:
    """The codes a sentence names that none of the passages it cites is about or names."""
    numbers = set(MARKER.findall(sentence))
    cited = [passage for citation in outcome.answer.citations if str(citation.n) in numbers
             if (passage := outcome.passages.get(citation.passage)) is not None]
    named = dict.fromkeys(mention.code for mention in mentions(MARKER.sub("", sentence)))
    return [code for code in named if not _VERTEBRA.match(code)
            and not any(code in passage.codes or code in passage.text for passage in cited)]


def _is_quoted(sentence: str, following: list[str], answer: Answer) -> bool:
    numbers = next((found for later in following if (found := MARKER.findall(later))), [])
    quotes = [_plain(citation.quote) for citation in answer.citations if str(citation.n) in numbers]
    said = [sentence, sentence.partition(": ")[2]]
    return any(part and part in quote for quote in quotes for part in said)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"\*\*|__|`", "", text).split())
