"""The suite is itself tested: a right assistant is perfect, and each way of being wrong is caught by its check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from evals.baseline import judged
from evals.evaluation import against
from evals.gate import Thresholds, judge
from evals.null_assistants import NULL_ASSISTANTS
from evals.run import run
from evals.score import ScoredCase, score_records
from evals.stability import stability
from evals.statistics import wilson
from evals.summary import RIGHT, SCORERS, Summary, summarize
from tests.evals.answer_key import CASES, TODAY, KeySubject
from tests.evals.mutants import MUTANTS, Mutant


def scored(subject: Any) -> list[ScoredCase]:
    return score_records(CASES, list(run(CASES, subject, TODAY, bar=False)))


RIGHTLY = scored(KeySubject())


def fallen(ours: Sequence[ScoredCase], subject: Any) -> set[str]:
    """The checks that come out worse than those of the right assistant."""
    found, perfect = summarize(ours), summarize(RIGHTLY)
    names = {name for name in SCORERS if _value(found, name) < _value(perfect, name)}
    names |= {f"hard {zero.metric}" for zero in found.hard_zeros}
    for action in ("clarify", "abstain"):
        for kind, shares in (("precision", found.actions.precision), ("recall", found.actions.recall)):
            if action not in shares or shares[action].value < 1:
                names.add(f"{kind} of {action}")
    if (found.calibration.ece or 0) > 2 * (perfect.calibration.ece or 0):
        names.add("calibration")
    again = stability(ours, [[one.record for one in scored(subject)]])
    if again.same is None or again.same.value < 1:
        names.add("stability")
    return names | ({"void"} if found.is_void else set())


def _value(summary: Summary, metric: str) -> float:
    figure = summary.totals.figures.get(metric)
    return -1.0 if figure is None else figure.value


def test_the_key_has_something_for_every_scorer() -> None:
    assert set(summarize(RIGHTLY).totals.figures) == {RIGHT, *SCORERS}


def test_the_right_assistant_is_perfect_and_nothing_falls() -> None:
    summary = summarize(RIGHTLY)
    assert {name: figure.value for name, figure in summary.totals.figures.items()} == dict.fromkeys((RIGHT, *SCORERS), 1.0)
    assert judge(summary, Thresholds(means={name: {"overall": 1.0} for name in SCORERS})) == []
    assert fallen(RIGHTLY, KeySubject()) == set()


def test_there_are_thirty_kinds_and_each_has_its_name() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= 30


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_is_caught_by_its_check(mutant: Mutant) -> None:
    subject = mutant.subject()
    assert mutant.caught_by in fallen(scored(subject), subject)


@pytest.mark.parametrize("mutant", [one for one in MUTANTS if one.caught_by in {"codes", "action", "citations", "support"}],
                         ids=lambda mutant: mutant.name)
def test_what_a_mutant_does_is_listed_as_newly_wrong_and_never_as_newly_right(mutant: Mutant) -> None:
    paired = against(judged(RIGHTLY), scored(mutant.subject()))
    assert paired.newly_wrong
    assert paired.newly_right == ()


def test_a_mutant_that_is_wrong_everywhere_is_a_significant_loss() -> None:
    declines = next(mutant for mutant in MUTANTS if mutant.name == "always abstains")
    paired = against(judged(RIGHTLY), scored(declines.subject()))
    assert paired.is_loss
    assert any("significant loss" in reason for reason in judge(summarize(RIGHTLY), Thresholds(), against=paired))


def test_null_assistants_score_low() -> None:
    for null in NULL_ASSISTANTS.values():
        figure = summarize(scored(null(KeySubject()))).totals.figures[RIGHT]
        assert figure.value <= 0.5


def test_a_run_is_deterministic() -> None:
    def told() -> Any:
        return {**summarize(scored(KeySubject())).as_json(), "times": 0, "totals": 0, "strata": 0}

    assert told() == told()


def test_a_known_key_gives_known_numbers() -> None:
    """Swapping codes hits the three cases that reject another, and nothing else."""
    swaps = next(mutant for mutant in MUTANTS if mutant.name == "swaps two codes")
    summary = summarize(scored(swaps.subject()))
    codes = summary.totals.figures["codes"]
    assert (codes.n, codes.value) == (16, pytest.approx(13 / 16))
    assert (codes.low, codes.high) == pytest.approx(wilson(13, 16))
    assert summary.failing == ("look-alike-901", "laterality-901", "premise-901")
    # another code of the right category is half the harm, but these are forbidden
    assert summary.totals.figures["harm_weighted"].value == pytest.approx(13 / 16)
    assert summary.near_misses == ("look-alike-901", "laterality-901", "premise-901")
