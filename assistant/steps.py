"""What a stream of an answer gives while it works."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """A visible step: what is being done and, once known, what came of it."""

    name: str
    detail: str = ""
