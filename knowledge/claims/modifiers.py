"""Modifiers that the fee schedule's indicators rule out, that exclude each other, or that the diagnosis contradicts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from knowledge.claims.case import Case, proof
from knowledge.claims.claim import ClaimLine, Finding, Severity
from knowledge.indicators import POLICY
from knowledge.loaded import Held
from knowledge.tables import FeeScheduleRow

# modifier → the indicator that governs it, and the values under which it is right, wants records, or is wrong
_GOVERNED: dict[str, tuple[str, str, str]] = {
    "50": ("bilateral", "13", ""),
    "62": ("co_surgeon", "2", "1"),
    "66": ("team", "2", "1"),
    **dict.fromkeys(("80", "81", "82", "AS"), ("assistant", "2", "0")),
    "26": ("pctc", "16", ""),
    "TC": ("pctc", "1", ""),
}
_EXCLUDE = (
    {"26", "TC"},
    {"50", "RT"},
    {"50", "LT"},
    {"52", "53"},
    {"22", "52"},
    {"80", "81"},
    {"80", "82"},
    {"81", "82"},
    {"62", "80"},
    {"62", "82"},
    {"62", "66"},
    {"58", "78"},
    {"58", "79"},
    {"78", "79"},
    {"GA", "GZ"},
    {"GY", "GZ"},
    {"76", "77"},
    *({"59", one} for one in ("XE", "XS", "XP", "XU")),
)
# CPT's own modifiers; those of HCPCS Level II are in the file of that name
CPT_MODIFIERS = frozenset(
    str(number)
    for number in (*range(22, 28), 32, 33, 47, *range(50, 60), 62, 63, 66, 73, 74, *range(76, 83), *range(90, 98), 99)
    if number != 94
) | {"P1", "P2", "P3", "P4", "P5", "P6", "1P", "2P", "3P", "8P"}
VISIT_ONLY = frozenset({"24", "25", "27", "57"})
# A distinct service: 59, and what says more than it (NCCI policy manual, chapter I).
DISTINCT = frozenset({"59", "XE", "XP", "XS", "XU"})
RIGHT = frozenset({"RT", "E3", "E4", *(f"F{n}" for n in range(5, 10)), *(f"T{n}" for n in range(5, 10))})
LEFT = frozenset({"LT", "E1", "E2", "FA", "TA", *(f"F{n}" for n in range(1, 5)), *(f"T{n}" for n in range(1, 5))})
_SIDE = re.compile(r"\b(right|left|bilateral)\b", re.IGNORECASE)


def findings(case: Case) -> Iterator[Finding]:
    """Every modifier of the claim that does not go with its code, its neighbours or its diagnosis."""
    for n, line, day in case.lines:
        row = case.fee_schedule(line.code, day)
        for modifier in dict.fromkeys(line.modifiers):
            yield from _form(case, n, line, modifier)
            if row is not None and modifier in _GOVERNED:
                yield from _governed(case, n, line, modifier, row)
            if modifier == "51":
                yield from _multiple(case, n, line, row)
            if modifier in VISIT_ONLY and not is_visit(line.code):
                yield Finding(
                    severity="error",
                    rule=f"modifier {modifier} on a procedure",
                    lines=[n],
                    codes=[line.code],
                    says=f"Modifier {modifier} belongs to a visit, and {line.code} is none.",
                    mend=f"Take modifier {modifier} off {line.code}; where a visit was separate, it goes on the visit.",
                )
        for one, other in combinations(dict.fromkeys(line.modifiers), 2):
            if {one, other} in _EXCLUDE or ({one, other} == {"RT", "LT"} and line.units < 2):
                yield Finding(
                    severity="error",
                    rule="modifiers that exclude each other",
                    lines=[n],
                    codes=[line.code],
                    says=f"Modifiers {one} and {other} on {line.code} say things that exclude each other.",
                    mend="Keep the one the record supports."
                    if {one, other} != {"RT", "LT"}
                    else "Report both sides with modifier 50, or each side on a line of its own, as the payer asks.",
                )
        yield from _side(case, n, line)


def is_visit(code: str) -> bool:
    """Whether a code is an evaluation and management service, an eye visit or a Medicare visit."""
    if code.isdigit():
        return 99202 <= int(code) <= 99499 or 92002 <= int(code) <= 92014
    return code in {"G0402", "G0438", "G0439", "G0463", "G2010", "G2012", "G2250", "G2251", "G2252", "S0285", "T1015"}


def _form(case: Case, n: int, line: ClaimLine, modifier: str) -> Iterator[Finding]:
    known = modifier in CPT_MODIFIERS
    held = case.library.tables.rows("hcpcs", modifier, case.claim.day(line)) if not known else []
    lists = any(case.library.tables.rows("hcpcs", "RT", case.claim.day(line)))
    wrong_form = re.fullmatch(r"[A-Z0-9]{2}", modifier) is None
    ended = held and held[0].row.ended is not None and held[0].row.ended < case.claim.day(line)
    if wrong_form or ended or (not known and not held and (lists or modifier.isdigit())):
        says = (
            f"Modifier {modifier} ended on {held[0].row.ended}."
            if ended
            else f"{modifier} is not a modifier that is known."
        )
        yield Finding(
            severity="error",
            rule="invalid modifier",
            lines=[n],
            codes=[line.code],
            says=says,
            mend="Put the modifier that was meant in its place, or take it off.",
            citation=case.row_proof(held[0], modifier) if ended else None,
        )


def _governed(case: Case, n: int, line: ClaimLine, modifier: str, row: Held[FeeScheduleRow]) -> Iterator[Finding]:
    name, right, with_records = _GOVERNED[modifier]
    value = getattr(row.row, name)
    if modifier == "TC" and value == "6":
        right = "1"
    if not value or value in right:
        return
    severity: Severity = "warning" if value in with_records else "error"
    words = POLICY[name].get(value, "see the record layout")
    label = {"pctc": "PC/TC", "co_surgeon": "co-surgeon"}.get(name, name)
    yield Finding(
        severity=severity,
        rule=f"modifier {modifier} by the {label} indicator",
        lines=[n],
        codes=[line.code],
        says=f"{line.code} has {label} indicator {value}: {words}.",
        mend=f"Send the record that shows the need with modifier {modifier}, or take the modifier off."
        if severity == "warning"
        else f"Take modifier {modifier} off {line.code}.",
        modifier_allowed=severity == "warning",
        citation=case.row_proof(row, line.code),
    )


def _multiple(case: Case, n: int, line: ClaimLine, row: Held[FeeScheduleRow] | None) -> Iterator[Finding]:
    add_on = case.add_on(line.code, case.claim.day(line))
    exempt = row is not None and (row.row.multiple == "0" or row.row.global_days == "ZZZ")
    if not add_on and not exempt:
        return
    why = (
        "is an add-on code"
        if add_on or (row and row.row.global_days == "ZZZ")
        else "is exempt from the multiple procedure rules"
    )
    held = add_on[0] if add_on else row
    yield Finding(
        severity="error",
        rule="modifier 51 on an exempt code",
        lines=[n],
        codes=[line.code],
        says=f"{line.code} {why}, so that modifier 51 does not apply.",
        mend=f"Take modifier 51 off {line.code}.",
        modifier_allowed=False,
        citation=case.row_proof(held, line.code) if held else None,
    )


def _side(case: Case, n: int, line: ClaimLine) -> Iterator[Finding]:
    """A side in the modifier that none of the line's diagnoses has, although all of them have one."""
    given = {"right"} if RIGHT & set(line.modifiers) else set()
    given |= {"left"} if LEFT & set(line.modifiers) else set()
    pointed = case.pointed(line)
    sides = {}
    for code in pointed:
        found = _SIDE.findall(case.library.codebook.status(code, case.claim.day(line)).description)
        sides[code] = {word.lower() for word in found}
    if len(given) != 1 or not sides or not all(sides.values()):
        return
    if any(given <= held or "bilateral" in held for held in sides.values()):
        return
    wrong = ", ".join(sides)
    yield Finding(
        severity="error",
        rule="laterality",
        lines=[n],
        codes=[line.code, *sides],
        says=f"{line.code} is reported for the {given.pop()} side, and {wrong} for the other.",
        mend="Check the side in the record, then correct the modifier or the diagnosis.",
        citation=next((proof(held) for code in sides if (held := case.library.codebook.passage(code))), None),
    )
