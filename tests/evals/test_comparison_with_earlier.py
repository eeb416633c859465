"""What got worse is told by id, and a loss is told from chance."""

from __future__ import annotations

from math import comb

import pytest

from evals import baseline
from evals.baseline import BaselineInvalid, Judged, accept, judged
from evals.evaluation import against
from evals.families import category, family
from evals.gate import Thresholds, judge, reached_less_one
from evals.paired import pair
from evals.score import score_case
from evals.statistics import bootstrap, figure, flip_test
from evals.summary import summarize
from tests.evals.build import abstention, answer, case, means, outcome


def result(name, right, key="k", codes=("20930",)):
    return Judged(id=name, key=key, right=right, action="answer", codes=codes)


def paired(before, after, families=None):
    names = families or {one.id: one.id for one in after}
    return pair({one.id: one for one in before}, {one.id: one for one in after}, names)


def scored(name, right=True, **changes):
    asked = case(id=name, question=f"question {name}", **changes)
    return score_case(asked, outcome(answer() if right else abstention(), asked))


class TestMcNemar:
    @pytest.mark.parametrize(("worse", "better"), [(0, 0), (5, 0), (8, 1), (3, 3), (10, 2), (1, 9)])
    def test_of_single_cases_it_is_the_exact_binomial_test(self, worse, better):
        n = worse + better
        tail = sum(comb(n, k) for k in range(min(worse, better) + 1)) / 2 ** n
        loss, change = flip_test([-1] * worse + [1] * better)
        assert change == pytest.approx(min(1.0, 2 * tail))
        assert loss == pytest.approx(sum(comb(n, k) for k in range(better + 1)) / 2 ** n)

    def test_cases_of_one_family_count_together(self):
        alone, _ = flip_test([-1] * 6)
        one_family, _ = flip_test([-6])
        assert (alone, one_family) == (1 / 64, 1 / 2)
        assert flip_test([-3, -2, 1])[0] == pytest.approx(2 / 8)  # -6 and -4 of eight sums

    def test_a_loss_beyond_chance_fails_the_gate_and_names_the_cases(self):
        before = [result(f"case-{n}", True) for n in range(20)]
        five, four = ([result(f"case-{n}", n >= lost) for n in range(20)] for lost in (5, 4))
        assert paired(before, five).is_loss
        assert not paired(before, four).is_loss
        [reason] = judge(summarize([scored("x-1")]), Thresholds(), against=paired(before, five))
        assert "5 newly wrong, 0 newly right of 20" in reason
        assert "case-4" in reason
        related = dict.fromkeys((f"case-{n}" for n in range(20)), "one")
        assert not paired(before, five, related).is_loss

    def test_a_gain_never_fails(self):
        before = [result(f"case-{n}", False) for n in range(20)]
        assert paired(before, [result(f"case-{n}", True) for n in range(20)]).p_loss == 1.0


class TestPaired:
    def test_worse_better_and_other_codes_are_listed_apart(self):
        before = [result("a", True), result("b", False), result("c", True), result("d", False)]
        after = [result("a", False, codes=()), result("b", True), result("c", True, codes=("20930", "20931")), result("d", False)]
        found = paired(before, after)
        assert (found.newly_wrong, found.newly_right, found.other_codes) == (("a",), ("b",), ("c",))
        assert found.compared == 4

    def test_a_case_with_another_key_or_a_new_one_is_not_compared(self):
        found = paired([result("a", True), result("gone", True)], [result("a", False, key="other"), result("b", False)])
        assert (found.compared, found.other_key, found.added, found.newly_wrong) == (0, ("a",), ("b",), ())

    def test_the_order_of_codes_is_no_change(self):
        assert paired([result("a", True, codes=("1", "2"))], [result("a", True, codes=("2", "1"))]).other_codes == ()


