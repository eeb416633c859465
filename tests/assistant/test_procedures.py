"""Procedure questions over the real library: the article's deciding questions, its units and its rulings decide."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer import Action
from assistant.pipeline import Assistant
from assistant.request import Request


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("excision of 1.4 cm benign cyst on the back including margins", {"11402": None}),
        ("2.5 cm layered repair of forearm laceration and 3 cm layered repair of the calf", {"12032": None}),
        ("shave biopsy of two lesions", {"11102": None, "11103": 1}),
        ("transforaminal epidural L4-5 and L5-S1 left", {"64483": None, "64484": 1}),
        ("lumbar medial branch block L3-4, L4-5, L5-S1", {"64493": 1, "64494": 1, "64495": 1}),
        ("units for 40 minutes of aquatic therapy", {"97113": 3}),
        ("60 mg toradol IM codes and units", {"96372": None, "J1885": 4}),
        ("established patient visit, 35 minutes total time", {"99214": None}),
        ("shoulder injection without ultrasound left", {"20610": None}),
        ("colonoscopy with snare polypectomy and biopsy of a different polyp", {"45385": None, "45380": None}),
        ("subcutaneous lipoma of the flank excised, 4 cm", {"21931": None}),
        ("lipoma within the muscle of the calf removed, 6 cm", {"27634": None}),
        ("finger mass in the fat, exactly 1.5 cm, taken out", {"26111": None}),
        ("orbital atherectomy and a stent of the popliteal artery for a 90% stenosis", {"37275": None}),
        ("balloon angioplasty of anterior tibial and peroneal arteries, both narrowed", {"37280": None, "37281": None}),
        ("circumflex stented, guided by IVUS", {"92928": None, "92978": None}),
        ("TEE with color doppler and full spectral doppler", {"93312": None, "93320": None, "93325": None}),
        ("video visit, established patient, low MDM", {"98005": None}),
        ("principal care management by the physician, 40 minutes", {"99424": None}),
    ],
)
def test_figures_and_words_lead_to_the_code_and_its_units(
    assistant: Assistant, question: str, codes: dict[str, int | None]
) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.action is Action.ANSWER
    assert {code.code for code in answer.codes} == set(codes)
    assert all(code.units == codes[code.code] for code in answer.codes if codes[code.code] and codes[code.code] != 1)


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("anesthesia for pacer implant", {"00530"}),
        ("anes for elbow fracture ORIF", {"01740"}),
        ("anesthesia for meniscus repair by scope, 78 year old", {"01400", "99100"}),
    ],
)
def test_where_anesthesia_is_asked_for_the_operation_is_not_coded(
    assistant: Assistant, question: str, codes: set[str]
) -> None:
    assert {code.code for code in assistant.ask(Request(question=question)).codes} == codes


def test_a_defibrillator_is_not_taken_for_the_diagnosis_list(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="dual ICD system implanted, new leads"))
    assert [code.code for code in answer.codes] == ["33249"]


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("carpal tunnel syndrome, left", "G56.02"),
        ("trigger finger right ring finger", "M65.341"),
        ("broken heart syndrome, echo shows apical ballooning", "I51.81"),
    ],
)
def test_a_condition_named_alone_is_coded_as_a_diagnosis(assistant: Assistant, question: str, code: str) -> None:
    assert [held.code for held in assistant.ask(Request(question=question)).codes] == [code]


def test_the_operation_on_that_condition_is_coded_as_a_procedure(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="trigger finger release right ring finger"))
    assert [held.code for held in answer.codes] == ["26055"]


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("can I bill 76942 with 20611?", "no"),
        ("can modifier 57 be used for a minor procedure", "no"),
        ("can XS be used for the same lesion", "no"),
        ("can I use I10 with I11.9", "no"),
        ("should O80 be used with a perineal laceration", "no"),
        ("is 29826 payable alone without a primary", "no"),
        ("can two Excludes1 codes be reported together", "no"),
        ("urinary catheter put in by the surgeon before the hysterectomy, bill it separately?", "no"),
        ("open sigmoid colectomy with 40 minutes of enterolysis, add 44005?", "no"),
        ("appendix taken out for acute appendicitis during the colectomy, can 44955 be reported too?", "yes"),
        ("biopsy of one mole and excision of another lesion on the other leg, may both be reported", "yes"),
        ("cystoscopy at the end of the sling procedure to check the ureters, separately reportable?", "no"),
        ("90791 and 90837 same date, same therapist", "no"),
        ("dietitian wrote the BMI, provider documented obesity. can the BMI be coded?", "yes"),
        ("bilateral glaucoma stents, first eye today: is the bilateral code for the diagnosis right?", "yes"),
        ("provider states CKD is unrelated to the hypertension, must I12.9 be used?", "no"),
    ],
)
def test_a_may_i_question_gets_the_verdict_of_its_ruling(assistant: Assistant, question: str, verdict: str) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.verdict == verdict
    assert answer.citations


@pytest.mark.parametrize(
    ("question", "modifier"),
    [
        ("which modifier for unrelated E/M in the postoperative period", "24"),
        ("which modifier when procedure stopped after anesthesia in an ASC", "74"),
        ("6 weeks after hip replacement same surgeon sees her in clinic for a new elbow problem. mod on the visit?", "24"),
        ("hemoglobin drawn again 3 hours later to follow the bleed, same day. modifier?", "91"),
        ("anesthesiologist medically directs four rooms at once. modifier for the doctor?", "QK"),
        ("no ABN signed and we expect a denial as not necessary. modifier?", "GZ"),
        ("patient comes back to the OR for a wound infection in the global. 58 or 78?", "78"),
    ],
)
def test_the_modifier_asked_for_is_told(assistant: Assistant, question: str, modifier: str) -> None:
    assert assistant.ask(Request(question=question)).modifiers == [modifier]


@pytest.mark.parametrize(
    ("question", "day", "action", "instead"),
    [
        ("11100 for a punch biopsy, which modifier", None, Action.CORRECT_PREMISE, "11104"),
        ("can we still bill 49565 for the recurrent ventral hernia?", None, Action.CORRECT_PREMISE, "49613"),
        ("what replaced 77057", None, Action.ANSWER, "77067"),
        ("is 37225 good to go", date(2026, 2, 18), Action.CORRECT_PREMISE, "37254"),
    ],
)
def test_a_deleted_code_is_told_with_what_took_its_place(
    assistant: Assistant, question: str, day: date | None, action: Action, instead: str
) -> None:
    answer = assistant.ask(Request(question=question, date=day))
    assert answer.action is action
    assert instead in answer.text


def test_a_code_deleted_later_was_no_deleted_code_on_the_day_of_service(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="37225 for the femoral atherectomy, right?", date=date(2025, 6, 2)))
    assert answer.action is not Action.CORRECT_PREMISE


def test_a_pair_that_no_source_held_settles_is_declined_with_what_is_missing(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="can 97110 and 20611 be billed together"))
    assert answer.action is Action.ABSTAIN
    assert "NCCI pair table" in answer.text


def test_two_codes_set_against_each_other_are_told_apart(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="22612 vs 22630, what's the difference"))
    assert answer.action is Action.ANSWER
    assert not answer.codes
    assert {"22612", "22630"} <= {word.strip("*:.,") for word in answer.text.split()}
