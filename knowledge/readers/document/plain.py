"""Blocks of plain text: paragraphs by empty lines, headings in capitals or underlined."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.readers.document.pieces import Block

_ITEM = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)]|[a-z][.)])\s")


def decoded(raw: bytes) -> str:
    """Text of UTF-8, UTF-16 with a byte order mark, or Latin-1."""
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def text_blocks(text: str) -> Iterator[Block]:
    """The text's blocks in order."""
    lines = [line.rstrip() for line in text.splitlines()]
    held: list[str] = []
    for n, line in enumerate(lines):
        after = lines[n + 1] if n + 1 < len(lines) else ""
        underline = re.fullmatch(r"\s*(?:={3,}|-{3,})\s*", line) is not None
        heading = bool(line.strip()) and (
            re.fullmatch(r"\s*={3,}\s*", after) is not None
            or (re.fullmatch(r"\s*-{3,}\s*", after) is not None and not held)
            or (not held and line.isupper() and len(line.split()) <= 12 and not after.strip())
        )
        if held and (heading or underline or not line.strip() or _ITEM.match(line)):
            yield _block(held)
            held = []
        if heading:
            yield Block(" ".join(line.split()), 1 if line.isupper() or "=" in after else 2)
        elif line.strip() and not underline:
            held.append(line)
    if held:
        yield _block(held)


def _block(lines: list[str]) -> Block:
    return Block(" ".join(" ".join(lines).split()), 0, None, _ITEM.match(lines[0]) is not None)
