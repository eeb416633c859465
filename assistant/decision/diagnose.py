"""The decision on a question in plain wording that wants an ICD-10-CM code."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant import attributes
from assistant.answer import Action
from assistant.decision import disease_over, external_cause
from assistant.decision.better_line import (
    adding_nothing,
    beside,
    calling_for,
    deeper,
    merged,
    redirected,
    saying_all,
    worth,
)
from assistant.decision.code_info import on_day
from assistant.decision.comparison import Comparison, leaves_open
from assistant.decision.diagnosis import Descent, Resolved
from assistant.decision.finding_entry import ENOUGH, Candidate, candidates, linked_entries, stated_words
from assistant.draft import Choice, Decision, Point, Quote, Rejection, first_line, whole_line
from assistant.evidence import Evidence, longest
from assistant.question import Reading
from knowledge.codebook import Standing
from knowledge.library import Library
from knowledge.passages import note_line
from knowledge.records import Entry, NoteKind, System
from knowledge.rules import combinations, dementia, diabetic_nerves
from knowledge.rules.code_ranges import ranges
from knowledge.wording import content_tokens, signed_tokens

# A code of another category is shown as a look-alike only when it scores nearly as well as the best.
_ALIKE = 0.7
_IF_ANY = re.compile(r"\bif\b|\bany\b|\bsuch as\b|-\)")
_SHOWN_NOTES = (NoteKind.CODE_FIRST, NoteKind.USE_ADDITIONAL, NoteKind.CODE_ALSO, NoteKind.EXCLUDES1)


def diagnose(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """Choose the diagnosis code, or say what has to be asked; None where nothing in the list supports the wording."""
    stated = stated_words(reading, evidence, library)
    known = frozenset(phrase.code for phrase in longest(evidence.phrases))
    comparison = Comparison(
        stated,
        lambda token: library.search.weight(token, System.ICD10CM),
        # a word that means a default code (melanoma, of unspecified site) speaks for none of its siblings
        {code for code in known if (entry := library.database.entry(code)) and not leaves_open(entry)},
        {
            *(word for meaning in evidence.meanings for word in meaning.words),
            *signed_tokens(attributes.site_words(reading.plain)),
            *attributes.ARTERIES,
            "bowel",
        },
        external_cause.asked(reading.plain),
    )
    pool = candidates(evidence, comparison, library, reading.stated)
    if not pool or pool[0].score < ENOUGH:
        return None
    best = adding_nothing(saying_all(pool, comparison, library), pool, comparison, library)
    best = calling_for(best, pool, evidence, library)
    best = _said_outright(evidence, pool, library) or merged(best, evidence, library)
    readings = _other_readings(best, evidence, library)
    years = attributes.age(reading.plain)
    if readings and years is not None:
        fitting = [entry for entry in (best.entry, *readings) if not attributes.contradicts_age(entry.title, years)]
        held = next((one for one in pool if fitting and one.entry.code == fitting[0].code), best)
        best, readings = (held, []) if len(fitting) == 1 else (best, readings)
    if readings:
        return _ask_which_reading(best, readings, library)
    descent = Descent(library.codebook, comparison, reading.stated)
    named = frozenset({best.entry.code} if best.phrase else ())
    outright = best.phrase is not None and best.phrase.end - best.phrase.start == len(evidence.words)
    alone = outright and best.phrase is not None and not best.entry.has_children and not leaves_open(best.entry)
    alone = alone or (outright and best.phrase is not None and best.phrase.origin == "term" and not best.entry.has_children)
    start = best.entry if alone else descent.start_from(best.entry, named | known)
    resolved = descent.resolve((None if alone else redirected(start, best.matched if best.phrase else "", stated, library)) or start)
    below = deeper(start, pool, comparison, library)
    if below is not None:
        # a default beneath what is stated (unspecified diabetic retinopathy) is told apart from its siblings by nothing
        other = descent.resolve(below if leaves_open(below) else descent.start_from(below, named | known))
        if worth(other.entry, comparison, library) > worth(resolved.entry, comparison, library):
            resolved = other
    resolved = beside(resolved, best, pool, descent, comparison, library)
    score = min(0.98, best.score)
    past = disease_over.of_tumor(resolved.entry.code, reading.plain, reading.day, library)
    if past is not None:
        return Decision(Action.ANSWER, score, (Choice(past, System.ICD10CM),), points=tuple(code_points(past, library)))
    if resolved.asks:
        return _ask(resolved, library, score)
    if not resolved.codes:
        return None
    current = [on_day(code, reading, library) for code in resolved.codes]
    if any(decision is not None for decision in current):
        return next(decision for decision in current if decision is not None)
    return _assign(resolved, best, pool, descent, stated, reading, evidence, library, score)


def _said_outright(evidence: Evidence, pool: list[Candidate], library: Library) -> Candidate | None:
    """The line of full length that a known wording means, where the wording is all the question says."""
    whole = [phrase for phrase in evidence.phrases if phrase.end - phrase.start == len(evidence.words)]
    lines = {phrase.code: phrase for phrase in whole if phrase.origin == "term"}
    if not lines:
        # a line's own words say as much as an everyday term
        lines = {phrase.code: phrase for phrase in whole}
    if len(lines) != 1:
        return None
    ((code, phrase),) = lines.items()
    held = next((candidate for candidate in pool if candidate.entry.code == code), None)
    return (held and not held.entry.has_children and replace(held, phrase=phrase)) or None


def _assign(
    resolved: Resolved,
    best: Candidate,
    pool: list[Candidate],
    descent: Descent,
    stated: frozenset[str],
    reading: Reading,
    evidence: Evidence,
    library: Library,
    score: float,
) -> Decision:
    codes = [diabetic_nerves.told(dementia.specified(code, reading.plain), reading.plain) for code in resolved.codes]
    choices = [Choice(code, System.ICD10CM) for code in codes]
    points = [point for code in codes for point in code_points(code, library)]
    before = underlying(codes[0], library) if len(codes) == 1 else None
    if before is not None:
        choices.insert(0, Choice(before, System.ICD10CM, "first"))
        points = [*code_points(before, library), *points]
    points += _why_this(resolved.entry, best, library)
    for link in linked_entries(resolved.entry, evidence, reading, stated, library):
        deeper = descent.resolve(link.entry)
        for code in (dementia.specified(one, reading.plain) for one in deeper.codes):
            if (
                code in {choice.code for choice in choices}
                or library.codebook.status(code, reading.day).standing is not Standing.VALID
            ):
                continue
            leads = link.comes_first
            choices.insert(
                0 if leads else len(choices), Choice(code, System.ICD10CM, "first" if leads else "additional")
            )
            points += code_points(code, library)
            note = _note_quote(
                link.over if link.over is link.entry else resolved.entry, link.at, link.kind, link.note, library
            )
            points += [Point(note, "Instruction")] if note else []
    for rule in combinations.brought([choice.code for choice in choices]):
        # a code of severe sepsis follows that of the infection, and a catheter's infection is told with it
        choices = [choice for choice in choices if choice.code not in rule.instead_of]
        if rule.code not in {choice.code for choice in choices}:
            choices.insert(0 if codes[0].startswith("R65") else len(choices), Choice(rule.code, System.ICD10CM))
            points = [*code_points(rule.code, library), *points]
    points += _assumed_points(resolved, library)
    points += _instructions(resolved.entry, [point.quote.text for point in points], library)
    rejected = _neighbours(resolved, pool, {choice.code for choice in choices}, library)
    notices = (
        ["An unspecified code is used: the question states nothing more specific."]
        if "unspecified" in resolved.entry.title.lower()
        else []
    )
    if "female breast" in resolved.entry.title.lower() and attributes.SEX.name not in reading.stated:
        notices.append("A woman's breast is taken, because no sex is stated; a man's has a line of its own.")
    return Decision(Action.ANSWER, score, tuple(choices), tuple(rejected), points=tuple(points), notices=tuple(notices))


def underlying(code: str, library: Library) -> str | None:
    """The one code that a Code first note of a code names outright, as COVID-19 before its pneumonia; None where it names none."""
    entry = library.codebook.entry(code)
    held = [(note, ranges(note)) for kind, note in entry.notes if kind is NoteKind.CODE_FIRST] if entry is not None else []
    if len(held) != 1 or _IF_ANY.search(held[0][0]) or len(held[0][1]) != 1:
        return None
    part = held[0][1][0]
    single = library.codebook.entry(part.first) if part.first == part.last else None
    return single.code if single is not None and not single.has_children else None


def code_points(code: str, library: Library) -> list[Point]:
    """The line of the tabular list that says what a code of full length is."""
    passage = library.codebook.passage(code)
    quote = whole_line(passage, f"{code} ") if passage else None
    return [Point(quote, code=code)] if quote else []


def _why_this(entry: Entry, best: Candidate, library: Library) -> list[Point]:
    """The inclusion term that the question's wording matched, printed at the chosen line or above it."""
    for line in library.codebook.line(entry):
        for kind, text in line.notes:
            if (
                kind in {NoteKind.INCLUSION_TERM, NoteKind.INCLUDES}
                and best.matched
                and best.matched.lower() in text.lower()
            ):
                quote = _note_quote(entry, line, kind, text, library)
                if quote:
                    return [Point(quote)]
    return []