class TestBaseline:
    def test_accepted_results_are_compared_with_the_next_run(self, tmp_path):
        path = tmp_path / "baseline.jsonl"
        assert accept([scored("x-1"), scored("x-2")], path) == 2
        assert len(path.read_text(encoding="utf-8").splitlines()) == 2
        found = against(baseline.read(path), [scored("x-1"), scored("x-2", right=False)])
        assert (found.newly_wrong, found.compared) == (("x-2",), 2)

    def test_accepting_part_of_the_cases_keeps_the_others(self, tmp_path):
        path = tmp_path / "baseline.jsonl"
        accept([scored("x-1"), scored("x-2")], path)
        accept([scored("x-2", right=False)], path)
        assert {name: one.right for name, one in baseline.read(path).items()} == {"x-1": True, "x-2": False}

    def test_the_key_decides_what_is_compared_and_the_proof_does_not(self):
        [first], [other], [reworded] = (judged([scored("x-1", **changes)]).values() for changes in (
            {}, {"accepted": [["20931"]], "forbidden": None}, {"proof": "another sentence", "difficulty": "hard"}))
        assert first.key != other.key
        assert first.key == reworded.key

    def test_no_file_is_no_baseline_and_a_broken_line_is_told(self, tmp_path):
        path = tmp_path / "baseline.jsonl"
        assert baseline.read(path) == {}
        path.write_text('{"id": "x"}\n', encoding="utf-8")
        with pytest.raises(BaselineInvalid, match="line 1"):
            baseline.read(path)

    def test_the_shipped_baseline_is_readable(self):
        assert all(one.key for one in baseline.read().values())


class TestLowerEnds:
    def test_the_lower_end_of_the_interval_is_held_and_not_the_mean(self):
        few = summarize([scored(f"x-{n}") for n in range(3)])
        many = summarize([scored(f"x-{n}") for n in range(60)])
        limits = Thresholds(lower={"right": {"overall": 0.9}})
        assert judge(few, limits) == ["overall: right has its lower end at 0.439 (n 3), below 0.90"]
        assert judge(many, limits) == []
        assert judge(few, means(right={"overall": 0.9})) == []


    def test_what_was_reached_less_one_case_holds_the_run_it_came_from_and_one_case_less(self):
        reached = summarize([scored(f"x-{n}", right=n < 18) for n in range(20)])
        one_less, two_less = (summarize([scored(f"x-{n}", right=n < k) for n in range(20)]) for k in (17, 16))
        limits = Thresholds(lower={"right": reached_less_one(reached)})
        assert set(limits.lower["right"]) == {"overall", "look-alike"}
        assert judge(reached, limits) == judge(one_less, limits) == []
        assert len(judge(two_less, limits)) == 2


class TestIntervals:
    def test_scores_of_related_cases_spread_wider(self):
        values = [1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.9, 0.9, 0.9]
        alone, related = bootstrap(values, range(9)), bootstrap(values, [n // 3 for n in range(9)])
        assert alone[0] <= 0.8 <= alone[1]
        assert related[1] - related[0] > alone[1] - alone[0]
        assert bootstrap(values, range(9)) == alone

    def test_shares_get_wilson_and_other_means_the_bootstrap(self):
        share = figure([1.0] * 10, ["a"] * 10)
        mean = figure([0.5, 1.0, 1.0, 0.75], ["a", "b", "c", "d"])
        assert share is not None
        assert (round(share.low, 4), share.high) == (0.7225, 1.0)
        assert mean is not None
        assert 0.5 <= mean.low < mean.value < mean.high <= 1.0


class TestFamilies:
    @pytest.mark.parametrize(("key", "name"), [
        ({"gold": ["graft", "other"]}, "graft"), ({"gold": ["icd10cm/M72.2"]}, "M72"), ({"gold": None}, "2093"),
        ({"gold": None, "accepted": [["E11.65"]], "forbidden": None}, "E11"),
        ({"gold": None, "accepted": [[]], "forbidden": None, "question": "is S52.501A right?"}, "S52"),
        ({"gold": None, "accepted": [[]], "forbidden": None, "question": "what is it?"}, "look-alike")])
    def test_a_case_hangs_together_with_those_about_the_same(self, key, name):
        assert family(case(**key)) == name

    def test_neighbours_share_a_category(self):
        assert category("M17.11") == category("M17.0") == "M17"
        assert category("20930") == category("20931") != category("22853")
