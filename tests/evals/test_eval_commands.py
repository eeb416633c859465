"""What a coder or a pipeline types: runs that select, repeat and compare, and cases made and checked."""

from __future__ import annotations

import json

import pytest
import yaml

from evals import history
from evals.baseline import read
from evals.case_files import read_cases
from evals.command import Files, main
from evals.lint import near_duplicates
from evals.new_case import split_of
from tests.evals.build import DAY, Double, DoubleOpener, abstention, answer, case

GIVEN = {"action": "answer", "accepted": [["20930"]], "gold": ["graft"], "proof": "a rule", "author": "Tester",
         "difficulty": "easy"}


@pytest.fixture
def files(tmp_path):
    cases = [{**GIVEN, "id": f"look-alike-{n}", "question": f"chips {n}", "split": "gate" if n % 2 else "development"}
             for n in range(6)]
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "look-alike.yaml").write_text(yaml.safe_dump(cases), encoding="utf-8")
    (tmp_path / "thresholds.yaml").write_text("right: {overall: 0.5}", encoding="utf-8")
    return Files(tmp_path / "home", tmp_path / "cases", tmp_path / "thresholds.yaml", tmp_path / "baseline.jsonl")


def wrong_on(*names):
    return DoubleOpener(lambda: Double(lambda request: abstention(id=request.id) if request.id in names else answer(id=request.id)))


def go(files, *argv, opener=None, out="out"):
    return main([*argv, "--out", str(files.home.parent / out)], opener or wrong_on(), files, today=lambda: DAY)


def told(files, out="out"):
    return json.loads((files.home.parent / out / "run.json").read_text(encoding="utf-8"))


class TestRuns:
    def test_a_second_run_of_what_is_unchanged_asks_nothing(self, files, capsys):
        assert go(files) == 0
        assert go(files) == 0
        assert "6 answers to the same were kept" in capsys.readouterr().out
        assert told(files)["kept_answers"] == 6

    def test_failed_runs_what_was_wrong_the_last_time(self, files, capsys):
        assert go(files, opener=wrong_on("look-alike-2", "look-alike-5")) == 0
        assert go(files, "--failed", "--fresh") == 0
        assert told(files)["totals"]["cases"] == 2
        assert go(files, "--failed") == 2
        assert "Nothing failed" in capsys.readouterr().err
        assert go(files, "--failed", out="never") == 2

    def test_an_accepted_baseline_shows_what_got_worse(self, files, capsys):
        assert go(files, "--accept") == 0
        assert len(read(files.baseline)) == 6
        capsys.readouterr()
        assert go(files, "--fresh", opener=wrong_on("look-alike-1")) == 0
        said = capsys.readouterr().out
        assert "1 newly wrong, 0 newly right" in said
        assert "newly wrong: look-alike-1" in said
        assert told(files)["baseline"]["newly_wrong"] == ["look-alike-1"]
        markdown = (files.home.parent / "out" / "report.md").read_text(encoding="utf-8")
        assert "- Newly wrong: `look-alike-1`" in markdown
        assert markdown.startswith("## Eval gate: passed")

    def test_a_loss_against_the_baseline_fails_though_every_threshold_holds(self, files):
        (files.thresholds).write_text("right: {overall: 0.0}", encoding="utf-8")
        names = [f"look-alike-{n}" for n in range(6)]
        # every case in a family of its own, as cases without gold about other codes are
        cases = [{**GIVEN, "gold": [], "accepted": [[code]], "id": name, "question": f"chips {name}", "split": "gate"}
                 for name, code in zip(names, ("I10", "E11.9", "M72.2", "K35.80", "J45.909", "N39.0"), strict=True)]
        (files.cases / "look-alike.yaml").write_text(yaml.safe_dump(cases), encoding="utf-8")
        rightly = {one["id"]: one["accepted"][0][0] for one in cases}

        def right():
            def answers(request):
                [code] = answer().codes
                return answer(id=request.id, codes=[code.model_copy(update={"code": rightly[request.id]})])

            return Double(answers)

        go(files, "--accept", "--fresh", opener=DoubleOpener(right))
        assert {one.right for one in read(files.baseline).values()} == {False}  # no passage supports these codes
        baseline = files.baseline.read_text(encoding="utf-8").replace('"right": false', '"right": true')
        files.baseline.write_text(baseline, encoding="utf-8")
        assert go(files, "--fresh", opener=wrong_on(*names)) == 1
        assert any("significant loss against the baseline: 6 newly wrong" in reason for reason in told(files)["reasons"])

    def test_repeats_tell_what_differs(self, files, capsys):
        turn = iter(range(100))

        def moody():
            return Double(lambda request: answer(id=request.id) if next(turn) != 7 else abstention(id=request.id))

        assert go(files, "--repeat", "3", opener=DoubleOpener(moody)) == 0
        assert "the same over 3 repeats: 91.7" in capsys.readouterr().out
        assert told(files)["stability"]["differing"] == ["look-alike-1"]

    def test_several_models_are_compared_in_pairs(self, files, capsys):
        class Opener(DoubleOpener):
            def with_model(self, model):
                return wrong_on("look-alike-0") if model == "test:worse" else DoubleOpener(model="test:one")

        assert go(files, "--model", "test:one", "--model", "test:worse", opener=Opener()) == 0
        said = capsys.readouterr().out
        assert "newly wrong: look-alike-0" in said
        assert {path.name for path in (files.home.parent / "out").iterdir()} == {"run.json", "test-one", "extractive"}

    def test_whole_runs_make_a_trend_and_parts_do_not(self, files):
        go(files)
        go(files, "--id", "look-alike-1")
        go(files, "--split", "gate")
        go(files)
        [point] = history.past(files.home, "extractive", "all")
        assert (point.cases, point.passed) == (6, True)
        assert point.figures["right"][0] == 1.0
        assert len(history.past(files.home, "extractive", "gate")) == 1
        assert history.past(files.home, "test:other", "all") == []

    def test_a_run_that_is_stopped_says_that_it_goes_on(self, files, capsys):
        def stopped():
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            go(files, opener=DoubleOpener(lambda: Double(lambda request: stopped())))
        assert "goes on from here" in capsys.readouterr().err


