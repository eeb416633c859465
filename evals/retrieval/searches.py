"""The searches that are compared: each half alone, both halves joined in two ways, and the whole with and without parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.pipeline import Assistant
from evals.retrieval.queries import Query
from evals.retrieval.without import without_correction, without_phrases, without_terms, word_indexes
from knowledge.embedder import Embedder
from knowledge.library import Library, meaning_folder
from knowledge.meaning_index import MeaningIndex
from knowledge.word_index import WordIndex

# addresses of passages, best first
Ranking = Callable[[Query], Sequence[str]]

# wordings looked at by each half, as many as search itself takes
_DEPTH = 60
# the constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)
_SMOOTHING = 60


@contextmanager
def searches(library: Library, today: Callable[[], date] = date.today) -> Iterator[dict[str, Ranking]]:
    """Every search of one library by its name in the table."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # Windows may still hold the index open
        halves = _Halves(word_indexes(library), MeaningIndex(meaning_folder(library.folder)), library.embedder)
        yield {
            "words only (BM25)": halves.by_words,
            "meaning only (dense)": halves.by_meaning,
            "equal fusion (RRF)": halves.equally,
            "weighted fusion": lambda query: [
                hit.passage.address for hit in library.search.passages(query.text, query.system, _DEPTH)
            ],
            "whole evidence order": _whole(library, today),
            "whole, no everyday terms": _whole(without_terms(library, Path(folder)), today),
            "whole, no phrase look-up": _whole(without_phrases(library), today),
            "whole, no spelling correction": _whole(without_correction(library), today),
        }


def fused(rankings: Sequence[Sequence[str]]) -> list[str]:
    """Reciprocal rank fusion: each ranking gives one over (60 + place) to what it holds, all rankings alike."""
    scores: dict[str, float] = defaultdict(float)
    for ranking in rankings:
        for place, address in enumerate(ranking, 1):
            scores[address] += 1 / (_SMOOTHING + place)
    return sorted(scores, key=lambda address: -scores[address])


@dataclass(frozen=True, slots=True)
class _Halves:
    """The two indexes on their own."""

    words: dict[str, WordIndex]
    meaning: MeaningIndex
    embedder: Embedder

    def by_words(self, query: Query) -> list[str]:
        return _addresses(self.words[query.system].nearest(query.text, _DEPTH))

    def by_meaning(self, query: Query) -> list[str]:
        return _addresses(self.meaning.nearest(query.system, self.embedder.question(query.text), _DEPTH))

    def equally(self, query: Query) -> list[str]:
        return fused([self.by_words(query), self.by_meaning(query)])


def _addresses(wordings: Sequence[tuple[str, str, float]]) -> list[str]:
    """The passages of wordings, each at the place of its nearest one."""
    return list(dict.fromkeys(address for address, *_ in wordings))


def _whole(library: Library, today: Callable[[], date]) -> Ranking:
    """What the assistant gathers from a library, in the order it is read."""
    assistant = Assistant(library, today=today)
    return lambda query: [passage.address for passage in assistant.retrieve(query.request)]
