"""What the tabs that look up need of the library: wait for it, and take a day as it is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from html import escape

from assistant.accounts.visitor import uploader
from assistant.ui.warming import Warming
from knowledge.errors import KnowledgeError
from knowledge.library import Library


def looked_up(warming: Warming, owner: str, work: Callable[[Library], str]) -> Iterator[str]:
    """The progress of the library while it is opened, then what ``work`` makes of it as an owner of conversations sees it, or one
    sentence on what is wrong."""
    if warming.error:
        warming.start()
    for progress in warming.wait():
        yield f'<p class="cc-hint" role="status">Getting the library ready: {escape(progress)}.</p>'
    if warming.assistant is None:
        yield wrong(warming.error)
        return
    try:
        yield work(warming.assistant.seen_by(uploader(owner)).library)
    except KnowledgeError as error:
        yield wrong(str(error))


def typed_day(text: str) -> date | None:
    """The day typed, today where nothing is, None where it is no day."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else date.today()
    except ValueError:
        return None


def wrong(sentence: str) -> str:
    """A sentence on what is wrong, as the page shows it."""
    return f'<div class="cc-state cc-error" role="alert">{escape(sentence)}</div>'


def no_day(text: str) -> str:
    """What is said of a date that is none."""
    return wrong(f"{text.strip()!r} is not a date: write it as YYYY-MM-DD, or leave it empty for today.")
