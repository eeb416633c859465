"""The user's own documents as passages: found by words and by meaning, opened again by their id."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.code_format import is_procedure_shaped
from knowledge.loaded import LoadedTables
from knowledge.loading.documents import PREFIX
from knowledge.loading.store import DOCUMENT, Source
from knowledge.records import Authority, Hit, Passage, System

# gives a question's vector, of unit length
Embed = Callable[[str], Any]

_DEPTH = 40
# Below this cosine similarity bge-small pairs any two English sentences.
_FLOOR = 0.6
_WORD = re.compile(r"[a-z0-9]{2,}")
_COLUMNS = "source, n, address, locator, text, codes"


class LoadedDocuments:
    """Search over the documents loaded into one home; nothing is found where none were."""

    def __init__(self, tables: LoadedTables, embed: Embed) -> None:
        self._tables, self._embed = tables, embed
        self._matrix: tuple[tuple[Source, ...], list[tuple[int, int]], NDArray[np.float32]] | None = None

    def sources(self) -> tuple[Source, ...]:
        """The documents held."""
        return tuple(source for source in self._tables.sources() if source.kind == DOCUMENT)

    def passages(self, question: str, count: int = 10) -> list[Hit]:
        """The pieces nearest to a question, best first: half by meaning, half by BM25 as a share of the best match."""
        held = self.sources()
        words = list(dict.fromkeys(_WORD.findall(question.lower())))
        if not held or not words:
            return []
        scores: dict[tuple[int, int], float] = {}
        by_words = self._tables.query(
            f"SELECT source, n, -bm25(piece_words) FROM piece_words WHERE piece_words MATCH ? AND {_among(held)}"
            " ORDER BY 3 DESC LIMIT ?",
            " OR ".join(f'"{word}"' for word in words),
            _DEPTH,
        )
        top = max((score for *_, score in by_words), default=1.0) or 1.0
        for source, n, score in by_words:
            scores[source, n] = 0.5 * score / top
        for place, similarity in self._nearest(question, held):
            scores[place] = scores.get(place, 0.0) + 0.5 * max(0.0, (similarity - _FLOOR) / (1 - _FLOOR))
        named = {source.id: source for source in held}
        best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:count]
        return [
            Hit(passage, min(1.0, score), passage.locator)
            for (source, n), score in best
            if source in named and (passage := self._one("source=? AND n=?", named, source, n))
        ]

    def naming(self, name: str) -> frozenset[str]:
        """The names of the documents whose title, file name or text names a payer or another party."""
        asked = '"' + " ".join(_WORD.findall(name.lower())) + '"'
        within = {
            source
            for (source,) in self._tables.query(
                "SELECT DISTINCT source FROM piece_words WHERE piece_words MATCH ?", asked
            )
        }
        return frozenset(
            source.name
            for source in self.sources()
            if source.id in within or name.lower() in f"{source.edition.title} {source.file}".lower()
        )

    def passage(self, passage_id: str) -> Passage | None:
        """The piece with this id; None where its document was taken out or changed."""
        if not passage_id.startswith(PREFIX):
            return None
        return self._one("address=?", {source.id: source for source in self.sources()}, passage_id)

    def whole(self, name: str) -> list[Passage]:
        """A document's pieces in their order; none where it is not held, or belongs to another account."""
        source = next((source for source in self.sources() if source.name == name), None)
        return list(self._those("source=? ORDER BY n", {source.id: source}, source.id)) if source is not None else []

    def _one(self, where: str, named: dict[int, Source], *values: Any) -> Passage | None:
        return next(self._those(where, named, *values), None)

    def _those(self, where: str, named: dict[int, Source], *values: Any) -> Iterator[Passage]:
        for source, _, address, locator, text, codes in self._tables.query(
            f"SELECT {_COLUMNS} FROM piece WHERE {where}", *values
        ):
            if source in named:
                yield _passage(named[source], address, locator, text, tuple(json.loads(codes)))

    def _nearest(self, question: str, held: tuple[Source, ...]) -> list[tuple[tuple[int, int], float]]:
        if self._matrix is None or self._matrix[0] != held:
            rows = self._tables.query(f"SELECT source, n, vector FROM piece WHERE vector IS NOT NULL AND {_among(held)}")
            vectors = [np.frombuffer(vector, dtype=np.float32) for *_, vector in rows]
            places = [(source, n) for source, n, _ in rows]
            self._matrix = (held, places, np.stack(vectors) if vectors else np.empty((0, 0), dtype=np.float32))
        _, places, matrix = self._matrix
        if not places:
            return []
        asked = np.asarray(self._embed(question), dtype=np.float32).reshape(-1)
        if asked.shape[0] != matrix.shape[1]:  # loaded with another embedding model: words alone find them
            return []
        likeness = matrix @ asked
        return [(places[at], float(likeness[at])) for at in np.argsort(-likeness, kind="stable")[:_DEPTH]]


def _among(held: Sequence[Source]) -> str:
    return f"source IN ({','.join(str(source.id) for source in held)})"


def _passage(source: Source, address: str, locator: str, text: str, codes: tuple[str, ...]) -> Passage:
    diagnoses = bool(codes) and not any(map(is_procedure_shaped, codes))
    return Passage(
        id=address,
        text=text,
        title=f"{source.edition.title}: {locator}",
        source=f"{'Your own' if source.owner else 'Uploaded'} document {source.file}",
        edition=source.edition,
        locator=locator,
        codes=codes,
        authority=Authority.UPLOAD,
        system=System.ICD10CM if diagnoses else System.CPT,
    )
