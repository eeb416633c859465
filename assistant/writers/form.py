"""The form in which a chat model answers."""

from __future__ import annotations

from pydantic import BaseModel, Field


class Proof(BaseModel):
    """A passage by its opaque id, and the words of it that a sentence rests on."""

    passage: str
    quote: str


class Sentence(BaseModel):
    """One sentence of the answer and what it rests on."""

    text: str
    proof: list[Proof] = Field(default_factory=list)


class Rejected(BaseModel):
    """A code considered and not assigned."""

    code: str
    why: str = ""


class Wording(BaseModel):
    """The whole answer as a model gives it; ``action`` is empty where the model names none."""

    action: str = ""
    assigned: list[str] = Field(default_factory=list)
    rejected: list[Rejected] = Field(default_factory=list)
    sentences: list[Sentence] = Field(default_factory=list)
