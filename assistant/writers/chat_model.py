"""A chat model as writer: it words the decision from passages with opaque ids, and quotes what each sentence rests on."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from langchain_core.messages import HumanMessage, SystemMessage
from pydantic import BaseModel, Field

from assistant.answer import Answer, AssignedCode, Citation, RejectedCode, confidence
from assistant.draft import Decision, Quote
from assistant.errors import ModelUnavailable
from assistant.evidence import Evidence
from assistant.privacy import without_identifiers
from assistant.question import Reading
from assistant.writers import extractive
from knowledge.records import Passage

_PROMPT = (Path(__file__).parents[1] / "prompts" / "answer.md").read_text(encoding="utf-8")
_MOST_PASSAGES = 12
_LONGEST_PASSAGE = 1800


class Sentence(BaseModel):
    """One sentence of the answer and what it rests on."""

    text: str = Field(description="One short sentence, without any citation marker.")
    passage: str = Field(description="The id of the passage it rests on.")
    quote: str = Field(description="The exact words of that passage that prove the sentence.")


class Wording(BaseModel):
    """The whole answer in words."""

    codes: list[str] = Field(description="The codes to report, in order, only from the candidates.")
    sentences: list[Sentence]


class ChatModelWriter:
    """Words decisions with a LangChain chat model."""

    def __init__(self, model: Any, name: str) -> None:
        self._model, self._name = model, name

    def write(self, decision: Decision, evidence: Evidence, reading: Reading) -> Answer:
        """A draft in the model's words. Raises ModelUnavailable where it cannot be reached or answers in no usable form.

        The decision's codes stand whatever the model says; where it names others, a notice says so.
        """
        passages = {f"p-{secrets.token_hex(3)}": passage for passage in _passages(decision, evidence)}
        try:
            found = self._model.with_structured_output(Wording).invoke(
                [SystemMessage(_PROMPT), HumanMessage(_material(decision, reading, passages))]
            )
        except Exception as error:  # each provider's client has errors of its own
            raise ModelUnavailable(f"The model {self._name} did not answer ({type(error).__name__}).") from error
        if not isinstance(found, Wording) or not found.sentences:
            raise ModelUnavailable(f"The model {self._name} answered in no usable form.")
        return self._draft(decision, found, passages)

    def _draft(self, decision: Decision, wording: Wording, passages: dict[str, Passage]) -> Answer:
        lines: list[str] = []
        citations: list[Citation] = []
        for sentence in wording.sentences:
            passage = passages.get(sentence.passage)
            at = passage.text.find(sentence.quote) if passage and sentence.quote.strip() else -1
            if passage is None or at < 0:
                continue
            citations.append(extractive.citation(len(citations) + 1, Quote(passage, at, at + len(sentence.quote))))
            lines.append(f"{' '.join(sentence.text.split())} [{len(citations)}]")
        proof = [point for point in decision.points if point.code]
        codes = []
        for choice in decision.choices:
            about = [c.n for c in citations if choice.code in _codes_of(passages, c.passage)]
            if not about:
                point = next((point for point in proof if point.code == choice.code), None)
                if point is not None:
                    citations.append(extractive.citation(len(citations) + 1, point.quote))
                    lines.append(f"{choice.code}: {point.quote.text} [{len(citations)}]")
                    about = [len(citations)]
            codes.append(
                AssignedCode(
                    code=choice.code,
                    system=choice.system.value,
                    units=choice.units,
                    role=choice.role,
                    modifiers=list(choice.modifiers),
                    citations=about,
                )
            )
        rejected = []
        for other in decision.rejected:
            citations.append(extractive.citation(len(citations) + 1, other.why))
            lines.append(f"Not {other.code}: {other.why.text} [{len(citations)}]")
            rejected.append(RejectedCode(code=other.code, why=other.why.text, citations=[len(citations)]))
        agreed = {choice.code for choice in decision.choices} == set(wording.codes)
        notices = (
            ()
            if agreed
            else (
                f"The model would have reported {', '.join(wording.codes) or 'no code'}; the codes shown "
                "are those the evidence decides.",
            )
        )
        return Answer(
            action=decision.action,
            codes=codes,
            rejected=rejected,
            modifiers=list(decision.modifiers),
            verdict=decision.verdict,
            ask_back=list(decision.ask_back),
            text="\n".join([*lines, *(f"**{question}**" for question in decision.ask_back)]),
            citations=citations,
            confidence=confidence(decision.score if agreed else decision.score * 0.7),
            notices=[*decision.notices, *notices],
            model=self._name,
        )


def _codes_of(passages: dict[str, Passage], passage_id: str) -> tuple[str, ...]:
    """The codes that the passage with this id is about."""
    return next((passage.codes for passage in passages.values() if passage.id == passage_id), ())


def _passages(decision: Decision, evidence: Evidence) -> list[Passage]:
    held = [point.quote.passage for point in decision.points] + [other.why.passage for other in decision.rejected]
    return list({passage.id: passage for passage in [*held, *evidence.ranked]}.values())[:_MOST_PASSAGES]


def _material(decision: Decision, reading: Reading, passages: dict[str, Passage]) -> str:
    """The question and the passages, delimited as data."""
    texts = "\n".join(
        f"<passage id={key!r} title={passage.title!r}>\n{passage.text[:_LONGEST_PASSAGE]}\n</passage>"
        for key, passage in passages.items()
    )
    candidates = [choice.code for choice in decision.choices] + [other.code for other in decision.rejected]
    return (
        f"<question>\n{without_identifiers(reading.text)}\n</question>\n"
        f"Decided: {decision.action.value}; codes {', '.join(c.code for c in decision.choices) or 'none'}; "
        f"verdict {decision.verdict or 'none'}; to ask back: {' '.join(decision.ask_back) or 'nothing'}.\n"
        f"Candidates: {', '.join(candidates) or 'none'}.\n{texts}"
    )
