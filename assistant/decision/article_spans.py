"""Where a text speaks of an article: its cues, the answers to its deciding questions, and which of them touch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from assistant.topics import ArticleMatch, find_cues
from knowledge.records import Article, Feature
from knowledge.wording import spelled_out

Span = tuple[int, int]


def cue_spans(text: str, article: Article) -> list[Span]:
    """Where cues of an article stand in a text."""
    return [(start, end) for start, end, _ in find_cues(text, article.cues)]


def first_answers(text: str, article: Article) -> list[Span]:
    """Where a text answers an article's first deciding question, as which test."""
    return [(start, end) for start, end, _ in find_cues(text, tuple(chain(*article.features[0].values.values())))]


def scattered_words(text: str, match: ArticleMatch) -> list[Span]:
    """Where the words of cues stand that were found in another order."""
    words = {word for cue in match.cues for word in spelled_out(cue).split() if len(word) > 2}
    return [found.span() for word in words for found in re.finditer(rf"\b{re.escape(word)}", text)]


def mark_spans(text: str, article: Article) -> list[Span]:
    """Where a text speaks of an article: its cues and the answers to its deciding questions."""
    return merged([*cue_spans(text, article), *answer_spans(text, article, article.features)])


def answer_spans(text: str, article: Article, features: Sequence[Feature]) -> list[Span]:
    """Where a text answers deciding questions of an article in a way that leads to a code of its own."""
    own = {
        (name, value)
        for code in article.codes
        for alternative in (*code.when, *code.added_when)
        for name, values in alternative.items()
        for value in values
    }
    words = tuple(
        cue
        for feature in features
        for value, cues in feature.values.items()
        if (feature.name, value) in own
        for cue in cues
    )
    return [(start, end) for start, end, _ in find_cues(text, words)]


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that overlap joined."""
    kept: list[Span] = []
    for start, end in sorted(spans):
        if kept and start <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept


def touches(span: Span, others: Iterable[Span]) -> bool:
    """Whether a span overlaps any of others."""
    return any(span[0] < end and start < span[1] for start, end in others)
