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
        ("excision 1.8 cm benign cyst from back, layered closure 3 cm, codes?", {"11402": 1, "12032": 1}),
        # giving a drug and the drug, with the units of its dose
        ("IM injection of ceftriaxone 1 g", {"96372": 1, "J0696": 4}),
        ("intravitreal injection of Eylea 2 mg left eye", {"67028": 1, "J0178": 2}),
        # the second of a kind is exchanged for its own code
        ("shave biopsy left cheek and punch biopsy right arm same visit", {"11104": 1, "11103": 1}),
        ("infusion of antibiotic 90 minutes then hydration 60 minutes", {"96365": 1, "96361": 1}),
        # an add-on brings what it is added to, and a stated extra brings its add-on
        ("ACDF C5-6 with a cage", {"22551": 1, "22853": 1}),
        ("screening mammogram bilateral with tomo", {"77067": 1, "77063": 1}),
        # words that answer the questions of one scope name no other
        ("EGD, cold forceps biopsies of the duodenum", {"43239": None}),
        # a drug named only by its name, and the giving alone where the drug is not wanted
        ("B12 1000 mcg given IM", {"96372": 1, "J3420": 1}),
        ("botox for chronic migraine, procedure code only", {"64615": None}),
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


@pytest.mark.parametrize(
    ("question", "payer", "units"),
    [
        # the primary of an add-on is one, and what is asked for in units gets its number
        ("mohs on the nose, three stages", None, {"17311": 1, "17312": 2}),
        ("simple repair of the scalp 3.2 cm, units?", None, {"12002": 1}),
        ("6 nerve conduction studies and complete needle EMG of both legs, units", None, {"95909": 1, "95886": 2}),
        # Medicare's 8-minute rule shares the total of the day
        ("PT: ther ex 40 min, manual therapy 12 min. units each?", "Medicare", {"97110": 2, "97140": 1}),
        ("97110 24 min and 97140 23 min. units?", "Medicare", {"97110": 2, "97140": 1}),
        ("ther ex 18, manual therapy 13, gait 10, ultrasound 8 min. units?", "Medicare", {"97110": 1, "97140": 1, "97116": 1}),
        ("ther ex 10 min, manual therapy 10 min, units each?", "commercial", {"97110": 1, "97140": 1}),
        # the payer decides when further time begins
        ("critical care 80 minutes, units", "Medicare", {"99291": 1}),
        ("critical care 104 minutes, units", "Medicare", {"99291": 1, "99292": 1}),
        ("critical care 80 minutes, units", "commercial", {"99291": 1, "99292": 1}),
        ("new patient office visit, 95 minutes total, units", "Medicare", {"99205": 1, "G2212": 1}),
        ("new patient office visit, 95 minutes total, units", "commercial", {"99205": 1, "99417": 2}),
        # a drug with the way it was given
        ("remicade 400 mg IV, start 9:00 stop 11:10. admin + drug units", None, {"96413": 1, "96415": 1, "J1745": 40}),
        ("Rocephin 1 g IV, start 10:00 stop 10:40, codes and units incl admin", None, {"96365": 1, "J0696": 4}),
        ("toradol 30 mg IV push and zofran 4 mg IV push, units", None, {"96374": 1, "96375": 1, "J1885": 2, "J2405": 4}),
        # vaccines by their components with counselling, by their number without
        (
            "15 month old, MMR and varicella, doctor counseled. products and admin with units",
            None,
            {"90707": 1, "90716": 1, "90460": 2, "90461": 2},
        ),
        (
            "6 month old Pediarix and Rotateq, no counseling. products and admin, units",
            None,
            {"90723": 1, "90680": 1, "90471": 1, "90474": 1},
        ),
        ("labs: BMP, magnesium and TSH, units", None, {"80048": 1, "83735": 1, "84443": 1}),
        # the administration named by its codes, and its vaccines by their names
        ("5 year old, doctor counseled, Kinrix and MMRV given: units of 90460 and 90461?", None, {"90460": 2, "90461": 6}),
        # each specimen is looked at, whatever it was taken with
        ("path: 2 duodenal biopsy jars and 3 colon polyp jars. units", None, {"88305": 5}),
        ("pathologist received 4 skin punches each in its own bottle, code and units", None, {"88305": 4}),
        ("mohs of the forehead, stage I 7 blocks, stage II 2 blocks", None, {"17311": 1, "17312": 1, "17315": 2}),
        ("three tangential (shave) biopsies of the trunk, units", None, {"11102": 1, "11103": 2}),
        # by the drug and not by the disease
        ("opdivo 240 mg IV over 30 minutes, drug and admin", None, {"96413": 1, "J9299": 240}),
        ("1 L normal saline for dehydration over 70 minutes, codes and units", None, {"96360": 1, "J7030": 1}),
        ("wrist x-ray 3v and forearm x-ray 2v, both right", None, {"73110": 1, "73090": 1}),
    ],
)
def test_figures_make_the_units_that_the_payer_counts(
    assistant: Assistant, question: str, payer: str | None, units: dict[str, int]
) -> None:
    answer = assistant.ask(Request(question=question, payer=payer))
    assert {code.code: code.units for code in answer.codes} == units


def test_a_result_beside_a_test_is_no_test_to_be_coded(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="labs today: A1c 9.1. T2DM with hyperglycemia"))
    assert [code.code for code in answer.codes] == ["E11.65"]


@pytest.mark.parametrize(
    ("question", "payer", "code", "modifier"),
    [
        ("botox 155 units for migraine, 45 units wasted from the single dose vial", "Medicare", "J0585", "JW"),
    ],
)
def test_what_happened_puts_its_modifier_on_the_line_that_bears_it(
    assistant: Assistant, question: str, payer: str, code: str, modifier: str
) -> None:
    answer = assistant.ask(Request(question=question, payer=payer))
    borne = {line.code: line.modifiers for line in answer.codes}
    assert modifier in borne[code]


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("25 skin tags snipped off both axillae", "11201"),
        ("gallbladder taken out laparoscopically, no cholangiogram", "47562"),
        ("thyroid sonogram", "76536"),
        ("films of the right ankle, 3 views", "73610"),
        ("IUD taken out", "58301"),
        ("adult, groin hernia that came back, incarcerated, open repair", "49521"),
    ],
)
def test_a_procedure_is_found_in_any_form_of_its_verb(assistant: Assistant, question: str, code: str) -> None:
    answer = assistant.ask(Request(question=question))
    assert code in {line.code for line in answer.codes}
