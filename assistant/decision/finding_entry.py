"""Which tabular entry a wording means: known phrases and search hits, weighed against the words of the question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant import attributes, body_site
from assistant.decision.comparison import NEUTRAL, Comparison
from assistant.evidence import EXTERNAL_CAUSES, QUALIFIERS, Evidence, Phrase, longest
from assistant.glycemia import glycemia
from assistant.left_open import blanked
from assistant.question import Reading
from knowledge.library import Library
from knowledge.passages import TABULAR
from knowledge.records import Entry, Level, NoteKind, System
from knowledge.rules.code_ranges import CodeRange, ranges
from knowledge.wording import content_tokens, signed_tokens

# Weights of the parts of a candidate's score; the sum of the first three is 1. Chosen on the development cases.
_EXPLAINED, _NOTHING_EXTRA, _SEARCH, _PHRASE = 0.40, 0.25, 0.35, 0.30
# A line found by search alone must say this share of the question, and no more than that share besides.
_LEAST_EXPLAINED, _MOST_EXTRA = 0.3, 0.7
# Stricter where the question has a word that no wording of the list has: it may be the very diagnosis (POAG).
_BESIDE_UNKNOWN = (0.35, 0.4)
# Share of a further code's wording that the question must state before an instruction to it is followed.
_SAID = 0.6
# What a line in diseases classified elsewhere loses, and the lines of agents, which say so too.
_MANIFESTATION, _ELSEWHERE, _AGENTS = "in diseases classified elsewhere", 0.15, ("B95", "B96", "B97")
# Items of one note that share so many words tell the same thing more or less narrowly.
_ALIKE_ITEMS = 3
_CIRCUMSTANCES = tuple(f"Z{number}" for number in range(55, 66))
# Below this score a candidate is no support: chosen on the development cases.
ENOUGH = 0.42


# Chapters that hold for some patients alone: what a question must say before a line found by search is of theirs.
_PATIENTS = {
    "O": re.compile(
        r"pregnan|gravid|gestation|trimester|obstetric|\bob\b|labor|deliver|partum|puerper|abortion|miscarr|ectopic|eclampsia|fetal|fetus|placent|"
        r"cesarean|c-section|breech|lochia|lactat|breast ?feed|nursing mother|\bg\d ?p\d|\bweeks?\b|molar|hyperemesis|membranes|hellp|twin"
    ),
    "P": re.compile(r"newborn|neonat|infant|\bbaby|\bnicu\b|birth|\bborn\b|days? old|preterm|premature|\bdol\b|\bnb\b|meconium|fetal|fetus"),
}


def _fits_patient(entry: Entry, text: str) -> bool:
    """Whether the question speaks of the patients that the entry's chapter is for."""
    patient = _PATIENTS.get(entry.code[0])
    return patient is None or patient.search(text) is not None


# A bone that broke by disease or fatigue is coded by that (M80, M84), and never as injured (Excludes1 at S-categories and M84).
_INJURED_BONE = re.compile(r"S\d2")
_DISEASED_BONE = re.compile(r"\b(?:stress|pathological|insufficiency|fatigue|osteoporotic|fragility|march) fracture")

# What comes before these words in a title is what the code is of: *frostbite* with necrosis of the toe.
_CONNECTED = re.compile(r"\b(?:due to|with|complicating|secondary to|as the cause)\b", re.IGNORECASE)


def _of_something_else(entry: Entry, matched: str, comparison: Comparison) -> bool:
    """Whether a line found by what it is with or due to is of a condition that the question does not state."""
    head, *rest = _CONNECTED.split(entry.title, maxsplit=1)
    own = _condition(head)
    injury = entry.code[0] in "ST"
    if not (rest or injury) or not own or own & comparison.stated:
        return False
    # an everyday term, or another name that the list prints, may say the same in other words
    return not _condition(_CONNECTED.split(matched, maxsplit=1)[0]) & comparison.stated


