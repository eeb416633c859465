"""The three elements of medical decision making that a text states: problems, data and risk, each with its level.

The table is the one of the E/M guidelines of CPT 2023: two of the three elements must reach a level.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """The levels of medical decision making, lowest first."""

    STRAIGHTFORWARD = 1
    LOW = 2
    MODERATE = 3
    HIGH = 4


PROBLEMS, DATA, RISK = "problems", "data", "risk"

_STABLE = r"(?:stable|controlled|doing well|at goal|well[- ]managed|unchanged)"
_CHRONIC = re.compile(
    r"\b(?:htn|hypertension|type [12] diabetes mellitus|diabetes|dm|copd|asthma|ckd|hypothyroid\w*|hyperlipidemia|hld|depression|"
    r"anxiety|gerd|osteoarthritis|afib|"
    r"atrial fibrillation|chf|heart failure|cad|gout|epilepsy|migraines?|psoriasis|rheumatoid arthritis|osteoporosis|bph|adhd)\b"
)
_SEVERAL = r"(?:two|2|three|3|four|4|multiple|several|both)"
_STATED: Mapping[str, Mapping[Level, str]] = {
    PROBLEMS: {
        Level.HIGH: r"\bsevere (?:exacerbation|flare|progression|worsening|side effect)|\bthreat(?:ens|ening)?\b.{0,15}\b(?:life|"
        r"function)|\blife[- ]threatening",
        Level.MODERATE: rf"\b{_SEVERAL} (?:or more )?(?:{_STABLE} )?chronic|\bexacerbat|\buncontrolled|\bworsen|\bprogress(?:ing|"
        rf"ion)\b|\bnot at goal|\babove goal|\bpoorly controlled|"
        r"\buncertain (?:prognosis|outlook)|\bundiagnosed new|\bsystemic symptoms|\bcomplicated injury|\bacute complicated",
        Level.LOW: rf"\b(?:one|1|a|single)? ?{_STABLE} chronic|\bchronic (?:illness|condition|problem|disease),? {_STABLE}|"
        rf"\bacute,? (?:and )?(?:uncomplicated|simple)|"
        rf"\buncomplicated (?:illness|injury|acute)|\bsimple (?:acute|illness|injury|sprain)|\b{_SEVERAL} (?:minor|self[- ]limited)",
        Level.STRAIGHTFORWARD: r"\bself[- ]limited|\bminor (?:problem|illness|complaint)|\bcommon cold\b|\binsect bite",
    },
    RISK: {
        Level.HIGH: r"\bintensive(?:ly)? (?:drug )?(?:monitor\w*)|\btoxicity monitoring|\bmonitor\w* for (?:drug )?toxicity|"
        r"\bemergen(?:cy|t) (?:major )?surgery|"
        r"\bmajor surgery\b.{0,20}\bwith (?:patient )?risk factors|\bdecision (?:to|about|regarding|for|on) (?:hospitali|admi)\w*|"
        r"\bdnr\b|\bdo not resuscitate|"
        r"\bparenteral controlled",
        Level.MODERATE: r"\b(?:rx|prescription|drug|medication)s?(?: drug)? (?:management|mgmt|managed)|\bprescri(?:bed?|"
        r"ption)\b(?! pad)|\brefill|\bantibiotics?\b|\brx (?:sent|given|written|for)\b|"
        r"\b(?:start|continu|increas|decreas|adjust|titrat|chang|switch|stopp?)(?:e|ed|ing|s)? (?:the |his |her |on )?(?:dose|"
        r"meds?|medications?|[a-z]+(?:pril|sartan|olol|statin|formin|pine|oxetine|"
        r"traline|thyroxine|prazole|gliptin|flozin|cillin|mycin|cycline|floxacin|zole|pam|lam))\b|\b(?:elective )?major surgery|"
        r"\bminor surgery with (?:identified )?risk|"
        r"\bsocial determinants",
        Level.LOW: r"\botc\b|\bover[- ]the[- ]counter|\bphysical therapy\b|\boccupational therapy\b|\bibuprofen|\btylenol|\bacetaminophen",
        Level.STRAIGHTFORWARD: r"\bno (?:meds?|rx|medications?|drugs?|treatment|prescriptions?)\b|\breassur|\brest\b|\bgargles?\b|"
        r"\bfluids\b|\bwatchful waiting",
    },
}
_INTERPRETED = re.compile(r"\bindependent(?:ly)? interpret|\b(?:own|personal) (?:read|interpretation)|\bpersonally (?:read|"
    r"reviewed|interpreted)")
_DISCUSSED = re.compile(r"\bdiscuss(?:ed|ion) (?:\w+ ){0,3}with (?:\w+ ){0,3}(?:specialist|cardiolog|surgeon|physician|external|"
    r"outside|oncolog|pharmac|nephrolog|social worker)")
_HISTORIAN = re.compile(r"\b(?:independent )?historian\b|\bhistory from (?:mom|dad|mother|father|parent|daughter|son|spouse|wife|"
    r"husband|caregiver)")
_ITEM = re.compile(
    r"\b(cbc|bmp|cmp|a1c|tsh|lipid\w*|ua|urinalysis|culture|x-?ray|cxr|ct|mri|ekg|ecg|echo\w*|ultrasound|strep|flu test|"
    r"covid test|psa|inr|troponin|bnp|"
    r"(?:outside|external|hospital|er|ed) (?:records?|notes?|report))\b"
)
_COUNTED = re.compile(r"\b(one|two|three|four|five|\d) (?:unique |separate |different |outside )?(?:labs?|lab tests?|tests?|"
    r"data items?|items)\b")
_NO_DATA = re.compile(r"\bno (?:data|labs?|tests?|testing|imaging|workup|work-up)\b|\bnothing ordered\b")
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_LEVEL_BY_ITEMS = (Level.STRAIGHTFORWARD, Level.STRAIGHTFORWARD, Level.LOW, Level.MODERATE)
_ALL = 3


@dataclass(frozen=True, slots=True)
class Elements:
    """The level of each element that is stated; ``missing`` names the others."""

    stated: Mapping[str, Level]

    @property
    def missing(self) -> list[str]:
        """The elements of which nothing is said, in the order of the table."""
        return [name for name in (PROBLEMS, DATA, RISK) if name not in self.stated]

    @property
    def level(self) -> Level | None:
        """The level that two of three elements reach; None where an element not stated could still move it."""
        levels = sorted(self.stated.values())
        if len(levels) == _ALL:
            return levels[1]
        return levels[0] if len(levels) == _ALL - 1 and levels[0] == levels[1] else None


def read(plain: str) -> Elements:
    """The elements stated in a spelled-out text. Of several levels of one element the highest counts."""
    found = {
        name: max(levels) for name, patterns in _STATED.items() if (levels := [lv for lv, p in patterns.items() if re.search(p, plain)])
    }
    chronic = {match[0] for match in _CHRONIC.finditer(plain)}
    if PROBLEMS not in found and chronic and re.search(rf"\b{_STABLE}\b", plain):
        found[PROBLEMS] = Level.LOW if len(chronic) == 1 else Level.MODERATE
    data = _data(plain)
    return Elements({**found, DATA: data} if data is not None else found)


def _data(plain: str) -> Level | None:
    counted = _COUNTED.search(plain)
    items = len({match[1] for match in _ITEM.finditer(plain)}) + (_HISTORIAN.search(plain) is not None)
    if counted:
        items = max(items, int(counted[1]) if counted[1].isdigit() else _NUMBERS[counted[1]])
    groups = [items >= _ALL, _INTERPRETED.search(plain) is not None, _DISCUSSED.search(plain) is not None]
    if sum(groups) > 1:
        return Level.HIGH
    if any(groups):
        return Level.MODERATE
    if items:
        # an independent historian alone makes limited data
        return Level.LOW if _HISTORIAN.search(plain) else _LEVEL_BY_ITEMS[min(items, _ALL)]
    return Level.STRAIGHTFORWARD if _NO_DATA.search(plain) else None
