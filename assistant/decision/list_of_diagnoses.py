"""A question that is a plain list of diagnoses: each is coded by itself, and then in the order the list demands."""

from __future__ import annotations

from assistant import attributes
from assistant.decision.comparison import leaves_open
from assistant.evidence import EXTERNAL_CAUSES, Evidence, Phrase, longest
from assistant.question import Reading
from knowledge.library import Library
from knowledge.records import Entry, NoteKind, System
from knowledge.rules.code_ranges import ranges
from knowledge.wording import content_tokens

# Share of the question's weight that known wordings must cover before it is read as a list.
_COVERED = 0.9
# Chapters whose codes name a symptom, a circumstance or a factor and no disease.
_NO_DISEASE = f"R{EXTERNAL_CAUSES}Z"
# Words that join diagnoses or say nothing of them.
_JOINING = frozenset(content_tokens("and with plus on also has history hx both same due secondary caused"))


def listed(reading: Reading, evidence: Evidence, library: Library) -> list[Entry]:
    """The entries of a list of two to five diagnoses, in their order; empty where the question is no such list.

    Symptoms are left out beside a diagnosis (guideline I.B.5), and what one entry's instruction puts another in the
    place of (hypertension with kidney disease) is left to the ordinary way.
    """
    spans: dict[tuple[int, int], list[Phrase]] = {}
    for phrase in longest(evidence.phrases):
        spans.setdefault((phrase.start, phrase.end), []).append(phrase)
    if not 2 <= len(spans) <= 5 or " or " in f" {reading.plain} ":
        return []
    covered = {at for start, end in spans for at in range(start, end)}
    sides = {token for values in reading.stated.values() for value in values for token in content_tokens(value)}
    left = [word for at, word in enumerate(evidence.words) if at not in covered and word not in sides | _JOINING]
    weigh = sum(library.search.weight(word, System.ICD10CM) for word in left)
    total = sum(library.search.weight(word, System.ICD10CM) for word in evidence.words) or 1.0
    if 1 - weigh / total < _COVERED:
        return []
    entries: list[Entry] = []
    for _, phrases in sorted(spans.items()):
        codes = {phrase.code[:3] for phrase in phrases}
        entry = library.database.entry(min(phrases, key=lambda phrase: len(phrase.code)).code)
        if entry is not None and leaves_open(entry):
            entry = _joined(phrases[0], evidence, library) or entry
        if entry is None or len(codes) > 1 or attributes.conflicts(entry.title, reading.stated):
            return []
        if all(entry.code[:3] != other.code[:3] for other in entries):
            entries.append(entry)
    diseases = [entry for entry in entries if entry.code[0] not in _NO_DISEASE]
    integral = [entry for entry in entries if entry.code[0] == "R"] if diseases else []
    entries = [entry for entry in entries if entry not in integral]
    if len(entries) + len(integral) < 2 or any(
        _belong_together(one, other, library) for one in entries for other in entries
    ):
        return []
    # factors such as long-term drugs follow the diseases, and how an injury came about comes last
    return sorted(entries, key=lambda entry: (entry.code[0] in EXTERNAL_CAUSES, entry.code[0] == "Z"))


def _joined(phrase: Phrase, evidence: Evidence, library: Library) -> Entry | None:
    """What a bare word of the list means together with the next one: anemia, before chronic kidney disease."""
    reaching = [
        other
        for other in evidence.phrases
        if other.start <= phrase.start
        and phrase.end <= other.end
        and other.end - other.start > phrase.end - phrase.start
    ]
    return library.database.entry(reaching[0].code) if reaching else None


def _belong_together(one: Entry, other: Entry, library: Library) -> bool:
    """Whether a note over one entry speaks of the other's category: then a combination or an order may be meant."""
    if one is other:
        return False
    kinds = (NoteKind.CODE_FIRST, NoteKind.USE_ADDITIONAL, NoteKind.EXCLUDES1)
    notes = library.codebook.inherited_notes(one, *kinds)
    words = set(content_tokens(other.title)) - set(content_tokens(one.title))
    return any(
        any(part.covers(other.code) for part in ranges(note))
        or (kind is NoteKind.CODE_FIRST and words & set(content_tokens(note)))
        for _, kind, note in notes
    )
