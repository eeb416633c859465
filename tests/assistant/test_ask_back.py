"""Questions asked back can be answered by a click."""

from __future__ import annotations

import pytest

from assistant.ui.ask_back import choices, reply


@pytest.mark.parametrize(
    ("question", "offered"),
    [
        ("Which side is affected: right, left or both (bilateral)?", ["right", "left", "both"]),
        ("What level of medical decision making: straightforward, low, moderate or high? It decides between 99213, 99214.", ["straightforward", "low", "moderate", "high"]),
        ("Simple (one layer), intermediate (layered), or complex (more than layers)? It decides between 12002, 12032.", ["simple", "intermediate", "complex"]),
        ("New or established?", ["new", "established"]),
        ("Is the payer Medicare?", ["yes", "no"]),
        ("How many views?", []),
        ("Was the wax washed out or taken out with instruments?", []),
    ],
)
def test_the_answers_a_question_names_become_buttons(question: str, offered: list[str]) -> None:
    assert choices(question) == offered


def test_a_reply_names_what_its_question_named() -> None:
    assert reply("Which side is affected: right or left?", "left") == "left"
    assert reply("knee pain: Which side is affected: right or left?", "left") == "knee pain: left"
    assert reply("Is the payer Medicare?", "no") == "no, is the payer medicare"
