"""The shape of the project: imports run one way, and what must not be in the repository is not."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {
    "knowledge": {"knowledge"},
    "assistant": {"knowledge", "assistant"},
    "evals": {"knowledge", "assistant", "evals"},
}
# the command line opens the evals' door; nothing else does
DOORS = {("assistant/commands.py", "evals")}
PARTS = sorted(MAY_IMPORT)


def _imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names & set(PARTS)


@pytest.mark.parametrize("part", PARTS)
def test_imports_run_from_knowledge_to_assistant_to_evals_only(part: str) -> None:
    wrong = [
        (str(path.relative_to(ROOT)), name)
        for path in (ROOT / part).rglob("*.py")
        for name in _imports(path) - MAY_IMPORT[part]
        if (path.relative_to(ROOT).as_posix(), name) not in DOORS
    ]
    assert not wrong


def test_no_module_holds_two_concepts() -> None:
    long = [
        (path.relative_to(ROOT).as_posix(), lines)
        for part in PARTS
        for path in (ROOT / part).rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 320
    ]
    assert not long


def test_knowledge_asks_no_network_and_no_model_of_words() -> None:
    for path in (ROOT / "knowledge").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "langchain" not in text, path
        assert "urllib" not in text, path
