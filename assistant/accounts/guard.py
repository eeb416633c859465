"""The guard before every route: who visits is settled here, and no other site may act in a visitor's name."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.accounts.visitor import LOCAL_USER, Role, Visitor
from assistant.errors import Forbidden

_SAFE = {"GET", "HEAD", "OPTIONS"}
VISITOR = "codecite.visitor"


class LocalGuard:
    """Lets in who reaches the server, as its one user; refuses what another site's page sends."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its visitor."""
        if scope["type"] in {"http", "websocket"}:
            scope[VISITOR] = LOCAL_USER
            if from_elsewhere(scope):
                await refused(403, "This request comes from another site's page and is not carried out.")(scope, receive, send)
                return
            if _under_a_strange_name(scope):
                told = "Open the page as http://127.0.0.1 with its port; under another name it is served with `codecite serve --accounts`."
                await refused(403, told)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def visitor(request: HTTPConnection) -> Visitor:
    """Who stands behind a request that passed a guard."""
    held = request.scope[VISITOR]
    assert isinstance(held, Visitor)
    return held


def only_administrators(request: HTTPConnection, *, refuse: bool = True) -> bool:
    """Whether an administrator stands behind a request. Raises Forbidden where it must be one and is none."""
    may = visitor(request).role is Role.ADMIN
    if refuse and not may:
        raise Forbidden("Only an administrator may do this: ask yours.")
    return may


def from_elsewhere(scope: Scope) -> bool:
    """Whether a request that changes something, or opens a socket, was sent by the page of another site."""
    if scope["type"] == "http" and scope["method"] in _SAFE:
        return False
    headers: Mapping[str, str] = HTTPConnection(scope).headers
    origin = headers.get("origin")
    if headers.get("sec-fetch-site") == "cross-site":
        return True
    return origin is not None and urlsplit(origin).netloc != headers.get("host", "")


def _under_a_strange_name(scope: Scope) -> bool:
    """Whether this computer's own browser asks under a name that is not this computer's: a site may have its name lead here."""
    client = scope.get("client")
    if not client or not is_loopback(client[0]):
        return False
    name = urlsplit(f"//{HTTPConnection(scope).headers.get('host', '')}").hostname or ""
    return not (name == "localhost" or name.endswith(".localhost") or _is_address(name))


def is_loopback(address: str) -> bool:
    """Whether an address is this computer's own."""
    return address == "localhost" or (_is_address(address) and ip_address(address).is_loopback)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def refused(status: int, sentence: str) -> JSONResponse:
    """One sentence with a status, as every route refuses."""
    return JSONResponse({"error": sentence}, status_code=status)
