"""``codecite eval compare RUN_A RUN_B``: two saved runs side by side, judged by today's cases."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evals.baseline import judged
from evals.case import Case
from evals.comparison import compare
from evals.evaluation import against
from evals.outcome import RecordsUnreadable, read_records
from evals.paired import Paired
from evals.report import terminal
from evals.report.data import ANSWERS
from evals.report.markdown import changes
from evals.score import ScoredCase, score_case
from evals.summary import Summary, summarize


def parser() -> argparse.ArgumentParser:
    """The parser of the command."""
    made = argparse.ArgumentParser(prog="codecite eval compare",
                                   description="Which cases got worse or better from RUN_A to RUN_B, and is it chance?")
    made.add_argument("before", type=Path, metavar="RUN_A", help="folder of a run (--out), or its answers.jsonl")
    made.add_argument("after", type=Path, metavar="RUN_B", help="folder of a later run, or its answers.jsonl")
    form = made.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the comparison as JSON")
    form.add_argument("--markdown", action="store_true", help="print it as Markdown for a pull request")
    return made


def run(options: argparse.Namespace, known: Sequence[Case]) -> tuple[str, bool]:
    """The comparison in words and whether the later run is significantly worse. Raises RecordsUnreadable.

    Only cases that stand in both runs and are asked the same today are compared.
    """
    first, second = _read(options.before, known), _read(options.after, known)
    shared = first.keys() & second.keys()
    if not shared:
        raise RecordsUnreadable("The runs share no case that is asked the same today: there is nothing to compare.")
    before = [one for name, one in first.items() if name in shared]
    after = [one for name, one in second.items() if name in shared]
    paired, ours, other = against(judged(before), after), summarize(before), summarize(after)
    if options.json:
        return json.dumps(_as_json(paired, ours, other), indent=2), paired.is_loss
    if options.markdown:
        return changes(paired), paired.is_loss
    rows = [["metric", str(options.before), str(options.after)]]
    rows += [[row.metric, terminal.with_interval(row.ours), terminal.with_interval(row.other)] for row in compare(ours, other)]
    return f"{terminal.aligned(rows)}\n\n{terminal.changes(paired, str(options.before))}", paired.is_loss


def _read(path: Path, known: Sequence[Case]) -> dict[str, ScoredCase]:
    cases = {case.id: case for case in known}
    records = read_records(path / ANSWERS if path.is_dir() else path)
    return {record.case: score_case(cases[record.case], record) for record in records
            if record.case in cases and cases[record.case].request == record.request}


def _as_json(paired: Paired, before: Summary, after: Summary) -> dict[str, Any]:
    return {**paired.as_json(), "before": before.as_json()["totals"], "after": after.as_json()["totals"]}
