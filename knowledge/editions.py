"""Which edition holds on which day: the one place that knows about years."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from knowledge.records import Edition

MONTHS = {
    name: n
    for n, name in enumerate(
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
        1,
    )
}


def fiscal_year(day: date) -> int:
    """The federal fiscal year of a day; it begins on 1 October of the year before."""
    return day.year + (day.month >= 10)


def tabular_edition(version: str, path: Path) -> Edition:
    """The edition of an ICD-10-CM tabular list.

    ``version`` is the fiscal year in the file. The release day stands in the publisher's file name
    (``icd10c-tabular-April-1-2026.xml``); without one the edition starts with its fiscal year.
    """
    year = int(version)
    starts, label = date(year - 1, 10, 1), ""
    found = re.search(r"(" + "|".join(MONTHS) + r")-(\d{1,2})-(\d{4})", path.name)
    if found:
        starts = date(int(found[3]), MONTHS[found[1]], int(found[2]))
        label = f", {found[1]} {found[3]} update" if starts.month != 10 else ""
    return Edition(f"ICD-10-CM FY{year}{label}", starts, date(year, 9, 30))


def holds(edition: Edition, day: date) -> bool:
    """Whether the edition is in force on the day."""
    return (edition.starts is None or edition.starts <= day) and (edition.ends is None or day <= edition.ends)


def edition_notice(edition: Edition, day: date) -> str | None:
    """A sentence for the reader where an edition does not cover the day asked about."""
    if edition.ends is not None and day > edition.ends:
        return f"{edition.title}: edition ended {edition.ends}; the question is answered for {day}."
    if edition.starts is not None and day < edition.starts:
        return f"{edition.title}: edition starts {edition.starts}; the question is answered for {day}."
    return None
