"""Whether a modifier goes with a code by the policy indicators of its Physician Fee Schedule row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.records import Verdict

# modifier → the indicator that governs it
_GOVERNED_BY = {
    "50": "bilateral",
    "51": "multiple",
    "62": "co_surgeon",
    "80": "assistant",
    "81": "assistant",
    "82": "assistant",
    "AS": "assistant",
    "26": "pctc",
    "TC": "pctc",
}
# meaning of each indicator, from the record layout of the fee schedule (RVU25D)
_OUTCOMES: Mapping[str, Mapping[str, Verdict]] = {
    "bilateral": {"0": "no", "1": "yes", "2": "no", "3": "yes", "9": "no"},
    "multiple": {"0": "no", "1": "yes", "2": "yes", "3": "yes", "9": "no"},
    "co_surgeon": {"0": "no", "1": "conditional", "2": "yes", "9": "no"},
    "assistant": {"0": "conditional", "1": "no", "2": "yes", "9": "no"},
    "pctc": {"0": "no", "1": "yes", "2": "no", "3": "no", "4": "no", "5": "no", "9": "no"},
}
# a laboratory test with a physician's interpretation: the reading is claimed by itself, the test is not split
_READ_BY_A_PHYSICIAN = "6"


@dataclass(frozen=True, slots=True)
class IndicatorFinding:
    """What a row says of a modifier: the governing indicator, its value, and whether the modifier may be used."""

    modifier: str
    indicator: str
    value: str
    allowed: Verdict


def allows(modifier: str, row: Mapping[str, Any]) -> IndicatorFinding | None:
    """The finding for one modifier; None where no indicator governs it or the row lacks that indicator."""
    indicator = _GOVERNED_BY.get(modifier.upper())
    value = str(row.get(indicator, "")) if indicator else ""
    if indicator == "pctc" and value == _READ_BY_A_PHYSICIAN:
        return IndicatorFinding(modifier.upper(), indicator, value, "yes" if modifier == "26" else "no")
    if indicator is None or value not in _OUTCOMES[indicator]:
        return None
    return IndicatorFinding(modifier.upper(), indicator, value, _OUTCOMES[indicator][value])
