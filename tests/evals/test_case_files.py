"""Case files: what ships loads, and every mistake is told with file and id."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from assistant.answer import Action
from evals.case_files import CASES, CasesInvalid, check_against_library, read_cases
from tests.evals.build import DAY, Double, case

GIVEN = {"id": "sample-001", "question": "which code?", "action": "answer", "proof": "a rule", "author": "Tester",
         "difficulty": "easy", "split": "gate"}


def problems(folder, *cases, name="sample"):
    (folder / f"{name}.yaml").write_text(yaml.safe_dump(list(cases)), encoding="utf-8")
    with pytest.raises(CasesInvalid) as caught:
        read_cases(folder)
    return caught.value.problems


def test_all_shipped_cases_load():
    cases = read_cases()
    assert {case.stratum for case in cases} == {path.stem for path in CASES.glob("*.yaml")}
    assert len(cases) >= 200
    assert {case.split for case in cases} == {"development", "gate"}


def test_a_case_takes_its_stratum_from_the_file_and_one_action_as_a_list(tmp_path):
    (tmp_path / "sample.yaml").write_text(yaml.safe_dump([GIVEN]), encoding="utf-8")
    [read] = read_cases(tmp_path)
    assert read.stratum == "sample"
    assert read.action == (Action.ANSWER,)


def test_the_request_carries_turns_payer_and_date():
    asked = case(turns=["earlier"], context={"payer": "Medicare", "date": "2026-06-15"}).request
    assert (asked.turns, asked.payer, asked.date) == (["earlier"], "Medicare", date(2026, 6, 15))


@pytest.mark.parametrize(("change", "said"), [
    ({"colour": "red"}, "colour: Extra inputs"), ({"action": "guess"}, "action"), ({"split": "test"}, "split"),
    ({"action": None}, "asserts nothing"), ({"action": None, "gold": ["graft"]}, "asserts nothing"),
    ({"verdict": False}, "in quotes"), ({"accepted": []}, "accepted"), ({"accepted": [["M722"]]}, "write M72.2"),
    ({"accepted": [["20930", "20930"]]}, "twice"), ({"accepted": [["20930"], ["20930"]]}, "twice"),
    ({"accepted": [["word"]]}, "shape of a code"), ({"accepted": [[20930]]}, "string"),
    ({"accepted": [["20930"]], "forbidden": {"20930": "x"}}, "both accepted and forbidden"),
    ({"accepted": [["20930"]], "units": {"20931": 1}}, "no accepted set holds"), ({"units": {"20931": 0}}, "greater"),
    ({"modifiers": ["5"]}, "modifiers"), ({"ask_back": [[]]}, "ask_back"), ({"ask_back": ["side"]}, "ask_back"),
    ({"must_say": ["MUE"], "must_not_say": ["mue"]}, "must not be said"), ({"question": "  "}, "question"),
    ({"stratum": "other"}, "name of the file"), ({"context": {"state": "Ohio"}}, "context.state")])
def test_a_mistake_is_told_with_file_and_id(tmp_path, change, said):
    given = {key: value for key, value in {**GIVEN, **change}.items() if value is not None}
    told = problems(tmp_path, given)
    assert all(problem.startswith("sample.yaml, sample-001: ") for problem in told)
    assert any(said in problem for problem in told), told


def test_a_case_without_an_id_is_told_by_its_number(tmp_path):
    told = problems(tmp_path, {key: value for key, value in GIVEN.items() if key != "id"})
    assert told[0].startswith("sample.yaml, case 1 (no id): id: ")


def test_duplicate_ids_and_questions_are_told(tmp_path):
    same = {**GIVEN, "id": "sample-002", "question": " Which  CODE?"}
    told = problems(tmp_path, GIVEN, {**GIVEN, "question": "another"}, same)
    assert told == ["sample.yaml, sample-001: the id also stands in sample.yaml",
                    "sample.yaml, sample-002: asks the same as sample-001 in sample.yaml"]


def test_one_question_in_other_circumstances_is_no_duplicate(tmp_path):
    cases = [GIVEN, {**GIVEN, "id": "sample-002", "turns": ["earlier"]},
             {**GIVEN, "id": "sample-003", "context": {"payer": "Medicare"}}]
    (tmp_path / "sample.yaml").write_text(yaml.safe_dump(cases), encoding="utf-8")
    assert len(read_cases(tmp_path)) == 3


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path):
    (tmp_path / "first.yaml").write_text("- id: [", encoding="utf-8")
    (tmp_path / "second.yaml").write_text("- id: a\n  id: b\n", encoding="utf-8")
    (tmp_path / "third.yaml").write_text("id: a", encoding="utf-8")
    told = problems(tmp_path, {**GIVEN, "split": "x"}, "no mapping")
    assert [problem.split(":")[0] for problem in told] == [
        "first.yaml", "sample.yaml, sample-001", "sample.yaml, case 2 (no id)", "second.yaml", "third.yaml"]
    assert "stands twice" in told[3]


def test_a_folder_without_case_files_is_an_error(tmp_path):
    with pytest.raises(CasesInvalid, match="no case files"):
        read_cases(tmp_path)


def test_the_library_knows_gold_and_accepted_codes():
    fine = case(gold=["graft", "icd10cm/M72.2"], forbidden={"E11.99X": "does not exist"})
    bad = case(gold=["grafts", "icd10cm/M72.9"], accepted=[["20930", "M72.2"], ["99999"]], forbidden=None)
    assert check_against_library([fine], Double(), DAY) == []
    assert check_against_library([bad], Double(), DAY) == [
        "look-alike.yaml, look-alike-001: gold grafts is not in the library",
        "look-alike.yaml, look-alike-001: gold icd10cm/M72.9 is not in the library",
        "look-alike.yaml, look-alike-001: accepted code M72.2 is expired on 2026-05-01",
        "look-alike.yaml, look-alike-001: accepted code 99999 is not a valid code on 2026-05-01"]
