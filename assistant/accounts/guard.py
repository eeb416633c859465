"""The guard before every route: who visits is settled here, and no other site may act in a visitor's name."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.accounts.visitor import LOCAL_USER, Visitor

_SAFE = {"GET", "HEAD", "OPTIONS"}
_VISITOR = "codecite.visitor"


class LocalGuard:
    """Lets in who reaches the server, as its one user; refuses what another site's page sends."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its visitor."""
        if scope["type"] in {"http", "websocket"}:
            scope[_VISITOR] = LOCAL_USER
            if from_elsewhere(scope):
                await refused(403, "This request comes from another site's page and is not carried out.")(scope, receive, send)
                return
        await self._app(scope, receive, send)


def visitor(request: HTTPConnection) -> Visitor:
    """Who stands behind a request that passed a guard."""
    held = request.scope[_VISITOR]
    assert isinstance(held, Visitor)
    return held


def from_elsewhere(scope: Scope) -> bool:
    """Whether a request that changes something, or opens a socket, was sent by the page of another site."""
    if scope["type"] == "http" and scope["method"] in _SAFE:
        return False
    headers: Mapping[str, str] = HTTPConnection(scope).headers
    origin = headers.get("origin")
    if headers.get("sec-fetch-site") == "cross-site":
        return True
    return origin is not None and urlsplit(origin).netloc != headers.get("host", "")


def refused(status: int, sentence: str) -> JSONResponse:
    """One sentence with a status, as every route refuses."""
    return JSONResponse({"error": sentence}, status_code=status)
