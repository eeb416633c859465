"""The command line: readable and machine-readable answers, and a sentence instead of a traceback."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.commands import main
from knowledge.library import Library

ROOT = Path(__file__).parents[2]
FIELDS = {
    "id",
    "action",
    "codes",
    "rejected",
    "modifiers",
    "verdict",
    "ask_back",
    "text",
    "citations",
    "confidence",
    "notices",
    "model",
    "elapsed_ms",
}


def run(*arguments: str, given: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant.commands", *arguments],
        input=given,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
    )


@pytest.mark.usefixtures("library")
def test_a_question_is_answered_readably(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "dx for swimmer's ear, left"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("H60.332")
    assert "[1] H60.332" in out


@pytest.mark.usefixtures("library")
def test_the_json_form_is_the_agreed_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--json", "dx for swimmer's ear, left"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert set(answer) == FIELDS - {"id"}
    assert set(answer["citations"][0]) == {
        "n",
        "passage",
        "title",
        "source",
        "edition",
        "locator",
        "quote",
        "start",
        "end",
    }
    assert set(answer["codes"][0]) == {"code", "system", "modifiers", "units", "role", "citations"}


@pytest.mark.usefixtures("library")
def test_json_lines_come_back_in_order_and_a_bad_line_is_named() -> None:
    lines = "\n".join(
        [
            json.dumps({"id": "a", "question": "shingles", "turns": [], "date": None, "payer": None}),
            "not json",
            json.dumps({"id": "b", "question": "left side", "turns": ["carpal tunnel dx"], "date": "2026-01-15"}),
            json.dumps({"id": "c", "question": ""}),
        ]
    )
    done = run("ask", "--jsonl", given=lines)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", "b", "c"]
    assert [code["code"] for code in answers[1]["codes"]] == ["G56.02"]
    assert set(answers[0]) == FIELDS
    assert "line 2 is not a request" in done.stderr
    assert done.returncode == 2


@pytest.mark.parametrize("arguments", [["ask"], ["ask", "--date", "tomorrow", "x"], ["nothing"], []])
def test_wrong_use_exits_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


def test_a_misspelt_setting_is_named_with_the_right_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CODECITE_MODLE", "openai:gpt")
    assert main(["ask", "shingles"]) == 1
    assert "did you mean CODECITE_MODEL" in capsys.readouterr().err


def test_a_folder_without_permission_is_told_in_one_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    done = run("ask", "shingles", CODECITE_HOME=str(blocked / "home"))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "CODECITE_HOME" in done.stderr


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(("model", "says"), [("gpt-5", "names no provider"), ("nowhere:x", "nowhere")])
def test_a_model_that_cannot_be_set_up_is_told_in_one_sentence(
    model: str, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CODECITE_MODEL", model)
    assert main(["ask", "shingles"]) == 1
    assert says in capsys.readouterr().err


def test_a_port_in_use_is_told_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("chat", "--no-browser", "--port", str(port))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert f"Port {port}" in done.stderr
    assert "--port" in done.stderr


def test_what_the_library_holds_is_listed(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["library", "list"]) == 0
    out = capsys.readouterr().out
    assert library.tabular_edition.title in out
    assert "reference articles" in out
