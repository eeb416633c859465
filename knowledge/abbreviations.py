"""Abbreviations that are spelled like a condition and mean something else beside other words: *sat 88 % on RA*."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class OtherMeaning:
    """What a word spelled like a condition ``means``, nothing that is coded where that is empty.

    It has that meaning where the text says one of ``beside``, or says none of ``unless``; of neither, always.
    """

    word: re.Pattern[str]
    means: str
    beside: re.Pattern[str] | None
    unless: re.Pattern[str] | None

    def holds(self, text: str) -> bool:
        if self.beside is not None:
            return self.beside.search(text) is not None
        return self.unless is None or self.unless.search(text) is None


def in_other_meanings(text: str) -> str:
    """The text with each word that has another meaning there written out in it, or left out where that is no condition."""
    for other in _held():
        if other.word.search(text) and other.holds(text):
            text = other.word.sub(other.means or " ", text)
    return text


def _said(column: str) -> re.Pattern[str] | None:
    """Where a text says one of the beginnings of words; ``#`` is a figure, capitals count as such."""
    if not column:
        return None
    return re.compile("|".join(_beginning(one) for one in column.split("|")))


def _beginning(said: str) -> str:
    shape = re.escape(said).replace(r"\#", r"\d").replace(r"\ ", r"\s*" if "#" in said else r"\s+")
    start = "" if not said[0].isalnum() else r"\b"
    return start + (shape if said != said.lower() else f"(?i:{shape})")


@cache
def _held() -> tuple[OtherMeaning, ...]:
    text = (files("knowledge") / "abbreviations.csv").read_text(encoding="utf-8")
    # the longer words first: *gave birth* before *gave*
    rows = sorted(csv.DictReader(text.splitlines()), key=lambda row: -len(row["abbreviation"]))
    return tuple(
        OtherMeaning(_word(row["abbreviation"]), row["means"], _said(row["beside"]), _said(row["unless"])) for row in rows
    )


def _word(abbreviation: str) -> re.Pattern[str]:
    return re.compile(rf"(?i)(?<![\w-]){re.escape(abbreviation)}(?!\w|-[a-z]{{1,2}}\b)")
