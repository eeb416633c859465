"""Codes offered to choose from: the case in the question's own words decides, whatever words the articles list."""

from __future__ import annotations

import pytest

from assistant.answer import Action
from assistant.pipeline import Assistant
from assistant.request import Request


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        # two articles, each with one of the codes
        ("dysphonia, flexible scope passed to see the voice box. 31231 or 31575?", ["31575"]),
        ("rigid scope of the nose for chronic sinusitis, 31231 or 31575", ["31231"]),
        # one article, whose question nothing answers in its own words
        ("Medicare screening colonoscopy, father had colon cancer, clean exam: G0105 or G0121?", ["G0105"]),
        ("infected wound of an operation opened and drained. 10060, 10061 or 10180", ["10180"]),
        ("covering doctor caught the baby vaginally and sees her at 6 weeks, no prenatal. 59400, 59409 or 59410", ["59410"]),
        # of two codes one is ruled out by what is stated
        ("99495 vs 99496: seen on day 5 after discharge, high complexity", ["99496"]),
        # silence stands for the whole study, and the words tell of another
        ("echo just to recheck the pericardial effusion, 2D pictures, no doppler: 93307 or 93308", ["93308"]),
        # each of two people names a code
        ("breast biopsy of a lump by ultrasound, clip left. coder A says 19081, coder B says 19083", ["19083"]),
    ],
)
def test_the_code_offered_that_tells_the_case_is_chosen(assistant: Assistant, question: str, codes: list[str]) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.action is Action.ANSWER
    assert [code.code for code in answer.codes] == codes


def test_what_the_words_leave_open_is_asked(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="skin abscess drained, 10060 or 10061?"))
    assert answer.action is Action.CLARIFY
