"""A chat model that says what a test tells it to, over LangChain's own fake: words or calls of tools, whole or in pieces."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from langchain_core.language_models.fake_chat_models import SimpleChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from assistant.pipeline import Assistant
from assistant.spending import FREE, Ledger, Purse
from assistant.writers.chat_model import ChatModel, ChatModelWriter
from assistant.writers.material import Size
from knowledge.library import Library

Script = Callable[[list[BaseMessage]], AIMessage | str]
NAME = "scripted:model"
_PASSAGE = re.compile(r'<passage (x-[0-9a-f]+) id="(p-[0-9a-f]+)">\n(.*?)\n</passage \1>', re.DOTALL)


class ScriptedModel(SimpleChatModel):
    """Answers each call by the script, which sees the messages; keeps what it was asked."""

    script: Any
    asked: list[list[BaseMessage]] = []  # noqa: RUF012
    tools: list[Any] = []  # noqa: RUF012
    piece: int = 40

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> ScriptedModel:
        self.tools = list(tools)
        return self

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _call(self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **kwargs: Any) -> str:
        return str(self._said(messages).text)

    def _said(self, messages: list[BaseMessage]) -> AIMessage:
        self.asked.append(list(messages))
        said = self.script(messages)
        return said if isinstance(said, AIMessage) else AIMessage(said)

    def _generate(self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **kwargs: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._said(messages))])

    def _stream(self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
        said = self._said(messages)
        text = str(said.text)
        for at in range(0, len(text), self.piece):
            yield ChatGenerationChunk(message=AIMessageChunk(content=text[at : at + self.piece]))
        if said.tool_calls:
            chunks = [{"name": c["name"], "args": json.dumps(c["args"]), "id": c["id"], "index": n} for n, c in enumerate(said.tool_calls)]
            yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=chunks))

    @property
    def prompts(self) -> list[str]:
        """Everything that was sent, a text a call."""
        return ["\n".join(str(message.content) for message in messages) for messages in self.asked]


def scripted(library: Library, script: Script, today: date, **changes: Any) -> tuple[Assistant, ScriptedModel]:
    """An assistant that a scripted model words, and the model."""
    model = ScriptedModel(script=script, asked=[])
    ledger, price = changes.pop("ledger", None), changes.pop("price", FREE)
    caps = changes.pop("question_cap", 1.0), changes.pop("daily_cap", 5.0)

    def purse() -> Purse:
        return Purse(price, *caps, ledger.of_day(today).dollars if ledger else 0.0)

    def kept(used: Purse) -> str:
        if isinstance(ledger, Ledger):
            ledger.add(today, NAME, used.spent)
        return str(used.spent)

    size = changes.pop("size", Size())
    writer = ChatModelWriter(ChatModel(model, NAME, size, **{"seconds": 20.0, **changes}), library, purse, kept)
    return Assistant(library, writer.write, NAME, "Scripted.", today=lambda: today), model


def passages(messages: Sequence[BaseMessage] | str) -> dict[str, str]:
    """The passages of a prompt by their ids."""
    text = messages if isinstance(messages, str) else "\n".join(str(message.content) for message in messages)
    return {found[2]: found[3] for found in _PASSAGE.finditer(text)}


def naming(messages: Sequence[BaseMessage] | str, words: str) -> tuple[str, str]:
    """The id of the first passage with a sentence that names the words, and that sentence."""
    for key, text in passages(messages).items():
        found = re.search(rf"[^.\n]*{re.escape(words)}[^\n]*?\.(?=\s|$)", text)
        if found:
            return key, found[0].strip()
    raise AssertionError(f"no passage names {words}")


def answering(messages: Sequence[BaseMessage] | str, code: str = "20930", **changes: Any) -> str:
    """A sound answer of one sentence that quotes a passage about a code, with changes."""
    key, quote = naming(messages, code)
    sentence = {"text": quote, "passage": key, "quote": quote, **{k: changes.pop(k) for k in ("text", "passage", "quote") if k in changes}}
    return json.dumps({"action": "answer", "assigned": [code], "rejected": [], "sentences": [sentence], **changes})


