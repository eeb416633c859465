"""The clauses of a record joined to problems: a head that names a condition, and what qualifies it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant import attributes, body_site
from assistant.decision import burns
from assistant.evidence import known_wordings
from assistant.record import Statement
from knowledge.library import Library
from knowledge.wording import content_tokens, phrase_key, spelled_out

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
_WHO = re.compile(r"^\W*(?:an? |the )?\d{1,3}[- ]?(?:yo|y/o|yrs?|years?|y|mo|months?)[- ]?(?:old)? ?(?:\w+ )?(?:woman|man|male|female|girl|boy|lady|gentleman|pt|patient|f|m)\W*$", re.IGNORECASE)
_WHO_FIRST = re.compile(r"^\W*\d{1,3} ?(?:yo ?|y/o ?)?[MF]\b[ ,:]*(?:(?:with|w/) )?(?=\w)")
_FIELDS = re.compile(r"^(?:h?vf|visual fields?|iop|fundus|optic nerves?)\b.{0,20}\b(?:stable|full|normal|unchanged|wnl|ok)\b|^h?vf stable$", re.IGNORECASE)
_ABNORMAL = re.compile(r"^(?:elevated|high|low|abnormal|critical|rising)\b", re.IGNORECASE)
_FIGURES = re.compile(r"[\s:=<>]*\d[\d./%]*.*$")
_DRUG_IN_USE = re.compile(r"\b(?:insulin|metformin|warfarin|eliquis|apixaban|xarelto|aspirin|opioid|steroids?)\b|\bon \w+\b", re.IGNORECASE)
# What is said once of several things that follow.
_LEAD = re.compile(
    r"^(?:\w+ )?(?:allerg(?:y|ies|ic) to|family (?:history|hx) of|fhx? of|(?:personal )?(?:history|hx) of|h/o|status post|s/p|exposure to|exposed to|"
    r"screening for|absence of|presence of)\s",
    re.IGNORECASE,
)
_OPERATED = re.compile(
    r"\b(?:\w+(?:ectomy|plasty|otomy|ostomy|desis)|tka|tkr|tha|thr|cabg|bka|aka|stents?|replacement|amputation|transplant)\b.{0,15}\b(?:(?:19|20)\d\d|ago)\b|"
    r"\b(?:s/p|status post)\b",
    re.IGNORECASE,
)
# What is told to lie behind the patient is an operation, in whatever short word: "2 wk post lap appy".
_OPERATION = (
    r"(?:(?:lap\w*|open|robotic|recent|right|left|emergency|elective|partial|total|a|an|the|her|his|inguinal|umbilical|ventral|hip|knee) ){0,4}"
    r"(?:appy|chole|hyst|csection|c-?section|cesarean|cabg|turp|tka|tha|(?:hernia|acl|cuff|aneurysm|rectocele) repair|(?:knee |hip )?(?:replacement|arthroscopy)|surgery|operation|procedure|\w+(?:ectomy|plasty|otomy|ostomy|desis))"
)
_SO_LONG = r"\d+ ?(?:d|days?|wks?|weeks?|mos?|months?|yrs?|years?)"
_AFTER = rf"(?:pod ?#?\d*|post-?\s?op(?:erative)?(?:ly)?(?: day)? ?#?\d*|(?:{_SO_LONG} )?(?:post|s/p|status post|after|following|from|out from))"
_AFTER_OPERATION = re.compile(rf"^\W*{_AFTER}[- ](?:(?:from|after|of|s/p) )?{_OPERATION}\W*$", re.IGNORECASE)
_OPERATED_BEFORE = re.compile(rf",?\s*\b{_AFTER}[- ](?:(?:from|after|of|s/p) )?{_OPERATION}\b", re.IGNORECASE)
_TELLS = re.compile(r"[A-Za-z]{4}")
# where the patient was seen
_PLACE = re.compile(
    r"^\W*(?:[\w/&-]+ ){0,2}(?:clinic|office|center|infusion room|ward|rounds|note|chart|(?:icu|unit|hospital|inpatient) discharge|nail care)\W*$", re.IGNORECASE
)
_WITH = re.compile(r",\s+(?:with|w/)\s+", re.IGNORECASE)
POLYP = re.compile(r"\bpolyps?\b", re.IGNORECASE)
_HISTOLOGY = re.compile(r"^(?:\w+ ){0,3}?(?:adenomas?|adenomatous|hyperplastic|(?:sessile )?serrated)\b", re.IGNORECASE)
_POLYP_ALONE = re.compile(r"\b(?:\d+(?:\.\d+)? ?(?:mm|cm)|polyps?|removed|found|cold snared?|hot snared?|snared?|resected|retrieved|an?|the|sessile|pedunculated|in|of)\b", re.IGNORECASE)

_BROKEN = re.compile(r"\b(?:fractures?|fx|broke(?:n)?)\b", re.IGNORECASE)
_OSTEOPOROSIS = r"(?:(?:known|severe|age[- ]related|senile|post-?menopausal|primary) )*osteoporosis"
# osteoporosis told as what broke a bone, before it, behind it, or by itself
_BRITTLE = re.compile(
    rf"\b(?:due to|d/t|2/2|secondary to|from|caused by|because of|with|w/) (?:her |his |the )?{_OSTEOPOROSIS}\b|\b{_OSTEOPOROSIS} (?:with|w/)(?: an?| the| current| acute| new)*(?= )|"
    r"\bosteoporotic\b",
    re.IGNORECASE,
)
_BRITTLE_ALONE = re.compile(rf"^\W*(?:osteoporotic|(?:due to|d/t|2/2|secondary to|from) {_OSTEOPOROSIS})\W*$", re.IGNORECASE)
_KNOWN_BRITTLE = re.compile(rf"^\W*(?:\d+ ?(?:yo|y/o)? ?[MF]\b\W*)?(?:(?:hx|history|h/o)(?: of)? )?{_OSTEOPOROSIS}\W*$", re.IGNORECASE)
_MINOR_FALL = re.compile(
    r"\b(?:fell|fall|tripped|slipped)\b[^.;\n]{0,20}\b(?:from (?:standing|bed|(?:a |her |his )?chair)|standing height|ground[- ]level)|\bground[- ]level fall|\bglf\b|"
    r"\b(?:fragility|low[- ](?:energy|impact|trauma)|minor fall|osteoporotic)\b",
    re.IGNORECASE,
)
# what would break a healthy bone as well
_TRAUMA = re.compile(r"\b(?:mva|mvc|crash|collision|ladder|roof|stairs|height|assault\w*|struck|motorcycle|traumatic)\b", re.IGNORECASE)


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
    told = [part for one in burns.itemized(held, text) for part in _qualifier_apart(_without_label(one, library), library)]
    told_at: dict[str, str] = {}
    for at, one in enumerate(told):
        judged = at + 1 < len(told) and _ABNORMAL.match(told[at + 1].text) is not None
        if judged and not known_wordings(one.text, library):
            # a value and what it is found to be: PSA 6.2, elevated
            name = _FIGURES.sub("", one.text)
            one = replace(one, text=f"{told[at + 1].text} {name}", end=told[at + 1].end)  # noqa: PLW2901
        if _WHO.match(one.text) or _ELSEWHERE.search(one.text) or _FIELDS.search(one.text) or (_VALUE.match(one.text) and not judged) or (_PLAN.search(one.text) and not _DRUG_IN_USE.search(one.text)):
            continue
        if at == 0 and len(told) > 1 and _PLACE.match(one.text):
            continue
        if _AFTER_OPERATION.match(one.text) or (_OPERATED.search(one.text) and not known_wordings(one.text, library)):
            # what an earlier operation left is told by itself, and its side is not that of the problem before it
            continue
        near = current is not None and current.line == one.line
        shared = _shared_lead(current.words, one.text, library) if near and current is not None else ""
        if shared and current is not None:
            yield current
            current = Group(shared, one.start, one.end, True, one.line)
            continue
        named = bool(known_wordings(one.text, library)) or harm_of(one.text, library) is not None or POLYP.search(one.text) is not None
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
            # what is denied or suspected in between is no part of the problem
            between = text[current.end : one.start]
            between = ", " if _TELLS.search(between) else between
            current = replace(current, words=current.words + between + one.text, end=one.end, head=head)
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
        at = next((n for n in range(len(out) - 1, -1, -1) if POLYP.search(out[n].words)), None)
        if at is None or not _HISTOLOGY.match(group.words) or body_site.of(group.words) or POLYP.search(group.words):
            out.append(group)
            continue
        place = " ".join(_POLYP_ALONE.sub(" ", out[at].words).split()).strip(" ,.")
        out[at] = replace(out[at], words=f"{group.words} of {place}")
    return out


def with_brittle_bone(groups: Sequence[Group], text: str) -> list[Group]:
    """The groups with a fracture that osteoporosis brought told as the osteoporotic one it is: *hip fracture, osteoporotic*.

    Source of the rule: Official Guidelines I.C.13.d.2; where the text tells a trauma that would break a healthy bone, the groups
    stay as they are.
    """
    if _TRAUMA.search(text):
        return list(groups)
    alone = {group.line for group in groups if _BRITTLE_ALONE.match(group.words)}
    brittle = [group for group in groups if _KNOWN_BRITTLE.match(group.words)]
    if brittle and _MINOR_FALL.search(text) and any(_BROKEN.search(group.words) for group in groups):
        # a fall that breaks no healthy bone, of a patient known to have osteoporosis
        alone |= {group.line for group in groups}
        groups = [group for group in groups if group not in brittle]
    out: list[Group] = []
    for group in groups:
        broken = _BROKEN.search(group.words) is not None
        if _BRITTLE_ALONE.match(group.words) and any(other.line == group.line and _BROKEN.search(other.words) for other in groups):
            continue
        if broken and (group.line in alone or _BRITTLE.search(group.words)):
            rest = " ".join(_BRITTLE.sub(" ", group.words).split()).strip(" ,")
            out.append(replace(group, words=f"osteoporotic {rest}", named=True))
        else:
            out.append(group)
    return out


def without_earlier_operation(words: str) -> str:
    """The words of a group without the operation that they tell to lie before it: *5 days after open hernia repair*."""
    return _OPERATED_BEFORE.sub(" ", words)


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


def _qualifier_apart(one: Statement, library: Library) -> list[Statement]:
    """A clause, or its qualifier and what comes with it apart: *systolic, with hypertension* after a heart failure."""
    joined = _WITH.search(one.text)
    if joined is None or known_wordings(one.text[: joined.start()], library) or not known_wordings(one.text[joined.end() :], library):
        return [one]
    left, right = one.text[: joined.start()], one.text[joined.end() :]
    return [replace(one, text=left, end=one.start + len(left)), replace(one, text=right, start=one.end - len(right))]


def _without_label(one: Statement, library: Library) -> Statement:
    """A clause without the label before its colon, where that names no condition: *New finding: serous otitis*."""
    who = _WHO_FIRST.match(one.text)
    if who is not None:
        # the age and sex that open a record are said of the patient and not of the condition
        one = replace(one, text=one.text[who.end() :], start=one.start + who.end())
    label, colon, rest = one.text.partition(": ")
    if not colon or not rest.strip() or known_wordings(label, library):
        return one
    return replace(one, text=rest, start=one.end - len(rest))


def harm_of(text: str, library: Library) -> str | None:
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
