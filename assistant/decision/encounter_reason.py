"""Why the patient was seen, where that is a code of its own (Z00 to Z39): an examination, a birth, a clearance, a follow-up."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant import attributes, pregnant
from assistant.question import Reading

# What hinders a general examination from being one: it is of one organ or for another purpose.
_NO_GENERAL_EXAM = re.compile(
    r"\b(?:eye|dental|vision|hearing|diabet\w+ (?:foot|eye)|foot|skin|onc\w*|cancer|post-?partum|"
    r"newborn|school|sports?|camp|employment|dot|pre-?op\w*|"
    r"prenatal|ob)\b(?:\W+\w+){0,2}?\W+(?:exam|visit|check|physical|f/?u|follow)"
)
_GENERAL_EXAM = re.compile(
    r"\b(?:annual|yearly|preventive|wellness|routine|general|health|healthy|"
    r"complete)\b(?:[ -](?:adult|health|medical|medicare|preventive|wellness|physical|routine|care))*"
    r"[ -](?:physical|exam\w*|check-?up)\b|\b(?:annual|yearly|preventive|wellness)(?:[ -](?:adult|"
    r"health|medicare|preventive|wellness|care))*[ -]visit\b|\b(?:annual|yearly) (?:physical|"
    r"wellness)\b|\bawv\b|\bcpe\b"
)
_CHILD_EXAM = re.compile(r"\bwell[- ](?:child|baby|infant|adolescent|check)\b|\bwcc\b|\bchild (?:check|physical)\b")
_GYN_EXAM = re.compile(
    r"\bwell[- ]woman\b|\b(?:annual |routine )?gyn(?:ecolog\w+)? (?:exam|visit|check)\w*|"
    r"\bannual gyn\b|\bwwe\b"
)
_BEFORE_OPERATION = re.compile(
    r"\bpre-?(?:op(?:erative)?|surg\w+|procedur\w+)\b[^.;\n]{0,40}?\b(?:eval\w*|clear\w*|exam\w*|"
    r"assess\w*|consult\w*|risk)\b[^.;\n]*|"
    r"\b(?:cardiac|pulm\w*|medical|surgical) clearance\b[^.;\n]*"
)
_OF_HEART = re.compile(r"\bcardi\w*\b|\bcards\b|\bheart\b")
_OF_LUNGS = re.compile(r"\bpulm\w*\b|\brespirat\w*\b|\blungs?\b")
_AFTER_BIRTH = re.compile(
    r"\bpost-?partum (?:\w+ )?(?:visit|exam\w*|check\w*|f/?u|follow[- ]?up)\b|\bpp (?:visit|check|"
    r"exam)\b"
)
# A screening stays first whatever it finds (I.C.21.c.5); surveillance of the colon for polyps counts as screening.
_SCREENINGS = (
    (
        "Z12.11",
        re.compile(
            r"\b(?:screening|surveillance) (?:colonoscop\w+|c-?scope)\b|"
            r"\bcolonoscop\w+[^\n]{0,30}\n?[^\n]{0,25}\b(?:screening|surveillance)\b"
            r"|\bcolon (?:cancer )?screening\b|\bcolorectal (?:cancer )?screening\b"
        ),
    ),
    ("Z12.31", re.compile(r"\bscreening mammo\w*|\bmammo\w*[^.\n]{0,20}\bscreening\b")),
    ("Z12.2", re.compile(r"\b(?:lung cancer screening|screening (?:low[- ]dose )?(?:ldct|chest ct|ct chest))\b")),
)
# What the encounter is for stands before the cancer that is treated (I.C.2.e.2).
_REGIMEN = (
    r"(?:chemo(?:therapy)?|folfox|folfiri|folfirinox|(?:r-?)?chop|abvd|tchp|docetaxel|paclitaxel|taxol|taxotere|carboplatin|cisplatin|oxaliplatin|gemcitabine|"
    r"doxorubicin|adriamycin|bendamustine|vincristine|azacitidine|vidaza|5-?fu)"
)
_IMMUNE = (
    r"(?:immunotherapy|pembrolizumab|keytruda|nivolumab|opdivo|atezolizumab|durvalumab|ipilimumab|"
    r"trastuzumab|herceptin|rituximab|rituxan)"
)
_COMES_FOR = (
    r"\b(?:here|in|admit(?:ted)?|presents?|comes?|encounter|visit|arrived|today|infusion center:?) "
    r"(?:today )?(?:for|to (?:get|receive)) (?:[\w#-]+ ){0,4}?"
)
_CYCLE = r"(?: ?#\d|,? (?:cycle|c\d|day|dose) ?\d| (?:given|administered|infused|infusion|today))"
_TREATMENTS = tuple(
    (code, re.compile(rf"{_COMES_FOR}{drug}\b|\b{drug}{_CYCLE}|\bcycle (?:#? ?\d+ )?(?:of )?{drug}\b"))
    for code, drug in (("Z51.11", _REGIMEN), ("Z51.12", _IMMUNE), ("Z51.0", r"(?:radiation|xrt|radiotherapy|brachytherapy)"))
)
_BORN_HERE = re.compile(
    r"\bborn (?:here|in (?:this|our|the) hospital)\b|\b(?:newborn|neonate|nb|baby|"
    r"infant)\b[^.\n]{0,40}\b(?:born|deliver(?:ed|y))\b|"
    r"\b(?:newborn|nb|nursery) (?:d/c|discharge|nursery|admission|admit|h&p|record)\b|"
    r"\bnursery\b[^\n]{0,60}\bliveborn\b|\bbirth (?:record|admission|encounter)\b|\bnewborn\b[^.\n]{0,30}\b(?:svd|nsvd|vaginal|c-?section|cesarean|c/s)\b"
)
_BORN_ELSEWHERE = re.compile(
    r"\b(?:outside|other|another) hospital\b|\btransfer(?:red)? (?:from|in)\b|\bdays? old\b|"
    r"\b(?:office|clinic) visit\b|\breadmi"
)
_BY_SECTION = re.compile(r"\bc[- ]?sections?\b|\bcesarean\b|\bcs\b|\bc/s\b")
_TWIN = re.compile(r"\btwins?\b")
_FREE_OF_CANCER = re.compile(
    r"\bned\b|\bno evidence of (?:disease|recurren\w+|cancer|malignan\w+)|\bno recurrence\b|"
    r"\b(?:cancer|disease)[- ]free\b|\bnothing since\b|\b(?:all )?clear(?: since| of (?:disease|tumor|cancer))?\b(?! (?:cell|margin|of c|to))|\bclean since\b|\bno sign of (?:\w+ )?(?:recur\w+|disease|tumor|cancer)|"
    r"\bno (?:\w+ )?(?:recurrent|residual) (?:\w+ )?(?:disease|tumou?r|cancer)|\b(?:psa|cea|scan|ct|pet|scope|cysto\w*|colonoscop\w+|mammogram|imaging|exam|bronch\w*) (?:today |is |was |has been )?(?:negative|normal|undetectable|clear|clean)\b|"
    r"\bcompleted (?:all )?(?:treatment|tx|therapy)\b"
)
_FOLLOW_UP = re.compile(r"\bfollow[- ]?up\b|\bf/?u\b|\bsurveillance\b|\bannual\b|\breturns?\b|\brecheck\b")
_CANCER_WORD = r"(?:cancers?|ca|carcinoma|melanoma|lymphoma|sarcoma|rcc|scc|bcc|dcis|seminoma|tumou?r|malignan\w+)"
_SEEN_FOR_IT = r"(?:follow[- ]?up|f/?u|surveillance|recheck|skin check|annual (?:check|visit|f/?u))"
_FOR_CANCER = re.compile(rf"\b{_SEEN_FOR_IT}\b(?:\W+\w+){{0,4}}?\W+{_CANCER_WORD}\b|\b{_CANCER_WORD}\b(?:\W+\w+){{0,2}}?\W+{_SEEN_FOR_IT}\b")
_CANCER = re.compile(
    r"\bcancers?\b|\bmalignan\w+|\bcarcinoma\b|\bmelanoma\b|\blymphoma\b|\bsarcoma\b|\bonc\w*\b|"
    r"\bca\b"
)
# The care of a joint replaced; a broken hip that was replaced keeps its fracture code (I.C.21.c.7).
_REPLACED = r"(?:replacement|arthroplasty|tka|tkr|tha|thr)"
_CARED_FOR = r"(?:after-?care|post-?op(?:erative)? (?:visit|check|follow[- ]?up|f/?u))"
_JOINT_AFTERCARE = re.compile(rf"\b{_CARED_FOR}\b(?=.{{0,60}}\b{_REPLACED}\b)|\b{_REPLACED} {_CARED_FOR}\b")
_BROKEN = re.compile(r"\bfractures?\b|\bfx\b|\bbroke\w*\b")
# A condition known and looked after is no finding of the examination.
_KNOWN = re.compile(
    r"\b(?:stable|(?:well[- ])?controlled|at goal|chronic|known|unchanged|on meds|continue[sd]?|"
    r"history of|h/o|hx|status|long[- ]standing|compliant|resolved|in remission)\b"
)
_ADULT = 18
# The first examination codes of a newborn change on the eighth day.
_NEWBORN_CHECK = re.compile(r"\b(?:newborn|well[- ]baby|weight)\b (?:\w+ )?(?:check|visit|exam\w*)\b")
_DAYS_OLD = re.compile(r"\bdol ?#?(\d{1,2})\b|\b(\d{1,2})[- ]days?[- ]old\b")
_WEEK_AND_DAY = 8


@dataclass(frozen=True, slots=True)
class Reason:
    """The reason for an encounter: its code, the code where something abnormal was found, and the words that tell it.

    ``past_cancer`` tells that a cancer named in the record is a matter of the past.
    """

    code: str
    with_findings: str
    words: str
    past_cancer: bool = False


def told(reading: Reading) -> Reason | None:
    """The reason for the encounter that a record states, or None."""
    plain = reading.plain
    if _FREE_OF_CANCER.search(plain) and _FOLLOW_UP.search(plain) and _CANCER.search(plain):
        return Reason("Z08", "", "", past_cancer=True)
    for code, pattern in _TREATMENTS:
        found = pattern.search(plain)
        if found:
            return Reason(code, "", found[0])
    found = _JOINT_AFTERCARE.search(plain)
    if found and not _BROKEN.search(plain):
        return Reason("Z47.1", "", found[0])
    for code, pattern in _SCREENINGS:
        found = pattern.search(plain)
        if found:
            return Reason(code, "", found[0])
    found = _BEFORE_OPERATION.search(plain)
    if found:
        code = "Z01.810" if _OF_HEART.search(found[0]) else "Z01.811" if _OF_LUNGS.search(found[0]) else "Z01.818"
        return Reason(code, "", found[0])
    found = _NEWBORN_CHECK.search(plain)
    days = _DAYS_OLD.search(plain)
    if found and days:
        old = int(days[1] or days[2])
        return Reason("Z00.110" if old < _WEEK_AND_DAY else "Z00.111", "", found[0])
    found = _BORN_HERE.search(plain)
    if found and not pregnant.is_pregnant(plain) and not _BORN_ELSEWHERE.search(plain):
        section = _BY_SECTION.search(plain) is not None
        return Reason(("Z38.31" if section else "Z38.30") if _TWIN.search(plain) else ("Z38.01" if section else "Z38.00"), "", found[0])
    found = _AFTER_BIRTH.search(plain)
    if found:
        return Reason("Z39.2", "", found[0])
    found = _CHILD_EXAM.search(plain)
    if found:
        return Reason("Z00.129", "Z00.121", found[0])
    found = _GYN_EXAM.search(plain)
    if found:
        return Reason("Z01.419", "Z01.411", found[0])
    found = _GENERAL_EXAM.search(plain)
    if found and not _NO_GENERAL_EXAM.search(plain):
        years = attributes.age(plain)
        child = years is not None and years < _ADULT
        return Reason("Z00.129" if child else "Z00.00", "Z00.121" if child else "Z00.01", found[0])
    return None


def is_for_cancer(plain: str) -> bool:
    """Whether the patient was seen to follow up a cancer."""
    return _FOR_CANCER.search(plain) is not None


def is_finding(words: str) -> bool:
    """Whether the words of a problem tell of something found, and not of a condition that is known and stable."""
    return _KNOWN.search(words.lower()) is None
