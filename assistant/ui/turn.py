"""A conversation as the window holds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from assistant.answer import Answer
from assistant.history.held import Beside, Given, Held, HeldTurn
from assistant.steps import Step


@dataclass
class Turn:
    """One exchange. ``earlier`` are the wordings of the question before it was edited; ``note`` says what went wrong beside
    the answer; ``interrupted`` tells a question whose answer never came, ``withheld`` one whose answer is for its owner alone.

    ``beside`` is another writer's answer; while it is on its way, ``asking`` is that writer and ``asking_steps`` what it did.
    """

    question: str
    id: str = ""
    day: date | None = None
    payer: str | None = None
    steps: list[Step] = field(default_factory=list)
    given: Given | None = None
    error: str = ""
    note: str = ""
    stopped: bool = False
    interrupted: bool = False
    withheld: bool = False
    earlier: list[str] = field(default_factory=list)
    feedback: str = ""
    beside: Beside | None = None
    asking: str = ""
    asking_steps: list[Step] = field(default_factory=list)

    @property
    def answer(self) -> Answer | None:
        """The answer to go on with."""
        return self.given.answer if self.given is not None else None

    @property
    def working(self) -> bool:
        """Whether the answer is still on its way."""
        return self.given is None and not (self.error or self.stopped or self.interrupted or self.withheld)


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
        steps=list(held.given.steps) if held.given is not None else [],
        given=held.given,
        error=held.error if held.state == "failed" else "",
        stopped=held.state == "stopped",
        interrupted=held.state in {"interrupted", "waiting"},
        withheld=held.state == "withheld",
        earlier=list(held.earlier),
        feedback=held.feedback,
        beside=held.beside,
    )
