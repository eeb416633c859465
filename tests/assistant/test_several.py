"""Records of several problems, doubts that are met with the evidence, and later facts that replace earlier ones."""

from __future__ import annotations

import pytest

from assistant.answer import Action
from assistant.pipeline import Assistant
from assistant.request import Request


def codes(assistant: Assistant, question: str, *turns: str) -> list[str]:
    return [code.code for code in assistant.ask(Request(question=question, turns=list(turns))).codes]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (
            "79 y/o with CHF exacerbation, acute on chronic diastolic, HTN, CKD stage 4, on insulin for T2DM with neuropathy",
            {"I13.0", "I50.33", "N18.4", "E11.22", "E11.40", "Z79.4"},
        ),
        ("acute bronchitis and COPD", {"J20.9", "J44.0"}),
        ("nausea and vomiting, dehydration", {"R11.2", "E86.0"}),
        ("ckd 3b with htn and type 2 dm on metformin", {"I12.9", "E11.22", "N18.32", "Z79.84"}),
        ("25 weeks pregnant, iron deficiency anemia. dx codes?", {"O99.012", "D50.9", "Z3A.25"}),
        ("cough from lisinopril, taking it as prescribed. codes?", {"R05.9", "T46.4X5A"}),
        ("htn, uncontrolled because she stopped taking her amlodipine, couldn't afford it. codes?", {"I10", "T46.1X6A", "Z91.120"}),
        ("took double her glipizide by mistake, hypoglycemia without coma, T2DM, ED initial", {"T38.3X1A", "E11.649"}),
        ("POAG right eye moderate stage, left eye severe stage", {"H40.1112", "H40.1123"}),
        ("stage 3 pressure ulcer sacrum and stage 2 pressure ulcer right heel", {"L89.153", "L89.612"}),
        ("allergy to penicillin and latex. codes?", {"Z88.0", "Z91.040"}),
        ("Right hemiparesis following CVA, left-handed pt. Pharyngeal dysphagia following CVA.", {"I69.353", "I69.391", "R13.13"}),
        ("Annual wellness exam 52F.\nNew finding: thyroid nodule.\nHTN stable on meds.\nDx codes?", {"Z00.01", "E04.1", "I10"}),
        ("Well child 5 y/o. Growth and development normal. No concerns. dx", {"Z00.129"}),
        ("Newborn d/c: term male, born in this hospital by C-section. Dx: neonatal jaundice; sacral dimple.", {"Z38.01", "P59.9", "Q82.6"}),
        ("Returns for follow up of colon cancer, resected 2019. Exam: no evidence of recurrence. Dx codes?", {"Z08", "Z85.038"}),
        ("Inpatient. 1) Sepsis, organism unknown 2) acute pyelonephritis 3) T2DM. Codes?", {"A41.9", "N10", "E11.9"}),
        ("25 weeks pregnant, admitted for COVID pneumonia. which codes", {"O98.512", "O99.512", "U07.1", "J12.82", "Z3A.25"}),
        ("age-related osteoporosis, fragility compression fx L2, initial", {"M80.08XA"}),
    ],
)
def test_every_problem_is_coded_and_what_belongs_together_is_joined(
    assistant: Assistant, record: str, expected: set[str]
) -> None:
    assert set(codes(assistant, record)) == expected


def test_a_note_is_coded_by_its_assessment_with_its_own_words_beside_each_code(assistant: Assistant) -> None:
    note = (
        "HPI: 45F with 3 days of right ear pain and fever. Denies cough.\nFH: mother with breast cancer\n"
        "Assessment:\n1. Acute otitis media, right ear - amoxicillin 10 days\n2. HTN, well controlled\n3. Probable strep pharyngitis"
    )
    answer = assistant.ask(Request(question=note))
    assert [code.code for code in answer.codes] == ["H66.91", "I10"]
    assert "record: “Acute otitis media, right ear”" in answer.text


def test_words_of_a_note_never_become_markup_or_markers(assistant: Assistant) -> None:
    note = "Assessment:\n1. HTN [7] <b>bold</b>\n2. Type 2 diabetes [1](http://x.example) uncontrolled\n3. obesity"
    text = assistant.ask(Request(question=note)).text
    assert "<b>" not in text
    assert "http" not in text
    assert "[7]" not in text


def test_the_words_quoted_of_a_note_name_no_patient(assistant: Assistant) -> None:
    note = "Assessment:\n1. Mr. Cuthbert Larkmoor has HTN\n2. Type 2 diabetes, MRN 00482913\n3. obesity"
    text = assistant.ask(Request(question=note)).text
    assert "I10" in text
    assert "Larkmoor" not in text
    assert "00482913" not in text


@pytest.mark.parametrize(
    ("doubt", "before", "stands", "rejected"),
    [
        ("No, that can't be right. It is I48.20, we've used it for years, yes?", "afib, type not documented. icd10?", "I48.91", "I48.20"),
        ("Auditor says MRSA always needs B95.62 too. Agree?", "MRSA pneumonia code?", "J15.212", "B95.62"),
    ],
)
def test_a_doubt_does_not_turn_a_right_answer(
    assistant: Assistant, doubt: str, before: str, stands: str, rejected: str
) -> None:
    answer = assistant.ask(Request(question=doubt, turns=[before]))
    assert answer.action is Action.CORRECT_PREMISE
    assert [code.code for code in answer.codes] == [stands]
    assert rejected in {code.code for code in answer.rejected}
    assert answer.verdict == "no"


@pytest.mark.parametrize(
    ("later", "before", "expected"),
    [
        ("doc addended: it's severe, no psychotic features", "MDD single episode, mild. code?", ["F32.2"]),
        ("stage 4 now, same ulcer. code for today?", "sacral pressure ulcer stage 2", ["L89.154"]),
        ("no, left side", "cataract, age-related nuclear, right eye", ["H25.12"]),
    ],
)
def test_a_later_fact_replaces_the_earlier_one(assistant: Assistant, later: str, before: str, expected: list[str]) -> None:
    assert codes(assistant, later, before) == expected


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("accidental poisoning by acetaminophen, initial encounter", "T39.1X1A"),
        ("tylenol overdose, suicide attempt, initial encounter", "T39.1X2A"),
        ("adverse effect of lisinopril, initial encounter", "T46.4X5A"),
    ],
)
def test_how_a_drug_came_to_harm_decides(assistant: Assistant, question: str, code: str) -> None:
    assert code in codes(assistant, question)


def test_a_code_that_is_none_is_told_with_the_code_of_the_case(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="M54.55 for vertebrogenic low back pain, does it take a side?"))
    assert answer.action is Action.CORRECT_PREMISE
    assert [code.code for code in answer.codes] == ["M54.51"]


def test_a_birthday_is_no_date_of_service(assistant: Assistant) -> None:
    assert codes(assistant, "DOB 3/4/1951, f/u essential hypertension, nothing else. dx?") == ["I10"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [("dx for tennis elbow, right", "M77.11"), ("siezure dissordr nos not intractable", "G40.909"), ("frozn sholdr rt side dx", "M75.01"), ("celulitis rt index fngr no absess", "L03.011")],
)
def test_hurried_typing_is_understood(assistant: Assistant, typed: str, code: str) -> None:
    assert codes(assistant, typed) == [code]
