"""A newborn observed for a condition that was ruled out: the line of Z05 for the kind of condition."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from knowledge.wording import spelled_out

_NEWBORN = re.compile(r"\b(?:newborns?|neonate\w*|nb|nursery|nicu|dol ?#?\d+|(?:[1-9]|1\d|2[0-8])[- ]?days?[- ]old|baby|infant)\b")
_WATCHED = (
    r"(?:work(?:ed)?[- ]?-?up|observ\w+|evaluat\w+|monitor\w+|watched|suspect\w*|suspicion|concern\w*|possible|r/o|rule[- ]?out|ruled[- ]out|risk of|risk for|exposed)"
)
_OUT = r"(?:ruled[- ]out|r/o'?e?d|excluded|(?:work-?up|cultures?|labs?|echo|tests?|eval\w*|screens?|ultrasound|eeg|glucoses?|all|studies)\W*(?:\w+ ){0,2}(?:neg\w*|normal|unremarkable|clear)|not (?:confirmed|infected))"
_KINDS = (
    ("Z05.1", r"sepsis|septic|infect\w+|gbs|meningitis|chorio\w*|herpes|hsv|syphilis|covid|bacteremia"),
    ("Z05.0", r"cardiac|heart|murmur|chd|arrhythm\w+|coarctation|ductal"),
    ("Z05.2", r"neuro\w*|seizures?|ivh|hie|encephalopathy"),
    ("Z05.3", r"resp\w*|rds|ttn|pneumothorax|apnea|aspiration|pneumonia"),
    ("Z05.41", r"genetic|chromosom\w*|trisomy|down syndrome"),
    ("Z05.42", r"metabolic|hypoglyc\w*|thyroid|pku|electrolyte\w*"),
    ("Z05.43", r"immun\w+"),
    ("Z05.5", r"bowel|intestinal|gi|malrotation|obstruction|pyloric|nec"),
    ("Z05.6", r"renal|kidney|urinary|hydronephrosis|genit\w+"),
    ("Z05.72", r"hip|ddh|dysplasia|fracture|clavicle|musculoskeletal"),
)  # fmt: skip


def told(codes: Sequence[str], words: Mapping[str, str], plain: str) -> list[str]:
    """The codes with the observation of a newborn for what was ruled out, after the birth, and without the sign or disease itself.

    Source of the rule: Official Guidelines I.C.16.a.6 and the note at Z05 (without signs or symptoms).
    """
    if not _NEWBORN.search(plain) or not re.search(_OUT, plain):
        return list(codes)
    found = next(((code, of) for code, of in _KINDS if re.search(rf"\b{_WATCHED}\b[^.;\n]{{0,40}}\b(?:{of})\b|\b(?:{of})\b[^.;\n]{{0,25}}\b{_OUT}", plain)), None)
    if found is None:
        return list(codes)
    kind, of = found
    held = [
        code
        for code in codes
        if not (code.startswith(("Z05", "Z03", "Z13")) or (code[0] not in "ZQ" and re.search(rf"\b(?:{of})\b", spelled_out(words.get(code, "")))))
    ]
    at = next((n + 1 for n, code in enumerate(held) if code.startswith("Z38")), 0)
    return [*held[:at], kind, *held[at:]]
