"""Nearest wordings by words: BM25 over stemmed tokens, saved beside the library and memory-mapped."""

from __future__ import annotations

import difflib
import json
import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import bm25s

from knowledge.errors import LibraryDamaged
from knowledge.wording import STOP, content_tokens, spelled_out, stem

# Words short of this many letters are too often abbreviations to be called slips.
_WORD = re.compile(r"[a-z]{6,}")
_SHORT_WORD = re.compile(r"[a-z]{4,}")
_ALIKE = 0.87
_SHORT, _WITH_VOWELS = 5, 2
_VOWELS = re.compile(r"[aeiouy]")
_DOUBLED = re.compile(r"(.)\1+")


class WordIndex:
    """A saved BM25 index over (address, wording) pairs."""

    def __init__(self, folder: Path) -> None:
        try:
            self._pairs: list[tuple[str, str]] = json.loads((folder / "wordings.json").read_text(encoding="utf-8"))
            self._bm25 = bm25s.BM25.load(folder, mmap=True) if self._pairs else None
            self._weights: dict[str, float] = json.loads((folder / "weights.json").read_text(encoding="utf-8"))
            self._words: dict[str, list[str]] = json.loads((folder / "words.json").read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError) as error:
            raise LibraryDamaged("The word index is damaged: run `codecite library build`.") from error

    def __len__(self) -> int:
        return len(self._pairs)

    def weight(self, token: str) -> float | None:
        """How telling a stemmed token is: 0 for one in every wording, 1 for one in a single wording; None if in none."""
        return self._weights.get(token)

    def corrected(self, text: str) -> str:
        """The text with each longer word that no wording has replaced by the one it is a slip of, if there is one."""
        return _SHORT_WORD.sub(lambda match: self._corrected(match.group()), spelled_out(text))

    def _corrected(self, word: str) -> str:
        if word in STOP or self._weights.get(stem(word)) is not None:
            return word
        # a short word with its vowels is shorthand of its own (eval, HAART) and no word with letters left out
        hurried = len(word) > _SHORT or len(_VOWELS.findall(word)) < _WITH_VOWELS
        same = [
            known
            for known in self._skeletons.get(_skeleton(word), ())
            if _left_out(word, known) and (hurried or _DOUBLED.sub(r"\1", word) == _DOUBLED.sub(r"\1", known))
        ]
        if same:
            return min(same, key=lambda known: (self._weights.get(stem(known), 1.0), known))
        if not _WORD.fullmatch(word):
            return word
        alike = [known for known in self._words.get(word[0], ()) if abs(len(known) - len(word)) <= 2]
        found = difflib.get_close_matches(word, alike, 1, cutoff=_ALIKE)
        return found[0] if found else word

    @cached_property
    def _skeletons(self) -> dict[str, list[str]]:
        """The known words by what is left of them without vowels and doubled letters."""
        found: dict[str, list[str]] = {}
        for words in self._words.values():
            for word in words:
                found.setdefault(_skeleton(word), []).append(word)
        return found

    def nearest(self, question: str, count: int) -> list[tuple[str, str, float]]:
        """The nearest wordings as (address of the passage, wording, BM25 score), nearest first, zero scores left out."""
        words = [token for token in content_tokens(question) if token in self._weights]
        if not words or self._bm25 is None:
            return []
        places, scores = self._bm25.retrieve([words], k=min(count, len(self._pairs)), show_progress=False)
        return [
            (*self._pairs[int(place)], float(score))
            for place, score in zip(places[0], scores[0], strict=True)
            if score > 0
        ]


def _skeleton(word: str) -> str:
    """A word's first letter and its consonants, each once: what hurried typing leaves of it (``fngr``, ``celulitis``)."""
    return word[0] + _DOUBLED.sub(r"\1", _VOWELS.sub("", word[1:]))


def _left_out(typed: str, known: str) -> bool:
    """Whether a word differs from a known one of its skeleton as slips do: letters left out, swapped, or not doubled."""
    one, other = (_DOUBLED.sub(r"\1", word) for word in (typed, known))
    swapped = len(one) >= 6 and sorted(one) == sorted(other)
    return swapped or (len(other) - len(one) <= 3 and _within(one, other))


def _within(short: str, long: str) -> bool:
    """Whether the letters of one word stand in another in their order."""
    rest = iter(long)
    return all(letter in rest for letter in short)


def write_word_index(folder: Path, pairs: Sequence[tuple[str, str]]) -> None:
    """Index (address, wording) pairs into a folder."""
    texts = [content_tokens(wording) for _, wording in pairs]
    folder.mkdir(parents=True, exist_ok=True)
    if pairs:
        index = bm25s.BM25()
        index.index(texts, show_progress=False)
        index.save(folder)
    (folder / "wordings.json").write_text(json.dumps(pairs, ensure_ascii=False), encoding="utf-8")
    seen = Counter(token for text in texts for token in set(text))
    most = math.log(len(pairs) + 1)
    weights = {token: round(math.log((len(pairs) + 1) / count) / most, 4) for token, count in seen.items()}
    (folder / "weights.json").write_text(json.dumps(weights), encoding="utf-8")
    words: dict[str, list[str]] = {}
    for word in sorted({word for _, wording in pairs for word in _SHORT_WORD.findall(spelled_out(wording))}):
        words.setdefault(word[0], []).append(word)
    (folder / "words.json").write_text(json.dumps(words), encoding="utf-8")
