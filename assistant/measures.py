"""Figures with a unit in a question: lengths, areas, minutes, ages, and things counted (views, levels, lesions)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_NAMES = "zero one two three four five six seven eight nine ten eleven twelve"
_WORDS = {
    **{word: n for n, word in enumerate(_NAMES.split())},
    "single": 1,
    "both": 2,
    "double": 2,
    "triple": 3,
    "an": 1,
}
_NUMBER = rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|\.\d+|{'|'.join(_WORDS)})"
_ABOUT = r"(?P<about>more than|greater than|over|beyond|>|less than|under|<)?\s*"
# Each measure's spellings in a question, with what one of them is worth in the measure.
_UNITS: dict[str, dict[str, float]] = {
    "cm": {r"cms?\b|centimet(?:er|re)s?\b": 1, r"mms?\b|millimet(?:er|re)s?\b": 0.1, r"inch(?:es)?\b": 2.54},
    "sq cm": {r"(?:sq\.?|square)\s*(?:cms?|centimet(?:er|re)s?)\b|cm2\b|cm²": 1},
    "minutes": {r"min(?:ute)?s?\b": 1, r"h(?:ou)?rs?\b": 60},
    "years": {
        r"y/?o\b|y(?:ea)?rs?\b(?:[- ]old)?|year-old\b": 1,
        r"m/?o\b|mos\b|months?\b(?:[- ]old)?": 1 / 12,
        r"weeks?\b[- ]old|days?\b[- ]old|newborn": 0.02,
    },
    "weeks": {r"w(?:ee)?ks?\b": 1},
    "days": {r"days?\b": 1},
    "mg": {r"mgs?\b|milligrams?\b": 1, r"g(?:(?:ra)?ms?)?\b": 1000, r"mcgs?\b|micrograms?\b|ug\b|µg\b": 0.001},
    "ml": {r"mls?\b|ccs?\b|millilit(?:er|re)s?\b": 1, r"l(?:it(?:er|re)s?)?\b": 1000},
    "meq": {r"meqs?\b": 1},
    "units": {r"units?\b|iu\b": 1, r"million (?:units?|iu)\b|mu\b": 1_000_000},
}
_LEVELS = re.compile(r"\b(?P<from>[ctls])(?P<a>\d{1,2})\s*(?:-|–|/|to|through|thru)\s*(?P<to>[ctls])?(?P<b>\d{1,2})\b")
_ORDER = {f"{region}{n}": at for at, (region, n) in enumerate(
    [*(("c", n) for n in range(1, 8)), *(("t", n) for n in range(1, 13)), *(("l", n) for n in range(1, 6)), ("s", 1)]
)}  # fmt: skip
_SPACES = frozenset({"levels", "interspaces", "segments", "disc levels", "vertebral levels"})
# What is counted as a lesion, by its names.
_NOUNS = {"lesions": r"lesion|wart|mole|cyst|keratose?|keratosi|ak|nevu|nevi|polyp|verruca|corn|callu|tag"}
# A hair past a limit, so that "over 30 minutes" lies above 30 and "under 30" below.
_HAIR = 0.001


def spans(text: str, measure: str) -> list[tuple[int, int]]:
    """Where figures of a measure stand in a text in lower case."""
    return [match.span() for pattern, _ in _patterns(measure) for match in pattern.finditer(text)]


def figures(text: str, measure: str) -> list[tuple[int, float]]:
    """Where a measure is stated in a text in lower case, and how much, in the measure's own unit.

    ``sq cm`` is also read off two sides (``4 x 5 cm``); ``levels`` also off vertebrae (``L4-S1`` is two).
    """
    found = [
        (match.start(), _worth(match, factor))
        for pattern, factor in _patterns(measure)
        for match in pattern.finditer(text)
    ]
    if measure == "minutes":
        found = _hours_and_minutes(found)
    if measure == "sq cm":
        found += [(match.start(), float(match[1]) * float(match[2])) for match in _SIDES.finditer(text)]
    if measure in _SPACES and not found:
        found += list(_spaces(text))
    return sorted(found)


_SIDES = re.compile(r"(\d+(?:\.\d+)?)\s*(?:cm)?\s*(?:x|×|by)\s*(\d+(?:\.\d+)?)\s*cm\b")


@lru_cache(maxsize=200)
def _patterns(measure: str) -> list[tuple[re.Pattern[str], float]]:
    if measure in _UNITS:
        aged = [(re.compile(rf"\bage[ds]?(?:\s+of)?\s+{_ABOUT}{_NUMBER}(?![\w.])(?!\s*m(?:o|onths?)\b)"), 1.0)]
        return [
            *(aged if measure == "years" else ()),
            *(
                (re.compile(rf"(?<![\w.]){_ABOUT}{_NUMBER}[\s-]*(?:{unit})"), factor)
                for unit, factor in _UNITS[measure].items()
            ),
        ]
    noun = f"(?:{_NOUNS.get(measure) or re.escape(measure.rstrip('s'))})"
    counted = rf"(?<![\w.]){_ABOUT}{_NUMBER}[\s-]+(?:[a-z]+[\s-]+)?{noun}(?:s|es)?\b"
    return [(re.compile(counted), 1), (re.compile(rf"\b{noun}(?:s|es)?\s*[x×]\s*{_NUMBER}(?P<about>)"), 1)]


def _worth(match: re.Match[str], factor: float) -> float:
    number = match["number"]
    value = float(_WORDS.get(number, number.replace(",", ""))) * factor
    about = match["about"] or ""
    if about in {"more than", "greater than", "over", "beyond", ">"}:
        return value + _HAIR
    return value - _HAIR if about else round(value, 4)


def _hours_and_minutes(found: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """``1 hour 20 minutes`` is one stretch of time."""
    joined: list[tuple[int, float]] = []
    for start, value in sorted(found):
        if joined and start - joined[-1][0] <= len("1 hour and 20") and joined[-1][1] % 60 == 0 and value < 60:
            joined[-1] = (joined[-1][0], joined[-1][1] + value)
        else:
            joined.append((start, value))
    return joined


def _spaces(text: str) -> Iterator[tuple[int, float]]:
    """The spaces between the vertebrae named, together: ``L3-L4, L4-5`` are two, ``L3-L5`` too."""
    spaces: set[int] = set()
    first = None
    for match in _LEVELS.finditer(text):
        lower = f"{match['to'] or match['from']}{match['b']}"
        upper = f"{match['from']}{match['a']}"
        if upper in _ORDER and lower in _ORDER and _ORDER[upper] < _ORDER[lower]:
            spaces |= set(range(_ORDER[upper], _ORDER[lower]))
            first = match.start() if first is None else first
    if first is not None:
        yield first, float(len(spaces))
