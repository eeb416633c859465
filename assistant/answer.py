"""The answer: the public form that commands print, the window shows and evals score."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Action(StrEnum):
    """What an answer does with its question."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    ABSTAIN = "abstain"
    CORRECT_PREMISE = "correct_premise"
    REFUSE = "refuse"


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AssignedCode(_Form):
    """A code that may be reported. ``citations`` are numbers of the answer's citations that are about it."""

    code: str
    system: Literal["CPT", "HCPCS", "ICD-10-CM"]
    modifiers: list[str] = Field(default_factory=list)
    units: int | None = None
    role: str = "primary"
    citations: list[int] = Field(default_factory=list)


class RejectedCode(_Form):
    """A code considered and not assigned, and why, in one line."""

    code: str
    why: str
    citations: list[int] = Field(default_factory=list)


class Citation(_Form):
    """A verbatim quote: ``quote`` is the passage's text from character ``start`` up to ``end``."""

    n: int
    passage: str
    title: str
    source: str
    edition: str
    locator: str
    quote: str
    start: int
    end: int


class Confidence(_Form):
    """How sure the decision is: ``score`` in 0..1 and the word for it."""

    level: Literal["high", "moderate", "low"]
    score: float


class Answer(_Form):
    """One answer in the form of ``codecite ask --json``. ``text`` is Markdown with [1] markers.

    ``proposed`` stands there only where a chat model named codes of its own: those that it would have reported.
    """

    id: str | None = None
    action: Action
    codes: list[AssignedCode] = Field(default_factory=list)
    rejected: list[RejectedCode] = Field(default_factory=list)
    modifiers: list[str] = Field(default_factory=list)
    verdict: Literal["yes", "no", "conditional"] | None = None
    ask_back: list[str] = Field(default_factory=list)
    text: str
    citations: list[Citation] = Field(default_factory=list)
    confidence: Confidence
    notices: list[str] = Field(default_factory=list)
    proposed: list[str] | None = Field(default=None, exclude_if=lambda codes: codes is None)
    model: str = "extractive"
    elapsed_ms: dict[str, float] = Field(default_factory=dict)


def confidence(score: float) -> Confidence:
    """The level that a score stands for."""
    level: Literal["high", "moderate", "low"] = "high" if score >= 0.75 else "moderate" if score >= 0.5 else "low"
    return Confidence(level=level, score=round(score, 2))
