"""The figures of a procedure code that count on a day: those of a loaded table, or those that ship, whichever is newer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from knowledge.library import Library
from knowledge.loaded import Held
from knowledge.official import Fact, add_on_fact, fee_schedule_fact, unlikely_fact
from knowledge.records import Passage, ProcedureCode
from knowledge.row_passages import row_passage


def _whole(rows: Sequence[Any]) -> Fact:
    return fee_schedule_fact(next((row for row in rows if not row.modifier), rows[0]))


# table as articles name it → kind of loaded table, and a fact out of its rows
_LOADED: dict[str, tuple[str, Callable[[Sequence[Any]], Fact]]] = {
    "pfs": ("fee-schedule", _whole),
    "mue": ("mue-practitioner", lambda rows: unlikely_fact(rows[0])),
    "mue_outpatient": ("mue-hospital", lambda rows: unlikely_fact(rows[0])),
    "add_on": ("add-on", add_on_fact),
    "opps": ("addendum-b", lambda rows: {"status_indicator": rows[0].status_indicator}),
    "hcpcs": ("hcpcs", lambda rows: {"coverage": rows[0].coverage}),
}
TABLES = tuple(_LOADED)


def fact_row(library: Library, code: str, table: str, day: date) -> Passage | None:
    """The passage of a code's row in a table; None where neither a loaded table nor an article has it."""
    loaded = _newer(library, code, table, day)
    return row_passage(loaded, code) if loaded else library.database.passage(f"facts/{code}-{table}")


def with_current_facts(library: Library, code: ProcedureCode, day: date) -> ProcedureCode:
    """A code of an article with the facts of newer loaded tables in place of those it ships with."""
    fresh = {
        table: fact([held.row for held in loaded])
        for table, (_, fact) in _LOADED.items()
        if (loaded := _newer(library, code.code, table, day))
    }
    return replace(code, facts={**code.facts, **fresh}) if fresh else code


def _newer(library: Library, code: str, table: str, day: date) -> list[Held[Any]]:
    """The loaded rows of a code, unless the article's own edition is newer than theirs and has begun by the day."""
    rows = library.tables.rows(_LOADED[table][0], code, day)
    if table == "add_on":
        rows = [held for held in rows if held.row.starts <= day and (held.row.ends is None or day <= held.row.ends)]
    shipped = library.database.passage(f"facts/{code}-{table}") if rows else None
    if shipped is None or shipped.edition.starts is None or shipped.edition.starts > day:
        return rows
    starts = rows[0].source.edition.starts
    return rows if starts is None or starts >= shipped.edition.starts else []
