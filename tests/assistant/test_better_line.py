"""The line that says more of the record: an auditor asks why a default was taken where the record names the site."""

from __future__ import annotations

import pytest

from assistant.answer import Action
from assistant.pipeline import Assistant
from assistant.request import Request


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        # a word that means a default code leaves room for what else is stated
        ("acute DVT left femoral vein", ["I82.412"]),
        ("tension headache chronic", ["G44.229"]),
        ("acute ischemic stroke left MCA thrombosis", ["I63.312"]),
        ("melanoma right forearm", ["C43.61"]),
        # a side alone makes no other disease
        ("pink eye left", ["H10.9"]),
        # what the readings of an abbreviation share is meant in any case
        ("type 1 diabetic with DKA no coma", ["E10.10"]),
        # the disease comes before its agent, and before the figure that goes with it
        ("MRSA abscess butt", ["L02.31", "B95.62"]),
        ("morbid obesity BMI 42", ["E66.01", "Z68.41"]),
        # one stage, once
        ("type 2 diabetes with CKD stage 3b", ["E11.22", "N18.32"]),
        ("anemia in CKD stage 4", ["N18.4", "D63.1"]),
        ("nicotine dependence cigarettes", ["F17.210"]),
        ("CHF exacerbation diastolic", ["I50.33"]),
        # what is missing is not what is there
        ("no gallbladder", ["Z90.49"]),
        ("gallbladder attack", ["K80.20"]),
        # what is only to be ruled out is not coded (guideline IV.H)
        ("r/o MI chest pain", ["R07.9"]),
    ],
)
def test_the_code_says_all_that_the_record_says(assistant: Assistant, question: str, codes: list[str]) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.action is Action.ANSWER
    assert sorted(code.code for code in answer.codes) == sorted(codes)


def test_an_abbreviation_with_two_meanings_is_asked_about(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="CP in ER"))
    assert answer.action is Action.CLARIFY
    assert "Chest pain" in answer.ask_back[0]
    assert "Cerebral palsy" in answer.ask_back[0]
