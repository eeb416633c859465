"""Figures in a question: a size, time or count that is misread chooses another code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.measures import figures
from knowledge.wording import spelled_out


@pytest.mark.parametrize(
    ("text", "measure", "amounts"),
    [
        ("a 14 mm lesion", "cm", [1.4]),
        ("2.5 cm on the arm and 3 cm on the leg", "cm", [2.5, 3.0]),
        ("1 hour 20 minutes", "minutes", [80.0]),
        ("95 min of critical care", "minutes", [95.0]),
        ("16 year old", "years", [16.0]),
        ("tonsils out, age 8", "years", [8.0]),
        ("a 4 x 5 cm wound", "sq cm", [20.0]),
        ("45 sq cm", "sq cm", [45.0]),
        ("two views", "views", [2.0]),
        ("3 view series", "views", [3.0]),
        ("12 warts", "lesions", [12.0]),
        ("L3-4, L4-5 and L5-S1", "levels", [3.0]),
        ("L4-S1", "levels", [2.0]),
        ("a three-level fusion", "levels", [3.0]),
        ("60 mg toradol", "mg", [60.0]),
        ("1.5 g zosyn", "mg", [1500.0]),
        ("100 mcg aranesp", "mg", [0.1]),
        ("2,400,000 units bicillin", "units", [2_400_000.0]),
        ("2.4 million units bicillin", "units", [2_400_000.0]),
        ("500 cc saline", "ml", [500.0]),
        ("no figure here", "cm", []),
    ],
)
def test_a_figure_is_read_in_the_unit_of_the_question(text: str, measure: str, amounts: list[float]) -> None:
    assert [amount for _, amount in figures(spelled_out(text), measure)] == pytest.approx(amounts)


@pytest.mark.parametrize(
    ("words", "above"), [("over 30 minutes", True), ("more than 30 minutes", True), ("under 30 minutes", False)]
)
def test_over_and_under_a_limit_lie_on_their_side_of_it(words: str, above: bool) -> None:
    ((_, amount),) = figures(words, "minutes")
    assert (amount > 30) is above


@given(st.integers(min_value=1, max_value=500))
def test_millimetres_and_centimetres_say_the_same(size: int) -> None:
    ((_, by_mm),) = figures(f"a lesion of {size} mm", "cm")
    assert by_mm == pytest.approx(size / 10, abs=1e-3)
