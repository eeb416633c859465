"""What a model is given: the question and passages as data between marks that cannot be guessed, each passage under an opaque id."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.draft import Decision, Quote
from assistant.evidence import Evidence
from assistant.limits import gives_orders
from assistant.privacy import Replacement
from assistant.question import Reading
from assistant.quoting import located
from knowledge.codebook import Codebook, Standing
from knowledge.records import Authority, Passage

_NEAREST = 12
_DOCUMENTS = 2
_ID = re.compile(r"p-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Size:
    """How much a model is given and may say: passages, characters of each, tokens of the answer, and codes to choose from.

    Where it chooses among ``sentences`` and copies none, ``characters`` are those of all of them.
    """

    passages: int = 12
    characters: int = 1800
    answer: int = 1500
    candidates: int = 12
    sentences: int = 0


class Material:
    """One question's passages by their opaque ids. ``replaced`` is what stands for the identifiers of the conversation."""

    def __init__(self, replaced: Replacement, size: Size) -> None:
        self.replaced, self.size = replaced, size
        self._mark = f"x-{secrets.token_hex(4)}"
        self._held: dict[str, Passage] = {}

    @property
    def ids(self) -> list[str]:
        """The ids given out, in order."""
        return list(self._held)

    def hold(self, passage: Passage) -> str:
        """The opaque id of a passage; the same one where it was given before."""
        for key, held in self._held.items():
            if held.id == passage.id:
                return key
        key = f"p-{secrets.token_hex(4)}"
        self._held[key] = passage
        return key

    def quote(self, key: str, words: str) -> Quote | None:
        """The words of a passage as a quote at its true place; None where the id or the words are not there."""
        found = _ID.search(key)
        passage = self._held.get(found[0]) if found else None
        at = located(passage.text, self.replaced.put_back(words)) if passage is not None else None
        if passage is None or at is None:
            return None
        quote = Quote(passage, *at)
        return None if passage.authority is Authority.UPLOAD and gives_orders(quote.text) else quote

    def data(self, name: str, text: str, **labels: str) -> str:
        """A text between marks that it cannot close, whatever stands in it."""
        told = "".join(f' {key}="{value}"' for key, value in labels.items())
        return f"<{name} {self._mark}{told}>\n{text}\n</{name} {self._mark}>"

    def shown(self, passages: Iterable[Passage]) -> str:
        """Passages as data, the longest cut."""
        return "\n".join(self.data("passage", self._told(passage), id=self.hold(passage)) for passage in passages)

    def _told(self, passage: Passage) -> str:
        text = f"{passage.title}\n{passage.text}" if passage.title not in passage.text[:200] else passage.text
        # what a user loaded may hold a patient; what ships does not
        if passage.authority is Authority.UPLOAD:
            text = self.replaced.of(_without_orders(text))
        return text[: self.size.characters]

    def question(
        self, decision: Decision, reading: Reading, evidence: Evidence, candidates: Sequence[str], label: Callable[[str], str]
    ) -> str:
        """The whole of what is asked: question, decision, candidates with what they are, and passages."""
        chosen = ", ".join("-".join([choice.code, *choice.modifiers]) for choice in decision.choices)
        first = f"{decision.action.value}; codes: {chosen or 'none'}; verdict: {decision.verdict or 'none'}"
        asked = " ".join(decision.ask_back)
        return "\n".join(
            [
                self.data("question", self.replaced.of(reading.text)),
                f"Year of service: {reading.day.year}. Payer: {self.replaced.of(reading.payer or 'not stated')}.",
                f"First decision, by rules: {first}; to ask back: {self.replaced.of(asked) or 'nothing'}.",
                f"Candidates: {'; '.join(f'{code} {label(code)}'.strip() for code in candidates) or 'none'}.",
                self.shown(passages(decision, evidence)[: self.size.passages]),
            ]
        )


def _without_orders(text: str) -> str:
    """A document's text without the sentences that are addressed to a program."""
    return "\n".join(
        " ".join(part for part in re.split(r"(?<=[.!?])\s+", line) if not gives_orders(part)) for line in text.split("\n")
    )


def passages(decision: Decision, evidence: Evidence) -> list[Passage]:
    """The passages that prove the decision, the user's own documents nearest to it, then the others in the order of evidence."""
    held = [point.quote.passage for point in decision.points] + [other.why.passage for other in decision.rejected]
    documents = [hit.passage for hit in evidence.documents[:_DOCUMENTS]]
    return list({passage.id: passage for passage in [*held, *documents, *evidence.ranked]}.values())


def candidates(decision: Decision, evidence: Evidence, reading: Reading, codebook: Codebook, most: int) -> list[str]:
    """The codes a model may choose from: those decided and rejected, those named, then those of the nearest passages."""
    codes = [choice.code for choice in decision.choices] + [other.code for other in decision.rejected]
    codes += [mention.code for mention in reading.mentions]
    codes += [code for passage in evidence.ranked[:_NEAREST] for code in passage.codes[:3]]
    valid = [code for code in dict.fromkeys(codes) if codebook.status(code, reading.day).standing is Standing.VALID]
    # in the order of the codes, which tells nothing of what was decided
    return sorted(valid[:most])
