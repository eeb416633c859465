"""What stands above the cases on the HTML page: main figures, what changed, plots, actions and strata."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from evals.actions import Actions
from evals.agreement import Agreement
from evals.calibration import Calibration
from evals.evaluation import Evaluation
from evals.gate import OVERALL
from evals.history import Point
from evals.paired import Paired
from evals.report import plots
from evals.report.terminal import shown, with_interval
from evals.statistics import Figure
from evals.summary import RIGHT, Group, Summary

HEADINGS = {"codes": "codes", "category": "category", "harm_weighted": "harm", "action": "action", "verdict": "verdict",
            "units": "units", "modifiers": "modifiers", "ask_back": "asked back", "wording": "wording",
            "citations": "citations", "support": "support", "statements": "statements",
            "citation_precision": "citations fit", "codebook": "codebook", "injection": "injection",
            "identifiers": "identifiers", "recall_at_1": "top 1", "retrieval": "top 5", "recall_at_10": "top 10",
            "reciprocal_rank": "MRR"}


def reasons(done: Evaluation) -> str:
    """Why the gate failed, and what broke."""
    told = [*done.reasons, *(f"broke: {case}: {error}" for case, error in done.summary.errors.items())]
    return f'<ul class="reasons">{"".join(f"<li>{escape(reason)}</li>" for reason in told)}</ul>' if told else ""


def tiles(done: Evaluation) -> str:
    """The main figures."""
    summary, totals = done.summary, done.summary.totals
    right, p50, p95 = totals.figures.get(RIGHT), totals.p50, totals.p95
    shown = {
        "right": f"{right.value * 100:.1f} %" if right else "–",
        "95 % interval": f"{right.low * 100:.0f}–{right.high * 100:.0f} %" if right else "–",
        "cases": str(totals.cases), "wrong": str(len(summary.failing)), "near misses": str(len(summary.near_misses)),
        "hard zeros": str(len(summary.hard_zeros)), "broke": str(totals.errors),
        "median time": "–" if p50 is None else f"{p50:.2f} s", "95th percentile": "–" if p95 is None else f"{p95:.2f} s"}
    if done.against is not None:
        shown |= {"newly wrong": str(len(done.against.newly_wrong)), "newly right": str(len(done.against.newly_right))}
    if done.stability is not None and done.stability.same is not None:
        shown[f"same over {done.stability.repeats}"] = f"{done.stability.same.value * 100:.1f} %"
    if summary.tokens.calls:
        shown["tokens read / written"] = f"{summary.tokens.input:,} / {summary.tokens.output:,}"
    return "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in shown.items())


def changes(against: Paired | None) -> str:
    """What changed against the baseline, each case a link; a sentence where there is no baseline."""
    if against is None:
        return '<p class="dim">No baseline knows these cases: codecite eval --accept makes one.</p>'
    loss = " <b>A significant loss.</b>" if against.is_loss else ""
    lines = [f"<p>{against.compared} cases of {against.families} families compared; McNemar by family p = {against.p_change:.3f}, "
             f"of a loss {against.p_loss:.3f}.{loss}</p>"]
    for title, state, ids in (("Newly wrong", "bad", against.newly_wrong), ("Newly right", "good", against.newly_right),
                              ("Other codes, as right as before", "dim", against.other_codes)):
        if ids:
            links = " ".join(f'<a href="#{escape(name)}">{escape(name)}</a>' for name in ids)
            lines.append(f'<p><span class="{state}">{title} ({len(ids)}):</span> {links}</p>')
    if against.other_key or against.added:
        lines.append(f'<p class="dim">Not compared: {len(against.other_key)} with another key since, '
                     f"{len(against.added)} new.</p>")
    return "".join(lines)


def agreement(found: Agreement) -> str:
    """Where a chat model would have reported other codes than were decided, each case a link; nothing without a model."""
    if not found.compared:
        return ""
    told = (f"<p>As decided in {found.agreed} of {found.compared} cases; the model's own codes are accepted in "
            f"{with_interval(found.model_right)} %. What was decided is accepted in {with_interval(found.right_agreed)} % where both are "
            f"the same, in {with_interval(found.right_not)} % where they differ.</p>")
    rows = "".join(f'<tr><th scope="row"><a href="#{escape(one.case)}">{escape(one.case)}</a></th>'
                   f'<td data-label="the model">{escape(shown(one.model))}</td>'
                   f'<td data-label="decided">{escape(shown(one.evidence))}</td><td data-label="right">{one.right}</td></tr>'
                   for one in found.disagreements)
    table = (f'<div class="wide" tabindex="0" role="region" aria-label="Codes of the model and codes decided"><table><thead><tr>'
             f'<th scope="col">case</th><th scope="col">the model</th><th scope="col">decided</th><th scope="col">right</th></tr></thead>'
             f"<tbody>{rows}</tbody></table></div>") if rows else ""
    return f"<h2>The model's own codes</h2>{told}{table}"


def pictures(summary: Summary, trend: Sequence[Point]) -> str:
    """The plots, and the confidence by its words."""
    drawn = plots.reliability(summary.calibration) + plots.trend(trend, summary.totals.figures.get(RIGHT))
    return f'<div class="plots">{drawn}</div>{_levels(summary.calibration)}' if drawn else ""


def actions(found: Actions) -> str:
    """The confusion matrix of actions with precision and recall."""
    names = [name for name, row in found.matrix.items() if any(row.values()) or any(
        other[name] for other in found.matrix.values())]
    if not names:
        return ""
    head = "".join(f'<th scope="col">{_words(name)}</th>' for name in names)
    rows = []
    for expected in names:
        counts = [(done, found.matrix[expected][done]) for done in names]
        cells = "".join(f'<td data-label="{_words(done)}" class="{_mark(done == expected, count)}">{count or ""}</td>'
                        for done, count in counts)
        shares = "".join(f'<td data-label="{title}">{with_interval(shares.get(expected))}</td>'
                         for title, shares in (("recall", found.recall), ("precision", found.precision)))
        rows.append(f'<tr><th scope="row">{_words(expected)}</th>{cells}{shares}</tr>')
    return (f'<table class="matrix"><thead><tr><th scope="col">expected \\ done</th>{head}<th scope="col">recall %</th>'
            f'<th scope="col">precision %</th></tr></thead><tbody>{"".join(rows)}</tbody></table>')


def strata(summary: Summary) -> str:
    """One line a stratum and the total."""
    names = [name for name in HEADINGS if name in summary.totals.figures]
    head = "".join(f'<th scope="col">{heading}</th>' for heading in
                   ["stratum", "cases", "right", *(HEADINGS[name] for name in names), "median"])
    groups = [*summary.strata.items(), (OVERALL, summary.totals)]
    rows = "".join(_row(stratum, group, names) for stratum, group in groups)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _levels(found: Calibration) -> str:
    told = "; ".join(f"{level}: {with_interval(share)} % right of {share.n}" for level, share in found.levels.items())
    return f'<p class="dim">Confidence {told}.</p>' if told else ""


def _row(stratum: str, group: Group, names: list[str]) -> str:
    cells = [("cases", str(group.cases)), ("right", _figure(group.figures.get(RIGHT), interval=True))]
    cells += [(HEADINGS[name], _figure(group.figures.get(name))) for name in names]
    cells.append(("median", "" if group.p50 is None else f"{group.p50:.2f} s"))
    data = "".join(f'<td data-label="{label}"{"" if value else " class=none"}>{value}</td>' for label, value in cells)
    return f'<tr><th scope="row">{escape(stratum)}</th>{data}</tr>'


def _figure(figure: Figure | None, *, interval: bool = False) -> str:
    if figure is None:
        return ""
    bounds = f"{figure.low * 100:.0f}–{figure.high * 100:.0f}"
    shown = f" <small>{bounds}</small>" if interval else ""
    return f'<span title="n {figure.n}, 95 % interval {bounds} %">{figure.value * 100:.1f}{shown}</span>'


def _mark(hit: bool, count: int) -> str:
    return "none" if not count else "good" if hit else "bad"


def _words(action: str) -> str:
    return action.replace("_", " ")
