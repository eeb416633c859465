"""What a small model is given: candidate codes a line each, and single sentences under ids, which it chooses instead of copying.

A model of a billion parameters reads a few hundred tokens in seconds on two cores and copies words badly. It is given the sentences
nearest to the question, and only names the one it rests on: the quote is filled in by the program, at its true place.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.draft import Decision, Quote, sentence_quotes
from assistant.evidence import Evidence
from assistant.limits import gives_orders
from assistant.privacy import Replacement
from assistant.question import Reading
from assistant.writers.material import Material, Size, passages
from knowledge.records import Authority
from knowledge.wording import content_tokens

_ID = re.compile(r"s-[a-f]{4}")
_LONGEST = 260
_LONGEST_TOKENS = 75
_SHORTEST = 3
_LONGEST_QUESTION = 1500
_LONGEST_LABEL = 90
# a sentence that proves the decision comes before any that is only near
_PROVES = 100
_CHARACTERS = 4


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A sentence that may be given, how near it is, and where it stands among all."""

    quote: Quote
    nearness: float
    place: int


class Numbered(Material):
    """One question's sentences by ids of four random letters."""

    def __init__(self, replaced: Replacement, size: Size) -> None:
        super().__init__(replaced, size)
        self._lines: dict[str, Quote] = {}

    @property
    def ids(self) -> list[str]:
        """The ids given out, in order."""
        return list(self._lines)

    def quote(self, key: str, words: str) -> Quote | None:
        """The whole sentence of an id, whatever words a model puts beside it; None where the id was not given out."""
        found = _ID.search(key)
        return self._lines.get(found[0]) if found else None

    def question(
        self, decision: Decision, reading: Reading, evidence: Evidence, candidates: Sequence[str], label: Callable[[str], str]
    ) -> str:
        """Candidates, sentences under the titles of their passages, and the question last."""
        codes = [f"{code}: {label(code)[:_LONGEST_LABEL]}" for code in candidates]
        asked = self.replaced.of(reading.text)
        return "\n".join(
            [
                self.data("codes", "\n".join(codes) or "none"),
                self.data("sentences", "\n".join(self._listed(self._nearest(decision, reading, evidence, candidates)))),
                self.data("question", asked[-_LONGEST_QUESTION:]),
            ]
        )

    def _listed(self, quotes: Sequence[Quote]) -> list[str]:
        lines, title = [], ""
        for quote in quotes:
            if quote.passage.title != title:
                title = quote.passage.title
                lines.append(f"[{self._plain(quote, title)}]")
            key = next(key for key in iter(_new_id, "") if key not in self._lines)
            self._lines[key] = quote
            lines.append(f"{key} {self._plain(quote, quote.text)}")
        return lines

    def _plain(self, quote: Quote, text: str) -> str:
        """A text on one line; what a user loaded may hold a patient."""
        shown = " ".join(text.split())[:_LONGEST]
        return self.replaced.of(shown) if quote.passage.authority is Authority.UPLOAD else shown

    def _nearest(self, decision: Decision, reading: Reading, evidence: Evidence, candidates: Sequence[str]) -> list[Quote]:
        """The sentences that prove the decision, then those that say most of the question or name a candidate, in reading order."""
        proofs = [point.quote for point in decision.points] + [other.why for other in decision.rejected]
        asked = set(content_tokens(reading.text))
        ranked: list[_Ranked] = []
        for passage in passages(decision, evidence)[: self.size.passages]:
            proving = [quote for quote in proofs if quote.passage.id == passage.id]
            others = [quote for quote in sentence_quotes(passage) if not any(_overlap(quote, one) for one in proving)]
            for quote in sorted({(one.start, one.end): one for one in [*others, *proving]}.values(), key=lambda one: one.start):
                text, proves = quote.text, quote in proving
                if not proves and not (len(text.split()) >= _SHORTEST and _tokens(text) <= _LONGEST_TOKENS):
                    continue
                if passage.authority is Authority.UPLOAD and gives_orders(text):
                    continue
                near = len(asked & set(content_tokens(text))) + 2 * any(code in text for code in candidates) + _PROVES * proves
                ranked.append(_Ranked(quote, near, len(ranked)))
        best: list[_Ranked] = []
        room = self.size.characters // _CHARACTERS
        for one in sorted(ranked, key=lambda held: (-held.nearness, held.place)):
            length = _tokens(one.quote.text[:_LONGEST])
            if len(best) < self.size.sentences and length <= room:
                best.append(one)
                room -= length
        return [one.quote for one in sorted(best, key=lambda held: held.place)]


def _tokens(text: str) -> int:
    """About how many tokens a text is: a figure is one each, of other characters four make one."""
    figures = sum(ch.isdecimal() for ch in text)
    return figures + (len(text) - figures) // _CHARACTERS


def _overlap(one: Quote, other: Quote) -> bool:
    return one.start < other.end and other.start < one.end


def _new_id() -> str:
    return "s-" + "".join(secrets.choice("abcdef") for _ in range(4))
