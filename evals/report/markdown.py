"""The run as Markdown for a pull request: what changed first, then the figures."""

from __future__ import annotations

from collections.abc import Sequence

from evals.agreement import Agreement
from evals.evaluation import Evaluation
from evals.gate import OVERALL
from evals.paired import Paired
from evals.report.terminal import COLUMNS, percent, shown, with_interval
from evals.summary import RIGHT

_MOST_IDS = 40


def markdown(done: Evaluation) -> str:
    """The verdict, the reasons, the comparison with the baseline, and a table by stratum folded away."""
    summary, right = done.summary, done.summary.totals.figures.get(RIGHT)
    head = f"## Eval gate: {'failed' if done.reasons else 'passed'}"
    line = f"{with_interval(right)} % right of {summary.totals.cases} cases, {done.model}"
    line += f", {summary.totals.errors} broke" if summary.totals.errors else ""
    parts = [head, line]
    if done.reasons:
        parts.append("\n".join(f"- {_one_line(reason)}" for reason in done.reasons))
    if done.against is not None:
        parts.append(changes(done.against))
    if summary.agreement.disagreements:
        parts.append(_disagreements(summary.agreement))
    return "\n\n".join([*parts, _table(done)]) + "\n"


def changes(paired: Paired) -> str:
    """What a comparison found, ids in full up to forty."""
    loss = " (a significant loss)" if paired.is_loss else ""
    lines = [f"**Against the baseline**, {paired.compared} cases of {paired.families} families: "
             f"{len(paired.newly_wrong)} newly wrong, {len(paired.newly_right)} newly right, "
             f"McNemar by family p = {paired.p_change:.3f}, of a loss {paired.p_loss:.3f}{loss}."]
    for name, ids in (("Newly wrong", paired.newly_wrong), ("Newly right", paired.newly_right),
                      ("Other codes, as right as before", paired.other_codes)):
        if ids:
            lines.append(f"- {name}: {_ids(ids)}")
    if paired.other_key or paired.added:
        lines.append(f"- Not compared: {len(paired.other_key)} with another key since, {len(paired.added)} new")
    return "\n".join(lines)


def _disagreements(found: Agreement) -> str:
    rows = "\n".join(f"| `{one.case}` | {shown(one.model)} | {shown(one.evidence)} | {one.right} |" for one in found.disagreements)
    return (f"**The model and the evidence differ** in {len(found.disagreements)} of {found.compared} cases; the answer shows what the "
            f"evidence decides.\n\n| case | the model | decided | right |\n|---|---|---|---|\n{rows}")


def _table(done: Evaluation) -> str:
    columns = {name: head for name, head in COLUMNS.items() if name in done.summary.totals.figures}
    rows = [["stratum", "cases", "right % [95 %]", *(f"{head} %" for head in columns.values())]]
    for name, group in [*done.summary.strata.items(), (f"**{OVERALL}**", done.summary.totals)]:
        rows.append([name, str(group.cases), with_interval(group.figures.get(RIGHT)),
                     *(percent(group.figures.get(column)) for column in columns)])
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, "|---|" + "---:|" * (len(rows[0]) - 1))
    table = "\n".join(lines)
    return f"<details><summary>Figures by stratum</summary>\n\n{table}\n\n</details>"


def _ids(ids: Sequence[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in ids[:_MOST_IDS])
    return shown if len(ids) <= _MOST_IDS else f"{shown} and {len(ids) - _MOST_IDS} more"


def _one_line(text: str) -> str:
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())
