"""Infusions, pushes and injections of one encounter: one initial code, and what each further drug, hour and dose adds to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from assistant.decision.procedure import ProcedureChoice
from assistant.measures import figures
from assistant.question import Reading
from knowledge.records import ProcedureCode

_INJECTION, _PUSH, _FURTHER_PUSH, _SAME_PUSH = "96372", "96374", "96375", "96376"
_INFUSION, _HOUR, _FURTHER, _AT_ONCE = "96365", "96366", "96367", "96368"
_HYDRATION, _HYDRATION_HOUR = "96360", "96361"
_GIVING = frozenset({_INJECTION, _PUSH, _FURTHER_PUSH, _SAME_PUSH, _INFUSION, _HOUR, _FURTHER, _AT_ONCE, _HYDRATION, _HYDRATION_HOUR})
# the shortest infusion, the shortest hydration, and the minutes of one hour's code
_LEAST_INFUSION, _LEAST_HYDRATION, _AN_HOUR = 16, 31, 60
# the same drug pushed again counts after more than half an hour
_APART = 30
_JOINT = re.compile(r"[,;:\n+&]|\.(?!\d)|\b(?:and|then|plus|followed by|also|after that)\b")
_RUNS = re.compile(r"\binfus\w*\b|\bivpb\b|\bpiggyback\b|\bdrip\b|\bover \d|\bran\b")
_RAN = re.compile(r"\s*(?:ran|over|infused|running|for)\b")
_PUSHED = re.compile(r"\bivp\b|\bpush(?:ed|es)?\b|\biv bolus\b")
_INJECTED = re.compile(r"\bim\b|\bintramuscular\w*\b|\bsub-?q\b|\bsq\b|\bsubcutaneous\w*\b")
_FLUID = re.compile(r"\bhydrat\w*\b|\bsaline\b|\bns\b|\blr\b|\bringer\w*\b|\b(?:iv )?fluids?\b")
_AGAIN = re.compile(r"\bagain\b|\brepeat\w*\b|\b(?:second|another|third|2nd) (?:dose|push)\b|\b(?:x ?2|twice|two times)\b")
_LATER = re.compile(r"\b(\d+(?:\.\d+)?) ?(min\w*|h\w*) (?:later|apart|after)\b")
_AT_THE_SAME_TIME = re.compile(r"\bconcurrent\w*\b|\bsimultaneous\w*\b|\bat (?:the )?same time\b")
_HOSPITAL = re.compile(
    r"\be[dr]\b|\bemergency\b|\bhospital\b|\bfacility\b|\bobs(?:ervation)?\b|\bopps\b|\bub\b|\bhopd\b|\binfusion center\b"
)
# the codes of the giving are asked for, and not those of the drugs
_GIVING_ASKED = re.compile(
    r"\b(?:admin\w*|infusion|injection|push) (?:cpt )?codes?\b|"
    r"\bcodes? for (?:the )?(?:admin\w*|giving|infusions?|injections?|pushes)\b"
)
_OTHER = re.compile(r"\bchemo\w*\b|\bvaccin\w*\b|\bbiologic\w*\b|\bmonoclonal\b|\b964[0-2]\d\b")
_NO_DRUG = re.compile(
    r"\b(?:iv|ivp|ivpb|im|push\w*|infus\w*|drip|over|min\w*|hours?|hrs?|later|again|repeat\w*|dose|same|line|site|facility|hospital|side|"
    r"ed|er|office|clinic|center|outpatient|inpatient|observation|urgent|care|visit|codes?|admin\w*|units?|with|for|given|ran|then|patient|pt|bolus|mg|ml|gram|another|second|claim|medicare|l|liters?|bag|normal|dehydration|"
    r"what|which|the|at|by|of|in|x|was|were|is|on|to|no|drugs?|started|nurse)\b|[^a-z ]"
)


@dataclass(frozen=True, slots=True)
class _Given:
    drug: str
    way: str
    minutes: float
    again: bool
    at_once: bool


def by_hierarchy(
    choices: list[ProcedureChoice], reading: Reading, held: Mapping[str, ProcedureCode]
) -> list[ProcedureChoice]:
    """The choices with the giving of two drugs or more counted by the rank of infusion, push and hydration; else unchanged."""
    asked = any(code.code in _GIVING for choice in choices for code in choice.codes)
    if not asked or reading.mentions or len(reading.turns) > 1 or _OTHER.search(reading.plain):
        return choices
    told = list(_told(reading.plain))
    units = _counted(told, hospital=_HOSPITAL.search(reading.plain) is not None) if len(told) > 1 else {}
    if not units:
        return choices
    others = [replace(one, codes=tuple(code for code in one.codes if code.code not in _GIVING)) for one in choices if one.codes]
    if _GIVING_ASKED.search(reading.plain):
        others = []
    return [*others, ProcedureChoice(tuple(held[code] for code in units), units)]


def _told(plain: str) -> Iterator[_Given]:
    """What was given, each with its way; drugs listed before one way share it: *zofran and morphine IVP*."""
    waiting: list[str] = []
    for clause in _clauses(plain):
        apart = _LATER.search(clause)
        rest = clause[: apart.start()] + clause[apart.end() :] if apart else clause
        minutes = sum(amount for _, amount in figures(rest, "minutes"))
        drug = next(iter(_NO_DRUG.sub(" ", _FLUID.sub(" ", rest)).split()), "")
        way = _way(rest, minutes, drug)
        again = _AGAIN.search(clause) is not None and not (apart and _minutes(apart) <= _APART)
        if way == "" and drug and len(rest.split()) == 1:
            waiting.append(drug)
            continue
        if way:
            yield from (_Given(one, way, minutes, again=False, at_once=False) for one in waiting)
            yield _Given(drug or way, way, minutes, again, _AT_THE_SAME_TIME.search(clause) is not None)
        waiting = []


def _clauses(plain: str) -> list[str]:
    """What is told clause by clause; one that only tells how long it ran goes on from the one before: *1 L saline, ran 75 min*."""
    out: list[str] = []
    for clause in _JOINT.split(plain):
        goes_on = out and _RAN.match(clause) and not _NO_DRUG.sub(" ", clause).split()
        if goes_on:
            out[-1] = f"{out[-1]} {clause}"
        else:
            out.append(clause)
    return out


def _way(text: str, minutes: float, drug: str) -> str:
    if _INJECTED.search(text):
        return "injected"
    if _PUSHED.search(text):
        return "pushed"
    if _FLUID.search(text) and not drug:
        return "hydrated"
    if _RUNS.search(text) and minutes:
        return "infused" if minutes >= _LEAST_INFUSION else "pushed"
    return ""


def _minutes(apart: re.Match[str]) -> float:
    return float(apart[1]) * (_AN_HOUR if apart[2].startswith("h") else 1)


def _further_hours(minutes: float) -> int:
    """The hours beyond the first; each begins at 31 minutes past the one before."""
    return max(int(minutes - _LEAST_HYDRATION) // _AN_HOUR, 0)


def _counted(told: list[_Given], *, hospital: bool) -> dict[str, int]:
    """The codes with their units. In an office the same drug pushed again is not counted."""
    units: Counter[str] = Counter()
    seen: set[tuple[str, str]] = set()
    for one in sorted(told, key=lambda given: ("infused", "pushed", "injected", "hydrated").index(given.way)):
        known = (one.drug, one.way) in seen
        seen.add((one.drug, one.way))
        if one.way == "infused":
            code = _AT_ONCE if one.at_once and units[_INFUSION] else _FURTHER if units[_INFUSION] else _INFUSION
            units[code] = 1 if code == _AT_ONCE else units[code] + 1
            units[_HOUR] += 0 if code == _AT_ONCE else _further_hours(one.minutes)
        elif one.way == "pushed" and not known:
            units[_FURTHER_PUSH if units[_INFUSION] or units[_PUSH] else _PUSH] += 1
        elif one.way == "injected":
            units[_INJECTION] += 1
        elif one.way == "hydrated" and one.minutes >= _LEAST_HYDRATION and not one.at_once:
            alone = not (units[_INFUSION] or units[_PUSH] or units[_HYDRATION])
            units[_HYDRATION if alone else _HYDRATION_HOUR] += 1
            units[_HYDRATION_HOUR] += _further_hours(one.minutes)
        if one.way == "pushed" and one.again and hospital:
            units[_SAME_PUSH] += 1
    return {code: number for code, number in units.items() if number}
