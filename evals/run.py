"""Running cases: each is put to the assistant once, and what came out is recorded with its time."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date

from tqdm import tqdm

from evals.answering.usage import counted
from evals.case import Case
from evals.outcome import Breakdown, Found, Outcome, Record, SavedPassage
from evals.subject import Subject

# A run in which more than this share of cases broke says nothing about the answers.
VOID_ABOVE = 0.01
_FOUND = 20


def run(cases: Sequence[Case], subject: Subject, today: date, *, label: str = "Cases",
        bar: bool = True) -> Iterator[Record]:
    """One record a case, in order. An exception is recorded as a breakdown and the run goes on.

    The first case's retrieval is made once beforehand and not timed: no case's time holds the loading of models.
    """
    if cases:
        warm_up(subject, cases[0])
    for case in tqdm(cases, desc=label, unit="case", file=sys.stderr, disable=not bar):
        yield run_case(case, subject, today)


def warm_up(subject: Subject, case: Case) -> None:
    """Let the subject load its models by a search; what breaks here breaks again where it is recorded."""
    with suppress(Exception):
        subject.retrieve(case.request)


def run_case(case: Case, subject: Subject, today: date) -> Record:
    """Ask one case and keep what scoring needs. Whatever goes wrong on the way is an outage, not a wrong answer."""
    request, day = case.request, case.day(today)
    started = time.perf_counter()
    try:
        with counted() as usage:
            answer = subject.ask(request)
        seconds = time.perf_counter() - started
        cited = {citation.passage: subject.passage(citation.passage) for citation in answer.citations}
        return Outcome(
            case=case.id, request=request, day=day, answer=answer, seconds=round(seconds, 4), model_calls=usage.calls,
            input_tokens=usage.input_tokens, output_tokens=usage.output_tokens,
            passages={key: SavedPassage.of(passage) for key, passage in cited.items() if passage is not None},
            found=tuple(Found(address=passage.address, title=passage.title)
                        for passage in subject.retrieve(request)[:_FOUND]),
            standings={code.code: subject.codebook.status(code.code, day).standing.value for code in answer.codes})
    except Exception as error:
        told = f"{type(error).__name__}: {error}".strip(": ")
        return Breakdown(case=case.id, request=request, error=told, seconds=round(time.perf_counter() - started, 4))


def is_void(records: Sequence[object]) -> bool:
    """Whether too many cases broke for the run to count."""
    broken = sum(isinstance(record, Breakdown) for record in records)
    return broken > VOID_ABOVE * len(records)
