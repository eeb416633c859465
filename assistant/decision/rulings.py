"""The rulings of articles that a question meets, and what they may settle of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.question import Reading
from assistant.topics import ArticleMatch, find_cues
from knowledge.records import Article, ProcedureCode, Ruling

_PAYMENT = re.compile(r"\bpay(?:s|able|ment)?\b|\bpaid\b|\bbundled\b")


def matching_rulings(reading: Reading, matches: Sequence[ArticleMatch]) -> list[tuple[Article, Ruling]]:
    """The rulings all of whose cue groups stand in the question, the most specific first."""
    named = {mention.code for mention in reading.mentions}
    text = reading.plain
    found: list[tuple[tuple[int, int, int], Article, Ruling]] = []
    for match in matches:
        for ruling in match.article.rulings:
            groups = [find_cues(text, group) for group in ruling.cues]
            if all(groups):
                about = len(named & set(ruling.codes))
                if named & {code.code for code in match.article.codes} and ruling.codes and not about:
                    continue
                length = sum(max(end - start for start, end, _ in group) for group in groups)
                found.append(((len(groups), min(about, 1), length), match.article, ruling))
    found.sort(key=lambda item: item[0], reverse=True)
    return [(article, ruling) for _, article, ruling in found]


def denied(named: list[ProcedureCode], ruling: Ruling) -> bool:
    """Whether a ruling says no of the very code asked about: what may not be reported is not paid either."""
    return bool(named) and named[0].code in ruling.codes and ruling.verdict == "no"


def same_topic(reading: Reading, ruling: Ruling) -> bool:
    """A question about payment is settled only by a ruling about payment."""
    about_payment = any(_PAYMENT.search(cue) for group in ruling.cues for cue in group) and "together" not in ruling.id
    return about_payment or _PAYMENT.search(reading.plain) is None
