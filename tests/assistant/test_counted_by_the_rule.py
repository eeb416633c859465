"""Units and add-ons that a coder counts by a rule of the field, and what is too little to be counted."""

from __future__ import annotations

import pytest

from assistant.answer import Answer
from assistant.pipeline import Assistant
from assistant.request import Request


def _units(answer: Answer) -> dict[str, int]:
    return {code.code: code.units or 1 for code in answer.codes}


@pytest.mark.parametrize(
    ("question", "units"),
    [
        (
            "hospital observation: cefepime infusion 60 min, famotidine IVP, ondansetron IVP. administration codes",
            {"96365": 1, "96375": 2},
        ),
        (
            "ER facility side: hydromorphone IV push, ondansetron IV push, hydromorphone IV push again 1 hr later, admin codes",
            {"96374": 1, "96375": 1, "96376": 1},
        ),
        ("office: hydromorphone IV push, hydromorphone IV push again 1 hr later, admin codes", {"96374": 1}),
        ("outpatient hospital: meropenem infusion 60 min, then metronidazole infusion 60 min. administration codes", {"96365": 1, "96367": 1}),
        ("infusion center: iron infusion 45 min, followed by NS hydration 70 min, infusion codes", {"96365": 1, "96361": 1}),
    ],
)
def test_one_service_of_an_encounter_is_initial_and_the_others_rank_below_it(
    assistant: Assistant, question: str, units: dict[str, int]
) -> None:
    assert _units(assistant.ask(Request(question=question))) == units


@pytest.mark.parametrize(
    ("question", "units"),
    [
        ("advance directive talk, 50 minutes documented, advance care planning. 99497 x 2 ok?", {"99497": 1, "99498": 1}),
        ("critical care, 80 minutes documented. 99291 x2 ok?", {"99291": 1, "99292": 1}),
    ],
)
def test_a_code_claimed_twice_gives_way_to_its_add_on(assistant: Assistant, question: str, units: dict[str, int]) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.verdict == "no"
    assert _units(answer) == units


def test_seven_minutes_of_timed_therapy_alone_are_nothing(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="Medicare PT: gait training 6 minutes and nothing else today. billable as a unit?"))
    assert answer.verdict == "no"
    assert not answer.codes


@pytest.mark.parametrize(("minutes", "verdict", "codes"), [(75, "yes", {"99215", "G2212"}), (62, "no", {"99215"})])
def test_prolonged_time_beside_the_longest_visit_begins_where_medicare_says(
    assistant: Assistant, minutes: int, verdict: str, codes: set[str]
) -> None:
    question = f"Medicare established pt, total time {minutes} min on the date, 99215. do we get a prolonged code too?"
    answer = assistant.ask(Request(question=question))
    assert answer.verdict == verdict
    assert {code.code for code in answer.codes} == codes


@pytest.mark.parametrize(("levels", "code"), [("C5 to C7", "22845"), ("C3 to C6", "22846")])
def test_a_plate_counts_the_vertebrae_it_spans(assistant: Assistant, levels: str, code: str) -> None:
    answer = assistant.ask(Request(question=f"anterior cervical plate spanning {levels}, instrumentation code"))
    assert [one.code for one in answer.codes] == [code]


def test_what_is_to_be_left_out_is_not_coded(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="PLIF L4-5 with cage and pedicle screws, local autograft. no need to code the cage or the graft"))
    assert "22853" not in {code.code for code in answer.codes}


def test_psychotherapy_beside_a_visit_is_its_add_on(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="99213 plus 45 min individual psychotherapy by the psychiatrist, CPT for the therapy"))
    assert {code.code for code in answer.codes} == {"99213", "90836"}


def test_a_cesarean_after_a_labor_epidural_is_an_add_on(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="anesthesia codes: epidural in labor, then emergency cesarean with the same epidural"))
    assert {code.code for code in answer.codes} == {"01967", "01968"}


def test_a_count_of_what_is_not_chosen_yet_is_asked_for(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="transforaminal epidural steroid at two levels on the right. codes and units?"))
    assert answer.action.value == "clarify"
    assert "lumbar" in " ".join(answer.ask_back).lower()
