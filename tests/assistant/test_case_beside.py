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


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Burns: third degree right thigh, second degree right forearm, 12% TBSA. Initial. dx codes", {"T24.311A", "T22.211A", "T31.10"}),
        ("Third degree burn abdominal wall, TBSA 35% with 20% third degree, first encounter. codes", {"T21.32XA", "T31.32"}),
        ("Insulin pump malfunction, too little insulin. Type 1 in DKA without coma. codes in order", {"T85.614A", "T38.3X6A", "E10.10"}),
        ("Chronic migraine, no aura, intractable, no status migrainosus. dx codes?", {"G43.719"}),
        ("worked up for MI, ruled out. Chest pain. ED dx", {"R07.9"}),
    ],
)
def test_each_item_of_a_list_is_read_with_its_lead_and_its_denials(assistant: Assistant, question: str, expected: set[str]) -> None:
    assert set(told(assistant, question)[0]) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Newborn born here by c-section, observed for sepsis because mom had chorio; cultures negative, sepsis ruled out. Baby codes", {"Z38.01", "Z05.1"}),
        ("Newborn, vaginal delivery here. Murmur suspected on first exam, echo normal, no heart disease. Baby's dx", {"Z38.00", "Z05.0"}),
        ("newborn, vaginal birth in this hospital, early onset sepsis treated with ampicillin 7 days. dx codes", {"Z38.00", "P36.9"}),
    ],
)
def test_what_a_newborn_was_observed_for_and_does_not_have_is_told_as_that(assistant: Assistant, question: str, expected: set[str]) -> None:
    assert set(told(assistant, question)[0]) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Urology f/u bladder ca, TURBT 2018, cysto today clear. dx codes", {"Z08", "Z85.51"}),
        ("Gyn onc. Ovarian ca s/p surgery and chemo finished 2020. CA-125 normal, exam normal, NED. dx", {"Z08", "Z85.43"}),
        ("Derm: skin check. Melanoma excised 2016. No recurrence. what do i code", {"Z08", "Z85.820"}),
        ("prostate cancer on active surveillance, no treatment yet, PSA stable. dx", {"C61"}),
    ],
)
def test_a_cancer_that_is_over_is_followed_up_as_its_history(assistant: Assistant, question: str, expected: set[str]) -> None:
    assert set(told(assistant, question)[0]) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("GYN: IUD insertion, Mirena, no problems. neg preg test. px dx", {"58300", "J7298", "Z30.430"}),
        ("Eye ASC op note: phaco with IOL right eye, age-related nuclear cataract right. No complications. codes", {"66984", "H25.11"}),
        ("ENT: nasal endoscopy, diagnostic, both sides. Chronic sinusitis. No polyps. what do we bill", {"31231", "J32.9"}),
    ],
)
def test_what_was_done_and_why_are_both_coded_where_both_are_asked_for_or_neither(assistant: Assistant, question: str, expected: set[str]) -> None:
    assert set(told(assistant, question)[0]) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("took amitriptyline to kill herself, found in coma. Dx, first listed first", ["T43.012A", "R40.20"]),
        ("fluid overload and hypokalemia in CKD 4. codes", ["E87.70", "N18.4", "E87.6"]),
        ("nasal bone fracture; lip laceration, no foreign body; concussion without LOC. ED, dx codes only", ["S02.2XXA", "S01.511A", "S06.0X0A"]),
        ("UTI due to indwelling urethral catheter, E. coli. Codes in order", ["T83.511A", "N39.0", "B96.20"]),
    ],
)
def test_no_problem_of_a_list_is_lost(assistant: Assistant, question: str, expected: list[str]) -> None:
    assert told(assistant, question)[0] == expected


def test_the_order_of_a_rash_and_its_drug_is_told_with_both_codes(assistant: Assistant) -> None:
    codes, _ = told(assistant, "generalized drug rash from amoxicillin taken properly. rash first or T code? codes")
    assert codes == ["L27.0", "T36.0X5A"]
