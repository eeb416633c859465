"""Which modifier happened to be needed, in whatever words it is asked for; what is missing to name one is asked back."""

from __future__ import annotations

import pytest

from assistant.answer import Action
from assistant.pipeline import Assistant
from assistant.request import Request


@pytest.mark.parametrize(
    ("question", "modifiers"),
    [
        # asked for without the word
        ("Lung cancer doc wrote 99222 as the attending of record. how do we flag him as the admitting physician, medicare", ["AI"]),
        ("influenza test 87804 run by our office under a certificate of waiver, denied. what's missing", ["QW"]),
        ("OT assistant gave the whole session for a part B patient, assistant flag?", ["CO"]),
        ("anesthesiologist medically directs one CRNA. his line", ["QY"]),
        ("second potassium at 4 pm same day to follow the morning value, lab line", ["91"]),
        ("surgeon decides on an emergent colectomy for tomorrow. what does the surgeon append to the e/m", ["57"]),
        # what is denied is not told of
        ("CRNA alone for the case, no anesthesiologist directing, crna line modifier", ["QZ"]),
        ("anesthesiologist did the whole case personally, no CRNA. modifier", ["AA"]),
        # a modifier that stands beside another
        ("PT assistant treated the patient all session, medicare. which modifier goes with GP", ["CQ"]),
        # the note of an operation with a modifier asked for
        ("ASC. Patient under GA, arrhythmia, surgeon gave up before incision. facility modifier?", ["74"]),
        ("Surgery center: pt in the OR, case cancelled before any anesthesia. what modifier for the facility?", ["73"]),
    ],
)
def test_the_modifier_is_told_however_it_is_asked_for(assistant: Assistant, question: str, modifiers: list[str]) -> None:
    answer = assistant.ask(Request(question=question))
    told = [*answer.modifiers, *(modifier for code in answer.codes for modifier in code.modifiers)]
    assert list(dict.fromkeys(told)) == modifiers
    assert answer.citations


@pytest.mark.parametrize(
    ("question", "word"), [("toenail removed 11730, need the toe modifier", "toe"), ("trigger finger 26055, finger modifier please", "finger")]
)
def test_a_modifier_for_one_of_several_parts_asks_which(assistant: Assistant, question: str, word: str) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.action is Action.CLARIFY
    assert word in answer.ask_back[0]
    assert "left or right" in answer.ask_back[0]
