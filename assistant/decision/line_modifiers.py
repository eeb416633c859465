"""Modifiers on the lines of an answer: what the articles on modifiers say happened, put on the code that can bear it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answer import Action
from assistant.decision.article_quotes import body_quote, payer_notice, unique
from assistant.decision.modifier_asked import fitting
from assistant.draft import Choice, Decision, Point
from assistant.question import Intent, Reading
from knowledge.code_format import is_procedure_shaped
from knowledge.library import Library
from knowledge.records import Article, System

_VISIT = re.compile(r"99(?:20[2-5]|21[1-5]|22[1-3]|23[1-9]|24[2-5]|25[2-5]|28[1-5]|3[4-9]\d)|9200[24]|9201[24]")
# A preventive visit: the problem visit beside it takes 25.
_PREVENTIVE = re.compile(r"993[89]\d|G0402|G043[89]")
_MINOR, _MAJOR = frozenset({"000", "010", "XXX"}), frozenset({"090"})
_COLON_TREATED = re.compile(r"4533[1-9]|4534\d|4538\d|4539[0-8]|45379")
_COLON_LOOKED = re.compile(r"45378|45330")
_ASKED = re.compile(r"\bmod(?:ifier)?s?\b")
_GIVING_OF_VACCINES = re.compile(r"9046[01]|9047[1-4]|G00(?:08|09|10)")
_SEVERAL = 2
# PC/TC indicator 1: a service with a professional and a technical part (record layout of the fee schedule, RVU25D).
_TWO_PARTS = "1"


def told(decision: Decision, reading: Reading, library: Library) -> Decision:
    """The decision with the modifiers that what happened asks for, each on the code that can bear it.

    A modifier is added where a circumstance of its article is described and the codes beside one another fit: 25 and 57 on
    a visit, PT and 33 on a colonoscopy that began as screening, JW and JZ on a drug, QW on a waived test, 26
    on what is only read.
    """
    choices = decision.choices
    procedures = [choice for choice in choices if is_procedure_shaped(choice.code)]
    open_ = reading.intent in {Intent.CHOOSE, Intent.UNITS} and decision.action is Action.ANSWER and decision.verdict is None
    if not open_ or len(procedures) != len(choices) or any(mention.modifiers for mention in reading.mentions):
        return decision
    points: list[Point] = []
    for article, modifier, sentence in _circumstances(reading, choices, library):
        bearers = [choice.code for choice in choices if _bears(modifier, choice, choices, library)]
        quote = body_quote(article, sentence, library)
        if bearers and quote is not None:
            # the first visit or drug bears it; every line of the colonoscopy does
            borne = bearers if modifier in {"PT", "33", "26"} else bearers[:1]
            choices = tuple(_with(choice, modifier) if choice.code in borne else choice for choice in choices)
            points.append(Point(quote))
    if not points:
        return decision
    together = tuple(unique([*decision.points, *points]))
    return replace(decision, choices=choices, points=together, notices=decision.notices or payer_notice(points))


def _circumstances(reading: Reading, choices: Sequence[Choice], library: Library) -> Iterator[tuple[Article, str, str]]:
    """The modifiers that what is described asks for, the closest first, each with its article and the sentence that tells it."""
    codes = [choice.code for choice in choices]
    said = {told.modifier: (article, told.sentence) for _, article, told in reversed(fitting(reading.plain, library))}
    if "57" in said:
        said.pop("25", None)
    elif "25" not in said and (
        _ASKED.search(reading.plain) or _visit_named(reading, choices, library) or any(map(_PREVENTIVE.fullmatch, codes))
    ):
        # two lines of one day: what a visit beside a procedure takes
        said |= {
            told.modifier: (article, told.sentence)
            for article in library.articles
            for told in article.circumstances
            if told.modifier == "25"
        }
    yield from ((article, modifier, sentence) for modifier, (article, sentence) in said.items())


def _visit_named(reading: Reading, choices: Sequence[Choice], library: Library) -> bool:
    """Whether a visit was named by its code, and beside it a minor procedure or the giving of a vaccine only in words."""
    named = {mention.code for mention in reading.mentions}
    described = [choice.code for choice in choices if choice.code not in named]
    minor = any(_fee_schedule(code, "global", library) in {"000", "010"} or _GIVING_OF_VACCINES.fullmatch(code) for code in described)
    return minor and any(_VISIT.fullmatch(code) for code in named)


def _bears(modifier: str, choice: Choice, beside: Sequence[Choice], library: Library) -> bool:
    """Whether a code can bear a modifier beside the others chosen."""
    others = [other.code for other in beside if other.code != choice.code]
    if modifier in {"25", "57"}:
        wanted = _MINOR if modifier == "25" else _MAJOR
        worked = [code for code in others if not _VISIT.fullmatch(code) and (code[0].isdigit() or _GIVING_OF_VACCINES.fullmatch(code))]
        bearing = _VISIT.fullmatch(choice.code) is not None and not (modifier == "25" and _PREVENTIVE.fullmatch(choice.code))
        if bearing and modifier == "25" and any(map(_PREVENTIVE.fullmatch, others)):
            return True
        return bearing and any(_fee_schedule(code, "global", library) in wanted or _GIVING_OF_VACCINES.fullmatch(code) for code in worked)
    if modifier == "PT":
        return _COLON_TREATED.fullmatch(choice.code) is not None
    if modifier == "33":
        return (_COLON_TREATED.fullmatch(choice.code) or _COLON_LOOKED.fullmatch(choice.code)) is not None
    if modifier in {"JW", "JZ"}:
        return choice.system is System.HCPCS and choice.code[0] in "JQ"
    if modifier == "26":
        return _fee_schedule(choice.code, "pctc", library) == _TWO_PARTS and "TC" not in choice.modifiers
    return modifier == "QW" and choice.code[0] == "8"


def _fee_schedule(code: str, field: str, library: Library) -> str:
    """A field of a code's row of the fee schedule, as the articles hold it; empty where none does."""
    held = (known.facts.get("pfs", {}).get(field, "") for one in library.articles for known in one.codes if known.code == code)
    return str(next(held, ""))


def _with(choice: Choice, modifier: str) -> Choice:
    return choice if modifier in choice.modifiers else replace(choice, modifiers=(*choice.modifiers, modifier))
