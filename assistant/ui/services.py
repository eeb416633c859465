"""What the window and the routes beside it work with."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.history.conversations import History
from assistant.history.feedback import FeedbackBook
from assistant.history.tables import open_database
from assistant.settings import Settings
from assistant.ui.warming import OpenAssistant, Warming


@dataclass(frozen=True)
class Services:
    """One installation: its assistant getting ready, and its users' conversations."""

    settings: Settings
    warming: Warming
    history: History
    feedback: FeedbackBook


def services(settings: Settings, open_assistant: OpenAssistant) -> Services:
    """The services of these settings. Raises HistoryUnavailable."""
    database = open_database(settings.database_url)
    return Services(settings, Warming(open_assistant), History(database), FeedbackBook(database))
