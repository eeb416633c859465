"""Runs, re-scoring and figures: a known answer key gives known numbers."""

from __future__ import annotations

import pytest

from evals.comparison import compare, is_clearly_lower
from evals.null_assistants import NULL_ASSISTANTS, FirstHit, NoRetrieval
from evals.outcome import Breakdown, Outcome, RecordsUnreadable, line, read_records
from evals.run import is_void, run, run_case
from evals.score import AnswersStale, score_case, score_records
from evals.selection import SelectionEmpty, covered, select
from evals.statistics import figure, percentile, wilson
from evals.summary import summarize
from tests.evals.build import DAY, Double, abstention, answer, case, outcome, passage


def broken(asked):
    return Breakdown(case=asked.id, request=asked.request, error="OSError: gone")


def scored(*states):
    """One scored case a letter: r right, w wrong, e broke."""
    ones = []
    for number, state in enumerate("".join(states), 1):
        asked = case(id=f"case-{number}", question=f"question {number}", stratum="even" if number % 2 == 0 else "odd")
        record = broken(asked) if state == "e" else outcome(answer() if state == "r" else abstention(), asked)
        ones.append(score_case(asked, record))
    return ones


class TestStatistics:
    @pytest.mark.parametrize(("successes", "n", "low", "high"), [
        (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605), (1, 1, 0.2065, 1.0)])
    def test_wilson_against_known_values(self, successes, n, low, high):
        assert wilson(successes, n) == pytest.approx((low, high), abs=5e-5)

    def test_of_nothing_nothing_is_known(self):
        assert wilson(0, 0) == (0.0, 1.0)
        assert figure([]) is None
        assert percentile([], 50) is None

    def test_more_successes_than_trials_is_an_error(self):
        with pytest.raises(ValueError, match="3 successes of 2"):
            wilson(3, 2)

    def test_percentiles_lie_between_neighbours(self):
        assert percentile([4, 1, 3, 2], 50) == 2.5
        assert percentile([1, 2, 3, 4, 5], 95) == pytest.approx(4.8)
        assert percentile([7], 95) == 7
        with pytest.raises(ValueError, match="101"):
            percentile([1], 101)


class TestRun:
    def test_a_record_holds_what_scoring_needs_and_survives_the_file(self, tmp_path):
        [record] = run([case()], Double(), DAY, bar=False)
        assert isinstance(record, Outcome)
        assert set(record.passages) == {passage().id}
        assert record.found[0].address == "graft/in-short"
        assert record.standings == {"20930": "valid"}
        path = tmp_path / "answers.jsonl"
        path.write_text(line(record) + line(broken(case())), encoding="utf-8")
        assert read_records(path) == [record, broken(case())]

    def test_the_same_scores_come_from_the_file(self, tmp_path):
        records = list(run([case()], Double(), DAY, bar=False))
        path = tmp_path / "answers.jsonl"
        path.write_text("".join(map(line, records)), encoding="utf-8")
        assert score_records([case()], read_records(path)) == score_records([case()], records)

    def test_an_exception_is_a_breakdown_and_the_run_goes_on(self):
        def fail_first(request):
            if request.id == "case-1":
                raise OSError("gone")
            return answer(id=request.id)

        first, second = run([case(id="case-1"), case(id="case-2")], Double(fail_first), DAY, bar=False)
        assert isinstance(first, Breakdown)
        assert first.error == "OSError: gone"
        assert isinstance(second, Outcome)

    def test_above_one_in_a_hundred_broken_the_run_is_void(self):
        fine = [outcome()] * 99
        assert not is_void([*fine, broken(case())])
        assert is_void([*fine[1:], broken(case()), broken(case())])
        assert not is_void([])

    def test_the_progress_bar_is_on_standard_error(self, capsys):
        list(run([case()], Double(), DAY))
        shown = capsys.readouterr()
        assert shown.out == ""
        assert "1/1" in shown.err

    def test_a_file_that_holds_something_else_is_refused_with_its_line(self, tmp_path):
        path = tmp_path / "answers.jsonl"
        path.write_text(line(broken(case())) + "{}\n", encoding="utf-8")
        with pytest.raises(RecordsUnreadable, match="line 2"):
            read_records(path)
        with pytest.raises(RecordsUnreadable):
            read_records(tmp_path / "none.jsonl")

    def test_an_answer_to_another_question_is_not_scored(self):
        with pytest.raises(AnswersStale, match="another question"):
            score_case(case(question="new wording"), outcome())
        with pytest.raises(AnswersStale, match="no case any more"):
            score_records([], [outcome()])


