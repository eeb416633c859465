"""Parts of the body that are counted by their names: limbs, vessels, node stations, vertebrae and the spaces between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.numbers import amount

_LEVELS = re.compile(r"\b(?P<from>[ctls])(?P<a>\d{1,2})\s*(?:-|–|/|to|through|thru)\s*(?P<to>[ctls])?(?P<b>\d{1,2})\b")
_ORDER = {f"{region}{n}": at for at, (region, n) in enumerate(
    [*(("c", n) for n in range(1, 8)), *(("t", n) for n in range(1, 13)), *(("l", n) for n in range(1, 6)), ("s", 1)]
)}  # fmt: skip

_LIMB = r"(arms?|legs?|(?:upper|lower) (?:extremit(?:y|ies)|limbs?))"
_LIMBS = re.compile(rf"\b(right|left)(?:\s+(?:and|&)\s+(right|left))?\s+{_LIMB}(?:\s*(?:and|&|\+)\s*{_LIMB})?\b")


def limbs(text: str) -> Iterator[tuple[int, float]]:
    """The limbs named, each counted once: a right arm and a left leg are two."""
    named = list(_LIMBS.finditer(text))
    sides = {
        (side, limb.rstrip("s"))
        for match in named
        for side in match.groups()[:2]
        for limb in match.groups()[2:]
        if side and limb
    }
    if named:
        yield named[0].start(), float(len(sides))


_TOE = r"(?:great|big|first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|little|small|pinky)"
_FINGER = r"(?:thumb|index|long|middle|ring|small|little|pinky)"
_DIGITS = re.compile(
    rf"\b(?:(?P<side>right|left) )?(?:(?P<toe>{_TOE})(?= toe|,? (?:and|&) (?:(?:right|left) )?{_TOE} toe)|"
    rf"(?P<finger>{_FINGER})(?= finger|\b(?<=thumb)))"
)


def digits(text: str) -> Iterator[tuple[int, float]]:
    """The toes and fingers named, each once: a left great toe and a left second toe are two."""
    side = ""
    named: set[tuple[str, str, str]] = set()
    first = None
    for match in _DIGITS.finditer(text):
        side = match["side"] or side
        named.add((side, match["toe"] or "", match["finger"] or ""))
        first = match.start() if first is None else first
    if first is not None and len(named) > 1:
        yield first, float(len(named))


# What stands after AT and PT where they are arteries and neither a preposition nor a patient.
_BEFORE = r" ?(?:and|&|\+|/) ?{}\b| artery| cto| occlu| steno"
# The arteries of the leg and the trunk veins that are treated one by one, by the names and initials they go by.
_VESSELS = [
    re.compile(names)
    for names in (
        r"\bcommon(?= (?:and|&|\+) (?:external|internal)\b)|\bcommon(?=,? (?:and )?(?:left |right )?\w* ?iliac)|\bcia\b",
        r"\bexternal(?: iliac)?\b|\beia\b",
        r"\binternal(?: iliac)\b|\bhypogastric\b|\biia\b",
        r"\bcommon femoral\b|\bcfa\b",
        r"\bsfa\b|\bsuperficial femoral\b",
        r"\bprofunda\b|\bdeep femoral\b",
        r"\bpop(?:liteal)?\b",
        rf"\b(?:anterior|ant\.?) tib(?:ial)?\b|\bat(?={_BEFORE.format('pt')})|(?<=\bpt and )at\b|(?<=\bpt [&+] )at\b",
        rf"\b(?:posterior|post\.?) tib(?:ial)?\b|\bpt(?={_BEFORE.format('at')})|(?<=\bat and )pt\b|(?<=\bat [&+] )pt\b",
        r"\bperoneal\b(?! nerve)",
        r"\bdorsalis pedis\b|\bdp\b",
        r"\blat(?:eral|\.)? plantar\b|\bplantar arter(?:y|ies)\b",
        r"\bmed(?:ial|\.)? plantar\b",
        r"\bgsv\b|\bgreat(?:er)? saphenous\b|\blong saphenous\b",
        r"\bssv\b|\b(?:small|lesser|short) saphenous\b",
        r"\baasv\b|\baccessory saphenous\b|\banterior accessory\b",
    )
]


def vessels(text: str) -> Iterator[tuple[int, float]]:
    """The vessels named, each counted once: ``SFA and popliteal`` are two."""
    named = [found.start() for vessel in _VESSELS if (found := vessel.search(text))]
    if named:
        yield min(named), float(len(named))


_STATION = r"\d{1,2}[rlsi]?\b"
_LIST = rf"(?:(?:\s*(?:,|and\b|&|\+|/)\s*(?:and\s+)?|\s+(?=\d{{1,2}}[rl]?\s+(?:and|&|\+)\s|\d{{1,2}}[rl]\b)){_STATION})"
# "stations 4R 7 and 11L"; without the word a side tells that nodes are meant: "TBNA of 4R, 7"
_STATIONS = re.compile(rf"\b(?:stations?|nodes?|ln)\s+({_STATION}{_LIST}*)|(?<![\w.])(\d{{1,2}}[rl]\b{_LIST}+)")


def stations(text: str) -> Iterator[tuple[int, float]]:
    """The node stations named by their numbers: ``stations 4R and 7`` are two."""
    for match in _STATIONS.finditer(text):
        yield match.start(), float(len(set(re.findall(_STATION, match[1] or match[2]))))


_ORDINALS = {
    said: float(n)
    for n, names in enumerate(("1 one i", "2 two ii second", "3 three iii third", "4 four iv fourth", "5 five v fifth"), 1)
    for said in names.split()
}
_STAGE = re.compile(rf"\bstage ({'|'.join(sorted(_ORDINALS, key=len, reverse=True))})\b|\b(second|third|fourth|fifth) stage\b")


def stages(text: str) -> Iterator[tuple[int, float]]:
    """The stages told one by one: who tells of stage II did two."""
    for match in _STAGE.finditer(text):
        yield match.start(), _ORDINALS[match[1] or match[2]]


_VIEWED = re.compile(r"(?<![\w.-])(\d)\s?(?:v|vws?)\b")
_PROJECTION = r"(?:ap|pa|lat(?:eral)?s?|obl(?:ique)?s?|mortise|axial|axillary|sunrise|merchant|scapular y|odontoid|swimmers|frog leg)"
_PROJECTIONS = re.compile(rf"\b{_PROJECTION}(?:\s*(?:,|/|&|\+|and\b)\s*(?:and\s+)?{_PROJECTION})+\b")


def views(text: str) -> Iterator[tuple[int, float]]:
    """The views of an x-ray in short, or named one by one: ``3v``, ``AP and lateral`` are two."""
    for match in _VIEWED.finditer(text):
        yield match.start(), float(match[1])
    for match in _PROJECTIONS.finditer(text):
        yield match.start(), float(len(re.findall(_PROJECTION, match[0])))


# Things told to lie each in a jar of its own are as many jars.
_EACH_IN_ITS_OWN = re.compile(
    r"\b(\d{1,2}|two|three|four|five|six) (?:[a-z]+ ){0,3}?"
    r"(?:polyps?|biops(?:y|ies)|lesions?|cores?|shaves?|punch\w*|samples?|sites?|pieces?)\b"
    r"[^.;\d]{0,20}?\b(?:each|separate(?:ly)?|own|individual(?:ly)?|different)\b"
)
_ONE_MORE = re.compile(r"\b(?:plus|and|\+|&)\s+(?:an?\s+|one\s+)?(?:[a-z]+\s+){0,3}?(?:jar|container|specimen|vial|bottle)\b")


def specimens(text: str, counted: Sequence[tuple[int, float]]) -> Iterator[tuple[int, float]]:
    """The specimens told of, together: those ``counted``, else things each in its own jar; and one that is named beside them."""
    apart = [(match.start(), amount(match[1])) for match in _EACH_IN_ITS_OWN.finditer(text)] if not counted else []
    found = [*counted, *apart]
    if found:
        more = sum(1 for match in _ONE_MORE.finditer(text) if match.start() > found[0][0])
        yield found[0][0], sum(value for _, value in found) + more


_BODY = re.compile(r"\b([ctls])(\d{1,2})\b(?:\s*(?:-|–|to|through)\s*[ctls]?(\d{1,2})\b)?")


def bodies(text: str) -> Iterator[tuple[int, float]]:
    """The vertebrae named, each once: ``L2, L3 and L4`` are three, and so are ``L2-L4``."""
    named: set[tuple[str, int]] = set()
    first = None
    for match in _BODY.finditer(text):
        upper = int(match[2])
        lower = int(match[3] or upper)
        named |= {(match[1], number) for number in range(upper, max(lower, upper) + 1)}
        first = match.start() if first is None else first
    if first is not None and len(named) > 1:
        yield first, float(len(named))


def spaces(text: str, *, innermost: bool = False) -> Iterator[tuple[int, float]]:
    """The spaces between the vertebrae named, together: ``L3-L4, L4-5`` are two, ``L3-L5`` too.

    ``innermost`` leaves out a stretch within which a smaller one is named: a cage at L4-5 in a fusion of L4-S1.
    """
    stretches: list[set[int]] = []
    first = None
    for match in _LEVELS.finditer(text):
        lower = f"{match['to'] or match['from']}{match['b']}"
        upper = f"{match['from']}{match['a']}"
        if upper in _ORDER and lower in _ORDER and _ORDER[upper] < _ORDER[lower]:
            stretches.append(set(range(_ORDER[upper], _ORDER[lower])))
            first = match.start() if first is None else first
    if innermost:
        stretches = [stretch for stretch in stretches if not any(other < stretch for other in stretches)]
    if first is not None:
        yield first, float(len(set().union(*stretches)))
