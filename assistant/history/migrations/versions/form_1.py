"""Conversations, feedback and accounts, as databases held them before their form was numbered; what is there already is left."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "1"
down_revision = None


def upgrade() -> None:
    """Make the tables that are missing."""
    held = set(sa.inspect(op.get_bind()).get_table_names())
    for name, columns, indexes in (
        ("conversations", _conversations, {"conversations_of": ("owner", "pinned", "changed")}),
        ("turns", _turns, {"ix_turns_conversation_id": ("conversation_id",)}),
        ("feedback", _feedback, {"ix_feedback_conversation_id": ("conversation_id",), "ix_feedback_turn_id": ("turn_id",)}),
        ("people", _people, {"ix_people_link": ("link",)}),
        ("sessions", _sessions, {"ix_sessions_person_id": ("person_id",)}),
        ("api_keys", _api_keys, {"ix_api_keys_person_id": ("person_id",)}),
        ("usage", _usage, {}),
    ):
        if name in held:
            continue
        op.create_table(name, *columns())
        for index, of in indexes.items():
            op.create_index(index, name, list(of))


def _text(name: str, length: int, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=null)


def _id(length: int = 32) -> sa.Column[str]:
    return sa.Column("id", sa.String(length), primary_key=True)


def _conversation() -> sa.Column[str]:
    return sa.Column("conversation_id", sa.String(32), sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False)


def _person(*, null: bool) -> sa.Column[str]:
    return sa.Column("person_id", sa.String(32), sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=null)


def _conversations() -> list[SchemaItem]:
    return [
        _id(),
        _text("owner", 64),
        _text("title", 200),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("changed", sa.DateTime(), nullable=False),
    ]


def _turns() -> list[SchemaItem]:
    return [
        _id(),
        _conversation(),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        _text("payer", 200, null=True),
        sa.Column("asked", sa.DateTime(), nullable=False),
        _text("state", 16),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
    ]


def _feedback() -> list[SchemaItem]:
    return [
        _id(),
        _conversation(),
        _text("turn_id", 32),
        _text("owner", 64),
        _text("kind", 16),
        sa.Column("right_codes", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("exchange", sa.JSON(), nullable=False),
        sa.Column("given", sa.DateTime(), nullable=False),
    ]


def _people() -> list[SchemaItem]:
    return [
        _id(),
        sa.Column("name", sa.String(120), nullable=False, unique=True),
        _text("password", 200),
        _text("role", 16),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(), nullable=True),
        _text("link", 64, null=True),
        sa.Column("link_until", sa.DateTime(), nullable=True),
        sa.Column("made", sa.DateTime(), nullable=False),
    ]


def _sessions() -> list[SchemaItem]:
    return [
        _id(64),
        _text("guest", 40),
        _person(null=True),
        sa.Column("started", sa.DateTime(), nullable=False),
        sa.Column("seen", sa.DateTime(), nullable=False),
    ]


def _api_keys() -> list[SchemaItem]:
    return [
        _id(),
        _person(null=False),
        _text("name", 60),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("made", sa.DateTime(), nullable=False),
    ]


def _usage() -> list[SchemaItem]:
    return [
        sa.Column("who", sa.String(80), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("questions", sa.Integer(), nullable=False),
    ]
