"""Who is signed in, as the head of the page shows it."""

from __future__ import annotations

from html import escape

import gradio as gr
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from assistant.accounts.guard import visitor
from assistant.accounts.visitor import LOCAL_USER, Role, Visitor
from assistant.history.conversations import LOCAL


def visitor_routes() -> APIRouter:
    """The route that the head of the page asks."""
    routes = APIRouter(prefix="/ui", include_in_schema=False)

    @routes.get("/me")
    def me(request: Request) -> HTMLResponse:
        return HTMLResponse(visitor_html(visitor(request)))

    return routes


def owner(request: gr.Request | None) -> str:
    """Whose conversations and sources a request of the window is about."""
    return (request.username if request is not None else None) or LOCAL


def visitor_html(who: Visitor) -> str:
    """The way to sign in for a guest, to the account for everybody else; nothing where there are no accounts."""
    if who == LOCAL_USER:
        return ""
    if who.role is Role.GUEST:
        return '<a href="/sign-in">Sign in</a> <a class="cc-chip" href="/sign-up">Create a free account</a>'
    return f'<a href="/account">{escape(who.name)}</a>'
