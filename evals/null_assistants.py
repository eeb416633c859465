"""Null assistants, without judgement. A suite that rates them near the assistant measures nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from assistant.answer import Action, Answer, AssignedCode, Citation, confidence
from assistant.request import Request
from evals.answering.opening import Opener
from evals.answering.stamp import Stamp
from evals.judge.verdicts import Ask
from evals.subject import Codes, Holdings, Subject
from knowledge import code_format
from knowledge.records import Passage

_System = Literal["CPT", "HCPCS", "ICD-10-CM"]


@dataclass(frozen=True, slots=True)
class _Null:
    """Stands on a subject's library and answers by itself."""

    subject: Subject

    @property
    def codebook(self) -> Codes:
        """The subject's look-up."""
        return self.subject.codebook

    @property
    def library(self) -> Holdings:
        """The subject's library."""
        return self.subject.library

    def passage(self, passage_id: str) -> Passage | None:
        """The subject's passage of this id."""
        return self.subject.passage(passage_id)


class FirstHit(_Null):
    """Always answers: with the first code of the first passage found, quoting that passage's first line."""

    def ask(self, request: Request) -> Answer:
        """The first hit's code, whatever was asked; an abstention where nothing that names a code was found."""
        hit = next((passage for passage in self.subject.retrieve(request) if passage.codes), None)
        if hit is None:
            return _abstain(request, "first-hit")
        quote = hit.text.partition("\n")[0]
        citation = Citation(n=1, passage=hit.id, title=hit.title, source=hit.source, edition=str(hit.edition),
                            locator=hit.locator, quote=quote, start=0, end=len(quote))
        code = AssignedCode(code=hit.codes[0], system=hit.system.value, citations=[1])
        return Answer(id=request.id, action=Action.ANSWER, codes=[code], text=f"{quote} [1]", citations=[citation],
                      confidence=confidence(0.5), model="first-hit")

    def retrieve(self, request: Request) -> list[Passage]:
        """What the subject finds."""
        return self.subject.retrieve(request)


class NoRetrieval(_Null):
    """Knows only the question: assigns the first code it names, without proof, else abstains."""

    def ask(self, request: Request) -> Answer:
        """The first code that stands in the question."""
        named = code_format.mentions(request.question)
        if not named:
            return _abstain(request, "no-retrieval")
        code = named[0].code
        return Answer(id=request.id, action=Action.ANSWER, codes=[AssignedCode(code=code, system=_system(code))],
                      text=f"{code} is right.", confidence=confidence(0.5), model="no-retrieval")

    def retrieve(self, request: Request) -> list[Passage]:
        """Nothing: this one has no search."""
        return []


NULL_ASSISTANTS: dict[str, Callable[[Subject], Subject]] = {"first-hit": FirstHit, "no-retrieval": NoRetrieval}


@dataclass(frozen=True)
class NullOpener:
    """Opens a null assistant over what another opener opens."""

    opener: Opener
    name: str

    def open(self) -> Subject:
        """The null assistant, ready to answer."""
        return NULL_ASSISTANTS[self.name](self.opener.open())

    def look_up(self) -> Subject:
        """The null assistant for look-ups alone."""
        return NULL_ASSISTANTS[self.name](self.opener.look_up())

    def stamp(self) -> Stamp:
        """The other's stamp with the null assistant as its model."""
        return replace(self.opener.stamp(), model=self.name)

    def with_model(self, model: str) -> NullOpener:
        """Itself: a null assistant has no model."""
        return self

    def asking(self, model: str) -> Ask:
        """The other's."""
        return self.opener.asking(model)


def _abstain(request: Request, model: str) -> Answer:
    return Answer(id=request.id, action=Action.ABSTAIN, text="Not in the sources held.", confidence=confidence(0.0),
                  model=model)


def _system(code: str) -> _System:
    if not code_format.is_procedure_shaped(code):
        return "ICD-10-CM"
    return "HCPCS" if code[0].isalpha() else "CPT"
