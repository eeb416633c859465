"""The claim check: every rule over one claim, gravest finding first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from knowledge.claims import (
    add_ons,
    diagnoses,
    global_period,
    modifiers,
    pairs,
    patient,
    payment_status,
    units,
    validity,
)
from knowledge.claims.case import Case
from knowledge.claims.claim import Claim, Finding, Report
from knowledge.library import Library
from knowledge.loading.kinds import KINDS, SETTINGS, load_command

Rule = Callable[[Case], Iterator[Finding]]
RULES: tuple[Rule, ...] = (
    validity.findings,
    diagnoses.findings,
    patient.findings,
    pairs.findings,
    units.findings,
    add_ons.findings,
    modifiers.findings,
    global_period.findings,
    payment_status.findings,
)
_GRAVEST_FIRST = {"error": 0, "warning": 1, "info": 2}


def check(claim: Claim, library: Library) -> Report:
    """Check a claim against everything that is loaded. What could not be checked stands in the notices."""
    case = Case(claim, library)
    found = [finding for rule in RULES for finding in rule(case)]
    found.sort(key=lambda finding: (_GRAVEST_FIRST[finding.severity], finding.lines or [0]))
    return Report(lines=claim.lines, diagnoses=claim.diagnoses, findings=found, notices=_notices(case))


def _notices(case: Case) -> list[str]:
    claim, tables = case.claim, case.library.tables
    wanted = ["fee-schedule", "add-on", f"mue-{claim.setting}"]
    wanted += [f"ptp-{claim.setting}"] if claim.setting in SETTINGS else []
    wanted += ["addendum-b"] if claim.setting == "hospital" else []
    notices = []
    for kind in wanted if claim.lines else []:
        sources = tables.in_force(kind, claim.date)
        title = KINDS[kind].title
        if not sources:
            notices.append(
                f"Not checked, because no edition is loaded that reaches {claim.date}: {title} (`codecite library {load_command(kind)}`)."
            )
        elif sources[0].out_of_date(claim.date):
            notices.append(
                f"{title}: the edition held ended on {sources[0].edition.ends}, before the day of service "
                f"(`codecite library {load_command(kind)}`)."
            )
    if claim.age is None or claim.sex is None:
        notices.append("Age or sex is not given, so that the edits on it were not checked.")
    if claim.payer and "medicare" not in claim.payer.lower():
        notices.append(f"The edits are Medicare's; {claim.payer} may differ.")
    return notices
