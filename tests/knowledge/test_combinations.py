"""Diagnoses that the guidelines join, symptoms that a disease explains, and chapter 15 before the others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.library import Library
from knowledge.rules import combinations, pregnancy, symptoms


@pytest.mark.parametrize(
    ("told", "reported"),
    [
        (["I10", "I50.33", "N18.4"], ["I13.0", "I50.33", "N18.4"]),
        (["I10", "N18.6"], ["I12.0", "N18.6"]),
        (["I10", "N18.32"], ["I12.9", "N18.32"]),
        (["I10", "I50.9"], ["I11.0", "I50.9"]),
        (["I10", "I51.7"], ["I11.9"]),
        (["I11.0", "I50.22", "N18.5"], ["I13.2", "I50.22", "N18.5"]),
        (["E11.9", "N18.31"], ["E11.22", "N18.31"]),
        (["E10.9", "K31.84", "R73.9"], ["E10.43", "K31.84", "E10.65"]),
        (["E11.9", "E11.40"], ["E11.40"]),
        (["J44.9", "J20.9"], ["J44.0", "J20.9"]),
        (["J44.1", "J18.9"], ["J44.1", "J18.9", "J44.0"]),
        (["A41.9", "N39.0", "B96.20"], ["A41.51", "N39.0", "B96.20"]),
        (["M84.452A", "C79.51", "C61"], ["M84.552A", "C79.51", "C61"]),
        (["D64.9", "C18.7"], ["D63.0", "C18.7"]),
        (["D64.9", "N18.4"], ["D63.1", "N18.4"]),
        (["G30.1", "F03.C11"], ["G30.1", "F02.C11"]),
        (["F03.90", "I10"], ["F03.90", "I10"]),
        (["I16.0", "N18.6"], ["I16.0", "N18.6", "I12.0"]),
        (["E11.51", "I96"], ["E11.52"]),
        (["A41.02", "R65.11", "N17.9"], ["A41.02", "R65.20", "N17.9"]),
        (["R65.20", "B96.20", "N10"], ["R65.20", "B96.20", "N10", "A41.51"]),
        (["U07.1", "J20.9"], ["U07.1", "J20.8"]),
        (["U07.1", "J18.9"], ["U07.1", "J12.82"]),
        (["N20.1", "N13.30"], ["N13.2"]),
        (["D64.9", "C34.12", "T45.1X5A"], ["D64.81", "C34.12", "T45.1X5A"]),
        (["N18.5", "Z99.2"], ["N18.6", "Z99.2"]),
        (["I10", "E11.9"], ["I10", "E11.9"]),
        (["I10", "I51.81"], ["I10", "I51.81"]),
    ],
)
def test_what_the_guidelines_join_is_one_code(told: list[str], reported: list[str]) -> None:
    assert combinations.apply(told)[0] == reported


_CODES = ["I10", "I11.0", "I12.9", "I50.9", "I51.7", "N18.4", "N18.6", "E11.9", "E11.65", "E10.9", "L97.421", "J44.9", "J44.1", "J18.9", "A41.9", "B95.62"]


@given(st.lists(st.sampled_from(_CODES), unique=True, max_size=7))
def test_joining_twice_changes_nothing_and_loses_no_unrelated_code(told: list[str]) -> None:
    once, rules = combinations.apply(told)
    assert combinations.apply(once)[0] == once
    gone = {code for rule in rules for code in rule.instead_of}
    assert set(told) - gone <= set(once)
    assert len(once) == len(set(once))


def test_every_code_that_a_rule_gives_is_a_code_of_the_list(library: Library) -> None:
    for kind in ("E08", "E09", "E10", "E11", "E13"):
        for condition in ("N18.4", "L97.421", "L97.911", "G62.9", "K31.84", "I73.9", "I96", "R73.9", "E16.2", "M86.171"):
            for code in combinations.apply([f"{kind}.9", condition])[0]:
                assert library.codebook.entry(code) is not None, code
    for condition in ("I10", "I13.0", "E11.9", "N39.0", "U07.1", "B20", "D64.9", "E66.9", "F17.210", "F32.A", "J45.909", "K21.9"):
        for trimester in "123":
            for code in pregnancy.complicating([condition], trimester):
                assert library.codebook.entry(code) is not None, code


@pytest.mark.parametrize(
    ("symptom", "diseases", "explained"),
    [
        ("R05.9", ["J18.9"], True),
        ("R07.9", ["I21.4"], True),
        ("R10.9", ["J18.9"], False),
        ("R50.9", ["N39.0"], True),
        ("R65.21", ["A41.9"], False),
        ("R97.20", ["N40.1"], False),
    ],
)
def test_a_symptom_goes_where_a_disease_of_its_system_stands(symptom: str, diseases: list[str], explained: bool) -> None:
    assert symptoms.is_explained(symptom, diseases) is explained


def test_a_pregnant_patient_has_chapter_15_first_and_the_weeks() -> None:
    assert pregnancy.complicating(["U07.1", "J12.82"], "2")[:1] == ["O98.512"]
    assert pregnancy.complicating(["I10"], "1") == ["O10.011"]
    assert pregnancy.complicating(["O24.414"], "3") == ["O24.414"]
    assert (pregnancy.trimester(13), pregnancy.trimester(14), pregnancy.trimester(28)) == ("1", "2", "3")
    assert (pregnancy.weeks_code(7), pregnancy.weeks_code(25), pregnancy.weeks_code(43)) == ("Z3A.01", "Z3A.25", "Z3A.49")
