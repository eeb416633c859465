"""Codes that a question puts forward: yes where they hold, no with what stands in their place where they do not."""

from __future__ import annotations

import pytest

from assistant.pipeline import Assistant
from assistant.request import Request


@pytest.mark.parametrize(
    ("question", "verdict", "codes"),
    [
        # joined by the guidelines
        ("I10 and I50.9 together, right?", "no", ["I11.0", "I50.9"]),
        ("Can I code I10 with N18.3?", "no", ["I12.9"]),
        ("E11.9 with N18.4 together?", "no", ["E11.22", "N18.4"]),
        # says nothing that the other does not
        ("Is it OK to code J44.9 with J44.1?", "no", ["J44.1"]),
        # a list of codes, one of which another bars: those of the case
        ("acute cystitis with hematuria, e coli: N30.01, R31.0 and B96.20, ok?", "no", ["N30.01", "B96.20"]),
        # the case tells what the code denies
        ("is E11.9 correct when the patient has diabetic neuropathy?", "no", ["E11.40"]),
        ("Is E11.65 correct for type 2 diabetes with A1c of 9.5 and hyperglycemia?", "yes", ["E11.65"]),
        # what is included is not said to be apart
        ("Is 76942 included in 20611?", "yes", ["20611"]),
        ("can 20610 be billed with 76942?", "no", ["20610"]),
        # official rows
        ("Is 22853 an add-on code?", "yes", []),
        ("Is 22551 an add-on?", "no", []),
        ("Does 49505 have a 90 day global?", "yes", []),
        ("Does 11042 have a 90 day global?", "no", []),
        ("Can G2211 be billed with 99214-25?", "no", ["99214"]),
        ("Does 99213 with G2211 need modifier 25?", "no", ["99213"]),
        ("can 78452 be split into 26 and TC?", "yes", ["78452"]),
        ("is modifier TC allowed on 99283", "no", ["99283"]),
        # what is told of the case is too little for the code
        ("99291 ok with 22 minutes of critical care?", "no", []),
        # the code that a question names stands for what its words describe
        ("20611 L shoulder and the biller put 76942 for the guidance. right?", "no", ["20611"]),
        # two places open a pair that one place bars
        ("EGD with balloon dilation 43249 and a biopsy at a different site 43239, both?", "yes", ["43249", "43239"]),
    ],
)
def test_codes_put_forward_are_confirmed_or_put_right(assistant: Assistant, question: str, verdict: str, codes: list[str]) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.verdict == verdict
    assert [code.code for code in answer.codes] == codes
    assert answer.citations


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        # what is suspected is not coded outside an inpatient stay, and the sign told says more than the line put forward
        ("R10.9 or K35.80 for right lower quadrant pain, appendicitis suspected, ED discharge", ["R10.31"]),
        ("J18.9 or R05.9 cough, possible pneumonia", ["R05.9"]),
        # what is still treated is not over
        ("C50.911 or Z85.3, finished radiation last year, on tamoxifen", ["C50.911"]),
        ("C61 or Z85.46, prostatectomy 2015, on Lupron", ["C61"]),
        ("Z85.3 or C50.912, mastectomy 2019, no further treatment", ["Z85.3"]),
        # the case leads to one of the codes offered, whatever else is open
        ("64483 or 62323 transforaminal", ["64483"]),
        ("31575 or 31231 scope of the larynx", ["31575"]),
    ],
)
def test_of_two_codes_offered_the_one_supported_is_given(assistant: Assistant, question: str, codes: list[str]) -> None:
    assert [code.code for code in assistant.ask(Request(question=question)).codes] == codes


def test_a_code_named_is_never_taken_for_a_number_of_things(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="11200 vs 11300 skin tag removal"))
    assert all((code.units or 1) < 100 for code in answer.codes)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("relapsing remitting multiple sclerosis, seen 2025-08-14. dx", "G35"),
        ("relapsing remitting multiple sclerosis, seen 2025-11-14. dx", "G35.A"),
        ("is G35 valid on 2025-06-01", "G35"),
    ],
)
def test_a_code_divided_since_is_reported_whole_before_that_day(assistant: Assistant, question: str, code: str) -> None:
    assert [one.code for one in assistant.ask(Request(question=question)).codes] == [code]


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("MAI 2, may a second line or an appeal bring more units", "no"),
        ("MUE with MAI 1, another unit on a second line possible?", "yes"),
        ("partner of the same specialty saw her 20 months ago. is she a new patient?", "no"),
        ("last seen here 4 years ago. can we report a new patient visit", "yes"),
        ("is the nurse's 10 min counted in the doctor's total time", "no"),
        ("may two doctors of different specialties both report critical care on the same day", "yes"),
        ("can time be used to pick an er visit level", "no"),
        ("fellow saw the patient, attending only cosigned. can the attending bill", "no"),
        ("surgeon's preop H&P the day before surgery, separately billable?", "no"),
        ("99234 for 9 am to 2 pm on one date, Medicare, ok?", "no"),
        ("90836 add on with 99213 ok?", "yes"),
        ("patient followed the doctor, who joined our group and saw her 2 years ago. new patient?", "no"),
    ],
)
def test_a_rule_is_told_by_yes_or_no_where_no_code_is_asked_for(assistant: Assistant, question: str, verdict: str) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.verdict == verdict
    assert answer.citations


