"""From chosen cases to a judged run: asked or read, scored, compared with the baseline, held to the thresholds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from evals import comparison, gate
from evals.answering.answer import answer
from evals.answering.cache import AnswerCache
from evals.answering.opening import Opener
from evals.answering.recordings import Mode
from evals.answering.stamp import Stamp
from evals.answering.workers import Setting
from evals.baseline import Judged, judged
from evals.case import Case
from evals.families import family
from evals.judge.measure import Wordings
from evals.null_assistants import NullOpener
from evals.outcome import Record, read_records
from evals.paired import Paired, pair
from evals.score import ScoredCase, score_records
from evals.selection import SelectionEmpty, covered
from evals.stability import Stability, stability
from evals.summary import Summary, summarize


@dataclass(frozen=True)
class How:
    """How cases are asked: ``repeats`` times by ``workers`` processes, and what becomes of a chat model's outputs."""

    today: date
    cache: Path
    repeats: int = 1
    workers: int | None = None
    fresh: bool = False
    mode: Mode = Mode.WATCH
    recordings: Path | None = None


@dataclass(frozen=True)
class Evaluation:
    """A judged run.

    ``reasons`` keep it from passing; ``covered`` are the parts whose thresholds were compared; ``earlier`` is the baseline
    and ``against`` the comparison with it, None where it knows none of the cases. ``null`` is a null assistant's name and
    figures. ``kept`` answers were not asked again; ``stamp`` is None for answers read from a file. ``wordings`` is what an optional
    judge says.
    """

    model: str
    scored: list[ScoredCase]
    summary: Summary
    reasons: list[str]
    covered: list[str]
    earlier: Mapping[str, Judged] = field(default_factory=dict)
    against: Paired | None = None
    stability: Stability | None = None
    null: tuple[str, Summary] | None = None
    stamp: Stamp | None = None
    kept: int = 0
    workers: int = 1
    wordings: Wordings | None = None

    @property
    def records(self) -> list[Record]:
        """The records that were scored."""
        return [one.record for one in self.scored]


@dataclass(frozen=True)
class Suite:
    """What a run is judged by: every known case, the thresholds, the baseline, and mistakes found in the chosen cases."""

    known: Sequence[Case]
    limits: gate.Thresholds
    baseline: Mapping[str, Judged]
    problems: Sequence[str] = ()


def ask(chosen: Sequence[Case], opener: Opener, how: How, suite: Suite, null: str | None = None) -> Evaluation:
    """Ask the chosen cases and judge the answers; ``null`` names a null assistant to run beside."""
    cache = AnswerCache(how.cache, how.today)
    try:
        setting = Setting(opener, how.today, how.mode, how.recordings)
        answered = answer(chosen, setting, cache, repeats=how.repeats, workers=how.workers, fresh=how.fresh)
        scored = score_records(suite.known, answered.records)
        beside = None
        if null is not None:
            others = answer(chosen, Setting(NullOpener(opener, null), how.today), cache, workers=how.workers,
                            fresh=how.fresh, label=f"Null assistant {null}")
            beside = (null, summarize(score_records(suite.known, others.records)))
    finally:
        cache.close()
    stamp = opener.stamp()
    steady = stability(scored, answered.repeats[1:]) if how.repeats > 1 else None
    return _judged(chosen, scored, suite, stamp.model, stability=steady, null=beside, stamp=stamp, kept=answered.kept,
                   workers=answered.workers)


def rescore(path: Path, chosen: Sequence[Case], suite: Suite) -> Evaluation:
    """Judge the answers of a file. Raises RecordsUnreadable, AnswersStale, and SelectionEmpty without one of the cases."""
    known = {case.id for case in suite.known}
    wanted = {case.id for case in chosen}
    records = [record for record in read_records(path) if record.case in wanted or record.case not in known]
    answered = {record.case for record in records}
    chosen = [case for case in chosen if case.id in answered]
    if not chosen:
        raise SelectionEmpty("The file holds no answer to any of the cases chosen.")
    scored = score_records(suite.known, records)
    return _judged(chosen, scored, suite, ", ".join(summarize(scored).models))


def against(earlier: Mapping[str, Judged], scored: Sequence[ScoredCase]) -> Paired:
    """The comparison of scored cases with earlier results."""
    return pair(earlier, judged(scored), {one.case.id: family(one.case) for one in scored})


def _judged(chosen: Sequence[Case], scored: list[ScoredCase], suite: Suite, model: str, *,
            stability: Stability | None = None, null: tuple[str, Summary] | None = None, stamp: Stamp | None = None,
            kept: int = 0, workers: int = 1) -> Evaluation:
    summary = summarize(scored)
    whole = covered(suite.known, chosen)
    paired = against(suite.baseline, scored)
    reasons = [*suite.problems, *gate.judge(summary, suite.limits, whole, paired)]
    if null is not None and gate.OVERALL in whole and not comparison.is_clearly_lower(null[1], summary):
        reasons.append(f"the null assistant {null[0]} is not clearly lower")
    return Evaluation(model, scored, summary, reasons, sorted(whole), suite.baseline,
                      paired if paired.compared or paired.other_key else None, stability, null, stamp, kept, workers)
