"""What a record states besides its problems: what an operation of the past left, and the drugs taken for long (Z79, Z89 to Z98)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant import attributes
from assistant.record import Part, statements
from assistant.told import Told
from knowledge.library import Library
from knowledge.records import Entry
from knowledge.rules import drug_use
from knowledge.wording import phrase_key, signed_tokens, spelled_out

_LONGEST = 5
# What tells that an operation lies in the past.
_PAST = re.compile(
    r"\bstatus post\b|\bhistory of\b|\bhx\b|\bprior\b|\bprevious(?:ly)?\b|\b(?:19|20)\d\d\b|\bago\b|\bstatus\b|\bin (?:place|situ)\b|\bpresent\b|\bdone\b|"
    r"\bhad\b|\bdoing well\b|\bremote\b|\b(?:years?|yrs?|months?|weeks?) post\b|\bpost-?op\w* (?:visit|check)\b|\bafter-?care\b"
)
_KEPT = ("Z89", "Z90", "Z93", "Z94", "Z95", "Z96", "Z97", "Z98.0", "Z98.1", "Z98.2", "Z98.84")
# An operation named in a list of past ones alone is told where a condition of the same part is reported: the beginnings of both.
_BEARS_ON = (
    ("Z90.1", ("C50", "D05", "Z85.3", "Z08")),
    ("Z90.7", ("C5", "C61", "C62", "Z85.4", "N8", "N9", "N4", "N5", "Z01.4", "Z08", "R97.2")),
    ("Z90.2", ("C34", "Z85.1", "J4", "J96")),
    ("Z90.4", ("C15", "C16", "C17", "C18", "C2", "Z85.0", "E08", "E13", "K90", "K91")),
    ("Z90", ("N18", "C64", "Z85.5", "D73", "D58", "D57")),
    ("Z89", ("E08", "E09", "E10", "E11", "E13", "I70", "I73", "L97", "L98", "M86", "Z89", "T87")),
    ("Z95", ("I", "Z86.7", "R07", "Z01.81")),
    ("Z96.6", ("M", "S", "T84", "Z47")),
    ("Z96.1", ("H", "E08.3", "E09.3", "E10.3", "E11.3", "E13.3")),
    ("Z93", ("",)),
    ("Z94", ("",)),
    ("Z98.1", ("M4", "M5")),
    ("Z98.84", ("E66", "E4", "E5", "K9", "Z68")),
)
# A problem of the device or stump itself is coded as that.
_OF_ITSELF = {"Z95": "T82", "Z96.6": "T84", "Z89": "T87", "Z94": "T86", "Z93": "K94"}
_FOR_NOW = re.compile(r"\b(?:sliding scale|temporar\w+|while (?:inpatient|admitted|in hospital)|perioperative\w*|one dose|x1|given in|hold|held|stop(?:ped)?|discontinued?|off)\b")
_TAKING = re.compile(r"\b(?:on|takes?|taking|uses?|using|continues?d?|cont|start\w*|increase\w*|decrease\w*|adjust\w*|refill\w*|treated with|managed with|maintained on|controlled (?:with|on)|daily|nightly|bid|weekly|long[- ]term|chronic\w*|with)\b|\d ?(?:mg|mcg|units?|u)\b")
_LONG_TERM = re.compile(r"\blong[- ]?term\b|\bchronic(?:ally)?\b|\bdaily\b|\bmaintenance\b|\byears\b|\bindefinite\w*")


@dataclass(frozen=True, slots=True)
class Status:
    """A status: the entry or code of full length that the list has for it, and the words of the record that tell it."""

    code: str
    words: str


def operations(text: str, codes: Sequence[str], library: Library) -> Iterator[Status]:
    """What earlier operations left, where it is stated as such and bears on the codes of the record.

    Source of the rule: Official Guidelines I.C.21.c.3 (status). A row in a list of past operations alone is told only where
    it concerns a condition reported.
    """
    for one in statements(text):
        if one.told not in {Told.PRESENT, Told.PAST} or one.part is Part.MEDICATION:
            continue
        plain = spelled_out(one.text)
        listed = one.part is Part.HISTORY
        if not (listed or _PAST.search(plain)):
            continue
        for code in _left_by(plain, library):
            own = next((own for start, own in _OF_ITSELF.items() if code.startswith(start)), None)
            if own and any(other.startswith(own) for other in codes):
                continue
            if not listed or _bears_on(code, codes):
                yield Status(code, one.text)


def _bears_on(code: str, codes: Sequence[str]) -> bool:
    about = next((conditions for start, conditions in _BEARS_ON if code.startswith(start)), ())
    return any(other.startswith(tuple(about)) for other in codes) if about else False


def _left_by(plain: str, library: Library) -> Iterator[str]:
    """The status codes of the operations that a statement names, by the everyday terms for having had them."""
    sides = attributes.SIDE.read(plain)
    bare = re.sub(r"\bstatus post\b|\bhistory of\b|\bhx\b|\bstatus\b|\bprior\b|\bprevious\b", " ", attributes.without(plain, {attributes.SIDE.name}))
    words = [word for word in signed_tokens(bare) if not word.startswith("no:")]
    keys: dict[str, tuple[int, int]] = {}
    for start in range(len(words)):
        for end in range(start + 1, min(start + _LONGEST, len(words)) + 1):
            span = " ".join(words[start:end])
            for lead in ("status post", "history of"):
                keys[phrase_key(f"{lead} {span}")] = (start, end)
    found: dict[tuple[int, int], str] = {}
    for key, code, *_ in library.database.phrases(keys):
        if code.startswith(_KEPT):
            found.setdefault(keys[key], code)
    taken: set[int] = set()
    for (start, end), code in sorted(found.items(), key=lambda row: row[0][0] - row[0][1]):
        if taken & set(range(start, end)):
            continue
        taken |= set(range(start, end))
        full = _of_side(library.database.entry(code), sides, library)
        if full:
            yield full


def _of_side(entry: Entry | None, sides: Sequence[str], library: Library) -> str:
    """The line of a status for the side stated; empty where none of full length fits."""
    while entry is not None and entry.has_children:
        children = library.codebook.children(entry.code)
        sided = [child for child in children if set(attributes.SIDE.read(child.title.lower())) & set(sides)]
        open_ = [child for child in children if "unspecified" in child.title.lower()]
        entry = next(iter([*sided, *open_]), None)
    return entry.code if entry is not None else ""


def drugs(text: str, codes: Sequence[str], library: Library) -> Iterator[Status]:
    """The drugs taken for long: those for a condition that is reported, and those that the record says are taken for long.

    Source of the rule: Official Guidelines I.C.21.c.3 (Z79) and I.C.4.a.3 (insulin and other drugs for diabetes).
    """
    for one in statements(text):
        if one.told not in {Told.PRESENT, Told.PAST}:
            continue
        plain = spelled_out(one.text)
        if _FOR_NOW.search(plain) or not (one.part is Part.MEDICATION or _TAKING.search(plain)):
            continue
        for code in _drugs_named(plain, library):
            long = _LONG_TERM.search(plain) is not None
            listed = one.part is Part.MEDICATION
            if drug_use.is_reported(code, codes, said_to_last=long, listed=listed):
                yield Status(code, one.text)


def _drugs_named(plain: str, library: Library) -> Iterator[str]:
    """The codes of long-term use of the drugs that a statement names, by the everyday terms for taking them."""
    keys: dict[str, str] = {}
    for word in dict.fromkeys(re.findall(r"[a-z][a-z0-9-]{2,}", plain)):
        for form in (f"takes {word}", f"{word} long term", f"on {word}"):
            keys[phrase_key(form)] = word
    seen: set[str] = set()
    for _, code, *_ in library.database.phrases(keys):
        if code.startswith("Z79") and code not in seen:
            seen.add(code)
            yield code


