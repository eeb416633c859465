"""Rows of official tables in words. The words for indicators are those of each publisher's record layout."""

from __future__ import annotations

from collections.abc import Mapping

TABLE_TITLES = {
    "pfs": "Medicare Physician Fee Schedule",
    "mue": "Medically Unlikely Edit, practitioner",
    "mue_outpatient": "Medically Unlikely Edit, outpatient hospital",
    "add_on": "NCCI add-on code edits",
    "opps": "Hospital outpatient payment, Addendum B",
    "hcpcs": "HCPCS Level II",
}
_STATUS = {
    "A": "active, paid separately when covered",
    "B": "bundled: payment is always part of another service",
    "C": "priced by the contractor",
    "E": "excluded from the physician fee schedule by regulation",
    "I": "not valid for Medicare, which uses another code for the service",
    "J": "anesthesia service, paid by base and time units",
    "M": "measurement code for reporting only",
    "N": "not covered by Medicare",
    "P": "bundled or excluded",
    "Q": "therapy functional information code",
    "R": "restricted coverage",
    "T": "paid only when nothing else payable is billed that day",
    "X": "outside the physician fee schedule by law",
}
_GLOBAL = {
    "XXX": "the global period does not apply",
    "ZZZ": "add-on code, within the global period of its primary code",
    "000": "same-day global period",
    "010": "10-day global period",
    "090": "90-day global period",
    "YYY": "global period set by the contractor",
    "MMM": "maternity",
}
_MAI = {
    1: "claim-line edit",
    2: "date-of-service edit by policy, absolute",
    3: "date-of-service edit by clinical benchmark",
}
_OUTPATIENT = {
    "A": "paid under another fee schedule",
    "B": "not recognized on outpatient hospital Part B bills",
    "C": "inpatient only",
    "D": "discontinued",
    "E1": "not covered",
    "E2": "no pricing data",
    "F": "paid at reasonable cost",
    "G": "pass-through drug or biological, paid separately",
    "H": "pass-through device, paid separately",
    "J1": "comprehensive APC that covers the whole encounter",
    "J2": "may be paid through a comprehensive APC",
    "K": "drug or biological without pass-through status, paid separately",
    "L": "vaccine, paid at reasonable cost",
    "M": "not billable to the contractor",
    "N": "packaged into the payment for other services",
    "P": "partial hospitalization",
    "Q1": "packaged when billed with a service of indicator S, T or V",
    "Q2": "packaged when billed with a service of indicator T",
    "Q3": "may be paid through a composite APC",
    "Q4": "laboratory test, packaged unless billed alone",
    "R": "blood and blood products, paid separately",
    "S": "significant procedure, not discounted when multiple",
    "T": "significant procedure, reduced when multiple",
    "U": "brachytherapy source, paid separately",
    "V": "clinic or emergency department visit",
    "Y": "durable medical equipment, billed to the equipment contractor",
}
_COVERAGE = {
    "C": "coverage by the contractor's judgment",
    "D": "special coverage instructions apply",
    "I": "not payable by Medicare",
    "M": "not covered by Medicare",
    "S": "not covered by statute",
}
_INDICATORS = {
    "pctc": "PC/TC",
    "multiple": "multiple procedure",
    "bilateral": "bilateral",
    "assistant": "assistant at surgery",
    "co_surgeon": "co-surgeon",
}


def fact_text(code: str, table: str, fact: Mapping[str, object]) -> str:
    """One sentence that states a row: ``fact`` as an article's front matter holds it, ``table`` as editions name it."""
    if table == "pfs":
        return _fee_schedule(code, fact)
    if table.startswith("mue"):
        mai = int(str(fact["mai"]))
        setting = "outpatient hospital" if table.endswith("outpatient") else "practitioner"
        return (
            f"The Medicare {setting} MUE for {code} is {fact['units']} (MAI {mai}: {_MAI[mai]}; "
            f"rationale: {fact.get('rationale', 'not stated')})."
        )
    if table == "add_on":
        return _add_on(code, fact)
    if table == "opps":
        status = str(fact["status_indicator"])
        return (
            f"{code} has status indicator {status} ({_OUTPATIENT.get(status, 'see the addendum')}) in OPPS Addendum B."
        )
    letter = str(fact["coverage"])
    return f"{code} has coverage code {letter} ({_COVERAGE.get(letter, 'see the record layout')}) in the HCPCS file."


def _fee_schedule(code: str, fact: Mapping[str, object]) -> str:
    status, days = str(fact["status"]), str(fact["global"])
    rest = [f"{words} indicator {fact[name]}" for name, words in _INDICATORS.items() if name in fact]
    return (
        f"{code} has status {status} ({_STATUS.get(status, 'see the record layout')}) and global days {days} "
        f"({_GLOBAL.get(days, 'see the record layout')}) in the Medicare Physician Fee Schedule"
        + (f"; {', '.join(rest)}." if rest else ".")
    )


def _add_on(code: str, fact: Mapping[str, object]) -> str:
    if "primaries_total" in fact:
        return f"{code} is a Type {fact['type']} add-on code with {fact['primaries_total']} primary codes."
    primaries = [str(primary) for primary in fact["primaries"]]  # type: ignore[attr-defined]
    if not fact.get("contractor_defined"):
        return (
            f"{code} is a Type {fact['type']} add-on code with {len(primaries)} primary codes: {', '.join(primaries)}."
        )
    listed = f"; listed are {', '.join(primaries)}" if primaries else ""
    return f"{code} is a Type {fact['type']} add-on code whose primary codes the contractor defines{listed}."