class TestSummary:
    def test_a_known_key_gives_known_numbers(self):
        summary = summarize(scored("rrrw", "rw"))
        right = summary.totals.figures["right"]
        assert (right.n, right.value) == (6, pytest.approx(4 / 6))
        assert (right.low, right.high) == pytest.approx(wilson(4, 6))
        assert {name: group.figures["right"].value for name, group in summary.strata.items()} == {
            "even": pytest.approx(1 / 3), "odd": 1.0}
        assert summary.failing == ("case-4", "case-6")
        assert summary.totals.p50 == 0.5

    def test_a_metric_counts_only_the_cases_it_applies_to(self):
        figures = summarize(scored("rw")).totals.figures
        assert figures["action"].n == 2
        assert figures["citations"].n == 1
        assert "units" not in figures

    def test_what_broke_is_neither_right_nor_wrong(self):
        summary = summarize(scored("re"))
        assert summary.totals.figures["right"].n == 1
        assert summary.totals.errors == 1
        assert summary.errors == {"case-2": "OSError: gone"}
        assert summary.failing == ()
        assert summary.is_void

    def test_the_search_does_not_make_an_answer_wrong(self):
        one = score_case(case(), outcome(found=()))
        assert one.is_right
        assert summarize([one]).totals.figures["retrieval"].value == 0

    def test_a_case_that_nothing_could_judge_is_not_counted(self):
        asked = case(action=None, accepted=None, forbidden=None, must_say=["x"], gold=None)
        one = score_case(asked, outcome(asked=asked))
        assert one.state == "wrong"
        silent = type(one)(asked, one.record, ())
        assert silent.state == "unjudged"
        assert "right" not in summarize([silent]).totals.figures


class TestNullAssistants:
    def test_first_hit_assigns_and_quotes_the_first_passage_found(self):
        said = FirstHit(Double()).ask(case().request)
        assert [code.code for code in said.codes] == ["20930"]
        assert score_case(case(), run_case(case(), FirstHit(Double()), DAY)).is_right
        nothing = FirstHit(Double(finds=[passage(codes=())])).ask(case().request)
        assert nothing.action == "abstain"

    def test_no_retrieval_knows_the_question_only(self):
        null = NoRetrieval(Double())
        assert null.retrieve(case().request) == []
        assert null.ask(case().request).action == "abstain"
        said = null.ask(case(question="is E11.65 fine or E11.9?").request)
        assert [(code.code, code.system) for code in said.codes] == [("E11.65", "ICD-10-CM")]
        assert [code.system for code in null.ask(case(question="J1885 ok?").request).codes] == ["HCPCS"]

    def test_a_null_assistant_without_proof_is_never_right(self):
        asked = case(question="20930 for chips?")
        assert score_case(asked, run_case(asked, NoRetrieval(Double()), DAY)).is_right is False

    def test_clearly_lower_means_that_the_intervals_do_not_meet(self):
        good, bad = summarize(scored("r" * 40)), summarize(scored("r" * 8 + "w" * 32))
        near = summarize(scored("r" * 36 + "w" * 4))
        assert is_clearly_lower(bad, good)
        assert not is_clearly_lower(good, bad)
        assert not is_clearly_lower(near, good)
        assert not is_clearly_lower(summarize([]), good)
        assert [row.metric for row in compare(good, bad)][:3] == ["right", "codes", "action"]
        assert set(NULL_ASSISTANTS) == {"first-hit", "no-retrieval"}


class TestSelection:
    cases = tuple(case(id=f"{name}-{n}", stratum=name, split="gate" if n % 2 else "development")
                  for name in ("abstain", "clarify", "excludes") for n in range(4))

    def test_conditions_add_up(self):
        chosen = select(self.cases, strata=["clarify"], split="gate")
        assert [case.id for case in chosen] == ["clarify-1", "clarify-3"]
        assert [case.id for case in select(self.cases, ids=["abstain-0", "excludes-2"])] == ["abstain-0", "excludes-2"]

    def test_a_limit_takes_the_strata_in_turn(self):
        chosen = [case.id for case in select(self.cases, limit=4)]
        assert chosen == ["abstain-0", "abstain-1", "clarify-0", "excludes-0"]
        assert len(select(self.cases, limit=99)) == 12

    def test_an_unknown_name_is_told_with_the_nearest_right_one(self):
        with pytest.raises(SelectionEmpty, match="no stratum clarfy: did you mean clarify"):
            select(self.cases, strata=["clarfy"])
        with pytest.raises(SelectionEmpty, match="no case zzz"):
            select(self.cases, ids=["zzz"])
        with pytest.raises(SelectionEmpty, match="No case fulfils"):
            select(self.cases, strata=["abstain"], ids=["clarify-1"])

    def test_only_whole_parts_are_covered(self):
        assert covered(self.cases, self.cases) == {"abstain", "clarify", "excludes", "overall"}
        assert covered(self.cases, select(self.cases, split="gate")) == {"abstain", "clarify", "excludes", "overall"}
        assert covered(self.cases, select(self.cases, strata=["clarify"])) == {"clarify"}
        assert covered(self.cases, select(self.cases, ids=["clarify-1"])) == set()
