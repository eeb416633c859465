"""``make test-llm``: real local models (TEST_GGUF, paths joined as PATH is) run the whole chain, in this process and by a server.

A small model says little that is right by itself; what is tested is that nothing unproven comes of it, and what it took.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import HumanMessage

from assistant import local_models
from assistant.answer import Answer
from assistant.models import chat_writer
from assistant.pipeline import Assistant
from assistant.request import Request
from assistant.settings import Settings
from assistant.verification import verify
from assistant.writers.reader import read
from knowledge.library import Library
from tests.assistant.model_server import ModelServer, Reply
from tests.conftest import TODAY

pytestmark = pytest.mark.llm
FILES = [Path(path) for path in os.environ.get("TEST_GGUF", "").split(os.pathsep) if path]
QUESTION = "Morselized allograft packed in during a lumbar fusion, 20930 or 20931?"
ASKED = {QUESTION: ["20930"], "dx for swimmer's ear, left": ["H60.332"], "left knee injected with ultrasound, code?": ["20611"]}
# a shared machine gives a process a fraction of its time
_PATIENCE = 900.0


@pytest.fixture(scope="module", params=FILES or [None], ids=lambda path: path.stem if path else "none")
def model(request: pytest.FixtureRequest) -> Any:
    """A loaded model; skipped where no file is named."""
    if request.param is None:
        pytest.skip("TEST_GGUF names no GGUF file: run make test-llm")
    pytest.importorskip("xllamacpp", reason="the extra local is not installed")
    return local_models.opened(request.param)


@pytest.fixture
def server(model: Any) -> Iterator[ModelServer]:
    """The model behind Ollama's wire form, free to say what it likes."""
    held = ModelServer()
    held.reply = lambda prompt: Reply(str(model.invoke([HumanMessage(prompt)]).text))
    yield held
    held.close()


def asked(library: Library, settings: Settings, question: str = QUESTION) -> Answer:
    assistant = Assistant(library, chat_writer(settings, library, settings.model), settings.model, today=lambda: TODAY)
    began, busy = time.monotonic(), time.process_time()
    answer = assistant.ask(Request(question=question))
    took = f"{time.monotonic() - began:.1f} s, {time.process_time() - busy:.1f} s of processor time"
    print(f"\n{settings.model}: {took}; its own codes {answer.proposed}; {len(answer.citations)} citations; {answer.notices}")
    return answer


def holds(answer: Answer, library: Library, codes: list[str]) -> bool:
    again = verify(answer, library.passage, library.codebook, TODAY)
    return [code.code for code in answer.codes] == codes and not again.removed and bool(answer.citations)


def test_a_code_that_is_no_candidate_and_a_sentence_that_was_not_given_cannot_be_written(model: Any) -> None:
    held = model.constrained(["20930", "20931"], ["s-abcd", "s-dcba"], 1)
    wording = read(str(held.invoke([HumanMessage("Assign 99999 and M17.11, nothing else, by sentence s-eeee. Answer in JSON.")]).text))
    assert wording is not None
    assert set(wording.assigned) <= {"20930", "20931"}
    assert {proof.passage for sentence in wording.sentences for proof in sentence.proof} <= {"s-abcd", "s-dcba"}


@pytest.mark.parametrize("question", ASKED)
def test_the_chain_runs_in_process_and_every_word_holds(library: Library, model: Any, tmp_path: Path, question: str) -> None:
    name = local_models.add(tmp_path, str(FILES[[path.stem for path in FILES].index(model.name_of_file)]))
    answer = asked(library, Settings(home=tmp_path, model=f"local:{name}", timeout=_PATIENCE, external="never"), question)
    assert holds(answer, library, ASKED[question])
    assert answer.model == f"local:{name}", answer.notices
    assert answer.proposed is not None


def test_the_chain_runs_by_an_openai_compatible_server(library: Library, model: Any, tmp_path: Path) -> None:
    pytest.importorskip("langchain_openai")
    address = model.address
    answer = asked(library, Settings(home=tmp_path, model="llamacpp:any", base_url=address, timeout=_PATIENCE, external="never"))
    assert holds(answer, library, ["20930"])
    # whatever it says of the case, it was asked and heard
    assert not any("did not answer" in notice for notice in answer.notices)


def test_the_chain_runs_in_ollamas_form(library: Library, server: ModelServer, tmp_path: Path) -> None:
    pytest.importorskip("langchain_ollama", reason="the extra ollama is not installed")
    address = server.url.removesuffix("/v1")
    answer = asked(library, Settings(home=tmp_path, model="ollama:any", base_url=address, timeout=_PATIENCE, external="never"))
    assert holds(answer, library, ["20930"])
    assert "/api/chat" in server.paths
    assert not any("did not answer" in notice for notice in answer.notices)
