"""Figures with a unit in a question: lengths, areas, minutes, ages, and things counted (views, levels, lesions)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant import named_parts
from assistant.numbers import NUMBER, NUMBER_WORDS, amount

_NUMBER = rf"(?P<number>{NUMBER})"
_ABOUT = r"(?P<about>(?:no|not|never) more than|at most|up to|more than|greater than|over|beyond|>|less than|under|<)?\s*"
# Each measure's spellings in a question, with what one of them is worth in the measure.
_UNITS: dict[str, dict[str, float]] = {
    "cm": {r"cms?\b|centimet(?:er|re)s?\b": 1, r"mms?\b|millimet(?:er|re)s?\b": 0.1, r"inch(?:es)?\b": 2.54},
    "sq cm": {r"(?:sq\.?|square)\s*(?:cms?|centimet(?:er|re)s?)\b|cm2\b|cm²": 1},
    "minutes": {r"min(?:ute)?s?\b": 1, r"h(?:(?:ou)?rs?)?\b": 60},
    "years": {
        r"y/?o\b|y(?:ea)?rs?\b(?:[- ]old)?|year-old\b": 1,
        r"m/?o\b|mos\b|months?\b(?:[- ]old)?": 1 / 12,
        r"weeks?\b[- ]old|days?\b[- ]old|newborn": 0.02,
    },
    "weeks": {r"w(?:(?:ee)?ks?|\d?d)?\b": 1},
    "days": {r"days?\b": 1},
    "mg": {r"mgs?\b|milligrams?\b": 1, r"g(?:(?:ra)?ms?)?\b": 1000, r"mcgs?\b|micrograms?\b|ug\b|µg\b": 0.001},
    "ml": {r"mls?\b|ccs?\b|millilit(?:er|re)s?\b": 1, r"l(?:it(?:er|re)s?)?\b": 1000},
    "meq": {r"meqs?\b": 1},
    "units": {r"units?\b|iu\b": 1, r"million (?:units?|iu)\b|mu\b": 1_000_000},
}
_SPACES = frozenset({"levels", "interspaces", "segments", "disc levels", "vertebral levels", "joints"})
# What is counted as a lesion, a nail, a limb or a space between two vertebrae, by its names.
_NOUNS = {
    "lesions": r"lesion|mollusc(?:um|a)|wart|mole|cyst|keratose?|keratosi|ak|nevu|nevi|polyp|verruca|corn|callu|tag|biops(?:y|ie)",
    "nails": r"(?:toe|finger)?nail",
    "specimens": r"specimen|jar|container|vial|bottle",
    "injections": r"injection|shot",
    "limbs": r"limb|extremit(?:y|ie)|arm|leg",
    "interspaces": r"interspace|dis[ck] space|(?:dis[ck] )?level|segment",
    "vessels": r"vessel|arter(?:y|ie)|vein",
    "veins": r"vein",
    "incisions": r"incision|stab",
}
# The words that may stand between a number and what it counts: "6 nerve conduction studies", "45 total minutes".
_NO_COUNT = (
    rf"(?:{NUMBER_WORDS}|[cm]ms?|sq|inch(?:es)?|m?c?gs?|mls?|cc|min(?:ute)?s?|"
    r"and|at|in|on|of|with|for|per|to|x|a|an|each|every|any|all|or|than)\b"
)
_BETWEEN = rf"(?:\(?(?!{_NO_COUNT})[a-z]+\)?[\s-]+){{0,2}}"
# What makes a number behind a noun no count of it.
_A_UNIT = (
    r"(?:cms?|mms?|sq|cm2|inch\w*|mins?|minutes?|h|hrs?|hours?|mg|mcg|ml|cc|units?|y/?o|"
    r"years?|months?|weeks?|days?|%|percent|to|or|x|\d)\b"
)
_WHOLE = r"(?:(?:total|full|additional|extra|further|more|documented|timed|billable|direct|face[- ]to[- ]face|one[- ]on[- ]one)\s+){0,2}"
# A hair past a limit, so that "over 30 minutes" lies above 30 and "under 30" below.
_HAIR = 0.001


def is_count(measure: str) -> bool:
    """Whether a measure counts things (muscles, studies, levels) and is no length, time, age, or amount."""
    return measure not in _UNITS


def spans(text: str, measure: str) -> list[tuple[int, int]]:
    """Where figures of a measure stand in a text in lower case."""
    return [(start, end) for start, end, _ in _stated(text, measure)]


def figures(text: str, measure: str) -> list[tuple[int, float]]:
    """Where a measure is stated in a text in lower case, and how much, in the measure's own unit.

    ``cm`` adds the margins on both sides to the lesion they belong to; ``minutes`` is also read off a start and a stop;
    ``sq cm`` also off two sides (``4 x 5 cm``); ``levels`` also off vertebrae (``L4-S1`` is two).
    """
    found = [(start, value) for start, _, value in _stated(text, measure)]
    if measure == "minutes":
        found = _hours_and_minutes(found)
    if measure == "sq cm":
        found += [(match.start(), float(match[1]) * float(match[2])) for match in _SIDES.finditer(text)]
    if measure == "limbs" and not found:
        found += list(named_parts.limbs(text))
    if measure == "nails" and not found:
        found += list(named_parts.digits(text))
    if measure in {"vessels", "veins"}:
        found += list(named_parts.vessels(text))
    if measure == "stations" and not found:
        found = list(named_parts.stations(text))
    if measure == "stages":
        found += list(named_parts.stages(text))
    if measure == "views":
        found += list(named_parts.views(text))
    if measure == "specimens":
        found = list(named_parts.specimens(text, found))
    if measure == "vertebrae" and not found:
        found = list(named_parts.bodies(text))
    if measure == "segments":
        # the vertebrae spanned are one more than the spaces between them
        between = list(named_parts.spaces(text)) or [(start, value) for start, _, value in _stated(text, "levels")]
        found = found or [(start, value + 1) for start, value in between]
    elif measure in _SPACES:
        # the spaces named say more than how many levels something else has
        named = list(named_parts.spaces(text, innermost=measure == "interspaces"))
        found = named if named and measure == "interspaces" else found or named
    return sorted(found)


Figure = tuple[int, int, float]


def _stated(text: str, measure: str) -> list[Figure]:
    """The figures of a measure with where each starts and ends."""
    found = sorted(
        (match.start(), match.end(), _worth(match, factor))
        for pattern, factor in _patterns(measure)
        for match in pattern.finditer(text)
    )
    if measure == "cm":
        # "SCC neck excision 1.6": a decimal without a unit, where no length has one
        found = found or [(match.start(), match.end(), float(match[0])) for match in _DECIMAL.finditer(text)]
        return _with_margins(text, _largest_across(text, sorted([*found, *_listed_before(text, found)])))
    if measure == "minutes":
        # "by the 8 minute rule" measures nothing
        found = [one for one in found if not _OF_A_RULE.match(text, one[1])]
        return sorted([*found, *_between_clock_times(text)])
    if measure in _GIVEN and _BOTH.search(text):
        return [(start, end, value * (2 if _EACH_SIDE.match(text, end) else 1)) for start, end, value in found]
    # five digits are a code and no count
    return [one for one in found if one[2] < _A_CODE] if is_count(measure) else found


_A_CODE = 10_000
_DECIMAL = re.compile(
    r"(?<![\w.,$-])(?:\d{1,2})?\.\d{1,2}(?![\w.%-])(?!\s*(?:m?[lg]s?\b|mcg|units?|meq|cc|h(?:ou)?rs?|min|years?|y/?o|weeks?|days?|x|percent|mm|cm|sq))"
)
_OF_A_RULE = re.compile(r"[- ]rule\b")
# The lengths before one with its unit: "1.2, 0.8 and 2 cm". A whole number before a comma may count something else.
_LISTED = re.compile(r"(?<![\w.:/#-])(?:(\d+\.\d+|\.\d+)\s*(?:,\s*(?:and\s+)?|\+\s*|&\s*|and\s+|/\s*)|(\d{1,2})\s*(?:\+|&|and)\s*)$")


def _listed_before(text: str, found: list[Figure]) -> Iterator[Figure]:
    """The lengths listed before one that names the unit for all of them."""
    for start, end, _ in found:
        factor = 0.1 if text[start:end].rstrip("s").endswith("mm") else 1.0
        ahead = start
        while (before := _LISTED.search(text[:ahead])) is not None:
            ahead = before.start()
            yield ahead, before.end(), round(float(before[1] or before[2]) * factor, 4)


# A dose stated for each of two sides is given twice.
_GIVEN = frozenset({"mg", "ml", "units", "meq"})
_BOTH = re.compile(r"\bbilateral(?:ly)?\b|\bboth\b")
_EACH_SIDE = re.compile(
    r"[^.;\d]{0,25}?\b(?:each|per|every)\s+(?:side|knee|shoulder|hip|joint|wrist|elbow|ankle|hand|foot|eye|arm|leg)\b|\s*(?:(?:in|into|to|for|on|per)\s+)?(?:each|apiece)\b"
)


_SIDE, _BY = r"(\d+(?:\.\d+)?)\s*(?:[cm]m)?", r"\s*(?:x|×|by)\s*"
_ACROSS = re.compile(rf"{_SIDE}{_BY}{_SIDE}(?:{_BY}{_SIDE})?(?<=([cm]m))\b")


def _largest_across(text: str, found: list[Figure]) -> list[Figure]:
    """Lengths, with the largest of those given across one thing: ``1.1 x 0.9 cm`` is 1.1."""
    across = [
        (match.start(), match.end(), max(float(side) for side in match.groups()[:3] if side) * (0.1 if match[4] == "mm" else 1))
        for match in _ACROSS.finditer(text)
    ]
    alone = [one for one in found if not any(start < one[1] and one[0] < end for start, end, _ in across)]
    return sorted([*alone, *((start, end, round(value, 4)) for start, end, value in across)])


_MARGIN = re.compile(
    r"(?:cm|mm|centimeters?|millimeters?)\b\s+(?!(?:with|plus|and|incl\w*)\b)(?:[a-z]+\s+){0,2}margins?\b|"
    r"(?<!lid )(?<!vermilion )(?<!anal )\bmargins?\s*(?:\(|:|=|of|was|were|is|are|at|each side|all around|on each side|bilaterally)?\s*"
    r"(?=(?:\d+(?:\.\d+)?|\.\d+)\s*(?:cm|mm)\b)"
)
_WHOLE_DIAMETER = re.compile(
    r"\b(?:excised diameter|total|overall|specimen|defect)\b(?:\s+[a-z]+){0,3}\W*$|\binclud\w+ (?:the |both )?(?:[\d.]+ [cm]m )?margins?"
)


def _with_margins(text: str, found: list[Figure]) -> list[Figure]:
    """Each lesion with the margin on both sides of it: the excised diameter by which a skin excision is chosen.

    A diameter already stated as the whole takes no margin.
    """
    margins = [
        figure
        for figure in found
        if any(match.start() < figure[1] and figure[0] <= match.end() for match in _MARGIN.finditer(text))
    ]
    lesions = [figure for figure in found if figure not in margins]
    for start, end, margin in margins:
        before = [figure for figure in lesions if figure[1] <= start]
        lesion = before[-1] if before else next(iter(lesions), None)
        if lesion is None:
            return found
        whole = _WHOLE_DIAMETER.search(text[: lesion[0]]) or _WHOLE_DIAMETER.search(text[lesion[0] :])
        width = lesion[2] if whole else round(lesion[2] + 2 * margin, 4)
        joined = (min(start, lesion[0]), max(end, lesion[1]), width)
        lesions[lesions.index(lesion)] = joined
    return sorted(lesions)


_TIME = r"(\d{1,2}):(\d\d)\s*([ap])?\.?m?\.?"
_STOP = (
    r"(?:[-–]|(?:,|;|and)?\s*(?:to|until|till|through|stop(?:ped)?|end(?:ed|ing)?|off|finish(?:ed)?)"
    r"(?:\s+time)?(?:\s+(?:at|was))?\s*:?)"
)
_CLOCK = re.compile(rf"(?<![\d:]){_TIME}\s*{_STOP}\s*{_TIME}(?![\d:])")
_HALF_DAY = 12 * 60


def _between_clock_times(text: str) -> Iterator[Figure]:
    """The minutes from a start to a stop: ``9:00 to 11:10`` are 130, and a clock of twelve hours begins anew at one."""
    for match in _CLOCK.finditer(text):
        start, stop = (
            int(hour) % (12 if half else 24) * 60 + int(minute) + (_HALF_DAY if half == "p" else 0)
            for hour, minute, half in (match.groups()[:3], match.groups()[3:])
        )
        # "1:05-2:20 pm" and "11:30-1:15" leave the half of the day to the reader; 23:30 to 00:30 runs past midnight
        halves = not match[3] and start <= _HALF_DAY + 59
        turn = _HALF_DAY if halves else 2 * _HALF_DAY
        yield match.start(), match.end(), float((stop - start) % turn)


_SIDES = re.compile(r"(\d+(?:\.\d+)?)\s*(?:cm)?\s*(?:x|×|by)\s*(\d+(?:\.\d+)?)\s*cm\b")


@lru_cache(maxsize=200)
def _patterns(measure: str) -> list[tuple[re.Pattern[str], float]]:
    if measure in _UNITS:
        aged = [
            (re.compile(rf"\bage[ds]?(?:\s+of)?\s+{_ABOUT}{_NUMBER}(?![\w.])(?!\s*m(?:o|onths?)\b)"), 1.0),
            # "new pt annual 52", "72 est": the number of a checkup that has no unit is the age
            (
                re.compile(
                    r"\b(?:annual|physical|preventive|wellness|well woman|checkup)(?: exam| visit)? "
                    r"(?P<number>\d{1,3})(?=\W|$)(?! ?(?:min|lab))(?P<about>)"
                ),
                1.0,
            ),
            (re.compile(r"(?<![\w.:/-])(?P<number>\d{2}) (?=(?:est|new|male|female|woman|man)\b)(?P<about>)"), 1.0),
        ]
        return [
            *(aged if measure == "years" else ()),
            *(
                (re.compile(rf"(?<![\w.:]){_ABOUT}{_NUMBER}[\s-]*{_WHOLE}(?:{unit})(?P<half>\s+and\s+a\s+half\b)?"), factor)
                for unit, factor in _UNITS[measure].items()
            ),
        ]
    noun = f"(?:{_NOUNS.get(measure) or re.escape(measure.rstrip('s'))})"
    counted = rf"(?<![\w.])(?:x\s?)?{_ABOUT}{_NUMBER}[\s-]+{_BETWEEN}{noun}(?:s|es)?\b"
    # "skin tags removed, 22 of them"
    of_them = rf"\b{noun}(?:s|es)?\b[^.;\d]{{0,25}}?{_NUMBER} of (?:them|these)\b(?P<about>)"
    # "right arm: 7 conduction studies" counts no arms
    written_after = [
        rf"\b{noun}(?:s|es)?\s*[x×=]\s*{_NUMBER}\b(?P<about>)",
        rf"\b{noun}(?:s|es)?\s*:\s*{_NUMBER}\b(?P<about>)(?!\s+(?!total|in all|of them|\w+ed\b)[a-z])",
        of_them,
    ]
    if measure not in _SPACES:
        # "skin tags 20" and "warts (12)" count; "moles 5 mm" and "lesions 1.2" measure
        written_after.append(rf"\b{noun}(?:s|es)\s*[(#,]?\s*(?P<number>\d{{1,3}})\b(?P<about>)(?![.,/-]?\d|\s*{_A_UNIT})")
    return [(re.compile(pattern), 1) for pattern in (counted, *written_after)]


def _worth(match: re.Match[str], factor: float) -> float:
    value = (amount(match["number"]) + (0.5 if match.groupdict().get("half") else 0)) * factor
    about = match["about"] or ""
    if about in {"more than", "greater than", "over", "beyond", ">"}:
        return value + _HAIR
    return value - _HAIR if about in {"less than", "under", "<"} else round(value, 4)


def _hours_and_minutes(found: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """``1 hour 20 minutes`` is one stretch of time."""
    joined: list[tuple[int, float]] = []
    for start, value in sorted(found):
        if joined and start - joined[-1][0] <= len("1 hour and 20") and joined[-1][1] % 60 == 0 and value < 60:
            joined[-1] = (joined[-1][0], joined[-1][1] + value)
        else:
            joined.append((start, value))
    return joined
