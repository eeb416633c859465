"""Two assistants that know nothing must come out clearly lower than the real one, on the real library."""

from __future__ import annotations

import pytest

from assistant.pipeline import Assistant
from evals import comparison
from evals.baselines import BASELINES
from evals.case_files import CASES, read_cases
from evals.run import run
from evals.score import score_records
from evals.subject import Subject
from evals.summary import Summary, summarize
from tests.conftest import TODAY

DEVELOPMENT = [case for case in read_cases(CASES) if case.split == "development"]


def _summary(subject: Subject) -> Summary:
    return summarize(score_records(DEVELOPMENT, list(run(DEVELOPMENT, subject, TODAY))))


@pytest.mark.parametrize("name", sorted(BASELINES))
def test_a_null_baseline_is_clearly_lower(assistant: Assistant, name: str) -> None:
    assert comparison.is_clearly_lower(_summary(BASELINES[name](assistant)), _summary(assistant))
