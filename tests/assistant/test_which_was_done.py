"""A procedure told in words that several share is asked about, and one that is told outright is not."""

from __future__ import annotations

import re

import pytest

from assistant.answer import Action
from assistant.pipeline import Assistant
from assistant.request import Request


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        # the words that would answer are those of a code and not of the question
        ("CT chest for cough in the ED", {"71250", "71260", "71270"}),
        ("hand xray", {"73120", "73130"}),
        ("ankle x-ray", {"73600", "73610"}),
        ("lumbar epidural injection", {"62322", "62323"}),
        ("I&D abscess", {"10060", "10061"}),
        ("burn treatment", {"16000", "16020", "16025", "16030"}),
        ("foreign body removal ear", {"69200", "69205"}),
        # no article's question: the nearest procedures in everyday words
        ("hernia repair", {"49505", "49650"}),
        ("rotator cuff repair", {"23410", "23412", "29827"}),
        ("tetanus shot", {"90714", "90715"}),
        ("heart cath", {"93458", "93451"}),
        ("cyst removal back", {"11402", "11404"}),
        ("back surgery L4-5", {"63030", "63042"}),
    ],
)
def test_a_procedure_in_words_that_several_share_asks_which(assistant: Assistant, question: str, asked: set[str]) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.action is Action.CLARIFY
    assert not answer.codes
    assert asked <= set(re.findall(r"\b\d{5}\b", " ".join(answer.ask_back)))
    assert answer.citations, "what tells the codes apart is shown beside the question"


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        # said in words of its own, though the article does not know them
        ("brain MRI with gad only", ["70552"]),
        ("NCS 2 nerves", ["95907"]),
        ("CBC w/ automated diff", ["85025"]),
        ("AP pelvis xray", ["72170"]),
        ("nail removal", ["11730"]),
        ("removal of intramedullary nail tibia", ["20680"]),
        # a condition named with what became of it is no procedure
        ("skin lesion", ["L98.9"]),
        ("encounter for removal of sutures", ["Z48.02"]),
        ("inguinal hernia", ["K40.90"]),
    ],
)
def test_what_is_told_outright_is_answered(assistant: Assistant, question: str, codes: list[str]) -> None:
    answer = assistant.ask(Request(question=question))
    assert [code.code for code in answer.codes] == codes


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("septic shock", ["A41.9", "R65.21"]),
        ("septic shock due to MRSA", ["A41.02", "R65.21"]),
        ("type 2 MI due to septic shock", ["A41.9", "I21.A1", "R65.21"]),
        ("type 2 MI due to shock", ["R57.0", "I21.A1"]),
        ("UTI from Foley", ["T83.511A", "N39.0"]),
    ],
)
def test_what_a_code_needs_before_or_beside_it_comes_with_it(assistant: Assistant, question: str, codes: list[str]) -> None:
    answer = assistant.ask(Request(question=question))
    assert [code.code for code in answer.codes] == codes


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("right carpal tunnel syndrome, open release. CPT and dx", ["64721", "G56.01"]),
        ("lap chole for acute cholecystitis with gallstones, cpt and icd10", ["47562", "K80.00"]),
        ("excision of 1.2 cm BCC nose, margins 0.2 cm each side. CPT + ICD-10", ["11642", "C44.311"]),
        ("left knee scope medial meniscectomy for tear, initial, CPT & ICD-10 codes", ["29881", "S83.242A"]),
        ("Office: R knee primary OA, intraarticular injection no imaging, depo-medrol 80 mg. Need CPT, drug w units and dx.", ["20610", "J1010", "M17.11"]),
        # one kind alone is asked for
        ("dx code for carpal tunnel right", ["G56.01"]),
    ],
)
def test_the_codes_of_what_was_done_and_of_the_condition_come_together(assistant: Assistant, question: str, codes: list[str]) -> None:
    answer = assistant.ask(Request(question=question))
    assert [code.code for code in answer.codes] == codes


@pytest.mark.parametrize(
    "question",
    [
        "ER doc read the EKG at the hospital, so it's 93010-26 correct?",
        "Medicare pt, 99215 and total time long enough for one prolonged unit. we add 99417 x1 right?",
        "Medicare pays 99242, right?",
    ],
)
def test_what_is_stated_and_only_to_be_confirmed_is_corrected(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(Request(question=question))
    assert (answer.action, answer.verdict) == (Action.CORRECT_PREMISE, "no")
    assert not {"99417", "99242"} & {code.code for code in answer.codes}


def test_what_is_part_of_critical_care_is_not_assigned_beside_it(assistant: Assistant) -> None:
    question = "Is pulse ox 94760 and the chest xray read 71045-26 separately billable w/ 99291 in critical care?"
    answer = assistant.ask(Request(question=question))
    assert (answer.verdict, [code.code for code in answer.codes]) == ("no", ["99291"])


def test_a_modifier_that_parts_two_procedures_is_not_put_on_both(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="Which modifier for 11102 with 11200 different lesions?"))
    assert "59" in answer.modifiers
    assert not any(code.modifiers for code in answer.codes)


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        # wounds of one depth and group of sites are added up, those of another group are a code of their own
        ("3 cm forehead lac simple closure, 2 cm scalp lac stapled", ["12013", "12001"]),
        ("layered repair 2.5 cm cheek, 3 cm forearm, 1.5 cm leg", ["12051", "12032"]),
        ("simple repair 2 cm hand and 3 cm back", ["12002"]),
        # what is said to have been given is given: the vaccine and its administration
        ("Tdap given", ["90715", "90471"]),
        ("prevnar 20 given Medicare", ["90677", "G0009"]),
        ("MMR given, 5 years old, mom counseled by the pediatrician", ["90707", "90460", "90461"]),
        ("tdap vaccine code", ["90715"]),
        ("2 lacs: 2 cm chin and 3 cm knee, both simple, Tdap given", ["12011", "12002", "90715", "90471"]),
    ],
)
def test_each_thing_done_gets_its_own_code(assistant: Assistant, question: str, codes: list[str]) -> None:
    answer = assistant.ask(Request(question=question))
    assert [code.code for code in answer.codes] == codes
