"""Units that a question puts on a code and asks to confirm: right or wrong by what is counted, or by the limit of the MUE row."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer import Action
from assistant.draft import Decision, Point, first_line
from assistant.question import Reading, wants_yes_or_no
from knowledge.current_facts import fact_row
from knowledge.library import Library
from knowledge.wording import spelled_out

_CONFIRM = re.compile(r"\b(?:right|ok(?:ay)?|correct|yes|allowed|agree|fine)\b\W*$|[x×]\s?\d+\s*\?")
_LIMIT = re.compile(r" is (\d+) \(MAI 2")


def judged(decision: Decision, reading: Reading, library: Library) -> Decision:
    """The decision with yes or no to the units that the question claims; unchanged where it claims none or has a verdict."""
    claimed = {mention.code: mention.units for mention in reading.mentions if mention.units}
    asked = spelled_out(reading.asked)
    confirms = _CONFIRM.search(asked) is not None or wants_yes_or_no(asked)
    if decision.verdict is not None or decision.action is not Action.ANSWER or not confirms or len(claimed) != 1:
        return decision
    ((code, units),) = claimed.items()
    choice = next((choice for choice in decision.choices if choice.code == code), None)
    row = fact_row(library, code, "mue", reading.day)
    limit = _LIMIT.search(row.text) if row else None
    if choice is not None and choice.units is not None:
        return replace(decision, verdict="yes" if choice.units == units else "no")
    if row is None or limit is None or units <= int(limit[1]):
        return decision
    rest = tuple(point for point in decision.points if point.quote.text != first_line(row).text)
    return replace(decision, verdict="no", points=(Point(first_line(row), code=code), *rest))