class TestCompare:
    def test_two_runs_are_compared_case_by_case(self, files, capsys):
        go(files, out="a")
        go(files, "--fresh", out="b", opener=wrong_on("look-alike-3"))
        capsys.readouterr()
        a, b = (str(files.home.parent / name) for name in "ab")
        assert main(["compare", a, b], wrong_on(), files) == 0
        said = capsys.readouterr().out
        assert "newly wrong: look-alike-3" in said
        assert said.splitlines()[1].startswith("right")
        assert main(["compare", a, b, "--json"], wrong_on(), files) == 0
        assert json.loads(capsys.readouterr().out)["newly_wrong"] == ["look-alike-3"]
        assert main(["compare", a, f"{b}/answers.jsonl", "--markdown"], wrong_on(), files) == 0
        assert "`look-alike-3`" in capsys.readouterr().out

    def test_a_folder_without_a_run_is_wrong_use(self, files, capsys):
        assert main(["compare", "none", "none"], wrong_on(), files) == 2
        assert "cannot be read" in capsys.readouterr().err


class TestLint:
    def test_questions_that_are_nearly_the_same_are_told(self):
        one = case(id="a-1", question="morselized graft chips in a lumbar fusion today")
        other = case(id="a-2", question="Morselized graft chips in a lumbar fusion, today?")
        assert near_duplicates([one, other]) == ["look-alike.yaml, a-2: asks nearly the same as a-1 in look-alike.yaml"]
        elsewhere = case(id="a-3", question=other.question, context={"payer": "Medicare"})
        contrast = case(id="a-4", question=other.question, accepted=[["20931"]], forbidden=None)
        another = case(id="a-5", question="20930: morselized graft chips in a lumbar fusion today")
        assert near_duplicates([one, elsewhere, contrast, another]) == []