def _note_quote(entry: Entry, at: Entry, kind: NoteKind, text: str, library: Library) -> Quote | None:
    own = library.codebook.passage(entry.code)
    if own is not None:
        quote = whole_line(own, note_line(kind, text, "" if at.code == entry.code else at.code))
        if quote is not None:
            return quote
    passage = library.codebook.passage(at.code)
    return whole_line(passage, note_line(kind, text)) if passage else None


def _assumed_points(resolved: Resolved, library: Library) -> list[Point]:
    """The notes of the list that let a value be assumed: closed where open is not said, displaced likewise."""
    points = []
    for value in resolved.assumed:
        for at, kind, text in library.codebook.inherited_notes(resolved.entry, NoteKind.NOTE):
            if text.endswith(f"should be coded to {value}"):
                quote = _note_quote(resolved.entry, at, kind, text, library)
                points += [Point(quote)] if quote else []
                break
    return points


def _instructions(entry: Entry, said: list[str], library: Library, most: int = 2) -> list[Point]:
    """The nearest instructions over a code, as lines of its own passage."""
    points: list[Point] = []
    for kind in _SHOWN_NOTES:
        for at, _, text in library.codebook.inherited_notes(entry, kind):
            near = at.code in {entry.code, entry.parent}
            if at.level in {"chapter", "section"} or len(points) >= most or (kind is NoteKind.EXCLUDES1 and not near):
                continue
            quote = _note_quote(entry, at, kind, text, library)
            if quote is not None and quote.text not in said:
                points.append(Point(quote))
                break
    return points


