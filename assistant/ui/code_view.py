"""A code page and a pair of codes as HTML. Everything that comes from outside is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from assistant.accounts.limits import UNLOCK
from knowledge.code_page.sections import AddOn, Cited, CodePage, FeeSchedule, Level2, Line, Pairs, Units
from knowledge.pairs import PairAnswer

_SHOWN = 12
_COMMAND = re.compile(r"`([^`]+)`")
_FIRST = 2
_EDITS_SHOWN = 400
_INDICATORS = {
    "status": "Status",
    "global_days": "Global days",
    "pctc": "PC/TC",
    "multiple": "Multiple procedures",
    "bilateral": "Bilateral",
    "assistant": "Assistant at surgery",
    "co_surgeon": "Co-surgeons",
    "team": "Team",
}


def code_html(page: CodePage, *, first_only: bool = False) -> str:
    """The page of one code; for a guest the first sections, and how to see the rest."""
    known = page.valid.standing == "valid"
    head = (
        f'<div class="cc-code-head"><span class="cc-code">{escape(page.code)}</span>'
        f'<button type="button" class="cc-copy-code" data-copy="{escape(page.code)}" aria-label="Copy {escape(page.code)}">Copy</button>'
        f'<span class="cc-meta">{escape(page.system)}</span>'
        f'<button type="button" class="cc-quiet" data-do="about" data-code="{escape(page.code)}">Ask about it</button></div>'
        f'<h2 class="cc-code-title">{escape(page.title)}</h2>'
        f'<p class="cc-standing{"" if known else " cc-standing-not"}">{_lines(page.says)}</p>'
    )
    nearest = f"<p>Nearest valid codes: {' '.join(_open(code) for code in page.nearest)}</p>" if page.nearest else ""
    sections = list(_sections(page))
    if first_only and len(sections) > _FIRST:
        sections[_FIRST:] = [
            f'<section class="cc-section cc-locked"><h3>{len(sections) - _FIRST} more sections</h3><p>Edits, units, payment, neighbours '
            f'and instructions: <a class="cc-chip" href="/sign-up">{UNLOCK}</a></p></section>'
        ]
    return f"{head}{nearest}{''.join(sections)}"


def pair_html(answer: PairAnswer) -> str:
    """What the NCCI tables say of two codes."""
    rows = "".join(
        f"<li><strong>{escape(found.setting.capitalize())}:</strong> {_commands(found.says)}"
        + (f" Rationale: {escape(found.rationale)}." if found.rationale else "")
        + (f"<br><small>{escape(found.edition)}{_late(found.out_of_date)}</small>" if found.edition else "")
        + "</li>"
        for found in answer.settings
    )
    return (
        f'<section class="cc-section"><h3>{_open(answer.code1)} with {_open(answer.code2)} on {answer.date}</h3>'
        f"<ul>{rows}</ul></section>"
    )


def _sections(page: CodePage) -> Iterator[str]:
    if page.articles:
        yield _section(
            "What decides",
            "".join(f"<p><strong>{escape(held.title)}.</strong> {escape(held.says)}</p>" for held in page.articles),
            (held.cited for held in page.articles),
        )
    if page.licensed:
        yield _section("Licensed text", f"<p>{escape(page.licensed.long)}</p>", [page.licensed.cited])
    if page.hcpcs:
        yield _level2(page.hcpcs)
    yield from _tree(page)
    if page.notes:
        yield _notes(page)
    if page.diagnosis:
        held = page.diagnosis
        ages = f"ages {held.ages[0]} to {held.ages[1]}" if held.ages else "every age"
        risk = ", ".join(held.risk) or "no category"
        yield _section(
            "Medicare edits, severity and risk",
            f"<dl><dt>Age</dt><dd>{ages}</dd><dt>Sex</dt><dd>{escape(held.sex or 'either')} {escape(held.sex_note)}</dd>"
            f"<dt>CC/MCC</dt><dd>{escape(held.severity or 'not told for this day')}</dd>"
            f"<dt>Risk adjustment</dt><dd>{escape(risk)}</dd></dl>",
            [held.cited, *([held.risk_cited] if held.risk_cited else [])],
        )
    if page.fee_schedule:
        yield _fee_schedule(page.code, page.fee_schedule)
    if page.mue:
        yield _units(page.mue)
    if page.add_on:
        yield _add_on(page.add_on)
    for pairs in page.pairs:
        yield _pairs(page.code, pairs)
    if page.opps:
        rate = f", national rate ${page.opps.rate:,.2f}" if page.opps.rate is not None else ""
        yield _section(
            "Hospital outpatient (OPPS)",
            f"<p><strong>{escape(page.opps.indicator.value)}</strong> {escape(page.opps.indicator.words)}{rate}</p>",
            [page.opps.cited],
        )
    modifiers = [held for held in page.articles if held.modifiers]
    if modifiers:
        yield _section(
            "Modifiers",
            "".join(f"<p>{_lines(held.modifiers)}</p>" for held in modifiers),
            (held.cited for held in modifiers),
        )
    if page.missing:
        rows = "".join(f"<li>{escape(held.section)}: <code>{escape(held.command)}</code></li>" for held in page.missing)
        yield f'<section class="cc-section"><h3>Not loaded</h3><ul>{rows}</ul></section>'


def _tree(page: CodePage) -> Iterator[str]:
    if page.parents:
        path = " › ".join(f"{_open(line.code)} {escape(line.title)}" for line in page.parents)
        yield f'<section class="cc-section"><h3>Above</h3><p>{path}</p></section>'
    for head, lines in (("Beneath", page.children), ("Beside, and what tells them apart", page.neighbours)):
        if lines:
            yield _listed(head, lines, page.code if lines is page.neighbours else "")


def _listed(head: str, lines: Sequence[Line], beside: str) -> str:
    rows = [
        f"<li>{_open(line.code)} {escape(line.tells or line.title)}{_compare(beside, line.code) if beside else ''}</li>"
        for line in lines
    ]
    more = f"<details><summary>{len(rows) - _SHOWN} more</summary><ul>{''.join(rows[_SHOWN:])}</ul></details>"
    return (
        f'<section class="cc-section"><h3>{head}</h3><ul>{"".join(rows[:_SHOWN])}</ul>'
        f"{more if len(rows) > _SHOWN else ''}</section>"
    )


def _notes(page: CodePage) -> str:
    rows = []
    for note in page.notes:
        at = f' <small class="cc-meta">at {_open(note.printed_at)}</small>' if note.printed_at != page.code else ""
        rows.append(f"<li><strong>{escape(note.kind)}</strong>{at}: {_linked(note.text, note.refers_to)}</li>")
    return f'<section class="cc-section"><h3>Instructions</h3><ul>{"".join(rows)}</ul></section>'


def _linked(text: str, codes: Sequence[str]) -> str:
    """A note with each code it refers to as a way there."""
    if not codes:
        return escape(text)
    ends = sorted({end for code in codes for end in code.split("-")}, key=len, reverse=True)
    found = re.compile("|".join(rf"(?<![\w.]){re.escape(end)}(?!\w|\.\w)" for end in ends))
    parts, at = [], 0
    for match in found.finditer(text):
        parts += [escape(text[at : match.start()]), _open(match[0])]
        at = match.end()
    return "".join([*parts, escape(text[at:])])


def _level2(held: Level2) -> str:
    days = " ".join(
        f"{words} {day}." for words, day in (("Added", held.added), ("Ended", held.ended)) if day is not None
    )
    return _section(
        "HCPCS Level II",
        f"<p>{escape(held.description)}</p><p>Coverage {escape(held.coverage.value)}: {escape(held.coverage.words)}. {days}</p>",
        [held.cited],
    )


def _fee_schedule(code: str, held: FeeSchedule) -> str:
    indicators = "".join(
        f"<tr><th>{_INDICATORS.get(name, name)}</th><td>{escape(found.value)}</td><td>{escape(found.words)}</td></tr>"
        for name, found in held.indicators.items()
    )
    payments = "".join(
        f"<tr><th>{escape(code)}{f'-{escape(row.modifier)}' if row.modifier else ''}</th><td>{row.work:g}</td>"
        f"<td>{row.non_facility_total:g}<br>${row.national_non_facility:,.2f}{_local(row.local_non_facility)}</td>"
        f"<td>{row.facility_total:g}<br>${row.national_facility:,.2f}{_local(row.local_facility)}</td></tr>"
        for row in held.payments
    )
    where = next((row.locality for row in held.payments if row.locality), "")
    local = f"<p>The second amount is for {escape(where)}.</p>" if where else ""
    return _section(
        "Physician Fee Schedule",
        f"<table><tbody>{indicators}</tbody></table><table><thead><tr><th>Line</th><th>Work RVU</th>"
        "<th>Non-facility: total RVU, national</th><th>Facility: total RVU, national</th></tr></thead>"
        f"<tbody>{payments}</tbody></table>{local}",
        [held.cited],
    )


def _local(amount: float | None) -> str:
    return f"<br>${amount:,.2f}" if amount is not None else ""


def _units(held: Sequence[Units]) -> str:
    rows = "".join(
        f"<tr><th>{escape(units.setting.capitalize())}</th><td>{units.units}</td><td>MAI {units.mai}: {escape(units.words)}</td>"
        f"<td>{escape(units.rationale)}</td></tr>"
        for units in held
    )
    return _section(
        "Medically Unlikely Edits",
        f"<table><thead><tr><th>Setting</th><th>Units</th><th>Kind</th><th>Rationale</th></tr></thead><tbody>{rows}</tbody></table>",
        (units.cited for units in held),
    )


def _add_on(held: AddOn) -> str:
    parts = []
    if held.type:
        by = ", and others that the contractor defines" if held.contractor_defined else ""
        primaries = " ".join(map(_open, held.primaries)) or "none listed"
        parts.append(f"<p>Add-on code of type {held.type}. Primary codes: {primaries}{by}.</p>")
    if held.add_ons:
        parts.append(f"<p>Add-on codes that go with it: {' '.join(map(_open, held.add_ons))}</p>")
    parts += [f"<p>{escape(note)}</p>" for note in held.notes]
    return _section("Add-on edits", "".join(parts), [held.cited])


def _pairs(code: str, held: Pairs) -> str:
    parts = []
    for words, edits in (
        (
            f"{code} is column 1: it is paid, these are not without a modifier where indicator 1 stands",
            [(edit.column2, edit) for edit in held.edits if edit.column1 == code],
        ),
        (
            f"{code} is column 2: these are paid before it",
            [(edit.column1, edit) for edit in held.edits if edit.column2 == code],
        ),
    ):
        if edits:
            rows = "".join(
                f"<tr><td>{_open(other)}</td><td>{escape(edit.indicator)}</td><td>{edit.effective or 'before 1996'}</td>"
                f"<td>{escape(edit.rationale)}</td></tr>"
                for other, edit in edits[:_EDITS_SHOWN]
            )
            more = (
                f"<p>{len(edits) - _EDITS_SHOWN:,} more: type the other code into “With code”.</p>"
                if len(edits) > _EDITS_SHOWN
                else ""
            )
            parts.append(
                f"<details><summary>{escape(words)} ({len(edits):,})</summary><table><thead><tr><th>Code</th><th>Indicator</th>"
                f"<th>Since</th><th>Rationale</th></tr></thead><tbody>{rows}</tbody></table>{more}</details>"
            )
    return _section(f"NCCI edits, {escape(held.setting)}: {len(held.edits):,}", "".join(parts), [held.cited])


def _section(head: str, body: str, cited: Iterable[Cited]) -> str:
    sources = dict.fromkeys(f"{escape(held.source)}{_late(held.out_of_date)}" for held in cited)
    return f'<section class="cc-section"><h3>{head}</h3>{body}<p class="cc-source">{"<br>".join(sources)}</p></section>'


def _late(out_of_date: bool) -> str:
    return ' <span class="cc-late">edition ended before this day</span>' if out_of_date else ""


def _open(code: str) -> str:
    """A code as a way to its page; blocks and chapters have none."""
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9.]{2,7}", code):
        return escape(code)
    return f'<a class="cc-open" href="/code/{escape(code)}" data-code="{escape(code)}">{escape(code)}</a>'


def _compare(code: str, other: str) -> str:
    return f' <a class="cc-go cc-meta" href="/compare/{escape(code)}/{escape(other)}">compare</a>'


def _commands(text: str) -> str:
    """A sentence with the commands that it names as such."""
    return _COMMAND.sub(r"<code>\1</code>", escape(text))


def _lines(text: str) -> str:
    return "<br>".join(escape(line.removeprefix("- ")) for line in text.splitlines())
