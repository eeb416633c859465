"""Blocks of a PDF: running lines dropped, lines joined to paragraphs, headings told by their numbering."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from knowledge.errors import SourceError
from knowledge.readers.document.pieces import Block

_AT_EDGE = 4
_RUNS_ON = 0.15
_HEADING_LENGTH = 110
_HEADING_WORDS = 14
_MAY_RUN_ON = 3
_CONTENTS = re.compile(r"(?:\.\s?){5,}\s*[\w-]*\d+\s*$|…{2,}\s*\d+\s*$")
_ITEM = re.compile(r"^(?:[•▪●◦\uf0b7\uf0a7–-]\s|\(?\d{1,2}[.)]\s|\(?[a-z][.)]\s|\([ivx]+\)\s)")
_LEVELS = (
    (
        1,
        re.compile(
            r"^(?:Chapter|CHAPTER|Appendix|APPENDIX|Section|SECTION)\s+[\dIVX]+[A-Z]?(?:\s*$|[.:]\s.*|\s+[–(-]\s?.*)"
        ),
    ),
    (2, re.compile(r"^[IVX]{1,5}\.\s+[A-Z].*")),
    (3, re.compile(r"^[A-Z]\.\s+[A-Z].*")),
    (4, re.compile(r"^\d{1,2}[.)]\s+[A-Z].*")),
    (5, re.compile(r"^[a-z][.)]\s+[A-Z].*|^\([a-z\d]{1,2}\)\s+[A-Z].*")),
)
_WHOLE_END = re.compile(r"[.!?:;)\]”\"]$")


def pdf_blocks(path: Path, progress: Callable[[int, int], None]) -> Iterator[Block]:
    """The document's blocks. Raises SourceError where it is locked, cut off, or holds no text."""
    pages = _pages(path, progress)
    running = _running(pages)
    widest = _usual_width(pages)
    lines = [
        (number, line)
        for number, page in enumerate(pages, 1)
        for line in _without_running(page, running)
        if not _CONTENTS.search(line)
    ]
    held: list[str] = []
    first_page = at = 0
    while at < len(lines):
        number, line = lines[at]
        at += 1
        following = next((text for _, text in lines[at : at + 3] if text), "")
        level = _level(line, following, widest)
        ends = level or not line or _ITEM.match(line) or _ended(held[-1] if held else "", line, widest)
        # the empty lines at a page's end do not end a paragraph that goes on
        over_page = not line and at < len(lines) and lines[at][0] != number
        if held and ends and not (over_page and not _WHOLE_END.search(held[-1])):
            yield _paragraph(held, first_page)
            held = []
        if not line:
            continue
        if level:
            if following[:1].islower():
                # a heading that runs over its line
                line = f"{line} {following}"
                at = next(n for n in range(at, len(lines)) if lines[n][1]) + 1
            yield Block(line, level, number)
            continue
        if not held:
            first_page = number
        held.append(line)
    if held:
        yield _paragraph(held, first_page)


def _pages(path: Path, progress: Callable[[int, int], None]) -> list[list[str]]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    pages: list[list[str]] = []
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceError(f"{path.name} is locked by a password: save it without one and load it again.")
        total = len(reader.pages)
        for number, page in enumerate(reader.pages, 1):
            progress(number, total)
            text = page.extract_text().replace("\xad", "").replace("\x00", "")
            pages.append([" ".join(line.split()) for line in text.splitlines()])
    except SourceError:
        raise
    except (
        PyPdfError,
        OSError,
        ValueError,
        KeyError,
        RecursionError,
        AttributeError,
        TypeError,
        NotImplementedError,
    ) as error:
        # what the parser raises for a broken file; NotImplementedError for a filter or cipher that it does not know
        raise SourceError(
            f"{path.name} is not a whole PDF ({error or type(error).__name__}): save it again."
        ) from error
    if not any(any(line for line in page) for page in pages):
        raise SourceError(f"{path.name} holds pictures of pages and no text: run text recognition over it first.")
    return pages


def _running(pages: list[list[str]]) -> frozenset[str]:
    """The lines that stand at the edge of many pages, figures left out of account."""
    seen: Counter[str] = Counter()
    for lines in pages:
        seen.update({_bare(line) for line in _edges([line for line in lines if line])})
    return frozenset(line for line, count in seen.items() if count >= max(3, _RUNS_ON * len(pages)))


def _without_running(lines: list[str], running: frozenset[str]) -> Iterator[str]:
    shown = [n for n, line in enumerate(lines) if line]
    edge = {*shown[:_AT_EDGE], *shown[-_AT_EDGE:]}
    for n, line in enumerate(lines):
        if n in edge and (
            _bare(line) in running or re.fullmatch(r"(?:page )?[\divxlc-]+(?: of \d+)?", line, re.IGNORECASE)
        ):
            continue
        yield line


def _edges(lines: list[str]) -> list[str]:
    return [*lines[:_AT_EDGE], *lines[-_AT_EDGE:]]


def _bare(line: str) -> str:
    return re.sub(r"[\d\s]+", "", line).lower()


def _usual_width(pages: list[list[str]]) -> int:
    """The length of a full line: that of the longest fifth."""
    lengths = sorted(len(line) for lines in pages for line in lines if line)
    return lengths[int(len(lengths) * 0.8)] if lengths else 0


def _level(line: str, following: str, widest: int) -> int:
    """How high a heading the line is; 0 for none. A numbered sentence is an item of a list and no heading."""
    runs_on = following[:1].islower()
    whole = f"{line} {following}" if runs_on else line
    if len(line) > 0.8 * widest and not runs_on:
        return 0
    if len(whole) > _HEADING_LENGTH or re.search(r"[.;,:]$", whole) or len(whole.split()) > _HEADING_WORDS:
        return 0
    for level, pattern in _LEVELS:
        if pattern.match(line):
            return 0 if runs_on and level > _MAY_RUN_ON else level
    return 0


def _ended(before: str, line: str, widest: int) -> bool:
    """Whether a line begins a new paragraph: the one before ended a sentence well short of a full line."""
    if line[:1].islower():
        return False
    return bool(_WHOLE_END.search(before)) and len(before) < 0.75 * widest


def _paragraph(lines: list[str], page: int) -> Block:
    text = lines[0]
    for line in lines[1:]:
        # a word cut at a hyphen of its own keeps the hyphen and no blank
        text += line if re.search(r"\w-$", text) and line[:1].islower() else f" {line}"
    return Block(text, 0, page, _ITEM.match(text) is not None)
