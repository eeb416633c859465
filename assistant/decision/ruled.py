"""The decision of a ruling: its verdict, the codes it leaves or puts in place of others, and the modifiers it asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace

from assistant.answer import Action
from assistant.circumstances import is_kind, mark
from assistant.decision import in_place
from assistant.decision.article_quotes import assigned, body_quote, lead_points, payer_notice, rejections, unique
from assistant.decision.figures import BESIDE, PAIR
from assistant.decision.inclusion import as_asked
from assistant.decision.on_topics import topic_points
from assistant.decision.rulings import generally_ruled
from assistant.draft import Choice, Decision, Point
from assistant.evidence import Evidence
from assistant.question import Intent, Reading, asks_whether
from assistant.topics import is_general
from knowledge.claims.modifiers import DISTINCT, VISIT_ONLY, is_visit
from knowledge.library import Library
from knowledge.records import Article, ProcedureCode, Ruling, Verdict

# How often a code is reported is asked, and not whether it is.
_HOW_OFTEN = re.compile(r"\btwice\b|\b[x×]\s?\d{1,2}\b|\b(?:two|three|\d) (?:units|times)\b")
# A number of units is asked for, and none is put forward.
_COUNT_ASKED = re.compile(r"\bhow many\b|\bunits? (?:of|for) \S+\s*\?|\bunits?\s*\?")
_PRESUPPOSES = re.compile(r"\bwhich modifier|\bmodifier (?:goes|do|does)|\bsince\b|\bso do i\b|\bmust\b|\bneeds? which\b")
_CONFIRM = re.compile(r"\b(?:correct|right|yes|no)\W*\?\W*$|, (?:ok|good)\W*\?\W*$")
# what asks itself states nothing
_ASKING = re.compile(r"^(?:payer [^:]+: )?\W*(?:is|are|can|may|do|does|should|would|will)\b")
_NEEDED = re.compile(r"\bneeds? (?:a |the )?(?:mod(?:ifier)? )?(\w\w)\b")
WHICH_MODIFIER = re.compile(
    r"\b(?:which|what) modifiers?\b|\bmodifiers? (?:for|when|if|do|does|to|is|should|needed)\b|\bneeds? (?:a|which|what) modifier"
)


def ruled(
    reading: Reading,
    rulings: list[tuple[Article, Ruling]],
    decided: list[ProcedureCode],
    named: list[ProcedureCode],
    wrong: tuple[str, ...],
    evidence: Evidence,
    library: Library,
) -> Decision:
    article, ruling = rulings[0]
    points = [Point(quote) for sentence in ruling.sentences if (quote := body_quote(article, sentence, library))]
    codes = decided or [code for code in named if code.code not in wrong]
    both = {code.code for code in named}
    pair = len(named) == PAIR and (BESIDE.search(reading.plain) is not None or both <= set(ruling.codes))
    spoken_of = both <= set(ruling.codes) or {code.code for code in decided} <= both
    if ruling.verdict != "no" and pair and spoken_of:
        # what may stand together is reported together, whatever one of them is described by
        codes = named
    counted = reading.intent is Intent.UNITS or "unit" in ruling.id or "once" in ruling.id or _HOW_OFTEN.search(reading.plain) is not None
    allowed = ruling.verdict != "no" or counted
    said = [in_place.told(sentence) for sentence in ruling.sentences]
    # a rule on a modifier denies no code
    spoken = () if article.modifiers else (*named, *decided)
    denied = {code.code for code in spoken if any(one.denies(code.code) for one in said)}
    if not allowed:
        codes = _left(article, ruling, decided, named, denied, reading)
        kept = {code.code for code in codes if any(one.keeps(code.code) for one in said)}
        codes = [code for code in codes if code.code in kept or code.code not in wrong]
    of_number = "unit" in ruling.id or "once" in ruling.id
    if denied and ruling.verdict != "yes" and not of_number:
        instead = in_place.reported_instead(reading, ruling.sentences, denied, library)
        if any(code in named for code in codes):
            instead = [code for code in instead if code.code not in {one.code for one in decided}]
        codes = [code for code in codes if code.code not in denied]
        codes += [code for code in instead if code.code not in {one.code for one in codes}]
    told = in_place.modifiers_told(ruling.sentences) if ruling.verdict != "no" or article.modifiers else ()
    sharpened = _sharpened(ruling, named, denied, codes)
    if sharpened == "conditional" and DISTINCT & set(told) and mark("separate site") in evidence.marks:
        # the two places that the modifier stands for are told of
        sharpened = "yes"
    # the modifier that is asked about and not needed goes on no line
    needless = {name.upper() for name in _NEEDED.findall(reading.plain)} if sharpened == "no" else set()
    told = tuple(modifier for modifier in told if modifier not in needless)
    reported = on_the_visit([assigned(code, reading, counted=bool(decided)) for code in codes], told)
    reported = tuple(replace(one, modifiers=tuple(m for m in one.modifiers if m not in needless)) for one in reported)
    points += lead_points(list(codes), library)
    points += topic_points(reading, codes or named, evidence, library, said=points)
    denies = ruling.verdict == "no" and (
        presupposes(reading) or reading.intent not in {Intent.MAY_I, Intent.UNITS}
    )
    generally = generally_ruled(reading, article)
    action = Action.CORRECT_PREMISE if denies and not generally else Action.ANSWER
    judged = denies or generally or reading.intent is Intent.MAY_I or (not named and asks_whether(reading))
    if reading.intent is Intent.UNITS:
        judged = denies or (re.search(r"\?|ok\b", reading.asked) is not None and not _COUNT_ASKED.search(reading.asked.lower()))
    verdict: Verdict | None = as_asked(sharpened, reading, ruling.cues, denied) if judged else None
    return Decision(
        action,
        0.85,
        reported,
        rejections(
            [c.code for c in named if c.code not in {code.code for code in codes}], library, [c.code for c in codes]
        ),
        verdict=verdict,
        modifiers=told or modifiers_asked(reading, article),
        points=tuple(unique(points)),
        notices=payer_notice(points),
    )


def _sharpened(
    ruling: Ruling, named: list[ProcedureCode], denied: Set[str], codes: Sequence[ProcedureCode]
) -> Verdict:
    """The verdict of a ruling that depends, where its sentence denies a code asked about, or puts one in place of another."""
    if ruling.verdict != "conditional" or not denied:
        return ruling.verdict
    asked = {code.code for code in named}
    if denied & asked:
        return "no"
    return "yes" if any(code.code not in asked for code in codes) else ruling.verdict


def _left(
    article: Article,
    ruling: Ruling,
    decided: list[ProcedureCode],
    named: list[ProcedureCode],
    denied: Set[str],
    reading: Reading,
) -> list[ProcedureCode]:
    """The codes that stay where a ruling says no: those its sentences keep, or those it does not speak of.

    A rule on every family that names no code of the question does not say which of two is part of the other.
    """
    said = [in_place.told(sentence) for sentence in ruling.sentences]
    codes = list({code.code: code for code in (*decided, *named)}.values())
    kept = [code for code in codes if any(one.keeps(code.code) for one in said)]
    if len(kept) == len(codes) > 1 and not denied and not decided:
        # of two that exclude each other the question does not say which was done
        return []
    if any(code in named for code in kept):
        # what its words lead to beside the code that a question names is the same service
        kept = [code for code in kept if code in named]
    if kept or denied:
        return kept or [code for code in codes if code.code not in denied]
    if article.modifiers:
        return codes
    if is_general(article):
        return []
    if BESIDE.search(reading.plain):
        return [code for code in decided if code.code not in ruling.codes]
    return decided


def on_the_visit(choices: Sequence[Choice], told: Sequence[str]) -> tuple[Choice, ...]:
    """The choices with the modifier told on the visit, which is the problem visit beside a preventive one."""
    on_visit = tuple(modifier for modifier in told if modifier in VISIT_ONLY)
    visits = [choice.code for choice in choices if is_visit(choice.code)]
    on = [code for code in visits if not is_kind(code, "preventive visit")] or visits
    return tuple(
        replace(choice, modifiers=(*choice.modifiers, *on_visit)) if choice.code in on[:1] else choice
        for choice in choices
    )


def presupposes(reading: Reading) -> bool:
    """Whether the question takes for granted what a ruling denies: which modifier, how, since, so do I; or ends so."""
    return takes_for_granted(reading) or _PRESUPPOSES.search(reading.plain) is not None


def takes_for_granted(reading: Reading) -> bool:
    """Whether a question states something and only wants it confirmed: *so it is 93010-26, correct?*"""
    asked = re.split(r"(?<=[.;!]) ", reading.asked.lower())[-1]
    return _CONFIRM.search(asked) is not None and _ASKING.search(asked) is None


def modifiers_asked(reading: Reading, article: Article) -> tuple[str, ...]:
    """The one modifier an article is about, where the question asks for a modifier."""
    return article.modifiers if len(article.modifiers) == 1 and WHICH_MODIFIER.search(reading.plain) else ()
