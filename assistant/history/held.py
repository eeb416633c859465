"""Conversations as they are held: what the list shows, what a turn keeps, and answers in and out of the database's form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal

from pydantic import TypeAdapter

from assistant.answer import Answer
from assistant.privacy import without_identifiers
from assistant.steps import Step
from knowledge.records import Passage

State = Literal["waiting", "answered", "stopped", "failed", "interrupted", "withheld"]
_PASSAGES = TypeAdapter(dict[str, Passage])


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation as the list shows it."""

    id: str
    title: str
    pinned: bool
    shared: bool
    changed: datetime


@dataclass(frozen=True, slots=True)
class Given:
    """An answer with the evidence it was given with. ``private`` where it rests on sources that its owner alone may see."""

    answer: Answer
    passages: Mapping[str, Passage] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    steps: Sequence[Step] = ()
    private: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """Another writer's answer to the same question. ``settled`` once one of the two was chosen to go on with."""

    given: Given
    settled: bool = False


@dataclass(frozen=True, slots=True)
class HeldTurn:
    """A question as it is kept, with identifiers replaced, and its answer with the evidence it was given with.

    ``interrupted`` is the state of a question whose answer never came: the program was stopped while it worked; ``withheld`` that
    of an answer shown to another than its owner which rests on the owner's own sources.
    """

    id: str
    question: str
    day: date | None
    payer: str | None
    asked: datetime
    state: State
    error: str = ""
    given: Given | None = None
    earlier: Sequence[str] = ()
    feedback: str = ""
    beside: Beside | None = None

    @property
    def answer(self) -> Answer | None:
        """The answer to go on with."""
        return self.given.answer if self.given is not None else None

    def shown_to_others(self) -> HeldTurn:
        """The turn as somebody else may read it: without answers that rest on the owner's own sources."""
        beside = self.beside if self.beside is not None and not self.beside.given.private else None
        if self.given is None or not self.given.private:
            return replace(self, beside=beside)
        return HeldTurn(self.id, self.question, self.day, self.payer, self.asked, "withheld")


@dataclass(frozen=True, slots=True)
class Held:
    """A conversation with its turns, oldest first; ``mine`` is false where another owner shares it."""

    id: str
    title: str
    turns: Sequence[HeldTurn]
    mine: bool = True


def kept(given: Given) -> dict[str, Any]:
    """An answer as the database keeps it, by the names of its columns; identifiers of a patient are replaced."""
    said = given.answer.model_copy(update={"text": without_identifiers(given.answer.text)})
    return {
        "answer": said.model_dump(mode="json"),
        "evidence": passages_as_json(given.passages),
        "labels": dict(given.labels),
        "steps": [[step.name, step.detail] for step in given.steps],
        "private": given.private,
    }


# the columns that keep one answer
ANSWER = ("answer", "evidence", "labels", "steps", "private")


def given_of(columns: Mapping[str, Any]) -> Given:
    """An answer out of the database."""
    return Given(
        Answer.model_validate(columns["answer"]),
        _PASSAGES.validate_python(columns["evidence"]),
        columns["labels"],
        tuple(Step(name, detail) for name, detail in columns["steps"]),
        columns["private"],
    )


def passages_as_json(passages: Mapping[str, Passage]) -> dict[str, Any]:
    """Passages in full, by their ids."""
    return dict(_PASSAGES.dump_python(dict(passages), mode="json"))


def words_of(question: str, columns: Mapping[str, Any]) -> str:
    """What search finds a turn by: the words of its question and the codes of its answer."""
    codes = [code["code"] for key in ("codes", "rejected") for code in columns["answer"].get(key, ())]
    return f"{question} {' '.join(codes)}".lower()
