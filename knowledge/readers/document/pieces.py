"""Whole thoughts out of a document's blocks: lists with their lead-in, short paragraphs together, long ones cut by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_LEAST_WORDS = 40
_MOST_WORDS = 220
_HEADINGS_SHOWN = 3
# an abbreviation's full stop ends no sentence
_SENTENCE_END = re.compile(
    r"(?<=[.!?])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)(?<!\bDr\.)(?<!\bNo\.)(?<!\b[A-Z]\.)\s+(?=[A-Z(\d\"“])"
)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item or table row (``level`` 0) or a heading (1 the highest), with its page where there are pages."""

    text: str
    level: int = 0
    page: int | None = None
    item: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A whole thought of a document: its text, verbatim, and where it stands (``page 12, Chapter 4, D. Visits``)."""

    text: str
    locator: str


def pieces(blocks: Iterable[Block]) -> Iterator[Piece]:
    """The blocks grouped beneath their headings into pieces of about 40 to 220 words."""
    chain: list[tuple[int, str]] = []
    group: list[Block] = []
    for block in blocks:
        if block.level:
            yield from _grouped(group, chain)
            group = []
            chain = [*(held for held in chain if held[0] < block.level), (block.level, block.text)]
        else:
            group.append(block)
    yield from _grouped(group, chain)


def _grouped(blocks: Sequence[Block], chain: Sequence[tuple[int, str]]) -> Iterator[Piece]:
    held: list[str] = []
    page: int | None = None
    for block in (part for whole in blocks for part in _cut(whole)):
        size = sum(map(_words, held))
        # an item stays with its lead-in, whatever its length
        joins = block.item and held and (held[-1].endswith(":") or size < _LEAST_WORDS)
        if held and not joins and (size >= _LEAST_WORDS or size + _words(block.text) > _MOST_WORDS):
            yield Piece("\n".join(held), _locator(page, chain))
            held = []
        if not held:
            page = block.page
        held.append(block.text)
    if held:
        yield Piece("\n".join(held), _locator(page, chain))


def _cut(block: Block) -> Iterator[Block]:
    """A block, or its parts where it is too long, cut only between sentences."""
    if _words(block.text) <= _MOST_WORDS:
        yield block
        return
    held: list[str] = []
    for sentence in _SENTENCE_END.split(block.text):
        if held and sum(map(_words, held)) + _words(sentence) > _MOST_WORDS:
            yield Block(" ".join(held), 0, block.page, block.item)
            held = []
        held.append(sentence)
    yield Block(" ".join(held), 0, block.page, block.item)


def _locator(page: int | None, chain: Sequence[tuple[int, str]]) -> str:
    headings = [text if len(text) <= 80 else f"{text[:77]}…" for _, text in chain[-_HEADINGS_SHOWN:]]
    return ", ".join([*([f"page {page}"] if page is not None else []), *headings]) or "text"


def _words(text: str) -> int:
    return len(text.split())
