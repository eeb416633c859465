"""What a stream of an answer gives while it works, and how whoever works hears that nobody waits any more."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """A visible step: what is being done and, once known, what came of it."""

    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Said(Step):
    """A part of the answer that holds already: the codes decided, or the sentences verified so far, oldest first."""

    codes: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()


class Telling:
    """The line between a stage at work and whoever waits for it. ``live`` where somebody watches."""

    def __init__(self, say: Callable[[Step], None] | None = None) -> None:
        self._say, self._stopped = say, threading.Event()

    @property
    def live(self) -> bool:
        """Whether what is said is seen before the work is done."""
        return self._say is not None

    @property
    def stopped(self) -> bool:
        """Whether the work is no longer wanted."""
        return self._stopped.is_set()

    def say(self, step: Step) -> None:
        """Show a step at once."""
        if self._say is not None and not self.stopped:
            self._say(step)

    def stop(self) -> None:
        """Want it no longer."""
        self._stopped.set()

    def wait(self, seconds: float) -> bool:
        """Wait, but no longer than it is wanted; whether it was stopped."""
        return self._stopped.wait(seconds)
