"""Numbers as they are written: figures, words (*thirty-eight*), fractions (*2 1/2*, *one and a half*), a dozen."""

from __future__ import annotations

import re

_UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = [
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {
    **{word: n for n, word in enumerate([*_UNITS, *_TEENS])},
    **{word: 10 * n for n, word in enumerate(_TENS, 2)},
    "single": 1,
    "both": 2,
    "double": 2,
    "triple": 3,
    "an": 1,
    "dozen": 12,
    "half": 0.5,
}
_SPOKEN = rf"(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(_UNITS[1:])})\b)?|{'|'.join(_WORDS)}"
_HALF = r"(?:\s+and\s+(?:a|one)[\s-]half|\s*½|\s+(?:and\s+)?\d/\d\b)"
# The words that are numbers by themselves, for what may stand between a number and what it counts.
NUMBER_WORDS = "|".join(_WORDS)
# One number, to be read by ``amount``.
NUMBER = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d/\d(?![\d/])|(?:\d+(?:\.\d+)?|\.\d+|(?:an?\s+|one\s+)?half(?:\s+an?)?\b|{_SPOKEN}){_HALF}?|½)"
)


def amount(number: str) -> float:
    """The value of a text that ``NUMBER`` matches: *two and a half* is 2.5, *1 1/2* is 1.5, *thirty-eight* is 38."""
    whole, fraction = number.strip(), 0.0
    if (more := re.search(rf"(?<=[\w ]){_HALF}$", whole)) is not None:
        parts = re.search(r"(\d)/(\d)", more[0])
        fraction = int(parts[1]) / int(parts[2]) if parts and int(parts[2]) else 0.5
        whole = whole[: more.start()].strip()
    if whole == "½" or re.fullmatch(r"(?:an?\s+|one\s+)?half(?:\s+an?)?", whole):
        return 0.5 + fraction
    if (parts := re.fullmatch(r"(\d)/(\d)", whole)) is not None:
        return int(parts[1]) / int(parts[2]) if int(parts[2]) else 0.0
    words = re.split(r"[\s-]", whole)
    if all(word in _WORDS for word in words):
        return sum(_WORDS[word] for word in words) + fraction
    return float(whole.replace(",", "")) + fraction
