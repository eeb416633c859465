"""The problems of a record, and what each is coded as by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant import attributes, question
from assistant.answer import Action
from assistant.decision.code_list import NOWHERE
from assistant.decision.comparison import NEUTRAL
from assistant.decision.diagnose import diagnose
from assistant.draft import Decision
from assistant.evidence import EXTERNAL_CAUSES, QUALIFIERS, Evidence, Phrase, gather, known_wordings, longest
from assistant.question import Reading
from assistant.record import Statement
from assistant.request import Request
from knowledge.library import Library
from knowledge.records import Level, NoteKind
from knowledge.wording import content_tokens, phrase_key, spelled_out

_PLAN = re.compile(
    r"^(?:will |to |we |pt to )?(?:admit to|continue|start|stop|refill|order|check|repeat|f/?u (?:in|with|prn|\d)|follow[- ]?up (?:in|with)|rtc|return|recommend|refer|discuss|counsel|advise|"
    r"increase|decrease|taper|pending|schedule|consult|obtain|given|give|send|sent|monitor|ice|rest|elevat|encourage|await|discharge|"
    r"plan|rx|prescri|apply|tylenol|ibuprofen|amoxicillin|home|call)\w*\b|\b\d+ ?(?:mg|mcg|ml|g)\b|\b(?:bid|tid|qid|qhs|prn|po)\b|\bpending\b",
    re.IGNORECASE,
)
# What somebody else looks after is no part of this encounter.
_ELSEWHERE = re.compile(r"\b(?:elsewhere|managed by|followed by|deferred to)\b", re.IGNORECASE)
# A laboratory value or vital sign by itself is no diagnosis.
_VALUE = re.compile(
    r"^(?:ldl|hdl|tsh|a1c|hba1c|inr|wbc|hgb|hct|hb|plt|cr|creat\w*|e?gfr|bun|glucose|bg|bs|bp|hr|rr|temp|o2|spo2|sat\w*|psa|cea|iop|abi|cd4|vl)\b[\s:=]*"
    r"[\d./%<>]+\s*\w{0,6}$",
    re.IGNORECASE,
)
_ABNORMAL = re.compile(r"^(?:elevated|high|low|abnormal|critical|rising)\b", re.IGNORECASE)
_DRUG_IN_USE = re.compile(r"\b(?:insulin|metformin|warfarin|eliquis|apixaban|xarelto|aspirin|opioid|steroids?)\b|\bon \w+\b", re.IGNORECASE)
# What a record states once for all its problems, and the problems that it is for.
_SAID_ONCE = {
    attributes.ENCOUNTER.name: "",
    attributes.TRIMESTER.name: "",
    attributes.SEX.name: "",
    attributes.DIABETES.name: r"diabet|glyc|controlled|ketoacid",
}
_THAT_SIDE = re.compile(r"\b(?:that|same|this|ipsilateral) \w+")
_NAMES = frozenset({NoteKind.INCLUSION_TERM, NoteKind.INCLUDES})
_BLOCKS = frozenset({Level.CHAPTER, Level.SECTION})


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of a record: the words that tell it, and what it is coded as."""

    words: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Group:
    """A head clause with what qualifies it: ``words`` to be read, and the place in the record they come from.

    ``named`` tells that a known wording stands in it.
    """

    words: str
    start: int
    end: int
    named: bool
    line: int


def groups_of(held: Sequence[Statement], text: str, library: Library) -> Iterator[Group]:
    """The clauses joined to problems: one that names no condition qualifies the one before it in its sentence."""
    current: Group | None = None
    told = [_without_label(one, library) for one in held]
    for at, one in enumerate(told):
        judged = at + 1 < len(told) and _ABNORMAL.match(told[at + 1].text) is not None
        if _ELSEWHERE.search(one.text) or (_VALUE.match(one.text) and not judged) or (_PLAN.search(one.text) and not _DRUG_IN_USE.search(one.text)):
            continue
        named = bool(known_wordings(one.text, library)) or _harm(one.text, library) is not None
        near = current is not None and current.line == one.line
        if near and current is not None and (not named or _is_one_wording(current, one, text, library)):
            current = replace(current, words=text[current.start : one.end], end=one.end)
            continue
        if current is not None:
            yield current
        current = Group(one.text, one.start, one.end, named, one.line)
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


def _is_one_wording(before: Group, one: Statement, text: str, library: Library) -> bool:
    """Whether two clauses joined by *and* are one wording of one category: nausea and vomiting."""
    if text[before.end : one.start].strip().lower() != "and":
        return False
    both = {code[:3] for _, code, _, _ in library.database.phrases([phrase_key(f"{before.words} and {one.text}")])}
    first = {phrase.code[:3] for phrase in known_wordings(before.words, library)}
    return bool(both & first & {phrase.code[:3] for phrase in known_wordings(one.text, library)})


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


def coded(group: Group, reading: Reading, library: Library) -> Iterator[Problem]:
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
        vague = phrase.code.startswith(NOWHERE)
        if entry is None or same or vague or phrase.code[0] in EXTERNAL_CAUSES or words - QUALIFIERS <= said or told <= said:
            continue
        if all((other.start, other.end) != (phrase.start, phrase.end) for other in kept):
            kept.append(phrase)
    return kept


