"""Cases answered side by side in processes of their own, each with its own open library."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from evals.answering.opening import Opener
from evals.answering.recordings import Mode, heard
from evals.case import Case
from evals.outcome import Breakdown, Record
from evals.run import run, run_case, warm_up
from evals.subject import Subject

# a worker opens the library in about ten seconds of processor time, as long as it takes to answer thirty cases
CASES_WORTH_A_WORKER = 30
_WORKER_BYTES = 1_000_000_000


@dataclass(frozen=True)
class Setting:
    """All that a worker needs to know. ``today`` is the day of cases without a date of service."""

    opener: Opener
    today: date
    mode: Mode = Mode.WATCH
    recordings: Path | None = None

    def subject(self) -> Subject:
        """The opened subject, its chat model watched, recorded or replayed."""
        return heard(self.opener.open(), self.mode, self.opener.stamp().model, self.recordings)


def workers_for(cases: int, wanted: int | None = None) -> int:
    """How many processes to use: as many as wanted or as there are cores, but none that would not earn its start or that
    the free memory does not hold."""
    if wanted is not None:
        return max(1, min(wanted, cases))
    free = _free_memory()
    fits = _cores() if free is None else max(1, free // _WORKER_BYTES)
    return max(1, min(_cores(), fits, cases // CASES_WORTH_A_WORKER))


def in_workers(cases: Sequence[Case], setting: Setting, workers: int) -> Iterator[tuple[int, Record]]:
    """The records as they are done, each with the place of its case. A worker that dies breaks only what it held."""
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _open, (setting,))
    futures: dict[Future[Record], int] = {pool.submit(_answer, case): at for at, case in enumerate(cases)}
    try:
        for done in as_completed(futures):
            at = futures[done]
            try:
                yield at, done.result()
            except BrokenProcessPool:
                case = cases[at]
                yield at, Breakdown(case=case.id, request=case.request, error="BrokenProcessPool: a worker process died")
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def in_this_process(cases: Sequence[Case], setting: Setting, subject: Subject) -> Iterator[tuple[int, Record]]:
    """The records in order, each with the place of its case."""
    yield from enumerate(run(cases, subject, setting.today, bar=False))


class _Worker:
    """What one worker process holds between its cases."""

    answer: Callable[[Case], Record]


def _open(setting: Setting) -> None:
    """Start a worker: one thread, since every core has a worker of its own."""
    os.environ["OMP_NUM_THREADS"] = "1"
    subject = setting.subject()
    with suppress(ImportError):  # a subject without vectors needs no torch
        import torch

        torch.set_num_threads(1)
    warmed = False

    def answer(case: Case) -> Record:
        nonlocal warmed
        if not warmed:
            warm_up(subject, case)
            warmed = True
        return run_case(case, subject, setting.today)

    _Worker.answer = staticmethod(answer)


def _answer(case: Case) -> Record:
    return _Worker.answer(case)


def _cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _free_memory() -> int | None:
    """Bytes that programs can have, where the system tells."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), None)
