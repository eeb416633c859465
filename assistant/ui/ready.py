"""The library for a route: there, or the sentence that says how far it is."""

from __future__ import annotations

from assistant.accounts.visitor import uploader
from assistant.errors import AssistantError
from assistant.pipeline import Assistant
from assistant.ui.warming import Warming


class NotReady(AssistantError):
    """The library is still being opened; asking again in a second is right."""


def ready(warming: Warming, owner: str) -> Assistant:
    """The open assistant over what an owner of conversations sees. Raises NotReady while it is being opened, AssistantError where
    that failed."""
    if warming.assistant is not None:
        return warming.assistant.seen_by(uploader(owner))
    if warming.error:
        raise AssistantError(warming.error)
    raise NotReady(f"Getting the library ready: {warming.progress}.")
