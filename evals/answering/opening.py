"""Opening what is evaluated: small enough to be sent to another process, which opens its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from assistant.pipeline import Assistant
from assistant.settings import Settings
from evals.answering.stamp import Stamp, assistant_stamp
from evals.judge.verdicts import Ask
from evals.subject import Subject

Progress = Callable[[str, int, int], None]


def _silent(stage: str, done: int, total: int) -> None:
    """Progress of a worker is not shown: its cases are."""


class Opener(Protocol):
    """Opens a subject, here or in another process; it can be pickled."""

    def open(self) -> Subject:
        """The subject, ready to answer."""

    def look_up(self) -> Subject:
        """The subject for look-ups by code alone, which opens in a fraction of the time and memory."""

    def stamp(self) -> Stamp:
        """What the answers depend on."""

    def with_model(self, model: str) -> Opener:
        """The same with another chat model."""

    def asking(self, model: str) -> Ask:
        """A chat model to be asked for a judgement, not for an answer. Raises AssistantError where there is no such model."""


@dataclass(frozen=True)
class ShippedAssistant:
    """Opens the assistant of this program with a user's settings. Raises KnowledgeError or AssistantError."""

    settings: Settings
    progress: Progress = field(default=_silent, compare=False)

    def __reduce__(self) -> tuple[Any, ...]:
        return ShippedAssistant, (self.settings,)  # a progress bar stays with its process

    def open(self) -> Subject:
        """The assistant with its search; the library is built first where it is missing."""
        from assistant.opening import open_assistant

        return open_assistant(self.settings, self.progress)

    def look_up(self) -> Subject:
        """The assistant without its search, the library built first where it is missing."""
        from assistant.opening import look_up_library

        return Assistant(look_up_library(self.settings, self.progress))

    def stamp(self) -> Stamp:
        """The library's sources and tables, the program's files, the model and its prompts."""
        from assistant.opening import look_up_library

        library = look_up_library(self.settings, self.progress)
        try:
            return assistant_stamp(library, self.settings)
        finally:
            library.close()

    def with_model(self, model: str) -> ShippedAssistant:
        """The same library and program with another model."""
        return ShippedAssistant(self.settings.model_copy(update={"model": model}), self.progress)

    def asking(self, model: str) -> Ask:
        """A model of these settings, without what identifies a patient, counted and stopped at the caps."""
        from assistant.models import asking

        return asking(self.settings, model)
