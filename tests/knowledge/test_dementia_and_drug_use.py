"""The line of a dementia by what is told of it, and which long-term drugs are reported beside which conditions."""

from __future__ import annotations

import pytest

from knowledge.rules import combinations, dementia, drug_use


@pytest.mark.parametrize(
    ("code", "words", "expected"),
    [
        ("F03.90", "moderate dementia, hits the aides, combative at night", "F03.B11"),
        ("F02.80", "dementia of Alzheimer type, severe, with hallucinations", "F02.C2"),
        ("F01.50", "vascular dementia, mild, without behavioral disturbance", "F01.A0"),
        ("F03.C0", "dementia, unspecified severity, with anxiety", "F03.94"),
        ("F03.90", "dementia, no agitation", "F03.90"),
        ("F03.90", "moderate pain of the hip", "F03.90"),
        ("I10", "severe dementia", "I10"),
    ],
)
def test_a_dementia_takes_the_severity_and_the_disturbance_that_are_told(code: str, words: str, expected: str) -> None:
    assert dementia.specified(code, words) == expected


@pytest.mark.parametrize(
    ("code", "conditions", "lasting", "listed", "reported"),
    [
        ("Z79.4", ["E11.65", "I10"], False, True, True),
        ("Z79.4", ["O24.414"], False, False, False),
        ("Z79.4", ["I10"], False, True, False),
        ("Z79.01", ["I48.0"], False, False, True),
        ("Z79.82", ["I25.10"], False, True, False),
        ("Z79.52", ["M35.3"], True, False, True),
        ("Z79.52", ["J44.1"], False, False, False),
    ],
)
def test_a_drug_is_reported_for_the_condition_it_is_taken_for_or_where_it_is_said_to_last(
    code: str, conditions: list[str], lasting: bool, listed: bool, reported: bool
) -> None:
    assert drug_use.is_reported(code, conditions, said_to_last=lasting, listed=listed) is reported


@pytest.mark.parametrize(
    ("told", "reported"),
    [
        (["T84.54XA", "A49.02"], ["T84.54XA", "B95.62"]),
        (["I10", "A49.02"], ["I10", "A49.02"]),
        (["A41.9", "B96.1", "J15.0"], ["A41.59", "B96.1", "J15.0"]),
        (["J43.1", "J44.1"], ["J43.1"]),
        (["T83.511A"], ["T83.511A", "N39.0"]),
        (["T83.511A", "N10"], ["T83.511A", "N10"]),
        (["R31.0", "T45.515A"], ["R31.0", "T45.515A", "D68.32"]),
        (["G30.0", "F03.911"], ["G30.0", "F02.811"]),
    ],
)
def test_germs_devices_and_bleeding_are_told_as_the_list_joins_them(told: list[str], reported: list[str]) -> None:
    assert combinations.apply(told)[0] == reported
