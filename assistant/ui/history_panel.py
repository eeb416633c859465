"""The list of conversations beside the chat, and the routes that search it, change it and give a conversation out."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from fastapi import APIRouter, Body, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel

from assistant.accounts.guard import visitor
from assistant.accounts.visitor import Role
from assistant.history.conversations import History
from assistant.history.export import as_json, as_markdown, as_page
from assistant.history.feedback import FeedbackBook, Kind
from assistant.history.held import Held, Listed

_PAGE = 60
# filled by script.js, which asks the routes below
PANEL = (
    '<nav id="cc-history" aria-label="Conversations"><div class="cc-history-top"><h2>Conversations</h2>'
    '<button type="button" class="cc-quiet" data-do="new">New</button></div>'
    '<label class="cc-hidden" for="cc-history-search">Search conversations</label>'
    '<input id="cc-history-search" type="search" placeholder="Search words or codes" autocomplete="off">'
    '<div id="cc-history-list"><p class="cc-hint">Loading…</p></div></nav>'
)


class _Said(BaseModel):
    turn: str
    kind: Kind
    right_codes: str = ""
    comment: str = ""


def history_routes(history: History, feedback: FeedbackBook, *, shared: bool) -> APIRouter:
    """The routes under ``/ui/history`` and ``/ui/feedback``; each is about the visitor's own conversations. ``shared`` where others
    have accounts, so that a conversation can be shown to them."""
    routes = APIRouter(prefix="/ui", include_in_schema=False)

    @routes.get("/history")
    def listed(request: Request, q: str = "", offset: int = 0) -> HTMLResponse:
        found = history.listed(visitor(request).id, q[:200], _PAGE + 1, max(0, offset))
        return HTMLResponse(_list(found[:_PAGE], q, offset, more=len(found) > _PAGE, shared=shared))

    @routes.post("/history/{conversation}/rename")
    def rename(request: Request, conversation: str, title: str = Body(embed=True)) -> Response:
        history.rename(visitor(request).id, conversation, title)
        return Response(status_code=204)

    @routes.post("/history/{conversation}/pin")
    def pin(request: Request, conversation: str, pinned: bool = Body(embed=True)) -> Response:
        history.pin(visitor(request).id, conversation, pinned)
        return Response(status_code=204)

    @routes.post("/history/{conversation}/share")
    def share(request: Request, conversation: str, share: bool = Body(embed=True)) -> Response:
        history.share(visitor(request).id, conversation, share)
        return Response(status_code=204)

    @routes.delete("/history/{conversation}")
    def delete(request: Request, conversation: str) -> Response:
        history.delete(visitor(request).id, conversation)
        return Response(status_code=204)

    def _opened(request: Request, conversation: str) -> Held:
        who = visitor(request)
        return history.opened(who.id, conversation, own_only=who.role is Role.GUEST)

    @routes.get("/history/{conversation}/codecite.md")
    def markdown(request: Request, conversation: str) -> PlainTextResponse:
        held = _opened(request, conversation)
        return PlainTextResponse(as_markdown(held), media_type="text/markdown", headers=_AS_FILE)

    @routes.get("/history/{conversation}/codecite.json")
    def data(request: Request, conversation: str) -> JSONResponse:
        return JSONResponse(as_json(_opened(request, conversation)), headers=_AS_FILE)

    @routes.get("/history/{conversation}/print")
    def page(request: Request, conversation: str) -> HTMLResponse:
        return HTMLResponse(as_page(_opened(request, conversation)))

    @routes.post("/feedback")
    def give(request: Request, said: _Said) -> JSONResponse:
        given = feedback.give(visitor(request).id, said.turn, said.kind, said.right_codes, said.comment)
        return JSONResponse(given.model_dump(mode="json"))

    return routes


_AS_FILE = {"Content-Disposition": "attachment"}


def _list(found: Sequence[Listed], search: str, offset: int, *, more: bool, shared: bool) -> str:
    if not found and not offset:
        words = f"Nothing holds “{escape(search)}”." if search.strip() else "What you ask is kept here."
        return f'<p class="cc-hint">{words}</p>'
    rows = "".join(_row(listed, shared) for listed in found)
    further = (
        f'<button type="button" class="cc-quiet cc-more" data-do="more" data-offset="{offset + _PAGE}">Show more</button>'
        if more
        else ""
    )
    return f'<ul class="cc-history-rows">{rows}</ul>{further}'


def _row(listed: Listed, shared: bool) -> str:
    title, key = escape(listed.title), escape(listed.id)
    held = "Unpin" if listed.pinned else "Pin"
    exports = "".join(
        f'<a href="/ui/history/{key}/{name}" target="_blank" rel="noopener">{words}</a>'
        for name, words in (("codecite.md", "Markdown"), ("print", "Printable page"), ("codecite.json", "JSON with evidence"))
    )
    share = (
        f'<button type="button" data-do="share" data-id="{key}" data-share="{"" if listed.shared else "1"}">'
        f"{'Stop sharing' if listed.shared else 'Share link'}</button>"
        if shared
        else ""
    )
    marks = f'{" cc-pinned" if listed.pinned else ""}{" cc-shared" if listed.shared else ""}'
    return (
        f'<li class="cc-history-row{marks}" data-id="{key}">'
        f'<a class="cc-history-open" href="/c/{key}" data-do="open" data-id="{key}" title="{title}">{title}</a>'
        f'<details class="cc-menu"><summary aria-label="What can be done with {title}">…</summary><div>'
        f'<button type="button" data-do="rename" data-id="{key}" data-title="{title}">Rename</button>'
        f'<button type="button" data-do="pin" data-id="{key}" data-pinned="{"" if listed.pinned else "1"}">{held}</button>'
        f'{share}{exports}<button type="button" class="cc-danger" data-do="delete" data-id="{key}">Delete</button></div></details></li>'
    )
