"""The kinds of table that can be loaded: how each is told, read, named and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from knowledge.readers import (
    add_on_edits,
    addendum_b,
    hcpcs_level_ii,
    icd10cm_index,
    icd10cm_tabular,
    licensed_cpt,
    physician_fee_schedule,
    place_of_service,
    ptp_edits,
    unlikely_edits,
)
from knowledge.readers.sheet import Layout, stream_table
from knowledge.records import Entry
from knowledge.tables import (
    AddOnEdit,
    AnesthesiaFactor,
    FeeScheduleRow,
    HcpcsRow,
    LicensedText,
    LocalityCounties,
    LocalityIndex,
    OutpatientRow,
    Pair,
    PlaceOfService,
    Rejected,
    UnlikelyEdit,
)

Told = Callable[[int, int], None]


class Period(StrEnum):
    """How long an edition of a kind holds."""

    QUARTER = "quarter"
    YEAR = "year"
    FISCAL_YEAR = "fiscal year"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of table.

    ``record`` is the row's record and ``key`` what a row is looked up by. ``words`` are what the file's first lines must
    show beside its header, or failing that its name, where two kinds share a layout; ``root`` is the first element of an
    XML file.
    """

    name: str
    title: str
    record: type[Any]
    key: Callable[[Any], str]
    layouts: Sequence[Layout[Any]] = ()
    period: Period = Period.QUARTER
    words: str = ""
    root: str = ""
    read: Callable[[Path, Told], Iterator[Any]] | None = None

    def rows(self, path: Path, told: Told) -> Iterator[Any]:
        """The file's rows in order; a line that is none as ``Rejected``. Raises SourceError."""
        return self.read(path, told) if self.read else stream_table(path, self.layouts, told)


def _hcpcs(path: Path, told: Told) -> Iterator[HcpcsRow | Rejected]:
    lines = stream_table(path, hcpcs_level_ii.LAYOUTS, told)
    return hcpcs_level_ii.joined(lines)


def _code(row: Any) -> str:
    return str(row.code)


def _locality(row: Any) -> str:
    return f"{row.contractor}-{row.locality}"


PRACTITIONER, HOSPITAL, DME = "practitioner", "hospital", "dme"
SETTINGS = (PRACTITIONER, HOSPITAL)
_KINDS = (
    Kind(
        "ptp-practitioner",
        "NCCI procedure-to-procedure edits, practitioner services",
        Pair,
        lambda row: str(row.column1),
        ptp_edits.LAYOUTS,
        words=r"ccipra|practitioner|prac(?![a-z])",
    ),
    Kind(
        "ptp-hospital",
        "NCCI procedure-to-procedure edits, outpatient hospital services",
        Pair,
        lambda row: str(row.column1),
        ptp_edits.LAYOUTS,
        words=r"ccioph|ccihcfa|hospital|hosp(?![a-z])|outpatient|out(?=[_.-])",
    ),
    Kind(
        "mue-practitioner",
        "NCCI Medically Unlikely Edits, practitioner services",
        UnlikelyEdit,
        _code,
        unlikely_edits.LAYOUTS,
        words=r"practitioner|prac(?![a-z])",
    ),
    Kind(
        "mue-hospital",
        "NCCI Medically Unlikely Edits, outpatient hospital services",
        UnlikelyEdit,
        _code,
        unlikely_edits.LAYOUTS,
        words=r"outpatient|out(?=[_.-])",
    ),
    Kind(
        "mue-dme",
        "NCCI Medically Unlikely Edits, equipment suppliers",
        UnlikelyEdit,
        _code,
        unlikely_edits.LAYOUTS,
        words=r"dme",
    ),
    Kind("add-on", "NCCI add-on code edits", AddOnEdit, lambda row: str(row.add_on), add_on_edits.LAYOUTS),
    Kind(
        "fee-schedule",
        "Medicare Physician Fee Schedule relative value file",
        FeeScheduleRow,
        _code,
        physician_fee_schedule.LAYOUTS,
    ),
    Kind(
        "localities",
        "Medicare geographic practice cost indices",
        LocalityIndex,
        _locality,
        physician_fee_schedule.LOCALITIES,
        Period.YEAR,
    ),
    Kind(
        "counties",
        "Counties of the Medicare localities",
        LocalityCounties,
        _locality,
        physician_fee_schedule.COUNTIES,
        Period.YEAR,
    ),
    Kind(
        "anesthesia",
        "Medicare anesthesia conversion factors",
        AnesthesiaFactor,
        _locality,
        physician_fee_schedule.ANESTHESIA,
        Period.YEAR,
    ),
    Kind("hcpcs", "HCPCS Level II", HcpcsRow, _code, hcpcs_level_ii.LAYOUTS, read=_hcpcs),
    Kind("addendum-b", "OPPS Addendum B", OutpatientRow, _code, addendum_b.LAYOUTS),
    Kind("place-of-service", "Place-of-service codes", PlaceOfService, _code, place_of_service.LAYOUTS, Period.OPEN),
    Kind("cpt-text", "CPT descriptors (licensed)", LicensedText, _code, licensed_cpt.LAYOUTS, Period.YEAR),
    Kind(
        "icd10cm-tabular",
        "ICD-10-CM Tabular List",
        Entry,
        _code,
        period=Period.FISCAL_YEAR,
        root="ICD10CM.tabular",
        read=lambda path, told: iter(icd10cm_tabular.read_tabular(path).entries),
    ),
    *(
        Kind(
            f"icd10cm-{name}",
            title,
            icd10cm_index.IndexLine,
            lambda row: str(row.main),
            period=Period.FISCAL_YEAR,
            words=words,
            root="ICD10CM.index",
            read=icd10cm_index.read_index,
        )
        for name, title, words in (
            ("drugs", "ICD-10-CM Table of Drugs and Chemicals", r"<head[^>]*>\s*Substance"),
            ("neoplasms", "ICD-10-CM Neoplasm Table", r"<head[^>]*>\s*Neoplasm"),
            ("external-causes", "ICD-10-CM External Cause of Injuries Index", r"EXTERNAL CAUSE"),
            ("index", "ICD-10-CM Index to Diseases and Injuries", r"INDEX TO DISEASES"),
        )
    ),
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _KINDS}

# kinds that come in another's file
_COMES_WITH = {
    "localities": "fee-schedule",
    "counties": "fee-schedule",
    "anesthesia": "fee-schedule",
    **{name: "icd10cm" for name in KINDS if name.startswith("icd10cm-")},
}
# kinds whose publishers offer no address to fetch them from
_BY_HAND = frozenset({"place-of-service", "cpt-text"})


def load_command(kind: str) -> str:
    """What follows ``codecite library`` to load the current edition of a kind."""
    return "add FILE" if kind in _BY_HAND or kind not in KINDS else f"fetch {_COMES_WITH.get(kind, kind)}"
