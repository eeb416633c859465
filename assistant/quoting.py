"""Finding the words that a model says it quotes: exact but for Unicode forms, white space and case, at their true place."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_ALIKE = str.maketrans("‘’‛`´“”„–—‐‑−", "'''''\"\"\"-----")
_EDGES = " \t\n\"'.…"


def located(text: str, quote: str) -> tuple[int, int] | None:
    """Where a quote stands in a text, as true offsets; None where it does not, or where fewer than three letters are left of it."""
    folded, places = _folded(text)
    wanted = _folded(quote)[0].strip(_EDGES)
    if sum(ch.isalnum() for ch in wanted) < 3:
        return None
    at = folded.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        # a quote does not begin or end within a word or a number
        if not (at and folded[at - 1].isalnum() and wanted[0].isalnum()) and not (
            end < len(folded) and folded[end].isalnum() and wanted[-1].isalnum()
        ):
            last = places[end - 1] + 1
            return places[at], last + (text[last : last + 1] in {".", ";"})
        at = folded.find(wanted, at + 1)
    return None


@lru_cache(maxsize=256)
def _folded(text: str) -> tuple[str, tuple[int, ...]]:
    """The text in compatibility form, lower case, runs of white space as one space; and of each character its place in the text."""
    out: list[str] = []
    places: list[int] = []
    for n, ch in enumerate(text):
        for part in unicodedata.normalize("NFKC", ch).translate(_ALIKE).casefold():
            if unicodedata.category(part) in {"Cf", "Mn"}:
                continue
            shown = " " if part.isspace() else part
            if shown == " " and (not out or out[-1] == " "):
                continue
            out.append(shown)
            places.append(n)
    return "".join(out), tuple(places)
