"""What stands beside one another: a visit and a service, a condition and its history, a code and what it calls for."""

from __future__ import annotations

import pytest

from assistant.answer import Action
from assistant.pipeline import Assistant
from assistant.request import Request


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        # a minor procedure or a vaccine asks for 25 on the visit, a tracing and an add-on to the visit do not
        ("wart destruction and 99213 same day", [("99213", ("25",)), ("17110", ())]),
        ("99214 plus knee injection left", [("99214", ("25",)), ("20610", ("LT",))]),
        ("flu shot and visit 99213, Medicare, 70 yo: codes for the shot", [("99213", ("25",)), ("G0008", ())]),
        ("99213 and EKG in office", [("99213", ()), ("93000", ())]),
        ("psychotherapy 45 minutes with E/M 99213", [("99213", ()), ("90836", ())]),
        # a visit for a condition is the visit alone
        ("office visit 99213 for hypertension", [("99213", ())]),
        # the modifier told of goes on the code of what was done
        ("assistant surgeon PA for lap chole", [("47562", ("AS",))]),
        ("professional component only MRI brain without contrast hospital", [("70551", ("26",))]),
        # a screening that turned into treatment is the treatment
        ("screening colonoscopy with polyp snared, Medicare", [("45385", ("PT",))]),
        ("screening colonoscopy with polyp snared, commercial", [("45385", ("33",))]),
    ],
)
def test_each_line_of_the_claim_comes_with_its_modifier(
    assistant: Assistant, question: str, lines: list[tuple[str, tuple[str, ...]]]
) -> None:
    answer = assistant.ask(Request(question=question))
    assert [(code.code, tuple(code.modifiers)) for code in answer.codes] == lines


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("1 AK and 1 wart frozen", {"17000", "17110"}),
        ("destruction of 1 AK and 20 skin tags removed", {"17000", "11200", "11201"}),
        ("23 min therex and 12 min manual, Medicare", {"97110", "97140"}),
        ("1 liter saline 75 minutes for dehydration", {"96360"}),
    ],
)
def test_a_number_counts_the_thing_beside_it(assistant: Assistant, question: str, codes: set[str]) -> None:
    assert {code.code for code in assistant.ask(Request(question=question)).codes} == codes


@pytest.mark.parametrize("question", ["MRI knee", "CT chest", "MRI brain"])
def test_an_image_without_a_word_on_contrast_asks_for_it(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.action is Action.CLARIFY
    assert "contrast" in answer.ask_back[0]


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("C50.911 vs Z85.3, treatment finished last year, no evidence of disease", "Z85.3"),
        ("C50.911 or Z85.3, on tamoxifen as treatment", "C50.911"),
        ("I21.4 or I25.2, MI 6 weeks ago", "I25.2"),
        ("I21.4 or I25.2, NSTEMI 2 weeks ago still in care", "I21.4"),
    ],
)
def test_a_condition_or_its_history_is_told_by_its_treatment(assistant: Assistant, question: str, code: str) -> None:
    assert [one.code for one in assistant.ask(Request(question=question)).codes] == [code]


@pytest.mark.parametrize(
    ("question", "codes"),
    [("I50.9 with I11.0 or just I11.0?", ["I11.0", "I50.9"]), ("E11.22 and N18.31 or just E11.22?", ["E11.22", "N18.31"])],
)
def test_a_code_comes_with_what_its_instruction_calls_for(assistant: Assistant, question: str, codes: list[str]) -> None:
    answer = assistant.ask(Request(question=question))
    assert [code.code for code in answer.codes] == codes
    assert any("Use additional code" in citation.quote for citation in answer.citations)


def test_a_valid_code_is_not_said_to_come_first(assistant: Assistant) -> None:
    assert assistant.ask(Request(question="Can Z79.4 be primary?")).verdict is None


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        # what follows a comma qualifies the condition before it
        ("CHF exacerbation, systolic, with HTN", ["I11.0", "I50.23"]),
        ("CHF exacerbation, diastolic", ["I50.33"]),
        # the line to which an Excludes1 note sends the two conditions
        ("lumbar disc herniation L4-5 with radiculopathy", ["M51.16"]),
        # a wording of all its words is not left for another line of the list
        ("opioid use disorder moderate on buprenorphine", ["F11.20", "Z79.891"]),
        # what a term's line says is absent is not stated by the term
        ("painful varicose veins left leg", ["I83.812"]),
        # a number of weeks is no type of infarction, and packs a day are no skin test
        ("MI 3 weeks ago still being treated", ["I21.9"]),
        ("smoker 1 ppd cigarettes", ["F17.210"]),
        ("BPH with urinary retention", ["N40.1", "R33.8"]),
    ],
)
def test_plain_diagnoses_say_all_that_is_told(assistant: Assistant, question: str, codes: list[str]) -> None:
    assert [code.code for code in assistant.ask(Request(question=question)).codes] == codes
