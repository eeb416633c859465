"""What users say of answers: kept with the exchange it is about, listed for review, and exported for an eval case."""

from __future__ import annotations

import re
from datetime import date as Date
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from assistant.errors import NotHeld
from assistant.history.conversations import told_errors
from assistant.history.tables import FeedbackRow, TurnRow
from assistant.privacy import without_identifiers
from knowledge import code_format

MAX_COMMENT = 4000


class Kind(StrEnum):
    """What is said of an answer."""

    RIGHT = "right"
    WRONG_CODE = "wrong_code"
    WRONG_CITATION = "wrong_citation"
    MISSING = "missing"
    OTHER = "other"


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Context(_Form):
    """The circumstances of the question; ``date`` is the date of service."""

    payer: str | None = None
    date: Date | None = None


class Feedback(_Form):
    """One piece of feedback in the form that is exported: what `codecite eval new` makes a case of.

    ``turns`` are the earlier user messages, oldest first; ``given_codes`` what was answered, ``right_codes`` what the
    user holds for right (empty where nothing was said of it).
    """

    id: str
    kind: Kind
    question: str
    turns: list[str] = Field(default_factory=list)
    context: Context = Field(default_factory=Context)
    given_action: str = ""
    given_codes: list[str] = Field(default_factory=list)
    right_codes: list[str] = Field(default_factory=list)
    comment: str = ""
    given_at: datetime


class FeedbackBook:
    """The feedback of one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def give(self, owner: str, turn: str, kind: Kind, right_codes: str = "", comment: str = "") -> Feedback:
        """Keep what an owner says of an answer of theirs; said anew, it takes the place of what was said before.

        Raises NotHeld where the answer is none of theirs.
        """
        with told_errors(), Session(self._engine) as session, session.begin():
            about = session.get(TurnRow, turn)
            if about is None or about.conversation.owner != owner or about.answer is None:
                raise NotHeld("There is no such answer: its conversation was deleted, or belongs to somebody else.")
            session.execute(delete(FeedbackRow).where(FeedbackRow.turn_id == turn))
            row = FeedbackRow(
                conversation_id=about.conversation_id,
                turn_id=turn,
                owner=owner,
                kind=kind.value,
                right_codes=typed_codes(right_codes),
                comment=without_identifiers(comment.strip()[:MAX_COMMENT]),
                exchange=_exchange(about, [held for held in about.conversation.turns if held.place < about.place]),
            )
            session.add(row)
            session.flush()
            return _feedback(row)

    def listed(self, owner: str | None = None, limit: int = 500) -> list[Feedback]:
        """The newest feedback first; of one owner, or of all where none is named."""
        wanted = select(FeedbackRow).order_by(FeedbackRow.given.desc(), FeedbackRow.id).limit(limit)
        if owner is not None:
            wanted = wanted.where(FeedbackRow.owner == owner)
        with told_errors(), Session(self._engine) as session:
            return [_feedback(row) for row in session.scalars(wanted)]

    def one(self, feedback: str, owner: str | None = None) -> Feedback:
        """One piece of feedback. Raises NotHeld."""
        with told_errors(), Session(self._engine) as session:
            row = session.get(FeedbackRow, feedback)
            if row is None or (owner is not None and row.owner != owner):
                raise NotHeld("There is no such feedback: its conversation was deleted, or belongs to somebody else.")
            return _feedback(row)


def typed_codes(text: str) -> list[str]:
    """The codes of a line a user typed, in their printed form, each once."""
    words = [word for word in re.split(r"[\s,;]+", text.upper()) if word]
    printed = [
        word if code_format.is_procedure_shaped(word) else code_format.dotted(word)
        for word in words
        if code_format.is_procedure_shaped(word) or code_format.is_icd_shaped(word)
    ]
    return list(dict.fromkeys(printed))


def _exchange(turn: TurnRow, before: list[TurnRow]) -> dict[str, Any]:
    answer = turn.answer or {}
    return {
        "question": turn.question,
        "turns": [held.question for held in before],
        "context": {"payer": turn.payer, "date": turn.day.isoformat() if turn.day else None},
        "given_action": answer.get("action", ""),
        "given_codes": [code["code"] for code in answer.get("codes", [])],
    }


def _feedback(row: FeedbackRow) -> Feedback:
    return Feedback.model_validate(
        {
            "id": row.id,
            "kind": row.kind,
            "right_codes": row.right_codes,
            "comment": row.comment,
            "given_at": row.given,
            **row.exchange,
        }
    )
