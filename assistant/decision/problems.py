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
from assistant.evidence import EXTERNAL_CAUSES, QUALIFIERS, Evidence, Phrase, gather, known_wordings, longest
from assistant.question import Reading
from assistant.record import Statement, is_note, to_code
from assistant.request import Request
from knowledge.codebook import Standing
from knowledge.library import Library
from knowledge.records import Level, NoteKind, System
from knowledge.rules import combinations, pregnancy
from knowledge.rules.code_ranges import ranges
from knowledge.wording import content_tokens, phrase_key, spelled_out

# A note has at most so many problems; what comes after them is told to have been left.
_MOST = 30
_PLAN = re.compile(
    r"^(?:will |to |we |pt to )?(?:admit to|continue|start|stop|refill|order|check|repeat|follow|f/?u|rtc|return|recommend|refer|discuss|counsel|advise|"
    r"increase|decrease|taper|pending|schedule|consult|obtain|given|give|send|sent|monitor|ice|rest|elevat|encourage|await|discharge|"
    r"plan|rx|prescri|apply|tylenol|ibuprofen|amoxicillin|home|call)\w*\b|\b\d+ ?(?:mg|mcg|ml|g)\b|\b(?:bid|tid|qid|qhs|prn|po)\b|\bpending\b",
    re.IGNORECASE,
)
# What somebody else looks after is no part of this encounter.
_ELSEWHERE = re.compile(r"\b(?:elsewhere|managed by|followed by|deferred to)\b", re.IGNORECASE)
_DRUG_IN_USE = re.compile(r"\b(?:insulin|metformin|warfarin|eliquis|apixaban|xarelto|aspirin|opioid|steroids?)\b|\bon \w+\b", re.IGNORECASE)
# What a record states once for all its problems, and the problems that it is for.
_SAID_ONCE = {
    attributes.ENCOUNTER.name: "",
    attributes.TRIMESTER.name: "",
    attributes.DIABETES.name: r"diabet|glyc|controlled|ketoacid",
}
_CODES_ASKED = re.compile(
    r"\b(?:all|dx|diagnosis|which|the|need|what|icd[- ]?10|final) (?:the )?(?:codes|dx)\b|\bcodes?(?: pls| please)?\s*[?.]*\s*$|\bcodes (?:and|with|in|\+|&|do|would)\b|\bdx list\b|"
    r"\bsequence (?:these|this|them|it)\b|\b(?:codes?|dx) (?:and|&|\+) (?:the )?(?:order|sequenc\w+)\b|\bcode (?:this|the) (?:case|note|visit|chart|record|dx)\b"
)
_PREGNANT = re.compile(r"\bpregnan(?:t|cy)\b|\bgravid|\bg\d ?p\d|\biup\b|\bob (?:visit|patient|pt)\b|\bweeks? gestation")
_GESTATION = re.compile(
    r"\b(\d{1,2}) ?(?:w(?:eeks?|ks?)?|\+\d)(?: ?\d ?d(?:ays?)?)?(?: ?\d/7)?\b(?=.{0,25}\b(?:pregnan|gestation|gravid|iup|g\d|ob\b|ga\b))|"
    r"\b(?:pregnan\w+|gestation(?:al age)?|ga|iup|gdm|ob|g\d ?p\d)\b.{0,40}?\b(\d{1,2}) ?(?:w(?:eeks?|ks?)?\b|w\d|\+\d)"
)
_THAT_SIDE = re.compile(r"\b(?:that|same|this|ipsilateral) \w+")
_ONE_ASKED = re.compile(r"\bwhich \w+ (?:code|dx|diagnosis)\b|\balready (?:coded|on)\b|\bonly\b")
# Signs and symptoms that a disease of these chapters explains (guideline I.B.5).
_EXPLAINED_BY = (
    ("R65", ()),
    ("R57", ()),
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
)
_NAMES = frozenset({NoteKind.INCLUSION_TERM, NoteKind.INCLUDES})
_BLOCKS = frozenset({Level.CHAPTER, Level.SECTION})
# Injury of no site, and illness of no kind: nothing where anything else is told.
_NOWHERE = ("T14", "T07", "R69", "R68.89")
# What a visit is for stands first.
_REASON = ("Z00", "Z01", "Z02", "Z04", "Z08", "Z09", "Z11", "Z12", "Z13", "Z34", "Z38", "Z39", "Z42", "Z43", "Z44", "Z45", "Z46", "Z47", "Z48", "Z49", "Z51", "Z52")
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
    groups = [group for group in _groups(to_code(text), text, library) if group.named or not note]
    if not groups or (len(groups) < 2 and not note and not wants_codes(reading)):
        return None
    if not note and not wants_codes(reading) and not _covered(groups, evidence, library):
        return None
    problems = [found for words in groups[:_MOST] for found in _problem(words, reading, library)]
    if not problems or (len(problems) < 2 and not note and _weeks(reading) is None):
        return None
    if len(groups) > 1 and not note and _one_line_says_all(groups, reading, evidence, library):
        return None
    return _together(problems, reading, library, left=len(groups) - _MOST)


