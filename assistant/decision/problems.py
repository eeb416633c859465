"""Several diagnoses in one record: each problem is coded by itself, then they are joined, thinned and put in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant import attributes, question
from assistant.answer import Action
from assistant.decision.comparison import NEUTRAL
from assistant.decision.diagnose import code_points, diagnose
from assistant.draft import Choice, Decision, Point, sentence_quotes
from assistant.evidence import EXTERNAL_CAUSES, QUALIFIERS, Evidence, gather, known_wordings, longest
from assistant.question import Reading
from assistant.record import Statement, is_note, to_code
from assistant.request import Request
from knowledge.codebook import Standing
from knowledge.library import Library
from knowledge.records import Level, NoteKind, System
from knowledge.rules import combinations
from knowledge.rules.code_ranges import ranges
from knowledge.wording import content_tokens, phrase_key, spelled_out

# A note has at most so many problems; what comes after them is told to have been left.
_MOST = 30
# A clause without a known wording is coded only where the list is this sure of it.
_SURE = 0.62
_PLAN = re.compile(
    r"^(?:will |to |we |pt to )?(?:continue|start|stop|refill|order|check|repeat|follow|f/?u|rtc|return|recommend|refer|discuss|counsel|advise|"
    r"increase|decrease|taper|pending|schedule|consult|obtain|given|give|send|sent|monitor|ice|rest|elevat|encourage|await|admit|discharge|"
    r"plan|rx|prescri|apply|tylenol|ibuprofen|amoxicillin|home|call)\w*\b|\b\d+ ?(?:mg|mcg|ml|g)\b|\b(?:bid|tid|qid|qhs|prn|po)\b|\bpending\b",
    re.IGNORECASE,
)
_DRUG_IN_USE = re.compile(r"\b(?:insulin|metformin|warfarin|eliquis|apixaban|xarelto|aspirin|opioid|steroids?)\b|\bon \w+\b", re.IGNORECASE)
# What a record states once for all its problems, and the problems that it is for.
_SAID_ONCE = {
    attributes.ENCOUNTER.name: "",
    attributes.TRIMESTER.name: "",
    attributes.DIABETES.name: r"diabet|glyc|controlled|ketoacid",
}
_ONE_ASKED = re.compile(r"\bwhich \w+ (?:code|dx|diagnosis)\b|\balready (?:coded|on)\b|\bonly\b")
# Signs and symptoms that a disease of these chapters explains (guideline I.B.5).
_EXPLAINED_BY = (
    ("R50", ("A", "B", "J", "N1", "N3", "K35", "K57", "K81", "L03", "H66", "M00", "T81.4")),
    ("R0", ("I", "J", "K21", "M94", "B", "A")),
    ("R1", ("K", "N", "A0", "O", "C1", "C2")),
    ("R2", ("L", "B", "G", "I6", "M", "S")),
    ("R3", ("N", "C6", "A5")),
    ("R4", ("F", "G", "I6", "S06", "E16", "E11.64", "N17", "A4")),
    ("R51", ("G43", "G44", "J0", "S06", "I16", "B", "J1")),
    ("R53", ("D5", "D6", "E0", "J", "B", "A", "I5", "F3")),
    ("R55", ("I", "G")),
    ("R56", ("G40", "A")),
    ("R60", ("I50", "I11", "I13", "N", "K7", "I8")),
    ("R6", ("E", "K", "F5", "J", "A4")),
    ("R7", ("E0", "E1", "D")),
    ("R8", ("N",)),
    ("R9", ("C", "J", "N", "I")),
)
_BLOCKS = frozenset({Level.CHAPTER, Level.SECTION})
_SYSTEMIC = ("A40", "A41", "B20")
_POISONING = re.compile(r"T(?:3[6-9]|4\d|50)\.\w{3,4}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of a record: the words that tell it, and what it is coded as."""

    words: str
    decision: Decision


