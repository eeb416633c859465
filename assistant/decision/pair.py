"""May two diagnoses stand on one claim, and in which order: Excludes notes and Code first."""

from __future__ import annotations

import re
from itertools import combinations

from assistant.answer import Action
from assistant.decision import case_beside
from assistant.decision.diagnose import code_points
from assistant.decision.joining import joining_sentences
from assistant.draft import Choice, Decision, Point, Quote, first_line, whole_line
from assistant.evidence import Evidence
from assistant.question import Intent, Reading
from knowledge import look_ups
from knowledge.codebook import CodeStatus, Standing
from knowledge.library import Library
from knowledge.passages import note_line
from knowledge.records import Entry, NoteKind, System
from knowledge.rules import combinations as guideline_combinations
from knowledge.rules.code_ranges import ranges
from knowledge.wording import signed_tokens

_CHOICE = re.compile(r"\bor\b|\bvs\b|\bversus\b|/")
# One code alone, or both: "I50.9 with I11.0 or just I11.0".
ONE_OR_BOTH = re.compile(r"\b(?:with|and|plus|&)\b.*\bor (?:just|only)\b|\bor both\b|\bboth,? or\b|\bis \S+ enough\b")
_PAIR = 2
_SAME_THING = "One of the two says what the other denies, so that only the one the record supports is reported."
_NOTHING_MORE = "The unspecified code of the category says nothing that the other does not, so that only the other is reported."
_INTEGRAL = (
    "A symptom that is integral to the diagnosis is not reported beside it; whether this one is, the record decides "
    "(Official Guidelines I.B.5, whose text is not held)."
)
_UNRELATED = "Excludes1 does not apply where the two conditions are unrelated to each other; the record must show that."


