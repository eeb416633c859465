"""From settings to an assistant ready to answer: the library opened or built, the writer chosen."""

from __future__ import annotations

from collections.abc import Callable

from assistant.models import chat_writer, chosen
from assistant.pipeline import Assistant
from assistant.settings import Settings
from knowledge.build import build_library
from knowledge.errors import LibraryDamaged, LibraryMissing
from knowledge.library import Library, Sources, current_folder, manifest, open_library, stamp

# told the stage in words, and how much of how much is done
Progress = Callable[[str, int, int], None]


def ready_library(settings: Settings, progress: Progress) -> Library:
    """Open the library, building it first where it is missing, of other sources, or damaged.

    Raises KnowledgeError where it cannot be built.
    """
    sources = Sources.shipped()
    try:
        return open_library(settings.home, sources, settings.embedder)
    except (LibraryMissing, LibraryDamaged):
        build_library(settings.home, sources, settings.embedder, progress)
        return open_library(settings.home, sources, settings.embedder)


def look_up_library(settings: Settings, progress: Progress) -> Library:
    """The library for look-ups by code alone: its indexes are not opened, which takes a second of every command."""
    sources = Sources.shipped()
    folder = current_folder(settings.home)
    if folder is not None and manifest(folder).get("stamp") == stamp(sources, settings.embedder):
        return Library(folder, settings.embedder)
    return ready_library(settings, progress)


def open_assistant(settings: Settings, progress: Progress = lambda stage, done, total: None) -> Assistant:
    """An assistant for these settings. Raises KnowledgeError or AssistantError with one sentence."""
    choice = chosen(settings)
    library = ready_library(settings, progress)
    if choice.built_in:
        return Assistant(library, where=choice.where)
    return Assistant(library, chat_writer(settings, library, choice.name), choice.name, choice.where, outside=choice.outside)