def _condition(text: str) -> set[str]:
    """The words of a title that are no place of the body and qualify nothing: what is the matter."""
    return {token for word in body_site.rest(text) for token in signed_tokens(word)} - NEUTRAL - QUALIFIERS


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may be meant. ``phrase`` is the wording of the question that names it outright, if any."""

    entry: Entry
    score: float
    matched: str
    phrase: Phrase | None = None


# *Nail not damaged* denies the nail with the damage.
_UNHARMED = re.compile(r"\b(\w+) (?:(?:is|was|are|were) )?not (damaged|involved|injured|affected|torn|ruptured|perforated|broken)\b")


# What a term's line says is absent is not stated by the term: varicose veins may be painful.
_ABSENCE = frozenset(content_tokens("asymptomatic uncomplicated"))


def stated_words(reading: Reading, evidence: Evidence, library: Library) -> frozenset[str]:
    """Everything a question states, in the tabular list's words: its own, its attributes', and of what its terms mean."""
    words = set(signed_tokens(evidence.subject))
    for name, values in reading.stated.items():
        if name == attributes.SEX.name:
            continue
        words |= {token for value in values for token in signed_tokens(value)}
    words |= set(signed_tokens(attributes.site_words(reading.plain)))
    words |= set(signed_tokens(attributes.unconscious_for(reading.plain)))
    words |= set(signed_tokens(glycemia(reading.plain)))
    words |= set(signed_tokens(attributes.dominance(blanked(reading.plain), reading.stated.get(attributes.SIDE.name, []))))
    for noun, state in _UNHARMED.findall(reading.plain):
        denied = {token.removeprefix("no:") for token in signed_tokens(f"{noun} {state}")}
        words = {word for word in words if word not in denied} | {f"no:{word}" for word in denied}
    for meaning in evidence.meanings:
        if not attributes.conflicts(meaning.title, reading.stated) and not all(
            f"no:{word}" in words for word in meaning.words
        ):
            words |= set(signed_tokens(meaning.title)) - _ABSENCE
    return frozenset(words)


def candidates(
    evidence: Evidence,
    comparison: Comparison,
    library: Library,
    dimensions: dict[str, list[str]],
    within: Sequence[CodeRange] = (),
) -> list[Candidate]:
    """The entries the question may mean, best first; with ``within`` only those a note refers to."""
    named: dict[str, Phrase] = {}
    for phrase in evidence.phrases:
        words = set(evidence.words[phrase.start : phrase.end])
        if not words & comparison.stated:
            continue
        held = named.get(phrase.code)
        if held is None or phrase.end - phrase.start > held.end - held.start:
            named[phrase.code] = phrase
    found = {hit.passage.address.removeprefix(f"{TABULAR}/"): hit for hit in evidence.hits}
    total = comparison.weigh(comparison.stated) or 1.0
    understood = {word for meaning in evidence.meanings for word in meaning.words}
    unknown = any(
        word.isalpha() and word not in understood and not library.search.knows(word, System.ICD10CM)
        for word in evidence.words
    )
    out = []
    for code in dict.fromkeys([*named, *found]):
        entry = library.database.entry(code)
        if entry is None or entry.level in {Level.CHAPTER, Level.SECTION}:
            continue
        if named.get(code) is None and not _fits_patient(entry, evidence.subject):
            continue
        if comparison.contradicts(signed_tokens(entry.title)):
            continue
        if attributes.conflicts(entry.title, dimensions):
            continue
        if within and not any(part.covers(code) for part in within):
            continue
        named_by, hit = named.get(code), found.get(code)
        if _INJURED_BONE.match(entry.code) and _DISEASED_BONE.search(evidence.subject):
            continue
        if named_by is None and _of_something_else(entry, hit.matched if hit else "", comparison):
            continue
        above = list(library.codebook.line(entry))[1:]
        wording = named_by.wording if named_by else hit.matched if hit else entry.title
        explained, extra = comparison.fit(entry, above, wording)
        least, most = _BESIDE_UNKNOWN if unknown else (_LEAST_EXPLAINED, _MOST_EXTRA)
        if named_by is None and (explained < least or extra > most):
            continue
        share = comparison.weigh(evidence.words[named_by.start : named_by.end]) / total if named_by else 0.0
        score = (
            _EXPLAINED * explained
            + _NOTHING_EXTRA * (1 - extra)
            + _SEARCH * (hit.score if hit else 0.3)
            + _PHRASE * min(1.0, share + 0.10 * bool(named_by))
        )
        # a manifestation's own line is meant where its disease is told, and that is found by its Code first note
        if _MANIFESTATION in entry.title and not entry.code.startswith(_AGENTS):
            score -= _ELSEWHERE
        if entry.code[0] in EXTERNAL_CAUSES and not comparison.asks_cause:
            score -= 0.4
        out.append(Candidate(entry, score, wording, named_by))
    return sorted(out, key=lambda candidate: -candidate.score)


@dataclass(frozen=True, slots=True)
class Linked:
    """An entry that goes with the chosen code by an instruction, and that the question states.

    ``over`` is the entry the instruction stands over: the chosen one, or the linked one where that says code first.
    """

    kind: NoteKind
    note: str
    at: Entry
    entry: Entry
    over: Entry

    @property
    def comes_first(self) -> bool:
        """Whether the linked entry is listed before the chosen code."""
        return self.kind is NoteKind.CODE_FIRST and self.over is not self.entry


def linked_entries(
    chosen: Entry, evidence: Evidence, reading: Reading, stated: frozenset[str], library: Library
) -> list[Linked]:
    """Entries for what the question states beyond the chosen code, where an instruction over that code refers to them."""
    line = list(library.codebook.line(chosen))
    told = {
        token
        for entry in line
        if entry.level not in {Level.CHAPTER, Level.SECTION}
        for token in signed_tokens(entry.title)
    }
    told |= {t for kind, text in chosen.notes if kind is NoteKind.INCLUSION_TERM for t in signed_tokens(text)}
    for meaning in evidence.meanings:
        # an abbreviation whose meaning the code says is told with it
        told |= set(meaning.words) if set(signed_tokens(meaning.title)) <= told else set()
    beyond = set(evidence.words) - told
    found: list[Linked] = []
    for at, kind, note in library.codebook.inherited_notes(
        chosen, NoteKind.USE_ADDITIONAL, NoteKind.CODE_FIRST, NoteKind.CODE_ALSO
    ):
        parts = ranges(note)
        if not parts or at.level is Level.CHAPTER:
            continue
        # the 2 of type 2 is no stage
        plain = stated - {token for token in told if token.isdigit()}
        new = beyond - _told_elsewhere(parts, chosen, evidence)
        best = _item(note, parts, beyond, plain, library) or _best_in(parts, note, new, evidence, reading, plain, library)
        says = set(signed_tokens(best.title)) - NEUTRAL - QUALIFIERS if best is not None else set()
        if best is not None and not says <= told and all(best.code[:3] != other.entry.code[:3] for other in found):
            found.append(Linked(kind, note, at, best, chosen))
    found = [link for link in found if not _says_too_much(link, found, stated)]
    for linked in _manifestations(chosen, evidence, library):
        if all(linked.entry.code[:3] != other.entry.code[:3] for other in found):
            found.append(linked)
    return found


def _says_too_much(link: Linked, found: Sequence[Linked], stated: frozenset[str]) -> bool:
    """Whether an item of a note says, beyond another item that is followed, what is not stated: *occupational* exposure to smoke."""
    words = set(content_tokens(link.entry.title))
    return any(
        other is not link and set(content_tokens(other.entry.title)) - NEUTRAL & words and not words - set(content_tokens(other.entry.title)) <= stated
        for other in found
        if other.at.code == link.at.code and len(words & set(content_tokens(other.entry.title)) - NEUTRAL) >= _ALIKE_ITEMS
    )


def _manifestations(chosen: Entry, evidence: Evidence, library: Library) -> Iterator[Linked]:
    """Entries the question names that tell to code the chosen one first: gastroparesis after its diabetes."""
    for phrase in evidence.phrases:
        entry = library.database.entry(phrase.code)
        if entry is None or entry.code[:3] == chosen.code[:3]:
            continue
        for at, kind, note in library.codebook.inherited_notes(entry, NoteKind.CODE_FIRST):
            if at.level is not Level.CHAPTER and any(part.covers(chosen.code) for part in ranges(note)):
                yield Linked(kind, note, at, entry, entry)
                break


def _item(
    note: str, parts: Sequence[CodeRange], beyond: set[str], stated: frozenset[str], library: Library
) -> Entry | None:
    """The one code of an item (``…: urinary frequency (R35.0)``) all of whose words the question states."""
    words = set(signed_tokens(re.sub(r"\([^)]*\)", " ", note.rpartition(":")[2]))) - NEUTRAL
    if len(parts) != 1 or len(words) < 2 or not words & beyond or not words <= stated | beyond:
        return None
    return library.codebook.entry(parts[0].first)


def _told_elsewhere(parts: Sequence[CodeRange], chosen: Entry, evidence: Evidence) -> set[str]:
    """The words of known wordings that mean neither a note's codes nor the chosen one: the shock of *septic shock* is none of R57."""
    whole = longest(evidence.phrases)
    near = {chosen.code[:3], *(part.first[:3] for part in parts)}
    within = {(one.start, one.end) for one in whole if one.code[:3] in near or any(part.covers(one.code) for part in parts)}
    outside = [one for one in whole if one.end - one.start > 1 and (one.start, one.end) not in within]
    return {word for one in outside for word in evidence.words[one.start : one.end]}


