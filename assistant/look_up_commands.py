"""``codecite code`` and ``codecite pair``: rows of the tables held, for a terminal or as JSON."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from assistant.opening import look_up_library
from assistant.settings import settings_from
from knowledge.code_page.page import code_page, named_code
from knowledge.code_page.sections import Cited, CodePage, Line, Pairs
from knowledge.pairs import pair_answer

Progress = Callable[[str, int, int], None]
_PAIRS_SHOWN = 12
_LINES_SHOWN = 20


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser], bar: Callable[[], Progress]) -> None:
    """The two subcommands; ``bar`` makes a progress bar."""
    code = commands.add_parser("code", help="everything held about one code")
    code.add_argument("code", help="a CPT, HCPCS or ICD-10-CM code, with or without dot or modifier")
    code.add_argument("--date", type=date.fromisoformat, help="day of service, YYYY-MM-DD (default: today)")
    code.add_argument("--locality", help="Medicare locality for payment, contractor and number: 01182-18")
    code.add_argument("--json", action="store_true", help="print one JSON object")
    code.set_defaults(run=lambda options: _code(options, bar()))
    pair = commands.add_parser("pair", help="the NCCI edits between two codes, both settings and directions")
    pair.add_argument("one", metavar="A")
    pair.add_argument("other", metavar="B")
    pair.add_argument("--date", type=date.fromisoformat, help="day of service, YYYY-MM-DD (default: today)")
    pair.add_argument("--json", action="store_true", help="print one JSON object")
    pair.set_defaults(run=lambda options: _pair(options, bar()))


def _code(options: argparse.Namespace, progress: Progress) -> int:
    library = look_up_library(settings_from(), progress)
    page = code_page(library, options.code, options.date or date.today(), options.locality)
    print(page.model_dump_json() if options.json else "\n".join(readable(page)))
    return 0


def _pair(options: argparse.Namespace, progress: Progress) -> int:
    library = look_up_library(settings_from(), progress)
    one, other = (named_code(text) for text in (options.one, options.other))
    answer = pair_answer(library.tables, one, other, options.date or date.today())
    if options.json:
        print(answer.model_dump_json())
        return 0
    for found in answer.settings:
        late = " (out of date for this day)" if found.out_of_date else ""
        print(f"{found.says}" + (f"\n  {found.edition}{late}" if found.edition else ""))
        if found.rationale:
            since = f"since {found.effective}; " if found.effective else ""
            print(f"  {since}rationale: {found.rationale}")
    return 0


def readable(page: CodePage) -> Iterator[str]:
    """A code page as lines for a terminal."""
    yield f"{page.code}  {page.title}".rstrip() + f"  [{page.system}]"
    yield page.says
    if page.nearest:
        yield f"Nearest valid codes: {', '.join(page.nearest)}"
    yield from _block("Above", page.parents)
    yield from _block("Beneath", page.children)
    yield from _block("Beside", page.neighbours)
    for note in page.notes:
        at = f" (at {note.printed_at})" if note.printed_at != page.code else ""
        yield f"  {note.kind}{at}: {note.text}"
    for article in page.articles:
        yield f"\n{article.title}  ({article.cited.source})\n  {article.says}"
    yield from _procedure(page)
    if page.diagnosis:
        held = page.diagnosis
        ages = f"ages {held.ages[0]} to {held.ages[1]}" if held.ages else "every age"
        severity = held.severity or "not told for this day"
        yield f"\nMedicare: {ages}; {held.sex or 'either'} sex; CC/MCC severity {severity}  ({held.cited.source})"
        if held.sex_note:
            yield f"  {held.sex_note}"
        yield f"  Risk adjustment: {', '.join(held.risk) or 'no category'}"
    for missing in page.missing:
        yield f"Not loaded: {missing.section}. Load it with `{missing.command}`."


def _procedure(page: CodePage) -> Iterator[str]:
    if page.licensed:
        yield f"\n{page.licensed.long}  ({_source(page.licensed.cited)})"
    if page.hcpcs:
        yield f"\n{page.hcpcs.description}  coverage {page.hcpcs.coverage.value}  ({_source(page.hcpcs.cited)})"
    if page.fee_schedule:
        yield f"\nFee schedule  ({_source(page.fee_schedule.cited)})"
        for name, indicator in page.fee_schedule.indicators.items():
            yield f"  {name.replace('_', ' '):<12}{indicator.value:<4} {indicator.words}"
        for row in page.fee_schedule.payments:
            part = f"-{row.modifier}" if row.modifier else ""
            yield (
                f"  {page.code}{part}: work {row.work:g}, total {row.non_facility_total:g} non-facility / "
                f"{row.facility_total:g} facility; national ${row.national_non_facility:,.2f} / "
                f"${row.national_facility:,.2f}"
            )
            if row.local_non_facility is not None:
                yield f"    {row.locality}: ${row.local_non_facility:,.2f} / ${row.local_facility:,.2f}"
    for units in page.mue:
        yield (
            f"MUE {units.setting}: {units.units}, MAI {units.mai} ({units.words}); {units.rationale}  "
            f"({_source(units.cited)})"
        )
    if page.add_on:
        if page.add_on.type:
            by = " and others the contractor defines" if page.add_on.contractor_defined else ""
            yield f"Add-on code, type {page.add_on.type}; primaries: {', '.join(page.add_on.primaries) or 'none listed'}{by}"
        if page.add_on.add_ons:
            yield f"Add-on codes to it: {', '.join(page.add_on.add_ons)}"
        yield f"  ({_source(page.add_on.cited)})"
    for pairs in page.pairs:
        yield from _pairs(page.code, pairs)
    if page.opps:
        rate = f", ${page.opps.rate:,.2f}" if page.opps.rate is not None else ""
        yield f"OPPS status {page.opps.indicator.value}: {page.opps.indicator.words}{rate}  ({_source(page.opps.cited)})"


def _pairs(code: str, pairs: Pairs) -> Iterator[str]:
    yield f"NCCI edits, {pairs.setting}: {len(pairs.edits):,}  ({_source(pairs.cited)})"
    for words, held in (
        ("column 1 to", [f"{edit.column2} ({edit.indicator})" for edit in pairs.edits if edit.column1 == code]),
        ("column 2 to", [f"{edit.column1} ({edit.indicator})" for edit in pairs.edits if edit.column2 == code]),
    ):
        if held:
            more = f" and {len(held) - _PAIRS_SHOWN:,} more" if len(held) > _PAIRS_SHOWN else ""
            yield f"  {words} {', '.join(held[:_PAIRS_SHOWN])}{more}"


def _block(head: str, lines: Sequence[Line]) -> Iterator[str]:
    for n, line in enumerate(lines[:_LINES_SHOWN]):
        yield f"{head if n == 0 else '':<9}{line.code:<9} {line.tells or line.title}"
    if len(lines) > _LINES_SHOWN:
        yield f"{'':<9}and {len(lines) - _LINES_SHOWN} more"


def _source(cited: Cited) -> str:
    return f"{cited.source}{', out of date for this day' if cited.out_of_date else ''}"