def _lists(reading: Reading) -> bool:
    """Whether a one-line question asks for the codes of what it names, and for all of them."""
    one_of = " or " in f" {reading.plain} " or _ONE_ASKED.search(reading.plain) is not None
    asks = reading.intent is question.Intent.CHOOSE or wants_codes(reading)
    return asks and not one_of


def wants_codes(reading: Reading) -> bool:
    """Whether all codes of a case are asked for, in words: *codes and order*, *dx list*, *sequence these*."""
    return _CODES_ASKED.search(reading.plain) is not None and not reading.mentions


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
    for one in (_without_label(one, library) for one in held):
        if _ELSEWHERE.search(one.text) or (_PLAN.search(one.text) and not _DRUG_IN_USE.search(one.text)):
            continue
        named = bool(known_wordings(one.text, library)) or _harm(one.text, library) is not None
        near = current is not None and current.line == one.line
        if near and current is not None and (not named or _is_one_wording(current, one, text, library)):
            current = replace(current, words=text[current.start : one.end], end=one.end)
            continue
        if current is not None:
            yield current
        current = _Group(one.text, one.start, one.end, named, one.line)
    if current is not None:
        yield current


def _without_label(one: Statement, library: Library) -> Statement:
    """A clause without the label before its colon, where that names no condition: *New finding: serous otitis*."""
    label, colon, rest = one.text.partition(": ")
    if not colon or not rest.strip() or known_wordings(label, library):
        return one
    return replace(one, text=rest, start=one.end - len(rest))


def _harm(text: str, library: Library) -> str | None:
    """The everyday term of harm by a drug, where the text tells that one was taken wrongly and names it: *metoprolol overdose*."""
    stated = attributes.stated(spelled_out(text)).get(attributes.INTENT.name, [])
    if not stated:
        return None
    kind = "side effect" if stated == ["adverse effect"] else "overdose"
    words = re.findall(r"[a-z]{5,}", text.lower())
    return next((f"{word} {kind}" for word in words if any(library.database.phrases([phrase_key(f"{word} {kind}")]))), None)


def _is_one_wording(before: _Group, one: Statement, text: str, library: Library) -> bool:
    """Whether two clauses joined by *and* are one wording of one category: nausea and vomiting."""
    if text[before.end : one.start].strip().lower() != "and":
        return False
    both = {code[:3] for _, code, _, _ in library.database.phrases([phrase_key(f"{before.words} and {one.text}")])}
    first = {phrase.code[:3] for phrase in known_wordings(before.words, library)}
    return bool(both & first & {phrase.code[:3] for phrase in known_wordings(one.text, library)})


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
    if _THAT_SIDE.search(part.plain) and len(reading.stated.get(attributes.SIDE.name, ())) == 1:
        stated.setdefault(attributes.SIDE.name, reading.stated[attributes.SIDE.name])
    for name, where in _SAID_ONCE.items():
        if name not in stated and len(reading.stated.get(name, ())) == 1 and re.search(where, part.plain):
            stated[name] = reading.stated[name]
    return replace(part, stated=stated)


def _problem(group: _Group, reading: Reading, library: Library) -> Iterator[Problem]:
    """What a group is coded as, and then each condition in it that this does not say: the failure that a sepsis brought."""
    part = _read(group.words, reading)
    harm = _harm(group.words, library) if not known_wordings(group.words, library) else None
    if harm is not None:
        part = replace(_read(harm, reading), stated={**reading.stated, **part.stated})
    evidence = gather(part, library)
    found = diagnose(part, evidence, library)
    if found is None or found.action is Action.ABSTAIN:
        return
    if found.choices and all(choice.code[0] in EXTERNAL_CAUSES for choice in found.choices):
        return
    words = reading.text[group.start : group.end]
    yield Problem(words, found)
    if found.action is Action.ANSWER:
        for phrase in _unsaid(found, evidence, library):
            more = _read(phrase.wording, replace(reading, stated={**reading.stated, **part.stated}))
            other = diagnose(more, gather(more, library), library)
            if other is not None and other.action is Action.ANSWER:
                yield Problem(words, other)


