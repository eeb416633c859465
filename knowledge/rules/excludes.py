"""Excludes notes between two diagnosis codes, inherited notes and ranges included."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.records import Entry, NoteKind
from knowledge.rules.code_ranges import ranges


@dataclass(frozen=True, slots=True)
class ExcludesFinding:
    """An Excludes note that stands between two codes: printed at ``at``, over ``code``, naming ``other``."""

    kind: NoteKind
    at: Entry
    note: str
    code: str
    other: str


def between(code: str, line: Iterable[Entry], other: str) -> list[ExcludesFinding]:
    """The Excludes1 and Excludes2 notes over ``code`` that name ``other``.

    ``line`` is the code's entry followed by everything above it. A note that also covers the entry it is printed
    at (a chapter that excludes a block of itself) is not read as excluding its own neighbours. Source of the rule:
    ICD-10-CM conventions, I.A.12.
    """
    found = []
    for entry in line:
        for kind, note in entry.notes:
            if kind not in {NoteKind.EXCLUDES1, NoteKind.EXCLUDES2}:
                continue
            if any(r.covers(other) and not r.covers(code) for r in ranges(note)):
                found.append(ExcludesFinding(kind, entry, note, code, other))
    return found
