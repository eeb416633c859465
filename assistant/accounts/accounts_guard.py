"""The guard of an installation with accounts: what is not let through by this list is refused, whatever serves it."""

from __future__ import annotations

import re
from http.cookies import SimpleCookie

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.accounts.guard import VISITOR, from_elsewhere, refused
from assistant.accounts.limits import UNLOCK, Allowance
from assistant.accounts.people import People
from assistant.accounts.visitor import Role, Visitor
from assistant.errors import AssistantError

COOKIE = "codecite_session"
_RANK = {Role.GUEST: 0, Role.MEMBER: 1, Role.ADMIN: 2}
# what anybody may reach, without a session
_OPEN = re.compile(r"/(?:sign-in|sign-up|invite/[\w-]+|favicon\.ico|robots\.txt|api/?|api/openapi\.json)")
# who may reach what, the first that fits
_LEAST: tuple[tuple[re.Pattern[str], Role], ...] = tuple(
    (re.compile(pattern), role)
    for pattern, role in (
        (r"/ui/(?:evals|people)(?:/.*)?", Role.ADMIN),
        (r"/ui/(?:library|document)(?:/.*)?|/account(?:/.*)?|/api/.+", Role.MEMBER),
        (r"/ui/(?:me|history|feedback|browse|article|search)(?:/.*)?", Role.GUEST),
        (r"/|/c/[0-9a-f]{32}|/(?:code|compare|claim|browse|article|document|search|library|evals|feedback)(?:/.*)?", Role.GUEST),
        # what Gradio's page needs; its other doors (login, monitoring, runs) stay shut
        (r"/(?:assets|static|svelte)/.+|/(?:config|theme\.css|manifest\.json|pwa_icon(?:/.*)?)", Role.GUEST),
        (r"/gradio_api/(?:queue/(?:join|data)|run/predict|cancel|reset/?|heartbeat/.+|upload|upload_progress)", Role.GUEST),
        (r"/gradio_api/(?:info|app_id|startup-events/?|user/?)", Role.GUEST),
        (r"/sign-out", Role.GUEST),
    )
)


class AccountsGuard:
    """Settles who visits by session cookie or key, and refuses what that visitor may not reach."""

    def __init__(self, app: ASGIApp, people: People, allowance: Allowance) -> None:
        self._app, self._people, self._allowance = app, people, allowance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its visitor, or answer why not."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        try:
            answer, begun = await self._settled(scope)
        except AssistantError as error:
            answer, begun = refused(503, str(error)), ""
        if answer is not None:
            await answer(scope, receive, send)
            return

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"set-cookie", cookie(begun, scope).encode())]}
            await send(message)

        await self._app(scope, receive, with_cookie if begun else send)

    async def _settled(self, scope: Scope) -> tuple[Response | None, str]:
        """The refusal, if any, and the token of a session that begins with this request."""
        request = HTTPConnection(scope)
        path = scope["path"]
        if from_elsewhere(scope):
            return refused(403, "This request comes from another site's page and is not carried out."), ""
        begun = ""
        visitor = await run_in_threadpool(self._by_key, request) or await run_in_threadpool(self._by_session, request)
        if visitor is None and scope["type"] == "http" and scope["method"] == "GET" and _is_page(request, path):
            begun = await run_in_threadpool(self._people.guest)
            visitor = await run_in_threadpool(self._people.visitor, begun)
        if visitor is None:
            if scope["type"] == "http" and _OPEN.fullmatch(path):
                scope[VISITOR] = Visitor("", "", Role.GUEST)
                return None, ""
            return refused(401, "Sign in first: the session has ended or the key is not known."), ""
        scope[VISITOR] = visitor
        least = _least(path)
        if least is None:
            return refused(404, "There is nothing at this address."), ""
        if _RANK[visitor.role] < _RANK[least]:
            if visitor.role is Role.GUEST and path.startswith("/account"):
                return RedirectResponse("/sign-in", status_code=303), ""
            what = f"{UNLOCK} this page." if visitor.role is Role.GUEST else "Only an administrator may see this."
            return refused(403, what), ""
        if path == "/api/ask":
            address = request.client.host if request.client else ""
            sentence = await run_in_threadpool(self._allowance.taken, visitor.id, address)
            if sentence:
                return refused(429, sentence), ""
        return None, begun

    def _by_key(self, request: HTTPConnection) -> Visitor | None:
        kind, _, key = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not request.url.path.startswith("/api/"):
            return None
        return self._people.visitor_of_key(key.strip())

    def _by_session(self, request: HTTPConnection) -> Visitor | None:
        token = request.cookies.get(COOKIE)
        return self._people.visitor(token) if token else None


def cookie(token: str, scope: Scope) -> str:
    """The header that sets the session's cookie; an empty token takes it away."""
    held: SimpleCookie = SimpleCookie()
    held[COOKIE] = token
    morsel = held[COOKIE]
    morsel["path"], morsel["httponly"], morsel["samesite"] = "/", True, "Lax"
    morsel["max-age"] = 60 * 60 * 24 * 30 if token else 0
    forwarded = HTTPConnection(scope).headers.get("x-forwarded-proto", "")
    if scope.get("scheme") == "https" or forwarded == "https":
        morsel["secure"] = True
    return morsel.OutputString()


def _least(path: str) -> Role | None:
    if _OPEN.fullmatch(path):
        return Role.GUEST
    return next((role for pattern, role in _LEAST if pattern.fullmatch(path)), None)


def _is_page(request: HTTPConnection, path: str) -> bool:
    """Whether a browser opens the window, which makes a guest of who is not known."""
    inside = path.startswith(("/ui/", "/api", "/gradio_api")) or _OPEN.fullmatch(path) is not None
    return "text/html" in request.headers.get("accept", "") and not inside
