"""The evals page: the runs that `codecite eval` left, the last one in figures, how it went over time, and what failed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from assistant.accounts.guard import only_administrators

# where `codecite eval` writes
RUNS = Path(".codecite-eval")
PANEL = '<div class="cc-page"><div class="cc-filled" data-page="evals"></div></div>'
_SHOWN = 12
_FIGURES = {"right": "Everything right", "codes": "Codes exactly right", "action": "Right action", "verdict": "Verdict"}


@dataclass(frozen=True, slots=True)
class Run:
    """One run as it lies on disk."""

    path: Path
    at: datetime
    told: Mapping[str, Any]

    @property
    def right(self) -> float | None:
        """The share of cases with everything right, 0..1."""
        value = self.told.get("totals", {}).get("figures", {}).get("right", {}).get("value")
        return float(value) if value is not None else None


def evals_routes(runs: Path = RUNS) -> APIRouter:
    """The route of the evals page, for administrators."""
    routes = APIRouter(prefix="/ui", include_in_schema=False)

    @routes.get("/evals")
    def page(request: Request) -> HTMLResponse:
        only_administrators(request)
        return HTMLResponse(evals_html(read_runs(runs)))

    return routes


def read_runs(folder: Path) -> list[Run]:
    """The runs that can be read, newest first."""
    found = []
    for path in folder.rglob("run*.json") if folder.is_dir() else ():
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(told, dict) and "totals" in told:
            found.append(Run(path, datetime.fromtimestamp(path.stat().st_mtime, UTC), told))
    return sorted(found, key=lambda run: run.at, reverse=True)


def evals_html(runs: Sequence[Run]) -> str:
    """The page of these runs."""
    if not runs:
        return (
            '<h2>Evals</h2><p class="cc-hint">No run lies in <code>.codecite-eval</code> of the folder that CodeCite was started in: '
            "run <code>codecite eval</code> there.</p>"
        )
    last = runs[0]
    failing = [str(case) for case in last.told.get("failing", ())]
    verdict = "passed its thresholds" if last.told.get("passed") else "did not pass: " + "; ".join(map(str, last.told.get("reasons", ())))
    strata = "".join(
        f"<tr><th scope=row>{escape(name)}</th><td>{held.get('cases', '')}</td>{''.join(_cell(held, key) for key in _FIGURES)}</tr>"
        for name, held in [("All", last.told["totals"]), *sorted(last.told.get("strata", {}).items())]
    )
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("Stratum", "Cases", *_FIGURES.values()))
    failed = "".join(f"<li><code>codecite eval --id {escape(case)}</code></li>" for case in failing)
    return (
        f'<h2>Evals</h2><p>The run of {last.at:%Y-%m-%d %H:%M} UTC {escape(verdict)}.</p>{_trend(runs[:_SHOWN])}'
        # it scrolls sideways on a phone, by keyboard too
        '<section class="cc-section" tabindex="0" aria-label="Figures by stratum"><h3>By stratum</h3>'
        f'<table><thead><tr>{heads}</tr></thead><tbody>{strata}</tbody></table></section>'
        f'<section class="cc-section"><h3>Failing cases: {len(failing)}</h3><details><summary>Show each alone with</summary>'
        f"<ul>{failed}</ul></details></section>"
    )


def _cell(held: Mapping[str, Any], key: str) -> str:
    figure = held.get("figures", {}).get(key)
    if not figure or figure.get("value") is None:
        return '<td class="cc-meta">no case</td>'
    value, low, high = (float(figure[name]) * 100 for name in ("value", "low", "high"))
    meter = f'<meter min="0" max="100" value="{value:.0f}" aria-hidden="true"></meter>'
    return f'<td>{meter} {value:.1f} % <small>[{low:.0f}–{high:.0f}]</small></td>'


def _trend(runs: Sequence[Run]) -> str:
    """Everything right, run by run, oldest first."""
    told = [(run, run.right) for run in reversed(runs)]
    rows = "".join(
        f'<li><meter min="0" max="100" value="{right * 100:.0f}" aria-hidden="true"></meter> {run.at:%Y-%m-%d %H:%M} · '
        f"{right * 100:.1f} % of {run.told['totals'].get('cases', '?')} cases right · {escape(run.path.name)}</li>"
        for run, right in told
        if right is not None
    )
    return f'<section class="cc-section"><h3>Runs, oldest first</h3><ul class="cc-runs">{rows}</ul></section>'
