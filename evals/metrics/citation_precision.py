"""Does each citation speak of the sentence it stands at? (``statements`` asks the other way: is each sentence cited?)"""

from __future__ import annotations

import re

from assistant.answer import Citation
from evals.case import Case
from evals.metrics.citations import MARKER, is_verbatim
from evals.metrics.form import Score
from evals.metrics.statements import lines, sentences
from evals.outcome import Outcome
from knowledge.code_format import mentions

_WORD = re.compile(r"[^\W\d_]{4,}")
_OF_THE_RECORD = re.compile(r"“[^”]*”")
_SHARED = 1 / 3


def score(case: Case, outcome: Outcome) -> Score | None:
    """The share of markers whose quote is verbatim and whose passage speaks of the marker's sentence; no score without
    markers.

    A passage speaks of a sentence where it is about a code that the sentence names, or names it; of a sentence without
    codes, where it holds a third of its words of four letters and more. Words quoted from the record count for nothing.
    """
    citations = {citation.n: citation for citation in outcome.answer.citations}
    beside, count = [], 0
    for line in lines(outcome.answer):
        for sentence in sentences(line):
            for n in map(int, MARKER.findall(sentence)):
                count += 1
                if not _speaks(citations.get(n), sentence, outcome):
                    beside.append(f"[{n}] does not speak of: {sentence}")
    if not count:
        return None
    why = " | ".join(beside) or f"{count} markers speak of their sentences"
    return Score("citation_precision", 1 - len(beside) / count, why)


def _speaks(citation: Citation | None, sentence: str, outcome: Outcome) -> bool:
    passage = outcome.passages.get(citation.passage) if citation is not None else None
    if citation is None or passage is None or not is_verbatim(citation, passage):
        return False
    said = MARKER.sub("", _OF_THE_RECORD.sub("", sentence))
    codes = {mention.code for mention in mentions(said)}
    if any(code in passage.codes or code in passage.text for code in codes):
        return True
    words = {word.casefold() for word in _WORD.findall(said)}
    held = {word.casefold() for word in _WORD.findall(passage.text)}
    return not words or len(words & held) >= _SHARED * len(words)
