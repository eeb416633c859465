"""The sentence of a guideline article that joins diagnoses into one code: hypertension and heart failure into I11.0."""

from __future__ import annotations

from assistant.draft import Quote, sentence_quotes
from knowledge.library import Library
from knowledge.rules.combinations import Joined

_ARTICLES = ("hypertension", "diabetes", "copd-and-asthma")
_SECTIONS = ("which-code", "in-short", "report-with")


def joining_sentences(rule: Joined, library: Library) -> list[Quote]:
    """The one sentence that joins them, else nothing: the line of the code itself stands anyway."""
    for article in _ARTICLES:
        for section in _SECTIONS:
            passage = library.database.passage(f"{article}/{section}")
            for quote in sentence_quotes(passage) if passage else ():
                if rule.code in quote.text or (f"{rule.code[:3]}, " in f"{quote.text}, " and "join" in quote.text):
                    return [quote]
    return []