def together(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """Whether the ICD-10-CM codes named may be reported together; None where the question is another."""
    named = [
        status
        for status in evidence.statuses
        if status.system is System.ICD10CM
        and status.entry is not None
        and status.standing in {Standing.VALID, Standing.HEADER}
    ]
    # two codes and hardly a word besides: whether they go together is all that can be meant
    bare = len(evidence.words) <= 1 and _CHOICE.search(reading.plain) is None
    either = ONE_OR_BOTH.search(reading.plain) is not None
    if len(named) < 2 or (reading.intent not in {Intent.MAY_I, Intent.SEQUENCE} and not (bare or either)):
        return None
    wrong = _sequence(reading, named, library)
    if wrong is not None:
        return wrong
    barred: list[Point] = []
    open_: list[Point] = []
    linking: list[Point] = []
    for one, other in combinations(named, 2):
        for finding in library.codebook.excludes(one.code, other.code):
            quote = _printed(finding.at, finding.kind, finding.note, finding.code, library)
            if quote is not None:
                (barred if finding.kind is NoteKind.EXCLUDES1 else open_).append(Point(quote))
        linking += _linking_notes(one, other, library) + _linking_notes(other, one, library)
    titles = [Point(quote) for status in named if (quote := _title(status, library))]
    if barred:
        told = case_beside.coded(reading, library) if len(named) > _PAIR else None
        case = told.choices if told is not None else ()
        lines = [point for choice in case for point in code_points(choice.code, library)]
        return Decision(Action.ANSWER, 0.9, case, verdict="no", points=(*barred[:2], *lines, *titles), notices=(_UNRELATED,))
    for one, other in combinations(named, 2):
        if _contradict(one, other):
            return Decision(Action.ANSWER, 0.85, verdict="no", points=tuple(titles), notices=(_SAME_THING,))
    less = _says_less(named)
    if less is not None:
        kept = tuple(Choice(status.code, System.ICD10CM) for status in named if status is not less)
        shown = tuple(Point(quote, code=status.code) for status in named if (quote := _title(status, library)))
        return Decision(Action.ANSWER, 0.75, kept, verdict="no", points=shown, notices=(_NOTHING_MORE,))
    one_code = _joined(reading, named, titles, library)
    if one_code is not None:
        return one_code
    rows = [
        Point(first_line(row))
        for one, other in combinations(named, 2)
        if (row := look_ups.no_excludes(library.codebook, one.code, other.code))
    ]
    if either and not linking:
        return None
    points = [Point(p.quote, code=s.code) for p, s in zip(titles, named, strict=False)]
    if either:
        # what an instruction adds to a code comes after it
        named = sorted(named, key=lambda status: not any(_calls_for(status, other) for other in named))
    choices = tuple(
        Choice(status.code, System.ICD10CM, "primary" if n == 0 else "additional")
        for n, status in enumerate(named)
        if status.standing is Standing.VALID
    )
    symptom = {status.code[0] == "R" for status in named} == {True, False}
    return Decision(
        Action.ANSWER,
        0.8 if open_ or linking else 0.7,
        choices,
        verdict="conditional" if symptom else None if either and reading.intent is Intent.CHOOSE else "yes",
        points=(*(linking or open_)[:2], *rows[:2], *points),
        notices=(_INTEGRAL,) if symptom else (),
    )


# What makes two conditions unrelated, to which an Excludes1 note does not apply (I.A.12.a).
_TOLD_APART = re.compile(
    r"\bunrelated\b|\bnot related\b|\bdifferent (?:\w+ )?(?:sites?|sides?|eyes?|limbs?|legs?|arms?|causes?|conditions?)\b|\bexception\b"
)


def kept_apart(decided: Decision, reading: Reading, evidence: Evidence, library: Library) -> Decision:
    """A yes, by whatever rule, to diagnoses that an Excludes1 note keeps apart becomes the no of that note."""
    if decided.verdict != "yes" or _TOLD_APART.search(reading.plain):
        return decided
    judged = together(reading, evidence, library)
    return judged if judged is not None and judged.verdict == "no" and _UNRELATED in judged.notices else decided


def _says_less(named: list[CodeStatus]) -> CodeStatus | None:
    """The unspecified line of a category beside a line of it that says more, where two lines are named."""
    if len(named) != 2 or named[0].code[:3] != named[1].code[:3] or any(status.standing is not Standing.VALID for status in named):
        return None
    vague = [status for status in named if status.code.endswith(".9") and "unspecified" in status.description.lower()]
    return vague[0] if len(vague) == 1 else None


def _joined(reading: Reading, named: list[CodeStatus], titles: list[Point], library: Library) -> Decision | None:
    """The decision where the guidelines join the two into one code, as hypertension and heart failure, and the codes then."""
    before = [status.code for status in named]
    codes, rules = guideline_combinations.apply(before)
    joined = next((rule for rule in rules if rule.code not in before and set(rule.instead_of) & set(before)), None)
    if joined is None:
        return None
    codes = [code for code in codes if library.codebook.status(code, reading.day).standing is Standing.VALID]
    told = [Point(quote, code=joined.code) for quote in joining_sentences(joined, library)]
    lines = [point for code in codes for point in code_points(code, library)[:1]]
    choices = tuple(Choice(code, System.ICD10CM, "additional" if n else "primary") for n, code in enumerate(codes))
    return Decision(Action.ANSWER, 0.85, choices, verdict="no", points=(*told, *lines, *titles))


def _contradict(one: CodeStatus, other: CodeStatus) -> bool:
    """Whether two codes of one subcategory say with and without of the same thing."""
    if one.entry is None or other.entry is None or one.entry.parent != other.entry.parent:
        return False
    first, second = (set(signed_tokens(status.description)) for status in (one, other))
    return any(f"no:{word}" in second for word in first) or any(f"no:{word}" in first for word in second)


def _sequence(reading: Reading, named: list[CodeStatus], library: Library) -> Decision | None:
    """The decision where the code listed first must follow another by its Code first note."""
    first, *others = named
    if reading.intent is not Intent.SEQUENCE or first.entry is None:
        return None
    for at, kind, note in library.codebook.inherited_notes(first.entry, NoteKind.CODE_FIRST):
        for other in others:
            if any(part.covers(other.code) for part in ranges(note)):
                quote = _printed(at, kind, note, first.code, library)
                titles = [Point(q, code=s.code) for s in (other, first) if (q := _title(s, library))]
                if quote is not None:
                    choices = (
                        Choice(other.code, System.ICD10CM, "first"),
                        Choice(first.code, System.ICD10CM, "additional"),
                    )
                    return Decision(Action.ANSWER, 0.9, choices, verdict="no", points=(Point(quote), *titles))
    return None


def _linking_notes(one: CodeStatus, other: CodeStatus, library: Library) -> list[Point]:
    """Instructions over one code that call for the other."""
    if one.entry is None:
        return []
    found = []
    for at, kind, note in library.codebook.inherited_notes(
        one.entry, NoteKind.CODE_ALSO, NoteKind.USE_ADDITIONAL, NoteKind.CODE_FIRST
    ):
        if any(part.covers(other.code) for part in ranges(note)):
            quote = _printed(at, kind, note, one.code, library)
            found += [Point(quote)] if quote else []
    return found


def _calls_for(one: CodeStatus, other: CodeStatus) -> bool:
    """Whether an instruction over a code asks for the other beside it."""
    notes = [note for kind, note in one.entry.notes if kind is NoteKind.USE_ADDITIONAL] if one.entry is not None else []
    return any(part.covers(other.code) for note in notes for part in ranges(note))


def _printed(at: Entry, kind: NoteKind, note: str, code: str, library: Library) -> Quote | None:
    """A note as it stands in the passage of the code that has or inherits it."""
    passage = library.codebook.passage(code)
    if passage is None:
        return None
    return whole_line(passage, note_line(kind, note, at.code)) or whole_line(passage, note_line(kind, note))


def _title(status: CodeStatus, library: Library) -> Quote | None:
    passage = library.codebook.passage(status.code)
    return whole_line(passage, f"{status.code} ") or first_line(passage) if passage else None
