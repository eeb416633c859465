"""The README is the front door: what it shows works."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from assistant.commands import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ASKED = re.findall(r"^codecite (ask [^<\n]*?\"[^\"\n]+\")", README, re.MULTILINE)


def test_there_are_examples_to_run() -> None:
    assert len(ASKED) >= 2


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("command", ASKED)
def test_every_question_of_the_readme_is_answered(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(shlex.split(command)) == 0
    assert "[1]" in capsys.readouterr().out


def test_every_file_the_readme_points_to_is_there() -> None:
    linked = re.findall(r"\]\(([^)#:]+)\)", README)
    assert linked
    assert not [name for name in linked if not (ROOT / name).exists()]