@pytest.mark.parametrize(
    ("question", "verdict", "codes"),
    [
        # the title says the other side, encounter or type
        ("M17.11 for OA of the left knee, right?", "no", ["M17.12"]),
        ("S52.501A for a follow up visit of a right distal radius fracture healing well, ok?", "no", ["S52.501D"]),
        ("is E10.65 ok for a type 2 diabetic with hyperglycemia", "no", ["E11.65"]),
        # another line of the category says what is told
        ("J45.909 fine for asthma exacerbation?", "no", ["J45.901"]),
        ("I used K80.20 for gallstones with acute cholecystitis, correct?", "no", ["K80.00"]),
        ("Is D64.9 ok for anemia in CKD stage 4", "no", ["N18.4", "D63.1"]),
        ("E78.5 for mixed hyperlipidemia, correct?", "no", ["E78.2"]),
        # what is right stays right
        ("can I use F41.1 for GAD", "yes", ["F41.1"]),
        ("I25.10 for CAD of a native artery, no angina, correct?", "yes", ["I25.10"]),
        ("can E11.A go on a 2/17/2026 claim? type 2 diabetes in remission", "yes", ["E11.A"]),
        # two codes of which one covers it all
        ("9 mycotic nails debrided: 11720 for the first 5, then 11721 for the other 4, right", "no", ["11721"]),
        # what must be reported is not left off
        ("can I drop N18.30 when I code I12.9?", "no", ["N18.30", "I12.9"]),
    ],
)
def test_a_code_put_forward_for_a_case_is_compared_with_it(
    assistant: Assistant, question: str, verdict: str, codes: list[str]
) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.verdict == verdict
    assert [code.code for code in answer.codes] == codes


@pytest.mark.parametrize(
    ("question", "verdict", "code", "units"),
    [
        ("J3301 is per 40 mg so an 80 mg Kenalog shot is 2 units. just confirming", "no", "J3301", 8),
        ("J1885 is 30 mg per unit, right? gave 60 mg so 2 units", "no", "J1885", 4),
        ("J0696 x 4 for 1 gram rocephin, right?", "yes", "J0696", 4),
        ("38 min of 97110, 3 units, ok?", "yes", "97110", 3),
    ],
)
def test_units_put_forward_are_counted(assistant: Assistant, question: str, verdict: str, code: str, units: int) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.verdict == verdict
    assert [(one.code, one.units) for one in answer.codes] == [(code, units)]


def test_another_modifier_than_the_one_put_forward_makes_it_a_no(assistant: Assistant) -> None:
    asked = "post op bleed day 2 after a lap chole, same surgeon takes her back to the OR. 58 goes on since it is related, correct?"
    answer = assistant.ask(Request(question=asked))
    assert (answer.verdict, answer.modifiers) == ("no", ["78"])


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("current smoker 1 ppd, counseled today, dependence never documented. F17 or Z72.0?", ["F17.210"]),
        ("I63.9 or I69.351, old stroke with right hemiparesis", ["I69.351"]),
    ],
)
def test_of_codes_offered_one_is_taken(assistant: Assistant, question: str, codes: list[str]) -> None:
    assert [code.code for code in assistant.ask(Request(question=question)).codes] == codes


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("diabetic foot ulcer left heel fat layer: L97.422 first then E11.621?", ["E11.621", "L97.422"]),
        ("acute on chronic systolic HF with HTN, is I50.23 then I10 right", ["I11.0", "I50.23"]),
        ("patient has CKD stage 5 on dialysis so N18.5 + Z99.2 is right?", ["N18.6", "Z99.2"]),
        ("T2DM with CKD 4 on insulin. E11.9, N18.4, Z79.4 ok?", ["E11.22", "N18.4", "Z79.4"]),
    ],
)
def test_diagnoses_put_forward_are_compared_with_the_case_told(assistant: Assistant, question: str, codes: list[str]) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.verdict == "no"
    assert [code.code for code in answer.codes] == codes


def test_diagnoses_that_the_case_is_coded_as_are_confirmed(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="hypothyroid and depression, E03.9 and F32.A ok together?"))
    assert (answer.verdict, [code.code for code in answer.codes]) == ("yes", ["E03.9", "F32.A"])


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        # no auxiliary verb, and yet yes or no is what is wanted
        ("R53.83 w/ E03.9 hypothyroid as secondary?", "conditional"),
        ("N17.9 next to N18.4, yes or no", "yes"),
        ("lap salpingectomy 58661, filmy adhesions around the tube taken down first, doc wants 58660 as well", "no"),
        ("wondering if T46.4X6A underdosing can be first listed with the I10 behind it", "no"),
        ("old ischemic stroke with left hemiparesis. We have I69.354 and someone keeps adding Z86.73. conflict or fine", "no"),
    ],
)
def test_yes_or_no_is_heard_in_any_form(assistant: Assistant, question: str, verdict: str) -> None:
    assert assistant.ask(Request(question=question)).verdict == verdict
