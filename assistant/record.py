"""A record read into statements: which section they stand in, and whether they tell a problem the patient has today.

A record is a pasted note, or a question that lists several problems. Nothing is looked up here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.left_open import blanked
from assistant.told import Told, told_of, verdict


class Part(StrEnum):
    """What the section of a note is for."""

    ASSESSMENT = "assessment"
    STORY = "story"
    HISTORY = "history"
    PROCEDURE = "procedure"
    FINDING = "finding"
    MEDICATION = "medication"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Statement:
    """A clause of the record at ``text[start:end]``, with its section and what it says; ``line`` counts sentences."""

    text: str
    start: int
    end: int
    line: int
    part: Part
    told: Told


_HEADINGS: dict[Part, str] = {
    Part.ASSESSMENT: r"assessment(?: (?:and|&|/) plan)?|a ?[/&] ?p|a/p|a|impression|imp|final|(?:final|discharge|admitting|post-?op(?:erative)?|primary|secondary|"
    r"visit|encounter|clinical)? ?(?:dx|diagnos[ei]s)|problems? (?:list )?(?:addressed|today)|assess",
    Part.STORY: r"cc|chief complaint|hpi|history of present(?:ing)? illness|reason for (?:visit|encounter)|subjective|s|interval history|presentation",
    Part.HISTORY: r"pmh?x?|past medical (?:history|hx)|pshx?|past surgical (?:history|hx)|medical history|problem list",
    Part.PROCEDURE: r"procedures?(?: (?:performed|note|done))?|operation|op note|proc",
    Part.FINDING: r"indications?(?: for (?:procedure|exam))?|findings|path(?:ology)?(?: report)?|imaging|x-?rays?|films?|cxr|ct|cta|mri|us|ultrasound",
    Part.MEDICATION: r"(?:current |home )?(?:meds?|medications?)(?: list)?",
    Part.OTHER: r"fhx?|fam(?:ily)? (?:history|hx)|shx?|social (?:history|hx)|allergies|allergy|nkda|ros|review of systems|pe|exam|physical(?: exam)?|"
    r"objective|o|sle|slit lamp|vitals?|vs|labs?|plan|p|rx|orders?|disposition|dispo|follow[- ]?up|"
    r"anesthesia|copied(?: forward)?[^:]*|carried forward[^:]*|from (?:last|prior|previous) (?:note|visit)[^:]*|instructions|recommendations?",
}
_HEADING = re.compile(
    r"(?im)(?:^|(?<=[.;\n]))[ \t]*(?:"
    + "|".join(f"(?P<{part.name}>{pattern})" for part, pattern in _HEADINGS.items())
    + r")[ \t]*[:\-–][ \t]*|(?:^|(?<=[.;\n]))[ \t]*(?:(?P<HISTORY_>pmhx?|pshx?)|(?P<OTHER_>fhx|shx|famhx))[ \t]+"
)
_AUTHOR = re.compile(r"\A\s*[A-Z][A-Za-z /-]{1,24}(?:\d{1,3} ?(?:yo|y/o|mo|m/o)? ?[MFmf]?)?(?::|(?<=note|unit)\.|(?<=visit)\.|(?<=clinic|office)\.|(?<=f/u)\.|(?<=ED)\.)\s+(?=\S)")
# what stands before the full stop of a sentence, and not before that of a number in a list or of an abbreviation
_ENDS = r"(?:(?<=[a-z][a-z])|(?<=/[a-z])|(?<=[\d ][\d.+][\d+])|(?<=\d [a-z])|(?<=[a-z] \+)|(?<=[a-z] \d)|(?<=\))|(?<=\d\d)|(?<=\d[a-d]))"
# in hurried typing sentences begin with a small letter, where several do
_SMALL = r"(?<=[a-z]{2})(?<! vs)(?<! no)(?<! pt)(?<! dr)(?<!approx)(?<!incl)(?<!resp)(?<!prev)(?<!post)(?<! est)(?<!hosp)[.?!](?=\s+[a-z])"
_LINE = rf"[^\n]+?(?:(?:{_ENDS}|(?<=[A-Z][A-Z]))[.?!](?=\s+[A-Z\d(#]|\s*$)|\n|$)"
_LINES = re.compile(_LINE, re.MULTILINE)
_HURRIED, _SMALL_LINES = re.compile(_SMALL), re.compile(_LINE.replace(r"|\n|$)", rf"|{_SMALL}|\n|$)"), re.MULTILINE)
# what ends a clause; a list's numbers and bullets go with it
_CLAUSES = re.compile(
    rf"(?:\s*\n\s*|\s*;\s*|,(?!\d{{3}}\b)\s+|{_ENDS}\.(?=\s|$)\s*|\s+(?:-|–|—)+>?\s+|\s+\+\s+|(?<=\d)\s+=\s+|(?<=[a-z]{{3}})\+\s+|\s+(?:and|plus|also)\s+(?=\w)|\s*\?\s*)(?:\(?\d{{1,2}}[.)]\s+|[#*•-]\s*)*",
    re.IGNORECASE,
)
# The numbers of a list that runs on in one line: "1) sepsis 2) pyelonephritis".
_NUMBERED = re.compile(r"(?<=\s)\(?\d{1,2}[.)](?=\s+[A-Za-z])")
_COUNTS = re.compile(r"(?:^|[\s:(])1[.)]\s+[A-Za-z].*?\s\(?2[.)]\s+[A-Za-z]", re.DOTALL)
# A question has one or two sentences, a note more.
_SENTENCES = 3
# Who tells it: "doc says due to osteoporosis".
SAYS = (
    r"(?:(?:the |her |his )?(?:doc|doctor|md|provider|physician|surgeon|attending|hospitalist|np|dr\.? \w+|ortho\w*|cardiolog\w*|neuro\w*|onc\w*|nephro\w*|pulm\w*|radiolog\w+|path\w*|note|chart) "
    r"(?:says?|said|states?|stated|documents?|documented|writes?|wrote|notes?|noted|thinks|feels|attributes (?:it|this)|calls it)(?: (?:that|it'?s|it is|this is))? )"
)
# A clause that goes on from the one before it.
_GOES_ON = re.compile(
    rf"^{SAYS}?(?:(?:to|sequela of|due to|d/t|from|secondary to|2/2|caused by|because of|after|with|w/)\b|(?:malignant|benign|recurrent|chronic|acute|subacute|mild|moderate|severe|"
    r"unspecified|bilateral|uncomplicated|uncontrolled|displaced|closed|open|intractable|persistent|paroxysmal|unstageable|embolic|cardioembolic|thrombotic|lacunar)\b(?=\s*(?:[,;.]|$|from|due|with|w/)))",
    re.IGNORECASE,
)
# so far before a clause the mark stands that parts it from the one before
_GAP = 3
# a word that only qualifies the problem before it is no item of a list of what is denied
_QUALIFIES = re.compile(
    r"^(?:intractable|severe|moderate|mild|acute|chronic|recurrent|persistent|uncontrolled|uncomplicated|displaced|closed|open|bilateral|left|right|stable)$", re.IGNORECASE
)
# What asks and tells nothing: "all codes and sequence please", "Dx list?", "report which dx?".
_ASKING = re.compile(
    r"^(?:(?:please|pls|px|skip|need|want|give|list|code|codes|coding|cods?|dx|dxs|diagnos[ei]s|icd(?:-?10)?(?:-?cm)?|cpt|all|the|in|order|sequence[d]?|sequencing|which|what|whats|"
    r"and|with|for|me|us|of|this|it|them|these|report|reported|assign|how|do|we|i|to|stages?|units?|modifiers?|thanks|thx|ty|only|first|list(?:ed)?|full|set|correct|"
    r"final|incl\w*|nihss|external|causes?|place|fracture|activity|occurrence|injury|plus|drug|chart|baby|primary|principal|needed|final|her|his|status|female|male|woman|man|visit|claim|note|ed|er|icu|initial|first|1st|encounter|admit(?:ted)?|inpatient|outpatient|today|can|you|should|be|are|is|a|level)[\s,/&+-]*)+$",
    re.IGNORECASE,
)
# "do I have to query before I can code it"
_OF_US = re.compile(r"^(?:so |and |but )?(?:do|does|did|can|could|should|may|must|will|would|am|are) (?:i|we|you|they) ", re.IGNORECASE)
# A clause that asks for codes or their order, or tells who put what first: it tells nothing of the patient.
_OF_CODES = r"\b(?:codes?|coded|first|second|principal|primary|secondary|pdx|dx|leads?|lists?|sequence\w*|order|ok|one|both|several|claim|goes|go|enough|[A-Z]\d\d(?:\.\w+)?)\b"
_ASKS = re.compile(
    rf"^(?:(?:so|and|but|or|then) )*(?:which|whats?|what's|how|can|could|should|may|is|are|does|do|must|would|will|or just)\b(?!.*\b(?:for|when|if|with)\b).*{_OF_CODES}",
    re.IGNORECASE,
)
_ASKS_IF_MORE = re.compile(r"^(?:(?:the )?(?:\w+ ){1,3}first(?:,)? or (?:the )?(?:\w+ ?){1,3}$|or (?:just|only|what|which|both|neither|one|some)\b|(?:one|1|two|2) (?:codes? )?or (?:one|two|2|more|several|both)\b.{0,12}$|(?:one|1) code\b.{0,25}$)", re.IGNORECASE)
_RANKS = re.compile(
    r"\b(?:lists?|listed|puts?|wants?|sequenced?|coded|used|took|takes?|won'?t take|has|had)\b.{1,40}\b(?:first|second|principal|primary|pdx|1st)\b(?! (?:visit|encounter|time|seen))",
    re.IGNORECASE,
)
_LINE_MARK = re.compile(r"\A\s*(?:\(?\d{1,2}[.)]\s+|[#*•-]\s*)+")
# "Growth and development normal": the last word speaks of all of it
_ALL_NORMAL = re.compile(r"^[^,;:]+\b(?:normal|nl|wnl|neg|negative|unremarkable|intact)\W*$", re.IGNORECASE)
# A denial that lists what is not there, and a clause that goes on with the list and does not tell something else.
_LISTS_DENIED = re.compile(r"\b(?:den(?:ies|ied)|neg(?:ative)?(?: for)?|no|without|normal|nl|wnl)\b", re.IGNORECASE)
_GOES_ON_DENIED = re.compile(
    r"^(?:or|nor|fever|chills)|^(?!(?:on|taking|takes|here|continue[sd]?|daily|status|s/p|hx|history|known|chronic|long[- ]term|current|former|smok\w+|lives|works)\b)[\w' -]{3,30}$",
    re.IGNORECASE,
)
_AFFIRMED = re.compile(
    r"\b(?:but|reports?|complains?|presents?|has|had|with|positive|notes|admits|endorses|is|was)\b", re.IGNORECASE
)
# What is only planned is not done: seen *to plan* mastectomy.
PLANNED = re.compile(
    r"\b(?:to plan|planning(?: for)?|plans? (?:for|to|is)|planned|scheduled (?:for|to)|considering|"
    r"to discuss|discuss\w*|candidate for|awaiting|will (?:have|get|undergo|need)|"
    r"pre-?op\w* (?:for|visit|eval\w*)(?: for)?)\s+(?:(?!and\b|then\b|perform)[\w-]+\s+){0,3}$"
)
# a condition of the past history that is treated now
_TREATED = re.compile(r"\bon (?!dialysis\b|hd\b|home\b|exam\b|\d)[a-z]{5,}", re.IGNORECASE)
# at the end of a stay in hospital an uncertain diagnosis is coded as if it existed (guideline II.H)
_DISCHARGED = re.compile(
    r"\bdischarge(?:d)?\b.{0,40}\b(?:dx|diagnos|inpatient|inpt|summary)|\b(?:inpatient|inpt)\b.{0,60}\b(?:discharge|d/c|final)|"
    r"\bhospital d/c\b|\bd/c (?:summary|dx)|\bfinal (?:dx|diagnos\w+)\b.{0,40}\b(?:inpatient|inpt)\b",
    re.IGNORECASE,
)
# what was treated in the stay that is coded and is over at its end belongs to it
_STAYED = re.compile(r"\b(?:inpatient|inpt|admi(?:t|ts|tted|ssion)|hospital(?:ized|ization)?|icu|d/c|discharged?)\b", re.IGNORECASE)


def is_note(text: str) -> bool:
    """Whether a text is a pasted note: sections by name, or several sentences that tell something."""
    told = statements(text)
    headings = sum(1 for found in _HEADING.finditer(text) if found.lastgroup)
    # who wrote it makes two sentences a note: "Ortho: …"
    author = _AUTHOR.match(text)
    fewest = _SENTENCES - 1 if author is not None and ":" in author[0] else _SENTENCES
    return headings >= 2 or len({one.line for one in told}) >= fewest


def asking(text: str) -> str:
    """What of a text asks: the last sentence of a note, and all of a text that is none."""
    return re.split(r"(?<![\d. ])[.?!]\s+|\n", text.strip())[-1] if is_note(text) else text


def statements(text: str) -> list[Statement]:
    """The clauses of a record in order, headings left out."""
    found: list[Statement] = []
    text = blanked(text)
    text = _NUMBERED.sub(lambda mark: ";" + " " * (len(mark[0]) - 1), text) if _COUNTS.search(text) else text
    discharged, stayed = _DISCHARGED.search(text) is not None, _STAYED.search(text) is not None
    line = 0
    for part, start, end in _sections(text):
        for line_start, line_end in _lines(text, start, end):
            line += 1
            denied, uncertain = _ALL_NORMAL.search(text[line_start:line_end]) is not None, False
            for at, to in _clauses(text, line_start, line_end):
                clause = text[at:to]
                # a list of what is denied ends with its sentence part
                denied = denied and ";" not in text[max(line_start, at - _GAP) : at]
                if asks(clause) or (found and _RANKS.search(clause)):
                    continue
                told = told_of(clause)
                if told is Told.PRESENT and denied and not _QUALIFIES.match(clause) and _GOES_ON_DENIED.search(clause) and not _AFFIRMED.search(clause):
                    told = Told.DENIED
                if told is Told.PRESENT and uncertain and re.search(r"\b(?:vs|versus|or)\b", clause):
                    told = Told.UNCERTAIN
                judged = verdict(clause)
                if judged is not None and not (judged is Told.OVER and stayed):
                    _judge(found, judged, line)
                denied = told is Told.DENIED and (denied or _LISTS_DENIED.search(clause) is not None)
                uncertain = told is Told.UNCERTAIN
                if (told is Told.UNCERTAIN and discharged) or (told is Told.OVER and stayed):
                    told = Told.PRESENT
                found.append(Statement(clause, at, to, line, part, told))
    return found


def asks(clause: str) -> bool:
    """Whether a clause asks for codes, or what to do, and tells nothing."""
    return any(pattern.match(clause) for pattern in (_ASKING, _OF_US, _ASKS, _ASKS_IF_MORE))


def _judge(found: list[Statement], judged: Told, line: int) -> None:
    """Say of the last statement of a line what a verdict after it says: *dementia considered - not supported by neurology*."""
    at = next((n for n in range(len(found) - 1, -1, -1) if verdict(found[n].text) is None), None)
    if at is not None and found[at].line == line and found[at].told is not Told.FAMILY:
        found[at] = replace(found[at], told=judged)


def to_code(text: str) -> list[Statement]:
    """The statements that tell what is coded: of the assessment where a note has one, else of all but side matters."""
    held = statements(text)
    assessed = [one for one in held if one.part is Part.ASSESSMENT]
    if any(one.told in {Told.PRESENT, Told.PAST} for one in assessed):
        chosen = [*(one for one in held if one.part is Part.HISTORY and _TREATED.search(one.text)), *assessed]
    else:
        chosen = [one for one in held if one.part in {Part.STORY, Part.ASSESSMENT, Part.FINDING}] or held
    return [one for one in chosen if one.told in {Told.PRESENT, Told.PAST}]


def of_family(text: str) -> list[Statement]:
    """The statements that tell what runs in the patient's family."""
    return [one for one in statements(text) if one.told is Told.FAMILY]


