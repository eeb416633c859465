"""Procedures and diagnoses in the shorthand of the trade: what is measured is whether a biller gets exactly the codes."""

from __future__ import annotations

from assistant.answer import Answer, AssignedCode
from assistant.request import Request
from evals.shorthand.measure import Question, measure, read_questions, table
from tests.evals.build import Double, answer


def with_a_diagnosis(request: Request) -> Answer:
    known = [
        AssignedCode(code="70553", system="CPT", citations=[1]),
        AssignedCode(code="G43.909", system="ICD-10-CM", citations=[1]),
    ]
    return answer(id=request.id, codes=known if "brain" in request.question else [])


def test_exactly_the_procedures_count_and_a_diagnosis_beside_them_does_not() -> None:
    asked = [
        Question("radiology", frozenset({"70553"}), "MRI brain w/wo"),
        Question("radiology", frozenset({"70551"}), "brain MRI without"),
        Question("laboratory", frozenset({"85025"}), "CBC w/ auto diff"),
    ]
    found = measure(Double(with_a_diagnosis), asked)
    assert found == {"radiology": (1, 2), "laboratory": (0, 1)}
    assert "33.3%" in table(found)


def test_of_a_diagnosis_every_code_counts() -> None:
    asked = [Question("nervous", frozenset({"G43.909"}), "migraine"), Question("nervous", frozenset({"G43.909"}), "brain")]
    given = [AssignedCode(code="G43.909", system="ICD-10-CM", citations=[1])]
    found = measure(Double(lambda request: with_a_diagnosis(request) if request.question == "brain" else answer(codes=given)), asked)
    assert found == {"nervous": (1, 2)}


def test_three_thousand_questions_stand_once_and_two_in_five_are_set_aside() -> None:
    questions = read_questions()
    assert len({question.text for question in questions}) == len(questions) >= 3000
    assert 0.35 < sum(question.set_aside for question in questions) / len(questions) < 0.5
    assert sum(question.of_diagnoses for question in questions) >= 800
