"""What the window and the routes beside it work with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from assistant.accounts.limits import Allowance, Limits
from assistant.errors import SettingsError
from assistant.history.conversations import History
from assistant.history.feedback import FeedbackBook
from assistant.history.tables import open_database
from assistant.settings import Settings
from assistant.ui.warming import OpenAssistant, Warming

if TYPE_CHECKING:  # needs the packages of accounts
    from assistant.accounts.people import People


@dataclass(frozen=True)
class Services:
    """One installation: its assistant getting ready, and its users' conversations."""

    settings: Settings
    warming: Warming
    history: History
    feedback: FeedbackBook
    accounts: Accounts | None = None

    def names(self) -> dict[str, str]:
        """The names of the accounts by their ids."""
        return {held.id: held.name for held in self.accounts.people.listed()} if self.accounts is not None else {}

    def may_ask(self, owner: str, address: str) -> str:
        """Count a question; the sentence that says why it may not be asked, where a limit is reached."""
        return self.accounts.allowance.taken(owner, address) if self.accounts is not None else ""


@dataclass(frozen=True)
class Accounts:
    """The people of an installation that has accounts, and how much they may ask."""

    people: People
    allowance: Allowance


def services(settings: Settings, open_assistant: OpenAssistant, limits: Limits | None = None) -> Services:
    """The services of these settings, with accounts where there are limits to them.

    Raises HistoryUnavailable, SettingsError where a package for accounts is missing.
    """
    database = open_database(settings.database_url)
    return Services(
        settings,
        Warming(open_assistant),
        History(database),
        FeedbackBook(database),
        _accounts(database, limits) if limits is not None else None,
    )


def _accounts(database: Engine, limits: Limits) -> Accounts:
    try:
        from assistant.accounts.people import People
    except ImportError as error:
        raise SettingsError("Accounts need a package more: pip install 'codecite[accounts]'.") from error
    return Accounts(People(database), Allowance(database, limits))