class TestNew:
    def saved(self, tmp_path, **changes):
        given = {"request": {"question": "chips for Mr. Quill, MRN 00482913", "payer": "Medicare"},
                 "answer": json.loads(answer().model_dump_json()), **changes}
        path = tmp_path / "saved.json"
        path.write_text(json.dumps(given), encoding="utf-8")
        return str(path)

    def made(self, files, capsys, *argv):
        assert main(["new", *argv], wrong_on(), files, today=lambda: DAY) == 0
        return yaml.safe_load(capsys.readouterr().out)

    def test_a_thumb_down_makes_what_was_assigned_forbidden(self, files, tmp_path, capsys):
        path = self.saved(tmp_path, feedback={"right": False, "comment": "one piece", "codes": ["20931"]})
        [made] = self.made(files, capsys, path, "--stratum", "look-alike", "--author", "Tester")
        assert made["accepted"] == [["20931"]]
        assert made["forbidden"] == {"20930": "one piece"}
        assert made["id"] == "look-alike-006"
        assert made["split"] == split_of("look-alike-006")
        assert "Quill" not in made["question"]
        assert "00482913" not in made["question"]

    def test_a_thumb_up_takes_the_answer_for_the_key(self, files, tmp_path, capsys):
        [made] = self.made(files, capsys, self.saved(tmp_path, feedback={"right": True}))
        assert (made["action"], made["accepted"], made["gold"]) == ("answer", [["20930"]], ["graft"])
        assert made["context"] == {"payer": "Medicare"}

    def test_feedback_as_the_window_exports_it_becomes_a_case(self, files, tmp_path, capsys):
        path = tmp_path / "feedback.json"
        given = {"id": "f", "kind": "wrong_code", "question": "one intact donor piece", "turns": [], "given_action": "answer",
                 "given_codes": ["20930"], "right_codes": ["20931"], "comment": "one piece", "given_at": "2026-11-27T05:00:00Z"}
        path.write_text(json.dumps(given), encoding="utf-8")
        [made] = self.made(files, capsys, str(path))
        assert made["accepted"] == [["20931"]]
        assert made["forbidden"] == {"20930": "one piece"}
        assert made["question"] == "one intact donor piece"

    def test_a_draft_is_no_case_before_its_proof_is_written(self, files, tmp_path, capsys):
        [made] = self.made(files, capsys, self.saved(tmp_path), "--author", "Tester")
        with pytest.raises(Exception, match="proof"):
            self.written(files, made)
        assert self.written(files, {**made, "proof": "a rule"})

    def written(self, files, made):
        (files.cases / "from-chat.yaml").write_text(yaml.safe_dump([made]), encoding="utf-8")
        return read_cases(files.cases)

    def test_wrong_use_says_the_mend(self, files, tmp_path, capsys):
        (tmp_path / "bad.json").write_text('{"request": {}}', encoding="utf-8")
        for argv in ([], [str(tmp_path / "none.json")], [str(tmp_path / "bad.json")], ["x.json", "--from-table", "mue"],
                     ["--from-table", "mue"], ["--from-table", "other"]):
            assert main(["new", *argv], wrong_on(), files) == 2
            assert capsys.readouterr().err


@pytest.mark.library
class TestFromTable:
    @pytest.mark.parametrize("table", ["mue", "add-on", "inclusion-terms"])
    def test_rows_make_cases_that_load_and_hold_and_one_seed_makes_the_same(self, library, files, capsys, table):
        from assistant.pipeline import Assistant

        def made(*argv):
            assert main(["new", "--from-table", table, "--count", "8", *argv], DoubleOpener(lambda: Assistant(library)), files,
                        today=lambda: DAY) == 0
            return capsys.readouterr().out

        first = made()
        assert first == made()
        assert first != made("--seed", "2")
        (files.cases / "look-alike.yaml").unlink()
        (files.cases / f"{table}.yaml").write_text(first, encoding="utf-8")
        assert len(read_cases(files.cases)) == len(yaml.safe_load(first)) == 8
        assert main(["lint"], DoubleOpener(lambda: Assistant(library)), files, today=lambda: DAY) == 0

    def test_loaded_pairs_make_cases(self, loaded_library, files, capsys):
        from assistant.pipeline import Assistant

        assert main(["new", "--from-table", "ptp", "--count", "2"], DoubleOpener(lambda: Assistant(loaded_library)), files,
                    today=lambda: DAY) == 0
        for made in yaml.safe_load(capsys.readouterr().out):
            assert made["verdict"] in {"no", "conditional"}
            assert "indicator" in made["proof"]
