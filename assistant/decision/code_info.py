"""Decisions on codes that a question names: not valid, header, deleted, new, or simply explained."""

from __future__ import annotations

import re

from assistant.answer import Action
from assistant.draft import Choice, Decision, Point, first_line, sentence_quotes, whole_line
from assistant.evidence import Evidence
from assistant.question import Intent, Reading
from knowledge import look_ups
from knowledge.codebook import CodeStatus, Standing
from knowledge.library import Library
from knowledge.passages import note_line
from knowledge.records import NoteKind, Passage, System, Verdict

_WANTS_MORE = re.compile(
    r"\b(?:7th|seventh|another|extra|which|side|6th|sixth|5th|fifth)\s+(?:\w+\s+)?(?:character|digit|char)\b|\b(?:digit|character) (?:do|to) (?:i )?add\b"
)

# Whether a code is one at all is asked, and not what it stands for.
_VALID_ASKED = re.compile(r"\bvalid\b|\binvalid\b|\ba (?:real )?code\b|\bexists?\b|\bin effect\b|\bactive\b|\bgood\b|\bstill\b")


def premise(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """The decision where a code that the question names cannot be reported as it stands; None where all can."""
    for status in evidence.statuses:
        if status.standing in {Standing.UNKNOWN, Standing.EXPIRED, Standing.NOT_YET, Standing.NO_TEXT}:
            return not_valid(status, reading, library)
    return None


_PLACE_ASKED = re.compile(r"\bprimary\b|\bprincipal\b|\bfirst\b|\bsequenced?\b|\balone\b|\bby itself\b")


def not_valid(status: CodeStatus, reading: Reading, library: Library) -> Decision:
    """Say how a code stands on the day asked about, and which codes are near or took its place."""
    row = look_ups.validity(library.codebook, status.code, reading.day)
    points = [Point(quote) for quote in sentence_quotes(row)]
    if status.standing is Standing.UNKNOWN:
        near = library.codebook.nearest(status.code, reading.day)
        points += [Point(first_line(passage)) for code in near[:3] if (passage := _passage_about(code, library))]
        return Decision(Action.CORRECT_PREMISE, 0.9, verdict=_verdict(reading, "no"), points=tuple(points))
    points += _nearest_text(status.code, library)
    if status.standing is Standing.NO_TEXT:
        return Decision(
            Action.ANSWER if _VALID_ASKED.search(reading.plain) else Action.ABSTAIN,
            0.7,
            verdict=_verdict(reading, "yes"),
            points=tuple(points),
            notices=("Load the current ICD-10-CM tabular list to read this code's text.",),
        )
    successors = library.codebook.replacements(status.code, reading.day) if status.standing is Standing.EXPIRED else []
    notices = ("Load the current ICD-10-CM tabular list to read the text of the newer codes.",) if successors else ()
    return Decision(Action.CORRECT_PREMISE, 0.9, verdict=_verdict(reading, "no"), points=tuple(points), notices=notices)


def on_day(code: str, reading: Reading, library: Library) -> Decision | None:
    """What is said where the code that words lead to is not valid on the day: the line above it that was a code then, or
    what took its place; None where it is valid."""
    status = library.codebook.status(code, reading.day)
    if status.standing is Standing.VALID:
        return None
    told = not_valid(status, reading, library)
    if status.standing is not Standing.NOT_YET or status.entry is None:
        return told
    above = (library.codebook.status(entry.code, reading.day) for entry in library.codebook.line(status.entry))
    whole = next((one for one in above if one.standing is Standing.VALID and one.code != code), None)
    if whole is None:
        return told
    # it was one code until it was divided
    passage = library.codebook.passage(whole.code)
    proof = [Point(quote, code=whole.code) for quote in sentence_quotes(look_ups.validity(library.codebook, whole.code, reading.day))]
    named = [Point(first_line(passage), code=whole.code)] if passage is not None else []
    return Decision(Action.ANSWER, 0.8, (Choice(whole.code, System.ICD10CM),), points=(*named, *proof, *told.points))


def header(status: CodeStatus, reading: Reading, library: Library) -> Decision | None:
    """The decision on a category or subcategory named as if it could be reported."""
    if status.entry is None or status.standing is not Standing.HEADER:
        return None
    passage = library.codebook.passage(status.entry.code)
    if passage is None:
        return None
    points = [Point(first_line(passage))]
    divided = whole_line(passage, "is not a billable code")
    if divided is not None:
        points.append(Point(divided))
        points += [
            Point(first_line(below))
            for child in library.codebook.children(status.entry.code)[:5]
            if (below := library.codebook.passage(child.code))
        ]
    else:
        points = [
            Point(quote) for quote in sentence_quotes(look_ups.validity(library.codebook, status.code, reading.day))
        ]
        points += [
            Point(line)
            for code, *_ in library.codebook.full_codes(status.entry)[:3]
            if (line := whole_line(passage, f"{code} "))
        ]
    return Decision(Action.CORRECT_PREMISE, 0.9, verdict=_verdict(reading, "no"), points=tuple(points))


def explain(status: CodeStatus, reading: Reading, library: Library) -> Decision | None:
    """What one valid ICD-10-CM code is: its title and its own instructions."""
    passage = library.codebook.passage(status.code)
    if status.standing is not Standing.VALID or status.entry is None or passage is None:
        return None
    points = [Point(whole_line(passage, f"{status.code} ") or first_line(passage), code=status.code)]
    # a valid code is complete: it takes no further character
    complete = _WANTS_MORE.search(reading.plain) is not None
    if reading.intent is Intent.MAY_I or complete:
        points += [
            Point(quote) for quote in sentence_quotes(look_ups.validity(library.codebook, status.code, reading.day))
        ]
    for kind, text in status.entry.notes[:4]:
        quote = whole_line(passage, note_line(kind, text)) if kind is not NoteKind.SEVENTH_CHARACTER else None
        points += [Point(quote)] if quote else []
    return Decision(
        Action.CORRECT_PREMISE if complete else Action.ANSWER,
        0.9,
        (Choice(status.code, System.ICD10CM),),
        verdict=None if complete else _verdict(reading, "yes"),
        points=tuple(points),
    )


def _verdict(reading: Reading, verdict: Verdict) -> Verdict | None:
    """The verdict where the code itself is asked about; whether it may come first is not told by its being valid."""
    place = verdict == "yes" and _PLACE_ASKED.search(reading.plain) is not None
    return verdict if reading.intent is Intent.MAY_I and not place else None


def _nearest_text(code: str, library: Library) -> list[Point]:
    """The line of the code, or of the nearest header that the edition held still prints."""
    stem = code
    while len(stem) >= 3:
        passage = library.codebook.passage(stem) if library.database.entry(stem) else None
        if passage is not None:
            return [Point(first_line(passage))]
        stem = stem[:-1].rstrip(".")
    return []


def _passage_about(code: str, library: Library) -> Passage | None:
    return library.codebook.passage(code) or next(iter(library.codebook.facts(code)), None)
