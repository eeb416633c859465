"""The problems of a record, and what each is coded as by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant import attributes, body_site
from assistant.answer import Action
from assistant.decision import disease_over, history
from assistant.decision.code_list import NOWHERE
from assistant.decision.comparison import NEUTRAL
from assistant.decision.diagnose import code_points, diagnose
from assistant.decision.groups import Group, harm_of, without_earlier_operation
from assistant.decision.part_of_record import read_in
from assistant.draft import Choice, Decision
from assistant.evidence import EXTERNAL_CAUSES, QUALIFIERS, Evidence, Phrase, gather, known_wordings, longest
from assistant.question import Reading
from assistant.record import Statement, is_note, statements
from assistant.told import Told
from knowledge.library import Library
from knowledge.records import Level, NoteKind, System
from knowledge.wording import content_tokens, signed_tokens, spelled_out

# What joins a condition to another, or to what brought it.
_LINKS = re.compile(r"\b(?:with|w/|due to|d/t|secondary to|2/2|from|caused by|in (?:the )?setting of|complicated by|associated with|and|after|following|plus)(?=\s)|[,;:]", re.IGNORECASE)
_RELATIVE = re.compile(
    r"\b(?:(?:her|his|the|pt'?s|patient'?s) )?(?:(?:maternal|paternal) )?(?:mother|father|brother|sister|mom|dad|aunt|uncle|grand\w+|son|daughter|cousin)s?\b(?:'s)?|"
    r"\bfamily (?:history|hx)(?: of)?|\bf(?:am)?hx(?: of)?|\b(?:had|has|died of|with|hx of|history of)\b",
    re.IGNORECASE,
)
# How sure it is that a tumor whose end is told is over.
_SURE = 0.9
# A short denial within so many characters after a problem speaks of it.
_DENIES, _NEAR = re.compile(r"(?:no|without|not)(?: [\w-]+){1,3}$", re.IGNORECASE), 60
# So many sentences of a note are read for what its assessment leaves open.
_SENTENCES_READ = 10
_LINKING = re.compile(r"\b(?:due to|d/t|2/2|secondary to|from|caused by|with|w/|and)(?=\s)")
_COMPLICATION = re.compile(r"T8[0-8]")
_DEVICE = r"(?:catheters?|central line|picc|port|devices?|implants?|grafts?|shunts?|pumps?|stents?|mesh|prosthe\w+|pacemaker|fistula|hardware)"
_OF_DEVICE = re.compile(rf"\b(?:due to|from|caused by|of) (?:(?:an?|the|her|his|indwelling|urethral|dialysis|central|tunneled|foley) )*{_DEVICE}\b|\b{_DEVICE}[- ](?:associated|related|infection|malfunction|failure|leak\w*)|\b{_DEVICE} (?:bloodstream )?infection")
_BODY_MASS = re.compile(r",?\s*\(?\b(?:with |w/ ?)?(?:a )?bmi\b\W{0,3}(?:of |is )?\d{2}(?:\.\d+)?\)?", re.IGNORECASE)
_LONG_AGO = re.compile(
    r"\b(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|several|many|some) ?(?:years?|yrs?|yr|y|months?|mos?) (?:ago|back|prior)\b|"
    r"\b(?:years|months) ago\b|\b(?:old|remote|prior|previous)\b(?= (?:\w+ )?(?:mi|stroke|cva|tia|pe|dvt|myocardial|cerebral|pulmonary))"
)
_YEAR = re.compile(r"(?<![\d/-])(?:19|20)\d\d(?![\d/-])")
_NAMES = frozenset({NoteKind.INCLUSION_TERM, NoteKind.INCLUDES})
_BLOCKS = frozenset({Level.CHAPTER, Level.SECTION})


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of a record: the words that tell it, and what it is coded as."""

    words: str
    decision: Decision
    named: bool = True


