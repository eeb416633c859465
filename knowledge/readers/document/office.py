"""Blocks of a Word document: its heading styles, list items, and tables a row a line."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from knowledge.errors import SourceError
from knowledge.readers.document.pieces import Block

_MOST_BYTES = 500_000_000


def docx_blocks(path: Path) -> Iterator[Block]:
    """The document's blocks in order. Raises SourceError where it is none, cut off, or plays tricks with entities."""
    try:
        with zipfile.ZipFile(path) as parts:
            if sum(part.file_size for part in parts.infolist()) > _MOST_BYTES:
                raise SourceError(f"{path.name} unpacks to more than 500 MB, which no policy document does.")
            for part in parts.infolist():
                if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in parts.read(part)[:4096]:
                    raise SourceError(f"{path.name} declares entities of its own, which Word never does: not opened.")
        yield from _blocks(path)
    except SourceError:
        raise
    except (zipfile.BadZipFile, OSError, KeyError, ValueError, SyntaxError) as error:
        raise SourceError(f"{path.name} is not a whole Word document ({error}): save it again.") from error


def _blocks(path: Path) -> Iterator[Block]:
    import docx
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    for part in docx.Document(str(path)).iter_inner_content():
        if isinstance(part, Paragraph):
            text = " ".join(part.text.split())
            style = (part.style.name or "") if part.style is not None else ""
            heading = re.match(r"(?:Heading (\d)|(Title))", style)
            if text:
                level = int(heading[1] or 1) if heading else 0
                yield Block(text, level, None, not level and style.startswith("List"))
        elif isinstance(part, Table):
            for row in part.rows:
                cells = list(dict.fromkeys(" ".join(cell.text.split()) for cell in row.cells))
                if any(cells):
                    yield Block(" | ".join(cells), 0, None, True)
