"""Harm by drugs: what is coded as an adverse effect, a poisoning or underdosing, and what is none of them."""

from __future__ import annotations

import pytest

from assistant.decision import drug_harm
from assistant.pipeline import Assistant


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("Rash from amoxicillin, taken as prescribed.", ["T36.0X5A"]),
        ("Warfarin-induced epistaxis.", ["T45.515A"]),
        ("Took too many metoprolol by mistake, bradycardia.", ["T44.7X1A"]),
        ("Suicide attempt, swallowed amitriptyline tablets.", ["T43.012A"]),
        ("Seizure because he ran out of Keppra, too expensive.", ["T42.6X6A", "Z91.120"]),
        ("Forgot to take his lisinopril, BP up.", ["T46.4X6A", "Z91.138"]),
        ("Accidental fall, on warfarin.", []),
        ("HTN on lisinopril, no side effects.", []),
        ("Depression with suicidal ideation on Zoloft.", []),
    ],
)
def test_harm_is_told_apart_from_a_drug_in_use(assistant: Assistant, record: str, expected: list[str]) -> None:
    assert [code for harm in drug_harm.told(record, assistant.library) for code in harm.codes] == expected
