"""Rules that hold for every code by its fee schedule row or by what a sentence of an article denies."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer import Action, Answer
from assistant.decision.in_place import modifiers_told, told
from assistant.pipeline import Assistant
from assistant.request import Request


def _reported(answer: Answer) -> set[str]:
    return {"-".join([code.code, *code.modifiers]) for code in answer.codes}


@pytest.mark.parametrize(
    ("question", "verdict", "reported"),
    [
        ("99212 with 11730 same date", "conditional", {"99212-25", "11730"}),
        ("99203 and 46600 on one day, ok?", "conditional", {"99203-25", "46600"}),
        ("99214 + 64405, he also changed her lisinopril and had his own A/P for it. both?", "yes", {"99214-25", "64405"}),
        ("booked wart removal, nothing else addressed. may we report 99212 with 17110?", "no", set()),
        ("99222 with 49505 same day, the surgeon decided at that visit to operate. both ok?", "yes", {"99222-57", "49505"}),
        ("99213 and 36415 same visit, both?", "yes", {"99213", "36415"}),
    ],
)
def test_a_visit_beside_a_procedure_is_ruled_by_the_global_days_of_the_code(
    assistant: Assistant, question: str, verdict: str, reported: set[str]
) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.verdict == verdict
    assert reported <= _reported(answer) or not reported
    assert answer.citations


def test_a_visits_modifier_on_the_procedure_is_put_right(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="the 25 goes on the 20605 and not on 99213, right?"))
    assert answer.verdict == "no"
    assert "25" in {*answer.modifiers, *(modifier for code in answer.codes for modifier in code.modifiers)}


@pytest.mark.parametrize(
    ("question", "verdict", "reported"),
    [
        ("45378 with 45384 same session, both?", "no", {"45384"}),
        ("can 20611 and 76942 go on one claim together?", "no", {"20611"}),
        ("85007 with 85025 same specimen?", "no", {"85025"}),
    ],
)
def test_a_no_leaves_the_code_that_holds_the_other(
    assistant: Assistant, question: str, verdict: str, reported: set[str]
) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.verdict == verdict
    assert _reported(answer) == reported


def test_two_procedures_at_two_sites_are_both_reported(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="11042 on the left calf ulcer and 97597 on another ulcer of the right foot. both?"))
    assert answer.verdict == "yes"
    assert {"59", "XS"} & set(answer.modifiers)


@pytest.mark.parametrize(
    ("question", "payer", "day", "code"),
    [
        ("outpatient consult, new patient, low MDM, can we bill 99243?", "Medicare", None, "99203"),
        ("99201 for a new patient with straightforward MDM, ok?", None, None, "99202"),
        ("observation, first hospital visit, high MDM, 99220 right?", None, date(2026, 3, 3), "99223"),
    ],
)
def test_a_code_that_cannot_be_reported_gives_way_to_the_one_of_the_case(
    assistant: Assistant, question: str, payer: str | None, day: date | None, code: str
) -> None:
    answer = assistant.ask(Request(question=question, payer=payer, date=day))
    assert answer.verdict == "no"
    assert [one.code for one in answer.codes] == [code]


@pytest.mark.parametrize(
    ("question", "modifiers"),
    [
        ("NP assisted the surgeon at 44970, how do we bill the NP's line?", {"AS"}),
        ("ASC claim: block in, then she went into SVT and 29881 was called off before the incision. modifier?", {"74"}),
        ("71046 read again the same evening by another radiologist of the hospital, pro fee. modifiers?", {"26", "77"}),
        ("sodium 84295 drawn at 7am and 1pm and 8pm to follow the correction. what goes on the repeats", {"91"}),
        ("knee replaced 5 weeks ago, same surgeon sees him for a new shoulder problem. what modifier on the visit", {"24"}),
        ("our surgeon's visit and 10060 same day, which modifier on 99213", {"25"}),
    ],
)
def test_a_modifier_is_told_by_its_circumstances_and_goes_on_the_code(
    assistant: Assistant, question: str, modifiers: set[str]
) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.action is Action.ANSWER
    assert modifiers <= {*answer.modifiers, *(one for code in answer.codes for one in code.modifiers)}


def test_a_complication_in_the_global_period_is_no_visit_of_its_own(assistant: Assistant) -> None:
    question = "2 weeks after his hernia repair the same surgeon treats a seroma in the office. can we report the visit?"
    assert assistant.ask(Request(question=question, payer="Medicare")).verdict == "no"


@pytest.mark.parametrize(
    ("sentence", "denied", "kept", "instead"),
    [
        ("36000 is not added to 96365 of the same arm.", "36000", "96365", None),
        ("58150 includes 58720 on both sides.", "58720", "58150", None),
        ("99241 was deleted, and the lowest consultation is 99242.", "99241", "99242", "99242"),
        ("98001 is not taken by Medicare: a video visit is 99202 to 99215.", "98001", "99213", "99213"),
    ],
)
def test_a_sentence_tells_which_code_is_denied(sentence: str, denied: str, kept: str, instead: str | None) -> None:
    said = told(sentence)
    assert said.denies(denied)
    assert said.keeps(kept)
    assert instead is None or any(span.covers(instead) for span in said.in_place_of([denied]))


def test_only_modifiers_that_a_sentence_asks_for_are_told() -> None:
    assert modifiers_told(["Both are reported with modifier 59 or XS."]) == ("59", "XS")
    assert modifiers_told(["A visit beside a test needs no modifier 25."]) == ()
