"""Two codes beside each other: what differs, line by line, and the edit between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape

from knowledge.code_page.sections import CodePage
from knowledge.rules.excludes import ExcludesFinding


def compare_html(one: CodePage, other: CodePage) -> str:
    """A table of what is held of both: lines that differ are marked, those that are the same are told once."""
    rows = []
    for name, left, right in _lines(one, other):
        if left != right and "\n" in left + right:
            rows += _line_by_line(name, left, right)
        elif left and left == right:
            rows.append(f'<tr><th scope="row">{escape(name)}</th><td colspan="2">Both: {_text(left)}</td></tr>')
        elif left or right:
            cells = f"<td>{_text(left)}</td><td>{_text(right)}</td>"
            rows.append(f'<tr class="cc-differs"><th scope="row">{escape(name)}</th>{cells}</tr>')
    heads = "".join(
        f'<th scope="col"><a class="cc-open" href="/code/{escape(page.code)}" data-code="{escape(page.code)}">{escape(page.code)}</a></th>'
        for page in (one, other)
    )
    return (
        '<section class="cc-section cc-compare"><h3>Side by side</h3><table><thead><tr><th scope="col">'
        f'<span class="cc-hidden">What</span></th>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table></section>'
    )


def _line_by_line(name: str, left: str, right: str) -> list[str]:
    """What each says alone, marked, then what both say, folded."""
    one, other = left.splitlines(), right.splitlines()
    both = [line for line in one if line in other]
    alone = ("\n".join(line for line in mine if line not in both) for mine in (one, other))
    rows = [f'<tr class="cc-differs"><th scope="row">{escape(name)}</th>{"".join(f"<td>{_text(told)}</td>" for told in alone)}</tr>']
    if both:
        folded = f"<details><summary>Both: {len(both)} more alike</summary>{_text(chr(10).join(both))}</details>"
        rows.append(f'<tr><th scope="row"><span class="cc-hidden">{escape(name)}, of both</span></th><td colspan="2">{folded}</td></tr>')
    return rows


def excludes_html(one: str, other: str, found: Sequence[ExcludesFinding]) -> str:
    """The Excludes notes between two diagnoses."""
    rows = "".join(
        f"<li><strong>{escape(note.kind)}</strong> over {escape(note.code)}, printed at {escape(note.at.code)}: {escape(note.note)}</li>"
        for note in found
    )
    said = f"<ul>{rows}</ul>" if rows else "<p>No Excludes note of the tabular list stands between them, inherited notes included.</p>"
    return f'<section class="cc-section"><h3>{escape(one)} with {escape(other)}</h3>{said}</section>'


def _lines(one: CodePage, other: CodePage) -> Iterator[tuple[str, str, str]]:
    lines: tuple[tuple[str, Callable[[CodePage], str]], ...] = (
        ("What it is", lambda page: page.title),
        ("System", lambda page: page.system),
        ("On this day", lambda page: page.valid.standing),
        ("What decides", lambda page: "\n".join(article.says for article in page.articles)),
        ("Above", lambda page: " › ".join(line.code for line in page.parents)),
        ("Excludes and instructions", lambda page: "\n".join(f"{note.kind}: {note.text}" for note in page.notes)),
        ("Modifiers", lambda page: "\n".join(article.modifiers for article in page.articles if article.modifiers)),
        ("Severity", lambda page: (page.diagnosis.severity or "") if page.diagnosis else ""),
        ("Risk adjustment", lambda page: ", ".join(page.diagnosis.risk) if page.diagnosis else ""),
        ("Units a day", lambda page: "\n".join(f"{units.setting}: {units.units} (MAI {units.mai})" for units in page.mue)),
        ("Add-on to", lambda page: ", ".join(page.add_on.primaries) if page.add_on else ""),
    )
    for name, told in lines:
        yield name, told(one), told(other)
    held = [page.fee_schedule.indicators if page.fee_schedule else {} for page in (one, other)]
    for name in dict.fromkeys([*held[0], *held[1]]):
        left, right = (f"{found[name].value}: {found[name].words}" if name in found else "" for found in held)
        yield name.replace("_", " ").capitalize(), left, right
    paid = [page.fee_schedule.payments if page.fee_schedule else [] for page in (one, other)]
    if any(paid):
        left, right = (f"work {rows[0].work:g}, non-facility ${rows[0].national_non_facility:,.2f}" if rows else "" for rows in paid)
        yield "Payment", left, right


def _text(text: str) -> str:
    return "<br>".join(escape(line.removeprefix("- ")) for line in text.splitlines()) or '<span class="cc-meta">nothing</span>'
