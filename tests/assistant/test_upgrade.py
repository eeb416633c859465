"""A database of an earlier program opens without loss, a newer one is left alone, and the steps end in today's tables."""

from __future__ import annotations

import sqlite3
import threading
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from assistant.accounts.people import People
from assistant.accounts.tables import PersonRow
from assistant.errors import HistoryUnavailable
from assistant.history.conversations import LOCAL, History
from assistant.history.feedback import FeedbackBook
from assistant.history.tables import Table, open_database
from assistant.history.upgrade import FORM

# written by the program as it was before the form of its database was numbered
BEFORE = (Path(__file__).parent / "conversations_before_forms.sql").read_text(encoding="utf-8")


@pytest.fixture
def before(tmp_path: Path) -> Path:
    path = tmp_path / "codecite.sqlite"
    with sqlite3.connect(path) as connection:
        connection.executescript(BEFORE)
    connection.close()
    return path


def test_a_database_from_before_keeps_everything_and_can_be_gone_on_with(before: Path) -> None:
    engine = open_database(f"sqlite:///{before}")
    ada = People(engine).visitor(People(engine).sign_in("ada", "made up of four words"))
    assert ada is not None
    history = History(engine)
    (listed,) = history.listed(ada.id)
    assert listed.pinned
    (turn,) = history.opened(ada.id, listed.id).turns
    assert turn.given is not None
    assert (turn.day, turn.payer, turn.feedback) == (date(2026, 5, 1), "Medicare", "right")
    assert turn.given.answer.codes[0].code == "H60.332"
    assert turn.given.passages["icd10cm/H60.332/abc"].text == "H60.332 Swimmer's ear, left ear"
    assert (turn.given.private, turn.beside) == (False, None)
    assert [held.title for held in history.listed(LOCAL)] == ["shingles"]
    assert FeedbackBook(engine).listed(ada.id)[0].comment == "good"
    history.answered_beside(turn.id, turn.given)
    history.choose(ada.id, turn.id, beside=True)
    engine.dispose()


def test_a_database_of_a_newer_program_is_refused_in_one_sentence_and_left_as_it_is(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'codecite.sqlite'}"
    engine = open_database(address)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num='97'"))
    engine.dispose()
    with pytest.raises(HistoryUnavailable, match=r"newer CodeCite \(form 97, this one knows .*\): update CodeCite"):
        open_database(address)


def test_an_upgrade_that_fails_midway_changes_nothing(before: Path) -> None:
    with sqlite3.connect(before) as connection:
        connection.execute("ALTER TABLE turns ADD COLUMN private BOOLEAN")
    connection.close()
    with pytest.raises(HistoryUnavailable):
        open_database(f"sqlite:///{before}")
    held = create_engine(f"sqlite:///{before}")
    assert "alembic_version" not in inspect(held).get_table_names()
    assert "beside" not in {column["name"] for column in inspect(held).get_columns("turns")}
    held.dispose()


def test_programs_that_start_at_once_all_open_it(before: Path) -> None:
    failed: list[Exception] = []

    def opened() -> None:
        try:
            open_database(f"sqlite:///{before}").dispose()
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=opened) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed


def test_the_steps_end_in_the_tables_of_the_program(tmp_path: Path) -> None:
    assert PersonRow.metadata is Table.metadata
    engine = open_database(f"sqlite:///{tmp_path / 'new.sqlite'}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []
    engine.dispose()
    config = Config()
    config.set_main_option("script_location", "assistant.history:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == FORM
