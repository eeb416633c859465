"""7th characters: which ones a code takes and how the full code is spelled."""

from __future__ import annotations

import re
from collections.abc import Iterable

# "7th characters D and S do not apply to codes in category S06 with 6th character 7 - death ..., or 8 - death ..."
_NOT_FOR = re.compile(
    r"7th characters? (?P<chars>.+?) do(?:es)? not apply to codes in category (?P<category>\w+) "
    r"with 6th character (?P<sixth>.+)"
)


def full_code(code: str, char: str) -> str:
    """The code with its 7th character, filled up with the placeholder X: ``T88.7`` and ``A`` give ``T88.7XXA``."""
    head, _, tail = code.partition(".")
    return f"{head}.{tail.ljust(3, 'X')}{char}"


def allowed(code: str, table: Iterable[tuple[str, str]], notes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The rows (character, meaning) of the 7th-character table that this code may take.

    ``notes`` are the notes over the code; the list rules some characters out for some codes there.
    """
    barred: set[str] = set()
    for note in notes:
        found = _NOT_FOR.search(note)
        if found is None or not code.startswith(found["category"]) or len(code) != 7:
            continue
        if code[-1] in re.findall(r"\b(\d)\b", found["sixth"]):
            barred.update(re.findall(r"\b([A-Z0-9])\b", found["chars"]))
    return tuple(row for row in table if row[0] not in barred)
