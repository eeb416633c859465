"""Codes that cannot be reported on the day: not valid, deleted, not yet valid, not to full length."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge import look_ups
from knowledge.claims.case import Case, proof
from knowledge.claims.claim import Finding, Severity
from knowledge.codebook import CodeStatus, Standing
from knowledge.records import System

_MOST_POINTERS = 4
_MOST_DIAGNOSES = 12
_BARRED = frozenset({Standing.UNKNOWN, Standing.EXPIRED, Standing.NOT_YET, Standing.HEADER})


def findings(case: Case) -> Iterator[Finding]:
    """Every diagnosis and procedure code that does not stand on its day, and pointers that lead nowhere."""
    for code in case.claim.diagnoses:
        yield from _code(case, code, case.claim.date, [], System.ICD10CM)
    for n, line, day in case.lines:
        yield from _code(case, line.code, day, [n], System.CPT)
        lost = [point for point in line.pointers if not 0 < point <= len(case.claim.diagnoses)]
        if lost:
            yield Finding(
                severity="error",
                rule="diagnosis pointer",
                lines=[n],
                codes=[line.code],
                says=f"Line {n} points to diagnosis {', '.join(map(str, lost))}, and the claim has {len(case.claim.diagnoses)}.",
                mend="Point the line to the diagnosis that made the service necessary.",
            )
        if len(line.pointers) > _MOST_POINTERS:
            yield Finding(
                severity="error",
                rule="diagnosis pointer",
                lines=[n],
                codes=[line.code],
                says=f"Line {n} points to {len(line.pointers)} diagnoses, and a professional claim line takes {_MOST_POINTERS}.",
                mend="Keep the four that best explain the service.",
            )
    if len(case.claim.diagnoses) > _MOST_DIAGNOSES and case.claim.setting == "practitioner":
        yield Finding(
            severity="error",
            rule="number of diagnoses",
            lines=[],
            codes=case.claim.diagnoses[_MOST_DIAGNOSES:],
            says=f"The claim has {len(case.claim.diagnoses)} diagnoses, and a professional claim takes {_MOST_DIAGNOSES}.",
            mend="Keep the diagnoses that the lines point to.",
        )


def _code(case: Case, code: str, day: date, lines: list[int], wanted: System) -> Iterator[Finding]:
    codebook = case.library.codebook
    status = codebook.status(code, day)
    if (status.system is System.ICD10CM) != (wanted is System.ICD10CM) and status.standing is not Standing.UNKNOWN:
        place = "diagnosis" if wanted is System.ICD10CM else "service line"
        yield Finding(
            severity="error",
            rule="code system",
            lines=lines,
            codes=[code],
            says=f"{code} is a {status.system} code and stands as a {place}.",
            mend=f"Put a code of the right system in place of {code}.",
        )
        return
    if status.standing is Standing.NOT_LOADED:
        yield Finding(
            severity="info",
            rule="code validity cannot be told",
            lines=lines,
            codes=[code],
            says=f"{code} is in no table that is loaded, so that its validity on {day} cannot be told.",
            mend="Load the current tables: `codecite library fetch fee-schedule` and `codecite library fetch hcpcs`.",
        )
    if status.standing in _BARRED:
        severity, rule, says, mend = _words(case, status, code, day)
        yield Finding(
            severity=severity,
            rule=rule,
            lines=lines,
            codes=[code],
            says=says,
            mend=mend,
            citation=proof(look_ups.validity(codebook, code, day)),
        )


def _words(case: Case, status: CodeStatus, code: str, day: date) -> tuple[Severity, str, str, str]:
    codebook = case.library.codebook
    if status.standing is Standing.HEADER and status.entry is not None:
        full = codebook.full_codes(status.entry)
        if full and full[0][1]:
            chars = ", ".join(char for _, char, _ in full)
            return (
                "error",
                "7th character missing",
                f"{code} needs a 7th character, one of {chars}.",
                f"Add the 7th character of the encounter, filled up with X: {full[0][0]} for example.",
            )
        return (
            "error",
            "not to full length",
            f"{code} is a header and not a code to report.",
            "Report the code beneath it that the record supports: "
            + ", ".join(child.code for child in codebook.children(status.entry.code)[:8])
            + ".",
        )
    entry = codebook.entry(code) if status.system is System.ICD10CM else None
    full = codebook.full_codes(entry) if entry is not None and status.standing is Standing.UNKNOWN else ()
    if entry is not None and full and len(code.replace(".", "")) == 7 and full[0][1]:
        chars = ", ".join(char for _, char, _ in full)
        return (
            "error",
            "7th character wrong",
            f"{code[-1]} is not a 7th character of {entry.code}, which takes {chars}.",
            "Take the 7th character of the encounter from the list of the code.",
        )
    if entry is not None and full and not full[0][1] and code != entry.code:
        return (
            "error",
            "invalid code",
            f"{code} is not a valid code: {entry.code} takes no further character.",
            f"Report {entry.code} if that is what the record says.",
        )
    rule = {Standing.EXPIRED: "deleted code", Standing.NOT_YET: "not yet valid"}.get(status.standing, "invalid code")
    near = codebook.nearest(code, day) if status.standing is Standing.UNKNOWN else codebook.replacements(code, day)
    mend = f"Look at {', '.join(near)}." if near else "Find the code that stands on the day of service."
    return "error", rule, look_ups.validity(codebook, code, day).text.split(". ")[0].rstrip(".") + ".", mend
