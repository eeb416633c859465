"""Models of one's own: GGUF files on this computer by a name, and the one that answers."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.errors import SettingsError

_LIST = "models.json"
_MAGIC = b"GGUF"


def add(home: Path, given: str) -> str:
    """Note a GGUF file, or one added before by its name, as the model that answers; its name.

    Raises SettingsError where there is no such file, or it is none of that format.
    """
    held = listed(home)
    path = Path(given).expanduser()
    if given in held and not path.exists():
        _write(home, held, given)
        return given
    if not path.is_file():
        known = f" or one of {', '.join(held)}" if held else ""
        raise SettingsError(f"{given} is no file on this computer: give the path of a GGUF file{known}.")
    with path.open("rb") as file:
        if file.read(4) != _MAGIC:
            raise SettingsError(f"{given} is not a GGUF file: give one that llama.cpp can load, such as a Qwen2.5 instruct model.")
    name = path.stem.lower().replace(" ", "-")
    _write(home, {**held, name: str(path.resolve())}, name)
    return name


def remove(home: Path, name: str) -> None:
    """Forget a model; its file stays where it is. Raises SettingsError where none is called so."""
    held = listed(home)
    path_of(home, name)
    del held[name]
    _write(home, held, None if configured(home) == name else configured(home))


def listed(home: Path) -> dict[str, str]:
    """The models added, by name: their files."""
    return dict(_read(home).get("models", {}))


def configured(home: Path) -> str | None:
    """The model that answers; None where none was added."""
    name = _read(home).get("configured")
    return str(name) if name in listed(home) else None


def path_of(home: Path, name: str) -> Path:
    """The file of a model. Raises SettingsError where none is called so, or its file is gone."""
    held = listed(home)
    path = Path(held[name]) if name in held else Path(name)
    if not path.is_file():
        known = f"; added are {', '.join(held)}" if held else ""
        raise SettingsError(f"No local model {name} is here{known}: add one with `codecite model add PATH`.")
    return path


@lru_cache(maxsize=1)
def opened(path: Path) -> Any:
    """The model of a file, loaded into this process once. Raises SettingsError where the extra is missing."""
    try:
        from assistant.writers.local_model import LocalModel
    except ImportError as error:
        raise SettingsError("Local models need an extra: run `pip install 'codecite[local]'`.") from error
    return LocalModel.of(path)


def _read(home: Path) -> dict[str, Any]:
    try:
        given = json.loads((home / _LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return given if isinstance(given, dict) else {}


def _write(home: Path, models: dict[str, str], chosen: str | None) -> None:
    home.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"configured": chosen, "models": models}, indent=1)
    (home / _LIST).write_text(text + "\n", encoding="utf-8", newline="\n")
