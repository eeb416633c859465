"""Search of one code system: meaning and words together, passages out."""

from __future__ import annotations

from functools import lru_cache

from knowledge.database import Database
from knowledge.embedder import Embedder
from knowledge.meaning_index import MeaningIndex
from knowledge.records import Hit, System
from knowledge.word_index import WordIndex

# Meaning counts three times words: measured on synonyms against titles, see docs/benchmarks.md.
MEANING_WEIGHT = 0.75
# Below this cosine similarity bge-small pairs any two English sentences.
_FLOOR = 0.6
_DEPTH = 60
_UNKNOWN_WORD = 0.35
_KEPT = 500


class Search:
    """Hybrid search over one library."""

    def __init__(
        self, database: Database, meaning: MeaningIndex, words: dict[System, WordIndex], embedder: Embedder
    ) -> None:
        self._database, self._meaning, self._words, self._embedder = database, meaning, words, embedder
        # the parts of a note and the instructions over its codes ask for the same again
        self._kept = lru_cache(maxsize=_KEPT)(self._found)

    def passages(self, question: str, system: System, count: int = 10) -> list[Hit]:
        """The passages nearest to a question, best first, each with the wording that found it.

        The score is a weighted sum of cosine similarity (stretched so that unrelated text is 0) and of BM25 as a
        share of the best word match.
        """
        return list(self._kept(question, system, count))

    def _found(self, question: str, system: System, count: int) -> tuple[Hit, ...]:
        best: dict[str, tuple[float, str]] = {}
        meaning = self._meaning.nearest(system, self._embedder.question(question), _DEPTH)
        words = self._words[system].nearest(question, _DEPTH)
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
        hits = []
        for address, (score, wording) in sorted(best.items(), key=lambda item: -item[1][0])[:count]:
            passage = self._database.passage(address)
            if passage is not None:
                hits.append(Hit(passage, min(1.0, score), wording))
        return tuple(hits)

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
        for system in self._words:
            self.passages("warm", system, 1)
