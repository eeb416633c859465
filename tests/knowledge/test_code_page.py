"""The code page: everything held about a code, each section with its source, and what is not held said."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.code_page.page import code_page
from knowledge.library import Library
from knowledge.pairs import pair_answer

DAY = date(2026, 8, 15)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("e1165", "E11.65"),
        ("E11.65", "E11.65"),
        ("20610-rt", "20610"),
        (" 99213-25 ", "99213"),
        ("s52501a", "S52.501A"),
        ("j9999", "J9999"),
    ],
)
def test_a_code_is_understood_in_any_dress(loaded_library: Library, typed: str, code: str) -> None:
    assert code_page(loaded_library, typed, DAY).code == code


def test_a_code_that_is_none_gets_the_nearest_real_ones(loaded_library: Library) -> None:
    page = code_page(loaded_library, "2093O", DAY)
    assert "not a valid" in page.says
    assert page.nearest == ["20930"]


def test_a_procedure_page_holds_every_table_with_its_edition(loaded_library: Library) -> None:
    page = code_page(loaded_library, "20610", DAY, locality="01182-18")
    assert page.fee_schedule is not None
    assert page.fee_schedule.indicators["bilateral"].value == "1"
    assert "modifier 50 applies" in page.fee_schedule.indicators["bilateral"].words
    assert page.fee_schedule.cited.out_of_date, "the fee schedule held is of 2025"
    (payment,) = page.fee_schedule.payments
    assert payment.national_non_facility == 59.19
    assert payment.local_non_facility == round((0.79 * 1.042 + 0.92 * 1.194 + 0.12 * 0.69) * 32.3465, 2)
    assert [(units.setting, units.units, units.mai) for units in page.mue] == [("practitioner", 2, 3)]
    assert {(pairs.setting, edit.column1, edit.column2) for pairs in page.pairs for edit in pairs.edits} == {
        ("practitioner", "20610", "76942"),
        ("practitioner", "20610", "99213"),
        ("hospital", "76942", "20610"),
    }
    assert page.opps is not None
    assert page.opps.rate == 294.5
    assert [line.code for line in page.neighbours]


def test_components_are_lines_of_their_own(loaded_library: Library) -> None:
    page = code_page(loaded_library, "76942", DAY)
    assert page.fee_schedule is not None
    assert [payment.modifier for payment in page.fee_schedule.payments] == ["", "26", "TC"]


def test_add_on_codes_and_primaries_lead_to_each_other(loaded_library: Library) -> None:
    add_on = code_page(loaded_library, "22614", DAY).add_on
    assert add_on is not None
    assert (add_on.type, add_on.primaries) == (1, ["22600", "22612"])
    primary = code_page(loaded_library, "22612", DAY).add_on
    assert primary is not None
    assert (primary.type, primary.add_ons) == (None, ["22614"])
    by_contractor = code_page(loaded_library, "0054T", DAY).add_on
    assert by_contractor is not None
    assert by_contractor.contractor_defined


def test_a_diagnosis_page_holds_the_tree_the_notes_and_medicares_edits(loaded_library: Library) -> None:
    page = code_page(loaded_library, "E11.65", DAY)
    assert [line.code for line in page.parents] == ["E11.6", "E11", "E08-E13", "chapter 4"]
    assert "E11.64" in [line.code for line in page.neighbours]
    assert any(note.printed_at == "E11" and "E10" in note.refers_to for note in page.notes if note.kind == "Excludes1")
    assert page.diagnosis is not None
    assert page.diagnosis.severity == "none"
    assert any("V28" in category for category in page.diagnosis.risk)
    death = code_page(loaded_library, "O80", DAY).diagnosis
    assert death is not None
    assert (death.ages, death.sex) == ((9, 64), "female")


def test_a_code_that_needs_a_seventh_character_lists_them(loaded_library: Library) -> None:
    page = code_page(loaded_library, "S52.501", DAY)
    assert page.valid.standing == "header"
    assert "S52.501A" in [line.code for line in page.children]


def test_a_new_code_is_valid_though_its_text_is_not_held(loaded_library: Library) -> None:
    page = code_page(loaded_library, "C50.A1", date(2025, 10, 15))
    assert page.valid.standing in {"valid", "header"}
    assert "not a valid" not in page.says


def test_what_is_not_loaded_is_said_with_the_command(library: Library) -> None:
    page = code_page(library, "20610", DAY)
    assert page.fee_schedule is None
    assert "codecite library fetch fee-schedule" in [missing.command for missing in page.missing]
    assert page.articles


def test_a_pair_is_looked_up_in_both_settings(loaded_library: Library) -> None:
    answer = pair_answer(loaded_library.tables, "76942", "20610", DAY)
    assert (answer.found, answer.setting, answer.column1, answer.indicator) == (True, "practitioner", "20610", "1")
    assert [(one.setting, one.column1) for one in answer.settings] == [("practitioner", "20610"), ("hospital", "76942")]


def test_a_pair_that_stood_is_told_from_one_that_never_did(loaded_library: Library) -> None:
    ended = pair_answer(loaded_library.tables, "0001A", "99213", DAY)
    assert (ended.found, ended.ended, ended.deletion) == (False, True, date(2023, 12, 31))
    never = pair_answer(loaded_library.tables, "0001A", "27447", DAY)
    assert (never.found, never.ended) == (False, False)


def test_a_pair_without_a_table_is_unknown_and_not_denied(library: Library) -> None:
    answer = pair_answer(library.tables, "20610", "76942", DAY)
    assert answer.found is None
    assert answer.load == "codecite library fetch ptp-practitioner"
