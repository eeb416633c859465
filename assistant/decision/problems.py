"""The problems of a record, and what each is coded as by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant import attributes, body_site, question
from assistant.answer import Action
from assistant.decision import history
from assistant.decision.code_list import NOWHERE
from assistant.decision.comparison import NEUTRAL
from assistant.decision.diagnose import diagnose
from assistant.draft import Choice, Decision
from assistant.evidence import EXTERNAL_CAUSES, QUALIFIERS, Evidence, Phrase, gather, known_wordings, longest
from assistant.question import Reading
from assistant.record import Statement, Told, is_note, statements
from assistant.request import Request
from knowledge.library import Library
from knowledge.records import Level, NoteKind, System
from knowledge.wording import content_tokens, phrase_key, signed_tokens, spelled_out

_PLAN = re.compile(
    r"^(?:will |to |we |pt to )?(?:admit to|continue|start|stop|refill|order|check|repeat|f/?u (?:in|with|prn|\d)|follow[- ]?up (?:in|with)|rtc|return(?:s)? (?:in|if|prn|to|sooner|precautions)|recommend|refer|discuss|counsel|advise|"
    r"increase|decrease|taper|pending|schedule|consult|obtain|given|give|send|sent|monitor|ice|rest|elevate\b|encourage|await|discharge|"
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
# What an examination of the eye found is no heart rhythm.
_FIELDS = re.compile(r"^(?:h?vf|visual fields?|iop|fundus|optic nerves?)\b.{0,20}\b(?:stable|full|normal|unchanged|wnl|ok)\b|^h?vf stable$", re.IGNORECASE)
_ABNORMAL = re.compile(r"^(?:elevated|high|low|abnormal|critical|rising)\b", re.IGNORECASE)
_DRUG_IN_USE = re.compile(r"\b(?:insulin|metformin|warfarin|eliquis|apixaban|xarelto|aspirin|opioid|steroids?)\b|\bon \w+\b", re.IGNORECASE)
# What a record states once for all its problems, and the problems that it is for.
_SAID_ONCE = {
    attributes.ENCOUNTER.name: "",
    attributes.TRIMESTER.name: "",
    attributes.SEX.name: "",
    attributes.DIABETES.name: r"diabet|glyc|controlled|ketoacid",
}
# What joins a condition to another, or to what brought it.
_LINKS = re.compile(r"\b(?:with|w/|due to|d/t|secondary to|2/2|from|caused by|in (?:the )?setting of|complicated by|associated with|and|after|following|plus)(?=\s)|[,;:]", re.IGNORECASE)
# The hand a patient writes with decides on the code of a palsy.
_HANDED = re.compile(r"\b(?:right|left)[- ]hand(?:ed|er)?(?: dominant)?\b")
_PALSY = re.compile(r"\b(?:hemi|mono)(?:pleg|pares)\w*|\bweakness\b", re.IGNORECASE)
# What is said once of several things that follow.
_LEAD = re.compile(
    r"^(?:\w+ )?(?:allerg(?:y|ies|ic) to|family (?:history|hx) of|fhx? of|(?:personal )?(?:history|hx) of|h/o|status post|s/p|exposure to|exposed to|"
    r"screening for|absence of|presence of)\s",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?:(?:her|his|the|pt'?s|patient'?s) )?(?:(?:maternal|paternal) )?(?:mother|father|brother|sister|mom|dad|aunt|uncle|grand\w+|son|daughter|cousin)s?\b(?:'s)?|"
    r"\bfamily (?:history|hx)(?: of)?|\bf(?:am)?hx(?: of)?|\b(?:had|has|died of|with|hx of|history of)\b",
    re.IGNORECASE,
)
_THAT_SIDE = re.compile(r"\b(?:that|same|this|ipsilateral) \w+")
# So many sentences of a note are read for what its assessment leaves open.
_SENTENCES_READ = 10
_POLYP = re.compile(r"\bpolyps?\b", re.IGNORECASE)
_HISTOLOGY = re.compile(r"^(?:\w+ ){0,3}?(?:adenomas?|adenomatous|hyperplastic|(?:sessile )?serrated)\b", re.IGNORECASE)
_POLYP_ALONE = re.compile(r"\b(?:\d+(?:\.\d+)? ?(?:mm|cm)|polyps?|removed|found|cold snared?|hot snared?|snared?|resected|retrieved|an?|the|sessile|pedunculated|in|of)\b", re.IGNORECASE)
_LINKING = re.compile(r"\b(?:due to|d/t|2/2|secondary to|from|caused by|with|w/|and)(?=\s)")
_COMPLICATION = re.compile(r"T8[0-8]")
_BODY_MASS = re.compile(r",?\s*\(?\b(?:with |w/ ?)?(?:a )?bmi\b\W{0,3}(?:of |is )?\d{2}(?:\.\d+)?\)?", re.IGNORECASE)
_LONG_AGO = re.compile(
    r"\b(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|several|many|some) ?(?:years?|yrs?|yr|y|months?|mos?) (?:ago|back|prior)\b|\b(?:in|since) (?:19|20)\d\d\b|"
    r"\b(?:years|months) ago\b|\b(?:old|remote|prior|previous)\b(?= (?:\w+ )?(?:mi|stroke|cva|tia|pe|dvt|myocardial|cerebral|pulmonary))"
)
_HAVING_HAD = (("I21", "I25.2"), ("I22", "I25.2"), ("I60", "Z86.79"), ("I61", "Z86.79"), ("I63", "Z86.73"), ("G45.9", "Z86.73"), ("I26", "Z86.711"), ("I82.4", "Z86.718"))
_NAMES = frozenset({NoteKind.INCLUSION_TERM, NoteKind.INCLUDES})
_BLOCKS = frozenset({Level.CHAPTER, Level.SECTION})


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of a record: the words that tell it, and what it is coded as."""

    words: str
    decision: Decision
    named: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """A head clause with what qualifies it: ``words`` to be read, and the place in the record they come from.

    ``named`` tells that a known wording stands in it; ``head`` is its first clause where others were added to it.
    """

    words: str
    start: int
    end: int
    named: bool
    line: int
    head: str = ""


