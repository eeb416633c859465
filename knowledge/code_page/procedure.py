"""The sections of a procedure code: its rows in the loaded tables, its look-alikes, and what is not loaded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from knowledge.code_page.sections import (
    AddOn,
    CodePage,
    FeeSchedule,
    Indicator,
    Level2,
    Licensed,
    Line,
    Missing,
    Outpatient,
    Pairs,
    Payment,
    Units,
    cited,
)
from knowledge.fee import locality_index, payment
from knowledge.indicators import COVERAGE, MAI, OUTPATIENT, POLICY
from knowledge.library import Library
from knowledge.loaded import Held
from knowledge.loading.kinds import KINDS, SETTINGS, load_command
from knowledge.readers.add_on_edits import CONTRACTOR
from knowledge.tables import AddOnEdit, FeeScheduleRow

_MUE_KINDS = {"practitioner": "mue-practitioner", "hospital": "mue-hospital", "dme": "mue-dme"}


def fill_procedure(library: Library, code: str, day: date, locality: str | None, page: CodePage) -> None:
    tables = library.tables
    page.neighbours = _look_alikes(library, code)
    if texts := tables.rows("cpt-text", code, day):
        row = texts[0].row
        page.licensed = Licensed(long=row.long, medium=row.medium, short=row.short, cited=cited(texts[0], day))
    if lines := tables.rows("fee-schedule", code, day):
        page.fee_schedule = _fee_schedule(library, lines, day, locality)
    for setting, kind in _MUE_KINDS.items():
        for held in tables.rows(kind, code, day):
            edit = held.row
            page.mue.append(
                Units(
                    setting=setting,
                    units=edit.units,
                    mai=edit.mai,
                    words=MAI[edit.mai],
                    rationale=edit.rationale,
                    cited=cited(held, day),
                )
            )
    page.add_on = _add_on(library, code, day)
    for setting in SETTINGS:
        if edits := tables.partners(setting, code, day):
            page.pairs.append(Pairs(setting=setting, edits=edits.row, cited=cited(edits, day)))
    for held in tables.rows("addendum-b", code, day):
        letter = held.row.status_indicator
        meaning = Indicator(value=letter, words=OUTPATIENT.get(letter, "see the addendum"))
        page.opps = Outpatient(indicator=meaning, rate=held.row.rate, cited=cited(held, day))
    for held in tables.rows("hcpcs", code, day):
        row = held.row
        page.hcpcs = Level2(
            description=row.long or row.short,
            coverage=Indicator(value=row.coverage, words=COVERAGE.get(row.coverage, "")),
            added=row.added,
            ended=row.ended,
            cited=cited(held, day),
        )
    page.missing = _missing(library, code, day)


def _fee_schedule(
    library: Library, lines: Sequence[Held[FeeScheduleRow]], day: date, locality: str | None
) -> FeeSchedule:
    whole = next((held.row for held in lines if not held.row.modifier), lines[0].row)
    index = locality_index(library.tables, locality, day) if locality else None
    payments = []
    for held in lines:
        row = held.row
        if not (row.non_facility_total or row.facility_total):
            continue
        payments.append(
            Payment(
                modifier=row.modifier,
                work=row.work,
                non_facility_total=row.non_facility_total,
                facility_total=row.facility_total,
                conversion_factor=row.conversion_factor,
                national_non_facility=payment(row, facility=False),
                national_facility=payment(row, facility=True),
                locality=f"{index.name} ({locality})" if index else "",
                local_non_facility=payment(row, facility=False, index=index) if index else None,
                local_facility=payment(row, facility=True, index=index) if index else None,
            )
        )
    indicators = {
        name: Indicator(value=value, words=words.get(value, "see the record layout"))
        for name, words in POLICY.items()
        if (value := str(getattr(whole, name)))
    }
    return FeeSchedule(indicators=indicators, payments=payments, cited=cited(lines[0], day))


def _add_on(library: Library, code: str, day: date) -> AddOn | None:
    tables = library.tables
    own = [held for held in tables.rows("add-on", code, day) if _runs(held.row, day)]
    joined = [held for held in tables.add_ons_of(code, day) if _runs(held.row, day)]
    if not own and not joined:
        return None
    primaries = sorted({held.row.primary for held in own})
    return AddOn(
        type=own[-1].row.type if own else None,
        primaries=[primary for primary in primaries if primary != CONTRACTOR],
        contractor_defined=CONTRACTOR in primaries,
        add_ons=sorted({held.row.add_on for held in joined}),
        notes=sorted({held.row.note for held in own if held.row.note}),
        cited=cited((own or joined)[0], day),
    )


def _runs(edit: AddOnEdit, day: date) -> bool:
    return edit.starts <= day and (edit.ends is None or day <= edit.ends)


def _look_alikes(library: Library, code: str) -> list[Line]:
    """The other codes of the code's articles, with the sentence that tells each apart."""
    lines: dict[str, Line] = {}
    for article in library.articles:
        if not any(known.code == code for known in article.codes):
            continue
        for known in article.codes:
            if known.code == code or known.code in lines:
                continue
            tells = next(iter(library.contrasts.get(known.code, ())), None)
            words = tells[0].text[tells[1] : tells[2]] if tells else ""
            lines[known.code] = Line(code=known.code, title=article.title, tells=words)
    return list(lines.values())


def _missing(library: Library, code: str, day: date) -> list[Missing]:
    wanted = [
        "fee-schedule",
        "mue-practitioner",
        "mue-hospital",
        "add-on",
        "ptp-practitioner",
        "ptp-hospital",
        "addendum-b",
    ]
    wanted.append("hcpcs" if code[:1].isalpha() else "cpt-text")
    return [
        Missing(section=KINDS[kind].title, command=f"codecite library {load_command(kind)}")
        for kind in wanted
        if not library.tables.in_force(kind, day)
    ]
