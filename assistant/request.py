"""What is asked: the question with its conversation and circumstances."""

from __future__ import annotations

from datetime import date as Date

from pydantic import BaseModel, ConfigDict, Field

MAX_CHARACTERS = 20_000


class Request(BaseModel):
    """One question in the form of ``codecite ask --jsonl``.

    ``turns`` are the earlier user messages of the conversation, oldest first. ``date`` is the date of service; today
    if none. ``payer`` is free text (Medicare, a commercial payer's name).
    """

    model_config = ConfigDict(extra="forbid")

    question: str
    id: str | None = None
    turns: list[str] = Field(default_factory=list)
    date: Date | None = None
    payer: str | None = None