def groups_of(held: Sequence[Statement], text: str, library: Library) -> Iterator[Group]:
    """The clauses joined to problems: one that names no condition qualifies the one before it in its sentence."""
    current: Group | None = None
    told = [_without_label(one, library) for one in held]
    told_at: dict[str, str] = {}
    for at, one in enumerate(told):
        judged = at + 1 < len(told) and _ABNORMAL.match(told[at + 1].text) is not None
        if _ELSEWHERE.search(one.text) or _FIELDS.search(one.text) or (_VALUE.match(one.text) and not judged) or (_PLAN.search(one.text) and not _DRUG_IN_USE.search(one.text)):
            continue
        near = current is not None and current.line == one.line
        shared = _shared_lead(current.words, one.text, library) if near and current is not None else ""
        if shared and current is not None:
            yield current
            current = Group(shared, one.start, one.end, True, one.line)
            continue
        named = bool(known_wordings(one.text, library)) or _harm(one.text, library) is not None or _POLYP.search(one.text) is not None
        place = _part(one.text)
        if not named and place in told_at and not near and not body_site.rest(one.text):
            # a later sheet that gives the stage of an ulcer told before
            if current is not None:
                yield current
            current = Group(f"{told_at[place]}, {one.text}", one.start, one.end, True, one.line)
            continue
        if named and place:
            told_at.setdefault(place, one.text)
        near = current is not None and current.line == one.line
        carried = _same_elsewhere(current, one, library) if near and current is not None and not named else ""
        if carried and current is not None:
            yield current
            current = Group(carried, one.start, one.end, True, one.line)
            continue
        if near and current is not None and (not named or _is_one_wording(current, one, text, library)):
            head = current.head or (current.words if current.named else "")
            current = replace(current, words=current.words + text[current.end : one.end], end=one.end, head=head)
            continue
        if current is not None:
            yield current
        current = Group(one.text, one.start, one.end, named, one.line)
    if current is not None:
        yield current


def with_histology(groups: Sequence[Group]) -> list[Group]:
    """The groups with what pathology found of a polyp told at the polyp's place: *sigmoid polyp*, *path: tubular adenoma*."""
    out: list[Group] = []
    for group in groups:
        at = next((n for n in range(len(out) - 1, -1, -1) if _POLYP.search(out[n].words)), None)
        if at is None or not _HISTOLOGY.match(group.words) or body_site.of(group.words) or _POLYP.search(group.words):
            out.append(group)
            continue
        place = " ".join(_POLYP_ALONE.sub(" ", out[at].words).split()).strip(" ,.")
        out[at] = replace(out[at], words=f"{group.words} of {place}")
    return out


def _part(text: str) -> str:
    """The part of the body a text names, without its side; stemmed."""
    return " ".join(content_tokens(attributes.without(body_site.of(text).lower(), {attributes.SIDE.name})))


def _shared_lead(before: str, text: str, library: Library) -> str:
    """A clause with what the one before it opens with, where the two make a known wording: *allergy to penicillin and latex*."""
    lead = _LEAD.match(before)
    if lead is None or _LEAD.match(text):
        return ""
    whole = f"{lead[0].strip()} {text}"
    said = {word for phrase in known_wordings(whole, library) for word in content_tokens(phrase.wording)}
    return whole if set(content_tokens(lead[0])) & said else ""


