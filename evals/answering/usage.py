"""Tokens that a chat model reports while a case is answered, whichever provider it is of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, LLMResult
from langchain_core.tracers.context import register_configure_hook


@dataclass
class Usage:
    """Tokens read and written, and how many times a model was asked."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(eq=False)  # LangChain keeps handlers in sets
class _Counter(BaseCallbackHandler):
    usage: Usage = field(default_factory=Usage)

    def on_llm_end(self, response: LLMResult, **kwargs: Any) -> None:
        """Add what the model's message says of itself."""
        self.usage.calls += 1
        for generations in response.generations:
            for generation in generations[:1]:
                message = generation.message if isinstance(generation, ChatGeneration) else None
                told = message.usage_metadata if isinstance(message, AIMessage) else None
                # a provider may leave either figure out, whatever the type says
                self.usage.input_tokens += told.get("input_tokens", 0) if told else 0
                self.usage.output_tokens += told.get("output_tokens", 0) if told else 0


_COUNTER: ContextVar[_Counter | None] = ContextVar("evals_token_counter", default=None)
register_configure_hook(_COUNTER, inheritable=True)


@contextmanager
def counted() -> Iterator[Usage]:
    """The usage of every chat model that is asked within."""
    counter = _Counter()
    token = _COUNTER.set(counter)
    try:
        yield counter.usage
    finally:
        _COUNTER.reset(token)
