"""Plain wording against its code: what is measured is what a coder would find first."""

from __future__ import annotations

from dataclasses import dataclass

from evals.phrases.measure import measure, read_phrases
from tests.evals.build import Double, passage


@dataclass
class Finds(Double):
    """Finds two tabular entries for whatever is asked."""

    def retrieve(self, request: object) -> list[object]:
        return [passage("K21.9", article="icd10cm"), passage("K21.0", article="icd10cm")]


def test_an_entry_beneath_the_wanted_one_counts_as_found() -> None:
    recall = measure(Finds(), [("reflux", "K21"), ("heartburn", "K21.0"), ("gout", "M10")])
    assert recall.n == 3
    assert recall.found == {1: 1, 5: 2, 10: 2}
    assert recall.missed == ("gout → M10",)
    assert "recall@1 33.3%" in str(recall)


def test_the_set_aside_phrases_are_three_hundred_or_more_and_stand_once() -> None:
    phrases = read_phrases()
    assert len(phrases) >= 300
    assert len({phrase for phrase, _ in phrases}) == len(phrases)
