"""A checked claim as a table for a terminal and as a page to print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from knowledge.claims.claim import Claim, ClaimLine, Finding, Report
from knowledge.claims.units import figure

_WORDS = {"error": "Error", "warning": "Warning", "info": "Note"}
_PRINT = """
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1b1f24}
table{border-collapse:collapse;width:100%;margin:1rem 0}
th,td{border:1px solid #b9c1cc;padding:.35rem .6rem;text-align:left;vertical-align:top}
.error td:first-child{border-left:4px solid #b42318}
.warning td:first-child{border-left:4px solid #b54708}
.info td:first-child{border-left:4px solid #667085}
small{color:#475467}@media print{body{margin:0}tr{break-inside:avoid}}
"""


def headline(report: Report) -> str:
    """How the claim stands, in one sentence."""
    counts = {name: sum(finding.severity == name for finding in report.findings) for name in _WORDS}
    if not report.findings:
        return "Nothing was found against the claim."
    parts = [f"{count} {_WORDS[name].lower()}{'s' if count > 1 else ''}" for name, count in counts.items() if count]
    return f"Found: {', '.join(parts)}."


def line_words(line: ClaimLine) -> str:
    """A service line as coders write it: ``20610-RT-59 x 2``."""
    return "-".join([line.code, *line.modifiers]) + (f" x {figure(line.units)}" if line.units != 1 else "")


def readable(name: str, claim: Claim, report: Report) -> Iterator[str]:
    """The report as lines of text."""
    yield f"{name}  {claim.date}  {claim.setting}" + (
        f"  POS {claim.place_of_service}" if claim.place_of_service else ""
    )
    if report.diagnoses:
        yield "  " + "  ".join(f"{chr(64 + n)} {code}" for n, code in enumerate(report.diagnoses, 1))
    for n, line in enumerate(report.lines, 1):
        yield f"  {n:>2}  {line_words(line)}"
    yield headline(report)
    for finding in report.findings:
        at = f"line {', '.join(map(str, finding.lines))}" if finding.lines else "diagnoses"
        yield f"\n{_WORDS[finding.severity].upper()}  {finding.rule}  ({at})"
        yield f"  {finding.says}"
        yield f"  {finding.mend}"
        if finding.citation:
            yield f"  [{finding.citation.edition}] {finding.citation.quote}"
    for notice in report.notices:
        yield f"\nNote: {notice}"


def findings_html(report: Report) -> str:
    """The findings as a table; everything that comes from outside is escaped."""
    rows = "".join(_row(finding) for finding in report.findings)
    table = (
        f'<table class="findings"><thead><tr><th>Where</th><th>What the rule says</th><th>How to mend it</th><th>Proof</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
        if rows
        else ""
    )
    notices = "".join(f"<p><small>{_commands(notice)}</small></p>" for notice in report.notices)
    return f"<p><strong>{escape(headline(report))}</strong></p>{table}{notices}"


def claims_html(reports: list[tuple[str, Claim, Report]]) -> str:
    """Claims with their findings, one after the other."""
    parts = []
    for name, claim, report in reports:
        diagnoses = ", ".join(f"{chr(64 + n)} {code}" for n, code in enumerate(report.diagnoses, 1))
        lines = "".join(
            f"<tr><td>{n}</td><td>{escape(line_words(line))}</td><td>{claim.day(line)}</td></tr>"
            for n, line in enumerate(report.lines, 1)
        )
        parts.append(
            f'<section class="claim"><h2>{escape(name)}</h2><p>{claim.date}, {claim.setting}, diagnoses {escape(diagnoses) or "none"}</p>'
            f'<table class="lines"><thead><tr><th>Line</th><th>Service</th><th>Day</th></tr></thead><tbody>{lines}</tbody></table>'
            f"{findings_html(report)}</section>"
        )
    return "".join(parts)


def page_html(reports: list[tuple[str, Claim, Report]]) -> str:
    """A whole page to print."""
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Claim check</title><style>{_PRINT}</style>'
        f"<h1>Claim check</h1>{claims_html(reports)}<p><small>The coder decides: check every finding against the record.</small></p></html>"
    )


def _commands(notice: str) -> str:
    """A notice with what is to be typed set off."""
    return re.sub(r"`(.+?)`", r"<code>\1</code>", escape(notice))


def _row(finding: Finding) -> str:
    where = f"Line {', '.join(map(str, finding.lines))}" if finding.lines else "Diagnoses"
    opens = {True: "A modifier is possible.", False: "No modifier opens it.", None: ""}[finding.modifier_allowed]
    cited = finding.citation
    proof = f"{escape(cited.quote)}<br><small>{escape(cited.edition)}</small>" if cited else ""
    return (
        f'<tr class="{finding.severity}"><td>{_WORDS[finding.severity]}<br><small>{where}</small></td>'
        f"<td><strong>{escape(finding.rule)}</strong><br>{escape(finding.says)}</td>"
        f"<td>{escape(finding.mend)}<br><small>{opens}</small></td><td>{proof}</td></tr>"
    )
