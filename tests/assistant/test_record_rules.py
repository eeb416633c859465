"""What a record's words decide: status and drugs, whose organ failure it is, causes asked for, what has to be asked first."""

from __future__ import annotations

import pytest

from assistant.answer import Action
from assistant.pipeline import Assistant
from assistant.record import statements
from assistant.request import Request
from assistant.told import Told


def codes(assistant: Assistant, question: str) -> set[str]:
    return {code.code for code in assistant.ask(Request(question=question)).codes}


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("History of left breast ca, right knee OA, left mastectomy 2015. codes", {"M17.11", "Z85.3", "Z90.12"}),
        (
            "Endo clinic. 61M.\nMeds: glargine, metformin\nAssessment:\n1. T2DM with hyperglycemia\n2. Hypothyroidism\ndx codes",
            {"E11.65", "E03.9", "Z79.4", "Z79.84"},
        ),
        (
            "Ortho visit.\nHPI: right hip pain for a year. Left THA 2019, doing well.\nAssessment: primary osteoarthritis right hip.\nICD-10?",
            {"M16.11", "Z96.642"},
        ),
        ("gestational diabetes on insulin, 33 weeks. codes", {"O24.414", "Z3A.33"}),
        ("COPD exacerbation, HTN, smokes 2 ppd. codes", {"J44.1", "I10", "F17.210"}),
    ],
)
def test_what_was_operated_and_is_taken_is_coded_where_it_bears_on_the_record(
    assistant: Assistant, record: str, expected: set[str]
) -> None:
    assert codes(assistant, record) == expected


@pytest.mark.parametrize(
    ("record", "severe"),
    [
        ("Inpatient: sepsis due to pneumonia with acute hypoxic respiratory failure. codes", True),
        ("Inpatient: sepsis due to pyelonephritis, AKI due to sepsis. codes", True),
        ("Inpatient: sepsis due to cellulitis of left leg, AKI due to dehydration. codes", False),
    ],
)
def test_an_organ_failure_makes_a_sepsis_severe_only_where_it_comes_of_it(assistant: Assistant, record: str, severe: bool) -> None:
    assert ("R65.20" in codes(assistant, record)) is severe


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("fell off ladder in the garage, closed fracture left distal radius, ED. dx codes with external cause", {"S52.502A", "W11.XXXA"}),
        ("fell off ladder in the garage, closed fracture left distal radius, ED. dx codes", {"S52.502A"}),
    ],
)
def test_external_causes_are_told_only_where_they_are_asked_for(assistant: Assistant, record: str, expected: set[str]) -> None:
    assert expected <= codes(assistant, record)
    assert any(code[0] in "VWXY" for code in codes(assistant, record)) is ("W11.XXXA" in expected)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("dexa dx code?", "screening"),
        ("staple removal, icd-10?", "injury"),
        ("she had a stroke in 2021, dx code today?", "deficits"),
        ("74F with osteoporosis, closed fracture left hip, dx code?", "pathological"),
    ],
)
def test_what_decides_is_asked_before_a_code_is_given(assistant: Assistant, question: str, asked: str) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.action is Action.CLARIFY
    assert asked in " ".join(answer.ask_back).lower()


def test_an_uncertain_diagnosis_of_an_outpatient_is_left_for_the_symptom(assistant: Assistant) -> None:
    assert codes(assistant, "clinic: dysuria, possible UTI. code") == {"R30.0"}
    assert codes(assistant, "inpatient discharge dx: probable acute cholecystitis. code") == {"K81.0"}


def test_the_note_answers_what_its_assessment_leaves_open(assistant: Assistant) -> None:
    note = "Peds visit.\nHPI: 4 yo with ear pain, no cough.\nExam: L TM red, bulging, intact.\nAssessment: acute suppurative OM left\ndx?"
    assert codes(assistant, note) == {"H66.002"}


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ("CKD stage 5, not on dialysis, anemia of CKD", Told.PRESENT),
        ("Denies fever, anemia", Told.DENIED),
    ],
)
def test_what_follows_a_denial_is_denied_only_in_a_list_of_denials(record: str, told: Told) -> None:
    assert statements(record)[-1].told is told


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("hx of right BKA, T2DM with polyneuropathy. codes", {"E11.42", "Z89.511"}),
        ("infected left total hip prosthesis, MRSA, initial. codes", {"T84.52XA", "B95.62"}),
        ("influenza b with pneumonia. code?", {"J10.00"}),
        ("covid with pneumonia. code?", {"U07.1", "J12.82"}),
    ],
)
def test_an_operation_of_the_past_or_a_device_is_no_procedure_asked_for(
    assistant: Assistant, question: str, expected: set[str]
) -> None:
    assert codes(assistant, question) == expected
