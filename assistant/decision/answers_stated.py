"""Which answers to a deciding question a text states, by words or by a figure, and which it denies."""

from __future__ import annotations

import re

from assistant.measures import figures
from assistant.topics import find_cues, find_scattered
from knowledge.records import Feature

_NEGATION = re.compile(
    r"\b(?:no|not|without|isn't|wasn't|neither|nor|never|none of|instead of|rather than|non)[\s-]+"
    r"(?:an?\s+|the\s+|any\s+|other\s+|further\s+)?$"
)
# Any denial near words that stand scattered leaves them unsaid.
_DENIES = re.compile(r"\b(?:no|none|not|without|never|denie[sd]|negative|or|versus|vs)\b")
# A figure for all that was told before it: "whole 12 sq cm", "total 22 cm".
_IN_ALL = re.compile(r"\b(?:whole|entire|total(?:ing|s)?|combined|in all)(?: (?:of|area|length|wound|ulcer|surface|is|was))*\W*$")


def stated_answers(text: str, feature: Feature) -> tuple[dict[str, list[int]], set[str]]:
    """The answers to a deciding question stated in a text with their places, and the answers denied."""
    owner = {cue: value for value, cues in feature.values.items() for cue in cues}
    stated: dict[str, list[int]] = {}
    denied: set[str] = set()
    for start, _, cue in find_cues(text, tuple(owner)):
        if _NEGATION.search(text[max(0, start - 25) : start]):
            denied.add(owner[cue])
        else:
            stated.setdefault(owner[cue], []).append(start)
    if not (stated.keys() - set(feature.included) or denied - set(feature.included)):
        # "the supraspinatus was torn and repaired" says the words of "supraspinatus repair" in another order
        for start, end, cue in find_scattered(text, tuple(owner)):
            if not _DENIES.search(text[max(0, start - 25) : end]):
                stated.setdefault(owner[cue], []).append(start)
    amount = measured(text, feature)
    if amount is not None:
        start, value = amount
        for answer, (over, up_to) in feature.ranges.items():
            if (over is None or value > over) and (up_to is None or value <= up_to):
                stated.setdefault(answer, []).append(start)
    # lavage (``scope_lavage``) is a kind of ``scope``: stated beside it, the kind is what is meant
    general = {answer for answer in stated if any(other.startswith(f"{answer}_") for other in stated)}
    # the look is part of whatever else was done
    general |= set(feature.included) if stated.keys() - set(feature.included) - general else set()
    return {answer: places for answer, places in stated.items() if answer not in general}, denied - stated.keys()


def measured(text: str, feature: Feature) -> tuple[int, float] | None:
    """Where and how much of its measure a text states; several figures combined as the feature says."""
    found = figures(text, feature.measure) if feature.measure else []
    if not found:
        return None
    values = [value for start, value in found if _IN_ALL.search(text[:start])] or [value for _, value in found]
    return found[0][0], sum(values) if feature.combine == "sum" else max(values)
