"""A conversation as the window holds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from assistant.answer import Answer
from assistant.history.conversations import Held, HeldTurn
from assistant.steps import Step
from knowledge.records import Passage


@dataclass
class Turn:
    """One exchange. ``earlier`` are the wordings of the question before it was edited; ``note`` says what went wrong beside
    the answer; ``resumed`` tells a question whose answer was interrupted."""

    question: str
    id: str = ""
    day: date | None = None
    payer: str | None = None
    steps: list[Step] = field(default_factory=list)
    answer: Answer | None = None
    passages: dict[str, Passage] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    error: str = ""
    note: str = ""
    stopped: bool = False
    interrupted: bool = False
    earlier: list[str] = field(default_factory=list)
    feedback: str = ""

    @property
    def working(self) -> bool:
        """Whether the answer is still on its way."""
        return self.answer is None and not (self.error or self.stopped or self.interrupted)


@dataclass
class Chat:
    """The conversation on the page; ``id`` is empty until its first question is kept. ``editing`` is the turn being edited,
    ``shared`` the conversation of somebody else that is being read."""

    id: str = ""
    title: str = ""
    turns: list[Turn] = field(default_factory=list)
    editing: int | None = None
    shared: str = ""


def chat_of(held: Held) -> Chat:
    """A kept conversation as the window shows it."""
    turns = [_turn(turn) for turn in held.turns]
    if held.mine:
        return Chat(held.id, held.title, turns)
    for turn in turns:
        # what another asked cannot be judged or changed
        turn.id = ""
    return Chat("", held.title, turns, shared=held.id)


def _turn(held: HeldTurn) -> Turn:
    return Turn(
        held.question,
        id=held.id,
        day=held.day,
        payer=held.payer,
        steps=list(held.steps),
        answer=held.answer,
        passages=dict(held.passages),
        labels=dict(held.labels),
        error=held.error if held.state == "failed" else "",
        stopped=held.state == "stopped",
        interrupted=held.state in {"interrupted", "waiting"},
        earlier=list(held.earlier),
        feedback=held.feedback,
    )
