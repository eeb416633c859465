"""What a clause of a record tells: a problem of today, one denied, past or uncertain, or one of the family."""

from __future__ import annotations

import re
from enum import StrEnum


class Told(StrEnum):
    """What a statement says of the patient."""

    PRESENT = "present"
    PAST = "history"
    DENIED = "denied"
    FAMILY = "family history"
    UNCERTAIN = "uncertain"
    OVER = "over"


# What rules a condition out, and by which means: "ruled out by MRI".
_OUT = r"(?:ruled[- ]out|r/o'?e?d|excluded|not (?:supported|confirmed)|unlikely|denied|none|never)"
_BY = r"(?: (?:by|on|per|w/|with|via|after|from|at|clinically|today)\b.*)?"
# What was looked at or tested, before what it showed.
_TEST = (
    r"(?:x-?rays?|cxr|ct|cta|mri|mra|us|u/s|ultrasound|duplex|doppler|echo|ekg|ecg|eeg|emg|labs?|ua|urinalysis|cx|cultures?|bx|biops(?:y|ies)|path|exam|scope|egd|colonoscopy|"
    r"cysto|trop(?:onin)?s?|screen(?:ing)?|swab|psg|films?|imaging|eval|work-?up|[ctl]-?spine|[a-z0-9-]+ tests?)"
)
_DENIED = re.compile(
    r"^(?:she|he|pt|patient|they)?\s*(?:denies|denied|never(?: had)?|no|not|without|negative for|neg for|neg|absence of|ruled out|no evidence of|nkda)\b|"
    rf"^(?:\w+ )?{_TEST}\b(?: \w+){{0,2}}?:? (?:is |was |were )?(?:no|neg(?:ative)?|without|w/o|nl|normal|clear)\b(?! contrast)|"
    rf"^none\b|\bnot (?:mentioned|documented|seen|present|found|noted|identified|suspected)\b|\b{_OUT}{_BY}$|\b(?:is|are|was|were) (?:negative|absent)$|\bnegative$|"
    r"\b(?:normal|nl|wnl|unremarkable|intact|clear|ok|benign|stable vitals|afebrile|neg|at baseline|nsr)$|^(?:normal(?! (?:spontaneous |vaginal )*(?:deliver|birth|labor)| pressure)|unremarkable|afebrile|well[- ]appearing|nad|rrr|ctab|"
    r"a&o)\b|\bned\b",
    re.IGNORECASE,
)
# A clause that only judges what the one before it names: "not supported by neurology", "resolved".
_VERDICT = re.compile(rf"^(?:but |and |now |since |was |were |is )*(?:(?P<over>resolved)|{_OUT}|neg(?:ative)?|absent|not (?:seen|found|present|suspected)){_BY}$", re.IGNORECASE)
_RELATIVE = r"\b(?:mother|father|brother|sister|mom|dad|aunt|uncle|grand(?:mother|father|parent)s?|son|daughter|cousin)s?\b(?!-)"
_FAMILY = re.compile(rf"{_RELATIVE}|\bfamily (?:history|hx)|\bf(?:am)?hx\b", re.IGNORECASE)
# A relative who tells of the patient or does something: no history of the family.
_RELATIVE_ACTS = re.compile(
    rf"\b(?:by|per|with|from|to) (?:his |her |the )?{_RELATIVE}|{_RELATIVE} (?:\w+ )?(?:reports?|states?|says?|said|notes?|noticed|brought|brings|worried|concerned|asks?|asked|here|present|declin\w+|"
    rf"(?!(?:with|had|has|hx|of|and|or|died)\b)\w+ (?:her|him|pt|patient|it|the (?:child|baby|boy|girl|pt|patient))\b)",
    re.IGNORECASE,
)
# Who lives with the patient and is not of the family.
_ANOTHERS = re.compile(r"^(?:husband|wife|spouse|partner|roommate|co-?worker|classmate)s? (?:also )?(?:has|had|have|is|with|w/|tested)\b", re.IGNORECASE)
_UNCERTAIN = re.compile(
    r"\b(?:probable|probably|possible|possibly|(?<!glaucoma )suspect(?:ed|s|ing)?|likely|questionable|presumed|presumptive|concern(?:ing)? for|worrisome for|"
    r"r/o|rule out|ruling out|consistent with|compatible with|indicative of|suggestive of|suspicious for|working (?:dx|diagnosis)|versus|vs|may be|might be|"
    r"could be|cannot exclude|differential|low suspicion for|work(?:ed)?[- ]?up for|(?:observed|observation|monitored|watched) for|suspicion (?:of|for))\b|^\?|\bconsidered$",
    re.IGNORECASE,
)
_PAST = re.compile(r"^(?:remote |prior |previous )?(?:history of|hx of|h/o|hx)\b", re.IGNORECASE)
_OVER = re.compile(r"(?<!not )(?<!un)\bresolved\b", re.IGNORECASE)
# what is told and only not told in full: "AF type not documented"
_OPEN = re.compile(
    r"\b(?:types?|kind|stage|cause|source|organism|side|site|severity|degree|etiology|class|laterality)\b[^,;]{0,12}\b(?:not (?:documented|mentioned|identified|found|seen|noted)|unknown)",
    re.IGNORECASE,
)
_NO_FAMILY = re.compile(r"\b(?:no|neg(?:ative)?|denies|none|without|never|unknown|nc|noncontributory)\b", re.IGNORECASE)


def told_of(clause: str) -> Told:
    """What a clause tells, read by itself."""
    if _FAMILY.search(clause) and not _RELATIVE_ACTS.search(clause):
        return Told.DENIED if _NO_FAMILY.search(clause) else Told.FAMILY
    if (_DENIED.search(clause) or _ANOTHERS.match(clause)) and not _OPEN.search(clause):
        return Told.DENIED
    if _UNCERTAIN.search(clause):
        return Told.UNCERTAIN
    if _OVER.search(clause):
        return Told.OVER
    return Told.PAST if _PAST.search(clause) else Told.PRESENT


def verdict(clause: str) -> Told | None:
    """What a clause says of the condition that the one before it names; None where it tells something itself."""
    found = _VERDICT.match(clause)
    return found and (Told.OVER if found["over"] else Told.DENIED)