def _unsaid(found: Decision, evidence: Evidence, library: Library) -> list[Phrase]:
    """The conditions that a text names outright and the codes found for it do not say."""
    said: set[str] = set()
    for choice in found.choices:
        entry = library.codebook.entry(choice.code)
        for line in library.codebook.line(entry) if entry is not None else ():
            if line.level not in _BLOCKS:
                said |= set(content_tokens(line.title))
                said |= {word for kind, text in line.notes if kind in _NAMES for word in content_tokens(text)}
    kept: list[Phrase] = []
    for phrase in longest(evidence.phrases):
        entry = library.database.entry(phrase.code)
        words = set(evidence.words[phrase.start : phrase.end])
        told = {*content_tokens(entry.title)} - QUALIFIERS - NEUTRAL if entry is not None else set()
        same = any(choice.code[:3] == phrase.code[:3] for choice in found.choices)
        vague = phrase.code.startswith(_NOWHERE)
        if entry is None or same or vague or phrase.code[0] in f"{EXTERNAL_CAUSES}Z" or words - QUALIFIERS <= said or told <= said:
            continue
        if all((other.start, other.end) != (phrase.start, phrase.end) for other in kept):
            kept.append(phrase)
    return kept


def _together(problems: Sequence[Problem], reading: Reading, library: Library, left: int) -> Decision | None:
    open_ = [one for one in problems if one.decision.action is Action.CLARIFY]
    told = {choice.code: one.words for one in reversed(problems) for choice in one.decision.choices}
    codes = [choice.code for one in problems for choice in one.decision.choices]
    codes = [code for code in dict.fromkeys(codes) if not code.startswith(_NOWHERE) or len(problems) == 1]
    codes = _most_specific(codes, library)
    codes, rules = combinations.apply(codes)
    codes = _without_symptoms(codes, library)
    weeks = _weeks(reading)
    if weeks or _PREGNANT.search(reading.plain):
        codes = _of_pregnancy(codes, weeks, reading)
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


def _weeks(reading: Reading) -> int | None:
    """The completed weeks of a pregnancy, where they are told."""
    found = _GESTATION.search(reading.plain)
    return int(found[1] or found[2]) if found else None


def _of_pregnancy(codes: list[str], weeks: int | None, reading: Reading) -> list[str]:
    """The codes of a pregnant patient with chapter 15 before the others, where the trimester is known, and the weeks."""
    told = reading.stated.get(attributes.TRIMESTER.name, [])
    number = pregnancy.trimester(weeks) if weeks is not None else next(
        (str(n) for n, name in enumerate(attributes.TRIMESTER.values, 1) if name in told), None
    )
    codes = [code for code in codes if code[0] != "P"]
    held = pregnancy.complicating(codes, number) if number else codes
    if weeks is not None and not any(code.startswith("Z3A") for code in held):
        held.append(pregnancy.weeks_code(weeks))
    return held


def _rule_points(rule: combinations.Joined, library: Library) -> list[Point]:
    """The sentence of our guideline article that joins them, else nothing: the code's own line stands anyway."""
    for article in ("hypertension", "diabetes", "copd-and-asthma"):
        for section in ("which-code", "in-short", "report-with"):
            passage = library.database.passage(f"{article}/{section}")
            for quote in sentence_quotes(passage) if passage else ():
                if rule.code in quote.text or f"{rule.code[:3]}, " in f"{quote.text}, " and "join" in quote.text:
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


def _without_symptoms(codes: list[str], library: Library) -> list[str]:
    """Without signs that a disease explains (I.B.5), unless its own note asks for them: nocturia with an enlarged prostate."""
    diseases = [code for code in codes if code[0] not in f"RZ{EXTERNAL_CAUSES}"]
    asked_for = [
        part
        for code in diseases
        if (entry := library.codebook.entry(code)) is not None
        for _, _, note in library.codebook.inherited_notes(entry, NoteKind.USE_ADDITIONAL)
        for part in ranges(note)
    ]

    def explained(code: str) -> bool:
        if any(part.covers(code) for part in asked_for):
            return False
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
        if code.startswith(_REASON):
            return 0
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
