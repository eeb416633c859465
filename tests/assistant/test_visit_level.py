"""A visit's level by its elements: two of three decide, and what is missing is asked for by name."""

from __future__ import annotations

import pytest

from assistant import visit_elements
from assistant.answer import Action
from assistant.pipeline import Assistant
from assistant.request import Request
from assistant.visit_elements import DATA, PROBLEMS, RISK, Level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("two stable chronic illnesses, prescription drug management", Level.MODERATE),
        ("one self-limited problem, no data, no meds", Level.STRAIGHTFORWARD),
        ("acute uncomplicated injury, x-ray, otc ibuprofen", Level.LOW),
        ("severe exacerbation of copd, decision to admit", Level.HIGH),
        ("stable htn, cbc, bmp and tsh ordered, refill sent", Level.MODERATE),
    ],
)
def test_two_of_three_elements_make_the_level(text: str, level: Level) -> None:
    assert visit_elements.read(text).level is level


def test_a_level_that_the_data_could_still_move_is_left_open() -> None:
    elements = visit_elements.read("htn doing well, refill sent")
    assert elements.level is None
    assert elements.missing == [DATA]
    assert (elements.stated[PROBLEMS], elements.stated[RISK]) == (Level.LOW, Level.MODERATE)


def test_an_independent_historian_makes_limited_data() -> None:
    assert visit_elements.read("history from mom").stated == {DATA: Level.LOW}


def test_a_note_without_its_elements_gets_no_level_but_the_missing_ones(assistant: Assistant) -> None:
    note = "52F established here for HTN f/u. Doing well, BP 128/78. Continue lisinopril, refill sent. E/M level?"
    answer = assistant.ask(Request(question=note))
    assert answer.action is Action.CLARIFY
    assert not answer.codes
    asked = " ".join(answer.ask_back)
    assert "data" in asked.lower()
    assert "total time" in asked
    assert "risk" not in asked


def test_elements_that_agree_choose_the_visit(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="est pt, two stable chronic illnesses, rx drug management. level?"))
    assert [code.code for code in answer.codes] == ["99214"]