def coded(group: Group, reading: Reading, library: Library) -> Iterator[Problem]:
    """What a group is coded as, and then each condition in it that this does not say: the failure that a sepsis brought."""
    told = _BODY_MASS.sub(" ", group.words) if known_wordings(_BODY_MASS.sub(" ", group.words), library) else group.words
    part = read_in(told, reading)
    harm = harm_of(group.words, library) if not known_wordings(group.words, library) else None
    if harm is not None:
        part = replace(read_in(harm, reading), stated={**reading.stated, **part.stated})
    evidence = gather(part, library, articles_too=False)
    part = _under_treatment(part, evidence)
    past = _tumor_over(told, group, reading, library)
    found = past or _of_head(diagnose(part, evidence, library), group, reading, library)
    if found is None or found.action is Action.ABSTAIN:
        return
    if found.choices and all(choice.code[0] in EXTERNAL_CAUSES for choice in found.choices):
        return
    found = _by_denial(found, told, group, reading, library)
    found = _by_the_rest(found, group, part, reading, library)
    found = _as_past(found, part)
    words = reading.text[group.start : group.end]
    yield Problem(words, found, group.named)
    now = {phrase.wording for phrase in known_wordings(without_earlier_operation(group.words), library)}
    for phrase in _unsaid(found, evidence, library):
        if phrase.wording not in now and without_earlier_operation(group.words) != group.words:
            # what an earlier operation was for
            continue
        if past is not None and disease_over.is_tumor(phrase.code):
            continue
        other = _by_itself(phrase, group, part, evidence, reading, library)
        if other is not None and other.action is Action.ANSWER:
            yield Problem(words, _as_past(other, part))


def _tumor_over(words: str, group: Group, reading: Reading, library: Library) -> Decision | None:
    """The history of the one tumor of a line that tells its end: *kidney cancer, nephrectomy six years ago*."""
    line = reading.text[reading.text.rfind("\n", 0, group.start) + 1 :].partition("\n")[0]
    tumors = {phrase.code[:3]: phrase.code for phrase in known_wordings(line, library) if disease_over.is_tumor(phrase.code)}
    if len(tumors) != 1 or not any(phrase.code[:3] in tumors for phrase in known_wordings(words, library)):
        return None
    code = disease_over.of_tumor(next(iter(tumors.values())), spelled_out(line), reading.day, library)
    return Decision(Action.ANSWER, _SURE, (Choice(code, System.ICD10CM),), points=tuple(code_points(code, library))) if code else None


def _under_treatment(part: Reading, evidence: Evidence) -> Reading:
    """A complication that a record tells as a problem of today is under active treatment, unless said otherwise (I.C.19.a)."""
    told = any(_COMPLICATION.match(phrase.code) for phrase in longest(evidence.phrases)) or _OF_DEVICE.search(part.plain) is not None
    if not told or attributes.ENCOUNTER.name in part.stated:
        return part
    return replace(part, stated={**part.stated, attributes.ENCOUNTER.name: ["initial encounter"]})


def _of_head(found: Decision | None, group: Group, reading: Reading, library: Library) -> Decision | None:
    """The decision on the first clause of a group where its known wording is all it says and the added clauses lead elsewhere."""
    if not group.head:
        return found
    part = read_in(group.head, reading)
    evidence = gather(part, library, articles_too=False)
    whole = [phrase for phrase in evidence.phrases if phrase.end - phrase.start == len(evidence.words)]
    if not whole or (found is not None and any(choice.code[:3] == phrase.code[:3] for phrase in whole for choice in found.choices)):
        return found
    added = set(content_tokens(group.words)) - set(content_tokens(group.head)) - QUALIFIERS - NEUTRAL
    entries = [entry for choice in (found.choices if found else ()) if (entry := library.codebook.entry(choice.code))]
    if any(added & set(content_tokens(line.title)) for entry in entries for line in library.codebook.line(entry) if line.level not in _BLOCKS):
        return found
    alone = diagnose(part, evidence, library)
    return alone if alone is not None and alone.action is Action.ANSWER else found


