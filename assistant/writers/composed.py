"""An answer out of a decision and the sentences of a model that hold: codes, proof, agreement or both sides of a disagreement."""

from __future__ import annotations

from datetime import date

from assistant.answer import Action, Answer, AssignedCode, Citation, RejectedCode, confidence
from assistant.draft import Decision, Held, Quote, first_line
from assistant.writers.extractive import citation
from assistant.writers.form import Wording
from knowledge.codebook import Standing
from knowledge.library import Library

_AGREED, _DISAGREED = 0.3, 0.7
_MOST_OTHERS = 3


class _Text:
    """The lines of an answer with their numbered citations; one quote has one number."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.quotes: list[Quote] = []

    def add(self, text: str, *quotes: Quote) -> list[int]:
        numbers = [self._number(quote) for quote in quotes]
        self.lines.append(f"{text} {''.join(f'[{n}]' for n in numbers)}".strip())
        return numbers

    def _number(self, quote: Quote) -> int:
        for n, held in enumerate(self.quotes, 1):
            if (held.passage.id, held.start, held.end) == (quote.passage.id, quote.start, quote.end):
                return n
        self.quotes.append(quote)
        return len(self.quotes)

    def about(self, code: str) -> list[int]:
        return [n for n, quote in enumerate(self.quotes, 1) if code in quote.passage.codes]

    def citations(self) -> list[Citation]:
        return [citation(n, quote) for n, quote in enumerate(self.quotes, 1)]


def composed(decision: Decision, held: list[Held], wording: Wording, name: str, library: Library, day: date) -> Answer:
    """The draft: the model's sentences first, then the program's own where a code, a rule or a verdict is left without proof."""
    text = _Text()
    if decision.action is Action.ABSTAIN or not decision.points:
        text.lines += decision.remarks
    if decision.verdict:
        text.lines.append({"yes": "**Yes.**", "no": "**No.**", "conditional": "**It depends.**"}[decision.verdict])
    for sentence in held:
        text.add(sentence.text, *sentence.quotes)
    _prove(decision, text)
    rejected = []
    for other in decision.rejected:
        why = " ".join(other.why.text.split())
        rejected.append(RejectedCode(code=other.code, why=why, citations=text.add(f"Not {other.code}: {why}", other.why)))
    agreed, notices = _compared(decision, wording, text, library, day)
    codes = [
        AssignedCode(
            code=choice.code, system=choice.system.value, units=choice.units, role=choice.role, modifiers=list(choice.modifiers),
            citations=text.about(choice.code),
        )
        for choice in decision.choices
    ]
    return Answer(
        action=decision.action,
        codes=codes,
        rejected=rejected,
        modifiers=list(decision.modifiers),
        verdict=decision.verdict,
        ask_back=list(decision.ask_back),
        text="\n".join([*text.lines, *(f"**{question}**" for question in decision.ask_back)]),
        citations=text.citations(),
        confidence=confidence(_score(decision.score, agreed)),
        notices=[*decision.notices, *notices],
        proposed=None if agreed is None else list(wording.assigned),
        model=name,
    )


def _prove(decision: Decision, text: _Text) -> None:
    """Say in the passages' words what no sentence of the model proves: each code assigned, and a verdict's first rule."""
    for choice in decision.choices:
        point = next((point for point in decision.points if point.code == choice.code), None)
        if point is not None and not text.about(choice.code):
            text.add(f"{choice.code}: {' '.join(point.quote.text.split())}", point.quote)
    if not text.quotes or (decision.verdict and not any(point.quote in text.quotes for point in decision.points)):
        for point in decision.points[:1] if decision.verdict else decision.points:
            label = f"{point.label}: " if point.label else ""
            text.add(f"{label}{' '.join(point.quote.text.split())}", point.quote)


def _compared(decision: Decision, wording: Wording, text: _Text, library: Library, day: date) -> tuple[bool | None, list[str]]:
    """Whether the model's codes are the decision's (None where it names none and needs none), and what tells where they are not.

    A code of the model's own is shown with what the library holds about it; it is assigned by nobody.
    """
    ours, theirs = {choice.code for choice in decision.choices}, set(wording.assigned)
    if ours == theirs:
        return (True if ours else None), []
    if not theirs and wording.action in {"", decision.action.value}:
        return None, []
    for code in [one for one in wording.assigned if one not in ours][:_MOST_OTHERS]:
        passage = library.codebook.passage(code)
        if passage is not None and library.codebook.status(code, day).standing is Standing.VALID:
            text.add(f"Not {code}, which the model would report: {' '.join(first_line(passage).text.split())}", first_line(passage))
    named = ", ".join(wording.assigned) or "no code"
    said = "the codes shown are those the evidence decides" if ours else "the evidence held decides for no code"
    return False, [f"The model would have reported {named}; {said}."]


def _score(score: float, agreed: bool | None) -> float:
    if agreed is None:
        return score
    return score + (1 - score) * _AGREED if agreed else score * _DISAGREED
