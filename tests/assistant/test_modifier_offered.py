"""Two modifiers set against each other: the one that fits what is told, whether or not the word modifier is said."""

from __future__ import annotations

import pytest

from assistant.history.held import Given
from assistant.pipeline import Assistant
from assistant.request import Request
from assistant.ui.answer_view import answer_html, plain_text


@pytest.mark.parametrize(
    ("question", "modifier"),
    [
        ("25 or 57 on 99203 the day before an appendectomy?", "57"),
        ("57 or 25 on the visit when we decide on a hip replacement and do it next day?", "57"),
        ("99214 and 20610 same day, 25 or 59?", "25"),
        ("24 or 25 for an unrelated visit during the global period?", "24"),
        ("58 or 78 for a planned second stage debridement?", "58"),
        ("78 or 79: return to OR for bleeding after tonsillectomy", "78"),
        ("58 or 79 for a knee arthroscopy 3 weeks after a hand surgery, unrelated", "79"),
        ("76 or 77 repeat chest x-ray by another radiologist", "77"),
        ("26 or TC for reading an x-ray at the hospital", "26"),
        ("GA or GZ when the ABN was signed", "GA"),
        ("99203 and an appendectomy the same day, which modifier goes on the visit", "57"),
    ],
)
def test_of_two_modifiers_the_one_that_fits_is_told(assistant: Assistant, question: str, modifier: str) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.modifiers == [modifier]
    assert answer.citations


def test_weeks_and_years_are_no_modifiers_set_against_each_other(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="24 or 25 weeks pregnant with gestational diabetes, dx"))
    assert not answer.modifiers
    assert answer.codes[0].code.startswith("O24.41")


def test_a_modifier_that_is_not_needed_stands_on_no_line(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="Does 99213 with G2211 need modifier 25?"))
    assert answer.verdict == "no"
    assert not any(code.modifiers for code in answer.codes)


def test_the_modifier_of_a_visit_stands_on_the_visit(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="99214 and 20610 same day, 25 or 59?"))
    assert {code.code: code.modifiers for code in answer.codes} == {"99214": ["25"], "20610": []}


def test_a_modifier_that_stands_on_no_code_opens_the_answer_and_its_copy(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="24 or 25 for an unrelated visit during the global period?"))
    assert '<div class="cc-verdict cc-modifier">Modifier 24</div>' in answer_html("a", Given(answer), newest=True)
    assert plain_text(answer).startswith("Modifier 24\n")
    beside = assistant.ask(Request(question="99214 and 20610 same day, 25 or 59?"))
    assert "cc-modifier" not in answer_html("a", Given(beside), newest=True)
