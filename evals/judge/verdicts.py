"""One answer's wording judged by a chat model, and the verdicts kept between runs."""

from __future__ import annotations

import hashlib
import re
import secrets
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.errors import AssistantError
from assistant.prompts import Prompt, prompt

# instructions and text in, what the model says out; raises AssistantError where it cannot be asked
Ask = Callable[[str, str], str]
Wording = Literal["good", "poor"]
_SAID = re.compile(r'"wording"\s*:\s*"(good|poor)"(?:\s*,\s*"why"\s*:\s*"((?:[^"\\]|\\.)*)")?', re.IGNORECASE)


class JudgeSilent(Exception):
    """The judge could not be reached or gave no verdict; the message says so in one sentence."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """How an answer is worded, and why in one line, in the judge's words."""

    wording: Wording
    why: str


def instructions() -> Prompt:
    """What the judge is told."""
    return prompt("judge", __package__)


class Judge:
    """A chat model by its full name, which ``ask`` asks.

    Verdicts are kept in ``path`` under model, prompt and what was judged: what has not changed is judged once.
    """

    def __init__(self, ask: Ask, name: str, path: Path) -> None:
        self.name, self._ask = name, ask
        path.parent.mkdir(parents=True, exist_ok=True)
        self._kept = sqlite3.connect(path, timeout=30)
        self._kept.execute("CREATE TABLE IF NOT EXISTS verdict(key TEXT PRIMARY KEY, wording TEXT, why TEXT)")

    def judge(self, question: str, answer: str) -> Opinion:
        """The verdict on an answer's text. Raises JudgeSilent."""
        key = hashlib.sha256("\n".join([self.name, instructions().text, question, answer]).encode()).hexdigest()
        with closing(self._kept.execute("SELECT wording, why FROM verdict WHERE key=?", (key,))) as found:
            row = found.fetchone()
        if row is not None:
            return Opinion(*row)
        given = self._asked(question, answer)
        self._kept.execute("INSERT OR REPLACE INTO verdict VALUES(?,?,?)", (key, given.wording, given.why))
        self._kept.commit()
        return given

    def close(self) -> None:
        """Let go of the file of verdicts."""
        self._kept.close()

    def _asked(self, question: str, answer: str) -> Opinion:
        mark = secrets.token_hex(4)
        told = f"<question {mark}>\n{question}\n</question {mark}>\n\n<answer {mark}>\n{answer}\n</answer {mark}>"
        try:
            said = self._ask(instructions().text, told)
        except AssistantError as error:
            raise JudgeSilent(f"The judge gave no verdict. {error}") from error
        found = _SAID.search(said)
        if found is None:
            raise JudgeSilent(f"The judge {self.name} gave no verdict that can be read.")
        return Opinion("good" if found[1].lower() == "good" else "poor", (found[2] or "").strip())
