"""Asking which of several procedures was done, where a question says no more than what they have in common: *hernia repair*."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import Action
from assistant.decision.article_quotes import lead_points
from assistant.decision.article_spans import answer_spans
from assistant.draft import Decision
from assistant.evidence import EXTERNAL_CAUSES, Evidence, longest
from assistant.question import Reading
from assistant.topics import ArticleMatch, treated
from knowledge.library import Library
from knowledge.records import ProcedureCode, WordedCode
from knowledge.wording import content_tokens

# How much further than the nearest words another procedure's may lie to be meant as well, and how many are named.
_ALSO_MEANT, _MOST = 0.15, 5
# Of a longer question more is said than what several have in common.
_SHORT = 6
_SURE = 0.6
# The encounter for a vaccine is named by the words of the vaccine.
_VACCINATION = "Z23"


def among(found: Sequence[WordedCode], reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """The question which of the procedures near in words is meant; None where nothing is done or a wording says all that is asked."""
    said = set(content_tokens(reading.plain))
    conditions = [phrase for phrase in longest(evidence.phrases) if not phrase.code.startswith((*EXTERNAL_CAUSES, _VACCINATION))]
    told = {word for phrase in conditions for word in evidence.words[phrase.start : phrase.end]}
    if not treated(reading) or len(said) > _SHORT or set(evidence.words) <= told:
        return None
    alike = [code for code in found if 2 * len(said & set(content_tokens(code.wording))) >= len(said)]
    meant = [code for code in alike if code.score >= found[0].score - _ALSO_MEANT][:_MOST]
    if len(meant) < 2:
        return None
    held = {code.code: code for article in library.articles for code in article.codes}
    codes = [held.get(code.code) or ProcedureCode(code.code, "") for code in meant]
    named = [f"{code.wording} ({code.code})" for code in meant]
    question = f"Which of these was done: {', '.join(named[:-1])} or {named[-1]}?"
    return Decision(Action.CLARIFY, _SURE, ask_back=(question,), points=tuple(lead_points(codes, library)))


def says_only_the_topic(reading: Reading, asking: Sequence[ArticleMatch]) -> bool:
    """Whether a question holds nothing but the topic of the articles that ask and answers that they have read already."""
    plain = reading.plain
    answers = [plain[start:end] for match in asking for start, end in answer_spans(plain, match.article, match.article.features)]
    known = {token for text in (*answers, *(cue for match in asking for cue in match.cues)) for token in content_tokens(text)}
    return bool(known) and set(content_tokens(plain)) <= known
