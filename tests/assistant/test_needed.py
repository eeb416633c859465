"""Answers say what was asked and no more: the question back first, no row read out, no line twice, no far-fetched neighbour."""

from __future__ import annotations

import pytest

from assistant.answer import Action
from assistant.pipeline import Assistant
from assistant.request import Request


def text(assistant: Assistant, question: str) -> str:
    return assistant.ask(Request(question=question)).text


@pytest.mark.parametrize("question", ["acute dvt of the femoral vein, dx", "right carpal tunnel release, surgeon's CPT?"])
def test_what_must_be_answered_first_stands_first(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.action is Action.CLARIFY
    assert answer.text.startswith(f"**{answer.ask_back[0]}**")


def test_indicators_nobody_asked_for_stay_in_the_passage(assistant: Assistant) -> None:
    assert "PC/TC indicator" not in text(assistant, "global period of 29881?")
    assert "bilateral indicator 1" in text(assistant, "29881 bilateral indicator in the fee schedule?")
    assert "090" in text(assistant, "global period of 29881?")


def test_a_unit_limit_is_told_where_units_come_near_it_or_are_asked_for(assistant: Assistant) -> None:
    assert "MUE" not in text(assistant, "excisional debridement of one wound down to muscle, 15 sq cm, code")
    assert "MUE" in text(assistant, "MUE for 11043?")


def test_primaries_are_listed_where_they_are_asked_for(assistant: Assistant) -> None:
    assert "22558" in text(assistant, "which primary codes does 20931 go with?")


def test_a_code_that_does_not_exist_is_told_before_the_one_that_does_and_no_line_twice(assistant: Assistant) -> None:
    lines = text(assistant, "J45.33 for mild persistent asthma with an acute exacerbation").splitlines()
    assert "J45.33 is not a valid ICD-10-CM code" in lines[0]
    assert any(line.startswith("**J45.31**") for line in lines[1:])
    assert len({line.split(" [")[0] for line in lines}) == len(lines)


@pytest.mark.parametrize(
    ("question", "far"), [("de Quervain tenosynovitis left wrist", "E34"), ("fell off a ladder, external cause, initial", "W03")]
)
def test_a_neighbour_is_one_that_could_be_mistaken_for_the_code(assistant: Assistant, question: str, far: str) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.codes
    assert not [other.code for other in answer.rejected if other.code.startswith(far)]


def test_nearest_passages_share_a_word_with_what_was_asked(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="zorbatrix spoon dosing quibble"))
    assert answer.action is Action.ABSTAIN
    assert not answer.citations
