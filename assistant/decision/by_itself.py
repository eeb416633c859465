"""A part of a question decided by itself: read and searched anew, on the same day and for the same payer."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant import question
from assistant.draft import Decision
from assistant.evidence import Evidence, gather
from assistant.question import Reading
from assistant.request import Request
from knowledge.library import Library

# decides a question read and searched
Decide = Callable[[Reading, Evidence, Library], Decision]

# the lines of a note stay apart
_SPACES = re.compile(r"[^\S\n]+")


def read_by_itself(text: str, reading: Reading, library: Library) -> tuple[Reading, Evidence]:
    """The text as a question of its own, and what the library holds on it."""
    part = question.read(Request(question=_SPACES.sub(" ", text).strip(), date=reading.day, payer=reading.payer), reading.day)
    return part, gather(part, library)
