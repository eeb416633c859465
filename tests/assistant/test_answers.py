"""Answers from the real library: the code, its proof, and the courage to ask or decline."""

from __future__ import annotations

import re

import pytest

from assistant.answer import Action, Answer
from assistant.pipeline import Assistant
from assistant.request import Request
from assistant.steps import Step


def codes(answer: Answer) -> list[str]:
    return [code.code for code in answer.codes]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Morselized allograft packed in during a lumbar fusion, 20930 or 20931?", ["20930"]),
        ("structural allograft, one intact piece, cervical fusion", ["20931"]),
        ("rhBMP-2 sponge in the disc space, spine fusion graft add-on?", ["20930"]),
        ("own bone from the laminectomy, same incision, put back for the fusion graft", ["20936"]),
        ("iliac crest autograft through a separate incision, crushed, spine fusion", ["20937"]),
        ("iliac crest autograft, tricortical strut, separate incision, C5 corpectomy", ["20938"]),
        ("bone marrow aspirate through a separate incision for the spine graft", ["20939"]),
        ("osteoarticular allograft of the distal femur after tumor", ["20932"]),
        ("dx for swimmer's ear, left", ["H60.332"]),
        ("Colles fracture right, closed, first visit in the ED", ["S52.531A"]),
        ("type 2 diabetes with hyperglycemia", ["E11.65"]),
        ("pneumonia", ["J18.9"]),
    ],
)
def test_the_code_is_found_and_cited(assistant: Assistant, question: str, expected: list[str]) -> None:
    answer = assistant.ask(Request(question=question))
    assert codes(answer) == expected
    assert answer.action is Action.ANSWER
    for code in answer.codes:
        cited = [citation for citation in answer.citations if citation.n in code.citations]
        passages = [assistant.passage(citation.passage) for citation in cited]
        assert any(passage is not None and code.code in passage.codes for passage in passages)


@pytest.mark.parametrize(
    ("question", "both"),
    [
        ("Z00.00 vs Z00.01", "with abnormal findings"),
        ("99213 vs 99214", "while 99214 needs moderate"),
        ("S82.201A versus S82.202A", "left tibia"),
        ("difference between I10 and I11.9", "Hypertensive heart disease"),
    ],
)
def test_two_codes_without_a_case_are_told_apart_and_neither_is_assigned(
    assistant: Assistant, question: str, both: str
) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.action is Action.ANSWER
    assert both in answer.text
    assert not answer.codes


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("carpal tunnel syndrome dx", "side"),
        ("closed Colles fracture, right", "encounter"),
        ("allograft in a lumbar fusion, which code?", "pieces"),
        ("severe preeclampsia dx", "trimester"),
    ],
)
def test_what_the_choice_turns_on_is_asked_for(assistant: Assistant, question: str, asks: str) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.action is Action.CLARIFY
    assert asks in " ".join(answer.ask_back).lower()
    assert not answer.codes


@pytest.mark.parametrize(
    "question",
    [
        "CPT for a heart transplant?",
        "weather in Tampa tomorrow",
        "should we start apixaban",
        "OPCS-4 code for lumbar discectomy",
        "what does our Cigna contract pay",
        "zzyzx flurbish syndrome code",
    ],
)
def test_what_is_not_held_is_declined(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.action is Action.ABSTAIN
    assert not answer.codes


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("E10.9 and E11.9 on same claim, ok?", "no"),
        ("can I report 20931 per level?", "no"),
        ("is F90.0 with F41.1 allowed at the same visit", "yes"),
        ("I10 with M17.0 together?", "yes"),
        ("F02.80 first listed, G30.0 second. fine?", "no"),
        ("does Medicare pay 20930 separately?", "no"), ("Z00.00 with Z00.01 allowed?", "no"), ("R10.9 with K35.80 ok?", "conditional"), ("E11.9 with Z79.4", "yes"),
    ],
)
def test_a_may_i_question_gets_a_verdict_with_its_proof(assistant: Assistant, question: str, verdict: str) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.verdict == verdict
    assert answer.citations


def test_a_payer_given_beside_the_question_counts_as_said_in_it(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="is 20930 paid separately?", payer="Medicare"))
    assert answer.verdict == "no"
    assert any("other payers may differ" in notice for notice in answer.notices)


@pytest.mark.parametrize("question", [
    "laceration left index finger no FB no nail damage initial", "left ankle sprain initial", "melanoma in situ of left ear",
    "pain in left hip", "left wrist ganglion", "closed fracture of shaft of left humerus, initial", "DVT left leg acute"])