def _by_denial(found: Decision, words: str, group: Group, reading: Reading, library: Library) -> Decision:
    """The line of the same category that says *without* what the clauses after a problem deny: *chronic migraine, no aura*."""
    if found.action is not Action.ANSWER or len(found.choices) != 1:
        return found
    line = [one for one in statements(reading.text) if one.told is Told.DENIED and group.start < one.start < group.end + _NEAR]
    denials = [one.text for one in line if _DENIES.match(one.text) and "\n" not in reading.text[group.end : one.start]]
    if not denials:
        return found
    more = read_in(", ".join((words, *denials)), reading)
    other = diagnose(more, gather(more, library, articles_too=False), library)
    if other is None or other.action is not Action.ANSWER or len(other.choices) != 1 or other.choices[0].code[:3] != found.choices[0].code[:3]:
        return found
    said = library.codebook.status(other.choices[0].code, reading.day).description.lower()
    return other if re.search(r"\bwithout\b|\bnot\b", said) else found


def _by_the_rest(found: Decision, group: Group, part: Reading, reading: Reading, library: Library) -> Decision:
    """What an assessment leaves open, by the sentence of the note that tells it: the side of a sprain, the kind of an arthritis."""
    if not is_note(reading.text) or not _is_open(found, library):
        return found
    named = longest(known_wordings(group.words, library))
    own = {word for phrase in named for word in content_tokens(phrase.wording)}
    categories = {choice.code[:3] for choice in found.choices} or {phrase.code[:3] for phrase in named}
    lines: dict[int, list[Statement]] = {}
    for one in statements(reading.text):
        if one.told in {Told.PRESENT, Told.DENIED}:
            lines.setdefault(one.line, []).append(one)
    # its own sentence first, where that says more than the group
    ordered = sorted(lines.values(), key=lambda told: group.line != told[0].line)
    for told in ordered[:_SENTENCES_READ]:
        text = reading.text[told[0].start : told[-1].end]
        if text == group.words:
            continue
        alike = [
            phrase
            for phrase in known_wordings(text, library)
            if (own and own <= set(content_tokens(phrase.wording))) or phrase.code[:3] in categories
        ]
        if found.action is Action.ANSWER and not alike:
            continue
        more = read_in(text if alike else f"{group.words}, {text}", reading)
        more = replace(more, stated={**more.stated, **part.stated})
        other = diagnose(more, gather(more, library, articles_too=False), library)
        if other is None or other.action is not Action.ANSWER or _is_open(other, library):
            continue
        same = any(choice.code[:3] in categories for choice in other.choices)
        if found.choices and same and _said(other, part, library) >= _said(found, part, library):
            return other
        if not found.choices and (same or (alike and other.choices[0].code[0] == next(iter(categories))[0])):
            return other
    return found


def _said(found: Decision, part: Reading, library: Library) -> set[str]:
    """The words of a part of the record that the lines of the codes found for it say."""
    entries = [entry for choice in found.choices if (entry := library.codebook.entry(choice.code))]
    lines = [line for entry in entries for line in library.codebook.line(entry) if line.level not in _BLOCKS]
    return set(content_tokens(part.plain)) & {word for line in lines for word in content_tokens(line.title)}


def _as_past(found: Decision, part: Reading) -> Decision:
    """An event that the words place weeks or years back, as the code the list has for having had it (I.C.9.d, I.C.9.e)."""
    earlier = any(int(year[0]) < part.day.year for year in _YEAR.finditer(part.plain))
    if not (earlier or _LONG_AGO.search(part.plain)) or found.action is not Action.ANSWER:
        return found
    choices = tuple(
        replace(choice, code=history.of_event(choice.code) or choice.code)
        for choice in found.choices
    )
    return found if choices == found.choices else replace(found, choices=choices)


