"""What a note says: which statements are coded, and which are denied, past, of the family or uncertain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.record import is_note, statements, to_code
from assistant.told import Told

NOTE = """HPI: 45F with 3 days of right ear pain and fever. Denies cough, chest pain, or SOB.
PMH: HTN, hypothyroidism
FH: mother with breast cancer
Assessment:
1. Acute otitis media, right ear
2. HTN, well controlled
3. Probable strep pharyngitis, rapid strep pending
Plan: f/u 2 weeks"""


def test_the_assessment_is_coded_and_not_the_story() -> None:
    told = [one.text for one in to_code(NOTE)]
    assert told[:3] == ["Acute otitis media", "right ear", "HTN"]
    assert "hypothyroidism" not in told
    assert not any("ear pain" in text for text in told)


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        ("Denies cough", Told.DENIED),
        ("chest pain", Told.DENIED),
        ("mother with breast cancer", Told.FAMILY),
        ("Probable strep pharyngitis", Told.UNCERTAIN),
        ("Acute otitis media", Told.PRESENT),
    ],
)
def test_a_statement_is_denied_uncertain_of_the_family_or_present(clause: str, told: Told) -> None:
    assert next(one.told for one in statements(NOTE) if one.text == clause) is told


def test_what_is_normal_is_no_finding() -> None:
    told = {one.text: one.told for one in statements("Growth and development normal. EKG nl. New left otitis media.")}
    assert told["New left otitis media"] is Told.PRESENT
    assert {told[text] for text in told if text != "New left otitis media"} == {Told.DENIED}


def test_an_uncertain_diagnosis_counts_at_the_end_of_a_stay_in_hospital() -> None:
    assert not to_code("Urgent care. Probable pneumonia.")[1:]
    assert any("pneumonia" in one.text for one in to_code("Inpatient, discharge diagnosis: probable pneumonia."))


def test_a_question_is_no_note() -> None:
    assert is_note(NOTE)
    assert not is_note("dx for swimmer's ear, left")
    assert not is_note("Can I report 20931 per level?")


@given(st.text(max_size=600))
def test_every_statement_stands_at_its_place(text: str) -> None:
    for one in statements(text):
        assert text[one.start : one.end] == one.text
