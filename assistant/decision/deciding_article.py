"""The article that decides a question about procedures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.decision.answers_stated import stated_answers
from assistant.decision.article_spans import answer_spans, cue_spans, mark_spans, merged, scattered_words, touches
from assistant.decision.procedure import described, possible
from assistant.evidence import Evidence
from assistant.question import Reading
from assistant.topics import ArticleMatch
from knowledge.records import Article, System
from knowledge.wording import content_tokens

_Nearness = tuple[int, bool, bool, bool, int]
_ASKS_FOR = {
    System.HCPCS: re.compile(r"\bhcpcs\b|\bj[- ]?codes?\b|\bdrug codes?\b"),
    System.CPT: re.compile(r"\bcpt\b"),
}
_DRUG = re.compile(r"\bdrugs?\b")
# How a drug or vaccine was given is asked for, whatever words tell it.
ADMINISTRATION = re.compile(r"\badmin\w*\b|\bcounsel\w*\b|\bprocedure\b|\b(?:injection|infusion|push|shot) codes?\b")
# What was given is billed elsewhere, or only the giving is asked for.
_WITHOUT_DRUG = re.compile(
    r"\b(?:procedure|injection|surgical|surgeon|physician|cpt) codes? only\b|\bonly the (?:procedure|injection|cpt) codes?\b|"
    r"\b(?:not|no|without|minus) (?:the )?(?:drugs?|medication|toxin|supply)\b|"
    r"\b(?:drug|medication|toxin) (?:is |was )?(?:billed|supplied|provided|brought|furnished) by\b"
)


def deciding_article(reading: Reading, evidence: Evidence, articles: Sequence[Article]) -> Article | None:
    """The article with deciding questions that the question is about.

    An article found that has none hands over to those it names as related, where the question answers one of their
    questions; ``articles`` are all that are held.
    """
    held = {article.id: article for article in articles}
    ranked: list[tuple[_Nearness, Article]] = []
    for match in evidence.articles:
        near = [held[name] for name in match.article.related if name in held]
        spoken = [one for one in near if any(described(reading.plain, one)) and _is_named(reading, one)]
        meant = [match.article] if match.article.features else spoken
        ranked += [(_nearness(reading, match, article), article) for article in meant if article.features]
    wanted = [pair for pair in ranked if is_wanted(reading, pair[1])] or ranked
    own = [pair for pair in wanted if not any(only_answers(reading.plain, pair[1], other) for _, other in wanted)]
    return max(own or wanted, key=lambda pair: pair[0])[1] if wanted else None


def _is_named(reading: Reading, article: Article) -> bool:
    """Whether a question says a word of an article's title or one of its cues, as the place it is about."""
    words = set(content_tokens(reading.plain))
    # a visit has no place in the body
    visit = article.family == "evaluation-and-management"
    return visit or bool(words & set(content_tokens(article.title))) or bool(cue_spans(reading.plain, article))


def only_answers(text: str, article: Article, other: Article) -> bool:
    """Whether all that names an article answers questions of another, which is named by words of its own.

    "EGD, cold forceps biopsies" names the forceps of a colonoscopy, and a biopsy is what was done in the EGD. Nor does
    the epidural within "transforaminal epidural" name one that is not transforaminal.
    """
    cues, names = cue_spans(text, article), cue_spans(text, other)
    if article is other or article.family != other.family or not (cues and names and other.features):
        return False
    answers, marks = answer_spans(text, other, other.features), mark_spans(text, article)
    stated = stated_answers(text, other.features[0])[0]
    apart = {value for value, places in stated.items() if not all(touches((at, at + 1), cues) for at in places)}
    if apart and stated.keys() - apart:
        # the other is answered elsewhere, and otherwise, so that this is one more thing: a knee, and a trigger finger
        return False
    within = all(any(name[0] <= cue[0] and cue[1] <= name[1] and name != cue for name in names) for cue in cues)
    return within or (all(touches(cue, answers) for cue in cues) and any(not touches(name, marks) for name in names))


def _nearness(reading: Reading, match: ArticleMatch, article: Article) -> _Nearness:
    """How much a question is about an article.

    Counted are the codes named, whether any code fits what is said, whether the article was found by its own words,
    whether the first decision is spoken of, and how many characters of the question are the article's words.
    """
    text = reading.plain
    words = sum(end - start for start, end in merged([*mark_spans(text, article), *scattered_words(text, match)]))
    return len(match.codes), possible(text, article), article is match.article, described(text, article)[0], words


def is_wanted(reading: Reading, article: Article) -> bool:
    """Whether the question asks for codes of the article's system, or names none."""
    if article.system is System.HCPCS and _WITHOUT_DRUG.search(reading.plain):
        return False
    asked = {system for system, pattern in _ASKS_FOR.items() if pattern.search(reading.plain)}
    given = ADMINISTRATION.search(reading.plain) is not None
    if System.CPT in asked and _DRUG.search(reading.plain):
        # "cpt and drug" asks for both
        asked.add(System.HCPCS)
    return not asked or article.system in asked or given
