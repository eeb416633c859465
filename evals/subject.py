"""What is evaluated: the few things a run asks of an assistant, so that baselines and doubles can stand in for one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from assistant.answer import Answer
from assistant.request import Request
from knowledge.codebook import CodeStatus
from knowledge.records import Article, Passage


class Codes(Protocol):
    """Look-up by code."""

    def status(self, code: str, day: date) -> CodeStatus:
        """How a code stands on a day."""

    def passage(self, code: str) -> Passage | None:
        """The passage that defines an ICD-10-CM code."""


class Holdings(Protocol):
    """What the library holds."""

    @property
    def articles(self) -> Sequence[Article]:
        """The reference articles."""


class Subject(Protocol):
    """Anything that answers requests from a library."""

    @property
    def codebook(self) -> Codes:
        """Look-up by code."""

    @property
    def library(self) -> Holdings:
        """What is held."""

    def ask(self, request: Request) -> Answer:
        """The answer to a request."""

    def retrieve(self, request: Request) -> list[Passage]:
        """The passages found for a request, best first."""

    def passage(self, passage_id: str) -> Passage | None:
        """The passage that a citation names."""
