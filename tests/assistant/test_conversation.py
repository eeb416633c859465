"""A conversation: what goes on from the messages before, what only doubts, and what begins anew."""

from __future__ import annotations

import pytest

from assistant import conversation
from assistant.answer import Action
from assistant.pipeline import Assistant
from assistant.request import Request


@pytest.mark.parametrize(
    "message",
    [
        "are you sure? I was taught 29848 for every one",
        "the nurse insists it is 90714",
        "I think that's 99204",
        "pretty sure its 71046",
        "No, N18.3 is correct. We used N18.3 on all claims last year.",
        "I dont buy it. give me 29881 with 29877",
    ],
)
def test_a_message_that_only_insists_on_a_code_tells_nothing_new(message: str) -> None:
    assert conversation.only_doubts(message, ["what is the code"])


@pytest.mark.parametrize(
    "message",
    ["no wait, it was 8 cm so 12034", "radiologist addended: a run without contrast was done first", "sorry, report says PA and lateral"],
)
def test_a_correction_with_a_fact_is_no_mere_doubt(message: str) -> None:
    assert not conversation.only_doubts(message, ["layered closure of a 5 cm forearm wound"])


def test_a_service_told_in_addition_is_read_with_the_one_before() -> None:
    told = conversation.told_together(["colonoscopy with snare removal of a polyp", "plus a cold biopsy of another polyp"])
    assert told == ["colonoscopy with snare removal of a polyp. plus a cold biopsy of another polyp"]


def test_another_case_supposed_is_kept_apart_from_the_first() -> None:
    assert len(conversation.told_together(["chest x-ray two views", "and if it was one view too?"])) == 2


@pytest.mark.parametrize(
    ("turns", "question", "codes"),
    [
        (["trigger point injections, 2 muscles"], "four muscles, sorry", ["20553"]),
        (["layered closure of a 5 cm forearm laceration"], "no wait, it was 8 cm", ["12034"]),
        (["established pt, 25 minutes total time office visit"], "what if she's new to us", ["99202"]),
        (["colonoscopy with snare removal of a polyp"], "plus a cold biopsy of a different polyp", ["45380", "45385"]),
        (["chest xray single view cpt"], "pretty sure its 71046", ["71045"]),
        (["trigger point injections, 2 muscles"], "screening mammogram bilateral, cpt?", ["77067"]),
    ],
)
def test_what_comes_next_is_answered_in_its_context(
    assistant: Assistant, turns: list[str], question: str, codes: list[str]
) -> None:
    answer = assistant.ask(Request(question=question, turns=turns))
    assert answer.action in {Action.ANSWER, Action.CORRECT_PREMISE}
    assert sorted(code.code for code in answer.codes) == codes
