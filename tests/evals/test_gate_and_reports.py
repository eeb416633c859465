"""The gate fails when it must, and the reports say the same to people and machines."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest
import yaml

from evals.case import Case
from evals.case_files import read_cases
from evals.command import Files, main
from evals.gate import ThresholdsInvalid, judge, read_thresholds
from evals.outcome import Breakdown
from evals.report.junit import junit
from evals.report.page import page
from evals.report.terminal import table, verdict
from evals.score import ScoredCase, score_case
from evals.summary import summarize
from tests.evals.build import (
    DAY,
    QUOTE,
    Double,
    DoubleOpener,
    abstention,
    answer,
    case,
    cite,
    evaluation,
    means,
    outcome,
    passage,
)

ATTACK = '<script>alert("1")</script>&<img src=x onerror=alert(1)>'


def right(**changes) -> ScoredCase:
    asked = case(**changes)
    return score_case(asked, outcome(answer(), asked))


def wrong(**changes) -> ScoredCase:
    asked = case(**{"id": "look-alike-002", **changes})
    return score_case(asked, outcome(abstention(), asked))


def broke(**changes) -> ScoredCase:
    asked = case(**{"id": "look-alike-003", **changes})
    return score_case(asked, Breakdown(case=asked.id, request=asked.request, error=f"OSError: {ATTACK}\x00"))


class TestGate:
    def test_a_perfect_run_passes(self):
        assert judge(summarize([right()]), means(right={"overall": 1.0, "look-alike": 1.0})) == []

    def test_a_mean_below_its_threshold_fails_overall_and_by_stratum(self):
        run = summarize([right(), wrong()])
        assert judge(run, means(right={"overall": 0.5})) == []
        assert judge(run, means(right={"overall": 0.6}, codes={"look-alike": 0.9})) == [
            "overall: right is 0.500 (n 2), below 0.60", "look-alike: codes is 0.500 (n 2), below 0.90"]

    def test_only_parts_that_ran_whole_are_compared(self):
        run = summarize([wrong()])
        assert judge(run, means(right={"overall": 1.0, "look-alike": 1.0}), {"look-alike"}) == [
            "look-alike: right is 0.000 (n 1), below 1.00"]

    @pytest.mark.parametrize("change", [
        {"answer": answer(text=f"{QUOTE} [1] [9]")}, {"standings": {"20930": "expired"}}])
    def test_a_hard_zero_fails_whatever_the_thresholds(self, change):
        run = summarize([score_case(case(), outcome(**change)), *[right()] * 500])
        [reason] = judge(run, means(), set())
        assert reason.startswith("hard zero: look-alike-001: ")

    def test_a_void_run_fails_for_that(self):
        reasons = judge(summarize([right(), broke()]), means(right={"overall": 1.0}))
        assert reasons == ["the run is void: 1 of 2 cases broke"]

    def test_a_scorer_that_vanished_fails(self):
        assert judge(summarize([right()]), means(units={"overall": 0.5})) == [
            "overall: units applied to no case, and its threshold is 0.50"]

    def test_the_shipped_thresholds_name_metrics_and_strata_that_exist(self):
        assert read_thresholds({case.stratum for case in read_cases()}).means["codebook"]["overall"] == 1.0

    @pytest.mark.parametrize(("given", "said"), [
        ("rigth: {overall: 1}", "did you mean right"), ("right: {clarfy: 1}", "did you mean clarify"),
        ("[]", "maps metrics"), ("right: 1", "maps overall"),
        ("right: {overall: 90}", "from 0 to 1"), ("right: {overall: yes}", "from 0 to 1"),
        ("right: {", "cannot be read")])
    def test_thresholds_with_a_mistake_are_refused(self, tmp_path, given, said):
        path = tmp_path / "thresholds.yaml"
        path.write_text(given, encoding="utf-8")
        with pytest.raises(ThresholdsInvalid, match=said):
            read_thresholds(["clarify"], path)


class TestJUnit:
    def test_every_case_is_a_test_case(self):
        attacked, other = wrong(question=f"what {ATTACK}\x0b"), right(id="x-1", stratum="other")
        root = ET.fromstring(junit([right(), attacked, broke(), other]))
        assert (root.tag, root.get("tests"), root.get("failures"), root.get("errors")) == ("testsuites", "4", "1", "1")
        assert [(suite.get("name"), suite.get("tests")) for suite in root] == [("look-alike", "3"), ("other", "1")]
        assert len(root.findall(".//testcase")) == 4
        failure = root.find(".//testcase[@name='look-alike-002']/failure")
        assert failure is not None
        assert ATTACK in (failure.text or "")
        assert "assigned no code, accepted 20930" in (failure.text or "")
        assert ATTACK in root.find(".//error").get("message")


class Page(HTMLParser):
    """Elements of a page, and the text of its scripts."""

    def __init__(self, text):
        super().__init__()
        self.elements = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))


class TestPage:
    def shown(self, *scored):
        return page(evaluation(*scored, reasons=["a <reason>"]), [], "Evaluation")

    def test_everything_of_cases_and_answers_is_escaped(self):
        asked: Case = case(question=ATTACK, turns=[ATTACK], proof=ATTACK, author=ATTACK, forbidden={"20931": ATTACK},
                           must_say=[ATTACK], ask_back=[[ATTACK]], context={"payer": ATTACK})
        evil = passage(text=f"{ATTACK} {QUOTE} {ATTACK}")
        said = answer(text=f"**{ATTACK}** [1] [8]", ask_back=[ATTACK], notices=[ATTACK], model=ATTACK,
                      citations=[cite(of=evil, quote=QUOTE)], elapsed_ms={ATTACK: 1.0})
        text = self.shown(score_case(asked, outcome(said, asked)), broke())
        parsed = Page(text)
        assert "<script>alert" not in text
        assert [tag for tag, _ in parsed.elements].count("script") == 1
        assert not any(tag == "img" for tag, _ in parsed.elements)

    def test_the_page_needs_nothing_beside_itself(self):
        text = self.shown(right(), wrong())
        links = [value for _, attributes in Page(text).elements for name, value in attributes.items()
                 if name in {"src", "href"}]
        assert all(link.startswith("#") for link in links)
        assert "http://" not in text
        assert "https://" not in text
        assert "default-src 'none'" in text
        assert "$" not in re.sub(r"<script>.*</script>", "", text, flags=re.DOTALL)

    def test_a_case_shows_question_expectation_answer_quote_scores_and_search(self):
        text = self.shown(right())
        for shown in ("chips, which graft code?", "Chips are 20930", f"<mark>{QUOTE}</mark>", "assigned 20930",
                      "0.50 s",
                      '<li value="1" class="gold">Title of in-short', "gold at 1", 'href="#look-alike-001-1"', 'id="look-alike-001-1"'):
            assert shown in text

    def test_a_quote_that_is_not_at_its_place_is_not_highlighted(self):
        moved = answer(citations=[cite().model_copy(update={"start": 3})])
        text = self.shown(score_case(case(), outcome(moved)))
        assert "<mark>" not in text
        assert "not verbatim" in text
        gone = answer(citations=[cite().model_copy(update={"passage": "graft/gone/1"})])
        assert "not in the library" in self.shown(score_case(case(), outcome(gone)))

    def test_cases_carry_what_the_filters_read(self):
        text = self.shown(right(), wrong(), broke())
        cases = [attributes for _, attributes in Page(text).elements if attributes.get("class") == "case"]
        assert [one["data-state"] for one in cases] == ["right", "wrong", "error"]
        assert {one["data-stratum"] for one in cases} == {"look-alike"}


class TestTerminal:
    def test_a_line_a_stratum_with_its_number_and_interval(self):
        lines = table(summarize([right(), wrong()])).splitlines()
        assert lines[0].split()[:4] == ["stratum", "n", "right", "%"]
        assert lines[1].split()[:4] == ["look-alike", "2", "50.0", "9–91"]
        assert lines[-1].startswith("overall")

    def test_ids_and_reasons_are_listed(self):
        said = verdict(summarize([wrong(), broke()]), ["the reason"])
        assert "wrong: look-alike-002" in said
        assert "broke: look-alike-003: OSError" in said
        assert said.endswith("fails: the reason\ngate: failed")
        assert verdict(summarize([right()]), []) == "gate: passed"


def files(folder):
    return Files(folder / "home", folder / "cases", folder / "thresholds.yaml", folder / "baseline.jsonl")


class TestCommand:
    @pytest.fixture
    def folder(self, tmp_path):
        given = {"action": "answer", "accepted": [["20930"]], "gold": ["graft"], "proof": "a rule", "author": "Tester",
                 "difficulty": "easy"}
        cases = [{**given, "id": f"look-alike-{n}", "question": f"chips {n}",
                  "split": "gate" if n % 2 else "development"} for n in range(6)]
        (tmp_path / "cases").mkdir()
        (tmp_path / "cases" / "look-alike.yaml").write_text(yaml.safe_dump(cases), encoding="utf-8")
        (tmp_path / "thresholds.yaml").write_text("right: {overall: 0.9}", encoding="utf-8")
        return tmp_path

    def run(self, folder, *argv, subject=None):
        return main([*argv, *([] if argv[:1] in (("lint",), ("compare",), ("new",)) else ["--out", str(folder / "out")])],
                    DoubleOpener(lambda: subject or Double()), files(folder), today=lambda: DAY)

    def test_a_good_run_passes_and_writes_its_reports(self, folder, capsys):
        assert self.run(folder) == 0
        assert "gate: passed" in capsys.readouterr().out
        written = {path.name for path in (folder / "out").iterdir()}
        assert written == {"answers.jsonl", "run.json", "junit.xml", "report.html", "report.md"}
        assert ET.parse(folder / "out" / "junit.xml").getroot().get("tests") == "6"

    def test_json_prints_the_summary_alone(self, folder, capsys):
        assert self.run(folder, "--json") == 0
        told = json.loads(capsys.readouterr().out)
        assert told == json.loads((folder / "out" / "run.json").read_text(encoding="utf-8"))
        assert told["totals"]["figures"]["right"] == {"n": 6, "value": 1.0, "low": 0.6097, "high": 1.0}
        assert {"strata", "hard_zeros", "times", "failing", "passed", "void", "errors"} <= set(told)

    def test_a_bad_run_fails(self, folder, capsys):
        assert self.run(folder, subject=Double(lambda request: abstention(id=request.id))) == 1
        assert "fails: overall: right is 0.000" in capsys.readouterr().out

    def test_part_of_the_cases_is_not_held_to_thresholds(self, folder, capsys):
        bad = Double(lambda request: abstention(id=request.id))
        assert self.run(folder, "--id", "look-alike-1", subject=bad) == 0
        assert "thresholds compared for nothing" in capsys.readouterr().out
        assert self.run(folder, "--split", "gate", subject=bad) == 1
        assert self.run(folder, "--limit", "2", subject=bad) == 0

    def test_a_hard_zero_in_part_of_the_cases_fails(self, folder):
        dangling = Double(lambda request: answer(id=request.id, text=f"{QUOTE} [1] [3]"))
        assert self.run(folder, "--limit", "1", subject=dangling) == 1

    def test_saved_answers_are_scored_without_an_assistant(self, folder):
        def none():
            raise AssertionError("nothing is asked")

        assert self.run(folder) == 0
        saved = folder / "out" / "answers.jsonl"
        assert main(["--rescore", str(saved), "--out", str(folder / "again")], DoubleOpener(none), files(folder)) == 0
        first, again = (json.loads((folder / name / "run.json").read_text(encoding="utf-8")) for name in ("out", "again"))
        assert {**first, "stamp": 0, "kept_answers": 0, "workers": 0} == {**again, "stamp": 0, "kept_answers": 0, "workers": 0}

    def test_a_null_assistant_is_compared_and_must_be_clearly_lower(self, folder, capsys):
        assert self.run(folder, "--null", "no-retrieval") == 0
        assert "null assistant no-retrieval is clearly lower" in capsys.readouterr().out
        assert self.run(folder, "--null", "first-hit", "--json") == 1
        told = json.loads(capsys.readouterr().out)
        assert told["null"]["clearly_lower"] is False
        assert told["reasons"] == ["the null assistant first-hit is not clearly lower"]

    def test_lint_checks_the_cases_against_the_library(self, folder, capsys):
        assert self.run(folder, "lint") == 0
        assert capsys.readouterr().out == "6 cases, 0 problems\n"
        bare = Double()
        bare.library.articles = []
        assert self.run(folder, "lint", subject=bare) == 1
        assert "gold graft is not in the library" in capsys.readouterr().out
        assert self.run(folder, subject=bare) == 1

    def test_mistakes_in_case_files_fail_with_file_and_id(self, folder, capsys):
        path = folder / "cases" / "look-alike.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("split: gate", "split: gat", 1), encoding="utf-8")
        assert self.run(folder) == 1
        assert "look-alike.yaml, look-alike-1: split" in capsys.readouterr().err

    @pytest.mark.parametrize("argv", [["--stratum", "lookalike"], ["--id", "none"], ["--limit", "0"],
                                      ["--split", "all-of-it"], ["--unknown"], ["--rescore", "none.jsonl"]])
    def test_wrong_use_is_two(self, folder, capsys, argv):
        assert self.run(folder, *argv) == 2
        assert capsys.readouterr().err

    def test_a_folder_that_cannot_be_made_is_told_before_anything_is_asked(self, folder, capsys):
        (folder / "out").write_text("a file", encoding="utf-8")
        asked = []
        assert self.run(folder, subject=Double(lambda request: asked.append(request) or answer())) == 2
        assert "choose another folder" in capsys.readouterr().err
        assert asked == []

    def test_help_is_no_failure(self, folder, capsys):
        assert self.run(folder, "--help") == 0
        assert "--null" in capsys.readouterr().out
