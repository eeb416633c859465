"""The tables that conversations are kept in, and the database they lie in: SQLite or PostgreSQL through SQLAlchemy."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Date, DateTime, Engine, ForeignKey, Index, String, Text, create_engine, event, false
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from assistant.errors import HistoryUnavailable
from assistant.history.upgrade import upgrade


class Table(DeclarativeBase):
    """Base of every table of a user's own data; the library lies elsewhere."""


def new_id() -> str:
    """An id that cannot be guessed."""
    return uuid.uuid4().hex


def now() -> datetime:
    """The moment in UTC, without zone, as every database holds it."""
    return datetime.now(UTC).replace(tzinfo=None)


class ConversationRow(Table):
    """A conversation of one owner."""

    __tablename__ = "conversations"
    __table_args__ = (Index("conversations_of", "owner", "pinned", "changed"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    owner: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(200))
    pinned: Mapped[bool] = mapped_column(default=False)
    shared: Mapped[bool] = mapped_column(default=False)
    changed: Mapped[datetime] = mapped_column(DateTime, default=now)
    turns: Mapped[list[TurnRow]] = relationship(
        back_populates="conversation", order_by="TurnRow.place", cascade="all, delete-orphan", passive_deletes=True
    )
    feedback: Mapped[list[FeedbackRow]] = relationship(
        order_by="FeedbackRow.given", cascade="all, delete-orphan", passive_deletes=True
    )


class TurnRow(Table):
    """A question and, once given, its answer with the passages as they were on that day.

    ``beside`` is another writer's answer by the same columns, and whether one of the two was chosen; ``private`` tells an answer
    that rests on sources its owner alone may see. A column more needs a step in ``migrations/versions``.
    """

    __tablename__ = "turns"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    place: Mapped[int]
    question: Mapped[str] = mapped_column(Text)
    day: Mapped[date | None] = mapped_column(Date)
    payer: Mapped[str | None] = mapped_column(String(200))
    asked: Mapped[datetime] = mapped_column(DateTime, default=now)
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    error: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    labels: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    steps: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    earlier: Mapped[list[str]] = mapped_column(JSON, default=list)
    words: Mapped[str] = mapped_column(Text, default="")
    beside: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    private: Mapped[bool] = mapped_column(default=False, server_default=false())
    conversation: Mapped[ConversationRow] = relationship(back_populates="turns")


class FeedbackRow(Table):
    """What a user said of an answer, with the question as it was then. It is deleted with its conversation."""

    __tablename__ = "feedback"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    turn_id: Mapped[str] = mapped_column(String(32), index=True)
    owner: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    right_codes: Mapped[list[str]] = mapped_column(JSON, default=list)
    comment: Mapped[str] = mapped_column(Text, default="")
    exchange: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    given: Mapped[datetime] = mapped_column(DateTime, default=now)


def open_database(url: str) -> Engine:
    """The database at this address, brought into today's form where it is new or of an earlier program.

    Raises HistoryUnavailable with one sentence where it cannot be opened, or is of a newer program.
    """
    try:
        if url.startswith("sqlite:///"):
            Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _sqlite_as_wanted)
        upgrade(engine)
    except ImportError as error:
        raise HistoryUnavailable(
            f"The database of conversations cannot be opened ({error}): pip install 'codecite[postgresql]' for PostgreSQL."
        ) from error
    except (SQLAlchemyError, OSError) as error:
        raise HistoryUnavailable(
            f"The database of conversations cannot be opened ({_reason(error)}): set CODECITE_DATABASE to an address such as "
            "sqlite:////folder/codecite.sqlite or postgresql+psycopg://user@host/name, or leave it out."
        ) from error
    return engine


def _sqlite_as_wanted(connection: Any, record: object) -> None:
    # what is deleted is overwritten, and goes with what hangs on it
    for pragma in ("foreign_keys=ON", "secure_delete=ON", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]
