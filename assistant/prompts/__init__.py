"""The prompts, a file each, and how one is read: its version first, then its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_HEAD = re.compile(r"\Aversion: (\d+)\n---\n")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt's words. ``version`` goes up with every change of them, so that answers of two versions are told apart."""

    name: str
    version: int
    text: str


@cache
def prompt(name: str, package: str = __package__) -> Prompt:
    """A package's prompt of a name. Raises FileNotFoundError or ValueError where the file is missing or has no version."""
    held = (files(package) / f"{name}.md").read_text(encoding="utf-8")
    head = _HEAD.match(held)
    if head is None:
        raise ValueError(f"{package}: {name}.md must open with `version: N` and a line of dashes.")
    return Prompt(name, int(head[1]), held[head.end() :].strip())
