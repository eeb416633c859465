"""What happens between a question and its answer on the page: kept before it is worked on, shown step by step, kept again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from assistant.accounts.visitor import is_guest, uploader
from assistant.errors import AssistantError
from assistant.history.conversations import History
from assistant.history.held import Beside, Given
from assistant.models import Chosen
from assistant.request import MAX_CHARACTERS, Request
from assistant.steps import Step
from assistant.ui.answering import answering
from assistant.ui.other_writers import OtherWriters
from assistant.ui.turn import Chat, Turn, chat_of
from assistant.ui.warming import Warming
from knowledge.errors import KnowledgeError

# told an owner and an address; counts a question, or says why it may not be asked
MayAsk = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: the owner of the conversation, and the address the question comes from."""

    owner: str
    address: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows now: the conversation, and what stands in the box. None leaves the box as it is: somebody may be
    typing the next question there."""

    chat: Chat
    box: str | None = None


class Exchange:
    """Asks questions of one installation and keeps them in its history."""

    def __init__(self, warming: Warming, history: History, may_ask: MayAsk, writers: OtherWriters) -> None:
        self._warming, self._history, self._may_ask, self._writers = warming, history, may_ask, writers

    def ask(self, who: Asker, chat: Chat, text: str, on: str, by: str) -> Iterator[Shown]:
        """Ask what stands in the box. Nothing typed is lost: a question that cannot be asked stays there."""
        refusal = _refusal(text, on) or self._may_ask(who.owner, who.address)
        if refusal:
            if not chat.turns or chat.turns[-1].error != refusal:
                chat = replace(chat, turns=[*chat.turns, Turn("", error=refusal)])
            yield Shown(chat)
            return
        day = date.fromisoformat(on.strip()) if on.strip() else None
        yield from self._asked(who.owner, chat, Turn(text.strip(), day=day, payer=by.strip() or None), box="")

    def again(self, who: Asker, chat: Chat) -> Iterator[Shown]:
        """Ask the last question again, under its own circumstances."""
        asked = [n for n, turn in enumerate(chat.turns) if turn.question]
        if not asked:
            yield Shown(chat)
            return
        refusal = self._may_ask(who.owner, who.address)
        if refusal:
            yield Shown(replace(chat, turns=[*chat.turns[: asked[-1] + 1], Turn("", error=refusal)]))
            return
        last = chat.turns[asked[-1]]
        chat = replace(chat, turns=chat.turns[: asked[-1] + 1], editing=asked[-1])
        yield from self._asked(who.owner, chat, Turn(last.question, day=last.day, payer=last.payer), box=None)

    def stopped(self, chat: Chat, box: str) -> Shown:
        """The question that was on its way goes back into the box."""
        if chat.turns and chat.turns[-1].asking:
            chat.turns[-1].asking = ""
        if chat.turns and chat.turns[-1].working:
            turn = chat.turns[-1]
            turn.stopped = True
            turn.note = self._kept(lambda: self._history.ended(turn.id, "stopped"))
            return Shown(chat, box or turn.question)
        return Shown(chat)

    def beside(self, who: Asker, chat: Chat, turn: int, writer: str) -> Iterator[Shown]:
        """Have another writer answer the same question, shown and kept beside the first."""
        assistant = self._warming.assistant
        held = chat.turns[turn] if 0 <= turn < len(chat.turns) else None
        if assistant is None or held is None or held.answer is None or not held.id or held.asking:
            yield Shown(chat)
            return
        held.note = self._may_ask(who.owner, who.address)
        if held.note:
            yield Shown(chat)
            return
        held.beside, held.asking, held.asking_steps = None, writer, []
        yield Shown(chat)
        try:
            other = self._writers.by(assistant.seen_by(uploader(who.owner)), held.answer.model, writer)
            for event in answering(other, _request(held, chat.turns[:turn]), assistant.library):
                if isinstance(event, Given):
                    held.beside, held.asking = Beside(event), ""
                    held.note = self._kept(partial(self._history.answered_beside, held.id, event))
                else:
                    held.asking_steps.append(event)
                yield Shown(chat)
        except (KnowledgeError, AssistantError) as error:
            held.note, held.asking = str(error), ""
            yield Shown(chat)

    def choose(self, owner: str, chat: Chat, turn: int, *, beside: bool) -> Shown:
        """Go on with one of two answers; the other stays kept, folded beneath."""
        held = chat.turns[turn] if 0 <= turn < len(chat.turns) else None
        if held is None or held.given is None or held.beside is None:
            return Shown(chat)
        held.note = self._kept(lambda: self._history.choose(owner, held.id, beside=beside))
        if not held.note:
            first, other = (held.beside.given, held.given) if beside else (held.given, held.beside.given)
            held.given, held.steps, held.beside = first, list(first.steps), Beside(other, settled=True)
        return Shown(chat)

    def others(self, chat: Chat) -> list[Chosen]:
        """Who else could answer the newest question."""
        newest = chat.turns[-1] if chat.turns else None
        if newest is None or newest.answer is None or not newest.id or newest.asking:
            return []
        kept = newest.beside.given.answer.model if newest.beside is not None else ""
        return [writer for writer in self._writers.beside(self._warming.assistant, newest.answer.model) if writer.name != kept]

    def open(self, owner: str, conversation: str) -> Shown:
        """A conversation of the history, or the one sentence that says why not."""
        try:
            # what is shared is shared with accounts
            return Shown(chat_of(self._history.opened(owner, conversation, own_only=is_guest(owner))), "")
        except AssistantError as error:
            return Shown(Chat(turns=[Turn("", error=str(error))]), "")

    def edit(self, chat: Chat, turn: int) -> Shown:
        """Put a question back into the box, to ask it in other words."""
        if not 0 <= turn < len(chat.turns) or not chat.turns[turn].question:
            return Shown(chat)
        return Shown(replace(chat, editing=turn), chat.turns[turn].question)

    def _asked(self, owner: str, chat: Chat, turn: Turn, box: str | None) -> Iterator[Shown]:
        chat = replace(chat, turns=[held for held in chat.turns if held.question])
        turn.note = self._kept(lambda: self._keep_question(owner, chat, turn))
        before = list(chat.turns) if chat.editing is None else chat.turns[: chat.editing]
        chat = Chat(chat.id, chat.title, [*before, turn])
        yield Shown(chat, box)
        try:
            yield from self._worked_on(owner, chat, turn, before)
        finally:
            self._history.dropped(turn.id)

    def _keep_question(self, owner: str, chat: Chat, turn: Turn) -> None:
        """Before it is answered, so that a restart loses no question."""
        replaces = ""
        if chat.shared:
            # going on from what another shares makes a conversation of one's own
            before = len(chat.turns) if chat.editing is None else chat.editing
            chat.id = self._history.branched(owner, chat.shared, before)
        elif chat.editing is not None and chat.id:
            if chat.editing == len(chat.turns) - 1:
                last = chat.turns[-1]
                replaces = last.id
                turn.earlier = [*last.earlier, *([last.question] if last.question != turn.question else [])]
            else:
                chat.id = self._history.branched(owner, chat.id, chat.editing)
        chat.id, turn.id = self._history.asked(
            owner, turn.question, conversation=chat.id, day=turn.day, payer=turn.payer, replaces=replaces
        )

    def _worked_on(self, owner: str, chat: Chat, turn: Turn, before: list[Turn]) -> Iterator[Shown]:
        if self._warming.error:
            self._warming.start()
        for progress in self._warming.wait():
            turn.steps = [Step("Getting the library ready", progress)]
            yield Shown(chat)
        assistant = self._warming.assistant
        if assistant is None:
            yield self._failed(chat, turn, self._warming.error)
            return
        try:
            for event in answering(assistant.seen_by(uploader(owner)), _request(turn, before), assistant.library):
                if isinstance(event, Given):
                    turn.given = event
                    turn.note = turn.note or self._kept(lambda: self._keep_answer(turn))
                else:
                    turn.steps.append(event)
                yield Shown(chat)
        except (KnowledgeError, AssistantError) as error:
            yield self._failed(chat, turn, str(error))

    def _keep_answer(self, turn: Turn) -> None:
        given = turn.given
        assert given is not None
        self._history.answered(turn.id, given.answer, given.passages, given.labels, given.steps, private=given.private)

    def _failed(self, chat: Chat, turn: Turn, error: str) -> Shown:
        turn.error = error
        turn.note = turn.note or self._kept(lambda: self._history.ended(turn.id, "failed", error))
        return Shown(chat, turn.question)

    @staticmethod
    def _kept(work: Callable[[], None]) -> str:
        """Do something with the history; where it fails the answer goes on, and the sentence is shown beside it."""
        try:
            work()
        except AssistantError as error:
            return str(error)
        return ""


def _request(turn: Turn, before: Sequence[Turn]) -> Request:
    return Request(
        question=turn.question,
        turns=[held.question for held in before if held.question and not held.stopped],
        date=turn.day,
        payer=turn.payer,
    )


def _refusal(text: str, on: str) -> str:
    if not text.strip():
        return "Please type a question: a procedure or diagnosis in your own words, or a code."
    if len(text) > MAX_CHARACTERS:
        return (
            f"The question has {len(text):,} characters and the limit is {MAX_CHARACTERS:,}: shorten it to the part that "
            "needs coding; your text is still in the box."
        )
    try:
        date.fromisoformat(on.strip()) if on.strip() else None
    except ValueError:
        return f"{on.strip()!r} is not a date: write the date of service as YYYY-MM-DD, or leave it empty for today."
    return ""
