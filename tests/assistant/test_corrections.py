"""What a later message corrects is corrected, whatever its words, and the rest of what was told stays."""

from __future__ import annotations

import pytest

from assistant import corrections
from assistant.answer import Action
from assistant.pipeline import Assistant
from assistant.request import Request


@pytest.mark.parametrize(
    ("earlier", "message", "corrected"),
    [
        ("skin tag removal code", "it was a wart not a skin tag", "wart removal code"),
        ("chest x-ray 2 views", "1 view, not 2", "chest x-ray 1 view"),
        ("right wrist sprain, first visit", "the sprain was ruled out", "right wrist  , first visit"),
        ("total time 40 min", "of those 40 min 15 were the nurse", "total time 25 min"),
        ("medial meniscus trimmed", "they did the lateral one too", "medial and lateral meniscus trimmed"),
        ("cataract, right eye", "code for the other eye", "cataract, left eye"),
        ("new patient, low MDM", "my partner saw her last spring", "established patient, low MDM"),
    ],
)
def test_a_later_message_replaces_what_it_corrects_and_nothing_else(earlier: str, message: str, corrected: str) -> None:
    assert corrections.corrected([earlier], message)[0] == [corrected]


@pytest.mark.parametrize(
    ("earlier", "message"),
    [
        ("knee injection with kenalog", "ultrasound was not used"),
        ("total time 40 min", "the nurse was with her for 15 min before that"),
        ("new patient, low MDM", "another group saw her 5 years ago"),
    ],
)
def test_what_was_not_told_before_is_not_corrected(earlier: str, message: str) -> None:
    assert corrections.corrected([earlier], message)[0] == [earlier]


def test_a_level_told_anew_takes_the_place_of_the_first() -> None:
    assert corrections.without_kind("T12 compression fracture", "sorry, L1") == "L1 compression fracture"
    assert corrections.without_kind("fusion L4-5", "L5-S1 too") == "fusion L4-5"


@pytest.mark.parametrize(
    ("turns", "question", "codes"),
    [
        (["left distal radius fracture closed, initial. dx?"], "wrong chart, it was the right side", ["S52.501A"]),
        (["asthma, moderate persistent, uncomplicated"], "ED doc now documents acute exacerbation", ["J45.41"]),
        (["EGD with biopsy cpt"], "op report just came in, he also put in a PEG in the same session. full list pls", ["43239", "43246"]),
        (["lumbar MRI without contrast CPT"], "radiology says contrast was given too after the plain run", ["72158"]),
        (["breast cancer left, upper outer quadrant, female"], "turns out it's lower inner", ["C50.312"]),
        (["cataract, nuclear, right eye dx"], "and the other eye also has it", ["H25.13"]),
        (["screening mammogram, which dx?"], "she felt a lump, left breast lower inner quadrant, so it became diagnostic", ["N63.24"]),
        (["37 wk vaginal delivery, single liveborn. mom's dx"], "overlooked this: first degree tear. redo the codes", ["O70.0", "Z37.0", "Z3A.37"]),
        (["hallux valgus right foot dx"], "ok thanks", ["M20.11"]),
        # a few words more are read in one sentence with what came before
        (["CHF dx"], "EF 30, doc says systolic, acute on chronic", ["I50.23"]),
        (["UTI, dx"], "culture e coli", ["B96.20", "N39.0"]),
        (["cluster headache, dx code"], "it's chronic, intractable", ["G44.021"]),
        # what is asked for now takes the place of what was asked for before
        (["carpal tunnel, right, dx code"], "surgeon releases it, open. cpt?", ["64721"]),
        (["MDD recurrent, moderate. dx"], "now with psychotic features, severe", ["F33.3"]),
        (["epidural L4-5 interlaminar w fluoro"], "no it was transforaminal, L4-5 and L5-S1", ["64483", "64484"]),
        (["knee replacement left, code please"], "and if it's a revision of both components?", ["27487"]),
    ],
)
def test_the_case_is_decided_anew_with_what_is_corrected(
    assistant: Assistant, turns: list[str], question: str, codes: list[str]
) -> None:
    answer = assistant.ask(Request(question=question, turns=turns))
    assert answer.action in {Action.ANSWER, Action.CORRECT_PREMISE}
    assert sorted(code.code for code in answer.codes) == codes


def test_a_doubt_with_a_new_fact_decides_anew_and_one_without_does_not(assistant: Assistant) -> None:
    turns = ["layered repair of a 3 cm forearm laceration, cpt"]
    doubted = assistant.ask(Request(question="that looks too low to me, my lead says 12034", turns=turns))
    assert [code.code for code in doubted.codes] == ["12032"]
    told = assistant.ask(Request(question="that looks too low to me. just saw that it was 8 cm", turns=turns))
    assert [code.code for code in told.codes] == ["12034"]


@pytest.mark.parametrize(
    ("turn", "doubt", "codes"),
    [
        # a code put forward without a fact of the patient turns nothing
        ("dx for COPD exacerbation and pneumonia", "no J44.1 covers both", ["J18.9", "J44.0", "J44.1"]),
        ("GERD with esophagitis no bleeding dx", "K21.9 is what our EHR picks", ["K21.00"]),
        ("T2DM on insulin dx", "Z79.84 goes with it", ["E11.9", "Z79.4"]),
        ("colonoscopy with snare polypectomy cpt", "my supervisor says 45380 is correct", ["45385"]),
        ("colonoscopy with snare polypectomy cpt", "the GI doc says he used cold forceps for it", ["45380"]),
    ],
)
def test_what_somebody_holds_turns_nothing_and_what_somebody_did_does(
    assistant: Assistant, turn: str, doubt: str, codes: list[str]
) -> None:
    answer = assistant.ask(Request(question=doubt, turns=[turn]))
    assert sorted(code.code for code in answer.codes) == codes
