"""What stands in a payer's contract or on its list is declined with what is needed; what Medicare or the trade holds is told."""

from __future__ import annotations

import pytest

from assistant.answer import Action
from assistant.pipeline import Assistant
from assistant.request import Request


@pytest.mark.parametrize(
    ("question", "payer"),
    [
        ("timely filing with BCBS of Michigan?", None),
        ("what's our filing limit for the regional HMO", None),
        ("how many days do we have for a corrected claim", "Cigna PPO"),
        ("is precert needed for 27447 with humana advantage", None),
        ("prior auth for MRI lumbar?", None),
        ("does aetna want 50 or RT LT on 69436", None),
        ("how long do we have to appeal a UHC denial", None),
    ],
)
def test_a_contract_is_not_guessed(assistant: Assistant, question: str, payer: str | None) -> None:
    answer = assistant.ask(Request(question=question, payer=payer))
    assert answer.action is Action.ABSTAIN
    assert not answer.codes


@pytest.mark.parametrize(
    "question",
    ["CO-29 denial, what proves timely filing", "does medicare need prior auth for botox in the hospital outpatient dept"],
)
def test_a_rule_that_is_held_is_told(assistant: Assistant, question: str) -> None:
    assert assistant.ask(Request(question=question)).action is Action.ANSWER


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("scribe and nurse minutes, do they count when we pick the level by time", "no"),
        ("shared visit in the hospital by time: NP 30 min, MD 20 min. can the MD bill it", "no"),
        ("split shared hospital visit, PA 10 min, physician 40 min, by time. does it go under the physician", "yes"),
        ("admitted 8 am and home 1 pm the same date, Medicare, can we bill 99236", "no"),
    ],
)
def test_minutes_and_hours_told_decide(assistant: Assistant, question: str, verdict: str) -> None:
    assert assistant.ask(Request(question=question)).verdict == verdict


def test_a_problem_visit_beside_a_preventive_one_takes_25(assistant: Assistant) -> None:
    question = "annual preventive visit 45 yo established, plus office visit level 3 for new back pain, separately documented. codes"
    answer = assistant.ask(Request(question=question))
    assert [(code.code, code.modifiers) for code in answer.codes] == [("99396", []), ("99213", ["25"])]
