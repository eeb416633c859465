"""The tables of accounts: people, their sessions and keys, and what they used. Secrets are kept as digests only."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, DateTime, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from assistant.history.tables import Table, new_id, now


class PersonRow(Table):
    """An account. ``password`` is an argon2 hash, empty until an invitation is taken up."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    password: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[str] = mapped_column(String(16))
    disabled: Mapped[bool] = mapped_column(default=False)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(DateTime)
    link: Mapped[str | None] = mapped_column(String(64), index=True)
    link_until: Mapped[datetime | None] = mapped_column(DateTime)
    made: Mapped[datetime] = mapped_column(DateTime, default=now)


class SessionRow(Table):
    """A browser's session: a person's, or a guest's where there is no person. ``id`` is the digest of its token."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    guest: Mapped[str] = mapped_column(String(40), default="")
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    started: Mapped[datetime] = mapped_column(DateTime, default=now)
    seen: Mapped[datetime] = mapped_column(DateTime, default=now)


class KeyRow(Table):
    """A key of the HTTP interface; ``digest`` is that of the key, which is shown once."""

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made: Mapped[datetime] = mapped_column(DateTime, default=now)


class UsageRow(Table):
    """How many questions came on a day from an account, a guest or an address."""

    __tablename__ = "usage"

    who: Mapped[str] = mapped_column(String(80), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    questions: Mapped[int] = mapped_column(default=0)
