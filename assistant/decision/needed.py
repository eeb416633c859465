"""What a question needs of its decision: repeats, indicators nobody asked for and limits that nothing comes near are left out.

A quote may be cut at a clause, and stays verbatim: what is cut off stands in the passage, one click away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.answer import Action
from assistant.draft import Decision, Point
from assistant.question import Reading
from knowledge.records import Authority

# a row of a table: the words at which it may be cut, and what asks for the rest
_CUTS = (
    (
        re.compile(r"; PC/TC indicator"),
        re.compile(
            r"\bindicators?\b|\bpc/?tc\b|\bcomponents?\b|\bmultiple\b|\bbilateral\w*|\bassist\w*|\bco-?surg\w*|\btwo surgeons\b|"
            r"\bboth (?:sides|knees|eyes|ears|hips)\b|\bmod(?:ifier)?s?\b|[- ](?:26|tc|50|51|62|66|80|81|82|as)\b"
        ),
    ),
    (re.compile(r" \(MAI \d"), re.compile(r"\bmue\b|\bmai\b|\bedits?\b|\bunlikely\b|\blimits?\b|\bmax\w*|\bover\b|\bexceed\w*")),
    (re.compile(r"(?<=primary codes): "), re.compile(r"\bprimar(?:y|ies)\b|\badd-?on\b|\bbase\b|\bparent\b|\bgo(?:es)? with\b|\balone\b")),
)
_LIMIT = re.compile(r"The Medicare [\w ]+ MUE for (\S+) is (\d+)")
_LIMIT_ASKED = re.compile(
    r"\bmue\b|\bmai\b|\bedits?\b|\bunlikely\b|\blimits?\b|\bmax\w*|\bhow many\b|\bper (?:day|date)\b|\ba day\b|\btwice\b|"
    r"\btimes\b|[x×]\s?\d\b"
)
_PAID_ROW = re.compile(r"(\S+) has status A ")
_PAYMENT_ASKED = re.compile(
    r"\bstatus\b|\bglobal\b|\bpa(?:y|ys|id|yable|yment)\b|\bbundled\b|\bfee schedule\b|\bm?pfs\b|\bindicators?\b|\bpost-?op\w*"
)


def needed(decision: Decision, reading: Reading) -> Decision:
    """The decision without what the question does not need. Of the codes nothing changes."""
    if decision.action in {Action.ABSTAIN, Action.REFUSE}:
        return decision
    points = [_cut(point, reading) for point in decision.points]
    return replace(decision, points=tuple(_kept(points, decision, reading)))


def _cut(point: Point, reading: Reading) -> Point:
    """A row's sentence up to the clause that nothing asks for."""
    quote = point.quote
    if quote.passage.authority is not Authority.OFFICIAL:
        return point
    for at, asked in _CUTS:
        found = at.search(quote.text)
        if found is not None and asked.search(reading.plain) is None:
            quote = replace(quote, end=quote.start + found.start())
    return replace(point, quote=quote)


def _kept(points: list[Point], decision: Decision, reading: Reading) -> Iterator[Point]:
    assigned = {choice.code: choice for choice in decision.choices}
    proven = {point.code for point in points if not _is_row(point)}
    told: set[str] = set()
    # the line of an assigned code is the one kept of two that say the same
    leads = {point.quote.text for point in points if point.code in assigned}
    for point in points:
        text = point.quote.text
        if text in told or (text in leads and point.code not in assigned):
            continue
        limit = _LIMIT.match(text)
        if limit is not None and decision.verdict is None and _LIMIT_ASKED.search(reading.plain) is None:
            choice = assigned.get(limit[1])
            if choice is None or (choice.units or 1) <= 1:
                continue
        paid = _PAID_ROW.match(text)
        if paid is not None and paid[1] in proven and _PAYMENT_ASKED.search(reading.plain) is None:
            continue
        told.add(text)
        yield point


def _is_row(point: Point) -> bool:
    return point.quote.passage.authority is Authority.OFFICIAL
