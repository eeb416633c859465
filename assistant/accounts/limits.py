"""How many questions an account, a guest and an address may ask."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from assistant.accounts.tables import UsageRow
from assistant.accounts.visitor import is_guest
from assistant.history.conversations import told_errors
from assistant.history.tables import now

UNLOCK = "Create a free account to unlock"


@dataclass(frozen=True, slots=True)
class Limits:
    """Questions: of a guest over all, of guests of one address a day, of an account a day, and of an address a day."""

    guest: int = 5
    guests_of_address: int = 20
    account: int = 500
    address: int = 2000


class Allowance:
    """Counts questions in one database."""

    def __init__(self, engine: Engine, limits: Limits) -> None:
        self._engine, self._limits = engine, limits
        self._one_at_a_time = threading.Lock()

    def taken(self, owner: str, address: str, moment: datetime | None = None) -> str:
        """Count one question of an owner from an address; where a limit is reached, nothing is counted and the sentence
        that says so is given back."""
        day = (moment or now()).date()
        of_address = [(f"address:{address}", self._limits.address)]
        if is_guest(owner):
            of_address.append((f"guests:{address}", self._limits.guests_of_address))
        with self._one_at_a_time, told_errors(), Session(self._engine) as session, session.begin():
            for who, limit in of_address:
                row = session.get(UsageRow, (who, day))
                if row is not None and row.questions >= limit:
                    return self._reached(owner, "From your address")
            total = select(func.coalesce(func.sum(UsageRow.questions), 0)).where(UsageRow.who == owner)
            if not is_guest(owner):
                total = total.where(UsageRow.day == day)
            limit = self._limits.guest if is_guest(owner) else self._limits.account
            if int(session.scalar(total) or 0) >= limit:
                return self._reached(owner, f"As a guest you may ask {limit} questions, and" if is_guest(owner) else "Today")
            for who in (owner, *(name for name, _ in of_address)):
                row = session.get(UsageRow, (who, day))
                if row is None:
                    session.add(UsageRow(who=who, day=day, questions=1))
                else:
                    row.questions += 1
        return ""

    def forget_before(self, moment: datetime) -> None:
        """Addresses are not kept longer than the limits need them."""
        with told_errors(), Session(self._engine) as session, session.begin():
            old = UsageRow.day < (moment - timedelta(days=2)).date()
            session.execute(delete(UsageRow).where(old, UsageRow.who.contains(":")))

    @staticmethod
    def _reached(owner: str, begins: str) -> str:
        if is_guest(owner):
            return f"{begins} no more can be asked now. {UNLOCK} more; your question stays in the box."
        return f"{begins} no more questions can be asked: go on tomorrow, or ask an administrator; your question stays in the box."