def of_family(one: Statement, reading: Reading, library: Library) -> Iterator[Problem]:
    """What a statement about the patient's family is coded as: the history of the condition it names."""
    part = read_in(_RELATIVE.sub(" ", one.text), reading)
    found = diagnose(part, gather(part, library, articles_too=False), library)
    code = found.choices[0].code if found is not None and found.choices else None
    held = code if code is not None and code.startswith(("Z80", "Z81", "Z82", "Z83", "Z84")) else code and history.of_family(code, library)
    if found is not None and held:
        yield Problem(one.text, replace(found, choices=(Choice(held, System.ICD10CM),), action=Action.ANSWER, ask_back=()))


def _by_itself(
    phrase: Phrase, group: Group, part: Reading, evidence: Evidence, reading: Reading, library: Library
) -> Decision | None:
    """What one wording of a group is coded as, with the words around it that qualify it, at the place the group tells."""
    whole = replace(reading, stated={**reading.stated, **part.stated})

    def decided(text: str) -> Decision | None:
        more = read_in(text, whole)
        return diagnose(more, gather(more, library, articles_too=False), library)

    words = set(evidence.words[phrase.start : phrase.end])
    said = next((text for text in _LINKS.split(group.words) if words <= set(signed_tokens(text))), phrase.wording)
    alone = len({(one.start, one.end) for one in longest(known_wordings(said, library))}) == 1
    found = decided(said if alone else phrase.wording)
    place = body_site.of(group.words)
    if not place or body_site.of(said) or found is None or not _is_open(found, library):
        return found
    placed = decided(f"{phrase.wording} {place}")
    same = placed is not None and placed.choices and placed.choices[0].code[:1] == phrase.code[:1]
    return placed if same and placed is not None and placed.action is Action.ANSWER else found


def _is_open(found: Decision, library: Library) -> bool:
    """Whether a decision asks, or took a line that leaves the place open."""
    entry = library.codebook.entry(found.choices[0].code) if found.choices else None
    return found.action is Action.CLARIFY or (entry is not None and "unspecified" in entry.title.lower())


def _unsaid(found: Decision, evidence: Evidence, library: Library) -> list[Phrase]:
    """The conditions that a text names outright and the codes found for it do not say."""
    wordings: list[set[str]] = []
    for choice in found.choices:
        entry = library.codebook.entry(choice.code)
        for line in library.codebook.line(entry) if entry is not None else ():
            if line.level not in _BLOCKS:
                wordings += [set(content_tokens(text)) for text in (line.title, *(note for kind, note in line.notes if kind in _NAMES))]
    said = set().union(*wordings)
    kept: list[Phrase] = []
    for phrase in (*longest(evidence.phrases), *_linked_within(evidence)):
        entry = library.database.entry(phrase.code)
        words = set(evidence.words[phrase.start : phrase.end])
        told = {*content_tokens(entry.title)} - QUALIFIERS - NEUTRAL if entry is not None else set()
        same = any(choice.code[:3] == phrase.code[:3] for choice in found.choices)
        vague = phrase.code.startswith(NOWHERE)
        # an acute bronchitis is not said by a line that names a chronic one
        other_course = "acut" in words and not any(words <= wording for wording in wordings)
        held = (words - QUALIFIERS <= said or told <= said) and not other_course
        # what is irritated is a part or lesion, and nobody's mood
        held = held or (phrase.code == "R45.4" and "irritated" in evidence.subject)
        if entry is None or same or vague or phrase.code[0] in EXTERNAL_CAUSES or held:
            continue
        if all((other.start, other.end) != (phrase.start, phrase.end) for other in kept):
            kept.append(phrase)
    return kept


def _linked_within(evidence: Evidence) -> list[Phrase]:
    """The conditions within a wording that links two: the pneumonia of *sepsis due to pneumonia*."""
    linking = [phrase for phrase in longest(evidence.phrases) if phrase.origin == "term" and _LINKING.search(phrase.wording)]
    inner = [
        phrase
        for phrase in evidence.phrases
        for outer in linking
        if outer.start <= phrase.start and phrase.end <= outer.end and phrase.end - phrase.start < outer.end - outer.start
    ]
    return longest(inner)
