"""Gathering evidence for a question: codes named, wordings known, passages found, articles that are its topic."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.question import Reading
from knowledge.codebook import CodeStatus
from knowledge.library import Library
from knowledge.passages import TABULAR
from knowledge.records import Article, Hit, Passage, System
from knowledge.wording import content_tokens, spelled_out

_LONGEST_PHRASE = 9
# Words that open a question and say nothing about the patient.
_SCAFFOLDING = re.compile(
    r"\b(?:icd[- ]?10(?:[- ]?cm)?|icd|cpt|hcpcs|dx|diagnosis|codes?|coding|coded?|billing|bill|report(?:ed|ing)?|assign|"
    r"need|what|which|please|pls|thanks|correct|right code|how|new topic|only|just|nothing else|documented|documents?|"
    r"initial|encounter|subsequent|visit|claim|dos|yo|y/o|year old|male|female)\b")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of the question that is a known wording. ``start``/``end`` count the question's content words."""

    start: int
    end: int
    code: str
    wording: str
    origin: str


@dataclass(frozen=True, slots=True)
class ArticleMatch:
    """An article whose cues or codes stand in the question; ``cues`` are the cues found."""

    article: Article
    cues: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was found. ``words`` are the question's content words; ``ranked`` the passages, best first."""

    words: tuple[str, ...]
    statuses: tuple[CodeStatus, ...]
    phrases: tuple[Phrase, ...]
    hits: tuple[Hit, ...]
    articles: tuple[ArticleMatch, ...]
    ranked: tuple[Passage, ...]


def gather(reading: Reading, library: Library) -> Evidence:
    """Everything the library holds that bears on the question."""
    statuses = tuple({m.code: library.codebook.status(m.code, reading.day) for m in reading.mentions}.values())
    articles = _articles(reading, library)
    words = tuple(_subject(reading))
    phrases = tuple(_phrases(words, library))
    subject = _search_text(reading)
    hits = tuple(library.search.passages(subject, System.ICD10CM, 40)) if words else ()
    ranked = _ranked(reading, library, statuses, articles, phrases, hits)
    return Evidence(words, statuses, phrases, hits, articles, ranked)


def find_cues(text: str, cues: tuple[str, ...]) -> list[tuple[int, int, str]]:
    """Where cues stand in a text, as (start, end, cue); where two overlap the longer one counts. Plurals match."""
    found = []
    for cue in cues:
        for match in _cue_pattern(cue).finditer(text):
            found.append((match.start(), match.end(), cue))
    kept: list[tuple[int, int, str]] = []
    for start, end, cue in sorted(found, key=lambda f: f[0] - f[1]):
        if all(end <= a or start >= b or (start, end) == (a, b) for a, b, _ in kept):
            kept.append((start, end, cue))
    return sorted(kept)


@lru_cache(maxsize=10_000)
def _cue_pattern(cue: str) -> re.Pattern[str]:
    inner = re.escape(spelled_out(cue)).replace(r"\ ", r"[\s-]+").replace(r"\-", r"[\s-]?")
    return re.compile(rf"(?<![\w-]){inner}(?:s|es|ed)?(?![\w])")


def _articles(reading: Reading, library: Library) -> tuple[ArticleMatch, ...]:
    named = {mention.code for mention in reading.mentions}
    found = []
    for article in library.articles:
        codes = tuple(code.code for code in article.codes if code.code in named)
        cues = tuple(cue for *_, cue in find_cues(reading.plain, article.cues) if not cue.isdigit())
        if codes or cues:
            found.append(ArticleMatch(article, cues, codes))
    return tuple(sorted(found, key=lambda match: (-len(match.codes), -sum(len(cue) for cue in match.cues))))


def _subject(reading: Reading) -> list[str]:
    """The content words of the question, without its scaffolding and without the codes it names."""
    return content_tokens(_SCAFFOLDING.sub(" ", spelled_out(_search_text(reading))))


def _search_text(reading: Reading) -> str:
    text = reading.text
    for mention in reversed(reading.mentions):
        text = text[:mention.start] + " " + text[mention.end:]
    return _SCAFFOLDING.sub(" ", spelled_out(text))[:1000]


def _phrases(words: tuple[str, ...], library: Library) -> list[Phrase]:
    spans: dict[str, list[tuple[int, int]]] = {}
    for start in range(len(words)):
        for end in range(start + 1, min(start + _LONGEST_PHRASE, len(words)) + 1):
            spans.setdefault(" ".join(words[start:end]), []).append((start, end))
    found = []
    for key, code, wording, origin in library.database.phrases(spans):
        found += [Phrase(start, end, code, wording, origin) for start, end in spans[key]]
    return sorted(found, key=lambda phrase: (phrase.start - phrase.end, phrase.start))


def _ranked(reading: Reading, library: Library, statuses: tuple[CodeStatus, ...], articles: tuple[ArticleMatch, ...],
            phrases: tuple[Phrase, ...], hits: tuple[Hit, ...]) -> tuple[Passage, ...]:
    """Passages in the order a reader would want them: about the codes named, then by known wording, then by search."""
    ordered: dict[str, Passage] = {}

    def add(passage: Passage | None) -> None:
        if passage is not None:
            ordered.setdefault(passage.id, passage)

    for status in statuses:
        if status.entry is not None:
            add(library.codebook.passage(status.code))
    if articles:
        wanted = {match.article.id for match in articles}
        for hit in library.search.passages(reading.text[:1000], System.CPT, 12):
            if hit.passage.address.partition("/")[0] in wanted:
                add(hit.passage)
    longest: list[Phrase] = []
    for phrase in phrases:
        if all(phrase.end <= other.start or phrase.start >= other.end or
               (phrase.start, phrase.end) == (other.start, other.end) for other in longest):
            longest.append(phrase)
            add(library.database.passage(f"{TABULAR}/{phrase.code}"))
    for hit in hits:
        add(hit.passage)
    return tuple(ordered.values())
