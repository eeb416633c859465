"""Which rulings of the articles found settle a question: those about its codes and its matter."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.circumstances import mark
from assistant.decision.counting import follows_medicare
from assistant.decision.figures import ADDED, BESIDE, PAIR
from assistant.evidence import Evidence
from assistant.question import Intent, Reading, asks_whether
from assistant.topics import ArticleMatch, find_cues, is_general
from knowledge.records import Article, ProcedureCode, Ruling, System

# Cues by which a ruling says that one thing is asked for beside another.
_BESIDE = frozenset({"also", "together", "separately", "both", "in addition", "additionally", "too", "as well", "add"})
# A modifier on the wrong kind of code is the first thing to be said.
_MISPLACED = frozenset({"<visit modifier on a procedure>", "<procedure modifier on a visit>"})
# A sentence that bars two services at one place says nothing of two places.
AT_ONE_PLACE = re.compile(
    r"\bsame (?!day|date|session|encounter|time|claim|physician|surgeon|clinician|provider)\w+|\bof one \w+|\bat one (?:site|place)\b|"
    r"\bthat (?:knee|lesion|wound|site|eye|joint)\b"
)
_MEDICARES = re.compile(r"\bMedicare\b|\bCMS\b")
_ADDS = re.compile(r"\badd(?:ed|ing|s)?\b")
_DENIED = re.compile(r"\b(?:no|without|w/o|denies|denied|negative for|no evidence of)\s$")
_PAYMENT = re.compile(r"\bpay(?:s|able|ment)?\b|\bpaid\b|\bbundled\b")


def matching_rulings(
    reading: Reading, matches: Sequence[ArticleMatch], marks: str = ""
) -> list[tuple[Article, Ruling]]:
    """The rulings all of whose cue groups stand in the question or its ``marks``, the most specific first."""
    named = {mention.code for mention in reading.mentions}
    put = " ".join(f"modifier {modifier.lower()}" for mention in reading.mentions for modifier in mention.modifiers)
    text = f"{reading.plain} {put} {marks}"
    apart = mark("separate site") in marks
    found: list[tuple[tuple[int, int, int], Article, Ruling]] = []
    for match in matches:
        for ruling in match.article.rulings:
            groups = [_told(text, group, match.article) or _asked_beside(reading, group) for group in ruling.cues]
            barred = _of_one_place(ruling, apart) or of_another_payer(reading, ruling.sentences)
            if all(groups) and not find_cues(text, ruling.unless) and not barred:
                about = len(named & set(ruling.codes))
                if named & {code.code for code in match.article.codes} and ruling.codes and not about:
                    continue
                misplaced = any(_MISPLACED & set(group) for group in ruling.cues)
                length = sum(max(end - start for start, end, _ in group) for group in groups)
                # what is ruled of the very two codes asked about comes before what is ruled of one of them
                of_both = len(named) == PAIR and about == PAIR
                found.append(((len(groups) + 3 * misplaced + min(about, 1), min(about, 1) + of_both, length), match.article, ruling))
    found.sort(key=lambda item: item[0], reverse=True)
    return [(article, ruling) for _, article, ruling in found]


def _told(text: str, group: tuple[str, ...], article: Article) -> list[tuple[int, int, str]]:
    """Where cues of a group stand in the text; a condition that is denied is not told: *no angina*."""
    of_conditions = article.system is System.ICD10CM
    return [found for found in find_cues(text, group) if not (of_conditions and _DENIED.search(text[: found[0]]))]


def _of_one_place(ruling: Ruling, apart: bool) -> bool:
    """Whether a ruling bars two services at one place, and the question tells of two."""
    return apart and ruling.verdict == "no" and any(AT_ONE_PLACE.search(sentence) for sentence in ruling.sentences)


def of_another_payer(reading: Reading, sentences: Sequence[str]) -> bool:
    """Whether sentences tell only what Medicare does, and the question names a payer that goes by rules of its own."""
    other = reading.payer is not None and not follows_medicare(reading.payer) and "medicare" not in reading.plain
    return other and all(_MEDICARES.search(sentence) for sentence in sentences)


def _asked_beside(reading: Reading, group: Sequence[str]) -> list[tuple[int, int, str]]:
    """Where a question asks for one thing beside another, in whatever words, if that is what a group of cues stands for."""
    asks = reading.intent is Intent.MAY_I and "?" in reading.asked and len(_BESIDE & set(group)) > 1
    found = ADDED.search(reading.plain) if asks else None
    return [(found.start(), found.start() + 1, found[0])] if found else []


def fitting_rulings(
    reading: Reading, evidence: Evidence, named: list[ProcedureCode]
) -> list[tuple[Article, Ruling]]:
    """The rulings whose cues stand in the question and that speak of the codes ``named``, the most specific first."""
    return [
        (held, ruling)
        for held, ruling in matching_rulings(reading, evidence.articles, evidence.marks)
        if _speaks_of(reading, named, held, ruling)
        and (held.modifiers or is_general(held) or _denied(named, ruling) or _same_topic(reading, ruling))
    ]


def generally_ruled(reading: Reading, article: Article) -> bool:
    """Whether a rule on every family answers by yes or no, as where services are named together with a question mark."""
    return is_general(article) and asks_whether(reading)


def _speaks_of(reading: Reading, named: list[ProcedureCode], article: Article, ruling: Ruling) -> bool:
    """Whether a ruling is about a code that the question asks about.

    That is the first code named, not one named for comparison; any of them where the question is whether they go
    together. A rule on every family, or on a modifier, speaks of all codes.
    """
    # a deleted code has no row of its own, and a ruling may speak of it all the same
    others = {mention.code for mention in reading.mentions} - {code.code for code in named}
    if others & {*ruling.codes, *(cue.upper() for group in ruling.cues for cue in group)}:
        return True
    if not named or (not ruling.codes and (article.modifiers or is_general(article))):
        return True
    together = BESIDE.search(reading.plain) or _ADDS.search(reading.plain)
    asked = named if reading.intent is Intent.MAY_I and together else named[:1]
    return any(code.code in ruling.codes for code in asked)


def _denied(named: list[ProcedureCode], ruling: Ruling) -> bool:
    """Whether a ruling says no of the very code asked about: what may not be reported is not paid either."""
    return bool(named) and named[0].code in ruling.codes and ruling.verdict == "no"


def _same_topic(reading: Reading, ruling: Ruling) -> bool:
    """A question about payment is settled only by a ruling about payment, unless it asks for payment beside another."""
    about_payment = any(_PAYMENT.search(cue) for group in ruling.cues for cue in group) and "together" not in ruling.id
    return about_payment or ADDED.search(reading.plain) is not None or _PAYMENT.search(reading.plain) is None
