"""Rows of official tables in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledge.indicators import COVERAGE, GLOBAL, MAI, OUTPATIENT, STATUS

TABLE_TITLES = {
    "pfs": "Medicare Physician Fee Schedule",
    "mue": "Medically Unlikely Edit, practitioner",
    "mue_outpatient": "Medically Unlikely Edit, outpatient hospital",
    "mue_dme": "Medically Unlikely Edit, equipment supplier",
    "add_on": "NCCI add-on code edits",
    "opps": "Hospital outpatient payment, Addendum B",
    "hcpcs": "HCPCS Level II",
}
_MUE_SETTINGS = {"mue": "practitioner", "mue_outpatient": "outpatient hospital", "mue_dme": "equipment supplier"}
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
        setting = _MUE_SETTINGS[table]
        return (
            f"The Medicare {setting} MUE for {code} is {fact['units']} (MAI {mai}: {MAI[mai]}; "
            f"rationale: {fact.get('rationale', 'not stated')})."
        )
    if table == "add_on":
        return _add_on(code, fact)
    if table == "opps":
        status = str(fact["status_indicator"])
        return (
            f"{code} has status indicator {status} ({OUTPATIENT.get(status, 'see the addendum')}) in OPPS Addendum B."
        )
    letter = str(fact["coverage"])
    return f"{code} has coverage code {letter} ({COVERAGE.get(letter, 'see the record layout')}) in the HCPCS file."


def _fee_schedule(code: str, fact: Mapping[str, object]) -> str:
    status, days = str(fact["status"]), str(fact["global"])
    rest = [f"{words} indicator {fact[name]}" for name, words in _INDICATORS.items() if name in fact]
    return (
        f"{code} has status {status} ({STATUS.get(status, 'see the record layout')}) and global days {days} "
        f"({GLOBAL.get(days, 'see the record layout')}) in the Medicare Physician Fee Schedule"
        + (f"; {', '.join(rest)}." if rest else ".")
    )


def _add_on(code: str, fact: Mapping[str, Any]) -> str:
    if "primaries_total" in fact:
        return f"{code} is a Type {fact['type']} add-on code with {fact['primaries_total']} primary codes."
    primaries = [str(primary) for primary in fact["primaries"]]
    if not fact.get("contractor_defined"):
        codes = "code" if len(primaries) == 1 else "codes"
        return f"{code} is a Type {fact['type']} add-on code with {len(primaries)} primary {codes}: {', '.join(primaries)}."
    listed = f"; listed are {', '.join(primaries)}" if primaries else ""
    return f"{code} is a Type {fact['type']} add-on code whose primary codes the contractor defines{listed}."
