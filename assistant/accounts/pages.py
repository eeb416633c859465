"""The pages of accounts as HTML: sign in, sign up, a link taken up, one's own account, and everybody's."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from assistant.accounts.people import SHORTEST_PASSWORD, Key, Listed
from assistant.accounts.visitor import Role, Visitor

_STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")


def sign_in_page(error: str = "", name: str = "") -> str:
    """Name and password."""
    return _page(
        "Sign in",
        _told(error)
        + f'<form class="box" method="post" action="/sign-in">{_name(name)}{_password("password", "Password", "current-password")}'
        '<button class="go">Sign in</button></form><p><a href="/sign-up">Create a free account</a> · <a href="/">Go on as a guest</a></p>',
    )


def sign_up_page(error: str = "", name: str = "") -> str:
    """A new account."""
    return _page(
        "Create a free account",
        _told(error)
        + '<p class="soft">More questions, whole code pages, keys of the API; your conversations of this visit come along.</p>'
        f'<form class="box" method="post" action="/sign-up">{_name(name)}{_password("password", _NEW, "new-password")}'
        '<button class="go">Create the account</button></form><p><a href="/sign-in">I have an account</a></p>',
    )


def link_page(link: str, name: str, error: str = "") -> str:
    """The password of an invitation or a reset; without a name the link leads nowhere."""
    if not name:
        return _page("This link leads nowhere", f'{_told(error)}<p><a href="/sign-in">Sign in</a></p>')
    return _page(
        "Choose a password",
        f'{_told(error)}<form class="box" method="post" action="/invite/{escape(link)}">'
        f"<p>For the account <strong>{escape(name)}</strong></p>"
        f'{_password("password", _NEW, "new-password")}<button class="go">Set the password</button></form>',
    )


def account_page(visitor: Visitor, keys: Sequence[Key], error: str = "", key: str = "") -> str:
    """One's own account; ``key`` is one just made, shown this once."""
    shown = (
        f'<p class="told" role="status">Your new key, shown this once: <code>{escape(key)}</code></p>' if key else ""
    )
    rows = "".join(
        f'<tr><td>{escape(held.name)}</td><td>{held.made:%Y-%m-%d}</td><td><form method="post" action="/account/keys/{escape(held.id)}">'
        f'<button aria-label="End the key {escape(held.name)}">End</button></form></td></tr>'
        for held in keys
    )
    table = f"<table><thead><tr><th>Key</th><th>Made</th><th>Change</th></tr></thead><tbody>{rows}</tbody></table>" if rows else ""
    people = '<p><a href="/ui/people">People of this installation</a></p>' if visitor.role is Role.ADMIN else ""
    return _page(
        "Your account",
        f"{_told(error)}<p>Signed in as <strong>{escape(visitor.name)}</strong>, {visitor.role}. "
        f'<a href="/">Back to CodeCite</a></p>{people}'
        '<form method="post" action="/sign-out"><button>Sign out</button></form>'
        '<h2>Password</h2><form class="box" method="post" action="/account/password">'
        f'{_password("old", "Old password", "current-password")}'
        f'{_password("password", _NEW, "new-password")}<button class="go">Change it</button></form>'
        f'<h2>API keys</h2>{shown}{table}<form class="box" method="post" action="/account/keys"><label>What it is for'
        '<input name="name" required maxlength="60"></label><button class="go">Make a key</button></form>'
        '<p class="soft"><a href="/api/">How the API is used</a></p>',
    )


def people_page(held: Sequence[Listed], error: str = "", link: str = "") -> str:
    """Everybody's accounts, for an administrator; ``link`` is one just made, to hand over."""
    hand_over = f"Hand this link over, it works once and for a week: <code>{escape(link)}</code>"
    shown = f'<p class="told" role="status">{hand_over}</p>' if link else ""
    rows = "".join(map(_person, held))
    return _page(
        "People",
        f'{_told(error)}<p><a href="/account">Your account</a> · <a href="/">CodeCite</a></p>{shown}<table><thead><tr><th>Name</th>'
        f"<th>Role</th><th>State</th><th>Change</th></tr></thead><tbody>{rows}</tbody></table>"
        f'<h2>Invite</h2><form class="box" method="post" action="/ui/people">{_name("")}<label>Role<select name="role">'
        '<option value="member">member</option><option value="admin">administrator</option></select></label>'
        '<button class="go">Make an invitation</button></form>',
    )


def _person(held: Listed) -> str:
    key, name = escape(held.id), escape(held.name)
    word, value = ("Enable", "") if held.state == "disabled" else ("Disable", "1")
    return (
        f"<tr><td>{name}</td><td>{held.role}</td><td>{held.state}</td><td>"
        f'<form method="post" action="/ui/people/{key}/disable"><input type="hidden" name="disabled" value="{value}">'
        f'<button aria-label="{word} {name}">{word}</button></form> '
        f'<form method="post" action="/ui/people/{key}/reset"><button aria-label="Reset {name}">Reset</button></form></td></tr>'
    )


_NEW = f"Password, at least {SHORTEST_PASSWORD} characters"


def _name(value: str) -> str:
    return (
        f'<label>Name or e-mail address<input name="name" value="{escape(value)}" required minlength="3" maxlength="120" '
        'autocomplete="username" autocapitalize="none" spellcheck="false"></label>'
    )


def _password(name: str, label: str, kind: str) -> str:
    return f'<label>{label}<input name="{name}" type="password" required autocomplete="{kind}"></label>'


def _told(error: str) -> str:
    return f'<p class="bad" role="alert">{escape(error)}</p>' if error else ""


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · CodeCite</title><style>{_STYLE}</style><body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
