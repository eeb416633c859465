"""Outputs of a chat model kept as files, so that a run needs neither the model nor its price.

A recording is found by the model's name and what it was asked. Passages have opaque ids that differ from run to run: they
are numbered in the order they stand in the question, there and in the output.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from langchain_core.caches import BaseCache
from langchain_core.messages import messages_from_dict
from langchain_core.outputs import ChatGeneration, Generation

from assistant.answer import Answer
from assistant.request import Request
from assistant.writers import extractive
from evals.subject import Codes, Holdings, Subject
from knowledge.records import Passage

_OPAQUE = re.compile(r"\b[a-z]{1,3}-[0-9a-f]{4,16}\b")
# what the assistant says where its built-in writer took a model's place
_STOOD_IN = "built-in writer answered instead"
_NUMBERED = re.compile(r"<opaque (\d+)>")


class Mode(StrEnum):
    """Whether model outputs are only watched, kept, or taken from what was kept."""

    WATCH = "watch"
    RECORD = "record"
    REPLAY = "replay"


class RecordingMissing(Exception):
    """A model was asked something that no recording answers."""


class ModelSilent(Exception):
    """A model was asked and gave no output: an outage, whatever answer came of it."""


class Recordings(BaseCache):
    """Stands where LangChain keeps outputs of chat models: every ``invoke`` asks here first and tells here after."""

    def __init__(self, mode: Mode, model: str, folder: Path | None = None) -> None:
        self._mode, self._model, self._folder = mode, model, folder
        self.begin()

    def begin(self) -> None:
        """Forget the case before: ``asked`` and ``waits`` tell whether the model was asked since and still owes its output,
        ``missing`` that a recording was wanting."""
        self.asked = self.waits = self.missing = False

    def lookup(self, prompt: str, llm_string: str) -> Sequence[Generation] | None:
        """The recorded output to these messages. In replay mode raises RecordingMissing where there is none."""
        self.asked = self.waits = True
        if self._mode is not Mode.REPLAY:
            return None
        question, ids = _numbered(prompt)
        path = self._path(question)
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            self.missing = True
            raise RecordingMissing("No recording answers what the model was asked.") from error
        self.waits = False
        kept = json.loads(_with_ids(json.dumps(json.loads(text)["messages"]), ids))
        return [ChatGeneration(message=message) for message in messages_from_dict(kept)]

    def update(self, prompt: str, llm_string: str, return_val: Sequence[Generation]) -> None:
        """Keep an output in record mode."""
        self.waits = False
        if self._mode is not Mode.RECORD:
            return
        question, ids = _numbered(prompt)
        messages = [{"type": given.message.type, "data": given.message.model_dump(mode="json")}
                    for given in return_val if isinstance(given, ChatGeneration)]
        numbered, _ = _numbered(json.dumps(messages), ids)
        kept = {"model": self._model, "messages": json.loads(numbered)}
        path = self._path(question)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n")

    def clear(self, **kwargs: Any) -> None:
        """Recordings are files; a user deletes them."""

    def _path(self, question: str) -> Path:
        assert self._folder is not None  # watching neither reads nor writes
        digest = hashlib.sha256(f"{self._model}\n{question}".encode()).hexdigest()[:24]
        return self._folder / f"{digest}.json"


class Heard:
    """A subject whose chat model is heard by recordings: where the model gave nothing, the case breaks.

    Without this an outage would be scored as the built-in writer's answer.
    """

    def __init__(self, subject: Subject, recordings: Recordings) -> None:
        self._subject, self._recordings = subject, recordings

    @property
    def codebook(self) -> Codes:
        """The subject's look-up."""
        return self._subject.codebook

    @property
    def library(self) -> Holdings:
        """The subject's library."""
        return self._subject.library

    def ask(self, request: Request) -> Answer:
        """The answer. Raises RecordingMissing or ModelSilent where the model was asked in vain."""
        self._recordings.begin()
        answer = self._subject.ask(request)
        if self._recordings.missing:
            raise RecordingMissing("No recording answers what the model was asked: record this case anew.")
        stood_in = next((notice for notice in answer.notices if _STOOD_IN in notice), "")
        # a model that was asked and answered may still have proven nothing: that is an answer, and scored
        if self._recordings.waits or (stood_in and not self._recordings.asked):
            raise ModelSilent(stood_in or "The model was asked and gave no output.")
        return answer

    def retrieve(self, request: Request) -> list[Passage]:
        """What the subject finds."""
        return self._subject.retrieve(request)

    def passage(self, passage_id: str) -> Passage | None:
        """The subject's passage of this id."""
        return self._subject.passage(passage_id)


def heard(subject: Subject, mode: Mode, model: str, folder: Path | None) -> Subject:
    """The subject with its model watched, recorded or replayed; itself where the built-in writer answers.

    Sets LangChain's cache for the whole process, which runs cases of one model at a time.
    """
    if model == extractive.NAME:
        return subject
    from langchain_core.globals import set_llm_cache

    recordings = Recordings(mode, model, folder)
    set_llm_cache(recordings)
    return Heard(subject, recordings)


def _numbered(text: str, ids: list[str] | None = None) -> tuple[str, list[str]]:
    """The text with its opaque ids numbered, and the ids by number; given ids keep theirs and others stay as they are."""
    known = list(dict.fromkeys(_OPAQUE.findall(text))) if ids is None else ids
    numbers = {opaque: n for n, opaque in enumerate(known)}
    return _OPAQUE.sub(lambda found: f"<opaque {numbers[found[0]]}>" if found[0] in numbers else found[0], text), known


def _with_ids(text: str, ids: Sequence[str]) -> str:
    return _NUMBERED.sub(lambda found: ids[int(found[1])] if int(found[1]) < len(ids) else found[0], text)
