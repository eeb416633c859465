"""What can go wrong around an answer, each with a sentence that says what to do."""

from __future__ import annotations


class AssistantError(Exception):
    """Base of the family. ``str(error)`` is one sentence for the user."""


class SettingsError(AssistantError):
    """A setting is misspelt or has an impossible value."""


class ModelUnavailable(AssistantError):
    """The chat model cannot be reached or does not answer in the agreed form."""


class SpendingCap(ModelUnavailable):
    """A question would cost more than a user allows a question or a day."""


class DownloadError(AssistantError):
    """A publisher's file cannot be fetched."""


class HistoryUnavailable(AssistantError):
    """The database of conversations cannot be opened, read or written."""


class NotHeld(AssistantError):
    """What is asked for is not there, or not this user's."""


class Forbidden(AssistantError):
    """Somebody asks for what is not theirs to do."""


class AccountRefused(AssistantError):
    """A name, a password or a link is not accepted."""
