"""Cases told beside a question: their codes, what time, cause and place make of them, and deliveries."""

from __future__ import annotations

import pytest

from assistant.pipeline import Assistant
from assistant.request import Request


def told(assistant: Assistant, question: str) -> tuple[list[str], str | None]:
    answer = assistant.ask(Request(question=question))
    return [code.code for code in answer.codes], answer.verdict


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Anterior wall STEMI 3 weeks ago; now a new inferior STEMI, type 1. Codes in order?", ["I22.1", "I21.09"]),
        ("Another NSTEMI today, first NSTEMI was two weeks ago. dx codes?", ["I22.2", "I21.4"]),
        ("NSTEMI on this admission, previous inferior STEMI 7 weeks ago. Dx list", ["I21.4", "I25.2"]),
        ("CAD of native arteries with unstable angina, HTN. codes", ["I25.110", "I10"]),
    ],
)
def test_an_infarction_is_what_its_time_makes_of_it(assistant: Assistant, question: str, expected: list[str]) -> None:
    assert told(assistant, question)[0] == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("DM from alcohol-induced chronic pancreatitis. which codes first and second", ["K86.0", "E08.9"]),
        ("steroid induced diabetes with hyperglycemia from prednisone taken as directed. what codes and order", ["E09.65", "T38.0X5A"]),
        ("Partial pancreatectomy 2 years ago; diabetes since from it, takes insulin. dx codes?", ["E13.9", "E89.1", "Z90.411", "Z79.4"]),
        ("T2DM. Chronic pancreatitis, stable. dx codes", ["E11.9", "K86.1"]),
    ],
)
def test_a_diabetes_has_the_category_of_what_brought_it(assistant: Assistant, question: str, expected: list[str]) -> None:
    assert told(assistant, question)[0] == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("40w vaginal delivery, no complications, single liveborn, intact perineum. mom's codes", {"O80", "Z37.0", "Z3A.40"}),
        ("Mild preeclampsia, delivered at 37w2d, single liveborn. dx for mom", {"O14.04", "Z37.0", "Z3A.37"}),
        ("diet controlled GDM, delivered vaginally at 39 weeks, one liveborn. Can I use O80 or what?", {"O24.420", "Z37.0", "Z3A.39"}),
        ("intrauterine fetal demise, delivered stillborn at 38 weeks. mother's dx", {"O36.4XX0", "Z37.1", "Z3A.38"}),
        ("6 weeks postpartum visit after vaginal delivery. dx", {"Z39.2"}),
    ],
)
def test_the_record_of_a_delivery_has_outcome_and_weeks_and_is_normal_only_where_nothing_else_is_told(
    assistant: Assistant, question: str, expected: set[str]
) -> None:
    assert set(told(assistant, question)[0]) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Varicose veins left leg with venous ulcer. Ulcer sits on the medial ankle and is limited to breakdown of skin. dx?", {"I83.023", "L97.321"}),
        ("diabetic with a foot ulcer, type 2. it is on the right heel, down to fat. ICD codes in order?", {"E11.621", "L97.412"}),
        ("Home health: pressure ulcer right heel. Stage 3 by wound nurse. dx?", {"L89.613"}),
    ],
)
def test_place_and_depth_of_an_ulcer_may_be_told_in_another_clause(assistant: Assistant, question: str, expected: set[str]) -> None:
    assert set(told(assistant, question)[0]) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Stitch abscess of the incision 5 days after open hernia repair, MSSA. Dx codes?", {"T81.41XA", "B95.61"}),
        ("Post op day 4 lap chole, deep incisional infection down to fascia, cultures grew E coli. dx codes", {"T81.42XA", "B96.20"}),
    ],
)
def test_an_infection_after_an_operation_is_coded_as_that_by_its_depth(assistant: Assistant, question: str, expected: set[str]) -> None:
    assert set(told(assistant, question)[0]) == expected


def test_a_rule_on_the_order_comes_with_the_codes_of_the_case_in_that_order(assistant: Assistant) -> None:
    codes, verdict = told(assistant, "HTN, CKD 3, anemia of CKD. Can D63.1 be first? list codes")
    assert verdict == "no"
    assert codes == ["I12.9", "N18.30", "D63.1"]
    codes, verdict = told(assistant, "accidental oxycodone overdose with acute hypoxic resp failure. is resp failure the right principal? codes")
    assert verdict == "no"
    assert codes == ["T40.2X1A", "J96.01"]
