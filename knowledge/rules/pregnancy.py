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
    chapter: list[str] = []
    own: list[str] = []
    for code in codes:
        if code in _WHOLE:
            chapter.append(_WHOLE[code])
            continue
        found = next((row for row in _CHAPTER_15 if code.startswith(row[0])), None)
        if found is None or code.startswith(("O", "Z3A")):
            own.append(code)
            continue
        _, stem, stays = found
        if f"{stem}{trimester_}" not in chapter and not _said_already(stem, codes):
            chapter.append(f"{stem}{trimester_}")
        if stays:
            own.append(code)
    already = [code for code in own if code.startswith("O")]
    return [*already, *chapter, *(code for code in own if not code.startswith("O"))]


def _said_already(stem: str, codes: Sequence[str]) -> bool:
    return any(code.startswith(stem[:3]) and code.startswith("O") and stem[:3] not in {"O98", "O99"} for code in codes)
