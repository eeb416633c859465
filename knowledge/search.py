"""Search of one code system: meaning and words together, passages out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from knowledge.database import Database
from knowledge.embedder import Embedder
from knowledge.meaning_index import MeaningIndex
from knowledge.records import PROCEDURE_WORDS, Hit, System, WordedCode
from knowledge.word_index import WordIndex

# Meaning counts three times words: measured on synonyms against titles, see docs/benchmarks.md.
MEANING_WEIGHT = 0.75
# Below this cosine similarity bge-small pairs any two English sentences.
_FLOOR = 0.6
_DEPTH = 60
_UNKNOWN_WORD = 0.35


class Search:
    """Hybrid search over one library."""

    def __init__(
        self, database: Database, meaning: MeaningIndex, words: Mapping[str, WordIndex], embedder: Embedder
    ) -> None:
        self._database, self._meaning, self._words = database, meaning, words
        # the library does not change while it is open, and the parts of a question are searched for several times over
        self._vector = lru_cache(maxsize=512)(embedder.question)
        self._nearest = lru_cache(maxsize=512)(self._ranked)

    def passages(self, question: str, system: System, count: int = 10) -> list[Hit]:
        """The passages nearest to a question, best first, each with the wording that found it.

        The score is a weighted sum of cosine similarity (stretched so that unrelated text is 0) and of BM25 as a
        share of the best word match.
        """
        return [
            Hit(passage, score, wording)
            for address, score, wording in self._nearest(question, system)[:count]
            if (passage := self._database.passage(address)) is not None
        ]

    def procedures(self, question: str, count: int = 10) -> list[WordedCode]:
        """The procedure codes whose everyday words are nearest to a question, best first; scores as of ``passages``."""
        return [WordedCode(*found) for found in self._nearest(question, PROCEDURE_WORDS)[:count]]

    def _ranked(self, question: str, index: str) -> tuple[tuple[str, float, str], ...]:
        """The addresses nearest to a question, as (address, score, wording), best first."""
        best: dict[str, tuple[float, str]] = {}
        meaning = self._meaning.nearest(index, self._vector(question), _DEPTH)
        words = self._words[index].nearest(question, _DEPTH)
        top = max((score for *_, score in words), default=1.0)
        by_words: dict[str, tuple[float, str]] = {}
        for address, wording, score in words:
            by_words.setdefault(address, (score / top, wording))
        for address, wording, similarity in meaning:
            stretched = max(0.0, (similarity - _FLOOR) / (1 - _FLOOR))
            if address not in best:
                best[address] = (MEANING_WEIGHT * stretched, wording)
        # a passage that only the words found lies at or below the last one that the meaning found
        last = min((score for score, _ in best.values()), default=0.0)
        for address, (share, wording) in by_words.items():
            score, matched = best.get(address, (last * 0.8, wording))
            best[address] = (score + (1 - MEANING_WEIGHT) * share, matched)
        ordered = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))
        return tuple((address, min(1.0, score), wording) for address, (score, wording) in ordered)

    def weight(self, token: str, system: System) -> float:
        """How telling a stemmed token is in a code system, 0..1; one that no wording has tells little."""
        weight = self._words[system].weight(token)
        return _UNKNOWN_WORD if weight is None else weight

    def corrected(self, text: str, system: System) -> str:
        """The text with slips of the pen mended by the wordings of a code system."""
        return self._words[system].corrected(text)

    def knows(self, token: str, system: System) -> bool:
        """Whether any indexed wording of a code system has this stemmed token."""
        return self._words[system].weight(token) is not None

    def warm(self) -> None:
        """Load models and indexes now, so that the first question does not wait for them."""
        for index in self._words:
            self._nearest("warm", index)
