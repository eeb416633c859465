"""Procedures asked for in the words of the trade, which no article's own questions hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answer import Action
from assistant.pipeline import Assistant
from assistant.request import Request
from knowledge.check import procedure_term_problems
from knowledge.readers.article import read_articles, shipped_articles
from knowledge.readers.terms import PROCEDURES, shipped_terms


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("retic manual", "85044"),
        ("PICC exchange over wire w/ imaging same access", "36584"),
        ("ERCP brushings only", "43260"),
        ("AFP tumor marker level", "82105"),
    ],
)
def test_shorthand_of_a_procedure_finds_its_code_with_the_sentence_that_tells_it_apart(
    assistant: Assistant, question: str, expected: str
) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.action is Action.ANSWER
    assert [code.code for code in answer.codes] == [expected]
    assert answer.citations


@pytest.mark.parametrize("question", ["strep throat", "left knee osteoarthritis", "hemochromatosis", "scaphoid fracture, right, initial, closed"])
def test_a_condition_stays_a_diagnosis_however_near_a_procedure_is(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(Request(question=question))
    assert all(code.system == "ICD-10-CM" for code in answer.codes)


def test_no_word_of_a_procedure_that_ships_means_two_codes() -> None:
    assert not list(procedure_term_problems(shipped_terms() / PROCEDURES, read_articles(shipped_articles())))


def test_a_word_that_means_two_codes_is_found(tmp_path: Path) -> None:
    rows = "term,code,kind,tells_apart\nKnee tap,20610,lay,\nknee tap,20611,lay,\n"
    (tmp_path / "joints.csv").write_text(rows, encoding="utf-8")
    (problem,) = procedure_term_problems(tmp_path, read_articles(shipped_articles()))
    assert "20610 as well" in str(problem)


def test_words_of_procedures_that_ship_stand_by_code_so_that_those_of_one_code_are_read_together(tmp_path: Path) -> None:
    rows = "term,code,kind,tells_apart\nknee tap with ultrasound,20611,lay,\nknee tap,20610,lay,\n"
    (tmp_path / "joints.csv").write_text(rows, encoding="utf-8")
    (problem,) = procedure_term_problems(tmp_path, read_articles(shipped_articles()))
    assert "not sorted by code and term" in str(problem)
