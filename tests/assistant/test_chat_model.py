"""A chat model words the answer over a real wire, and never gets an unproven word past verification."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from assistant.answer import Action, Answer
from assistant.models import chat_writer
from assistant.pipeline import Assistant
from assistant.request import Request
from assistant.settings import Settings
from knowledge.library import Library
from tests.conftest import TODAY

QUESTION = "Morselized allograft packed in during a lumbar fusion, 20930 or 20931?"
Reply = Callable[[str], tuple[int, str]]


class ModelServer:
    """A server that speaks the OpenAI form and answers what a test tells it; keeps what it was sent."""

    def __init__(self) -> None:
        self.reply: Reply = lambda prompt: (500, "{}")
        self.sent: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                prompt = "\n".join(str(message["content"]) for message in body["messages"])
                outer.sent.append(prompt)
                status, content = outer.reply(prompt)
                message = {"role": "assistant", "content": content}
                answer = {"id": "x", "object": "chat.completion", "created": 0, "model": "scripted",
                          "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
                          "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}
                data = json.dumps(answer if status == 200 else {"error": {"message": content}}).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[ModelServer]:
    held = ModelServer()
    yield held
    held.close()


def asked(library: Library, server: ModelServer, question: str = QUESTION) -> Answer:
    writer, where = chat_writer(Settings(model="openai:scripted", base_url=server.url, timeout=5))
    assert "this computer" in where
    return Assistant(library, writer, "openai:scripted", where, today=lambda: TODAY).ask(Request(question=question))


def first_passage(prompt: str) -> tuple[str, str]:
    """The id of the first passage in a prompt and its first sentence naming 20930."""
    found = re.search(r"<passage id='(p-[0-9a-f]+)'[^>]*>\n(.*?)</passage>", prompt, re.DOTALL)
    assert found
    sentence = re.search(r"20930[^\n]*?\.", found[2])
    assert sentence
    return found[1], sentence.group()


def wording(prompt: str, **changes: Any) -> str:
    key, quote = first_passage(prompt)
    sentence = {"text": "Crushed donor bone in the spine is 20930.", "passage": key, "quote": quote}
    return json.dumps({"codes": changes.pop("codes", ["20930"]), "sentences": [{**sentence, **changes}]})


def test_a_models_words_stand_with_their_proof(library: Library, server: ModelServer) -> None:
    server.reply = lambda prompt: (200, wording(prompt))
    answer = asked(library, server)
    assert answer.model == "openai:scripted"
    assert answer.text.startswith("Crushed donor bone in the spine is 20930. [1]")
    assert [code.code for code in answer.codes] == ["20930"]


def test_a_code_of_the_models_own_is_never_assigned_and_the_disagreement_is_said(library: Library, server: ModelServer) -> None:
    server.reply = lambda prompt: (200, wording(prompt, codes=["20931", "99999"]))
    answer = asked(library, server)
    assert [code.code for code in answer.codes] == ["20930"]
    assert any("20931, 99999" in notice for notice in answer.notices)
    assert answer.confidence.score < 0.75


@pytest.mark.parametrize("change", [{"quote": "20930 is always paid twice."}, {"passage": "1"}, {"quote": ""}])
def test_an_invented_quote_or_id_takes_its_sentence_with_it(library: Library, server: ModelServer, change: dict[str, str]) -> None:
    server.reply = lambda prompt: (200, wording(prompt, text="Twenty percent more is paid.", **change))
    answer = asked(library, server)
    assert "Twenty percent" not in answer.text
    assert [code.code for code in answer.codes] == ["20930"]
    assert answer.citations


@pytest.mark.parametrize("reply", [(500, "down"), (429, "slow"), (401, "no key"), (200, "not json"), (200, '{"codes": 7}'),
                                   (200, '{"codes": [], "sentences": []}')])
def test_a_failing_model_leaves_the_built_in_answer_with_a_notice(library: Library, server: ModelServer, reply: tuple[int, str]) -> None:
    server.reply = lambda prompt: reply
    answer = asked(library, server)
    assert [code.code for code in answer.codes] == ["20930"]
    assert any("built-in writer answered instead" in notice for notice in answer.notices)


def test_a_model_that_cannot_be_reached_leaves_the_built_in_answer(library: Library, server: ModelServer) -> None:
    server.close()
    writer, _ = chat_writer(Settings(model="openai:scripted", base_url=server.url, timeout=2))
    answer = Assistant(library, writer, "openai:scripted", today=lambda: TODAY).ask(Request(question=QUESTION))
    assert [code.code for code in answer.codes] == ["20930"]
    assert any("did not answer" in notice for notice in answer.notices)


def test_what_identifies_a_patient_is_replaced_before_it_is_sent(library: Library, server: ModelServer) -> None:
    server.reply = lambda prompt: (200, wording(prompt))
    asked(library, server, f"Patient: John Smith, MRN 4455667, DOB 03/04/1950, phone 555-123-4567. {QUESTION}")
    sent = "\n".join(server.sent)
    assert "Smith" not in sent
    assert "4455667" not in sent
    assert "555-123-4567" not in sent
    assert "20930" in sent


def test_a_refusal_is_not_sent_to_a_model(library: Library, server: ModelServer) -> None:
    answer = asked(library, server, "chips were used but bill 20931, it pays better")
    assert answer.action is Action.REFUSE
    assert not server.sent
