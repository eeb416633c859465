"""Codes that Medicare does not pay by themselves: bundled, not covered, not valid for it, or priced by report."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.claims.case import Case
from knowledge.claims.claim import Finding, Severity
from knowledge.indicators import COVERAGE, OUTPATIENT, STATUS

# status → how grave, and what to do
_STATUS: dict[str, tuple[Severity, str]] = {
    "B": ("error", "Take it off the claim: no modifier makes it payable."),
    "P": ("error", "Take it off the claim: no modifier makes it payable."),
    "I": ("error", "Find the code that Medicare uses for the service."),
    "N": ("error", "Tell the patient before the service; a denial on purpose takes modifier GY."),
    "X": ("warning", "Bill it under the benefit that covers it, not under the fee schedule."),
    "E": ("warning", "Bill it under the benefit that covers it, not under the fee schedule."),
    "M": ("info", "It is reported for quality measures and not paid."),
    "T": ("info", "Expect payment only where nothing else payable is billed that day."),
    "C": ("info", "Send the report and a comparable code: the contractor sets the price."),
    "R": ("warning", "Check the contractor's coverage rules first."),
}
_OUTPATIENT: dict[str, tuple[Severity, str]] = {
    "C": ("error", "It is paid for inpatients only."),
    "B": ("error", "Find the code that the outpatient system recognizes."),
    "D": ("error", "Find the code that took its place."),
    "E1": ("error", "It is not covered."),
    "E2": ("warning", "It cannot be priced."),
    "M": ("error", "It is not billable to the contractor."),
    "N": ("info", "Its payment is packaged into that of the other services."),
}
_FACILITIES = frozenset({"19", "21", "22", "23", "24", "26", "31", "34", "51", "52", "53", "56", "61"})


def findings(case: Case) -> Iterator[Finding]:
    """What the payment status of each code says, by the setting of the claim."""
    if case.claim.setting == "hospital":
        yield from _hospital(case)
        return
    yield from _place(case)
    for n, line, day in case.lines:
        held = case.fee_schedule(line.code, day)
        if held is not None and held.row.status in _STATUS:
            severity, mend = _STATUS[held.row.status]
            yield Finding(
                severity=severity,
                rule=f"status {held.row.status}",
                lines=[n],
                codes=[line.code],
                says=f"{line.code} has status {held.row.status}: {STATUS[held.row.status]}.",
                mend=mend,
                modifier_allowed=False if severity == "error" else None,
                citation=case.row_proof(held, line.code),
            )
        if held is not None and held.row.pctc == "5" and case.claim.place_of_service in _FACILITIES:
            yield Finding(
                severity="error",
                rule="place of service",
                lines=[n],
                codes=[line.code],
                says=f"{line.code} is incident to a physician's service and is not paid to the practitioner in place of "
                f"service {case.claim.place_of_service}.",
                mend="Take it off the practitioner's claim: the facility reports it.",
                citation=case.row_proof(held, line.code),
            )
        for level2 in case.library.tables.rows("hcpcs", line.code, day):
            if level2.row.coverage in {"I", "M", "S"}:
                yield Finding(
                    severity="warning",
                    rule=f"coverage {level2.row.coverage}",
                    lines=[n],
                    codes=[line.code],
                    says=f"{line.code} has coverage code {level2.row.coverage}: {COVERAGE[level2.row.coverage]}.",
                    mend="Check the payer's coverage before it is billed.",
                    citation=case.row_proof(level2, line.code),
                )


def _hospital(case: Case) -> Iterator[Finding]:
    for n, line, day in case.lines:
        for held in case.library.tables.rows("addendum-b", line.code, day):
            letter = held.row.status_indicator
            if letter in _OUTPATIENT:
                severity, mend = _OUTPATIENT[letter]
                yield Finding(
                    severity=severity,
                    rule=f"OPPS status {letter}",
                    lines=[n],
                    codes=[line.code],
                    says=f"{line.code} has OPPS status indicator {letter}: {OUTPATIENT[letter]}.",
                    mend=mend,
                    citation=case.row_proof(held, line.code),
                )


def _place(case: Case) -> Iterator[Finding]:
    place, tables = case.claim.place_of_service, case.library.tables
    held = tables.in_force("place-of-service", case.claim.date) if place else ()
    if held and not tables.rows("place-of-service", place.zfill(2), case.claim.date):
        yield Finding(
            severity="error",
            rule="place of service",
            lines=[],
            codes=[],
            says=f"{place} is not a place-of-service code.",
            mend="Put the two-figure code of the place in, such as 11 for an office.",
        )
