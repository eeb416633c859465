"""The history code of a condition: of the patient (Z85 to Z87) or of the family (Z80 to Z84), by the list's own notes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.library import Library
from knowledge.records import Entry, Level, NoteKind
from knowledge.rules.code_ranges import ranges
from knowledge.wording import content_tokens

_OF_PATIENT, _OF_FAMILY = ("Z85", "Z86", "Z87"), ("Z80", "Z81", "Z82", "Z83", "Z84")
# What is left to report of an event that is over (I.C.9.d, I.C.9.e).
_OF_EVENT = (
    ("I21", "I25.2"),
    ("I22", "I25.2"),
    ("I60", "Z86.79"),
    ("I61", "Z86.79"),
    ("I63", "Z86.73"),
    ("G45.9", "Z86.73"),
    ("I26", "Z86.711"),
    ("I82.4", "Z86.718"),
)
_BLOCKS = frozenset({Level.CHAPTER, Level.SECTION})
# what stands in titles of every place
_OF_ANY = frozenset(content_tokens("unspecified other organ organs part parts malignant neoplasm personal family history"))
_CLASSIFIABLE = "conditions classifiable to"


def of_patient(code: str, library: Library) -> str | None:
    """The code of a personal history of what a code stands for, or None where the list has none."""
    return _history(code, _OF_PATIENT, library)


def of_event(code: str) -> str | None:
    """The code of having had an event, as an old infarction; None where a code stands for no such event."""
    return next((past for start, past in _OF_EVENT if code.startswith(start)), None)


def of_family(code: str, library: Library) -> str | None:
    """The code of a family history of what a code stands for, or None where the list has none."""
    return _history(code, _OF_FAMILY, library)


def _history(code: str, categories: Sequence[str], library: Library) -> str | None:
    """The line whose note *Conditions classifiable to …* covers the code, as far down as the condition's words lead."""
    best: Entry | None = None
    for category in categories:
        top = library.codebook.entry(category)
        if top is None:
            continue
        for entry in (top, *_below(top, library)):
            notes = [text for kind, text in entry.notes if kind in {NoteKind.INCLUSION_TERM, NoteKind.INCLUDES, NoteKind.NOTE}]
            covered = any(_CLASSIFIABLE in text.lower() and any(part.covers(code) for part in ranges(text)) for text in notes)
            if covered and (best is None or len(entry.code) >= len(best.code)):
                best = entry
    return _led_down(best, code, library) if best is not None else None


def _of_condition(text: str) -> set[str]:
    """The words of a title that name a condition or its place, in one form each."""
    return set(content_tokens(re.sub(r"\buteri\b", "uterus", text.lower()))) - _OF_ANY


def _below(entry: Entry, library: Library) -> list[Entry]:
    children = library.codebook.children(entry.code)
    return [*children, *(line for child in children for line in _below(child, library))]


def _led_down(entry: Entry, code: str, library: Library) -> str | None:
    """The line beneath, by the words of the condition's own lines, else the one for other conditions."""
    condition = library.codebook.entry(code)
    lines = list(library.codebook.line(condition)) if condition is not None else []
    words = _of_condition(" ".join(line.title for line in lines if line.level not in _BLOCKS))
    while entry.has_children:
        children = library.codebook.children(entry.code)
        shared = set.intersection(*(set(content_tokens(child.title)) for child in children))
        named = [_of_condition(child.title) - shared for child in children]
        # what more a line names speaks against it
        ranked = sorted(
            ((len(named[n] & words), -len(named[n] - words), -n, child) for n, child in enumerate(children)),
            key=lambda row: row[:3],
        )
        said, *_, best = ranked[-1]
        other = next((child for child in children if " other " in f" {child.title.lower()} "), None)
        if not said and other is None:
            return None
        entry = best if said else other or best
    return entry.code
