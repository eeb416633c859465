"""The writers that can answer one question beside each other."""

from __future__ import annotations

import threading

from assistant.errors import SettingsError
from assistant.models import Chosen, chat_writer, offered
from assistant.pipeline import Assistant
from assistant.settings import Settings


class OtherWriters:
    """The built-in writer and the chat models of these settings. Looked for once, when first asked for."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._found: list[Chosen] | None = None
        self._looking = threading.Lock()

    def beside(self, assistant: Assistant | None, answered_by: str) -> list[Chosen]:
        """Who else can answer what one writer answered; none outside where questions are to stay on this computer."""
        if assistant is None:
            return []
        with self._looking:
            if self._found is None:
                self._found = offered(self._settings)
        return [
            writer
            for writer in self._found
            if writer.name != answered_by and not (writer.outside and assistant.stays_here)
        ]

    def by(self, assistant: Assistant, answered_by: str, name: str) -> Assistant:
        """The assistant with another writer. Raises SettingsError where that one is not offered or cannot be set up."""
        writer = next((held for held in self.beside(assistant, answered_by) if held.name == name), None)
        if writer is None:
            raise SettingsError(f"{name} cannot be asked here: choose a writer that is offered beneath the answer.")
        if writer.built_in:
            return assistant.written_by(None, writer.name, writer.where, outside=False)
        model = chat_writer(self._settings, assistant.library, name)
        return assistant.written_by(model, name, writer.where, outside=writer.outside)
