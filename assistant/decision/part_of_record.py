"""A part of a record read by itself, with what the whole states once for all of it."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant import attributes, question
from assistant.question import Reading
from assistant.request import Request

# What a record states once for all its problems, and the problems that it is for.
_SAID_ONCE = {
    attributes.ENCOUNTER.name: r"^(?!.*\b(?:history|hx)\b)",
    attributes.TRIMESTER.name: "",
    attributes.SEX.name: "",
    attributes.DIABETES.name: r"diabet|glyc|controlled|ketoacid|\bdka\b|\bhhn?s\b",
}
# The hand a patient writes with decides on the code of a palsy.
_HANDED = re.compile(r"\b(?:right|left)[- ]hand(?:ed|er)?(?: dominant)?\b")
_PALSY = re.compile(r"\b(?:hemi|mono)(?:pleg|pares)\w*|\bweakness\b", re.IGNORECASE)
_COMES_BACK = re.compile(r"\b(?:\w+ )?(?:f/?u|follow[- ]?up)\b(?= ?(?:$|[.,;\n]|in\b|with\b|prn\b))")
_THAT_SIDE = re.compile(r"\b(?:that|same|this|ipsilateral) \w+")
_LIMBS = {
    "arm": re.compile(r"\b(?:shoulder|clavic\w+|humer\w+|arms?|elbow|forearm|radi(?:us|al)|uln\w+|wrist|hand|finger|thumb|scaphoid|metacarp\w+|colles)\b"),
    "leg": re.compile(r"\b(?:hip|thigh|fem\w+|legs?|knee|patell\w+|tibi\w+|fibul\w+|ankle|malleol\w+|foot|heel|calcane\w+|toe|metatars\w+|shin|calf)\b"),
}
_SIDED = re.compile(r"\b(?:right|left)\b(?: \w+){1,2}")


def read_in(text: str, reading: Reading) -> Reading:
    """A part of the record read by itself, with what the whole states once for all of it."""
    hand = _HANDED.search(reading.plain)
    if hand and _PALSY.search(text) and not _HANDED.search(text):
        text = f"{text}, {hand[0]}"
    part = question.read(Request(question=text, date=reading.day, payer=reading.payer), reading.day)
    stated = dict(part.stated)
    if _THAT_SIDE.search(part.plain) and len(reading.stated.get(attributes.SIDE.name, ())) == 1:
        stated.setdefault(attributes.SIDE.name, reading.stated[attributes.SIDE.name])
    side = reading.stated.get(attributes.SIDE.name, ())
    if attributes.SIDE.name not in stated and len(side) == 1 and _limb(part.plain) & _limbs_of_side(reading.plain):
        # "R wrist pain. X-ray: fracture of distal radius": one side is told, of the same limb
        stated[attributes.SIDE.name] = list(side)
    for name, where in _SAID_ONCE.items():
        told = reading.stated.get(name, ())
        if name == attributes.ENCOUNTER.name and len(told) > 1:
            # when to come back is no encounter of today
            told = attributes.ENCOUNTER.read(_COMES_BACK.sub(" ", reading.plain))
        if name not in stated and len(told) == 1 and re.search(where, part.plain):
            stated[name] = list(told)
    return replace(part, stated=stated)


def _limb(text: str) -> set[str]:
    """The limbs whose parts a text names."""
    return {name for name, parts in _LIMBS.items() if parts.search(text)}


def _limbs_of_side(text: str) -> set[str]:
    """The limbs whose parts are named with a side."""
    return {name for found in _SIDED.finditer(text) for name in _limb(found[0])}
