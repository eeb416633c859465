"""The run as one HTML page that needs nothing beside itself."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from string import Template

from evals.baseline import Judged, judged
from evals.evaluation import Evaluation
from evals.history import Point
from evals.report import page_overview
from evals.report.page_case import case_section

_HERE = Path(__file__).parent


def page(done: Evaluation, trend: Sequence[Point], title: str) -> str:
    """Figures, reasons, changes and every case. Everything of cases and answers is escaped; the policy of the page allows
    its own style and script by their hash and nothing else. ``trend`` are past runs, oldest first."""
    style = (_HERE / "page.css").read_text(encoding="utf-8")
    script = (_HERE / "page.js").read_text(encoding="utf-8")
    summary = done.summary
    now = judged(done.scored)
    parts = {
        "title": escape(title), "style": style, "script": script, "style_hash": _hash(style), "script_hash": _hash(script),
        "gate": "failed" if done.reasons else "passed",
        "models": escape(", ".join(summary.models) or "no answers"), "edition_count": str(len(summary.editions)),
        "editions": "".join(f"<li>{escape(edition)}</li>" for edition in summary.editions),
        "reasons": page_overview.reasons(done), "tiles": page_overview.tiles(done),
        "changes": page_overview.changes(done.against), "pictures": page_overview.pictures(summary, trend),
        "actions": page_overview.actions(summary.actions), "table": page_overview.strata(summary),
        "agreement": page_overview.agreement(summary.agreement),
        "strata": _options(summary.strata),
        "done": _options(sorted({one.action for one in now.values()})),
        "count": str(len(done.scored)),
        "cases": "\n".join(case_section(one, _comparable(done, one.case.id, now)) for one in done.scored)}
    return Template((_HERE / "page.html").read_text(encoding="utf-8")).substitute(parts)


def _comparable(done: Evaluation, name: str, now: dict[str, Judged]) -> Judged | None:
    """The baseline's result of a case, where question and key are the same as then."""
    earlier, present = done.earlier.get(name), now.get(name)
    return earlier if earlier is not None and present is not None and earlier.key == present.key else None


def _options(names: Iterable[str]) -> str:
    return "".join(f'<option value="{escape(name)}">{escape(name.replace("_", " "))}</option>' for name in names)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
