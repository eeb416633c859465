"""Plots as inline SVG: colours come from the page's style, figures from the run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from evals.calibration import Calibration
from evals.history import Point
from evals.statistics import Figure
from evals.summary import RIGHT

_WIDTH, _HEIGHT = 320, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 42, 8, 8, 28
_STAGES_HEIGHT = 14
_LARGEST = 9.0


def reliability(found: Calibration) -> str:
    """How often answers are right by how sure they are, each tenth a dot with its interval; the diagonal is perfect."""
    if not found.bins:
        return ""
    most = max(one.right.n for one in found.bins)
    dots = []
    for one in found.bins:
        x, radius = _x(one.confidence), 3 + (_LARGEST - 3) * (one.right.n / most) ** 0.5
        told = f"confidence {one.confidence:.2f}: {one.right.value * 100:.0f} % right, n {one.right.n}"
        dots.append(f'<g><title>{told}</title>'
                    f'<line class="spread" x1="{x:.1f}" x2="{x:.1f}" y1="{_y(one.right.low):.1f}" y2="{_y(one.right.high):.1f}"/>'
                    f'<circle class="dot" cx="{x:.1f}" cy="{_y(one.right.value):.1f}" r="{radius:.1f}"/></g>')
    ideal = f'<line class="ideal" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>'
    marks = "".join(_text(_x(at), _HEIGHT - 14, f"{at:.1f}") for at in (0.0, 0.5, 1.0))
    error = f", calibration error {found.ece:.3f}" if found.ece is not None else ""
    return _plot(f"Share right by confidence{error}",
                 _grid() + marks + _text((_x(0) + _x(1)) / 2, _HEIGHT - 2, "confidence of the answer") + ideal + "".join(dots))


def trend(points: Sequence[Point], now: Figure | None) -> str:
    """The share right over past whole runs and this one, with intervals; nothing before a second run."""
    values = [(point.at.strftime("%Y-%m-%d %H:%M"), *point.figures[RIGHT]) for point in points if RIGHT in point.figures]
    if now is not None:
        values.append(("this run", now.value, now.low, now.high))
    if len(values) < 2:
        return ""
    step = 1 / (len(values) - 1)
    line = " ".join(f"{_x(n * step):.1f},{_y(value):.1f}" for n, (_, value, _, _) in enumerate(values))
    band = " ".join([*(f"{_x(n * step):.1f},{_y(high):.1f}" for n, (_, _, _, high) in enumerate(values)),
                     *(f"{_x((len(values) - 1 - n) * step):.1f},{_y(low):.1f}" for n, (_, _, low, _) in
                       enumerate(reversed(values)))])
    dots = "".join(f'<circle class="dot" cx="{_x(n * step):.1f}" cy="{_y(value):.1f}" r="3">'
                   f"<title>{escape(when)}: {value * 100:.1f} %</title></circle>"
                   for n, (when, value, _, _) in enumerate(values))
    ends = _text(_x(0), _HEIGHT - 14, values[0][0][:10], "start") + _text(_x(1), _HEIGHT - 14, "this run", "end")
    return _plot(f"Share right over {len(values)} runs",
                 f'{_grid()}{ends}<polygon class="band" points="{band}"/><polyline class="line" points="{line}"/>{dots}')


def stages(took_ms: Mapping[str, float]) -> str:
    """The stages of one answer as parts of a bar, each as long as it took; nothing where no stage is told."""
    parts = [(name, taken) for name, taken in took_ms.items() if name != "total" and taken > 0]
    whole = sum(taken for _, taken in parts)
    if not whole:
        return ""
    bars, x = [], 0.0
    for number, (name, taken) in enumerate(parts):
        width = taken / whole * _WIDTH
        bars.append(f'<rect class="stage stage-{number % 5}" x="{x:.1f}" y="0" width="{width:.1f}" height="{_STAGES_HEIGHT}">'
                    f"<title>{escape(name)} {taken:.0f} ms</title></rect>")
        x += width
    return (f'<svg class="stages" viewBox="0 0 {_WIDTH} {_STAGES_HEIGHT}" preserveAspectRatio="none" role="img" '
            f'aria-label="Stages of the answer by time">{"".join(bars)}</svg>')


def _plot(title: str, content: str) -> str:
    return (f'<figure class="plot"><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(title)}">{content}</svg>'
            f"<figcaption>{escape(title)}</figcaption></figure>")


def _grid() -> str:
    lines = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = _y(share)
        lines.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
                     + _text(_LEFT - 4, y + 4, f"{share * 100:.0f} %", "end"))
    return "".join(lines)


def _text(x: float, y: float, words: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _x(share: float) -> float:
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)
