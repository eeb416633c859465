"""The run as plain data: the JSON form that is public, and what the folder of a run holds."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from evals import comparison
from evals.answering.answer import save
from evals.evaluation import Evaluation
from evals.history import Point
from evals.report.junit import junit
from evals.report.markdown import markdown
from evals.report.page import page

ANSWERS, RUN = "answers.jsonl", "run.json"


def as_json(done: Evaluation, price: tuple[float, float] | None = None) -> dict[str, Any]:
    """The figures of a run. ``cost`` stands there where a price was given and a model was asked."""
    told = {"model": done.model, "passed": not done.reasons, "reasons": done.reasons, "thresholds_compared": done.covered,
            **done.summary.as_json()}
    if done.stamp is not None:
        told |= {"stamp": done.stamp.as_json(), "kept_answers": done.kept, "workers": done.workers}
    if done.against is not None:
        told["baseline"] = done.against.as_json()
    if done.stability is not None:
        told["stability"] = done.stability.as_json()
    if done.null is not None:
        name, other = done.null
        told["null"] = comparison.as_json(name, other, done.summary)
    if done.wordings is not None:
        told["wording"] = done.wordings.as_json()
    if price is not None and done.summary.tokens.calls:
        told["cost"] = round(done.summary.tokens.cost(price), 4)
    return told


def write(done: Evaluation, folder: Path, trend: list[Point], price: tuple[float, float] | None = None) -> None:
    """Write all reports of a run and its answers into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    save(done.records, folder / ANSWERS)
    files = {RUN: json.dumps(as_json(done, price), indent=2) + "\n", "junit.xml": junit(done.scored),
             "report.md": markdown(done), "report.html": page(done, trend, "CodeCite evaluation")}
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8", newline="\n")


def folder_of(model: str) -> str:
    """The name of a model as that of a folder."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", model).strip("-")
