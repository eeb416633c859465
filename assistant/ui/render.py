"""The conversation as HTML: questions, steps and states around the answers. Everything that comes from outside is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant.accounts.limits import UNLOCK
from assistant.answer import writer_name
from assistant.history.held import Given
from assistant.models import Chosen
from assistant.steps import Step
from assistant.ui.answer_view import answer_html, judge_html, next_questions
from assistant.ui.turn import Chat, Turn

EXAMPLES = (
    "Morselized allograft packed in during a lumbar fusion: 20930 or 20931?",
    "Can I report 20931 per level?",
    "dx for swimmer's ear, left",
    "Closed Colles fracture, right, first ED visit",
    "Type 2 diabetes with foot ulcer, left midfoot, fat layer exposed",
    "E10.9 and E11.9 on the same claim, ok?",
)


def conversation(chat: Chat, others: Sequence[Chosen] = ()) -> str:
    """The whole conversation, oldest first; ``others`` are the writers that could answer the newest question beside the first."""
    if not chat.turns:
        return (
            '<div class="cc-empty"><h2>Which code does the case need?</h2><p>Ask in your own words or paste a note. '
            "Every sentence of the answer is quoted from a source that you can open.</p></div>"
        )
    last = len(chat.turns) - 1
    turns = "".join(_turn(n, turn, others, newest=n == last, editing=n == chat.editing) for n, turn in enumerate(chat.turns))
    told = "Shared with you. Asking on makes a conversation of your own; this one stays as it is."
    read = f'<p class="cc-state">{told}</p>' if chat.shared else ""
    return f'<div class="cc-thread" data-conversation="{escape(chat.id)}">{read}{turns}</div>'


def _turn(n: int, turn: Turn, others: Sequence[Chosen], *, newest: bool, editing: bool) -> str:
    parts = [f'<article class="cc-turn{" cc-edited" if editing else ""}" data-turn="{n}" data-id="{escape(turn.id)}">', _question(n, turn)]
    if editing:
        parts.append('<div class="cc-state">The question is in the box. Ask it again in other words, or leave it as it is.</div>')
    parts.append(_steps(turn))
    if turn.error:
        unlock = ' <a class="cc-chip" href="/sign-up">Create a free account</a>' if UNLOCK in turn.error else ""
        parts.append(f'<div class="cc-state cc-error" role="alert">{escape(turn.error)}{unlock}</div>')
    if turn.stopped:
        parts.append('<div class="cc-state">Stopped before there was an answer.</div>')
    if turn.interrupted:
        parts.append('<div class="cc-state">The program was stopped while it worked on this question.</div>')
    if turn.withheld:
        parts.append('<div class="cc-state">This answer rests on sources that only its owner may see, so it is not shown.</div>')
    if newest and turn.question and (turn.error or turn.stopped or turn.interrupted):
        parts.append('<p><button type="button" class="cc-chip" data-do="retry">Ask it again</button></p>')
    if turn.given is not None:
        parts.append(_answers(n, turn, turn.given, others, newest=newest))
    if turn.note:
        parts.append(f'<p class="cc-notice" role="alert">{escape(turn.note)}</p>')
    return "".join([*parts, "</article>"])


def _answers(n: int, turn: Turn, given: Given, others: Sequence[Chosen], *, newest: bool) -> str:
    """The answer, or two beside each other of which one is chosen; a settled choice keeps the other folded beneath."""
    first = answer_html(str(n), given, newest=newest)
    after = next_questions(given.answer) if newest else ""
    judge = judge_html(turn) if turn.id else ""
    beside = turn.beside
    if turn.asking or (beside is not None and not beside.settled):
        second = _live(turn.asking, turn.asking_steps) if beside is None else answer_html(f"{n}b", beside.given, newest=newest)
        name = turn.asking if beside is None else beside.given.answer.model
        can = beside is not None and bool(turn.id)
        return (
            f'<div class="cc-beside">{_one_of_two(n, given.answer.model, first, "" if can else None)}'
            f'{_one_of_two(n, name, second, "1" if can else None)}</div>'
        )
    other = ""
    if beside is not None:
        name = escape(writer_name(beside.given.answer.model))
        take = _choose(n, "1", "Go on with this one instead") if turn.id else ""
        other = (
            f'<details class="cc-other"><summary>The other answer, by {name}</summary>'
            f'{answer_html(f"{n}b", beside.given, newest=False)}{take}</details>'
        )
    return f"{first}{judge}{_ask_another(n, others) if newest else ''}{other}{after}"


def _one_of_two(n: int, model: str, answer: str, choice: str | None) -> str:
    name = escape(writer_name(model))
    choose = _choose(n, choice, "Go on with this one") if choice is not None else ""
    return f'<section class="cc-one" aria-label="Answer by {name}"><h3>By {name}</h3>{answer}{choose}</section>'


def _choose(n: int, beside: str, words: str) -> str:
    return f'<p><button type="button" class="cc-chip" data-do="choose" data-turn="{n}" data-beside="{beside}">{words}</button></p>'


def _live(writer: str, steps: Sequence[Step]) -> str:
    rows = _rows(steps) or f"<li>Asking {escape(writer_name(writer))}</li>"
    return f'<ol class="cc-steps cc-live" role="status">{rows}</ol>'


def _ask_another(n: int, others: Sequence[Chosen]) -> str:
    """The writers that can answer the same question beside the first, and where that sends it."""
    offered = "".join(
        f'<button type="button" class="cc-quiet" data-do="beside" data-turn="{n}" data-writer="{escape(writer.name)}" '
        f'title="{escape(writer.where)}">{escape(writer_name(writer.name))}{" (outside this computer)" if writer.outside else ""}</button>'
        for writer in others
    )
    return f'<div class="cc-writers"><span class="cc-meta">Answer beside it by</span>{offered}</div>' if offered else ""


def _question(n: int, turn: Turn) -> str:
    if not turn.question:
        return ""
    circumstances = " · ".join(
        part for part in (f"on {turn.day}" if turn.day else "", turn.payer or "") if part
    )
    told = f'<span class="cc-meta">{escape(circumstances)}</span>' if circumstances else ""
    before = "".join(f"<li>{escape(text)}</li>" for text in turn.earlier)
    kept = f'<details class="cc-earlier"><summary>Edited</summary><ul>{before}</ul></details>' if before else ""
    edit = (
        f'<button type="button" class="cc-edit" data-do="edit" data-turn="{n}" aria-label="Edit this question">Edit</button>'
        if not turn.working
        else ""
    )
    return f'<div class="cc-asked"><div class="cc-question" tabindex="0">{_lines(turn.question)}</div>{told}{edit}{kept}</div>'


def _steps(turn: Turn) -> str:
    """The steps taken; the last one is live while the answer is on its way, and all fold away after."""
    rows = _rows(turn.steps)
    if not rows:
        return ""
    if turn.working:
        return f'<ol class="cc-steps cc-live" role="status">{rows}</ol>'
    return f'<details class="cc-steps"><summary>How it was answered</summary><ol>{rows}</ol></details>'


def _rows(steps: Sequence[Step]) -> str:
    latest: dict[str, str] = {}
    for step in steps:
        latest[step.name] = step.detail or latest.get(step.name, "")
    return "".join(
        f"<li>{escape(name)}{f' <span>{escape(detail)}</span>' if detail else ''}</li>" for name, detail in latest.items()
    )


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
