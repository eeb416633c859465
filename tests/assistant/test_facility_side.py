"""A hospital bills its own code for its side of a clinic visit: with the physician's code on it the claim comes back."""

from __future__ import annotations

import pytest

from assistant.pipeline import Assistant
from assistant.request import Request


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("Medicare, hospital outpatient clinic, facility side of an established visit with low decisions, no procedure", "G0463"),
        ("UB-04, Medicare, does the hospital put 99214 on for the clinic visit?", "G0463"),
        ("Medicare est pt office visit moderate MDM", "99214"),
        ("commercial plan, facility side of an established clinic visit, low MDM", "99213"),
    ],
)
def test_the_hospitals_side_of_a_clinic_visit(assistant: Assistant, question: str, code: str) -> None:
    assert [one.code for one in assistant.ask(Request(question=question)).codes] == [code]
