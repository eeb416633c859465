"""Verification: nothing unproven gets past it, whoever wrote the draft."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer import Action, Answer, AssignedCode, Citation, RejectedCode, confidence
from assistant.verification import verify
from knowledge.library import Library
from knowledge.records import Passage

DAY = date(2026, 4, 15)


def cited(passage: Passage, quote: str, n: int = 1, shift: int = 0) -> Citation:
    at = passage.text.index(quote) + shift
    return Citation(
        n=n,
        passage=passage.id,
        title=passage.title,
        source=passage.source,
        edition=str(passage.edition),
        locator=passage.locator,
        quote=quote,
        start=at,
        end=at + len(quote),
    )


def draft(library: Library, **changes: object) -> Answer:
    passage = library.codebook.passage("H60.332")
    assert passage is not None
    plain = Answer(
        action=Action.ANSWER,
        codes=[AssignedCode(code="H60.332", system="ICD-10-CM", citations=[1])],
        text="**H60.332**: Swimmer's ear, left ear [1]",
        citations=[cited(passage, "H60.332 Swimmer's ear, left ear")],
        confidence=confidence(0.9),
    )
    return plain.model_copy(update=changes)


def test_a_proven_answer_stays_as_it_is(library: Library) -> None:
    verified = verify(draft(library), library.passage, library.codebook, DAY)
    assert verified.answer == draft(library)
    assert not verified.removed


def test_a_quote_off_by_one_takes_its_sentence_and_code_with_it(library: Library) -> None:
    passage = library.codebook.passage("H60.332")
    assert passage is not None
    bad = cited(passage, "H60.332 Swimmer's ear, left ear").model_copy(update={"start": 1, "end": 32})
    verified = verify(draft(library, citations=[bad]), library.passage, library.codebook, DAY)
    assert verified.answer.action is Action.ABSTAIN
    assert not verified.answer.codes
    assert len(verified.removed) >= 2


@pytest.mark.parametrize(
    ("code", "why"), [("H60.33", "billable"), ("H60.339X", "not a valid"), ("99999", "not a valid")]
)
def test_a_code_that_cannot_be_reported_is_never_assigned(library: Library, code: str, why: str) -> None:
    codes = [AssignedCode(code=code, system="ICD-10-CM", citations=[1])]
    assert not verify(draft(library, codes=codes), library.passage, library.codebook, DAY).answer.codes, why


def test_a_code_deleted_before_the_date_is_not_assigned(library: Library) -> None:
    passage = library.codebook.passage("M72.2")
    assert passage is not None
    answer = draft(
        library,
        codes=[AssignedCode(code="M72.2", system="ICD-10-CM", citations=[1])],
        text="M72.2 [1]",
        citations=[cited(passage, "M72.2 Plantar fascial fibromatosis")],
    )
    assert verify(answer, library.passage, library.codebook, DAY).answer.codes
    assert not verify(answer, library.passage, library.codebook, date(2026, 11, 10)).answer.codes


def test_a_code_cited_by_a_passage_about_another_code_is_removed(library: Library) -> None:
    codes = [AssignedCode(code="I10", system="ICD-10-CM", citations=[1])]
    assert not verify(draft(library, codes=codes), library.passage, library.codebook, DAY).answer.codes


def test_a_sentence_about_a_code_without_a_marker_goes(library: Library) -> None:
    text = "H60.331 is the better code.\n**H60.332**: Swimmer's ear, left ear [1]"
    assert "H60.331" not in verify(draft(library, text=text), library.passage, library.codebook, DAY).answer.text


def test_dangling_markers_go_and_unused_citations_too(library: Library) -> None:
    passage = library.codebook.passage("H60.332")
    assert passage is not None
    unused = cited(passage, "Swimmer's ear", n=2)
    text = "**H60.332**: Swimmer's ear, left ear [1] [7]\nMore to say. [9]"
    answer = verify(
        draft(library, text=text, citations=[*draft(library).citations, unused]), library.passage, library.codebook, DAY
    ).answer
    assert answer.text == "**H60.332**: Swimmer's ear, left ear [1]"
    assert [citation.n for citation in answer.citations] == [1]


def test_numbers_follow_the_text_without_gaps(library: Library) -> None:
    passage = library.codebook.passage("H60.332")
    assert passage is not None
    citations = [cited(passage, "H60.332 Swimmer's ear, left ear", n=5), cited(passage, "Swimmer's ear", n=3)]
    codes = [AssignedCode(code="H60.332", system="ICD-10-CM", citations=[5])]
    rejected = [RejectedCode(code="H60.331", why="the other ear", citations=[3])]
    answer = verify(
        draft(library, text="First [5]\nSecond [3]", citations=citations, codes=codes, rejected=rejected),
        library.passage,
        library.codebook,
        DAY,
    ).answer
    assert answer.text == "First [1]\nSecond [2]"
    assert answer.codes[0].citations == [1]
    assert answer.rejected[0].citations == [2]


@pytest.mark.parametrize(
    "markup",
    ["<img src=x onerror=alert(1)>", "![x](http://evil/x.png)", "[click](http://evil)", "https://evil.example/?q=1"],
)
def test_no_foreign_link_image_or_markup_survives(library: Library, markup: str) -> None:
    text = f"**H60.332**: Swimmer's ear, left ear {markup} [1]"
    answer = verify(draft(library, text=text), library.passage, library.codebook, DAY).answer
    assert "evil" not in answer.text
    assert "<" not in answer.text
