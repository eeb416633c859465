"""Replacing identifiers with what they are, the same one with the same words, and putting them back for whoever typed them."""

from __future__ import annotations

import re
from datetime import date

from assistant.privacy.contact import contacts
from assistant.privacy.dates import dates, day_of
from assistant.privacy.identifier import Identifier, Kind
from assistant.privacy.names import names
from assistant.privacy.numbers import numbers
from assistant.privacy.places import places
from assistant.privacy.vocabulary import is_ordinary
from knowledge import code_format

# where two kinds claim the same characters, the earlier one has them
_ORDER = (Kind.SSN, Kind.EMAIL, Kind.PHOTO, Kind.WEB, Kind.BIRTH, Kind.FAX, Kind.NETWORK, Kind.DEVICE, Kind.VEHICLE, Kind.PLAN)
_PLACEHOLDER = re.compile(r"\[(?:" + "|".join(kind.value for kind in Kind) + r"|DAY)(?: [+-]?\d+)?\]")


def identifiers(text: str) -> list[Identifier]:
    """The identifiers of a text in order, none over another. A code is one only where a label says that it is not a code."""
    codes = [(mention.start, mention.end) for mention in code_format.mentions(text)]
    found = [one for find in (contacts, numbers, dates, places, names) for one in find(text)]
    kept: list[Identifier] = []
    for one in sorted(found, key=_rank):
        if not one.labelled and any(start < one.end and one.start < end for start, end in codes):
            continue
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
        else:
            kept = _joined(one, kept)
    return sorted(kept, key=lambda one: one.start)


def without_identifiers(text: str) -> str:
    """The text with every identifier replaced by its kind in brackets, dates by their distance from the first one."""
    return Replacement().of(text)


class Replacement:
    """What stands for what in one conversation. Lives in memory only, for as long as an answer takes."""

    def __init__(self) -> None:
        self._stands_for: dict[str, str] = {}
        self._placeholders: dict[tuple[Kind, str], str] = {}
        self._first_day: date | None = None

    def of(self, text: str) -> str:
        """The text with its identifiers replaced; the same identifier gets the same words in every text."""
        parts, at = [], 0
        for one in self._all(text):
            parts += [text[at : one.start], self._placeholder(one.kind, text[one.start : one.end])]
            at = one.end
        return "".join([*parts, text[at:]])

    def _all(self, text: str) -> list[Identifier]:
        """The identifiers of a text and, before them, the names already met, however they are written this time."""
        met: list[Identifier] = []
        names = [words for kind, words in self._placeholders if kind is Kind.NAME and len(words) > 3 and not is_ordinary(words)]
        for words in sorted(names, key=len, reverse=True):
            for found in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE):
                if all(found.end() <= one.start or one.end <= found.start() for one in met):
                    met.append(Identifier(Kind.NAME, found.start(), found.end(), labelled=True))
        fresh = [one for one in identifiers(text) if all(one.end <= name.start or name.end <= one.start for name in met)]
        return sorted([*met, *fresh], key=lambda one: one.start)

    def put_back(self, text: str) -> str:
        """The text as the one who typed the identifiers may see it."""
        return _PLACEHOLDER.sub(lambda found: self._stands_for.get(found[0], found[0]), text)

    def _placeholder(self, kind: Kind, words: str) -> str:
        key = (kind, " ".join(words.lower().split()))
        if key not in self._placeholders:
            said = self._interval(words) if kind is Kind.DATE else None
            number = sum(held is kind for held, _ in self._placeholders) + 1
            self._placeholders[key] = said or f"[{kind.value} {number}]"
            self._stands_for.setdefault(self._placeholders[key], words)
        return self._placeholders[key]

    def _interval(self, words: str) -> str | None:
        """How many days a date lies after the first one of the conversation."""
        day = day_of(words)
        if day is None:
            return None
        self._first_day = self._first_day or day
        return f"[DAY {(day - self._first_day).days:+d}]"


def _rank(one: Identifier) -> tuple[bool, int, int, int]:
    order = _ORDER.index(one.kind) if one.kind in _ORDER else len(_ORDER)
    return not one.labelled, order, one.start - one.end, one.start


def _joined(one: Identifier, kept: list[Identifier]) -> list[Identifier]:
    """The identifier widened over those it overlaps, so that no end of either is left; the earlier kind stays."""
    over = [other for other in kept if one.start < other.end and other.start < one.end]
    start, end = min(one.start, *(o.start for o in over)), max(one.end, *(o.end for o in over))
    rest = [other for other in kept if other not in over]
    return [*rest, Identifier(over[0].kind, start, end, over[0].labelled)]
