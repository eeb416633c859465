"""Passages, answers and cases made by hand: one graft question with its right answer, to bend as a test needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from assistant.answer import Action, Answer, AssignedCode, Citation, confidence
from assistant.request import Request
from evals.answering.stamp import Stamp
from evals.case import Case
from evals.evaluation import Evaluation
from evals.gate import Thresholds
from evals.outcome import Found, Outcome, SavedPassage
from evals.score import ScoredCase
from evals.summary import summarize
from knowledge.codebook import CodeStatus, Standing
from knowledge.records import Article, Authority, Edition, Passage, System

DAY = date(2026, 5, 1)
TEXT = "Alpha is for chips. Beta is for one piece."
QUOTE = "Alpha is for chips."


def passage(place: str = "in-short", *, article: str = "graft", text: str = TEXT,
            codes: tuple[str, ...] = ("20930", "20931")) -> Passage:
    return Passage(id=f"{article}/{place}/0123456789", text=text, title=f"Title of {place}", source="Source of grafts",
                   edition=Edition("Edition one"), locator=place, codes=codes, authority=Authority.ARTICLE,
                   system=System.CPT)


def cite(n: int = 1, of: Passage | None = None, quote: str = QUOTE) -> Citation:
    source = of or passage()
    start = source.text.index(quote)
    return Citation(n=n, passage=source.id, title=source.title, source=source.source, edition=str(source.edition),
                    locator=source.locator, quote=quote, start=start, end=start + len(quote))


def answer(**changes: Any) -> Answer:
    """Assigns 20930 with one verbatim citation."""
    given: dict[str, Any] = {
        "action": Action.ANSWER, "codes": [AssignedCode(code="20930", system="CPT", citations=[1])],
        "text": f"**20930**: {QUOTE} [1]", "citations": [cite()], "confidence": confidence(0.9)}
    return Answer(**{**given, **changes})


def abstention(text: str = "Not in the sources held.", **changes: Any) -> Answer:
    return Answer(**{"action": Action.ABSTAIN, "text": text, "confidence": confidence(0.1), **changes})


def empty() -> Answer:
    """Claims to answer and says nothing."""
    return Answer(action=Action.ANSWER, text="", confidence=confidence(0.0))


def case(**changes: Any) -> Case:
    given: dict[str, Any] = {
        "stratum": "look-alike", "id": "look-alike-001", "question": "chips, which graft code?", "action": "answer",
        "accepted": [["20930"]], "forbidden": {"20931": "one piece"}, "gold": ["graft"], "proof": "Chips are 20930",
        "author": "Tester", "difficulty": "easy", "split": "gate"}
    return Case.model_validate({key: value for key, value in {**given, **changes}.items() if value is not None})


def outcome(of: Answer | None = None, asked: Case | None = None, **changes: Any) -> Outcome:
    put, said = asked or case(), of or answer()
    given: dict[str, Any] = {
        "case": put.id, "request": put.request, "day": put.day(DAY), "answer": said, "seconds": 0.5,
        "passages": {passage().id: SavedPassage.of(passage())},
        "found": (Found(address=passage().address, title=passage().title),),
        "standings": {code.code: Standing.VALID.value for code in said.codes}}
    return Outcome(**{**given, **changes})


class Codes:
    """Knows two graft codes and one diagnosis."""

    def status(self, code: str, day: date) -> CodeStatus:
        known = {"20930": Standing.VALID, "20931": Standing.VALID, "M72.2": Standing.EXPIRED}
        return CodeStatus(code, System.CPT, known.get(code, Standing.UNKNOWN))

    def passage(self, code: str) -> Passage | None:
        return passage(code, article="icd10cm") if code == "M72.2" else None


@dataclass
class Holdings:
    articles: list[Article]


def holdings() -> Holdings:
    article = Article(id="graft", title="Grafts", family="graft", system=System.CPT, written=DAY, reviewed=None, editions={},
                      sources=(), cues=(), features=(), codes=(), rulings=(), related=(), sections={})
    return Holdings([article])


@dataclass
class Double:
    """A subject that answers by a function and finds one passage."""

    answers: Callable[[Request], Answer] = lambda request: answer(id=request.id)
    finds: list[Passage] = field(default_factory=lambda: [passage()])
    codebook: Codes = field(default_factory=Codes)
    library: Holdings = field(default_factory=holdings)

    def ask(self, request: Request) -> Answer:
        return self.answers(request)

    def retrieve(self, request: Request) -> list[Passage]:
        return self.finds

    def passage(self, passage_id: str) -> Passage | None:
        return passage() if passage_id == passage().id else None


def evaluation(*scored: ScoredCase, reasons: list[str] | None = None, **changes: Any) -> Evaluation:
    """A judged run of these cases."""
    return Evaluation("extractive", list(scored), summarize(scored), reasons or [], ["look-alike"], **changes)


def means(**parts: dict[str, float]) -> Thresholds:
    """Thresholds of means, metric by metric."""
    return Thresholds(means=parts)


@dataclass(frozen=True)
class DoubleOpener:
    """Opens what a function makes; a function of a module can be sent to another process."""

    make: Callable[[], Any] = Double
    model: str = "extractive"

    def open(self) -> Any:
        return self.make()

    def look_up(self) -> Any:
        return self.make()

    def stamp(self) -> Stamp:
        return Stamp("library", "program", self.model, "prompt")

    def with_model(self, model: str) -> DoubleOpener:
        return replace(self, model=model)
