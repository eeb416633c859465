"""A GGUF model in this process: llama.cpp through xllamacpp, its output held to a form and its codes to the candidates."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# read when the library is loaded: threads that wait for one another sleep and leave the processor to whoever has work
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import xllamacpp
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, convert_to_openai_messages
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import ConfigDict

_CONTEXT = 4096
_ANSWER = 160
_NONE = "none"


class LocalModel(BaseChatModel):
    """A chat model of LangChain's over one loaded file; ``form`` is the grammar that its output is held to."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    server: Any
    name_of_file: str
    form: str | None = None

    @classmethod
    def of(cls, path: Path, threads: int | None = None) -> LocalModel:
        """Load a file. ``threads`` are one less than there are processors where none are given: one is left for everything else."""
        parameters = xllamacpp.CommonParams()
        parameters.model.path = str(path)
        parameters.n_ctx, parameters.n_parallel, parameters.warmup, parameters.verbosity = _CONTEXT, 1, False, 0
        parameters.port = 0
        for pool in (parameters.cpuparams, parameters.cpuparams_batch):
            pool.n_threads = threads or max(1, (os.cpu_count() or 2) - 1)
            # waiting threads sleep: polling takes a processor from everything else
            pool.poll = 0
        return cls(server=xllamacpp.Server(parameters), name_of_file=path.stem)

    def constrained(self, codes: list[str], passages: list[str], most: int) -> LocalModel:
        """The same model, which can write only these codes, so many at most, and only these passage ids."""
        return LocalModel(server=self.server, name_of_file=self.name_of_file, form=_form(codes, passages, most))

    @property
    def address(self) -> str:
        """Where the same model answers in the form of OpenAI's interface, on this computer alone."""
        return f"{self.server.listening_address}/v1"

    @property
    def _llm_type(self) -> str:
        return "llama.cpp"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"file": self.name_of_file, "form": self.form}

    def _asked(self, messages: list[BaseMessage], stream: bool) -> dict[str, Any]:
        asked: dict[str, Any] = {
            "messages": convert_to_openai_messages(messages),
            "max_tokens": _ANSWER,
            "temperature": 0,
            "stream": stream,
            "stream_options": {"include_usage": True},
            "cache_prompt": True,
        }
        if self.form is not None:
            asked["grammar"] = self.form
        return asked

    def _generate(
        self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: CallbackManagerForLLMRun | None = None, **kwargs: Any
    ) -> ChatResult:
        given = _sound(self.server.handle_chat_completions(self._asked(messages, stream=False)))
        message = AIMessage(given["choices"][0]["message"]["content"] or "", usage_metadata=_usage(given))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: CallbackManagerForLLMRun | None = None, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        come: queue.SimpleQueue[dict[str, Any] | Exception | None] = queue.SimpleQueue()
        left = threading.Event()

        def heard(chunk: Any) -> bool:
            for one in chunk if isinstance(chunk, list) else [chunk]:
                come.put(one)
            return left.is_set()

        def work() -> None:
            try:
                self.server.handle_chat_completions(self._asked(messages, stream=True), heard)
                come.put(None)
            except Exception as error:  # told to whoever reads the stream
                come.put(error)

        threading.Thread(target=work, name="llama", daemon=True).start()
        try:
            while (chunk := come.get()) is not None:
                if isinstance(chunk, Exception):
                    raise chunk
                given = _sound(chunk)
                choices = given.get("choices") or [{}]
                text = (choices[0].get("delta") or {}).get("content") or ""
                yield ChatGenerationChunk(message=AIMessageChunk(content=text, usage_metadata=_usage(given)))
        finally:
            left.set()


class LocalModelError(Exception):
    """llama.cpp refused what it was asked."""


def _sound(given: dict[str, Any]) -> dict[str, Any]:
    error = given.get("error")
    if error:
        raise LocalModelError(str(error.get("message", error) if isinstance(error, dict) else error))
    return given


def _usage(given: dict[str, Any]) -> UsageMetadata | None:
    told = given.get("usage")
    if not told:
        return None
    read, written = int(told["prompt_tokens"]), int(told["completion_tokens"])
    return UsageMetadata(input_tokens=read, output_tokens=written, total_tokens=read + written)


def _form(codes: list[str], passages: list[str], most: int) -> str:
    """The grammar of an answer: only these codes, so many at most, and only these ids of sentences can be written."""

    def one_of(words: list[str]) -> str:
        return " | ".join(f'"\\"{word}\\""' for word in words or [_NONE])

    more = f' (", " code){{0,{most - 1}}}' if most > 1 else ""
    assigned = "codes? " if most else ""
    return "\n".join(
        [
            f'root ::= "{{\\"assigned\\": [" {assigned}"], \\"sentences\\": [" sentence (", " sentence)? "]}}"',
            f"codes ::= code{more}",
            f"code ::= {one_of(codes)}",
            'sentence ::= "{\\"passage\\": " id ", \\"text\\": \\"" word (" " word){0,17} "\\"}"',
            f"id ::= {one_of(passages)}",
            'word ::= [a-zA-Z0-9.,;:()/%\'-]+',
        ]
    )
