"""The diagnosis codes of one record as one list: joined by the guidelines, thinned, and in the order they are reported."""

from __future__ import annotations

import re

from assistant import attributes, pregnant
from assistant.decision import delivery
from assistant.decision.diagnose import underlying
from assistant.evidence import EXTERNAL_CAUSES
from assistant.question import Reading
from knowledge import code_format
from knowledge.library import Library
from knowledge.records import Entry, Level, NoteKind
from knowledge.rules import combinations, diabetic_nerves, pregnancy, stroke_sequelae, symptoms
from knowledge.rules.code_ranges import CodeRange, ranges

# Injury of no site, and illness of no kind: nothing where anything else is told.
NOWHERE = ("T14", "T07", "R69", "R68.89", "B99.9")
# What a visit is for stands first.
_REASON = (
    *("Z00", "Z01", "Z02", "Z04", "Z08", "Z09", "Z11", "Z12", "Z13", "Z34", "Z38", "Z39", "Z51.0", "Z51.1"),
    *(f"Z{number}" for number in range(42, 53) if number != 50),
)
_BEFORE_ITS_HARM = ("T85.61", "T85.62", "T85.63", "T81.40", "T81.41", "T81.42", "T81.43", "T81.49")
_SEVENTH = re.compile(r"7th character ([A-Z])\b")
_SYSTEMIC = ("A40", "A41", "B20")
_KIDNEY_STAGE = re.compile(r"\b(?:ckd|kidney disease|stage)\W{0,3}(?:stage )?(\d)[ab]?\b")
_GRAVIDA = re.compile(r"\bg(\d) ?p\d")
_HARMED = re.compile(r"T(?:3[6-9]|4\d|50)\.\w{2}5|T(?:3[6-9]|4\d|50)\.\wX5")
_POISONING = re.compile(r"T(?:3[6-9]|4\d|50)\.\w{3,4}")


def reported(codes: list[str], reading: Reading, library: Library) -> tuple[list[str], list[combinations.Joined]]:
    """The codes to report for the codes of single problems, first-listed first; and what was joined by which rule."""
    # a level of hypoglycemia is a figure that the record gives
    levels = "level" in reading.plain
    codes = [code if levels or not code.startswith("E16.A") else "E16.2" for code in codes]
    told = list(dict.fromkeys(codes))
    told = [code for code in told if not code.startswith(NOWHERE)] or told
    if attributes.after_stroke(reading.plain):
        told = stroke_sequelae.sequelae(told)
    told, rules = combinations.apply(_most_specific(_of_stage_told(told, reading), library))
    told = [diabetic_nerves.told(code, reading.plain) for code in told]
    told = _without_symptoms(_with_underlying(told, library), library)
    if any(code.startswith("Z38") for code in told):
        # the mother's codes are none of her child's record (I.C.16.a.1)
        told = [code for code in told if not code.startswith(("O", "Z37", "Z3A"))]
    elif delivery.is_told(reading.plain, told):
        told = delivery.on_record(_of_pregnancy(told, reading), reading.plain, library)
    elif pregnant.is_after_delivery(reading.plain) and not any(code.startswith("Z34") for code in told):
        # what is said of her baby is none of hers
        told = pregnancy.after_delivery([code for code in told if not code.startswith((*delivery.ONLY_THEN, "P"))])
    elif pregnant.is_pregnant(reading.plain):
        told = _of_pregnancy(told, reading)
    return _in_order(_without_conflicts(told, library), library), [rule for rule in rules if rule.code in told]


def _with_underlying(codes: list[str], library: Library) -> list[str]:
    """With the one code that a Code first note names outright, as COVID-19 before its pneumonia."""
    out = list(codes)
    for code in codes:
        first = underlying(code, library)
        if first is not None and first not in out:
            out.insert(out.index(code), first)
    return out


def _of_pregnancy(codes: list[str], reading: Reading) -> list[str]:
    """The codes of a pregnant patient with chapter 15 before the others, where the trimester is known, and the weeks."""
    weeks = pregnant.weeks_pregnant(reading.plain)
    told = reading.stated.get(attributes.TRIMESTER.name, [])
    number = pregnancy.trimester(weeks) if weeks is not None else next(
        (str(n) for n, name in enumerate(attributes.TRIMESTER.values, 1) if name in told), None
    )
    codes = [code for code in codes if code[0] != "P"]
    gravida = _GRAVIDA.search(reading.plain)
    if gravida:
        kind = "Z34.0" if gravida[1] == "1" else "Z34.8"
        codes = [f"{kind}{code[-1]}" if code.startswith("Z34.9") else code for code in codes]
    held = pregnancy.complicating(codes, number) if number else codes
    if weeks is not None and not any(code.startswith("Z3A") for code in held):
        held.append(pregnancy.weeks_code(weeks))
    return held


def _of_stage_told(codes: list[str], reading: Reading) -> list[str]:
    """Of several stages of chronic kidney disease the one whose number stands beside it: the 2 of type 2 diabetes is none."""
    stages = [code for code in codes if code.startswith("N18") and code[4] in "12345"]
    told = {found[1] for found in _KIDNEY_STAGE.finditer(reading.plain)}
    held = [code for code in stages if code[4] in told]
    return [code for code in codes if code not in stages or code in held] if len(stages) > 1 and held else codes


