"""Who stands behind a request."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.history.conversations import LOCAL


class Role(StrEnum):
    """What a visitor may do: a guest asks a few questions, a member all of them, an administrator minds the installation."""

    GUEST = "guest"
    MEMBER = "member"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A visitor; ``id`` owns conversations, ``name`` is shown."""

    id: str
    name: str
    role: Role


# without accounts everybody who reaches the page is the user of this computer
LOCAL_USER = Visitor(LOCAL, "", Role.ADMIN)
GUEST_PREFIX = "guest-"


def uploader(owner: str) -> str:
    """Whose sources an owner of conversations loads and sees beside everybody's; empty for the user of this computer, whose
    sources are the installation's."""
    return "" if owner == LOCAL else owner


def is_guest(owner: str) -> bool:
    """Whether the owner of a conversation is a guest."""
    return owner.startswith(GUEST_PREFIX)
