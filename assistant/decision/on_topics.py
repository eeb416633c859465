"""What sections and official rows say on the topics that a question asks about: units, payment, what goes with what."""

from __future__ import annotations

import re

from assistant.decision.article_quotes import best_in_section
from assistant.decision.figures import FIGURES
from assistant.draft import Point, first_line
from assistant.evidence import Evidence
from assistant.question import Reading
from knowledge.current_facts import fact_row
from knowledge.library import Library
from knowledge.records import ProcedureCode

_TOPICS = (
    ("Units", r"\bunits?\b|\bhow many\b|\bper level\b|\beach level\b|\btwice\b|[x×]\s?\d\b|\bmue\b"),
    ("Medicare", r"\bmedicare\b|\bpay(?:s|able|ment)?\b|\bbundled\b|\bstatus\b|\bcommercial\b|\bpayer\b"),
    ("Report with", r"\balone\b|\bprimary\b|\badd-?on\b|\btogether\b|\bwith\b.{0,20}\bfusion\b.*\bclaim\b"),
    ("Modifiers", r"\bmodifiers?\b|\bappend\b|\b(?:50|51|59|62|80|82)\b"),
    ("Documentation", r"\bdocument|\bnote say|\brecord\b.*\bmust\b"),
)
_MOST = 3


def topic_points(
    reading: Reading, codes: list[ProcedureCode], evidence: Evidence, library: Library, said: list[Point]
) -> list[Point]:
    """What the sections and rows on the topics asked about say of the codes."""
    points: list[Point] = []
    for section, pattern in _TOPICS:
        if re.search(pattern, reading.plain):
            points += best_in_section(section, codes, reading, evidence, library)
    for table, pattern in FIGURES:
        if re.search(pattern, reading.plain):
            rows = [fact_row(library, code.code, table, reading.day) for code in codes[:3]]
            points += [Point(first_line(row)) for row in rows if row is not None]
    quoted = {point.quote.text for point in said}
    return [point for point in points if point.quote.text not in quoted][:_MOST]