def _most_specific(codes: list[str], library: Library) -> list[str]:
    """Without a code that another of its category says more of: heart failure beside acute on chronic diastolic failure."""
    kept = []
    for code in codes:
        if code.startswith("N18") and code != "N18.6" and "N18.6" in codes:
            continue
        entry = library.codebook.entry(code)
        vague = entry is not None and ("unspecified" in entry.title.lower() or code.endswith(".9"))
        within = _left_open(entry, library) if vague and entry is not None else code
        if vague and any(other != code and other.startswith(within) for other in codes):
            continue
        kept.append(code)
    return kept


def _left_open(entry: Entry, library: Library) -> str:
    """The line within which an unspecified line says no more: fluid overload for its unspecified kind, and not all of the category."""
    above = library.codebook.entry(entry.parent or "")
    while above is not None and len(above.code) > 3 and any(word in above.title.lower() for word in ("unspecified", "other")):
        above = library.codebook.entry(above.parent or "")
    return above.code if above is not None and above.code[0] == entry.code[0] and "-" not in above.code else entry.code[:3]


def _without_symptoms(codes: list[str], library: Library) -> list[str]:
    """Without signs that a disease explains (I.B.5), unless its own note asks for them: nocturia with an enlarged prostate."""
    diseases = [code for code in codes if code[0] not in f"RZ{EXTERNAL_CAUSES}"]
    asked_for = [
        part
        for code in diseases
        if (entry := library.codebook.entry(code)) is not None
        for _, _, note in library.codebook.inherited_notes(entry, NoteKind.USE_ADDITIONAL)
        for part in ranges(note)
    ]

    def named_in_note(code: str) -> str:
        # what the note calls retention of urine is its own line of that category, where the record's words leave it open
        alike = {code_format.dotted(part.first) for part in asked_for if part.first == part.last and part.first[:3] == code[:3]}
        return next(iter(alike)) if code.endswith(".9") and len(alike) == 1 and code[0] == "R" else code

    told = [named_in_note(code) for code in codes]
    return [
        code
        for code in dict.fromkeys(told)
        if any(part.covers(code) for part in asked_for) or not symptoms.is_explained(code, diseases)
    ]


def _without_conflicts(codes: list[str], library: Library) -> list[str]:
    """Without a code that an Excludes1 note bars beside one that says more."""
    kept: list[str] = []
    for code in codes:
        barred = next(
            (
                other
                for other in kept
                for found in library.codebook.excludes(code, other)
                if found.kind is NoteKind.EXCLUDES1 and _is_meant(found.note, code, other)
            ),
            None,
        )
        if barred is None:
            kept.append(code)
        elif _vague(barred, library) and not _vague(code, library):
            kept[kept.index(barred)] = code
    return kept


def _is_meant(note: str, code: str, other: str) -> bool:
    """Whether an Excludes note that speaks of one 7th character, as that of an open fracture, speaks of one of two codes."""
    told = _SEVENTH.search(note)
    return told is None or told[1] in {code[7:], other[7:]}


def _vague(code: str, library: Library) -> bool:
    entry = library.codebook.entry(code)
    return entry is not None and ("unspecified" in entry.title.lower() or entry.code[0] in "RZ")


def _in_order(codes: list[str], library: Library) -> list[str]:
    """First-listed first: what a Code first note puts before, then systemic infection and pregnancy, factors and causes last."""

    def rank(code: str) -> int:
        if code.startswith(_BEFORE_ITS_HARM):
            # a pump that failed before what its insulin did, an infected wound before its sepsis (I.C.4.a.5, I.C.1.d.5.b)
            return -1
        if code[0] in EXTERNAL_CAUSES:
            return 5
        if code.startswith(_REASON):
            return 0
        if code[0] == "Z":
            return 4
        if _POISONING.match(code):
            return 3 if code.replace(".", "")[4:6].strip("X")[-1:] in {"5", "6"} else 0
        return 1 if code.startswith(_SYSTEMIC) or code[0] == "O" else 2

    factors_only = all(code[0] in f"Z{EXTERNAL_CAUSES}" for code in codes)
    held = codes if factors_only else sorted(codes, key=rank)
    for _ in held:
        for n, code in enumerate(held):
            entry = library.codebook.entry(code)
            notes = library.codebook.inherited_notes(entry, NoteKind.CODE_FIRST) if entry is not None else ()
            told = [(note, part) for at, _, note in notes if at.level is not Level.CHAPTER for part in ranges(note)]
            later = next((m for m in range(n + 1, len(held)) if any(_goes_before(held[m], note, part) for note, part in told)), None)
            if later is not None:
                held = [*held[:n], held[later], *held[n:later], *held[later + 1 :]]
                break
        else:
            break
    return held


def _goes_before(code: str, note: str, part: CodeRange) -> bool:
    """Whether a Code first note speaks of a code: one on poisoning speaks of no adverse effect of a drug of the same lines."""
    return part.covers(code) and not ("poisoning" in note and _HARMED.match(code) is not None)
