"""What the Physician Fee Schedule pays for a row, nationally and in a locality."""

from __future__ import annotations

from datetime import date

from knowledge.loaded import LoadedTables
from knowledge.tables import FeeScheduleRow, LocalityIndex


def payment(row: FeeScheduleRow, *, facility: bool, index: LocalityIndex | None = None) -> float:
    """US dollars for a fee schedule row, by a locality's practice cost indices where one is given.

    Source of the rule: RVU25D, payment formula: each relative value unit times its index, their sum times the conversion
    factor.
    """
    practice = row.facility_pe if facility else row.non_facility_pe
    work, cost, liability = (index.work, index.practice, index.malpractice) if index else (1.0, 1.0, 1.0)
    units = row.work * work + practice * cost + row.malpractice * liability
    # a hair is added so that half a cent that binary fractions put just below the half is rounded up
    return round(units * row.conversion_factor + 1e-9, 2)


def locality_index(tables: LoadedTables, locality: str, day: date) -> LocalityIndex | None:
    """The practice cost indices of a locality (``01182-18``: contractor and number); None where it is not held."""
    found = tables.rows("localities", locality, day)
    return found[0].row if found else None