def test_a_code_of_the_other_side_is_never_assigned(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(Request(question=question))
    assert not any(re.search(r"\bright\b", assistant.label(code.code)) for code in answer.codes)


def test_a_deleted_code_is_told_with_its_date_and_never_assigned(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="plantar fasciitis M72.2 for DOS 11/10/2026, still good?"))
    assert answer.action is Action.CORRECT_PREMISE
    assert "2026-10-01" in answer.text
    assert not answer.codes


@pytest.mark.parametrize("code", ["2093O", "99999", "E11.99X"])
def test_a_code_that_does_not_exist_is_called_that(assistant: Assistant, code: str) -> None:
    answer = assistant.ask(Request(question=f"is {code} right for this"))
    assert answer.action is Action.CORRECT_PREMISE
    assert "not a valid" in answer.text
    assert not answer.codes


def test_upcoding_is_refused_with_the_rule(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="chips were used but bill 20931, it pays better"))
    assert answer.action is Action.REFUSE
    assert not answer.codes


@pytest.mark.parametrize(
    ("turns", "question", "expected"),
    [
        (
            ["crushed donor bone in a lumbar fusion, code?"],
            "what if it was her own bone, from the same incision?",
            ["20936"],
        ),
        (["carpal tunnel dx"], "left side", ["G56.02"]),
        (
            ["Local own bone in a lumbar fusion, same wound, code?"],
            "and if he'd gone to the hip through another cut, ground up?",
            ["20937"],
        ),
        (["20930 or 20931 for crushed donor bone in a fusion?"], "are you sure? I was taught the other one", ["20930"]),
    ],
)
def test_a_follow_up_is_resolved_against_the_earlier_turns(
    assistant: Assistant, turns: list[str], question: str, expected: list[str]
) -> None:
    assert codes(assistant.ask(Request(question=question, turns=turns))) == expected


def test_sources_of_one_answer_never_stick_to_the_next(assistant: Assistant) -> None:
    first = assistant.ask(Request(question="dx for swimmer's ear, left"))
    second = assistant.ask(Request(question="crushed allograft in a lumbar fusion, 20930 or 20931?"))
    assert not {c.passage for c in first.citations} & {c.passage for c in second.citations}


def test_every_quote_stands_at_its_place_and_every_marker_resolves(assistant: Assistant) -> None:
    for question in (
        "type 2 diabetes with hyperglycemia",
        "can I report 20931 per level?",
        "E10.9 with E11.9 together?",
        "is I42.01 valid",
    ):
        answer = assistant.ask(Request(question=question))
        numbers = [int(n) for n in re.findall(r"\[(\d+)\]", answer.text)]
        assert sorted(set(numbers)) == [citation.n for citation in answer.citations]
        for citation in answer.citations:
            passage = assistant.passage(citation.passage)
            assert passage is not None
            assert passage.text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("", "type a question"),
        ("   \n", "type a question"),
        ("x" * 20_001, "limit is 20,000"),
        ("Какой код для пневмонии", "English"),
    ],
)
def test_a_question_that_cannot_be_worked_on_gets_one_clear_sentence(
    assistant: Assistant, question: str, says: str
) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.action is Action.ABSTAIN
    assert says in answer.text
    assert "\n" not in answer.text


def test_the_steps_are_told_before_the_answer(assistant: Assistant) -> None:
    events = list(assistant.stream(Request(question="shingles")))
    assert all(isinstance(event, Step) for event in events[:-1])
    assert isinstance(events[-1], Answer)
    assert isinstance(events[0], Step)
    assert events[0].name == "Reading the question"


def test_an_edition_that_has_ended_is_said(assistant: Assistant) -> None:
    assert any("edition ended 2026-09-30" in notice for notice in assistant.ask(Request(question="shingles")).notices)


@pytest.mark.parametrize(
    ("question", "verdict"),
    [("can 77063 ride along with 77066?", "no"), ("can I bill 64484 with 64483?", "yes")],
)
def test_an_add_on_goes_only_with_its_primaries(assistant: Assistant, question: str, verdict: str) -> None:
    assert assistant.ask(Request(question=question)).verdict == verdict


def test_a_figure_without_a_row_is_told_by_an_article_or_declined(assistant: Assistant) -> None:
    told = assistant.ask(Request(question="status indicator of 99024 on the physician fee schedule?"))
    assert told.action is Action.ANSWER
    assert "status B" in told.text
    assert assistant.ask(Request(question="what is the MUE of 99199?")).action is Action.ABSTAIN


def test_a_refusal_names_the_rule(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="move the date of service to January so it is paid"))
    assert answer.action is Action.REFUSE
    assert "The date on the claim is the date on which the service was given" in answer.text
