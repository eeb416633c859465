"""The run as a table for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from evals.agreement import Agreement
from evals.comparison import Row, is_clearly_lower
from evals.gate import OVERALL
from evals.paired import Paired
from evals.stability import Stability
from evals.statistics import Figure
from evals.summary import RIGHT, Group, Summary

# metric → heading; what no case of the run had is left out
COLUMNS = {"codes": "codes", "category": "near", "harm_weighted": "harm", "action": "action", "verdict": "verdict",
           "ask_back": "asked", "citations": "cited", "statements": "proven", "citation_precision": "fitting",
           "retrieval": "top 5", "reciprocal_rank": "MRR"}


def table(summary: Summary) -> str:
    """One line a stratum and the total: cases, right in % with its 95 % interval, then the other metrics in %."""
    columns = {name: head for name, head in COLUMNS.items() if name in summary.totals.figures}
    head = ["stratum", "n", "right %", "95 %", *columns.values(), "p50 s"]
    rows = [_cells(name, group, list(columns)) for name, group in summary.strata.items()]
    return aligned([head, *rows, _cells(OVERALL, summary.totals, list(columns))])


def verdict(summary: Summary, reasons: Sequence[str]) -> str:
    """What is wrong, by id, and whether the gate is passed."""
    lines = []
    lines += _wrapped("wrong: ", summary.failing)
    lines += [f"broke: {case}: {_short(error)}" for case, error in summary.errors.items()]
    lines += [f"fails: {reason}" for reason in reasons]
    return "\n".join([*lines, "gate: failed" if reasons else "gate: passed"])


def changes(paired: Paired, name: str) -> str:
    """What a comparison with an earlier run found, by id."""
    loss = ": a significant loss" if paired.is_loss else ""
    lines = [f"against {name}: {paired.compared} cases of {paired.families} families, {len(paired.newly_wrong)} newly wrong, "
             f"{len(paired.newly_right)} newly right; McNemar by family p {paired.p_change:.3f}, "
             f"of a loss {paired.p_loss:.3f}{loss}"]
    if paired.other_key or paired.added:
        lines.append(f"not compared: {len(paired.other_key)} with another key since, {len(paired.added)} new")
    for title, ids in (("newly wrong", paired.newly_wrong), ("newly right", paired.newly_right),
                       ("other codes", paired.other_codes)):
        lines += _wrapped(f"{title}: ", ids)
    return "\n".join(lines)


def details(summary: Summary, steady: Stability | None, cost: float | None) -> str:
    """Actions, calibration, near misses, stability and tokens, a line each."""
    lines = []
    for action in ("clarify", "abstain"):
        lines.append(f"{action}: precision {with_interval(summary.actions.precision.get(action))}, "
                     f"recall {with_interval(summary.actions.recall.get(action))}")
    levels = ", ".join(f"{level} {with_interval(found)} n {found.n}" for level, found in summary.calibration.levels.items())
    if summary.calibration.ece is not None:
        lines.append(f"right by confidence: {levels}; calibration error {summary.calibration.ece:.3f}")
    lines.append(f"near misses, right in category alone: {len(summary.near_misses)}")
    if steady is not None:
        lines.append(f"the same over {steady.repeats} repeats: {with_interval(steady.same)}, "
                     f"in the same words {with_interval(steady.same_words)}")
        lines += _wrapped("differ: ", steady.differing)
    if summary.agreement.compared:
        lines += agreement(summary.agreement)
    if summary.tokens.calls:
        told = f"; cost {cost:.2f}" if cost is not None else ""
        lines.append(f"model asked {summary.tokens.calls} times: {summary.tokens.input} tokens read, "
                     f"{summary.tokens.output} written{told}")
    return "\n".join(lines)


def agreement(found: Agreement) -> list[str]:
    """How the codes of the model go with those decided, then every case in which they differ."""
    head = (f"the model's own codes: as decided in {found.agreed} of {found.compared}; accepted {with_interval(found.model_right)}; "
            f"those decided: {with_interval(found.right_agreed)} where both are the same, {with_interval(found.right_not)} where not")
    rows = [["  differ", "the model", "decided", "right"]]
    rows += [[f"  {one.case}", shown(one.model), shown(one.evidence), one.right] for one in found.disagreements]
    return [head, *(aligned(rows).split("\n") if found.disagreements else [])]


def shown(codes: Sequence[str]) -> str:
    """Codes in a cell."""
    return ", ".join(codes) or "no code"


def comparison(name: str, rows: Sequence[Row], ours: Summary, other: Summary) -> str:
    """Both runs' totals by metric, and whether the null assistant is clearly lower."""
    cells = [["metric", "assistant", name]]
    cells += [[row.metric, _with_number(row.ours), _with_number(row.other)] for row in rows]
    clear = "is clearly lower" if is_clearly_lower(other, ours) else "is not clearly lower"
    return f"{aligned(cells)}\nnull assistant {name} {clear}"


def with_interval(figure: Figure | None) -> str:
    """A figure in % with its 95 % interval in brackets; a dash where there is none."""
    if figure is None:
        return "–"
    return f"{figure.value * 100:.1f} [{figure.low * 100:.0f}–{figure.high * 100:.0f}]"


def aligned(rows: list[list[str]]) -> str:
    """Rows of cells in columns, the first column to the left and the others to the right."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = []
    for first, *rest in rows:
        padded = [cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)]
        lines.append("  ".join([first.ljust(widths[0]), *padded]).rstrip())
    return "\n".join(lines)


def _cells(name: str, group: Group, columns: list[str]) -> list[str]:
    right = group.figures.get(RIGHT)
    interval = f"{right.low * 100:.0f}–{right.high * 100:.0f}" if right else ""
    others = [percent(group.figures.get(column)) for column in columns]
    return [name, str(group.cases), percent(right), interval, *others, "" if group.p50 is None else f"{group.p50:.2f}"]


def percent(figure: Figure | None) -> str:
    """A figure in % with one decimal, nothing where there is none."""
    return "" if figure is None else f"{figure.value * 100:.1f}"


def _with_number(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    return f"{with_interval(figure)} n {figure.n}"


def _wrapped(title: str, ids: Sequence[str]) -> list[str]:
    if not ids:
        return []
    return textwrap.wrap(f"{title}{' '.join(ids)}", 110, subsequent_indent=" " * len(title), break_on_hyphens=False)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 160 else f"{line[:159]}…"
