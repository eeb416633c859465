"""Conversations are kept by user, found again, and really gone when deleted."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from assistant.answer import Action, Answer, AssignedCode, Citation, confidence
from assistant.errors import HistoryUnavailable, NotHeld
from assistant.history.conversations import History
from assistant.history.export import as_json, as_markdown, as_page
from assistant.history.feedback import FeedbackBook, Kind, typed_codes
from assistant.history.held import Beside, Given
from assistant.history.tables import Table, open_database
from assistant.steps import Step
from knowledge.records import Authority, Edition, Passage, System

PASSAGE = Passage(
    "icd10cm/H60.332/abc",
    "H60.332 Swimmer's ear, left ear",
    "H60.332",
    "Tabular List",
    Edition("FY2026", date(2026, 4, 1), date(2026, 9, 30)),
    "H60.332",
    ("H60.332",),
    Authority.OFFICIAL,
    System.ICD10CM,
)
ANSWER = Answer(
    action=Action.ANSWER,
    codes=[AssignedCode(code="H60.332", system="ICD-10-CM", citations=[1])],
    text="**H60.332** Swimmer's ear, left ear [1]",
    citations=[
        Citation(n=1, passage=PASSAGE.id, title="H60.332", source="Tabular List", edition="FY2026", locator="H60.332", quote="H60.332", start=0, end=7)
    ],
    confidence=confidence(0.9),
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    """A database of conversations: SQLite, or the PostgreSQL that CODECITE_TEST_POSTGRESQL names."""
    engine = open_database(os.environ.get("CODECITE_TEST_POSTGRESQL") or f"sqlite:///{tmp_path / 'codecite.sqlite'}")
    yield engine
    Table.metadata.drop_all(engine)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    engine.dispose()


@pytest.fixture
def history(database: Engine) -> History:
    return History(database)


def answered(history: History, owner: str, question: str, conversation: str = "") -> tuple[str, str]:
    conversation, turn = history.asked(owner, question, conversation=conversation)
    history.answered(turn, ANSWER, {PASSAGE.id: PASSAGE}, {"H60.332": "Swimmer's ear, left"}, [Step("Deciding", "answer")])
    return conversation, turn


def test_an_answer_keeps_the_passages_and_edition_it_was_given_with(history: History) -> None:
    conversation, _ = answered(history, "ada", "dx for swimmer's ear, left")
    (turn,) = history.opened("ada", conversation).turns
    assert turn.given == Given(ANSWER, {PASSAGE.id: PASSAGE}, {"H60.332": "Swimmer's ear, left"}, (Step("Deciding", "answer"),))


def test_nobody_reads_or_changes_the_conversations_of_another(history: History) -> None:
    conversation, _ = answered(history, "ada", "dx for swimmer's ear, left")
    assert history.listed("bob") == []
    for attempt in (
        lambda: history.opened("bob", conversation),
        lambda: history.rename("bob", conversation, "mine"),
        lambda: history.pin("bob", conversation, True),
        lambda: history.delete("bob", conversation),
        lambda: history.asked("bob", "and the right?", conversation=conversation),
        lambda: history.branched("bob", conversation, 1),
    ):
        with pytest.raises(NotHeld):
            attempt()
    assert len(history.opened("ada", conversation).turns) == 1


def test_a_question_outlives_a_restart_in_mid_answer(database: Engine) -> None:
    conversation, _ = History(database).asked("ada", "shingles", day=date(2026, 5, 1), payer="Medicare")
    (turn,) = History(database).opened("ada", conversation).turns
    assert (turn.question, turn.state, turn.day, turn.payer) == ("shingles", "interrupted", date(2026, 5, 1), "Medicare")


def test_a_question_being_answered_is_not_told_as_interrupted(history: History) -> None:
    conversation, turn = history.asked("ada", "shingles")
    assert history.opened("ada", conversation).turns[0].state == "waiting"
    history.ended(turn, "stopped")
    assert history.opened("ada", conversation).turns[0].state == "stopped"


def test_identifiers_of_a_patient_are_not_kept(history: History, database: Engine, tmp_path: Path) -> None:
    conversation, turn = history.asked("ada", "Patient: Zelda Testcase, MRN 12345678, shingles", payer="member id 99887766")
    history.answered(turn, ANSWER.model_copy(update={"text": "Ms. Zelda Testcase has shingles."}), {}, {}, [])
    FeedbackBook(database).give("ada", turn, Kind.OTHER, comment="Mrs. Zelda Testcase again")
    database.dispose()
    for path in tmp_path.iterdir():
        assert b"Testcase" not in path.read_bytes()
        assert b"12345678" not in path.read_bytes()
    assert "Testcase" not in as_markdown(history.opened("ada", conversation))


def test_search_finds_words_of_questions_and_codes_of_answers(history: History) -> None:
    ear, _ = answered(history, "ada", "dx for swimmer's ear, left")
    history.asked("ada", "shingles 100%")
    assert [found.id for found in history.listed("ada", "SWIMMER left")] == [ear]
    assert [found.id for found in history.listed("ada", "h60.332")] == [ear]
    assert [found.title for found in history.listed("ada", "0%")] == ["shingles 100%"]
    assert history.listed("ada", "nothing") == []


def test_pinned_conversations_come_first_and_a_title_can_be_given(history: History) -> None:
    first, _ = answered(history, "ada", "first")
    answered(history, "ada", "second")
    assert [held.title for held in history.listed("ada")] == ["second", "first"]
    history.pin("ada", first, True)
    history.rename("ada", first, "  Ears ")
    history.rename("ada", first, "   ")
    assert [held.title for held in history.listed("ada")] == ["Ears", "second"]


def test_what_is_deleted_is_not_in_the_file_any_more(history: History, database: Engine, tmp_path: Path) -> None:
    if database.dialect.name != "sqlite":
        pytest.skip("PostgreSQL frees its pages by itself")
    conversation, turn = answered(history, "ada", "a question on quokkas")
    FeedbackBook(database).give("ada", turn, Kind.WRONG_CODE, "B02.9", "the quokka was right")
    history.delete("ada", conversation)
    database.dispose()
    assert FeedbackBook(database).listed() == []
    assert not any(b"quokka" in path.read_bytes() for path in tmp_path.iterdir())


def test_an_edited_question_keeps_its_earlier_wording(history: History) -> None:
    conversation, turn = answered(history, "ada", "carpal tunnel")
    _, edited = history.asked("ada", "carpal tunnel, left", conversation=conversation, replaces=turn)
    _, again = history.asked("ada", "carpal tunnel, left", conversation=conversation, replaces=edited)
    (held,) = history.opened("ada", conversation).turns
    assert (held.id, held.question, list(held.earlier)) == (again, "carpal tunnel, left", ["carpal tunnel"])


def test_a_question_edited_midway_goes_on_in_a_conversation_of_its_own(history: History) -> None:
    conversation, _ = answered(history, "ada", "first")
    answered(history, "ada", "second", conversation)
    answered(history, "ada", "third", conversation)
    branch = history.branched("ada", conversation, 1)
    history.asked("ada", "second, but right", conversation=branch)
    assert [turn.question for turn in history.opened("ada", conversation).turns] == ["first", "second", "third"]
    assert [turn.question for turn in history.opened("ada", branch).turns] == ["first", "second, but right"]
    assert history.opened("ada", branch).turns[0].answer == ANSWER


def test_a_list_of_two_hundred_conversations_stays_fast(history: History) -> None:
    for n in range(200):
        answered(history, "ada", f"question {n} on swimmer's ear")
    started = time.perf_counter()
    assert len(history.listed("ada")) == 60
    assert len(history.listed("ada", "ear h60.332", limit=500)) == 200
    assert time.perf_counter() - started < 1


def test_a_shared_conversation_is_read_by_others_and_changed_by_nobody_else(history: History) -> None:
    conversation, _ = answered(history, "ada", "dx for swimmer's ear, left")
    history.share("ada", conversation, True)
    held = history.opened("bob", conversation)
    assert (held.mine, held.turns[0].answer) == (False, ANSWER)
    assert history.listed("bob") == []
    for attempt in (
        lambda: history.asked("bob", "and the right?", conversation=conversation),
        lambda: history.delete("bob", conversation),
        lambda: history.share("bob", conversation, False),
    ):
        with pytest.raises(NotHeld, match="cannot be changed"):
            attempt()
    history.asked("bob", "and the right?", conversation=history.branched("bob", conversation, 1))
    assert len(history.opened("ada", conversation).turns) == 1
    history.share("ada", conversation, False)
    with pytest.raises(NotHeld):
        history.opened("bob", conversation)


def test_feedback_is_exported_with_the_whole_exchange(history: History, database: Engine) -> None:
    book = FeedbackBook(database)
    conversation, _ = answered(history, "ada", "swimmer's ear")
    _, turn = answered(history, "ada", "the left one", conversation)
    book.give("ada", turn, Kind.RIGHT)
    given = book.give("ada", turn, Kind.WRONG_CODE, "h60.331; 20610 nonsense", " it was the right ear ")
    assert (given.turns, given.question, given.given_codes) == (["swimmer's ear"], "the left one", ["H60.332"])
    assert (given.right_codes, given.comment) == (["H60.331", "20610"], "it was the right ear")
    assert book.listed() == [given]
    assert history.opened("ada", conversation).turns[1].feedback == "wrong_code"
    with pytest.raises(NotHeld):
        book.give("bob", turn, Kind.RIGHT)
    with pytest.raises(NotHeld):
        book.one(given.id, "bob")


def test_typed_codes_are_printed_as_the_books_print_them() -> None:
    assert typed_codes("h60332,H60.332 99213 hello") == ["H60.332", "99213"]


def test_an_export_holds_codes_quotes_and_editions(history: History) -> None:
    conversation, _ = answered(history, "ada", "dx for <b>swimmer's</b> ear")
    held = history.opened("ada", conversation)
    assert "- **H60.332 Swimmer's ear, left**" in as_markdown(held)
    assert "> H60.332" in as_markdown(held)
    assert "&lt;b&gt;swimmer" in as_page(held)
    assert "<b>" not in as_page(held)
    (turn,) = as_json(held)["turns"]
    assert turn["passages"][PASSAGE.id]["text"] == PASSAGE.text
    assert turn["passages"][PASSAGE.id]["edition"]["ends"] == "2026-09-30"


def test_a_database_that_cannot_be_opened_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no database, and quite long enough to be told apart from one" * 40, encoding="utf-8")
    with pytest.raises(HistoryUnavailable, match="set CODECITE_DATABASE"):
        open_database(f"sqlite:///{tmp_path / 'file'}")


def test_another_writers_answer_is_kept_beside_and_one_is_chosen(history: History) -> None:
    conversation, turn = answered(history, "ada", "dx for swimmer's ear, left")
    other = Given(ANSWER.model_copy(update={"model": "openai:gpt", "codes": [AssignedCode(code="H60.33", system="ICD-10-CM")]}))
    history.answered_beside(turn, other)
    (held,) = history.opened("ada", conversation).turns
    assert (held.answer, held.beside) == (ANSWER, Beside(other))
    assert "also answered by openai:gpt" in as_markdown(history.opened("ada", conversation)).lower()
    with pytest.raises(NotHeld):
        history.choose("bob", turn, beside=True)
    history.choose("ada", turn, beside=True)
    (held,) = history.opened("ada", conversation).turns
    assert held.given == other
    assert held.beside is not None
    assert (held.beside.given.answer, held.beside.settled) == (ANSWER, True)
    assert as_json(history.opened("ada", conversation))["turns"][0]["beside"]["answer"]["codes"][0]["code"] == "H60.332"
    assert "Not chosen, by the built-in writer" in as_page(history.opened("ada", conversation))


def test_what_rests_on_ones_own_sources_is_not_shown_by_sharing(history: History) -> None:
    conversation, turn = answered(history, "ada", "does our policy pay?")
    history.answered(turn, ANSWER, {PASSAGE.id: PASSAGE}, {}, [], private=True)
    answered(history, "ada", "dx for swimmer's ear, left", conversation)
    history.share("ada", conversation, True)
    mine, theirs = history.opened("ada", conversation), history.opened("bob", conversation)
    assert [turn.state for turn in mine.turns] == ["answered", "answered"]
    assert [(turn.state, turn.answer is None) for turn in theirs.turns] == [("withheld", True), ("answered", False)]
    assert "rests on sources of its owner alone" in as_markdown(theirs)
    branch = history.branched("bob", conversation, 2)
    assert [(turn.state, turn.answer is None) for turn in history.opened("bob", branch).turns] == [("withheld", True), ("answered", False)]
    assert PASSAGE.id not in str(as_json(history.opened("bob", branch))["turns"][0])
