"""Units of service: Medically Unlikely Edits, timed therapy, and lines reported twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from knowledge.claims.case import Case, proof
from knowledge.claims.claim import ClaimLine, Finding, Severity
from knowledge.claims.modifiers import DISTINCT

_UNIT_MINUTES = 15
_LEAST_MINUTES = 8
_REPEATS = DISTINCT | {"76", "77", "91", "50", "26", "TC", "RT", "LT"}


def findings(case: Case) -> Iterator[Finding]:
    """Units beyond an edit's, beyond the minutes given, and the same service on two lines."""
    yield from _unlikely(case)
    yield from _timed(case)
    yield from _twice(case)


def figure(value: float) -> str:
    """A number as it is written: 2, or 1.5."""
    return f"{value:g}"


def units(value: float) -> str:
    """A number of units in words: ``1 unit``, ``2 units``."""
    return f"{value:g} unit" if value == 1 else f"{value:g} units"


def _unlikely(case: Case) -> Iterator[Finding]:
    by_code: dict[tuple[str, object], list[tuple[int, ClaimLine]]] = defaultdict(list)
    for n, line, day in case.lines:
        by_code[line.code, day].append((n, line))
    for (code, _), lines in by_code.items():
        day = case.claim.day(lines[0][1])
        held = next(iter(case.library.tables.rows(f"mue-{case.claim.setting}", code, day)), None)
        if held is None:
            continue
        edit = held.row
        # MAI 1 looks at each line, 2 and 3 at all lines of the day together
        groups = [[one] for one in lines] if edit.mai == 1 else [lines]
        for group in groups:
            total = sum(line.units for _, line in group)
            if total <= edit.units:
                continue
            if edit.units == 0:
                yield Finding(
                    severity="error",
                    rule="Medically Unlikely Edit of 0",
                    lines=[n for n, _ in group],
                    codes=[code],
                    says=f"The MUE of {code} is 0 ({edit.rationale or 'no rationale stated'}): no unit is paid in this setting.",
                    mend="Take it off the claim.",
                    modifier_allowed=False,
                    citation=case.row_proof(held, code, "MUE"),
                )
                continue
            over = f"{units(total)} of {code} {'on the line' if edit.mai == 1 else 'on the day'}, and the MUE is {edit.units}"
            yield Finding(
                severity="error" if edit.mai != 3 else "warning",
                rule=f"Medically Unlikely Edit, MAI {edit.mai}",
                lines=[n for n, _ in group],
                codes=[code],
                says=f"{over} (MAI {edit.mai}): {_WORDS[edit.mai]}",
                mend=_MENDS[edit.mai].format(units=edit.units),
                modifier_allowed=edit.mai == 1,
                citation=case.row_proof(held, code, "MUE"),
            )


_WORDS = {
    1: "the line is denied.",
    2: "an absolute limit by policy, which no modifier and no appeal opens.",
    3: "the day is denied unless the record shows that more was done and necessary.",
}
_MENDS = {
    1: "Check the count. Units that were done and needed beyond {units} go on a line of their own with the modifier the record supports.",
    2: "Correct the units to {units} or fewer.",
    3: "Check the count against the record; units that were done and are documented as necessary may be appealed.",
}


def _timed(case: Case) -> Iterator[Finding]:
    """The 8-minute rule, a line at a time and over all timed lines of a day."""
    days: dict[object, list[tuple[int, ClaimLine]]] = defaultdict(list)
    for n, line, day in case.lines:
        if line.minutes is not None and _by_quarter_hours(case, line.code):
            days[day].append((n, line))
    for lines in days.values():
        total = sum(line.minutes or 0 for _, line in lines)
        allowed = _allowed(total)
        billed = sum(line.units for _, line in lines)
        for n, line in lines:
            most = _allowed(line.minutes or 0)
            # a remainder below 8 minutes may join another service's: judged on the day's total below
            if len(lines) == 1 and line.units < most:
                yield _minutes(
                    case,
                    [n],
                    [line],
                    f"{figure(line.minutes or 0)} minutes of {line.code} make {units(most)}, and {units(line.units)} stand on the line.",
                    f"Report {units(most)}.",
                    "warning",
                )
        if billed > allowed:
            codes = ", ".join(dict.fromkeys(line.code for _, line in lines))
            yield _minutes(
                case,
                [n for n, _ in lines],
                [line for _, line in lines],
                f"{figure(total)} timed minutes make {units(allowed)} for {codes}, and {units(billed)} stand on the claim.",
                f"Report {units(allowed)} in all; the service with the most minutes gets the last one.",
                "error",
            )


def _minutes(case: Case, places: list[int], lines: list[ClaimLine], says: str, mend: str, severity: Severity) -> Finding:
    passage = case.library.database.passage("eight-minute-rule/in-short")
    return Finding(
        severity=severity,
        rule="8-minute rule",
        lines=places,
        codes=list(dict.fromkeys(line.code for line in lines)),
        says=says,
        mend=mend,
        citation=proof(passage, "8 to 22 minutes") if passage else None,
    )


def _allowed(minutes: float) -> int:
    return int((minutes + _UNIT_MINUTES - _LEAST_MINUTES) // _UNIT_MINUTES) if minutes >= _LEAST_MINUTES else 0


def _by_quarter_hours(case: Case, code: str) -> bool:
    return any(
        known.code == code and known.counted is not None and known.counted.rule == "eight minutes"
        for article in case.library.articles
        for known in article.codes
    )


def _twice(case: Case) -> Iterator[Finding]:
    for (n, line), (m, other), _ in case.same_day():
        if line.code != other.code:
            continue
        told = (set(line.modifiers) ^ set(other.modifiers)) or (_REPEATS & set(other.modifiers) - {"RT", "LT"})
        if told:
            continue
        yield Finding(
            severity="warning",
            rule="duplicate line",
            lines=[n, m],
            codes=[line.code],
            says=f"{line.code} stands on lines {n} and {m} of one day, and nothing tells the two apart.",
            mend="Put the units on one line, or say by a modifier what the record shows: the other side, or a repeat.",
        )
