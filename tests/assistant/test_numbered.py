"""A small model chooses codes and numbered sentences and copies nothing: short to read, short to say, and every quote true."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from langchain_core.messages import BaseMessage

from assistant.answer import Answer
from assistant.models import SMALL
from assistant.request import Request
from assistant.steps import Step
from assistant.verification import verify
from knowledge.library import Library
from tests.conftest import TODAY
from tests.scripted import Script, ScriptedModel, scripted

QUESTION = "Morselized allograft packed in during a lumbar fusion, 20930 or 20931?"
OWN_WORDS = "Donor bone placed as chips or granules is 20930."
QUESTIONS = (
    QUESTION,
    "dx for swimmer's ear, left",
    "punch bx x3, three different moles on the back",
    "Type 2 diabetes with foot ulcer, left midfoot, fat layer exposed",
    "99214 and 20610 same day with modifier 25, ok?",
    "Closed Colles fracture, right, first ED visit, dx?",
)


def sentences(messages: list[BaseMessage]) -> dict[str, str]:
    """The sentences offered, by their ids."""
    return dict(re.findall(r"^(s-[a-f]{4}) (.+)$", str(messages[-1].content), re.MULTILINE))


def chosen(messages: list[BaseMessage], words: str, text: str, codes: tuple[str, ...] = ("20930",)) -> str:
    key = next(key for key, sentence in sentences(messages).items() if words in sentence)
    return json.dumps({"assigned": codes, "sentences": [{"passage": key, "text": text}]})


def small(library: Library, script: Script, question: str = QUESTION) -> tuple[Answer, Any, list[Step]]:
    assistant, model = scripted(library, script, TODAY, size=SMALL, prompt="local")
    *steps, answer = assistant.stream(Request(question=question))
    assert isinstance(answer, Answer)
    return answer, model, [step for step in steps if isinstance(step, Step)]


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_a_small_model_reads_is_short_and_says_nothing_of_the_decision(library: Library, question: str) -> None:
    answer, model, _ = small(library, lambda messages: '{"assigned": [], "sentences": []}', question)
    instructions, asked = (str(message.content) for message in model.asked[0])
    # figures are a token each, words about one in four characters
    tokens = sum(ch.isdecimal() for ch in instructions + asked) + sum(not ch.isdecimal() for ch in instructions + asked) / 4
    assert tokens < 800
    assert "First decision" not in asked
    offered = re.findall(r"^([A-Z0-9.]+): ", asked, re.MULTILINE)
    assert offered == sorted(offered)
    assert answer.model == "extractive"


def test_the_instructions_come_first_and_are_the_same_for_every_question(library: Library) -> None:
    first = [small(library, lambda messages: "", question)[1].asked[0][0].content for question in QUESTIONS[:2]]
    assert first[0] == first[1]


def test_the_sentence_chosen_is_quoted_whole_at_its_true_place_beside_the_models_own_words(library: Library) -> None:
    answer, _, _ = small(library, lambda messages: chosen(messages, "chips, granules", OWN_WORDS))
    assert answer.text.startswith(f"{OWN_WORDS} [1]")
    first = answer.citations[0]
    passage = library.passage(first.passage)
    assert passage is not None
    assert passage.text[first.start : first.end] == first.quote
    assert "chips, granules" in first.quote
    assert not verify(answer, library.passage, library.codebook, TODAY).removed


@pytest.mark.parametrize("text", ["20931 pays better and is right.", "Chips cover donor granules as bone or powder.", "Always report it for 14 levels.", "", "See https://evil.example."])
def test_where_its_own_words_do_not_hold_those_of_the_sentence_stand(library: Library, text: str) -> None:
    answer, model, _ = small(library, lambda messages: chosen(messages, "chips, granules", text))
    assert answer.text.startswith(" ".join(answer.citations[0].quote.split()))
    assert not text or text not in answer.text
    assert answer.model == "scripted:model"
    assert len(model.asked) == 1


def test_a_sentence_about_another_code_is_not_shown_as_proof(library: Library) -> None:
    def script(messages: list[BaseMessage]) -> str:
        named = {key: re.findall(r"\b[A-Z]\d\d(?:\.\w+)?", sentence) for key, sentence in sentences(messages).items()}
        key = next(key for key, codes in named.items() if codes and not any("H60.332".startswith(code) for code in codes))
        return json.dumps({"assigned": ["H60.332"], "sentences": [{"passage": key, "text": ""}]})

    answer, _, steps = small(library, script, "dx for swimmer's ear, left")
    assert [code.code for code in answer.codes] == ["H60.332"]
    assert any("about none of the codes decided" in step.detail for step in steps)


def test_an_invented_id_is_removed_and_counted(library: Library) -> None:
    said = '{"assigned": ["20930"], "sentences": [{"passage": "s-ffff0", "text": "It is so."}, {"passage": "1", "text": "And so."}]}'
    answer, _, steps = small(library, lambda messages: said)
    assert any(step.name == "Sentences removed" and step.detail.startswith("2: ") for step in steps)
    assert [code.code for code in answer.codes] == ["20930"]
    assert not verify(answer, library.passage, library.codebook, TODAY).removed


def test_its_own_codes_are_kept_beside_those_decided(library: Library) -> None:
    answer, _, _ = small(library, lambda messages: chosen(messages, "chips, granules", OWN_WORDS, ("20931",)))
    assert ([code.code for code in answer.codes], answer.proposed) == (["20930"], ["20931"])
    agreed, _, _ = small(library, lambda messages: chosen(messages, "chips, granules", OWN_WORDS))
    assert agreed.proposed == ["20930"]
    assert agreed.confidence.score > answer.confidence.score


def test_where_a_question_is_asked_back_no_code_is_guessed(library: Library) -> None:
    held: list[tuple[list[str], list[str], int]] = []

    def constrained(self: ScriptedModel, codes: list[str], ids: list[str], most: int) -> ScriptedModel:
        held.append((codes, ids, most))
        return self

    assistant, model = scripted(library, lambda messages: '{"assigned": [], "sentences": []}', TODAY, size=SMALL, prompt="local")
    model.__class__ = type("Constrainable", (ScriptedModel,), {"constrained": constrained})
    for question in ("Colles fracture, dx?", QUESTION):
        assistant.ask(Request(question=question))
    assert [most for _, _, most in held] == [0, 1]
    assert "20930" in held[1][0]


def test_what_identifies_a_patient_is_not_in_what_a_small_model_reads(library: Library) -> None:
    _, model, _ = small(library, lambda messages: "", f"Patient: Oona Vexley, MRN 4455667, phone 555-123-4567. {QUESTION}")
    asked = str(model.asked[0][-1].content)
    assert not any(identifier in asked for identifier in ("Vexley", "4455667", "555-123-4567"))
