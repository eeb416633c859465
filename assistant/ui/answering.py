"""An answer on its way to the page, gathered with the evidence that it will be kept with."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer import Answer
from assistant.history.held import Given
from assistant.pipeline import Assistant
from assistant.request import Request
from assistant.steps import Step
from knowledge.library import Library


def answering(assistant: Assistant, request: Request, everybodys: Library) -> Iterator[Step | Given]:
    """The steps as they are done, then the answer; ``everybodys`` is the library without any account's own sources."""
    steps: list[Step] = []
    for event in assistant.stream(request):
        if not isinstance(event, Answer):
            steps.append(event)
            yield event
            continue
        found = {citation.passage: assistant.passage(citation.passage) for citation in event.citations}
        passages = {key: passage for key, passage in found.items() if passage is not None}
        labels = {code.code: assistant.label(code.code) for code in event.codes}
        own = assistant.library is not everybodys and any(everybodys.passage(key) != held for key, held in passages.items())
        yield Given(event, passages, labels, tuple(steps), private=own)
