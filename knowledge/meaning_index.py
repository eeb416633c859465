"""Nearest wordings by meaning: Chroma on disk, one collection a code system and one of procedures' everyday words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.errors import LibraryDamaged

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

    from knowledge.embedder import Vectors

_BATCH = 2000
# Chroma's graph is approximate and no two builds of it are alike. At 128 it lost one in eight of the 60 nearest
# diagnosis wordings, others in each build; so deep it loses none of the procedures' and seven in a thousand of those.
# What is not written through is put into the graph anew by every process that opens it, now and then out of reach.
_GRAPH = {"space": "cosine", "ef_construction": 300, "ef_search": 1500, "sync_threshold": 2}


class MeaningIndex:
    """The Chroma folder of a library. Vectors are always passed in, never made by Chroma."""

    def __init__(self, folder: Path) -> None:
        self._client = _client(folder)
        self._collections: dict[str, Any] = {}

    def close(self) -> None:
        """Let go of the folder's files."""
        self._client.close()

    def nearest(self, index: str, question: Vectors, count: int) -> list[tuple[str, str, float]]:
        """The nearest wordings as (address of the passage, wording, cosine similarity), nearest first.

        Similarity is rounded, and equals are ordered by address, so that every build and machine has one order.
        """
        try:
            collection = self._collection(index)
            found = collection.query(
                query_embeddings=question, n_results=count, include=["metadatas", "documents", "distances"]
            )
        except Exception as error:  # Chroma's native part raises many kinds for a broken folder
            raise LibraryDamaged("The meaning index is damaged: run `codecite library build`.") from error
        nearest = [
            (meta["address"], text, round(1.0 - distance, 4))
            for meta, text, distance in zip(
                found["metadatas"][0], found["documents"][0], found["distances"][0], strict=True
            )
        ]
        return sorted(nearest, key=lambda one: (-one[2], one[0], one[1]))

    def count(self, index: str) -> int:
        """How many wordings a collection holds."""
        return int(self._collection(index).count())

    def update(
        self,
        index: str,
        wordings: Iterable[tuple[str, str]],
        vectors: Callable[[list[str]], Vectors],
        done: Callable[[int], None] = lambda count: None,
    ) -> None:
        """Make the collection hold exactly these (address, wording) pairs, touching only what changed.

        ``vectors`` turns wordings into vectors; ``done`` is told how many more are stored.
        """
        collection = self._made(index)
        if any(collection.configuration["hnsw"][name] != value for name, value in _GRAPH.items()):
            # an earlier version made it
            self._client.delete_collection(_name(index))
            collection = self._made(index)
        wanted: Mapping[str, tuple[str, str]] = {_id(*wording): wording for wording in wordings}
        held = set(collection.get(include=[])["ids"])
        gone, new = sorted(held - wanted.keys()), [key for key in wanted if key not in held]
        done(len(wanted) - len(new))
        for at in range(0, len(gone), _BATCH):
            collection.delete(ids=gone[at : at + _BATCH])
        for at in range(0, len(new), _BATCH):
            part = new[at : at + _BATCH]
            texts = [wanted[key][1] for key in part]
            collection.add(
                ids=part,
                embeddings=np.asarray(vectors(texts)),
                documents=texts,
                metadatas=[{"address": wanted[key][0]} for key in part],
            )
            done(len(part))

    def _made(self, index: str) -> Any:
        return self._client.get_or_create_collection(_name(index), configuration={"hnsw": _GRAPH}, embedding_function=None)

    def _collection(self, index: str) -> Any:
        if index not in self._collections:
            self._collections[index] = self._client.get_collection(_name(index), embedding_function=None)
        return self._collections[index]


def _client(folder: Path) -> ClientAPI:
    import chromadb

    settings = chromadb.Settings(anonymized_telemetry=False)
    try:
        return chromadb.PersistentClient(path=str(folder), settings=settings)
    except Exception as error:  # as above
        raise LibraryDamaged("The meaning index is damaged: run `codecite library build`.") from error


def _name(index: str) -> str:
    return index.lower()


def _id(address: str, wording: str) -> str:
    return f"{address}#{hashlib.blake2b(wording.encode(), digest_size=6).hexdigest()}"
