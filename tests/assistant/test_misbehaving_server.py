"""Over a real wire, whatever a model's server does: each ends in a verified answer or in the built-in one with a clear notice."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.models import chat_writer
from assistant.pipeline import Assistant
from assistant.request import Request
from assistant.settings import Settings
from assistant.spending import Ledger
from assistant.steps import Said
from assistant.verification import verify
from knowledge.library import Library
from tests.assistant.model_server import ModelServer, Reply
from tests.conftest import TODAY
from tests.scripted import answering

QUESTION = "Morselized allograft packed in during a lumbar fusion, 20930 or 20931?"
OWN_WORDS = "Donor bone placed as chips or granules is 20930."


@pytest.fixture
def server() -> Iterator[ModelServer]:
    held = ModelServer()
    yield held
    held.close()


def asked(library: Library, server: ModelServer, home: Path, *, live: bool = True, timeout: float = 2.0) -> Answer:
    settings = Settings(home=home, model="openai:scripted", base_url=server.url, timeout=timeout, external="never")
    assistant = Assistant(library, chat_writer(settings, library, settings.model), settings.model, today=lambda: TODAY)
    request = Request(question=QUESTION)
    if not live:
        return assistant.ask(request)
    *_, answer = assistant.stream(request)
    assert isinstance(answer, Answer)
    return answer


def holds(answer: Answer, library: Library) -> bool:
    """Whether an answer has its code and nothing more could be removed from it."""
    again = verify(answer, library.passage, library.codebook, TODAY)
    return [code.code for code in answer.codes] == ["20930"] and not again.removed and bool(answer.citations)


def sound(prompt: str) -> Reply:
    return Reply(answering(prompt, text=OWN_WORDS))


@pytest.mark.parametrize("live", [True, False])
def test_a_server_that_behaves_is_quoted(library: Library, server: ModelServer, tmp_path: Path, live: bool) -> None:
    server.reply = sound
    answer = asked(library, server, tmp_path, live=live)
    assert answer.text.startswith(OWN_WORDS)
    assert holds(answer, library)
    assert not answer.notices


@pytest.mark.parametrize("status", [429, 500, 503])
@pytest.mark.parametrize("live", [True, False])
def test_a_server_that_fails_twice_is_asked_again(library: Library, server: ModelServer, tmp_path: Path, status: int, live: bool) -> None:
    def reply(prompt: str) -> Reply:
        return sound(prompt) if len(server.sent) > 2 else Reply(status=status, headers={"Retry-After": "0.1"})

    server.reply = reply
    assert asked(library, server, tmp_path, live=live).text.startswith(OWN_WORDS)
    assert len(server.sent) == 3


def test_each_pause_before_a_server_is_asked_again_is_longer(library: Library, server: ModelServer, tmp_path: Path) -> None:
    came: list[float] = []

    def reply(prompt: str) -> Reply:
        came.append(time.monotonic())
        return Reply(status=503) if len(came) < 3 else sound(prompt)

    server.reply = reply
    assert asked(library, server, tmp_path, timeout=10.0).text.startswith(OWN_WORDS)
    assert 0.4 < came[1] - came[0] < came[2] - came[1]


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (Reply(status=429, headers={"Retry-After": "0.05"}), "asked too much"),
        (Reply(status=500, headers={"Retry-After": "0.05"}), "did not answer"),
        (Reply(status=401), "refused the key"),
        (Reply(status=404), "not known"),
        (Reply("{}" * 200, before=5.0), "did not answer in time"),
        (Reply('{"assigned": ["20930"], "sentences": [', cut_after=1), "broke off"),
        (Reply("this is no JSON at all"), "no usable form"),
        (Reply('{"verdict": {"codes": 3}}'), "no usable form"),
        (Reply('[[[[{"sentences": 7}'), "no usable form"),
        (Reply(""), "did not answer"),
    ],
)
def test_a_server_that_fails_leaves_the_built_in_answer_and_says_why(
    library: Library, server: ModelServer, tmp_path: Path, reply: Reply, says: str
) -> None:
    server.reply = lambda prompt: reply
    answer = asked(library, server, tmp_path, timeout=0.8)
    assert holds(answer, library)
    assert answer.model == "extractive"
    assert any(says in notice and "built-in writer answered instead" in notice for notice in answer.notices), answer.notices


def test_what_was_shown_before_a_stream_was_cut_stays_marked_as_unfinished_over_the_whole_answer(
    library: Library, server: ModelServer, tmp_path: Path
) -> None:
    def cut(prompt: str) -> Reply:
        text = answering(prompt, text=OWN_WORDS)[:-2] + ', {"text": "And further, it is said that much more could be'
        return Reply(text, cut_after=len(text) // 25)

    server.reply = cut
    settings = Settings(home=tmp_path, model="openai:scripted", base_url=server.url, timeout=5.0, external="never")
    assistant = Assistant(library, chat_writer(settings, library, settings.model), settings.model, today=lambda: TODAY)
    *steps, answer = assistant.stream(Request(question=QUESTION))
    assert isinstance(answer, Answer)
    shown = [sentence for step in steps if isinstance(step, Said) for sentence in step.sentences]
    assert shown == [OWN_WORDS]
    heading, begun, rest = answer.text.split("\n", 2)
    assert "Unfinished" in heading
    assert begun == f"{OWN_WORDS} [1]"
    assert "by the built-in writer" in rest.split("\n")[0]
    built_in = Assistant(library, today=lambda: TODAY).ask(Request(question=QUESTION))
    assert len(rest.split("\n")[1:]) == len(built_in.text.split("\n"))
    assert answer.model == "extractive"
    assert any("broke off" in one and "unfinished; the built-in writer answered instead" in one for one in answer.notices)
    assert holds(answer, library)


def test_a_slow_first_token_is_waited_for_and_the_wait_is_told(library: Library, server: ModelServer, tmp_path: Path) -> None:
    server.reply = lambda prompt: Reply(answering(prompt, text=OWN_WORDS), before=1.2)
    settings = Settings(home=tmp_path, model="openai:scripted", base_url=server.url, timeout=5.0)
    assistant = Assistant(library, chat_writer(settings, library, settings.model), settings.model, today=lambda: TODAY)
    *steps, answer = assistant.stream(Request(question=QUESTION))
    assert isinstance(answer, Answer)
    assert answer.text.startswith(OWN_WORDS)
    assert any("waiting for openai:scripted" in str(step) for step in steps)


@pytest.mark.parametrize(
    "change",
    [
        {"assigned": ["99999", "20931", "Q99.99"]},
        {"passage": "p-deadbeef"},
        {"passage": "1"},
        {"quote": "20930 covers donor bone as chips, granules, powder and paste"},
        {"quote": "20930 covers"},
        {"text": "20931 is covered and pays more than 20930."},
    ],
)
def test_inventions_end_in_a_verified_answer(library: Library, server: ModelServer, tmp_path: Path, change: dict[str, object]) -> None:
    server.reply = lambda prompt: Reply(answering(prompt, **{"text": OWN_WORDS, **change}))
    answer = asked(library, server, tmp_path)
    assert holds(answer, library)
    assert "99999" not in answer.text
    assert "pays more" not in answer.text


def test_a_quote_off_by_a_word_takes_its_sentence_with_it(library: Library, server: ModelServer, tmp_path: Path) -> None:
    server.reply = lambda prompt: Reply(answering(prompt, text=OWN_WORDS, quote="20930 covers donor bone as chips, granules and paste"))
    answer = asked(library, server, tmp_path)
    assert OWN_WORDS not in answer.text
    assert holds(answer, library)


def test_a_hundred_thousand_tokens_are_cut_off(library: Library, server: ModelServer, tmp_path: Path) -> None:
    sent = 0

    def endless(prompt: str) -> Iterator[str]:
        nonlocal sent
        good = json.loads(answering(prompt, text=OWN_WORDS))["sentences"][0]
        yield '{"assigned": ["20930"], "sentences": ['
        for _ in range(100_000):
            sent += 1
            yield json.dumps(good) + ", "

    server.reply = lambda prompt: Reply(pieces=endless(prompt))
    began = time.monotonic()
    answer = asked(library, server, tmp_path, timeout=10.0)
    assert holds(answer, library)
    assert answer.text.count(OWN_WORDS) == 1
    assert sent < 20_000
    assert time.monotonic() - began < 10


def test_what_was_asked_of_a_model_is_counted_and_kept(library: Library, server: ModelServer, tmp_path: Path) -> None:
    server.reply = sound
    asked(library, server, tmp_path, live=False)
    spent = Ledger(tmp_path / "spending.sqlite").of_day(date.today())
    assert (spent.questions, spent.read, spent.written, spent.dollars) == (1, 1000, 100, 0.0)


def test_a_server_that_is_gone_leaves_the_built_in_answer(library: Library, server: ModelServer, tmp_path: Path) -> None:
    server.close()
    answer = asked(library, server, tmp_path)
    assert holds(answer, library)
    assert any("did not answer" in notice for notice in answer.notices)
