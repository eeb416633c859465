"""``make test-llm``: real local models (CODECITE_GGUF, paths joined as PATH is) run the whole chain, in this process and by a server.

A small model says little that is right by itself; what is tested is that nothing unproven comes of it.
"""

from __future__ import annotations

import os
import re
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
FILES = [Path(path) for path in os.environ.get("CODECITE_GGUF", "").split(os.pathsep) if path]
QUESTION = "Morselized allograft packed in during a lumbar fusion, 20930 or 20931?"


@pytest.fixture(scope="module", params=FILES or [None], ids=lambda path: path.stem if path else "none")
def model(request: pytest.FixtureRequest) -> Any:
    """A loaded model; skipped where no file is named."""
    if request.param is None:
        pytest.skip("CODECITE_GGUF names no GGUF file")
    pytest.importorskip("xllamacpp", reason="the extra local is not installed")
    return local_models.opened(request.param)


@pytest.fixture
def server(model: Any) -> Iterator[ModelServer]:
    """The model behind Ollama's wire form."""
    held = ModelServer()
    held.reply = lambda prompt: Reply(str(model.constrained(["20930", "20931"], _ids(prompt), 1).invoke([HumanMessage(prompt)]).text))
    yield held
    held.close()


def _ids(prompt: str) -> list[str]:
    return re.findall(r'id="(p-[0-9a-f]{8})"', prompt)


def asked(library: Library, settings: Settings) -> Answer:
    assistant = Assistant(library, chat_writer(settings, library, settings.model), settings.model, today=lambda: TODAY)
    return assistant.ask(Request(question=QUESTION))


def holds(answer: Answer, library: Library) -> bool:
    again = verify(answer, library.passage, library.codebook, TODAY)
    return [code.code for code in answer.codes] == ["20930"] and not again.removed and bool(answer.citations)


def test_a_code_that_is_no_candidate_cannot_be_written(model: Any) -> None:
    held = model.constrained(["20930", "20931"], ["p-00000000"], 1)
    wording = read(str(held.invoke([HumanMessage("Assign 99999 and M17.11, nothing else. Answer in JSON.")]).text))
    assert wording is not None
    assert set(wording.assigned) <= {"20930", "20931"}


def test_the_chain_runs_in_process_and_every_word_holds(library: Library, model: Any, tmp_path: Path) -> None:
    name = local_models.add(tmp_path, str(FILES[[path.stem for path in FILES].index(model.name_of_file)]))
    answer = asked(library, Settings(home=tmp_path, model=f"local:{name}", timeout=600, external="never"))
    assert holds(answer, library)
    assert answer.model == f"local:{name}", answer.notices


def test_the_chain_runs_by_an_openai_compatible_server(library: Library, model: Any, tmp_path: Path) -> None:
    pytest.importorskip("langchain_openai")
    answer = asked(library, Settings(home=tmp_path, model="llamacpp:any", base_url=model.address, timeout=900, external="never"))
    assert holds(answer, library)


def test_the_chain_runs_in_ollamas_form(library: Library, server: ModelServer, tmp_path: Path) -> None:
    pytest.importorskip("langchain_ollama", reason="the extra ollama is not installed")
    address = server.url.removesuffix("/v1")
    answer = asked(library, Settings(home=tmp_path, model="ollama:any", base_url=address, timeout=900, external="never"))
    assert holds(answer, library)
    assert "/api/chat" in server.paths
