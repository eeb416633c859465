"""Which model answers, where questions go, and what forbids it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant import local_models, models
from assistant.answer import Answer
from assistant.commands import main
from assistant.errors import SettingsError
from assistant.models import chat_writer, chosen
from assistant.pipeline import Assistant
from assistant.providers import PROVIDERS, address_of
from assistant.request import Request
from assistant.settings import Settings, settings_from
from assistant.spending import Ledger, Price, Spent
from knowledge.library import Library
from tests.assistant.model_server import ModelServer, Reply
from tests.conftest import TODAY
from tests.scripted import answering, scripted

NOWHERE = {"OLLAMA_HOST": "127.0.0.1:1"}


@pytest.fixture
def server() -> Iterator[ModelServer]:
    held = ModelServer()
    yield held
    held.close()


@pytest.fixture
def every_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "_installed", lambda provider: True)


def gguf(folder: Path, name: str = "Tiny Model.gguf") -> Path:
    path = folder / name
    path.write_bytes(b"GGUF" + b"\0" * 64)
    return path


def test_nothing_is_asked_where_nothing_is_set(tmp_path: Path) -> None:
    choice = chosen(Settings(home=tmp_path), NOWHERE)
    assert choice.built_in
    assert choice.where == "Questions stay on this computer."


def test_a_model_added_comes_before_a_key_a_key_before_ollama_and_ollama_before_the_built_in_writer(
    tmp_path: Path, server: ModelServer, every_package: None
) -> None:
    there = {"OLLAMA_HOST": f"127.0.0.1:{server.port}"}
    key = {**there, "ANTHROPIC_API_KEY": "k"}
    assert chosen(Settings(home=tmp_path), there).name == "ollama:qwen:small"
    assert chosen(Settings(home=tmp_path), key).name.startswith("anthropic:")
    local_models.add(tmp_path, str(gguf(tmp_path)))
    assert chosen(Settings(home=tmp_path), key).name == "local:tiny-model"
    assert not chosen(Settings(home=tmp_path), key).outside
    assert chosen(Settings(home=tmp_path, model="extractive"), key).built_in


@pytest.mark.usefixtures("every_package")
def test_a_key_found_is_said_with_where_the_text_goes_before_anything_is_sent(tmp_path: Path) -> None:
    choice = chosen(Settings(home=tmp_path), {**NOWHERE, "OPENAI_API_KEY": "k"})
    assert choice.found
    assert choice.outside
    assert "sent to api.openai.com" in choice.where
    assert "identifies a patient is replaced" in choice.where


def test_a_key_without_its_package_leaves_the_built_in_writer_and_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "_installed", lambda provider: False)
    choice = chosen(Settings(home=tmp_path), {**NOWHERE, "MISTRAL_API_KEY": "k"})
    assert choice.built_in
    assert "pip install 'codecite[mistral]'" in choice.where


@pytest.mark.usefixtures("every_package")
def test_never_forbids_every_model_outside_and_no_model_here(tmp_path: Path, server: ModelServer) -> None:
    never = Settings(home=tmp_path, external="never")
    key = {**NOWHERE, "OPENAI_API_KEY": "k"}
    assert chosen(never, key).built_in
    assert "CODECITE_EXTERNAL=never" in chosen(never, key).where
    for model, environment in [
        ("openai:gpt-5", {}),
        ("anthropic:x", {}),
        ("bedrock:x", {}),
        ("azure:x", {}),
        ("ollama:big-cloud", {}),
        ("ollama:qwen", {"OLLAMA_HOST": "https://models.example.com"}),
    ]:
        with pytest.raises(SettingsError, match="CODECITE_EXTERNAL=never"):
            chosen(never.model_copy(update={"model": model}), environment)
    elsewhere = never.model_copy(update={"model": "openai:x", "base_url": "https://models.example.com/v1"})
    with pytest.raises(SettingsError, match=r"models\.example\.com"):
        chosen(elsewhere, {})
    for model, url in [("ollama:qwen", None), ("openai:x", server.url), ("vllm:x", None), ("lmstudio:x", None), ("llamacpp:x", None)]:
        assert not chosen(never.model_copy(update={"model": model, "base_url": url}), {}).outside


def test_ollama_is_looked_for_at_its_usual_port_and_the_others_at_theirs() -> None:
    usual = {name: address_of(PROVIDERS[name], None, {}) for name in ("ollama", "vllm", "lmstudio", "llamacpp")}
    assert usual == {
        "ollama": "http://127.0.0.1:11434",
        "vllm": "http://127.0.0.1:8000/v1",
        "lmstudio": "http://127.0.0.1:1234/v1",
        "llamacpp": "http://127.0.0.1:8080/v1",
    }


def test_a_model_on_ones_own_computer_reads_less_and_does_not_talk_on(library: Library, server: ModelServer, tmp_path: Path) -> None:
    server.reply = lambda prompt: Reply(answering(prompt))
    read = {}
    for model in ("llamacpp:m", "openai:m"):
        settings = Settings(home=tmp_path, model=model, base_url=server.url, timeout=5)
        Assistant(library, chat_writer(settings, library, model), model, today=lambda: TODAY).ask(Request(question=QUESTION))
        read[model] = sum(len(str(message["content"])) for message in server.sent[-1]["messages"])
        assert (server.sent[-1].get("max_tokens") or server.sent[-1].get("max_completion_tokens")) == (500 if "llama" in model else None)
    assert read["llamacpp:m"] < 7_000
    assert read["llamacpp:m"] < read["openai:m"]


def test_what_models_cost_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("CODECITE_HOME", str(tmp_path))
    monkeypatch.setenv("CODECITE_MODEL", "extractive")
    Ledger(tmp_path / "spending.sqlite").add(date.today(), "openai:gpt-5", Spent(12_000, 300, 0.018))
    assert main(["model", "list"]) == 0
    assert "openai:gpt-5, 30 days: 1 questions, 12,000 tokens read, 300 written, $0.0180" in capsys.readouterr().out


def test_an_address_alone_takes_the_model_that_its_server_offers(tmp_path: Path, server: ModelServer) -> None:
    assert chosen(Settings(home=tmp_path, base_url=server.url), NOWHERE).name == "openai:served"


@pytest.mark.parametrize("name", ["gpt-5", "nobody:gpt-5", "openai:"])
def test_a_model_without_a_provider_is_told_how_to_write_it(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match="names no provider"):
        chosen(Settings(home=tmp_path, model=name), {})


def test_every_provider_has_an_extra_that_brings_it() -> None:
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    for provider in PROVIDERS.values():
        assert f"\n{provider.extra} = [" in text, provider.name
    assert "\nlocal = [" in text


def test_prices_and_caps_are_read_from_the_environment() -> None:
    settings = settings_from({"CODECITE_PRICE": "1.25/10", "CODECITE_DAILY_CAP": "2", "CODECITE_EXTERNAL": "never"})
    assert settings.price == Price(1.25, 10.0)
    assert settings.daily_cap == 2
    with pytest.raises(SettingsError, match="CODECITE_PRICE"):
        settings_from({"CODECITE_PRICE": "cheap"})
    with pytest.raises(SettingsError, match="CODECITE_EXTERNAL"):
        settings_from({"CODECITE_EXTERNAL": "sometimes"})


def test_ollamas_own_form_is_spoken(library: Library, server: ModelServer, tmp_path: Path) -> None:
    pytest.importorskip("langchain_ollama", reason="the extra ollama is not installed")
    server.reply = lambda prompt: Reply(answering(prompt))
    settings = Settings(home=tmp_path, model="ollama:m", base_url=f"http://127.0.0.1:{server.port}", timeout=5)
    assistant = Assistant(library, chat_writer(settings, library, settings.model), settings.model, today=lambda: TODAY)
    for answer in (assistant.ask(Request(question=QUESTION)), list(assistant.stream(Request(question=QUESTION)))[-1]):
        assert isinstance(answer, Answer)
        assert answer.model == "ollama:m"
        assert not answer.notices
    assert "/api/chat" in server.paths


QUESTION = "Morselized allograft packed in during a lumbar fusion, 20930 or 20931?"


def test_one_click_keeps_every_question_here(library: Library) -> None:
    assistant, model = scripted(library, answering, TODAY)
    assistant.stay_local()
    assert assistant.ask(Request(question=QUESTION)).model == "extractive"
    assert not model.asked
    assert assistant.where == "Questions stay on this computer."


def test_a_local_model_is_added_listed_and_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CODECITE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CODECITE_MODEL", raising=False)
    path = gguf(tmp_path)
    assert main(["model", "add", str(path)]) == 0
    assert main(["model", "list"]) == 0
    assert "answers: local:tiny-model" in capsys.readouterr().out
    assert path.is_file()
    assert main(["model", "remove", "tiny-model"]) == 0
    assert main(["model", "add", "tiny-model"]) == 1
    assert "give the path of a GGUF file" in capsys.readouterr().err
    (tmp_path / "other.gguf").write_bytes(b"PK")
    assert main(["model", "add", str(tmp_path / "other.gguf")]) == 1
    assert "not a GGUF file" in capsys.readouterr().err


def test_the_window_says_where_text_goes_and_offers_to_stay(library: Library) -> None:
    from assistant.ui.warming import Warming
    from assistant.ui.where import stay_offered, where_line

    assistant, _ = scripted(library, answering, TODAY)
    assistant.outside, assistant.where = True, "Questions are sent to api.example.com."
    warming = Warming(lambda told: assistant)
    list(warming.wait(0.01))
    assert "api.example.com" in where_line(warming)
    assert stay_offered(warming)["visible"] is True
    assistant.stay_local()
    assert "built-in writer" in where_line(warming)
    assert stay_offered(warming)["visible"] is False


def test_a_model_asked_to_judge_never_sees_a_patients_name_and_is_counted(server: ModelServer, tmp_path: Path) -> None:
    pytest.importorskip("langchain_openai", reason="the extra openai is not installed")
    server.reply = lambda prompt: Reply("seen")
    ask = models.asking(Settings(home=tmp_path, base_url=server.url, timeout=5), "openai:judge", {})
    assert ask("Judge.", "Patient: Ignatius Fernsby, DOB 3/4/1951. Which code?") == "seen"
    [sent] = server.sent
    assert "Fernsby" not in str(sent)
    assert "Which code?" in str(sent)
    [(name, spent)] = Ledger(tmp_path / "spending.sqlite").by_model(date(2020, 1, 1))
    assert name == "openai:judge"
    assert spent.read > 0
