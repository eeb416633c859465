"""Rows of the loaded tables as passages: worded by the program from the row's values, made again from their id."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from knowledge.fact_text import fact_text
from knowledge.fee import payment
from knowledge.loaded import Held, LoadedTables
from knowledge.loading.store import DOCUMENT, Source
from knowledge.official import add_on_fact, fee_schedule_fact, unlikely_fact
from knowledge.passages import LOOK_UP, look_up_passage, note_line
from knowledge.readers.icd10cm_index import IndexLine
from knowledge.records import Edition, Entry, NoteKind, Passage, System
from knowledge.tables import (
    AddOnEdit,
    FeeScheduleRow,
    HcpcsRow,
    OutpatientRow,
    Pair,
    PlaceOfService,
    UnlikelyEdit,
)

OPENS = {
    "0": "no modifier opens the edit",
    "1": "an NCCI PTP-associated modifier opens the edit where the record supports it",
    "9": "the edit was deleted as of its own first day",
}
SETTING_WORDS = {"practitioner": "practitioner", "hospital": "outpatient hospital"}
_MODIFIER_ROWS = {"26": "professional component", "TC": "technical component", "53": "discontinued procedure"}


def row_passage(held: Sequence[Held[Any]], key: str) -> Passage:
    """The passage of the rows that one source holds under a key (a code); at least one row."""
    source = held[0].source
    rows = [one.row for one in held]
    texts = _TEXTS[type(rows[0])](source, rows) if type(rows[0]) in _TEXTS else []
    return _passage(source, f"row {source.name} {_slug(key)}", "\n".join(texts), key, (key,))


def pair_passage(held: Held[Pair]) -> Passage:
    """The passage of one procedure-to-procedure edit."""
    pair, source = held.row, held.source
    setting = SETTING_WORDS[source.kind.removeprefix("ptp-")]
    since = f", in force since {pair.effective}" if pair.effective else ""
    until = f", deleted after {pair.deletion}" if pair.deletion else ""
    text = (
        f"{pair.column1} is column 1 and {pair.column2} is column 2 of an NCCI {setting} edit with modifier indicator "
        f"{pair.indicator} ({OPENS[pair.indicator]}){since}{until}; rationale: {pair.rationale or 'not stated'}."
    )
    begun = f" {pair.effective}" if pair.effective else ""
    locator = f"pair {source.name} {pair.column1} {pair.column2}{begun}"
    return _passage(source, locator, text, f"{pair.column1}/{pair.column2}", (pair.column1, pair.column2))


def no_pair_passage(tables: LoadedTables, setting: str, one: str, other: str, day: date) -> Passage | None:
    """That no edit stands between two codes on a day; None where one does or no edition held reaches the day."""
    sources = tables.in_force(f"ptp-{setting}", day)
    if not sources or tables.pairs(setting, one, other, day):
        return None
    ended = [held.row for held in tables.history(setting, one, other, day) if held.row.deletion]
    was = f" An edit between them ended on {max(row.deletion for row in ended if row.deletion)}." if ended else ""
    text = (
        f"No NCCI {SETTING_WORDS[setting]} edit in force on {day} stands between {one} and {other}, looked up in both "
        f"directions.{was}"
    )
    return _passage(sources[0], f"no-pair {setting} {one} {other} {day}", text, f"{one}/{other}", (one, other))


def again(tables: LoadedTables, passage_id: str) -> Passage | None:
    """The passage of this id out of today's rows; None where it is none of a row, or the row is gone."""
    found = re.match(rf"{LOOK_UP}/(row|pair|no-pair) (\S+) (\S+)(?: (\S+))?(?: (\S+))?/", passage_id)
    if found is None:
        return None
    what, name, first, second, third = found.groups()
    if what == "no-pair":
        return no_pair_passage(tables, name, first, second, date.fromisoformat(third))
    source = tables.named(name)
    if source is None or source.kind == DOCUMENT:
        return None
    if what == "row":
        rows = tables.of(source, first.replace("_", " "))
        return row_passage(rows, first.replace("_", " ")) if rows else None
    pairs = [held for held in tables.pair_of(source, first, second) if str(held.row.effective or "") == (third or "")]
    return pair_passage(pairs[0]) if pairs else None


