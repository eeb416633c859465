"""A chat model as writer: it words the decision from passages with opaque ids, may look up more, and quotes what it rests on."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import BaseTool

from assistant.answer import Answer
from assistant.draft import Decision, Held, Quote
from assistant.errors import ModelUnavailable, SpendingCap
from assistant.evidence import Evidence
from assistant.labels import label
from assistant.privacy import Replacement
from assistant.prompts import prompt
from assistant.question import Reading
from assistant.spending import Purse
from assistant.steps import Said, Step, Telling
from assistant.support import condenses, unsupported
from assistant.tools import library_tools
from assistant.writers import extractive
from assistant.writers.call import called
from assistant.writers.composed import composed
from assistant.writers.form import Sentence, Wording
from assistant.writers.material import Material, Size, candidates
from assistant.writers.numbered import Numbered
from assistant.writers.reader import complete_sentences, read
from knowledge import code_format
from knowledge.library import Library

ROUNDS = 4
_WRITING = "Writing"
_LOOKED_UP = "Looking up"
_LONGEST_RESULT = 6000
_UNFINISHED = "What it had said by then holds and stands first, unfinished; the built-in writer answered instead."
_ENOUGH = "No more look-ups: answer now from what you have."


@runtime_checkable
class Constrained(Protocol):
    """A model whose output can be held to a form: only these codes, only these passages."""

    def constrained(self, codes: list[str], passages: list[str], most: int) -> Any:
        """The model held to them, with so many codes at most; none where the evidence decides for none and asks back."""


@dataclass(frozen=True)
class ChatModel:
    """A chat model and what it is allowed: ``prompt`` it is instructed by, how much it is given, how long it may take in all.

    Where ``size`` names ``sentences``, the model chooses among so many, looks nothing up and mends nothing: where its own words do
    not hold, those of the sentence stand.
    """

    model: Any
    name: str
    size: Size = field(default_factory=Size)
    seconds: float = 120.0
    prompt: str = "answer"


class ChatModelWriter:
    """Words decisions with a LangChain chat model. ``purse`` gives what a question may cost, ``kept`` hears what it did."""

    def __init__(
        self, chat: ChatModel, library: Library, purse: Callable[[], Purse], kept: Callable[[Purse], str] = lambda purse: ""
    ) -> None:
        self._chat, self._library, self._purse, self._kept = chat, library, purse, kept

    def over(self, library: Library) -> ChatModelWriter:
        """The same writer over another library."""
        return ChatModelWriter(self._chat, library, self._purse, self._kept)

    def __call__(self, decision: Decision, evidence: Evidence, reading: Reading, telling: Telling) -> Answer:
        """See ``write``."""
        return self.write(decision, evidence, reading, telling)

    def write(self, decision: Decision, evidence: Evidence, reading: Reading, telling: Telling) -> Answer:
        """A draft in the model's words.

        The decision's codes stand whatever the model says; where it names others, both are shown. Raises ModelUnavailable where
        the model cannot be reached, costs too much or answers in no usable form before a sentence of it was shown, and Stopped where
        nobody waits any more. Where it fails after that, what was shown stays, marked as unfinished, over the built-in answer.
        """
        work = _Work(self._chat, self._library, decision, evidence, reading, telling, self._purse())
        try:
            return work.answer()
        finally:
            told = self._kept(work.purse)
            if told:
                telling.say(Step(_WRITING, told))


@dataclass
class _Work:
    """One question on its way through the model."""

    chat: ChatModel
    library: Library
    decision: Decision
    evidence: Evidence
    reading: Reading
    telling: Telling
    purse: Purse
    replaced: Replacement = field(default_factory=Replacement)
    held: list[Held] = field(default_factory=list)
    failed: list[tuple[Sentence, str]] = field(default_factory=list)
    seen: int = 0

    def __post_init__(self) -> None:
        self.material = (Numbered if self.chat.size.sentences else Material)(self.replaced, self.chat.size)
        self.assigned = {choice.code for choice in self.decision.choices}
        # whatever was decided can be named, and something beside it
        most = max(self.chat.size.candidates, len(self.assigned) + 2)
        self.candidates = candidates(self.decision, self.evidence, self.reading, self.library.codebook, most)

    def answer(self) -> Answer:
        asked = self.material.question(self.decision, self.reading, self.evidence, self.candidates, self._label)
        messages: list[BaseMessage] = [SystemMessage(prompt(self.chat.prompt).text), HumanMessage(asked)]
        self.telling.say(Said("Codes decided", ", ".join(sorted(self.assigned)) or "none", codes=tuple(sorted(self.assigned))))
        try:
            wording = self._worded(messages)
        except ModelUnavailable as error:
            if not self.held:
                raise
            return extractive.write(self.decision, (f"{error} {_UNFINISHED}",), tuple(self.held))
        self._take(wording.sentences[self.seen :])
        removed = self._repaired(messages)
        if removed:
            self.telling.say(Step("Sentences removed", f"{len(removed)}: {'; '.join(removed)}"))
        return composed(self.decision, self.held, wording, self.chat.name, self.library, self.reading.day)

    def _label(self, code: str) -> str:
        return label(self.library, code, self.reading.day)

    def _worded(self, messages: list[BaseMessage]) -> Wording:
        """The model's wording after at most four rounds of look-ups."""
        tools = {tool.name: tool for tool in self._tools()}
        for round_ in range(ROUNDS + 1):
            message = self._call(messages, list(tools.values()) if round_ < ROUNDS else [])
            if not message.tool_calls or round_ == ROUNDS:
                break
            messages.append(message)
            for call in message.tool_calls:
                messages.append(ToolMessage(self._looked_up(tools, dict(call)), tool_call_id=str(call.get("id") or call["name"])))
            if round_ == ROUNDS - 1:
                messages.append(HumanMessage(_ENOUGH))
        wording = read(str(message.text))
        if wording is None or not (wording.sentences or wording.assigned):
            raise ModelUnavailable(f"The model {self.chat.name} answered in no usable form.")
        messages.append(AIMessage(str(message.text)[:_LONGEST_RESULT]))
        return wording

    def _tools(self) -> list[BaseTool]:
        if self.chat.size.sentences:
            return []
        return library_tools(self.library, self.reading.day, self.material.hold)

    def _looked_up(self, tools: dict[str, BaseTool], call: dict[str, Any]) -> str:
        """The result of one look-up as data; what is wrong with a call is told to the model."""
        tool = tools.get(str(call["name"]))
        if tool is None:
            return f"There is no tool {call['name']}: use {', '.join(tools)}."
        self.telling.say(Step(_LOOKED_UP, str(call["name"])))
        try:
            result = str(tool.invoke(call["args"]))
        except Exception as error:  # whatever a model puts into a call, the question goes on
            result = f"The call failed: {type(error).__name__}."
        return self.material.data("result", result[:_LONGEST_RESULT])

    def _call(self, messages: list[BaseMessage], tools: list[BaseTool]) -> AIMessage:
        characters = sum(len(str(message.content)) for message in messages)
        self.purse.ask(characters, self.chat.size.answer)
        model = self.chat.model
        if isinstance(model, Constrained):
            model = model.constrained(self.candidates, self.material.ids, len(self.decision.choices))
        elif tools:
            model = model.bind_tools(tools)
        message = called(model, self.chat.name, messages, self.telling, self.chat.seconds, self._heard)
        usage = message.usage_metadata
        self.purse.count(
            usage["input_tokens"] if usage else None, usage["output_tokens"] if usage else None, characters, len(str(message.text))
        )
        return message

    def _heard(self, text: str) -> None:
        """Verify every sentence that has come whole, and show those that hold."""
        if self.telling.live:
            sentences = list(complete_sentences(text))
            self._take(sentences[self.seen :])
            self.seen = max(self.seen, len(sentences))

    def _take(self, sentences: list[Sentence]) -> None:
        for sentence in sentences:
            held, why = self._checked(sentence)
            if held is None:
                self.failed.append((sentence, why))
            elif held not in self.held:
                self.held.append(held)
                said = tuple(one.text for one in self.held)
                self.telling.say(Said(f"Sentence {len(said)}", held.text, sentences=said))

    def _checked(self, sentence: Sentence) -> tuple[Held | None, str]:
        """The sentence with its quotes at their places, or why it does not hold."""
        quotes = [quote for one in sentence.proof if (quote := self.material.quote(one.passage, one.quote))]
        why = "the quoted words do not stand in the passage of that id" if sentence.proof and not quotes else ""
        text = " ".join(_without_marks(sentence.text).split())
        if quotes and self.chat.size.sentences:
            return self._chosen(text, quotes[0])
        why = why or unsupported(text, quotes, self.assigned) or ""
        return (None, why) if why else (Held(self.replaced.put_back(text), tuple(quotes)), "")

    def _chosen(self, text: str, quote: Quote) -> tuple[Held | None, str]:
        """A sentence that a small model chose, in its own words only where they shorten it."""
        named = {mention.code for mention in code_format.mentions(quote.text)} or set(quote.passage.codes)
        # a category above the code is about it, too
        if self.assigned and not any(code.startswith(one) for one in named for code in self.assigned):
            return None, "it is about none of the codes decided"
        holds = condenses(text, quote.text) and not unsupported(text, [quote], self.assigned)
        return Held(self.replaced.put_back(text) if holds else " ".join(quote.text.split()), (quote,)), ""

    def _repaired(self, messages: list[BaseMessage]) -> list[str]:
        """Have the failing sentences mended once; why those went that still fail, a line each."""
        failed, self.failed = self.failed, []
        if not failed:
            return []
        if self.chat.size.sentences:
            return [f"{why}: {self.replaced.put_back(sentence.text)[:80]}" for sentence, why in failed]
        lines = "\n".join(f"- {sentence.text} ({why})" for sentence, why in failed)
        try:
            message = self._call([*messages, HumanMessage(f"{prompt('repair').text}\n\n{lines}")], [])
        except (ModelUnavailable, SpendingCap):
            return [f"{why}: {sentence.text[:80]}" for sentence, why in failed]
        mended = read(str(message.text))
        self.failed.clear()
        before = len(self.held)
        self._take(mended.sentences if mended else [])
        gone = max(0, len(failed) - (len(self.held) - before))
        self.telling.say(Step("Mending sentences", f"{len(failed) - gone} of {len(failed)} mended"))
        return [f"{why}: {self.replaced.put_back(sentence.text)[:80]}" for sentence, why in failed[:gone]] if gone else []


def _without_marks(text: str) -> str:
    """A sentence without the markers that a model puts into it by itself."""
    return re.sub(r"\s*[\[(](?:p-[0-9a-f]+|\d{1,2}|passage[^\])]*)(?:,\s*(?:p-[0-9a-f]+|\d{1,2}))*[\])]", "", text)

