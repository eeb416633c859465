"""The place, side and depth of the one ulcer of a leg that a record tells, whichever of its clauses tells them (L97)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.attributes import SIDE

_ULCER = re.compile(r"\bulcer\w*|\bwound\b|\bsore\b")
# The subcategory of L97 for each place, the narrower first, with the digit that I83 and I70 give it.
_PLACES = (
    ("4", "4", re.compile(r"\bheels?\b|\bmid-?foot\b|\bcalcane\w+")),
    ("3", "3", re.compile(r"\bankles?\b|\bmalleol\w+")),
    ("2", "2", re.compile(r"\bcal(?:f|ves)\b|\bgastrocnem\w+")),
    ("1", "1", re.compile(r"\bthighs?\b")),
    ("5", "5", re.compile(r"\b(?:toes?|hallux|forefoot|metatars\w+|plantar|ball of|dors\w+ (?:of )?(?:the )?foot|(?:foot|feet)(?! (?:ulcer|infect|care|exam))|great toe|mtp|mth)\b")),
    # the shin is of the calf's line in L97 alone
    ("2", "", re.compile(r"\bshins?\b|\bpre-?tibial\b")),
)
# How deep it goes, the deeper first; what is denied is no depth.
_NOT = r"(?<!no )(?<!without )(?<!not )"
_DEPTHS = (
    ("4", re.compile(rf"{_NOT}\bnecrosis of (?:the )?bone|\bbone necrosis|\bnecrotic bone")),
    ("6", re.compile(r"\b(?:down )?to (?:the )?bone\b|\b(?<!no )(?<!not )(?:exposed bone|bone (?:is |was )?(?:exposed|visible|involv\w+))(?! (?:not|excluded))|\bprobes to bone")),
    ("3", re.compile(rf"{_NOT}\bnecrosis of (?:the )?muscle|\bmuscle necrosis|\bnecrotic muscle")),
    ("5", re.compile(r"\b(?:down )?to (?:the )?muscle\b|\b(?<!no )(?:exposed muscle|muscle (?:is |was )?(?:exposed|visible|involv\w+))|\bmuscle involvement")),
    ("2", re.compile(r"\bfat\b|\bsub-?cutaneous\b|\bsub-?q\b|\bfull[- ]thickness\b")),
    ("1", re.compile(r"\b(?:limited to|only) (?:the )?(?:breakdown of )?(?:the )?skin\b|\bskin breakdown\b|\bbreakdown of (?:the )?skin\b|\bsuperficial\b|\bpartial[- ]thickness\b")),
)
_OF_PRESSURE, _STAGE = re.compile(r"L89\.\d\d9"), re.compile(r"\bstage ?([1-4])\b|\b(unstageable)\b")
_DENIED = re.compile(r"\b(?:no|not|without|denies|never) [^,.;\n]*|\bbone not \w+")
_CALLS_FOR_ONE = re.compile(r"I83\.[02]|E(?:08|09|10|11|13)\.62[12]|I70\.[2-7][34]|I87\.[13][13]")
_VARICOSE = re.compile(r"I83\.[02][0129]\d")


def placed(codes: Sequence[str], plain: str) -> list[str]:
    """The codes with the one ulcer of a leg at the place, side and depth that the record tells in any clause.

    Source: the titles of L97, and the instructions at E11.62, I83.0 and I70.23 to use it for the severity. Where the record
    tells two places, each ulcer keeps what its own clause says.
    """
    ulcers = [code for code in codes if code.startswith("L97")]
    if len(ulcers) > 1 or not _ULCER.search(plain) or not (ulcers or any(_CALLS_FOR_ONE.match(code) for code in codes)):
        return list(codes)
    told = _DENIED.sub(" ", plain)
    places = [(line, digit) for line, digit, pattern in _PLACES if pattern.search(told)]
    # the foot of a heel ulcer is no second place
    places = [place for place in places if not (place[0] == "5" and any(other[0] == "4" for other in places))]
    depth = next((digit for digit, pattern in _DEPTHS if pattern.search(told if digit in "46" else plain)), "9")
    own = ulcers[0] if ulcers else ""
    sides = SIDE.read(plain)
    side = "1" if sides == ["right"] else "2" if sides == ["left"] else own[5:6] or "0"
    if len(places) > 1 or (not places and not own):
        return list(codes)
    line, digit = places[0] if places else (own[4], "")
    # what its own clause tells of the depth holds
    depth = own[6] if own[6:] not in {"", "9"} else depth
    ulcer = f"L97.{line}{side}{depth}"
    out = [ulcer if code == own else _of_veins(code, side, digit) for code in codes]
    if not own:
        at = next(n for n, code in enumerate(out) if _CALLS_FOR_ONE.match(code)) + 1
        out.insert(at, ulcer)
    return out


def _of_veins(code: str, side: str, digit: str) -> str:
    """The line of varicose veins for the side and place of their ulcer; another code as it is."""
    if not _VARICOSE.match(code):
        return code
    return f"{code[:5]}{side if side != '0' else code[5]}{digit or code[6]}"


def staged(codes: Sequence[str], plain: str) -> list[str]:
    """The codes with the one pressure ulcer of no stage at the one stage that the record tells in another clause."""
    told = {stage or "0" for stage, _ in _STAGE.findall(plain)}
    open_ = [code for code in codes if _OF_PRESSURE.match(code)]
    if len(told) != 1 or len(open_) != 1 or sum(code.startswith("L89") for code in codes) > 1:
        return list(codes)
    return [f"{code[:6]}{next(iter(told))}" if code in open_ else code for code in codes]
