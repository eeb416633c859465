"""What a record does not tell is no fact of the patient: naming it must not choose the code."""

from __future__ import annotations

import pytest

from assistant.left_open import blanked
from assistant.pipeline import Assistant
from assistant.request import Request


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("CHF, chart doesn't say systolic or diastolic, with hypertension", ["I11.0", "I50.9"]),
        ("asthma exacerbation, doc never says mild moderate or severe", ["J45.901"]),
        ("A fib, note doesn't specify paroxysmal or persistent", ["I48.91"]),
        ("CKD stage 3, provider didn't say a or b", ["N18.30"]),
        ("COPD, no mention of exacerbation", ["J44.9"]),
        ("migraine, provider did not document with or without aura", ["G43.909"]),
        # the hand that is not told leaves the default of the side (I.C.6.a)
        ("right hemiparesis from an old stroke, chart never states if he is right or left handed", ["I69.351"]),
        # what is only not told in full is there
        ("diabetes with neuropathy, type not documented", ["E11.40"]),
        ("office I&D of a single abscess on the back, nobody documented simple or complicated. CPT?", ["10060"]),
    ],
)
def test_what_is_not_documented_does_not_choose_the_code(assistant: Assistant, question: str, codes: list[str]) -> None:
    assert [code.code for code in assistant.ask(Request(question=question)).codes] == codes


@pytest.mark.parametrize("text", ["Stroke. The note doesn't say acute or old, so what now?", "CKD, stage not documented."])
def test_what_else_is_told_keeps_its_place(text: str) -> None:
    left = blanked(text)
    assert len(left) == len(text)
    assert all(kept in {" ", char} for kept, char in zip(left, text, strict=True))


def test_an_eye_that_is_not_told_is_asked_for(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="Type 1 diabetic with proliferative retinopathy, no macular edema, ICD-10?"))
    assert not answer.codes
    assert "side" in answer.ask_back[0]
