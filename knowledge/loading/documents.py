"""A user's own documents as passages with page and heading, found by words and by meaning."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from knowledge import code_format
from knowledge.loading import store
from knowledge.readers.document import read_document
from knowledge.records import Edition

_BATCH = 256
# opens the names of documents and so the ids of their passages
PREFIX = "document-"


def source_name(path: Path) -> str:
    """What a document is called in lists and commands: its file's name in plain letters."""
    return PREFIX + (re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")[:60] or "untitled")


def load(
    connection: sqlite3.Connection,
    path: Path,
    name: str,
    digest: str,
    starts: date | None,
    embed: Callable[[Sequence[str]], Any] | None,
    progress: Callable[[str, int, int], None],
    owner: str = "",
) -> None:
    """Store a document's pieces. Raises SourceError where it cannot be read."""
    document = read_document(path, lambda done, total: progress(f"Reading {path.name}", done, total))
    edition = Edition(document.title, starts)
    source = store.insert_source(connection, name, store.DOCUMENT, edition, path.name, digest, owner)
    texts = [piece.text for piece in document.pieces]
    vectors: list[bytes | None] = [None] * len(texts)
    if embed is not None:
        for at in range(0, len(texts), _BATCH):
            part = np.asarray(embed(texts[at : at + _BATCH]), dtype=np.float32)
            vectors[at : at + len(part)] = [row.tobytes() for row in part]
            progress(f"Indexing {path.name}", min(at + _BATCH, len(texts)), len(texts))
    for n, piece in enumerate(document.pieces):
        mark = hashlib.blake2b(f"{piece.locator}\0{piece.text}".encode(), digest_size=5).hexdigest()
        codes = list(dict.fromkeys(found.code for found in code_format.mentions(piece.text)))
        connection.execute(
            "INSERT INTO piece VALUES(?,?,?,?,?,?,?)",
            (source, n, f"{name}/{n}/{mark}", piece.locator, piece.text, json.dumps(codes), vectors[n]),
        )
        connection.execute("INSERT INTO piece_words VALUES(?,?,?)", (piece.text, source, n))
    store.close_source(connection, source, len(texts), ())
