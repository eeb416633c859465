"""The codes of a mother's record of a delivery: its outcome, the conditions as of childbirth, and the normal delivery where nothing else is told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant import pregnant
from knowledge.library import Library
from knowledge.records import Entry
from knowledge.rules import pregnancy
from knowledge.wording import content_tokens, spelled_out

_DELIVERED = re.compile(
    r"\b(?:vag(?:inal)?|spontaneous|cesarean|c[- ]?section|forceps|vacuum|breech|repeat|term|preterm|normal)(?:[- ]assisted)? (?:\w+ )?(?:deliver(?:y|ed)|birth)\b|"
    r"\bdelivered\b|\bdelivery\b|\b(?:n?svd|nsvd|vbac)\b|\b(?:repeat|primary|elective|scheduled|emergency) (?:c[- ]?section|cesarean|cs|ltcs)\b"
)
_BEFORE_OR_AFTER = re.compile(
    r"\bpost-?partum (?:visit|check|exam|f/?u|follow)|\bdelivered(?: \w+){0,4} (?:days?|weeks?|wks?|months?) ago|\b(?:weeks?|wks?|days?|months?) (?:post|after|since|pp)\b|\b(?:prior|previous|last|before) (?:vaginal |cesarean )?deliver|"
    r"\bprenatal visit|\bob visit|\b(?:plan\w*|scheduled|await\w*|for) (?:a |the )?(?:induc\w+|delivery)"
)
_BABY = re.compile(r"\b(?:newborn|neonate|nb|nursery|baby'?s? (?:chart|codes?|dx|record)|infant'?s)\b")
_SECTION = re.compile(r"\bc[- ]?section|\bcesarean|\bltcs\b|\bcs\b|\bc/s\b")
_EARLIER_SECTION = re.compile(r"\b(?:prior|previous|prev|hx of|history of|earlier) (?:\w+ ){0,3}?(?:c[- ]?section|cesarean|cs|c/s|(?:uterine )?scar)\b|\bvbac\b")
# the scar of an earlier section, by the kind of incision
_SCARS = (("O34.211", re.compile(r"\blow(?:er)?[- ]transverse\b|\bltcs\b")), ("O34.212", re.compile(r"\bvertical\b|\bclassical\b")))
_INSTRUMENT = re.compile(r"\bforceps\b|\bvacuum\b")
_DEAD, _LIVE = re.compile(r"\bstill-?(?:born|birth)"), re.compile(r"\blive[- ]?(?:born|birth|infant|bab)|\bliving\b|\bsingle (?:live|healthy)|\bhealthy (?:baby|infant|boy|girl|newborn)|\blive\b")
_TWINS, _TRIPLETS = re.compile(r"\btwins?\b"), re.compile(r"\btriplets?\b")
# what a clause says of the delivery itself and its outcome
_OF_IT = re.compile(
    r"\b(?:\d{1,2} ?(?:w(?:ee)?ks?|w\d?d?|weeks? \d d(?:ays?)?)(?: ?\d ?d)?|\d ?d(?:ays?)?|at|vag(?:inal(?:ly)?)?|spontaneous|term|normal|deliver(?:y|ed)|birth|n?svd|nsvd|single|one|live(?:-?born)?|alive|"
    r"living|healthy|baby|infant|boy|girl|male|female|intact perineum|uncomplicated|no complications|without complications|repeat|primary|c[- ]?section|cesarean|ltcs|both born|by|mom'?s?|mother'?s?|\d|and|with|of|in|was|is|a|an|the|her|for)\b"
)
_FULL_TERM = range(37, 43)
_NORMAL, _SECTION_ALONE = "O80", "O82"
# what belongs to the encounter of the delivery alone
ONLY_THEN = ("O80", "O82", "Z37")


def is_told(plain: str, codes: Sequence[str]) -> bool:
    """Whether a text is of a mother who is delivered in this encounter."""
    mother = pregnant.weeks_pregnant(plain) is not None or any(code.startswith(("O", "Z37")) for code in codes) or _LIVE.search(plain) is not None
    later = _BEFORE_OR_AFTER.search(plain) is not None or (pregnant.is_after_delivery(plain) and _outcome(plain) == "")
    return mother and _DELIVERED.search(plain) is not None and not (later or _BABY.search(plain))


def only(words: str) -> bool:
    """Whether a clause tells nothing but the delivery and its outcome."""
    plain = spelled_out(words)
    rest = _OF_IT.sub(" ", plain)
    return (_DELIVERED.search(plain) is not None or _LIVE.search(plain) is not None) and not content_tokens(rest)


def on_record(codes: Sequence[str], plain: str, library: Library) -> list[str]:
    """The codes with those of chapter 15 as of childbirth, the outcome, and a code of delivery where no other is left.

    Source of the rules: Official Guidelines I.C.15.a.3 (childbirth before trimester), I.C.15.n (O80 stands alone), I.C.15.b.5 (Z37).
    """
    held = [of_childbirth(code, library) for code in codes if not code.startswith(("Z38", "Z34", "Z33", _NORMAL))]
    weeks = pregnant.weeks_pregnant(plain)
    if _EARLIER_SECTION.search(plain) and not any(code.startswith("O34.2") for code in held):
        held = [next((line for line, pattern in _SCARS if pattern.search(plain)), "O34.219"), *held]
    if _TWINS.search(plain) and not any(code.startswith("O30") for code in held):
        held = [f"O30.00{pregnancy.trimester(weeks) if weeks else '9'}", *held]
    if not any(code.startswith("O") for code in held):
        section = _SECTION.search(plain) is not None and not _EARLIER_SECTION.search(plain)
        normal = not (_INSTRUMENT.search(plain) or _DEAD.search(plain)) and (weeks is None or weeks in _FULL_TERM)
        held = [_SECTION_ALONE, *held] if section else [_NORMAL, *held] if normal else held
    outcome = _outcome(plain)
    if outcome:
        held = [code for code in held if not code.startswith("Z37")]
        at = next((n for n, code in enumerate(held) if code.startswith("Z3A")), len(held))
        held.insert(at, outcome)
    return held


def _outcome(plain: str) -> str:
    """The code of the outcome told; empty where none is."""
    dead, live = _DEAD.search(plain) is not None, _LIVE.search(plain) is not None
    if _TWINS.search(plain):
        return ("Z37.3" if live else "Z37.4") if dead else "Z37.2"
    if _TRIPLETS.search(plain):
        return ("Z37.61" if live else "Z37.7") if dead else "Z37.51"
    return "Z37.1" if dead else "Z37.0" if live else ""


def of_childbirth(code: str, library: Library) -> str:
    """The line for childbirth in place of one for the pregnancy, where the list has it: anemia complicating childbirth."""
    entry = library.codebook.entry(code)
    if entry is None or code[0] != "O" or "childbirth" in entry.title.lower() or "puerperium" in entry.title.lower():
        return code
    return next(_beside(entry, library), code)


def _beside(entry: Entry, library: Library) -> Iterator[str]:
    """The lines of full length for childbirth beside an entry or beside one above it, within its category."""
    line = [one for one in library.codebook.line(entry) if len(one.code) > 3 and one.code[0] == "O" and "-" not in one.code]
    for one in line:
        for other in library.codebook.children(one.parent or ""):
            if "childbirth" not in other.title.lower() or other.code == one.code:
                continue
            alike = f"{other.code}{entry.code[-1]}"
            children = [child.code for child in library.codebook.children(other.code)]
            if not children or alike in children:
                yield alike if children else other.code
