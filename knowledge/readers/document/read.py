"""One document of any form that is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import SourceError
from knowledge.readers.document.office import docx_blocks
from knowledge.readers.document.pdf import pdf_blocks
from knowledge.readers.document.pieces import Block, Piece, pieces
from knowledge.readers.document.plain import decoded, text_blocks
from knowledge.readers.document.web import html_blocks, html_title, markdown_blocks

DOCUMENT_SUFFIXES = frozenset({".pdf", ".docx", ".html", ".htm", ".md", ".txt"})
_MOST_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read: what it is called, and its pieces in order."""

    title: str
    pieces: tuple[Piece, ...]


def read_document(path: Path, progress: Callable[[int, int], None] = lambda done, total: None) -> Document:
    """Read a document by its suffix.

    Raises SourceError in one sentence where it is empty, locked, cut off, pictures only, or not what its name says.
    """
    suffix = path.suffix.lower()
    title = " ".join(path.stem.replace("_", " ").split())
    try:
        raw = path.read_bytes() if path.stat().st_size <= _MOST_BYTES else None
    except OSError as error:
        raise SourceError(f"{path.name} cannot be read ({error.strerror}): check its name.") from error
    if raw is None:
        raise SourceError(f"{path.name} has more than 200 MB: split it.")
    if suffix == ".pdf":
        if not raw.lstrip().startswith(b"%PDF"):
            raise SourceError(f"{path.name} is no PDF, whatever its name says: save it again as one.")
        blocks: Iterator[Block] = pdf_blocks(path, progress)
    elif suffix == ".docx":
        blocks = docx_blocks(path)
    else:
        if b"\x00" in raw[:4096] and raw[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
            raise SourceError(f"{path.name} is no text, whatever its name says: load the file it was made from.")
        text = decoded(raw)
        if suffix in {".html", ".htm"}:
            title, blocks = html_title(text) or title, html_blocks(text)
        else:
            blocks = markdown_blocks(text) if suffix == ".md" else text_blocks(text)
    found = tuple(pieces(blocks))
    if not found:
        raise SourceError(f"{path.name} holds no text: load the file it was made from.")
    progress(1, 1)
    return Document(title, found)
