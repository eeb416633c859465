"""Search beside simpler searches: known rankings give known figures, and what is taken away is gone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from assistant.pipeline import Assistant
from assistant.request import Request
from evals.command import Files, main
from evals.retrieval.measure import as_json, measure, table
from evals.retrieval.queries import Kind, Query, case_queries, term_queries
from evals.retrieval.searches import fused, searches
from knowledge.build import build_library
from knowledge.embedder import SHIPPED
from knowledge.library import Library, Sources
from knowledge.readers.article import read_articles
from tests.evals.build import DAY, DoubleOpener, case

TERMS = term_queries([("reflux", "K21"), ("gout", "M10.9")])


@pytest.fixture
def small_library(tmp_path: Path, small_sources: Sources) -> Iterator[Library]:
    held = Library(build_library(tmp_path / "home", small_sources, SHIPPED), SHIPPED)
    yield held
    held.close()


class TestQueries:
    def test_an_entry_beneath_the_wanted_one_counts_and_only_entries_do(self) -> None:
        reflux, gout = TERMS
        assert reflux.rank(["gerd-article/in-short", "icd10cm/K22", "icd10cm/K21.9"]) == 2
        assert gout.rank(["icd10cm/M10", "icd10cm/M10.0"]) is None

    def test_a_section_of_the_wanted_article_counts_and_only_articles_do(self) -> None:
        query = Query(Kind.ARTICLE, Request(question="chips"), ("graft",))
        assert query.rank(["icd10cm/K21", "grafting/in-short", "grafting/in-short", "graft/which-code"]) == 2

    def test_gold_tells_the_kind_and_cases_of_entries_ask_for_none(self, small_sources: Sources) -> None:
        [article] = read_articles(small_sources.articles)
        asked = [case(gold=[article.id], turns=["a fusion"]), case(gold=["modifier-59"]), case(gold=["icd10cm/K21"]), case(gold=[])]
        found = case_queries(asked, [article])
        assert [query.kind for query in found] == [Kind.ARTICLE, Kind.RULE]
        assert found[0].text == "a fusion chips, which graft code?"


class TestFigures:
    LINES = measure({"finds the second": lambda query: ["icd10cm/M1A", f"icd10cm/{query.gold[0]}"],
                     "finds gout": lambda query: ["icd10cm/M10.9"],
                     "finds too deep": lambda query: [*(f"icd10cm/A{n}" for n in range(10)), "icd10cm/K21", "icd10cm/M10.9"]},
                    TERMS, bar=False)

    def test_recall_and_mrr_are_those_of_the_ranks(self) -> None:
        figures = [([line.recall[depth].value for depth in (1, 5, 10)], line.mrr.value) for line in self.LINES]
        assert figures == [([0, 1, 1], 0.5), ([0.5, 0.5, 0.5], 0.5), ([0, 0, 0], 0)]
        assert {line.mrr.n for line in self.LINES} == {2}

    def test_the_table_holds_what_was_asked_and_each_search(self) -> None:
        shown = table(self.LINES)
        assert "clinical terms (2)" in shown
        assert "rule queries" not in shown
        assert "finds gout" in shown
        assert "50.0 [9–91]" in shown

    def test_json_names_queries_and_search(self) -> None:
        first = as_json(self.LINES)[0]
        assert (first["queries"], first["search"]) == ("clinical terms", "finds the second")
        assert first["recall@5"] == {"n": 2, "value": 1.0, "low": 0.3424, "high": 1.0}

    def test_equal_fusion_puts_first_what_both_hold(self) -> None:
        assert fused([["a", "b"], ["c", "b"]]) == ["b", "a", "c"]


class TestSearches:
    @pytest.mark.parametrize(("query", "search", "found"), [
        ("broken wrist bone", "words only (BM25)", True),
        ("broken wrist bone", "meaning only (dense)", True),
        ("broken wrist bone", "equal fusion (RRF)", True),
        ("broken wrist bone", "weighted fusion", True),
        ("broken wrist bone", "whole evidence order", True),
        ("broken wrist bone", "whole, no everyday terms", False),
        ("hypersensitivty", "words only (BM25)", False),
    ])
    def test_each_finds_what_it_can_know(self, small_library: Library, query: str, search: str, found: bool) -> None:
        code = {"broken wrist bone": "S52.5", "hypersensitivty": "T88.7"}[query]
        with searches(small_library, lambda: DAY) as compared:
            ranked = compared[search](Query(Kind.TERM, Request(question=query), (code,)))
        assert (ranked[:1] == [f"icd10cm/{code}"]) is found

    def test_a_part_taken_away_leaves_the_others(self, small_library: Library) -> None:
        asked = Query(Kind.TERM, Request(question="broken wrist bone"), ("S52.5",))
        with searches(small_library, lambda: DAY) as compared:
            assert asked.rank(compared["whole, no phrase look-up"](asked)) is not None
            assert asked.rank(compared["whole, no spelling correction"](asked)) == 1
        assert small_library.search.corrected("hypersensitivty", TERMS[0].system) == "hypersensitivity"


class TestCommand:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        given = {"id": "graft-1", "question": "sample graft, large", "action": "answer", "gold": ["sample-article"],
                 "proof": "a rule", "author": "Tester", "difficulty": "easy", "split": "gate"}
        (tmp_path / "cases").mkdir()
        (tmp_path / "cases" / "graft.yaml").write_text(yaml.safe_dump([given]), encoding="utf-8")
        (tmp_path / "thresholds.yaml").write_text("right: {overall: 0.9}", encoding="utf-8")
        (tmp_path / "phrases.csv").write_text("phrase,code\nbroken wrist bone,S52.5\n", encoding="utf-8")
        return tmp_path

    def test_it_prints_one_table_or_json(self, folder: Path, small_library: Library, capsys: pytest.CaptureFixture[str]) -> None:
        def run(*argv: str) -> str:
            files = Files(folder / "home", folder / "cases", folder / "thresholds.yaml", folder / "baseline.jsonl",
                          phrases=folder / "phrases.csv")
            assert main(["--retrieval", *argv], DoubleOpener(lambda: Assistant(small_library)), files, lambda: DAY) == 0
            return capsys.readouterr().out

        shown = run()
        assert "clinical terms (1)" in shown
        assert "article queries (1)" in shown
        told = json.loads(run("--json"))
        assert {line["queries"] for line in told} == {"clinical terms", "article queries"}
        whole = [line for line in told if line["search"] == "whole evidence order"]
        assert [line["recall@1"]["value"] for line in whole] == [1.0, 1.0]
