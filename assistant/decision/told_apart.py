"""Codes named side by side with no case to choose for: what tells them apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from assistant.answer import Action
from assistant.decision import pair
from assistant.decision.article_quotes import codes_in, contrast, unique
from assistant.draft import Decision, Point, Quote, first_line, sentence_quotes, whole_line
from assistant.evidence import Evidence
from assistant.question import Reading
from knowledge import code_format
from knowledge.codebook import CodeStatus, Standing
from knowledge.library import Library
from knowledge.passages import note_line
from knowledge.records import NoteKind, System
from knowledge.wording import content_tokens

_COMPARES = re.compile(r"\bor\b|\bvs\b|\bversus\b|/|\bdiffer\w*|\bcompar\w*|\bdistinguish\w*|\bapart\b|\bbetween\b")
# words that ask for the comparison and describe no case
_ASKING = frozenset(
    content_tokens(
        "vs versus or difference different differ between compare comparison distinguish tell apart explain when which what why "
        "how use used using code codes coding correct right proper better best pick choose choice one cpt hcpcs icd 10 cm dx "
        "diagnosis procedure mean meaning should would need know help please quick question the and do i we you"
    )
)
_MOST_SENTENCES, _MOST_NOTES = 2, 2


def told_apart(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """What tells the codes named from each other; None where the question describes a case or asks something else."""
    named = {status.code: status for status in evidence.statuses}
    asks_of_both = pair.ONE_OR_BOTH.search(reading.plain) is not None
    if len(named) < 2 or asks_of_both or not _COMPARES.search(reading.plain) or describes_a_case(reading):
        return None
    lists = [status for status in named.values() if status.system is System.ICD10CM]
    if any(status.standing not in {Standing.VALID, Standing.HEADER} for status in lists):
        return None
    points = [*_sentences_on_several(list(named), library)]
    for status in named.values():
        points += _of_diagnosis(status, library) if status in lists else _of_procedure(status.code, list(named), library)
    points += _excludes(lists, library)
    return Decision(Action.ANSWER, 0.8, points=tuple(unique(points))) if points else None


def describes_a_case(reading: Reading) -> bool:
    told = code_format.without_codes(reading.text)
    return not set(content_tokens(told)) <= _ASKING


def _sentences_on_several(codes: Sequence[str], library: Library) -> Iterator[Point]:
    """Sentences of the articles that name at least two of the codes, those of *Which code* first."""
    found: list[tuple[bool, int, int, Quote]] = []
    for article in library.articles:
        for section, text in article.sections.items():
            if sum(code in text for code in codes) < 2:
                continue
            passage = library.database.passage(f"{article.id}/{section.lower().replace(' ', '-')}")
            for quote in sentence_quotes(passage) if passage else ():
                mentioned = [mention.code for mention in code_format.mentions(quote.text)]
                both = set(codes) & set(mentioned)
                if len(both) > 1:
                    # a sentence on these alone says more of them than one on a whole family
                    found.append((section != "Which code", len(set(mentioned)) - len(both), len(found), quote))
    yield from (Point(quote) for *_, quote in sorted(found, key=lambda one: one[:3])[:_MOST_SENTENCES])


def _of_procedure(code: str, beside: Sequence[str], library: Library) -> list[Point]:
    """The sentence that tells a procedure code from the others named, or from its nearest look-alike."""
    quote = contrast(code, library, beside)
    return [Point(quote)] if quote is not None and set(codes_in(quote.text)) else []


def _of_diagnosis(status: CodeStatus, library: Library) -> list[Point]:
    """The line of a diagnosis code and its own first notes."""
    passage = library.codebook.passage(status.code)
    if passage is None or status.entry is None:
        return []
    notes = [
        quote
        for kind, text in status.entry.notes
        if kind is not NoteKind.SEVENTH_CHARACTER and (quote := whole_line(passage, note_line(kind, text)))
    ]
    title = whole_line(passage, f"{status.code} ") or first_line(passage)
    return [Point(title, code=status.code), *(Point(quote) for quote in notes[:_MOST_NOTES])]


def _excludes(named: Sequence[CodeStatus], library: Library) -> list[Point]:
    """The Excludes notes that stand between the codes."""
    found = []
    for one, other in combinations(named, 2):
        for finding in library.codebook.excludes(one.code, other.code):
            passage = library.codebook.passage(finding.code)
            line = whole_line(passage, note_line(finding.kind, finding.note, finding.at.code)) if passage else None
            found += [Point(line)] if line else []
    return found[:_MOST_NOTES]
