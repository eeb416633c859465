"""A place that tells the lines of a condition apart and is not told: which finger, which region of the spine."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.answer import Action
from assistant.draft import Decision, Point, first_line
from assistant.question import Reading
from knowledge.library import Library
from knowledge.records import Entry
from knowledge.wording import content_tokens

_MOST_SHOWN = 6


@dataclass(frozen=True, slots=True)
class _Place:
    """Places of one kind: how a line says that none is told, their names, and how they are asked for."""

    open: re.Pattern[str]
    names: re.Pattern[str]
    ask: str


_PLACES = (
    _Place(
        re.compile(r"\b(?:unspecified|other) finger\b"),
        re.compile(r"\b(?:thumb|(?:index|middle|ring|little) finger|finger)\b"),
        "Which finger: thumb, index, middle, ring or little?",
    ),
    _Place(
        re.compile(r"\bunspecified toe\b"),
        re.compile(r"\b(?:great toe|lesser toe|toe)\b"),
        "Which toe: the great toe or a lesser one?",
    ),
    _Place(
        re.compile(r"\bsite unspecified\b"),
        re.compile(
            r"\b(?:occipito-atlanto-axial|cervicothoracic|cervical|thoracolumbar|thoracic|lumbosacral|lumbar|sacrococcygeal|sacral)"
            r"(?: and sacrococcygeal)? region\b"
        ),
        "Which region of the spine: cervical, thoracic, lumbar, sacral, or where two meet?",
    ),
)
_SIDES = re.compile(r"\b(?:right|left|unspecified|other|site|hand|foot|initial|subsequent|encounter)\b")


def asked(decided: Decision, reading: Reading, library: Library) -> Decision:
    """The question for the place, where the one code decided is the line for none told and its siblings differ by the place alone."""
    if decided.action is not Action.ANSWER or len(decided.choices) != 1 or reading.mentions or decided.verdict is not None:
        return decided
    entry = library.codebook.entry(decided.choices[0].code)
    place = next((one for one in _PLACES if entry is not None and one.open.search(entry.title.lower())), None)
    if entry is None or place is None or "unspecified" in reading.plain or " nos" in reading.plain:
        return decided
    siblings = [one for one in library.codebook.children(entry.parent or "") if _alike(one, entry, place)]
    points = [Point(first_line(passage)) for one in siblings[:_MOST_SHOWN] if (passage := library.codebook.passage(one.code))]
    if not points:
        return decided
    return replace(decided, action=Action.CLARIFY, choices=(), rejected=(), ask_back=(place.ask,), points=tuple(points), notices=())


def _alike(one: Entry, open_: Entry, place: _Place) -> bool:
    """Whether a line says the same as the open one but for its place, and names one."""
    title = one.title.lower()
    same = _without_place(title, place) == _without_place(open_.title.lower(), place)
    return one.code != open_.code and not place.open.search(title) and place.names.search(title) is not None and same


def _without_place(title: str, place: _Place) -> set[str]:
    return set(content_tokens(_SIDES.sub(" ", place.names.sub(" ", title))))
