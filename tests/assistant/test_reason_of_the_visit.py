"""What a visit was for, and how a fracture or a birth came about, decides the codes beside the condition's own words."""

from __future__ import annotations

import pytest

from assistant.pipeline import Assistant
from assistant.request import Request


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("Aftercare following left knee replacement", ["Z47.1", "Z96.652"]),
        ("Post-op visit 2 weeks after right total hip replacement, dx", ["Z47.1", "Z96.641"]),
        ("Breast cancer surveillance visit, 5 years post mastectomy, no evidence of disease", ["Z08", "Z85.3", "Z90.10"]),
        # osteoporosis is what broke the bone, wherever it stands
        ("right hip fracture, osteoporotic, initial encounter", ["M80.051A"]),
        ("femoral neck fracture right due to osteoporosis, initial", ["M80.051A"]),
        # a normal delivery has one outcome, and none of two children is normal
        ("Normal vaginal delivery at 39 weeks, single liveborn", ["O80", "Z37.0", "Z3A.39"]),
        ("spontaneous vaginal delivery 38 weeks, live twins", ["O30.003", "Z37.2", "Z3A.38"]),
        ("normal pressure hydrocephalus", ["G91.2"]),
        # what is irritated is a skin tag, and nobody's mood
        ("Removal of 12 irritated skin tags, CPT and dx", ["11200", "L91.8"]),
        # what was done is asked for, and not why
        ("ESWL right kidney stone", ["50590"]),
        ("venous duplex left leg for DVT", ["93971"]),
    ],
)
def test_the_reason_decides_the_codes(assistant: Assistant, question: str, codes: list[str]) -> None:
    answer = assistant.ask(Request(question=question))
    assert [code.code for code in answer.codes] == codes


def test_a_fall_from_a_ladder_breaks_a_healthy_bone_too(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="fell from a ladder, right hip fracture, osteoporosis, initial encounter"))
    assert "S72.001A" in {code.code for code in answer.codes}


def test_the_place_of_service_asked_in_short_is_no_diagnosis(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="POS for ASC"))
    assert not answer.codes
    assert "place of service" in answer.text


@pytest.mark.parametrize(
    ("note", "codes"),
    [
        # one side told of the limb holds for its fracture, whose pain is no code of its own
        ("ED note: 24M fell off skateboard, R wrist pain. XR: nondisplaced fracture of distal radius. Splint applied. dx", ["S52.501A"]),
        (
            "45M alcohol dependence with withdrawal, alcoholic cirrhosis with ascites, esophageal varices without bleeding. dx list",
            ["F10.239", "K70.31", "I85.10"],
        ),
        # the line of a pneumonia that names its germ needs no other for it
        (
            "Pt w/ COPD exacerbation, acute hypoxic respiratory failure, pneumonia due to MRSA. codes in order",
            ["J44.1", "J96.01", "J15.212", "J44.0"],
        ),
        ("Newborn term vaginal delivery, jaundice, in hospital. codes", ["Z38.00", "P59.9"]),
        (
            "Screening colonoscopy with finding of sigmoid polyp and diverticulosis, family history of colon cancer. dx codes",
            ["Z12.11", "K63.5", "K57.30", "Z80.0"],
        ),
    ],
)
def test_what_a_record_tells_once_holds_where_it_belongs(assistant: Assistant, note: str, codes: list[str]) -> None:
    answer = assistant.ask(Request(question=note))
    assert [code.code for code in answer.codes] == codes


def test_the_age_of_a_patient_makes_no_injury_an_old_one(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="5 year old with closed wrist fracture, right, first visit, dx"))
    assert [code.code for code in answer.codes] == ["S62.101A"]
