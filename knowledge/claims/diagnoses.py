"""Instructions of the tabular list between the diagnoses of a claim: Excludes1, Code first, Use additional code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from knowledge.claims.case import Case
from knowledge.claims.claim import Finding, Proof
from knowledge.passages import note_line
from knowledge.records import Entry, Level, NoteKind
from knowledge.rules.code_ranges import ranges

# notes that bind only when the record says so are a reminder, not a fault
_CONDITIONAL = re.compile(r"\b(?:if applicable|if known|when applicable|any|such as|if any)\b", re.IGNORECASE)
_MANIFESTATION = re.compile(
    r"\bin (?:other )?(?:\w+ ){0,3}(?:diseases|conditions|disorders)(?: \w+)? classified elsewhere\b", re.IGNORECASE
)


def findings(case: Case) -> Iterator[Finding]:
    """Every instruction that the claim's diagnoses do not follow."""
    codes = list(dict.fromkeys(case.claim.diagnoses))
    if len(codes) < len(case.claim.diagnoses):
        twice = sorted({code for code in codes if case.claim.diagnoses.count(code) > 1})
        yield Finding(
            severity="warning",
            rule="diagnosis reported twice",
            lines=[],
            codes=twice,
            says=f"{', '.join(twice)} stands more than once on the claim.",
            mend="Report each diagnosis once and point the lines to it.",
        )
    for one, other in combinations(codes, 2):
        yield from _excluded(case, one, other)
    for n, code in enumerate(codes):
        yield from _first(case, codes, n)
        yield from _additional(case, codes, code)


def _excluded(case: Case, one: str, other: str) -> Iterator[Finding]:
    for found in case.library.codebook.excludes(one, other):
        if found.kind is not NoteKind.EXCLUDES1:
            continue
        yield Finding(
            severity="error",
            rule="Excludes1",
            lines=[],
            codes=[one, other],
            says=f"An Excludes1 note at {found.at.code} bars {found.other} beside {found.code}: {found.note}.",
            mend="Report only the one the record supports, unless the two conditions are unrelated to each other "
            "(Guidelines I.A.12.a).",
            citation=_proof(case, found.at, found.kind, found.note, found.code),
        )
        return


def _first(case: Case, codes: Sequence[str], n: int) -> Iterator[Finding]:
    """What Code first asks of one diagnosis: that another stands before it."""
    code = codes[n]
    entry = case.library.codebook.entry(code)
    if entry is None:
        return
    notes = list(case.library.codebook.inherited_notes(entry, NoteKind.CODE_FIRST))
    if not notes:
        return
    manifestation = any(
        _MANIFESTATION.search(at.title) for at in case.library.codebook.line(entry) if at.level is not Level.CHAPTER
    )
    # several lines of one list are alternatives: one of them before the code is enough
    named = [part for _, _, note in notes for part in ranges(note)]
    before, after = codes[:n], codes[n + 1 :]
    if any(part.covers(other) for part in named for other in before):
        return
    at, kind, note = next(
        (
            (at, kind, note)
            for at, kind, note in notes
            if any(part.covers(other) for part in ranges(note) for other in after)
        ),
        notes[0],
    )
    cited = _proof(case, at, kind, note, code)
    behind = next((other for other in after if any(part.covers(other) for part in named)), None)
    if behind is not None:
        yield Finding(
            severity="error",
            rule="Code first: order",
            lines=[],
            codes=[behind, code],
            says=f"{behind} stands after {code}, and the note at {at.code} asks for it first: {note}.",
            mend=f"List {behind} before {code}.",
            citation=cited,
        )
    elif manifestation:
        yield Finding(
            severity="error",
            rule="manifestation first" if n == 0 else "Code first: missing",
            lines=[],
            codes=[code],
            says=f"{code} is a manifestation, and the disease behind it is not listed before it: {note}.",
            mend="List the underlying disease that the record names first.",
            citation=cited,
        )
    else:
        conditional = all(_CONDITIONAL.search(text) for _, _, text in notes)
        yield Finding(
            severity="info" if conditional else "warning",
            rule="Code first: missing",
            lines=[],
            codes=[code],
            says=f"The note at {at.code} asks for another code before {code}: {note}.",
            mend="List it first where the record names it.",
            citation=cited,
        )


def _additional(case: Case, codes: Sequence[str], code: str) -> Iterator[Finding]:
    """Use additional code notes at the code's own category that nothing on the claim answers: a reminder."""
    entry = case.library.codebook.entry(code)
    if entry is None:
        return
    by_place: dict[str, list[tuple[Entry, NoteKind, str]]] = {}
    for at, kind, note in case.library.codebook.inherited_notes(entry, NoteKind.USE_ADDITIONAL):
        # what a whole chapter or block asks (tobacco use, resistance) is too general to remind of on every claim
        if at.level in {Level.CATEGORY, Level.SUBCATEGORY}:
            by_place.setdefault(at.code, []).append((at, kind, note))
    for place, notes in by_place.items():
        named = [part for _, _, note in notes for part in ranges(note)]
        if named and any(part.covers(other) for part in named for other in codes if other != code):
            continue
        at, kind, note = notes[0]
        more = f" (and {len(notes) - 1} more)" if len(notes) > 1 else ""
        yield Finding(
            severity="info",
            rule="Use additional code",
            lines=[],
            codes=[code],
            says=f"The note at {place} asks for a further code with {code}, and none is listed: {note}{more}.",
            mend="Add it where the record documents it.",
            citation=_proof(case, at, kind, note, code),
        )


def _proof(case: Case, at: Entry, kind: NoteKind, note: str, code: str) -> Proof | None:
    passage = case.library.codebook.passage(code) or case.library.codebook.passage(at.code)
    if passage is None:
        return None
    for line in (note_line(kind, note, at.code), note_line(kind, note)):
        if line in passage.text:
            return Proof(
                passage=passage.id,
                source=passage.source,
                edition=str(passage.edition),
                locator=passage.locator,
                quote=line,
            )
    return None