def _fee_schedule(source: Source, rows: Sequence[FeeScheduleRow]) -> list[str]:
    texts = []
    for row in rows:
        if not row.modifier:
            texts.append(fact_text(row.code, "pfs", fee_schedule_fact(row)))
        if row.non_facility_total or row.facility_total:
            part = (
                f" with modifier {row.modifier} ({_MODIFIER_ROWS.get(row.modifier, 'component')})"
                if row.modifier
                else ""
            )
            texts.append(
                f"{row.code}{part} has {row.work:g} work RVUs and total RVUs of {row.non_facility_total:g} non-facility and "
                f"{row.facility_total:g} facility; at the conversion factor {row.conversion_factor:g} the national "
                f"payment is ${payment(row, facility=False):,.2f} non-facility and ${payment(row, facility=True):,.2f} facility."
            )
    return texts


def _unlikely(source: Source, rows: Sequence[UnlikelyEdit]) -> list[str]:
    table = {"mue-practitioner": "mue", "mue-hospital": "mue_outpatient", "mue-dme": "mue_dme"}[source.kind]
    return [fact_text(row.code, table, unlikely_fact(row)) for row in rows]


def _add_on(source: Source, rows: Sequence[AddOnEdit]) -> list[str]:
    since = source.edition.starts or date.min
    held = [row for row in rows if row.ends is None or row.ends >= since]
    if not held:
        return [f"{rows[0].add_on} was an add-on code whose edits all ended before {since}."]
    return [fact_text(held[0].add_on, "add_on", add_on_fact(held))]


def _outpatient(source: Source, rows: Sequence[OutpatientRow]) -> list[str]:
    texts = []
    for row in rows:
        texts.append(fact_text(row.code, "opps", {"status_indicator": row.status_indicator}))
        if row.rate is not None:
            texts.append(f"{row.code} has a national unadjusted OPPS payment rate of ${row.rate:,.2f}.")
    return texts


def _hcpcs(source: Source, rows: Sequence[HcpcsRow]) -> list[str]:
    texts = []
    for row in rows:
        if row.long or row.short:
            texts.append(f"{row.code} in HCPCS Level II: {(row.long or row.short).rstrip('.')}.")
        if row.coverage:
            texts.append(fact_text(row.code, "hcpcs", {"coverage": row.coverage}))
        if row.added or row.ended:
            dates = [f"was added on {row.added}" if row.added else "", f"ended on {row.ended}" if row.ended else ""]
            texts.append(f"{row.code} {' and '.join(text for text in dates if text)}.")
    return texts


def _place(source: Source, rows: Sequence[PlaceOfService]) -> list[str]:
    return [
        f"Place of service {row.code} is {row.name}"
        + (f", a {row.setting.lower()} setting of the fee schedule." if row.setting else ".")
        for row in rows
    ]


def _index(source: Source, rows: Sequence[IndexLine]) -> list[str]:
    return [
        f"{row.path}: {'; '.join([f'{name} {code}'.strip() for name, code in row.codes] + list(row.see)) or 'see below'}."
        for row in rows
    ]


def _entry(source: Source, rows: Sequence[Entry]) -> list[str]:
    return [
        f"{row.code} {row.title}.\n" + "\n".join(note_line(NoteKind(kind), text) for kind, text in row.notes)
        for row in rows
    ]


_TEXTS: Mapping[type[Any], Callable[[Source, Sequence[Any]], list[str]]] = {
    FeeScheduleRow: _fee_schedule,
    UnlikelyEdit: _unlikely,
    AddOnEdit: _add_on,
    OutpatientRow: _outpatient,
    HcpcsRow: _hcpcs,
    PlaceOfService: _place,
    IndexLine: _index,
    Entry: _entry,
}


def _passage(source: Source, locator: str, text: str, what: str, codes: tuple[str, ...]) -> Passage:
    icd = source.kind.startswith("icd10cm")
    system = System.ICD10CM if icd else System.HCPCS if what[:1].isalpha() else System.CPT
    return look_up_passage(
        locator,
        text,
        title=f"{source.edition.title}: {what}",
        source=source.edition.title,
        codes=codes,
        edition=Edition(source.edition.title, source.edition.starts, source.edition.ends),
        system=system,
    )


def _slug(key: str) -> str:
    return key.replace(" ", "_")