def _sections(text: str) -> Iterator[tuple[Part, int, int]]:
    """The sections with where their text starts and ends; what stands before the first heading is story."""
    marks = [found for found in _HEADING.finditer(text) if found.lastgroup]
    first = marks[0].start() if marks else len(text)
    # who wrote the note is no part of it: "Nephrology:", "Peds ED:"
    begin = len((_AUTHOR.match(text) or [""])[0])
    if text[begin:first].strip():
        yield Part.STORY, begin, first
    for n, mark in enumerate(marks):
        end = marks[n + 1].start() if n + 1 < len(marks) else len(text)
        yield Part[str(mark.lastgroup).rstrip("_")], mark.end(), end


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences and lines between two places."""
    pattern = _SMALL_LINES if len(_HURRIED.findall(text)) >= _SENTENCES else _LINES
    for found in pattern.finditer(text[start:end]):
        at = start + found.start() + len((_LINE_MARK.match(found[0]) or [""])[0])
        to = start + found.end()
        if text[at:to].strip():
            yield at, to


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for found in _CLAUSES.finditer(text, start, end):
        if _GOES_ON.match(text[found.end() : end]) and found[0].strip() == ",":
            continue
        yield from _trimmed(text, at, found.start())
        at = found.end()
    yield from _trimmed(text, at, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    held = text[start:end]
    bare = held.strip(" \t\n.,;:?!")
    if bare:
        at = start + held.index(bare)
        yield at, at + len(bare)
