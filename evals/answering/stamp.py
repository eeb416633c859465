"""What an answer depends on beside its question. Two runs with equal stamps may share their answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import assistant
import evals
import knowledge
from assistant.settings import Settings
from assistant.writers import extractive
from knowledge.library import Library

# evals modules that decide what is asked and what is saved of an answer
_SAVING = ("run.py", "outcome.py", "null_assistants.py", "answering/recordings.py", "answering/usage.py")


@dataclass(frozen=True, slots=True)
class Stamp:
    """Digests of the library (its sources and the loaded tables), the program's files and the model's prompts; ``model``
    is ``extractive`` or ``provider:name`` and ``address`` where it is reached, empty for the provider's own."""

    library: str
    program: str
    model: str
    prompt: str
    address: str = ""

    def as_json(self) -> dict[str, str]:
        """The stamp as a run keeps it."""
        return asdict(self)


def assistant_stamp(library: Library, settings: Settings) -> Stamp:
    """The stamp of an assistant with these settings over this library."""
    sources = [f"{source.name} {source.edition} {source.digest}" for source in library.tables.sources()]
    held = json.dumps([library.manifest.get("stamp"), sources], sort_keys=True)
    address = settings.base_url or "" if settings.model != extractive.NAME else ""
    return Stamp(_short(held.encode()), program_stamp(), settings.model, prompt_stamp(), address)


@cache
def program_stamp() -> str:
    """The digest of every module of the assistant, of the library it stands on, and of what saves an answer."""
    folders = [_folder(knowledge.__file__), _folder(assistant.__file__)]
    modules = [path for folder in folders for path in sorted(folder.rglob("*.py"))]
    return _digest([*modules, *(_folder(evals.__file__) / name for name in _SAVING)])


@cache
def prompt_stamp() -> str:
    """The digest of the prompts that a chat model is given."""
    return _digest(sorted((_folder(assistant.__file__) / "prompts").glob("*.md")))


def _folder(module_file: str | None) -> Path:
    assert module_file is not None  # all three are packages with a file
    return Path(module_file).parent


def _digest(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        # line ends differ between checkouts on Windows and elsewhere
        total.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return total.hexdigest()[:16]


def _short(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
