"""One call of a chat model: retried with back-off while nothing has come, cut off when it says too much, takes too long or is stopped."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage

from assistant.errors import ModelUnavailable
from assistant.steps import Telling

_TRIES = 3
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 8.0
# of an answer no more is read: a model that goes on and on is cut off
_MOST_CHARACTERS = 24_000
_AGAIN = {408, 409, 425, 429, 500, 502, 503, 504, 529}
_AGAIN_NAMES = re.compile(
    r"timeout|connect|ratelimit|overloaded|unavailable|remoteprotocol|servererror|internalserver|throttl|readerror", re.IGNORECASE
)


class Stopped(Exception):
    """Nobody waits for the answer any more."""


def called(
    model: Any, name: str, messages: Sequence[BaseMessage], telling: Telling, seconds: float, told: Callable[[str], None]
) -> AIMessage:
    """The model's message; ``told`` hears all of its text so far whenever more has come.

    ``seconds`` is the most that all tries may take. Raises ModelUnavailable with one sentence, or Stopped.
    """
    until = time.monotonic() + seconds
    for attempt in range(1, _TRIES + 1):
        heard = _Heard(told)
        try:
            return _once(model, messages, telling, until, heard)
        except (Stopped, ModelUnavailable):
            raise
        except Exception as error:  # each provider's client has errors of its own
            pause = min(_LONGEST_WAIT, _asked_to_wait(error) or _FIRST_WAIT * 2**attempt * random.uniform(0.5, 1.0))
            if heard.text or attempt == _TRIES or not _passes(error) or time.monotonic() + pause > until:
                raise ModelUnavailable(f"The model {name} {_says(error, bool(heard.text))}.") from error
            if telling.wait(pause):
                raise Stopped from error
    raise AssertionError("the last try returns or raises")


class _Heard:
    """The text of one try so far."""

    def __init__(self, told: Callable[[str], None]) -> None:
        self.text, self._told = "", told

    def more(self, text: str) -> None:
        if text:
            self.text += text
            self._told(self.text)


def _once(model: Any, messages: Sequence[BaseMessage], telling: Telling, until: float, heard: _Heard) -> AIMessage:
    if not telling.live:
        message = model.invoke(list(messages))
        heard.more(str(message.text)[:_MOST_CHARACTERS])
        return message if isinstance(message, AIMessage) else AIMessage(str(message.text))
    whole: AIMessageChunk | None = None
    chunks = model.stream(list(messages))
    try:
        for chunk in chunks:
            if telling.stopped:
                raise Stopped
            whole = chunk if whole is None else whole + chunk
            heard.more(str(chunk.text))
            if len(heard.text) > _MOST_CHARACTERS or time.monotonic() > until:
                break
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()
    if whole is None:
        return AIMessage("")
    return AIMessage(content=heard.text, tool_calls=whole.tool_calls, usage_metadata=whole.usage_metadata)


def _passes(error: Exception) -> bool:
    """Whether the same call may succeed a little later."""
    status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    if isinstance(status, int):
        return status in _AGAIN
    return _AGAIN_NAMES.search(type(error).__name__) is not None


def _asked_to_wait(error: Exception) -> float | None:
    """The seconds that a server asks to wait; None where it names none."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return float(headers.get("retry-after", ""))
    except (TypeError, ValueError):
        return None


def _says(error: Exception, begun: bool) -> str:
    status = getattr(error, "status_code", None)
    name = type(error).__name__
    if status in {401, 403}:
        return "refused the key"
    if status == 404:
        return "is not known to its provider"
    if status == 429:
        return "is asked too much at the moment"
    if begun:
        return f"broke off within its answer ({name})"
    if "timeout" in name.lower():
        return f"did not answer in time ({name})"
    return f"did not answer ({name}{f', status {status}' if status else ''})"