def _neighbours(resolved: Resolved, pool: list[Candidate], taken: set[str], library: Library) -> list[Rejection]:
    """Look-alikes that were not chosen: the siblings nearest in words and place, then a line of another category like it."""
    chosen = resolved.entry
    category = library.codebook.entry(chosen.code[:3])
    about = set(content_tokens(category.title)) if category is not None else set()
    children = library.codebook.children(chosen.parent or "")
    place = next((n for n, entry in enumerate(children) if entry.code == chosen.code), 0)
    words = set(content_tokens(chosen.title))
    siblings = [
        (-len(words & set(content_tokens(entry.title))), abs(n - place), n, entry)
        for n, entry in enumerate(children)
        # three characters are categories: side by side in the list, yet seldom mistaken for each other
        if not entry.has_children and entry.code != chosen.code and len(chosen.code) > 3
    ]
    others = [
        candidate.entry
        for candidate in pool[1:8]
        if not candidate.entry.has_children
        and candidate.entry.code[:3] != chosen.code[:3]
        and candidate.score >= _ALIKE * pool[0].score
        and about & set(content_tokens(candidate.entry.title))
    ]
    found = []
    for entry in [*[entry for *_, entry in sorted(siblings, key=lambda one: one[:3])][:2], *others[:1]]:
        passage = library.codebook.passage(entry.code)
        if passage is not None and not any(code.startswith(entry.code) for code in taken):
            found.append(Rejection(entry.code, first_line(passage)))
    return found


def _ask(resolved: Resolved, library: Library, score: float) -> Decision:
    """Ask for what the choice turns on; the line reached and the candidates are shown with their passages."""
    points: list[Point] = []
    passage = library.codebook.passage(resolved.entry.code)
    rejected: list[Rejection] = []
    for shown in resolved.between[:6]:
        code, _, _ = shown.partition(" ")
        held = library.codebook.passage(code)
        quote = whole_line(held, f"{code} ") if held else None
        if quote is not None:
            points.append(Point(quote))
    if not points and passage is not None:
        points.append(Point(first_line(passage)))
    if len(points) > 1 and passage is not None and library.codebook.entry(resolved.entry.parent or ""):
        parent = library.codebook.passage(resolved.entry.parent or "")
        points.insert(0, Point(first_line(parent))) if parent else None
    return Decision(Action.CLARIFY, score, rejected=tuple(rejected), ask_back=resolved.asks, points=tuple(points))


def _other_readings(best: Candidate, evidence: Evidence, library: Library) -> list[Entry]:
    """Other meanings of the same stretch of the question, where the term is ambiguous and nothing else decides."""
    if best.phrase is None or best.phrase.origin != "term":
        return []
    same = [
        phrase
        for phrase in evidence.phrases
        if phrase.origin == "term"
        # a wording that says more of the same words (both knees) is no second reading of them
        and len(content_tokens(phrase.wording)) >= len(content_tokens(best.phrase.wording))
        # a line and one above it are one reading
        and not phrase.code.startswith(best.entry.code)
        and not best.entry.code.startswith(phrase.code)
        and (phrase.start, phrase.end) == (best.phrase.start, best.phrase.end)
    ]
    rest = len(evidence.words) - (best.phrase.end - best.phrase.start)
    entries = [entry for phrase in same if (entry := library.database.entry(phrase.code))]
    return entries if rest <= 1 else []


def _ask_which_reading(best: Candidate, others: list[Entry], library: Library) -> Decision:
    entries = [best.entry, *others]
    points = [Point(first_line(passage)) for entry in entries if (passage := library.codebook.passage(entry.code))]
    shown = "; ".join(f"{entry.title} ({entry.code})" for entry in entries)
    return Decision(Action.CLARIFY, 0.6, ask_back=(f"Which meaning is documented: {shown}?",), points=tuple(points))