def several(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """The decision on a record of two or more problems; None where the text tells one, or asks something else."""
    text = reading.text
    note = is_note(text)
    if reading.mentions or (not note and not _lists(reading)):
        return None
    groups = list(_groups(to_code(text), text, library))
    if len(groups) < 2 and not note:
        return None
    if not note and not _covered(groups, evidence, library):
        return None
    problems = [found for words in groups[:_MOST] if (found := _problem(words, reading, library)) is not None]
    if len(problems) < 2 and not (note and problems):
        return None
    if not note and _one_line_says_all(groups, reading, evidence, library):
        return None
    return _together(problems, reading, library, left=len(groups) - _MOST)


def _lists(reading: Reading) -> bool:
    """Whether a one-line question asks for the codes of what it names, and for all of them."""
    asks = reading.intent is question.Intent.CHOOSE and " or " not in f" {reading.plain} "
    return asks and not _ONE_ASKED.search(reading.plain)


def _one_line_says_all(groups: Sequence[_Group], reading: Reading, evidence: Evidence, library: Library) -> bool:
    """Whether the list has one line for all parts together: osteoporosis and its fracture."""
    whole = diagnose(reading, evidence, library)
    entry = library.codebook.entry(whole.choices[0].code) if whole is not None and whole.choices else None
    if entry is None or len(groups) > 2:
        return False
    said = {word for line in library.codebook.line(entry) if line.level not in _BLOCKS for word in content_tokens(line.title)}
    return all(set(content_tokens(group.words)) & said - QUALIFIERS - NEUTRAL for group in groups)


@dataclass(frozen=True, slots=True)
class _Group:
    """A head clause with what qualifies it: ``words`` to be read, and the place in the record they come from.

    ``named`` tells that a known wording stands in it.
    """

    words: str
    start: int
    end: int
    named: bool
    line: int


def _groups(held: Sequence[Statement], text: str, library: Library) -> Iterator[_Group]:
    """The clauses joined to problems: one that names no condition qualifies the one before it in its sentence."""
    current: _Group | None = None
    for one in held:
        if _PLAN.search(one.text) and not _DRUG_IN_USE.search(one.text):
            continue
        named = bool(known_wordings(spelled_out(one.text), library))
        near = current is not None and current.line == one.line
        if near and current is not None and (not named or _is_one_wording(current, one, text, library)):
            current = replace(current, words=text[current.start : one.end], end=one.end)
            continue
        if current is not None:
            yield current
        current = _Group(one.text, one.start, one.end, named, one.line)
    if current is not None:
        yield current


def _is_one_wording(before: _Group, one: Statement, text: str, library: Library) -> bool:
    """Whether two clauses joined by *and* are one wording of one category: nausea and vomiting."""
    if text[before.end : one.start].strip().lower() != "and":
        return False
    both = {code[:3] for _, code, _, _ in library.database.phrases([phrase_key(f"{before.words} and {one.text}")])}
    first = {phrase.code[:3] for phrase in known_wordings(spelled_out(before.words), library)}
    return bool(both & first & {phrase.code[:3] for phrase in known_wordings(spelled_out(one.text), library)})


def _covered(groups: Sequence[_Group], evidence: Evidence, library: Library) -> bool:
    """Whether every part of a one-line question is named by a known wording, and no one wording spans them."""
    if not all(group.named for group in groups):
        return False
    spans = longest(evidence.phrases)
    weight = {n: library.search.weight(word, System.ICD10CM) for n, word in enumerate(evidence.words)}
    total = sum(weight.values()) or 1.0
    return all(sum(weight[n] for n in range(span.start, span.end)) < 0.8 * total for span in spans)


def _read(text: str, reading: Reading) -> Reading:
    """A part of the record read by itself, with what the whole states once for all of it."""
    part = question.read(Request(question=text, date=reading.day, payer=reading.payer), reading.day)
    stated = dict(part.stated)
    for name, where in _SAID_ONCE.items():
        if name not in stated and len(reading.stated.get(name, ())) == 1 and re.search(where, part.plain):
            stated[name] = reading.stated[name]
    return replace(part, stated=stated)


def _problem(group: _Group, reading: Reading, library: Library) -> Problem | None:
    part = _read(group.words, reading)
    found = diagnose(part, gather(part, library), library)
    if found is None or found.action is Action.ABSTAIN or (not group.named and found.score < _SURE):
        return None
    if found.choices and all(choice.code[0] in EXTERNAL_CAUSES for choice in found.choices):
        return None
    return Problem(reading.text[group.start : group.end], found)


def _together(problems: Sequence[Problem], reading: Reading, library: Library, left: int) -> Decision | None:
    open_ = [one for one in problems if one.decision.action is Action.CLARIFY]
    told = {choice.code: one.words for one in reversed(problems) for choice in one.decision.choices}
    codes = [choice.code for one in problems for choice in one.decision.choices]
    codes = _most_specific(list(dict.fromkeys(codes)), library)
    codes, rules = combinations.apply(codes)
    codes = _without_symptoms(codes)
    codes = _without_conflicts(codes, library)
    codes = _in_order(codes, library)
    standing = [library.codebook.status(code, reading.day).standing for code in codes]
    if any(one is not Standing.VALID for one in standing) or not (codes or open_):
        return None
    for rule in rules:
        words = [told[code] for code in rule.instead_of if code in told]
        told.setdefault(rule.code, words[0] if words else "")
    choices = tuple(
        Choice(code, System.ICD10CM, "additional" if n else "primary", support=told.get(code, ""))
        for n, code in enumerate(codes)
    )
    points = [point for code in codes for point in code_points(code, library)]
    points += [point for rule in rules if rule.code in codes for point in _rule_points(rule, library)]
    notices = [f"{left} further statements of the note were not read: paste them by themselves."] if left > 0 else []
    if any("unspecified" in library.codebook.status(code, reading.day).description.lower() for code in codes):
        notices.append("An unspecified code is used: the record states nothing more specific.")
    asks = tuple(dict.fromkeys(f"{one.words}: {ask}" for one in open_ for ask in one.decision.ask_back))
    score = min((one.decision.score for one in problems), default=0.6)
    points += [point for one in open_ for point in one.decision.points[:3]]
    return Decision(
        Action.CLARIFY if open_ else Action.ANSWER,
        min(score, 0.85),
        choices,
        ask_back=asks,
        points=tuple(points),
        notices=tuple(notices),
    )


def _rule_points(rule: combinations.Joined, library: Library) -> list[Point]:
    """The sentence of our guideline article that joins them, else nothing: the code's own line stands anyway."""
    for article in ("hypertension", "diabetes", "copd-and-asthma"):
        for section in ("which-code", "in-short", "report-with"):
            passage = library.database.passage(f"{article}/{section}")
            for quote in sentence_quotes(passage) if passage else ():
                if rule.code in quote.text or (f"{rule.code[:3]}, " in f"{quote.text}, " and "join" in quote.text):
                    return [Point(quote, "Rule")]
    return []


def _most_specific(codes: list[str], library: Library) -> list[str]:
    """Without a code that another of its category says more of: heart failure beside acute on chronic diastolic failure."""
    kept = []
    for code in codes:
        entry = library.codebook.entry(code)
        vague = entry is not None and ("unspecified" in entry.title.lower() or code.endswith(".9"))
        if vague and any(other != code and other[:3] == code[:3] for other in codes):
            continue
        kept.append(code)
    return kept


def _without_symptoms(codes: list[str]) -> list[str]:
    diseases = [code for code in codes if code[0] not in f"RZ{EXTERNAL_CAUSES}"]

    def explained(code: str) -> bool:
        for symptom, by in _EXPLAINED_BY:
            if code.startswith(symptom):
                return any(disease.startswith(by) for disease in diseases)
        return False

    return [code for code in codes if not explained(code)]


def _without_conflicts(codes: list[str], library: Library) -> list[str]:
    """Without a code that an Excludes1 note bars beside one that says more."""
    kept: list[str] = []
    for code in codes:
        barred = next(
            (
                other
                for other in kept
                for found in library.codebook.excludes(code, other)
                if found.kind is NoteKind.EXCLUDES1
            ),
            None,
        )
        if barred is None:
            kept.append(code)
        elif _vague(barred, library) and not _vague(code, library):
            kept[kept.index(barred)] = code
    return kept


def _vague(code: str, library: Library) -> bool:
    entry = library.codebook.entry(code)
    return entry is not None and ("unspecified" in entry.title.lower() or entry.code[0] in "RZ")


def _in_order(codes: list[str], library: Library) -> list[str]:
    """First-listed first: what a Code first note puts before, then systemic infection and pregnancy, factors and causes last."""

    def rank(code: str) -> int:
        if code[0] in EXTERNAL_CAUSES:
            return 5
        if code[0] == "Z":
            return 4
        if _POISONING.match(code):
            return 3 if code.replace(".", "")[4:6].strip("X")[-1:] in {"5", "6"} else 0
        return 1 if code.startswith(_SYSTEMIC) or code[0] == "O" else 2

    factors_only = all(code[0] in f"Z{EXTERNAL_CAUSES}" for code in codes)
    held = codes if factors_only else sorted(codes, key=rank)
    for _ in held:
        for n, code in enumerate(held):
            entry = library.codebook.entry(code)
            notes = library.codebook.inherited_notes(entry, NoteKind.CODE_FIRST) if entry is not None else ()
            parts = [part for at, _, note in notes if at.level is not Level.CHAPTER for part in ranges(note)]
            later = next((m for m in range(n + 1, len(held)) if any(part.covers(held[m]) for part in parts)), None)
            if later is not None:
                held = [*held[:n], held[later], *held[n:later], *held[later + 1 :]]
                break
        else:
            break
    return held
