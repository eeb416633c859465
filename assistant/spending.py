"""What questions to outside models cost: counted, kept, and stopped at a cap a day and a question."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.errors import SpendingCap

_MILLION = 1_000_000
# characters a token, where a provider does not count for us: low, so that a cap is met early and not late
_CHARACTERS = 3


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens read (``input``) and written (``output``). ``stated`` where a user stated it."""

    input: float
    output: float
    stated: bool = True

    def of(self, read: int, written: int) -> float:
        """The cost of so many tokens, in dollars."""
        return (read * self.input + written * self.output) / _MILLION


FREE = Price(0.0, 0.0)
# stands for a price that nobody stated: above what most models cost, so that a cap errs to the safe side
ASSUMED = Price(5.0, 25.0, stated=False)


@dataclass(slots=True)
class Spent:
    """Tokens read and written, and what they cost in dollars."""

    read: int = 0
    written: int = 0
    dollars: float = 0.0
    questions: int = 0

    def __str__(self) -> str:
        cost = f", ${self.dollars:.4f}" if self.dollars else ""
        return f"{self.read:,} tokens read, {self.written:,} written{cost}"


class Ledger:
    """The tokens and dollars of every day and model, in one small file that several processes may write."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, day: date, model: str, spent: Spent) -> None:
        """Add what one question took."""
        with self._open() as held:
            held.execute(
                "INSERT INTO spent VALUES (?, ?, 1, ?, ?, ?) ON CONFLICT (day, model) DO UPDATE SET questions = questions + 1, "
                "read = read + excluded.read, written = written + excluded.written, dollars = dollars + excluded.dollars",
                (day.isoformat(), model, spent.read, spent.written, spent.dollars),
            )

    def of_day(self, day: date) -> Spent:
        """All of a day."""
        with self._open() as held:
            row = held.execute(
                "SELECT total(read), total(written), total(dollars), total(questions) FROM spent WHERE day = ?", (day.isoformat(),)
            ).fetchone()
        return Spent(int(row[0]), int(row[1]), float(row[2]), int(row[3]))

    def by_model(self, since: date) -> list[tuple[str, Spent]]:
        """What each model took since a day, the dearest first."""
        with self._open() as held:
            rows = held.execute(
                "SELECT model, sum(read), sum(written), sum(dollars), sum(questions) FROM spent WHERE day >= ? GROUP BY model "
                "ORDER BY sum(dollars) DESC, model",
                (since.isoformat(),),
            ).fetchall()
        return [(str(row[0]), Spent(int(row[1]), int(row[2]), float(row[3]), int(row[4]))) for row in rows]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        held = sqlite3.connect(self._path, timeout=10)
        try:
            with held:
                held.execute(
                    "CREATE TABLE IF NOT EXISTS spent (day TEXT, model TEXT, questions INT, read INT, written INT, dollars REAL, "
                    "PRIMARY KEY (day, model))"
                )
                yield held
        finally:
            held.close()


class Purse:
    """What one question may still cost. Every call is asked for beforehand and counted after."""

    def __init__(self, price: Price, a_question: float, a_day: float, spent_today: float) -> None:
        self._price, self._a_question, self._a_day, self._today = price, a_question, a_day, spent_today
        self.spent = Spent()

    def ask(self, characters: int, answer: int) -> None:
        """May a prompt of so many characters be sent, with so many tokens back? Raises SpendingCap where not."""
        next_ = self._price.of(characters // _CHARACTERS, answer)
        if self.spent.dollars + next_ > self._a_question:
            raise SpendingCap(f"The cap of ${self._a_question:.2f} a question (CODECITE_QUESTION_CAP) would be passed.")
        if self._today + self.spent.dollars + next_ > self._a_day:
            raise SpendingCap(f"The cap of ${self._a_day:.2f} a day (CODECITE_DAILY_CAP) is reached.")

    def count(self, read: int | None, written: int | None, characters: int, said: int) -> None:
        """Count a call by its tokens, or by its characters where the provider tells no tokens."""
        tokens = read or characters // _CHARACTERS, written or said // _CHARACTERS
        self.spent.read += tokens[0]
        self.spent.written += tokens[1]
        self.spent.dollars += self._price.of(*tokens)
