"""Accounts: signing up, in and out, passwords, invitations, locks, and the keys of the HTTP interface."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from assistant.accounts.tables import KeyRow, PersonRow, SessionRow
from assistant.accounts.visitor import GUEST_PREFIX, Role, Visitor
from assistant.errors import AccountRefused
from assistant.history.conversations import told_errors
from assistant.history.tables import new_id, now

SHORTEST_PASSWORD = 10
_LONGEST_PASSWORD = 200
_FAILURES = 5
_LOCKED = timedelta(minutes=15)
_IDLE = timedelta(hours=12)
_LONGEST_SESSION = timedelta(days=14)
_GUEST_SESSION = timedelta(days=30)
_LINK = timedelta(days=7)
_SEEN_EVERY = timedelta(minutes=5)
_WRONG = "Name and password do not belong together: try again, or ask an administrator to reset the password."


@dataclass(frozen=True, slots=True)
class Listed:
    """An account as an administrator sees it."""

    id: str
    name: str
    role: Role
    state: str
    made: datetime


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the HTTP interface without its secret."""

    id: str
    name: str
    made: datetime


class People:
    """The accounts of one database. Every refusal is an AccountRefused with one sentence."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = now) -> None:
        self._engine, self._now = engine, clock
        self._hasher = PasswordHasher()
        # verified where there is no such name, so that the time taken does not tell
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    def sign_up(self, name: str, password: str) -> Visitor:
        """A new account; the first of an installation is its administrator's."""
        name = _usable_name(name)
        hashed = self._hashed(password)
        with self._session() as session:
            if self._named(session, name) is not None:
                raise AccountRefused(f"The name {name} is taken: choose another, or sign in.")
            first = session.scalar(select(func.count()).select_from(PersonRow)) == 0
            row = PersonRow(name=name, password=hashed, role=Role.ADMIN if first else Role.MEMBER)
            session.add(row)
            session.flush()
            return _visitor(row)

    def sign_in(self, name: str, password: str) -> str:
        """The token of a new session. After five wrong passwords an account is locked for a quarter of an hour."""
        refusal = ""
        with self._session() as session:
            row = self._named(session, name.strip().lower())
            locked = row is not None and row.locked_until is not None and row.locked_until > self._now()
            right = self._verifies(row.password if row is not None and row.password else self._nobody, password)
            if locked:
                refusal = "This account is locked after repeated wrong passwords: wait a quarter of an hour, or ask an administrator."
            elif row is None or not right or not row.password:
                refusal = _WRONG
                if row is not None:
                    row.failures += 1
                    if row.failures >= _FAILURES:
                        row.failures, row.locked_until = 0, self._now() + _LOCKED
            elif row.disabled:
                refusal = "This account is disabled: ask an administrator."
            else:
                row.failures, row.locked_until = 0, None
                return self._begun(session, person=row.id)
        raise AccountRefused(refusal)

    def guest(self) -> str:
        """The token of a new guest's session."""
        with self._session() as session:
            return self._begun(session, guest=f"{GUEST_PREFIX}{new_id()}")

    def visitor(self, token: str) -> Visitor | None:
        """Who holds a session's token; None where it is unknown, expired, or of a disabled account."""
        with self._session() as session:
            row = session.get(SessionRow, _digest(token))
            if row is None:
                return None
            moment = self._now()
            life, idle = (_LONGEST_SESSION, _IDLE) if row.person_id else (_GUEST_SESSION, _GUEST_SESSION)
            if row.started + life < moment or row.seen + idle < moment:
                session.delete(row)
                return None
            if row.seen + _SEEN_EVERY < moment:
                row.seen = moment
            if row.person_id is None:
                return Visitor(row.guest, "Guest", Role.GUEST)
            person = session.get(PersonRow, row.person_id)
            return _visitor(person) if person is not None and not person.disabled else None

    def sign_out(self, token: str) -> None:
        """End a session."""
        with self._session() as session:
            session.execute(delete(SessionRow).where(SessionRow.id == _digest(token)))

    def change_password(self, person: str, old: str, new: str) -> str:
        """Set another password; every session ends, and a new one begins, whose token is given back."""
        hashed = self._hashed(new)
        with self._session() as session:
            row = self._held(session, person)
            if not self._verifies(row.password, old):
                raise AccountRefused("The old password is not right: try again.")
            row.password = hashed
            session.execute(delete(SessionRow).where(SessionRow.person_id == person))
            return self._begun(session, person=person)

    def invite(self, name: str, role: Role = Role.MEMBER) -> str:
        """A new account that waits for its password; gives the secret part of the link to hand over."""
        name = _usable_name(name)
        with self._session() as session:
            if self._named(session, name) is not None:
                raise AccountRefused(f"The name {name} is taken: reset that account, or choose another name.")
            row = PersonRow(name=name, role=role)
            session.add(row)
            return self._linked(row)

    def reset(self, person: str) -> str:
        """A link that sets another password; sessions and keys of the account end, and a lock is opened."""
        with self._session() as session:
            row = self._held(session, person)
            row.password, row.failures, row.locked_until = "", 0, None
            for held in (SessionRow, KeyRow):
                session.execute(delete(held).where(held.person_id == person))
            return self._linked(row)

    def name_of_link(self, link: str) -> str:
        """Whose password a link sets."""
        with self._session() as session:
            return self._of_link(session, link).name

    def take_up(self, link: str, password: str) -> str:
        """Set the password that a link is for, and begin a session, whose token is given back."""
        hashed = self._hashed(password)
        with self._session() as session:
            row = self._of_link(session, link)
            row.password, row.link, row.link_until = hashed, None, None
            return self._begun(session, person=row.id)

    def disable(self, person: str, disabled: bool) -> None:
        """Shut an account out, or let it in again. The last administrator stays."""
        with self._session() as session:
            row = self._held(session, person)
            others = select(func.count()).where(PersonRow.role == Role.ADMIN, ~PersonRow.disabled, PersonRow.id != person)
            if disabled and row.role == Role.ADMIN and session.scalar(others) == 0:
                raise AccountRefused("This is the only administrator: make another one first.")
            row.disabled = disabled
            if disabled:
                session.execute(delete(SessionRow).where(SessionRow.person_id == person))

    def listed(self) -> list[Listed]:
        """Every account, by name."""
        with self._session() as session:
            rows = session.scalars(select(PersonRow).order_by(PersonRow.name))
            return [Listed(row.id, row.name, Role(row.role), self._state(row), row.made) for row in rows]

    def make_key(self, person: str, name: str) -> str:
        """A new key of the HTTP interface; it is told this once."""
        key = f"cc_{secrets.token_urlsafe(32)}"
        with self._session() as session:
            session.add(KeyRow(person_id=person, name=name.strip()[:60] or "key", digest=_digest(key)))
        return key

    def keys(self, person: str) -> list[Key]:
        """The keys of a person."""
        with self._session() as session:
            rows = session.scalars(select(KeyRow).where(KeyRow.person_id == person).order_by(KeyRow.made))
            return [Key(row.id, row.name, row.made) for row in rows]

    def drop_key(self, person: str, key: str) -> None:
        """End a key of a person."""
        with self._session() as session:
            session.execute(delete(KeyRow).where(KeyRow.person_id == person, KeyRow.id == key))

    def visitor_of_key(self, key: str) -> Visitor | None:
        """Who holds a key; None where nobody does."""
        with self._session() as session:
            row = session.scalar(select(KeyRow).where(KeyRow.digest == _digest(key)))
            person = session.get(PersonRow, row.person_id) if row is not None else None
            return _visitor(person) if person is not None and not person.disabled else None

    def _begun(self, session: Session, person: str | None = None, guest: str = "") -> str:
        token = secrets.token_urlsafe(32)
        session.add(SessionRow(id=_digest(token), person_id=person, guest=guest, started=self._now(), seen=self._now()))
        return token

    def _linked(self, row: PersonRow) -> str:
        link = secrets.token_urlsafe(32)
        row.link, row.link_until = _digest(link), self._now() + _LINK
        return link

    def _of_link(self, session: Session, link: str) -> PersonRow:
        row = session.scalar(select(PersonRow).where(PersonRow.link == _digest(link)))
        if row is None or row.link_until is None or row.link_until < self._now():
            raise AccountRefused("This link was used or is out of date: ask an administrator for another.")
        return row

    def _state(self, row: PersonRow) -> str:
        if row.disabled:
            return "disabled"
        if not row.password:
            return "invited"
        return "locked" if row.locked_until is not None and row.locked_until > self._now() else "active"

    @staticmethod
    def _named(session: Session, name: str) -> PersonRow | None:
        return session.scalar(select(PersonRow).where(PersonRow.name == name))

    @staticmethod
    def _held(session: Session, person: str) -> PersonRow:
        row = session.get(PersonRow, person)
        if row is None:
            raise AccountRefused("There is no such account.")
        return row

    def _hashed(self, password: str) -> str:
        if not SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
            raise AccountRefused(f"A password has {SHORTEST_PASSWORD} to {_LONGEST_PASSWORD} characters: choose a few words.")
        return self._hasher.hash(password)

    def _verifies(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with told_errors(), Session(self._engine) as session, session.begin():
            yield session


def _usable_name(name: str) -> str:
    tidy = name.strip().lower()
    if not 3 <= len(tidy) <= 120 or any(ch.isspace() for ch in tidy):
        raise AccountRefused("A name has 3 to 120 characters without spaces, such as an e-mail address: write another.")
    return tidy


def _visitor(row: PersonRow) -> Visitor:
    return Visitor(row.id, row.name, Role(row.role))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
