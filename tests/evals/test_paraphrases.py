"""Questions in other words: known answers give known shares, and the gate's cases are not told by name."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
import yaml

from assistant.answer import Answer, AssignedCode
from assistant.request import Request
from evals.case_files import CasesInvalid, read_cases
from evals.command import Files, main
from evals.paraphrases.measure import as_json, differing, errors, groups, measure, read_rewordings, table
from tests.evals.build import DAY, Double, DoubleOpener, answer, case

WORDS = {"tuned": ("chips A", "chips B", "strut"), "kept": ("chips A", "chips B", "strut", "broken")}
CASES = [case(id="tuned", question="chips", split="development"), case(id="kept", question="more chips"),
         case(id="plain", question="never reworded")]


def by_word(request: Request) -> Answer:
    """Right where chips are named, another code for a strut, an outage for what is broken."""
    if request.question == "broken":
        raise OSError("gone")
    code = "20930" if "chips" in request.question else "20931"
    return answer(id=request.id, codes=[AssignedCode(code=code, system="CPT", citations=[1])])


class TestFigures:
    FOUND = measure(CASES, WORDS, Double(by_word), DAY, bar=False)

    def test_shares_are_of_rewordings_and_intervals_count_cases(self) -> None:
        found = groups(self.FOUND)
        assert list(found) == ["look-alike", "development half", "gate half", "overall"]
        whole = found["overall"]
        assert whole.cases == 2
        assert whole.same is not None
        assert whole.right is not None
        assert (whole.same.n, whole.same.value) == (2, pytest.approx(2 / 3))
        assert whole.right.value == pytest.approx(2 / 3)
        assert whole.own is not None
        assert whole.own.value == 1

    def test_what_broke_is_told_and_counts_as_neither(self) -> None:
        assert errors(self.FOUND) == ["kept: OSError: gone"]
        assert [len(one.same) for one in self.FOUND] == [3, 3]

    def test_only_development_cases_are_told_by_name(self) -> None:
        assert differing(self.FOUND) == ["tuned"]
        assert "differ (development): tuned" in table(self.FOUND)
        assert as_json(self.FOUND)["differing_development"] == ["tuned"]

    def test_the_same_wrong_codes_are_the_same_and_not_right(self) -> None:
        [one] = measure([case(question="strut")], {"look-alike-001": ("a strut",)}, Double(by_word), DAY, bar=False)
        assert (one.own, one.same, one.right) == ((False,), (True,), (False,))

    def test_a_key_without_accepted_codes_judges_nothing_right(self) -> None:
        asked = case(accepted=None)
        found = groups(measure([asked], {asked.id: ("other chips",)}, Double(by_word), DAY, bar=False))["overall"]
        assert found.same is not None
        assert found.right is None
        assert found.own is None

    def test_earlier_turns_and_circumstances_stay_the_cases_own(self) -> None:
        put: list[Request] = []
        asked = case(turns=["a fusion"], context={"payer": "Medicare"})
        measure([asked], {asked.id: ("other",)}, Double(lambda request: put.append(request) or answer()), DAY, bar=False)
        assert [(request.question, request.turns, request.payer) for request in put] == [
            (asked.question, ["a fusion"], "Medicare"), ("other", ["a fusion"], "Medicare")]


class TestFile:
    def test_a_hundred_cases_half_of_them_of_the_gate_have_three_rewordings_each(self) -> None:
        cases = {one.id: one for one in read_cases()}
        texts = read_rewordings(list(cases.values()))
        assert Counter(cases[name].split for name in texts) == {"development": 50, "gate": 50}
        assert {len(own) for own in texts.values()} == {3}
        assert set(Counter(cases[name].stratum for name in texts).values()) == {4}

    @pytest.mark.parametrize(("given", "problem"), [
        ({"none": ["a"]}, "there is no such case"),
        ({"tuned": ["chips"]}, "the case's own"),
        ({"tuned": ["a", "a"]}, "stands twice")])
    def test_mistakes_are_told_with_their_case(self, tmp_path: Path, given: dict[str, list[str]], problem: str) -> None:
        path = tmp_path / "rewordings.yaml"
        path.write_text(yaml.safe_dump(given), encoding="utf-8")
        with pytest.raises(CasesInvalid, match=f"rewordings.yaml, {next(iter(given))}: .*{problem}"):
            read_rewordings(CASES, path)


def test_the_command_prints_a_table_or_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = {"id": "tuned", "question": "chips", "accepted": [["20930"]], "proof": "a rule", "author": "Tester",
             "difficulty": "easy", "split": "development"}
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "look-alike.yaml").write_text(yaml.safe_dump([given]), encoding="utf-8")
    (tmp_path / "thresholds.yaml").write_text("right: {overall: 0.9}", encoding="utf-8")
    (tmp_path / "rewordings.yaml").write_text(yaml.safe_dump({"tuned": list(WORDS["tuned"])}), encoding="utf-8")

    def run(*argv: str) -> str:
        files = Files(tmp_path / "home", tmp_path / "cases", tmp_path / "thresholds.yaml", tmp_path / "baseline.jsonl",
                      rewordings=tmp_path / "rewordings.yaml")
        assert main(["--paraphrases", *argv], DoubleOpener(lambda: Double(by_word)), files, today=lambda: DAY) == 0
        return capsys.readouterr().out

    assert "66.7" in run()
    assert json.loads(run("--json"))["groups"]["overall"]["right"]["value"] == 0.6667
