"""Several services in one question: a coder pastes what was done in one line and expects every line of the claim."""

from __future__ import annotations

import pytest

from assistant.answer import Action
from assistant.pipeline import Assistant
from assistant.request import Request


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        # two articles, each with its own figure of the same measure
        ("excision 1.8 cm benign cyst from back, layered closure 3 cm, codes?", {"11402": None, "12032": None}),
        # giving a drug and the drug, with the units of its dose
        ("IM injection of ceftriaxone 1 g", {"96372": None, "J0696": 4}),
        ("intravitreal injection of Eylea 2 mg left eye", {"67028": None, "J0178": 2}),
        # the second of a kind is exchanged for its own code
        ("shave biopsy left cheek and punch biopsy right arm same visit", {"11104": None, "11103": None}),
        ("infusion of antibiotic 90 minutes then hydration 60 minutes", {"96365": None, "96361": None}),
        # an add-on brings what it is added to, and a stated extra brings its add-on
        ("ACDF C5-6 with a cage", {"22551": None, "22853": None}),
        ("screening mammogram bilateral with tomo", {"77067": None, "77063": None}),
        # words of one article's own questions are no second service
        ("injection right knee with ultrasound guidance", {"20611": None}),
        ("thoracentesis with ultrasound guidance", {"32555": None}),
    ],
)
def test_every_service_described_gets_its_code(
    assistant: Assistant, question: str, codes: dict[str, int | None]
) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.action is Action.ANSWER
    assert {code.code: code.units for code in answer.codes} == codes


def test_one_thing_asked_for_among_several_is_answered_alone(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="ACDF C5-6 with donor chips, which graft code?"))
    assert [code.code for code in answer.codes] == ["20930"]


def test_only_the_drug_is_given_where_only_its_code_is_asked(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="J code for depo-medrol 80 mg knee injection"))
    assert [(code.code, code.units) for code in answer.codes] == [("J1010", 80)]


@pytest.mark.parametrize(
    ("question", "code", "modifier"),
    [
        ("carpal tunnel release left, open", "64721", "LT"),
        ("cataract surgery with IOL right eye", "66984", "RT"),
        ("L4-5 transforaminal epidural bilateral", "64483", "50"),
    ],
)
def test_the_side_becomes_a_modifier_where_the_code_knows_sides(
    assistant: Assistant, question: str, code: str, modifier: str
) -> None:
    (assigned,) = assistant.ask(Request(question=question)).codes
    assert (assigned.code, assigned.modifiers) == (code, [modifier])


@pytest.mark.parametrize("question", ["heparin induced thrombocytopenia", "long term use of insulin"])
def test_what_a_drug_did_or_does_for_years_is_a_diagnosis(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(Request(question=question))
    assert {code.system for code in answer.codes} == {"ICD-10-CM"}


def test_a_drug_that_is_not_held_is_not_answered_with_a_rule_of_thumb(assistant: Assistant) -> None:
    assert assistant.ask(Request(question="J code for teplizumab and units for 2 mg")).action is Action.ABSTAIN


def test_a_deleted_code_gets_what_came_in_its_place(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="can I still use 37226?"))
    assert answer.verdict == "no"
    assert "37254 to 37299" in answer.text


@pytest.mark.parametrize(
    ("question", "modifier", "verdict"),
    [
        ("assistant surgeon for 27447 allowed?", "80", "yes"),
        ("co-surgery allowed for 22551?", "62", "yes"),
    ],
)
def test_a_role_in_plain_words_is_ruled_by_its_indicator(
    assistant: Assistant, question: str, modifier: str, verdict: str
) -> None:
    answer = assistant.ask(Request(question=question))
    assert (answer.modifiers, answer.verdict) == ([modifier], verdict)
