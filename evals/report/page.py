"""The run as one HTML page that needs nothing beside itself."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template

from evals.evaluation import Evaluation
from evals.gate import OVERALL
from evals.history import Point
from evals.report.page_case import case_section
from evals.statistics import Figure
from evals.summary import RIGHT, Group, Summary

_HERE = Path(__file__).parent
_HEADINGS = {"codes": "codes", "action": "action", "verdict": "verdict", "units": "units", "modifiers": "modifiers",
             "ask_back": "asked back", "wording": "wording", "citations": "citations", "support": "support",
             "statements": "statements", "codebook": "codebook", "retrieval": "top 5", "reciprocal_rank": "MRR"}


def page(done: Evaluation, trend: Sequence[Point], title: str) -> str:
    """Figures, reasons and every case. Everything of cases and answers is escaped; the policy of the page allows its
    own style and script by their hash and nothing else."""
    summary, scored, reasons = done.summary, done.scored, done.reasons
    style = (_HERE / "page.css").read_text(encoding="utf-8")
    script = (_HERE / "page.js").read_text(encoding="utf-8")
    parts = {
        "title": escape(title),
        "style": style, "script": script, "style_hash": _hash(style), "script_hash": _hash(script),
        "gate": "failed" if reasons else "passed", "models": escape(", ".join(summary.models) or "no answers"),
        "edition_count": str(len(summary.editions)),
        "editions": "".join(f"<li>{escape(edition)}</li>" for edition in summary.editions),
        "reasons": _reasons(summary, reasons), "tiles": _tiles(summary), "table": _table(summary),
        "strata": "".join(f'<option value="{escape(name)}">{escape(name)}</option>' for name in summary.strata),
        "count": str(len(scored)), "cases": "\n".join(case_section(one) for one in scored)}
    return Template((_HERE / "page.html").read_text(encoding="utf-8")).substitute(parts)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _reasons(summary: Summary, reasons: Sequence[str]) -> str:
    told = [*reasons, *(f"broke: {case}: {error}" for case, error in summary.errors.items())]
    return f'<ul class="reasons">{"".join(f"<li>{escape(reason)}</li>" for reason in told)}</ul>' if told else ""


def _tiles(summary: Summary) -> str:
    totals = summary.totals
    right, p50, p95 = totals.figures.get(RIGHT), totals.p50, totals.p95
    tiles = {
        "right": f"{right.value * 100:.1f} %" if right else "–",
        "95 % interval": f"{right.low * 100:.0f}–{right.high * 100:.0f} %" if right else "–",
        "cases": str(totals.cases), "wrong": str(len(summary.failing)), "hard zeros": str(len(summary.hard_zeros)),
        "broke": str(totals.errors), "median time": "–" if p50 is None else f"{p50:.2f} s",
        "95th percentile": "–" if p95 is None else f"{p95:.2f} s"}
    return "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in tiles.items())


def _table(summary: Summary) -> str:
    names = [name for name in _HEADINGS if name in summary.totals.figures]
    head = "".join(f'<th scope="col">{heading}</th>' for heading in
                   ["stratum", "cases", "right", *(_HEADINGS[name] for name in names), "median"])
    groups = [*summary.strata.items(), (OVERALL, summary.totals)]
    rows = "".join(_row(stratum, group, names) for stratum, group in groups)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(stratum: str, group: Group, names: list[str]) -> str:
    cells = [("cases", str(group.cases)), ("right", _figure(group.figures.get(RIGHT), interval=True))]
    cells += [(_HEADINGS[name], _figure(group.figures.get(name))) for name in names]
    cells.append(("median", "" if group.p50 is None else f"{group.p50:.2f} s"))
    data = "".join(f'<td data-label="{label}"{"" if value else " class=none"}>{value}</td>' for label, value in cells)
    return f'<tr><th scope="row">{escape(stratum)}</th>{data}</tr>'


def _figure(figure: Figure | None, *, interval: bool = False) -> str:
    if figure is None:
        return ""
    bounds = f"{figure.low * 100:.0f}–{figure.high * 100:.0f}"
    shown = f" <small>{bounds}</small>" if interval else ""
    return f'<span title="n {figure.n}, 95 % interval {bounds} %">{figure.value * 100:.1f}{shown}</span>'
