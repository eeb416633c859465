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
        ("knee AP/lat/obl", "views", [3.0]),
        ("wrist 3v, hand 2v", "views", [3.0, 2.0]),
        ("stage I five blocks, stage II two blocks", "stages", [1.0, 2.0]),
        ("EBUS stations 4R 7 and 10L", "stations", [3.0]),
        ("five polyps each in its own jar, plus a gastric biopsy jar", "specimens", [6.0]),
        ("right arm: 7 conduction studies", "limbs", [1.0]),
        ("infused 2 L normal saline", "ml", [2000.0]),
        ("7w3d pregnant", "weeks", [7.0]),
        ("never more than 5 blocks a stage", "blocks", [5.0]),
        ("12 warts", "lesions", [12.0]),
        ("molluscum x17 treated", "lesions", [17.0]),
        ("tags taken off, 31 of them", "tags", [31.0]),
        ("nevus of the calf cut out, 1.7", "cm", [1.7]),
        ("wound of 3 cm, ratio 2.5", "cm", [3.0]),
        ("2.5 mg of a drug", "cm", []),
        ("balloon of the popliteal and peroneal", "vessels", [2.0]),
        ("stents in both common iliac and external iliac", "vessels", [2.0]),
        ("great saphenous and small saphenous", "veins", [2.0]),
        ("seen at 8 and pt left", "vessels", []),
        ("well woman 44, est", "years", [44.0]),
        ("L3-4, L4-5 and L5-S1", "levels", [3.0]),
        ("L4-S1", "levels", [2.0]),
        ("a three-level fusion", "levels", [3.0]),
        ("60 mg toradol", "mg", [60.0]),
        ("1.5 g zosyn", "mg", [1500.0]),
        ("100 mcg aranesp", "mg", [0.1]),
        ("2,400,000 units bicillin", "units", [2_400_000.0]),
        ("2.4 million units bicillin", "units", [2_400_000.0]),
        ("500 cc saline", "ml", [500.0]),
        # the excised diameter is the lesion with its margin on both sides, unless it is told as the whole
        ("1.0 cm lesion with 0.2 cm margins", "cm", [1.4]),
        ("8 mm nevus plus 2mm margin each side", "cm", [1.2]),
        ("lesion 0.6 cm, narrowest margin 0.3 cm, closure 3 cm", "cm", [1.2, 3.0]),
        ("excised diameter 1.4 cm including 2 mm margins", "cm", [1.4]),
        ("a 1.1 x 0.9 cm lesion", "cm", [1.1]),
        # start and stop
        ("start 9:00 stop 11:10", "minutes", [130.0]),
        ("8:30 to 11:00", "minutes", [150.0]),
        ("1:05 - 2:20 pm", "minutes", [75.0]),
        ("11:45 am until 12:30 pm", "minutes", [45.0]),
        ("23:30 to 00:30", "minutes", [60.0]),
        ("45 total minutes", "minutes", [45.0]),
        # counts with a noun of several words, and things named instead of counted
        ("6 nerve conduction studies", "studies", [6.0]),
        ("three stages, never more than 5 blocks a stage", "stages", [3.0]),
        ("3 toenails", "nails", [3.0]),
        ("both legs", "limbs", [2.0]),
        ("right arm and leg", "limbs", [2.0]),
        ("2 cages at each of 2 levels", "interspaces", [2.0]),
        ("L4-S1 fusion, cage at L4-5", "interspaces", [1.0]),
        ("two punch biopsies", "lesions", [2.0]),
        ("bilateral knee injections, 40 mg each knee", "mg", [80.0]),
        ("no figure here", "cm", []),
        # numbers as they are spoken
        ("forty-two timed minutes", "minutes", [42]),
        ("an hour and a half", "minutes", [90]),
        ("half an hour", "minutes", [30]),
        ("a 3 1/2 cm cut", "cm", [3.5]),
        ("two and a half inches", "cm", [6.35]),
        ("a dozen warts", "lesions", [12]),
        ("twenty-two skin tags", "tags", [22]),
        # a unit said once for all of a list
        ("cuts of 1.5, 0.8 and 3 cm", "cm", [1.5, 0.8, 3.0]),
        ("at 45, 3 cm lipoma", "cm", [3.0]),
        # a count behind its noun, and a size that is none
        ("skin tags 18, neck", "tags", [18]),
        ("warts (9)", "lesions", [9]),
        ("moles 5 mm", "lesions", []),
        ("EBUS of stations 4L, 7 and 11R", "stations", [3]),
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