def _best_in(
    parts: Sequence[CodeRange],
    note: str,
    beyond: set[str],
    evidence: Evidence,
    reading: Reading,
    stated: frozenset[str],
    library: Library,
) -> Entry | None:
    pool: dict[str, str] = {}
    for phrase in evidence.phrases:
        if set(evidence.words[phrase.start : phrase.end]) & (beyond | stated):
            pool.setdefault(phrase.code, phrase.wording)
    asked = f"{note.partition('(')[0]} {' '.join(evidence.words)}"
    for hit in (*evidence.hits, *library.search.passages(asked, System.ICD10CM, 60)):
        # how a patient lives is coded where it is named, and not where it merely looks alike
        if hit.passage.address.removeprefix(f"{TABULAR}/").startswith(_CIRCUMSTANCES):
            continue
        pool.setdefault(hit.passage.address.removeprefix(f"{TABULAR}/"), hit.matched)
    comparison = Comparison(stated, lambda token: library.search.weight(token, System.ICD10CM))
    # a lead-in before a colon asks for something; an item after it may be the very words of the question
    said = set(content_tokens(note.partition(":")[0] if ":" in note else note))
    best: tuple[float, Entry] | None = None
    for code, wording in pool.items():
        entry = library.database.entry(code)
        if entry is None or not any(part.covers(code) for part in parts):
            continue
        for text in (entry.title, wording):
            words = set(signed_tokens(text))
            # what the chosen code says already counts little for the code that goes with it
            new = comparison.weigh(words & beyond - said) if words & beyond - said - QUALIFIERS else 0.0
            gain = new + 0.3 * comparison.weigh(words & stated - beyond - said) if new else 0.0
            foreign = comparison.weigh(words - stated - beyond - said - NEUTRAL)
            score = gain - 0.4 * foreign
            mostly_said = gain >= _SAID * (gain + foreign)
            if gain and mostly_said and score > 0.3 and (best is None or score > best[0]):
                best = (score, entry)
    return best[1] if best else None