def _same_elsewhere(current: Group, one: Statement, library: Library) -> str:
    """The condition of a group at another place, where a clause tells only that: *POAG right eye moderate, left eye severe*."""
    place = body_site.of(one.text)
    if not place or body_site.rest(one.text) or place == body_site.of(current.words):
        return ""
    if not body_site.of(current.words):
        return ""
    head = max((phrase.wording for phrase in known_wordings(current.words, library)), key=len, default="")
    condition = " ".join(body_site.rest(head)) if head else ""
    return f"{condition} {one.text}" if condition else ""


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
    hand = _HANDED.search(reading.plain)
    if hand and _PALSY.search(text) and not _HANDED.search(text):
        text = f"{text}, {hand[0]}"
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
    told = _BODY_MASS.sub(" ", group.words) if known_wordings(_BODY_MASS.sub(" ", group.words), library) else group.words
    part = _read(told, reading)
    harm = _harm(group.words, library) if not known_wordings(group.words, library) else None
    if harm is not None:
        part = replace(_read(harm, reading), stated={**reading.stated, **part.stated})
    evidence = gather(part, library, articles_too=False)
    part = _under_treatment(part, evidence)
    found = diagnose(part, evidence, library)
    found = _of_head(found, group, reading, library)
    if found is None or found.action is Action.ABSTAIN:
        return
    if found.choices and all(choice.code[0] in EXTERNAL_CAUSES for choice in found.choices):
        return
    found = _by_the_rest(found, group, part, reading, library)
    found = _as_past(found, part.plain)
    words = reading.text[group.start : group.end]
    yield Problem(words, found, group.named)
    for phrase in _unsaid(found, evidence, library):
        other = _by_itself(phrase, group, part, evidence, reading, library)
        if other is not None and other.action is Action.ANSWER:
            yield Problem(words, _as_past(other, part.plain))


def _under_treatment(part: Reading, evidence: Evidence) -> Reading:
    """A complication that a record tells as a problem of today is under active treatment, unless said otherwise (I.C.19.a)."""
    told = any(_COMPLICATION.match(phrase.code) for phrase in longest(evidence.phrases))
    if not told or attributes.ENCOUNTER.name in part.stated:
        return part
    return replace(part, stated={**part.stated, attributes.ENCOUNTER.name: ["initial encounter"]})


def _of_head(found: Decision | None, group: Group, reading: Reading, library: Library) -> Decision | None:
    """The decision on the first clause of a group where its known wording is all it says and the added clauses lead elsewhere."""
    if not group.head:
        return found
    part = _read(group.head, reading)
    evidence = gather(part, library, articles_too=False)
    whole = [phrase for phrase in evidence.phrases if phrase.end - phrase.start == len(evidence.words)]
    if not whole or (found is not None and any(choice.code[:3] == phrase.code[:3] for phrase in whole for choice in found.choices)):
        return found
    alone = diagnose(part, evidence, library)
    return alone if alone is not None and alone.action is Action.ANSWER else found


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
        more = _read(text if alike else f"{group.words}, {text}", reading)
        more = replace(more, stated={**more.stated, **part.stated})
        other = diagnose(more, gather(more, library, articles_too=False), library)
        if other is None or other.action is not Action.ANSWER or _is_open(other, library):
            continue
        if any(choice.code[:3] in categories for choice in other.choices) or (alike and other.choices[0].code[0] == next(iter(categories))[0]):
            return other
    return found


def _as_past(found: Decision, plain: str) -> Decision:
    """An event that the words place weeks or years back, as the code the list has for having had it (I.C.9.d, I.C.9.e)."""
    if not _LONG_AGO.search(plain) or found.action is not Action.ANSWER:
        return found
    choices = tuple(
        replace(choice, code=next((past for start, past in _HAVING_HAD if choice.code.startswith(start)), choice.code))
        for choice in found.choices
    )
    return found if choices == found.choices else replace(found, choices=choices)


def of_family(one: Statement, reading: Reading, library: Library) -> Iterator[Problem]:
    """What a statement about the patient's family is coded as: the history of the condition it names."""
    part = _read(_RELATIVE.sub(" ", one.text), reading)
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
        more = _read(text, whole)
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
    said: set[str] = set()
    for choice in found.choices:
        entry = library.codebook.entry(choice.code)
        for line in library.codebook.line(entry) if entry is not None else ():
            if line.level not in _BLOCKS:
                said |= set(content_tokens(line.title))
                said |= {word for kind, text in line.notes if kind in _NAMES for word in content_tokens(text)}
    kept: list[Phrase] = []
    for phrase in (*longest(evidence.phrases), *_linked_within(evidence)):
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
