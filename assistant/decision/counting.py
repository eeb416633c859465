"""How many units figures make: of the code itself, of the add-on past it, and of therapy whose minutes are shared out."""

from __future__ import annotations

import math
from collections.abc import Mapping

from knowledge.records import Counted, EachAdditional

_QUARTER = 15
_LEAST_MINUTES = 8


def follows_medicare(payer: str | None) -> bool:
    """Whether the payer named counts by Medicare's rules; a payer left open counts by CPT's."""
    return payer is not None and "medicare" in payer.lower()


def counted_units(counted: Counted, amount: float) -> int:
    """How many units an amount makes; 0 where it is too little for one."""
    if counted.rule == "eight minutes":
        return int((amount + _QUARTER - _LEAST_MINUTES) // counted.amount)
    # 1.1 mg by 0.1 mg are 11 units, whatever floats make of it
    return math.ceil(round(amount / counted.amount, 6))


def additional_units(more: EachAdditional, amount: float, payer: str | None) -> int:
    """How many units of an add-on an amount makes past the primary; 0 where it is too little or the payer takes another."""
    if more.payer and (more.payer == "Medicare") is not follows_medicare(payer):
        return 0
    parts = round((amount - more.beyond) / more.per, 6)
    number = max(math.floor(parts) if more.full else math.ceil(parts), 0)
    return min(number, more.at_most) if more.at_most else number


def shared_units(minutes: Mapping[str, float]) -> dict[str, int]:
    """Medicare's 8-minute rule: the total of the day's timed minutes sets the units, and each code gets its share.

    Full quarters of an hour go to their codes first, then one unit each to the largest remainders (Medicare Claims
    Processing Manual, chapter 5, section 20.2).
    """
    total = int((sum(minutes.values()) + _QUARTER - _LEAST_MINUTES) // _QUARTER)
    units = {code: int(amount // _QUARTER) for code, amount in minutes.items()}
    by_remainder = sorted(minutes, key=lambda code: minutes[code] % _QUARTER, reverse=True)
    for code in by_remainder[: max(total - sum(units.values()), 0)]:
        units[code] += 1
    return units
