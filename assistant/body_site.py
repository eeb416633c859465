"""Places of the body in a record's words: where something is, and what else is said."""

from __future__ import annotations

import re

_PARTS = (
    r"head|scalp|face|facial|forehead|cheeks?|chin|jaw|temple|eyes?|eyelids?|lids?|ears?|nose|nasal|"
    r"lips?|mouth|tongue|neck|throat|chest(?: wall)?|breasts?|back|flank|"
    r"abdom\w+(?: wall)?|groin|buttocks?|sacr\w+|coccyx|hips?|thighs?|knees?|legs?|cal(?:f|ves)|"
    r"shins?|ankles?|feet|foot|heels?|toes?|great toe|shoulders?|arms?|upper arm|elbows?|"
    r"forearms?|wrists?|hands?|palms?|fingers?|thumbs?|(?:index|middle|ring|little|small) finger|"
    r"trunk|axilla|lower (?:leg|limb|extremity)|upper (?:limb|extremity)|"
    r"femur|tibia|fibula|humerus|radius|ulna|ribs?|od|os|ou|(?:cervical|thoracic|lumbar|lumbosacral)(?= )"
)
_SIDES = r"right|left|bilateral|both|rt|lt|r|l"
_WHERE = (
    rf"(?:(?:{_SIDES})\b\.? )?(?:(?:upper|lower|medial|lateral|outer|inner|distal|proximal|dorsal|"
    rf"plantar|posterior|anterior|dorsum of|sole of)\b )*(?:{_PARTS})\b(?: wall)?"
)
_PLACE = re.compile(rf"\b{_WHERE}", re.IGNORECASE)
_FROM = re.compile(rf"\b(?:from|off)(?: (?:of|the|his|her|an?))* {_WHERE}", re.IGNORECASE)
_SIDE = re.compile(rf"\b(?:{_SIDES})\b\.?", re.IGNORECASE)
# What qualifies a condition and names none.
_QUALIFYING = re.compile(
    r"\b(?:stage|grade|type|degree|mild|moderate|severe|indeterminate|early|late|acute|chronic|"
    r"initial|subsequent|the|of|and|in|at|on|is|was|a|an|to|with|"
    r"\d+[a-d]?|i{1,3}|iv|unstageable|eschar|slough|first|second|third|1st|2nd|3rd|side|sided|eye|"
    r"stable|healing|new)\b",
    re.IGNORECASE,
)


def of(text: str) -> str:
    """The first place a text names, with its side; empty where it names none."""
    found = _PLACE.search(text)
    return found[0].strip() if found else ""


def without_source(text: str) -> str:
    """The text without the place that something was taken from: *excised from the left forearm* tells of no cause."""
    return _FROM.sub(" ", text)


def rest(text: str) -> list[str]:
    """The words of a text that are neither a place nor a side nor qualify what is there: those that may name a condition."""
    bare = _QUALIFYING.sub(" ", _SIDE.sub(" ", _PLACE.sub(" ", text)))
    return re.findall(r"[A-Za-z][A-Za-z'-]+", bare)
