"""Keeping conversations: asked, answered, found again, renamed, pinned, deleted. Every call names the owner it is for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, Literal

from sqlalchemy import Engine, func, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, selectinload

from assistant.answer import Answer
from assistant.errors import HistoryUnavailable, NotHeld
from assistant.history.held import ANSWER, Beside, Given, Held, HeldTurn, Listed, given_of, kept, words_of
from assistant.history.tables import ConversationRow, FeedbackRow, TurnRow, now
from assistant.privacy import without_identifiers
from assistant.steps import Step
from knowledge.records import Passage

# the owner where there are no accounts: the one user of this computer
LOCAL = "local"
MAX_TITLE = 80


class History:
    """The conversations of one database. Texts are kept with the identifiers of patients replaced."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._running: set[str] = set()

    def listed(self, owner: str, search: str = "", limit: int = 60, offset: int = 0) -> list[Listed]:
        """Conversations, pinned first, then the newest; with ``search`` those whose title, questions or codes hold every word."""
        wanted = select(ConversationRow).where(ConversationRow.owner == owner)
        for word in search.lower().split():
            held = TurnRow.conversation_id == ConversationRow.id
            wanted = wanted.where(
                or_(
                    func.lower(ConversationRow.title).contains(word, autoescape=True),
                    select(TurnRow.id).where(held, TurnRow.words.contains(word, autoescape=True)).exists(),
                )
            )
        wanted = wanted.order_by(ConversationRow.pinned.desc(), ConversationRow.changed.desc(), ConversationRow.id)
        with self._session() as session:
            rows = session.scalars(wanted.limit(limit).offset(offset))
            return [Listed(row.id, row.title, row.pinned, row.shared, row.changed) for row in rows]

    def opened(self, owner: str, conversation: str, *, own_only: bool = False) -> Held:
        """A conversation of this owner, or one that another shares. Raises NotHeld where there is none of that id."""
        with self._session() as session:
            row = (self._mine if own_only else self._readable)(session, owner, conversation)
            said = {given.turn_id: given.kind for given in row.feedback if given.owner == owner}
            mine = row.owner == owner
            turns = [self._turn(turn, said.get(turn.id, "")) for turn in row.turns]
            return Held(row.id, row.title, turns if mine else [turn.shown_to_others() for turn in turns], mine=mine)

    def asked(
        self,
        owner: str,
        question: str,
        *,
        conversation: str = "",
        day: date | None = None,
        payer: str | None = None,
        replaces: str = "",
    ) -> tuple[str, str]:
        """Keep a question before it is answered; gives the ids of its conversation and its turn.

        ``replaces`` is the last turn where that is asked anew: what was asked before is kept beneath it.
        """
        text = without_identifiers(question)
        with self._session() as session:
            if conversation:
                row = self._mine(session, owner, conversation)
            else:
                row = ConversationRow(owner=owner, title=_title(text))
                session.add(row)
            earlier: list[str] = []
            last = row.turns[-1] if row.turns else None
            if replaces and last is not None and last.id == replaces:
                earlier = [*last.earlier, *([last.question] if last.question != text else [])]
                row.turns.remove(last)
            turn = TurnRow(
                place=len(row.turns),
                question=text,
                day=day,
                payer=without_identifiers(payer) if payer else None,
                earlier=earlier,
                words=text.lower(),
            )
            row.turns.append(turn)
            row.changed = now()
            session.flush()
            self._running.add(turn.id)
            return row.id, turn.id

    def branched(self, owner: str, conversation: str, before: int) -> str:
        """A new conversation of the first ``before`` turns of another, one's own or shared: what is changed midway, or goes on
        from what somebody shares, loses and changes nothing there."""
        with self._session() as session:
            row = self._readable(session, owner, conversation)
            other = ConversationRow(owner=owner, title=row.title)
            columns = {column.key for column in TurnRow.__table__.columns} - {"id", "conversation_id"}
            other.turns = [TurnRow(**{key: getattr(turn, key) for key in columns}) for turn in row.turns[:before]]
            if row.owner != owner:
                for turn in other.turns:
                    _withheld(turn)
            session.add(other)
            session.flush()
            return other.id

    def answered(
        self,
        turn: str,
        answer: Answer,
        passages: Mapping[str, Passage],
        labels: Mapping[str, str],
        steps: Sequence[Step],
        *,
        private: bool = False,
    ) -> None:
        """Keep an answer with its evidence; ``private`` where that is the owner's own. A turn deleted meanwhile is left so."""
        columns = kept(Given(answer, passages, labels, steps, private))

        def change(row: TurnRow) -> None:
            row.state = "answered"
            _put(row, columns)

        self._change(turn, change)

    def answered_beside(self, turn: str, given: Given) -> None:
        """Keep another writer's answer to the same question beside the first; it takes the place of an earlier one."""
        columns = {**kept(given), "settled": False}

        def change(row: TurnRow) -> None:
            row.beside = columns

        self._change(turn, change)

    def choose(self, owner: str, turn: str, *, beside: bool) -> None:
        """Go on with the first of two answers, or with the one ``beside`` it; the other stays kept. Raises NotHeld."""
        with self._session() as session:
            row = session.get(TurnRow, turn)
            if row is None or row.conversation.owner != owner or row.beside is None:
                raise NotHeld("There are no two answers to choose from: the conversation was deleted, or belongs to somebody else.")
            other = {key: value for key, value in row.beside.items() if key != "settled"}
            if beside:
                first = _answer(row)
                _put(row, other)
                other = first
            row.beside = {**other, "settled": True}

    def ended(self, turn: str, state: Literal["stopped", "failed"], error: str = "") -> None:
        """Keep that a question got no answer, and why."""

        def change(row: TurnRow) -> None:
            if row.state == "waiting":
                row.state, row.error = state, error

        self._change(turn, change)

    def dropped(self, turn: str) -> None:
        """Nobody works on this question any more, in whatever state it is."""
        self._running.discard(turn)

    def rename(self, owner: str, conversation: str, title: str) -> None:
        """Give a conversation another title; an empty one leaves it. Raises NotHeld."""
        with self._session() as session:
            row = self._mine(session, owner, conversation)
            row.title = _title(without_identifiers(title)) if title.strip() else row.title

    def pin(self, owner: str, conversation: str, pinned: bool) -> None:
        """Keep a conversation at the top of the list, or no longer. Raises NotHeld."""
        with self._session() as session:
            self._mine(session, owner, conversation).pinned = pinned

    def share(self, owner: str, conversation: str, shared: bool) -> None:
        """Let everybody of the installation read a conversation by its address, or no longer. Raises NotHeld."""
        with self._session() as session:
            self._mine(session, owner, conversation).shared = shared

    def delete(self, owner: str, conversation: str) -> None:
        """Delete a conversation with its turns, evidence and feedback. Raises NotHeld."""
        with self._session() as session:
            session.delete(self._mine(session, owner, conversation))

    def hand_over(self, owner: str, to: str) -> None:
        """Give the conversations of a guest, and what was said of them, to the account the guest made."""
        with self._session() as session:
            for table in (ConversationRow, FeedbackRow):
                session.execute(update(table).where(table.owner == owner).values(owner=to))

    def _turn(self, row: TurnRow, feedback: str) -> HeldTurn:
        state: Any = "interrupted" if row.state == "waiting" and row.id not in self._running else row.state
        return HeldTurn(
            row.id,
            row.question,
            row.day,
            row.payer,
            row.asked,
            state,
            row.error,
            given_of(_answer(row)) if row.answer is not None else None,
            tuple(row.earlier),
            feedback,
            Beside(given_of(row.beside), row.beside["settled"]) if row.beside is not None else None,
        )

    def _change(self, turn: str, change: Callable[[TurnRow], None]) -> None:
        with self._session() as session:
            row = session.get(TurnRow, turn)
            if row is not None:
                change(row)
                row.conversation.changed = now()
        self._running.discard(turn)

    def _mine(self, session: Session, owner: str, conversation: str) -> ConversationRow:
        row = self._readable(session, owner, conversation)
        if row.owner != owner:
            raise NotHeld("This conversation belongs to somebody else, who lets it be read: it cannot be changed.")
        return row

    @staticmethod
    def _readable(session: Session, owner: str, conversation: str) -> ConversationRow:
        found = session.scalar(
            select(ConversationRow)
            .where(ConversationRow.id == conversation, or_(ConversationRow.owner == owner, ConversationRow.shared))
            .options(selectinload(ConversationRow.turns), selectinload(ConversationRow.feedback))
        )
        if found is None:
            raise NotHeld("There is no such conversation: it was deleted, or belongs to somebody else.")
        return found

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with told_errors(), Session(self._engine) as session, session.begin():
            yield session


@contextmanager
def told_errors() -> Iterator[None]:
    """Whatever the database raises, as one sentence."""
    try:
        yield
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise HistoryUnavailable(
            f"Conversations cannot be read or kept ({reason}): see that the database has room and can be written."
        ) from error


def _answer(row: TurnRow) -> dict[str, Any]:
    return {column: getattr(row, column) for column in ANSWER}


def _put(row: TurnRow, columns: Mapping[str, Any]) -> None:
    for column in ANSWER:
        setattr(row, column, columns[column])
    row.words = words_of(row.question, columns)


def _withheld(row: TurnRow) -> None:
    """Take out of a copy for somebody else what rests on the owner's own sources."""
    if row.beside is not None and row.beside["private"]:
        row.beside = None
    if row.private:
        row.answer, row.evidence, row.labels, row.steps, row.beside, row.private = None, {}, {}, [], None, False
        row.state, row.words = "withheld", row.question.lower()


def _title(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= MAX_TITLE else f"{words[: MAX_TITLE - 1].rsplit(' ', 1)[0]}…"
