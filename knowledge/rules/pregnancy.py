"""Conditions of a pregnant patient: chapter 15 codes before those of the other chapters, and the weeks."""

from __future__ import annotations

from collections.abc import Sequence

# by the code of the condition: the chapter 15 code without its trimester, and whether the condition's own code stays
# (use additional code, notes at O10 to O99); the first that fits counts
_CHAPTER_15: tuple[tuple[tuple[str, ...], str, bool], ...] = (
    (("I10",), "O10.01", False),
    (("I11",), "O10.11", True),
    (("I12",), "O10.21", True),
    (("I13",), "O10.31", True),
    (("E10",), "O24.01", True),
    (("E11",), "O24.11", True),
    (("N10", "N11", "N12"), "O23.0", False),
    (("N30",), "O23.1", False),
    (("N34",), "O23.2", False),
    (("N39.0",), "O23.4", False),
    (("A15", "A16", "A17", "A18", "A19"), "O98.01", True),
    (("A50", "A51", "A52", "A53"), "O98.11", True),
    (("A54",), "O98.21", True),
    (("B15", "B16", "B17", "B18", "B19"), "O98.41", True),
    (("B20", "Z21"), "O98.71", True),
    (("U07.1", "B0", "B1", "B2", "B3"), "O98.51", True),
    (("A", "B"), "O98.81", True),
    (("D5", "D60", "D61", "D62", "D63", "D64"), "O99.01", True),
    (("D65", "D66", "D67", "D68", "D69", "D7", "D8"), "O99.11", True),
    (("E66",), "O99.21", True),
    (("E",), "O99.28", True),
    (("F10",), "O99.31", True),
    (("F17",), "O99.33", True),
    (("F11", "F12", "F13", "F14", "F15", "F16", "F18", "F19"), "O99.32", True),
    (("F",), "O99.34", True),
    (("G",), "O99.35", True),
    (("I",), "O99.41", True),
    (("J",), "O99.51", True),
    (("K",), "O99.61", True),
    (("L",), "O99.71", True),
)
# by the code of the condition: the line of the puerperium it has of its own, and whether the condition's code stays
_PUERPERIUM: tuple[tuple[tuple[str, ...], str, bool], ...] = (
    (("N61.0",), "O91.22", False),
    (("N61.1",), "O91.12", False),
    (("N39.0",), "O86.20", False),
    (("N10", "N11", "N12"), "O86.21", False),
    (("N30",), "O86.22", False),
    (("I82.4", "I82.5"), "O87.1", True),
    (("K64",), "O87.2", False),
    (("D62",), "O90.81", True),
    (("D64.9",), "O90.81", False),
)
# stems of one more character, whose lines for the puerperium end in 5; those of the others end in 3
_ENDS_IN_5 = ("O99.2", "O99.3")
# carrier states that complicate a pregnancy, which know no trimester
_WHOLE = {"Z22.330": "O99.820"}
_FIRST_WEEKS, _SECOND_WEEKS, _LAST_WEEK = 14, 28, 42


def trimester(weeks: int) -> str:
    """The trimester of a completed week, as codes count it (chapter 15 note): 1, 2 or 3."""
    return "1" if weeks < _FIRST_WEEKS else "2" if weeks < _SECOND_WEEKS else "3"


def weeks_code(weeks: int) -> str:
    """The code of the weeks of gestation (Z3A)."""
    if weeks < 8:
        return "Z3A.01"
    return f"Z3A.{weeks:02}" if weeks <= _LAST_WEEK else "Z3A.49"


def complicating(codes: Sequence[str], trimester_: str) -> list[str]:
    """The codes of a pregnant patient: each condition with its chapter 15 code before it, or in its place.

    Source of the rule: Official Guidelines I.C.15.a.1; a provider who documents that the pregnancy is incidental is not
    read here.
    """
    return _before_the_others(codes, tuple((of, f"{stem}{trimester_}", stays) for of, stem, stays in _CHAPTER_15))


def after_delivery(codes: Sequence[str]) -> list[str]:
    """The codes of a patient in the puerperium: each condition with its chapter 15 code before it, or in its place.

    Source of the rule: Official Guidelines I.C.15.a.1 and I.C.15.o, and the lines of O85 to O92 and O98 to O99.
    """
    lines = tuple(
        (of, f"{stem}5" if stem.startswith(_ENDS_IN_5) else f"{stem[:-1]}3", stays) for of, stem, stays in _CHAPTER_15 if stem[:3] != "O23"
    )
    return _before_the_others(codes, (*_PUERPERIUM, *lines))


def _before_the_others(codes: Sequence[str], lines: Sequence[tuple[tuple[str, ...], str, bool]]) -> list[str]:
    chapter: list[str] = []
    own: list[str] = []
    for code in codes:
        if code in _WHOLE:
            chapter.append(_WHOLE[code])
            continue
        found = next((row for row in lines if code.startswith(row[0])), None)
        # mental disorders of the puerperium have their own category (O99.34 is of F01 to F52 and F54 to F99)
        if found is None or code.startswith(("O", "Z3A", "F53")):
            own.append(code)
            continue
        _, line, stays = found
        if line not in chapter and not _said_already(line, codes):
            chapter.append(line)
        if stays:
            own.append(code)
    already = [code for code in own if code.startswith("O")]
    return [*already, *chapter, *(code for code in own if not code.startswith("O"))]


def _said_already(stem: str, codes: Sequence[str]) -> bool:
    return any(code.startswith(stem[:3]) and code.startswith("O") and stem[:3] not in {"O98", "O99"} for code in codes)
