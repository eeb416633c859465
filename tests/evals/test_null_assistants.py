"""Two assistants that know nothing must come out clearly lower than the real one, on the real library."""

from __future__ import annotations

import pytest

from assistant.pipeline import Assistant
from evals import comparison
from evals.case_files import CASES, read_cases
from evals.null_assistants import NULL_ASSISTANTS
from evals.run import run
from evals.score import score_records
from evals.subject import Subject
from evals.summary import Summary, summarize
from tests.conftest import TODAY

SOME = [case for case in read_cases(CASES) if case.split == "development"][::3]


def _summary(subject: Subject) -> Summary:
    return summarize(score_records(SOME, list(run(SOME, subject, TODAY))))


@pytest.fixture(scope="module")
def real(assistant: Assistant) -> Summary:
    return _summary(assistant)


@pytest.mark.parametrize("name", sorted(NULL_ASSISTANTS))
def test_a_null_assistant_is_clearly_lower(assistant: Assistant, real: Summary, name: str) -> None:
    assert comparison.is_clearly_lower(_summary(NULL_ASSISTANTS[name](assistant)), real)
