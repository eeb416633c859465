"""Time too short for one unit of the code that it is told of: nothing is reported."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import Action
from assistant.decision.article_quotes import body_quote, payer_notice
from assistant.decision.procedure import ProcedureChoice
from assistant.draft import Decision, Point
from assistant.question import Reading, asks_to_confirm, asks_whether
from knowledge.library import Library
from knowledge.wording import spelled_out

_RULE, _SENTENCE = "eight-minute-rule", "Less than 8 minutes of timed therapy in the whole day is not billed."
_LEAST = 8


def too_short(choices: Sequence[ProcedureChoice], reading: Reading, library: Library) -> Decision | None:
    """No code where all that is told are minutes of timed therapy that make no unit; None where any service is reported."""
    alone = bool(choices) and all(choice.minutes and not any(choice.units.values()) for choice in choices)
    if not alone or sum(sum(choice.minutes.values()) for choice in choices) >= _LEAST:
        return None
    article = next((one for one in library.articles if one.id == _RULE), None)
    quote = body_quote(article, _SENTENCE, library) if article else None
    if quote is None:
        return None
    points = [Point(quote)]
    whether = asks_whether(reading) or asks_to_confirm(spelled_out(reading.asked))
    return Decision(Action.ANSWER, 0.9, verdict="no" if whether else None, points=tuple(points), notices=payer_notice(points))
