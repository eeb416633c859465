"""Codes in any dress are understood; what only looks like one is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import code_format
from knowledge.rules.code_ranges import ranges


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("E11.65 or e1165", ["E11.65", "E1165"]),
        ("99213-25", ["99213"]),
        ("11042/97597", ["11042", "97597"]),
        ("22551–22552", ["22551", "22552"]),
        ("2093O", ["2093O"]),
        ("E11.9-", ["E11.9"]),
        ("t88.7xxa", ["T88.7XXA"]),
        ("b12 deficiency at t12, C5-6", []),
        ("$20930 and 1,500", []),
        ("a1c 7.2", []),
        ("chart #LM-30771, MRN #00482", []),
        ("covid19 in 2020", []),
        ("QA0.0142 and qa00142", ["QA0.0142", "QA00142"]),
        ("U07.1 or u099", ["U07.1", "U099"]),
    ],
)
def test_codes_are_read_out_of_text(text: str, codes: list[str]) -> None:
    assert [mention.code for mention in code_format.mentions(text)] == codes


def test_modifiers_and_units_stay_with_their_code() -> None:
    first, second = code_format.mentions("99213-25-GT and 20930 x2")
    assert first.modifiers == ("25", "GT")
    assert second.units == 2


@given(st.from_regex(r"[A-Z][0-9][0-9AB][0-9A-Z]{0,4}", fullmatch=True))
def test_printing_a_code_and_taking_the_dot_out_again_changes_nothing(code: str) -> None:
    assert code_format.undotted(code_format.dotted(code)) == code


@given(st.text(max_size=200))
def test_reading_codes_never_fails_and_points_at_its_place(text: str) -> None:
    for mention in code_format.mentions(text):
        assert text[mention.start : mention.end].upper().startswith(mention.code[:3].upper())


def test_ranges_inside_notes_cover_what_they_name() -> None:
    first, second = ranges("hypertensive disease (O10-O11, O13-O16)")
    assert first.covers("O11.9")
    assert second.covers("O16.3")
    assert not second.covers("O12.0")
    assert ranges("ulcer (L98.41-L98.49)")[0].covers("L98.499")
    assert ranges("polycystic kidney (Q61.11-Q61.3)")[0].covers("Q61.2"), "a shorter code in the middle of a range"
    assert not ranges("gestational diabetes (O24.4-)")[0].covers("O24.9")
