"""A procedure told in words that no article lists: the family that search finds, where the question answers its questions."""

from __future__ import annotations

from dataclasses import replace

from assistant.decision.family import decide_family
from assistant.decision.procedure import described, possible
from assistant.draft import Decision
from assistant.evidence import Evidence
from assistant.question import Reading
from assistant.topics import ArticleMatch
from knowledge.library import Library
from knowledge.records import Article, System
from knowledge.wording import content_tokens

# Nearness of a section to the question, 0 to 1; what no article covers stays below.
_NEAR = 0.3
_DEPTH, _LONGEST = 12, 500
_MOST_SURE = 0.6
# A word so rare in the articles tells what is meant.
_TELLING = 0.5


def decide_nearest(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """The decision of the family nearest in meaning; None where none is near or the question answers none of its questions."""
    article = _nearest(reading, library)
    if article is None:
        return None
    found = replace(evidence, articles=(ArticleMatch(article, (), ()), *evidence.articles))
    decision = decide_family(reading, found, library)
    return replace(decision, score=min(decision.score, _MOST_SURE)) if decision is not None else None


def _nearest(reading: Reading, library: Library) -> Article | None:
    held = {article.id: article for article in library.articles if article.features}
    for hit in library.search.passages(reading.text[:_LONGEST], System.CPT, _DEPTH):
        article = held.get(hit.passage.address.partition("/")[0])
        if article is not None and hit.score >= _NEAR and article.system is not System.ICD10CM:
            told = any(described(reading.plain, article)) or _names_its_subject(reading.plain, article, library)
            return article if told and possible(reading.plain, article) else None
    return None


def _names_its_subject(plain: str, article: Article, library: Library) -> bool:
    """Whether a question has a telling word of the article's own cues, as the organ."""
    subject = {word for cue in article.cues for word in content_tokens(cue)}
    return any(
        word in subject and library.search.weight(word, System.CPT) >= _TELLING for word in content_tokens(plain)
    )
