"""The window and the routes beside it as one web application."""

from __future__ import annotations

import re
from pathlib import Path

import gradio as gr
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.accounts.guard import LocalGuard, refused, visitor
from assistant.api.routes import api
from assistant.errors import AssistantError, Forbidden, NotHeld
from assistant.ui.app import build_app
from assistant.ui.browse_pages import browse_routes
from assistant.ui.evals_page import evals_routes
from assistant.ui.feedback_page import feedback_routes
from assistant.ui.history_panel import history_routes
from assistant.ui.library_page import library_routes
from assistant.ui.ready import NotReady, ready
from assistant.ui.services import Services
from assistant.ui.visitor_line import visitor_routes
from knowledge.errors import KnowledgeError

_HERE = Path(__file__).parent
_SCRIPTS = ("script.js", "pages.js", "history.js", "library.js")
# addresses of the window's own: all are served the same page, which opens what the address names
_OWN = re.compile(
    r"/(?:c/[0-9a-f]{32}|code/[\w.-]+|compare/[\w.-]+/[\w.-]+|claim|browse(?:/[^/]+)?|article/[\w-]+|document/[\w-]+|search|library|evals|feedback)/?"
)
_BASE = re.compile(rb'<base href="[^"]*"')


def web_app(services: Services) -> FastAPI:
    """Everything that is served, behind its guard."""
    app = FastAPI(title="CodeCite", docs_url=None, redoc_url=None, openapi_url=None)
    for routes in (
        history_routes(services.history, services.feedback, shared=services.accounts is not None),
        browse_routes(services.warming),
        library_routes(services.warming, services.settings, services.names),
        evals_routes(),
        feedback_routes(services.feedback),
        visitor_routes(),
    ):
        app.include_router(routes)
    interface = api(lambda request: ready(services.warming, visitor(request).id))
    app.mount("/api", interface)
    errors = ((NotHeld, 404), (Forbidden, 403), (NotReady, 425), (AssistantError, 503), (KnowledgeError, 400))
    for serving in (app, interface):
        for error, status in errors:
            serving.add_exception_handler(error, lambda request, told, status=status: refused(status, str(told)))
    scripts = "".join(f"<script>{(_HERE / name).read_text(encoding='utf-8')}</script>" for name in _SCRIPTS)
    gr.mount_gradio_app(
        app,
        build_app(services),
        path="/",
        auth_dependency=lambda request: visitor(request).id,
        footer_links=[],
        # questions must not lie in the browser beside the history
        run_history=False,
        css=(_HERE / "style.css").read_text(encoding="utf-8"),
        head=f"{scripts}<meta name='viewport' content='width=device-width, initial-scale=1'>",
        theme=_theme(),
        ssr_mode=False,
        enable_monitoring=False,
    )
    app.add_middleware(OwnAddresses)
    if services.accounts is None:
        app.add_middleware(LocalGuard)
    else:
        from assistant.accounts.accounts_guard import AccountsGuard
        from assistant.accounts.routes import account_routes, people_routes

        # before the window, which takes every address that is left
        for routes in (account_routes(services.accounts.people, services.history), people_routes(services.accounts.people)):
            app.router.routes[:0] = routes.routes
        app.add_middleware(AccountsGuard, people=services.accounts.people, allowance=services.accounts.allowance)
    return app


class OwnAddresses:
    """Serves the window at each of its own addresses, so that they can be linked and reloaded."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; one for an address of the window becomes one for the window."""
        if scope["type"] != "http" or scope["method"] != "GET" or not _OWN.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        started: list[Message] = []
        body = bytearray()

        async def at_root(message: Message) -> None:
            if message["type"] == "http.response.start":
                started.append(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            page = _BASE.sub(b'<base href="/"', bytes(body), count=1)
            kept = [(name, value) for name, value in started[0]["headers"] if name != b"content-length"]
            length = (b"content-length", str(len(page)).encode())
            await send({**started[0], "headers": [*kept, length]})
            await send({"type": "http.response.body", "body": page})

        await self._app({**scope, "path": "/", "raw_path": b"/", "headers": plain}, receive, at_root)


def _theme() -> gr.themes.Base:
    return gr.themes.Base(
        primary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.slate,
        radius_size=gr.themes.sizes.radius_sm,
        text_size=gr.themes.sizes.text_md,
        font=["system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"],
        font_mono=["ui-monospace", "SFMono-Regular", "Consolas", "monospace"],
    )
