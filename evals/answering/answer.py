"""Every case answered once a repeat: from what is kept where nothing changed, else in workers or in this process."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from evals.answering.cache import AnswerCache, key
from evals.answering.recordings import Mode
from evals.answering.workers import Setting, in_this_process, in_workers, workers_for
from evals.case import Case
from evals.outcome import Outcome, Record, line

_BAR = "{desc}: {percentage:3.0f}% |{bar:24}| {n_fmt}/{total_fmt}, {elapsed} passed, {remaining} left"


@dataclass(frozen=True, slots=True)
class Answered:
    """The records of a run: ``repeats[0]`` in the order of the cases, further ones where cases were asked again.

    ``kept`` is how many of all were taken from what was kept; ``workers`` is 1 where this process answered.
    """

    repeats: tuple[tuple[Record, ...], ...]
    kept: int
    workers: int

    @property
    def records(self) -> tuple[Record, ...]:
        """The records that are scored."""
        return self.repeats[0]


def answer(cases: Sequence[Case], setting: Setting, cache: AnswerCache, *, repeats: int = 1, workers: int | None = None,
           fresh: bool = False, label: str = "Cases", bar: bool = True) -> Answered:
    """Answer all cases as often as wanted; each new answer is kept at once, so that a run broken off continues.

    ``fresh`` asks again whatever is kept. Outages are asked again by the next run. While outputs of a model are recorded,
    nothing kept is taken, or there would be nothing to record.
    """
    stamp = setting.opener.stamp()
    jobs = [(case, key(case.request, case.day(setting.today), stamp, n)) for n in range(repeats) for case in cases]
    skips = fresh or setting.mode is Mode.RECORD
    records: list[Record | None] = [None if skips else cache.get(kept_under) for _, kept_under in jobs]
    open_jobs = [at for at, record in enumerate(records) if record is None]
    used = workers_for(len(open_jobs), workers)
    shown = tqdm(total=len(jobs), initial=len(jobs) - len(open_jobs), desc=label, file=sys.stderr, disable=not bar,
                 bar_format=_BAR)
    with shown:
        wanted = [jobs[at][0] for at in open_jobs]
        if used > 1:
            done = in_workers(wanted, setting, used)
        else:
            done = in_this_process(wanted, setting, setting.subject()) if wanted else iter(())
        for place, record in done:
            at = open_jobs[place]
            records[at] = record
            if isinstance(record, Outcome):
                cache.put(jobs[at][1], record)
            shown.update()
    whole = [record for record in records if record is not None]
    size = len(cases)
    return Answered(tuple(tuple(whole[n * size:(n + 1) * size]) for n in range(repeats)), len(jobs) - len(open_jobs), used)


def save(records: Sequence[Record], path: Path) -> None:
    """Write records a line each."""
    path.write_text("".join(map(line, records)), encoding="utf-8", newline="\n")
