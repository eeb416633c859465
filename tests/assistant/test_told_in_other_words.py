"""Questions in words that no article lists: meaning finds the family, the modifier, and the sentence that says yes or no."""

from __future__ import annotations

import pytest

from assistant.answer import Action
from assistant.decision import telling_sentence
from assistant.pipeline import Assistant
from assistant.request import Request


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("tonsils out, 16 yo, adenoids not touched. CPT?", "42826"),
        ("layered closure of a 5 cm forearm wound", "12032"),
        ("arthroscopy: full thickness supraspinatus tear was repaired with 2 anchors, shoulder. cpt", "29827"),
    ],
)
def test_a_procedure_in_lay_words_finds_its_family(assistant: Assistant, question: str, code: str) -> None:
    assert code in {held.code for held in assistant.ask(Request(question=question)).codes}


@pytest.mark.parametrize("question", ["cpt for craniotomy to evacuate a subdural hematoma", "CPT for robotic Whipple"])
def test_a_procedure_that_no_article_covers_is_still_declined(assistant: Assistant, question: str) -> None:
    assert assistant.ask(Request(question=question)).action is Action.ABSTAIN


@pytest.mark.parametrize(
    ("question", "modifier"),
    [
        ("rapid strep run in our office under a CLIA waiver certificate, medicare. modifier", "QW"),
        ("procedure took twice the usual time due to dense adhesions, well documented. modifier", "22"),
    ],
)
def test_a_modifier_is_found_by_what_happened(assistant: Assistant, question: str, modifier: str) -> None:
    assert assistant.ask(Request(question=question)).modifiers == [modifier]


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("JW from a multi-dose vial ok?", "no"),
        ("59 on the E/M line so it goes with the injection, ok?", "no"),
        ("62 on 20610 - allowed?", "no"),
        ("two surgeons, can both append 62 to 22551?", "yes"),
        ("can the pressure ulcer stage come from the nurse's note", "yes"),
        ("two ulcers 10 and 8 sq cm debrided to subq. 11042 x2 since its per wound, correct?", "no"),
    ],
)
def test_a_may_i_gets_its_yes_or_no(assistant: Assistant, question: str, verdict: str) -> None:
    assert assistant.ask(Request(question=question)).verdict == verdict


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("Modifier 51 is never put on an add-on code.", "no"),
        ("The stage may come from the nurse's note.", "yes"),
        ("A lesion that was never proven by pathology may be biopsied that day.", "yes"),
        ("22551 is for an anterior fusion, while 22554 only prepares the interspace.", None),
        ("Diabetes without a documented type is E11, type 2, and the use of insulin does not change that.", None),
    ],
)
def test_a_sentence_is_taken_for_yes_or_no_only_where_its_main_clause_is_one(sentence: str, verdict: str | None) -> None:
    assert telling_sentence.says(sentence) == verdict


def test_a_code_of_no_source_gets_the_code_of_its_case(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="29890 for ACL reconstruction, left knee"))
    assert answer.action is Action.CORRECT_PREMISE
    assert [code.code for code in answer.codes] == ["29888"]


NOTE = """PROCEDURE: Right knee arthroscopy
FINDINGS: Complex tear posterior horn medial meniscus. Lateral compartment normal. ACL intact.
A partial medial meniscectomy was performed with the shaver. Portals closed with nylon.
CPT?"""


def test_the_procedures_of_a_note_are_read_without_what_was_not_done(assistant: Assistant) -> None:
    assert [code.code for code in assistant.ask(Request(question=NOTE)).codes] == ["29881"]


def test_a_note_that_asks_for_diagnoses_gets_diagnoses(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question=NOTE.replace("CPT?", "dx?")))
    assert all(code.system == "ICD-10-CM" for code in answer.codes)
