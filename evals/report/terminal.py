"""The run as a table for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from evals.comparison import Row, is_clearly_lower
from evals.gate import OVERALL
from evals.statistics import Figure
from evals.summary import RIGHT, Group, Summary

# metric → heading; what no case of the run had is left out
_COLUMNS = {"codes": "codes", "action": "action", "verdict": "verdict", "ask_back": "asked", "citations": "cited",
            "statements": "proven", "retrieval": "top 5", "reciprocal_rank": "MRR"}


def table(summary: Summary) -> str:
    """One line a stratum and the total: cases, right in % with its 95 % interval, then the other metrics in %."""
    columns = {name: head for name, head in _COLUMNS.items() if name in summary.totals.figures}
    head = ["stratum", "n", "right %", "95 %", *columns.values(), "p50 s"]
    rows = [_cells(name, group, list(columns)) for name, group in summary.strata.items()]
    return aligned([head, *rows, _cells(OVERALL, summary.totals, list(columns))])


def verdict(summary: Summary, reasons: Sequence[str]) -> str:
    """What is wrong, by id, and whether the gate is passed."""
    lines = []
    if summary.failing:
        lines += textwrap.wrap(f"wrong: {' '.join(summary.failing)}", 110, subsequent_indent="       ",
                               break_on_hyphens=False)
    lines += [f"broke: {case}: {_short(error)}" for case, error in summary.errors.items()]
    lines += [f"fails: {reason}" for reason in reasons]
    return "\n".join([*lines, "gate: failed" if reasons else "gate: passed"])


def comparison(name: str, rows: Sequence[Row], ours: Summary, other: Summary) -> str:
    """Both runs' totals by metric, and whether the baseline is clearly lower."""
    cells = [["metric", "assistant", name]]
    cells += [[row.metric, _with_number(row.ours), _with_number(row.other)] for row in rows]
    clear = "is clearly lower" if is_clearly_lower(other, ours) else "is not clearly lower"
    return f"{aligned(cells)}\nbaseline {name} {clear}"


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
    others = [_percent(group.figures.get(column)) for column in columns]
    return [name, str(group.cases), _percent(right), interval, *others, "" if group.p50 is None else f"{group.p50:.2f}"]


def _percent(figure: Figure | None) -> str:
    return "" if figure is None else f"{figure.value * 100:.1f}"


def _with_number(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    return f"{with_interval(figure)} n {figure.n}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 160 else f"{line[:159]}…"
