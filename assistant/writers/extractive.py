"""The built-in writer: verbatim sentences of the passages, in the order of the decision."""

from __future__ import annotations

import re

from assistant.answer import Action, Answer, AssignedCode, Citation, RejectedCode, confidence
from assistant.draft import Choice, Decision, Held, Point, Quote
from knowledge.records import Passage

NAME = "extractive"
_LONGEST_SUPPORT = 90
_BEGUN, _WHOLE = "**Unfinished, in the model's words:**", "**The whole answer, by the built-in writer:**"
_VERDICTS = {"yes": "**Yes.**", "no": "**No.**", "conditional": "**It depends.**"}


def write(decision: Decision, notices: tuple[str, ...] = (), begun: tuple[Held, ...] = ()) -> Answer:
    """Compose an answer: the verdict or the codes first, then what proves them, then why not the neighbours.

    ``begun`` are sentences of a model that broke off: they were shown, and stay above the answer, marked as unfinished.
    """
    book = _Citations()
    lines = [f"{one.text} {''.join(f'[{book.number(quote)}]' for quote in one.quotes)}" for one in begun]
    if begun:
        lines = [_BEGUN, *lines, _WHOLE]
    points = list(decision.points)
    if decision.action is not Action.ANSWER or not points:
        lines += decision.remarks
    if decision.verdict and points:
        lines.append(f"{_VERDICTS[decision.verdict]} {book.line(points.pop(0))}")
    for choice in decision.choices:
        mine = next((point for point in points if point.code == choice.code), None)
        if mine is not None:
            points.remove(mine)
            lines.append(_lead(choice, book.line(mine, _support(choice))))
    lines += [book.line(point) for point in points]
    rejected = [
        RejectedCode(code=other.code, why=_shown(other.why), citations=[book.number(other.why)])
        for other in decision.rejected
    ]
    if decision.rejected:
        lines.append("")
        lines += [f"Not {other.code}: {book.line(Point(other.why))}" for other in decision.rejected]
    if decision.ask_back:
        lines += ["", *(f"**{question}**" for question in decision.ask_back)]
    codes = [
        AssignedCode(
            code=c.code,
            system=c.system.value,
            modifiers=list(c.modifiers),
            units=c.units,
            role=c.role,
            citations=book.about(c.code),
        )
        for c in decision.choices
    ]
    return Answer(
        action=decision.action,
        codes=codes,
        rejected=rejected,
        modifiers=list(decision.modifiers),
        verdict=decision.verdict,
        ask_back=list(decision.ask_back),
        text="\n".join(lines).strip(),
        citations=book.citations(),
        confidence=confidence(decision.score),
        notices=[*decision.notices, *notices],
        model=NAME,
    )


def _shown(quote: Quote) -> str:
    return " ".join(quote.text.split())


def _support(choice: Choice) -> str:
    """The record's own words for a code; markers and markup in them are not the answer's."""
    words = " ".join(re.sub(r"\S*(?://|www\.)\S*|[\[\]<>*_`“”.!?:;]", " ", choice.support).split())
    return f" — record: “{words[:_LONGEST_SUPPORT]}”" if words else ""


def _lead(choice: Choice, line: str) -> str:
    """A code's own line: the code in bold with modifiers and units, which the quote opens with or follows."""
    shown = "-".join([choice.code, *choice.modifiers])
    if choice.units is not None:
        return f"**{shown} × {choice.units}:** {line}"
    if choice.modifiers:
        return f"**{shown}:** {line}"
    return f"**{shown}** {line.removeprefix(f'{shown} ')}" if line.startswith(f"{shown} ") else f"**{shown}**: {line}"


class _Citations:
    """Numbers for quotes, in the order they are used; one quote has one number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._quotes: list[Quote] = []

    def number(self, quote: Quote) -> int:
        key = (quote.passage.id, quote.start, quote.end)
        if key not in self._numbers:
            self._numbers[key] = len(self._quotes) + 1
            self._quotes.append(quote)
        return self._numbers[key]

    def line(self, point: Point, support: str = "") -> str:
        label = f"{point.label}: " if point.label else ""
        return f"{label}{_shown(point.quote)}{support} [{self.number(point.quote)}]"

    def about(self, code: str) -> list[int]:
        """The citations whose passage is about a code."""
        return [n for n, quote in enumerate(self._quotes, 1) if code in quote.passage.codes]

    def citations(self) -> list[Citation]:
        return [citation(n, quote) for n, quote in enumerate(self._quotes, 1)]


def citation(n: int, quote: Quote) -> Citation:
    """A quote as the answer's form has it."""
    passage: Passage = quote.passage
    return Citation(
        n=n,
        passage=passage.id,
        title=passage.title,
        source=passage.source,
        edition=str(passage.edition),
        locator=passage.locator,
        quote=quote.text,
        start=quote.start,
        end=quote.end,
    )
