"""The review page: what users said of answers, each as the JSON that `codecite eval new` makes a case of."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse

from assistant.accounts.guard import only_administrators, visitor
from assistant.history.feedback import Feedback, FeedbackBook

PANEL = '<div class="cc-page"><div class="cc-filled" data-page="feedback"></div></div>'
_KINDS = {
    "right": "Right",
    "wrong_code": "Wrong code",
    "wrong_citation": "Wrong citation",
    "missing": "Something missing",
    "other": "Something else",
}


def feedback_routes(book: FeedbackBook) -> APIRouter:
    """The routes of the review page: an administrator reviews all feedback, everybody else their own."""
    routes = APIRouter(prefix="/ui/feedback", include_in_schema=False)

    def whose(request: Request) -> str | None:
        return None if only_administrators(request, refuse=False) else visitor(request).id

    @routes.get("")
    def page(request: Request) -> HTMLResponse:
        return HTMLResponse(feedback_html(book.listed(whose(request))))

    @routes.get("/codecite-feedback.json")
    def everything(request: Request) -> JSONResponse:
        return _file([given.model_dump(mode="json") for given in book.listed(whose(request))])

    @routes.get("/{feedback}.json")
    def one(request: Request, feedback: str) -> JSONResponse:
        return _file(book.one(feedback, whose(request)).model_dump(mode="json"))

    return routes


def feedback_html(held: Sequence[Feedback]) -> str:
    """The feedback, newest first."""
    if not held:
        return (
            '<h2>Feedback</h2><p class="cc-hint">Nothing yet. Beneath every answer stands “Right” and “Something is wrong”; what is '
            "said there is reviewed here.</p>"
        )
    return (
        '<h2>Feedback</h2><p>Each entry is a case to be: <code>codecite eval new FILE.json</code>. '
        '<a class="cc-down" href="/ui/feedback/codecite-feedback.json" download>All as JSON</a></p>'
        f'<ul class="cc-hits">{"".join(map(_row, held))}</ul>'
    )


def _row(given: Feedback) -> str:
    before = "".join(f"<li>{escape(turn)}</li>" for turn in given.turns)
    told = [
        f"answered {', '.join(given.given_codes) or given.given_action.replace('_', ' ')}",
        f"right is {', '.join(given.right_codes)}" if given.right_codes else "",
        f"on {given.context.date}" if given.context.date else "",
        given.context.payer or "",
    ]
    return (
        f"<li><strong>{_KINDS[given.kind]}</strong> · {escape(given.question)}"
        f'{f"<details><summary>after {len(given.turns)} earlier messages</summary><ol>{before}</ol></details>" if before else ""}'
        f'<div class="cc-meta">{escape(" · ".join(part for part in told if part))}</div>'
        f'{f"<blockquote>{escape(given.comment)}</blockquote>" if given.comment else ""}'
        f'<p class="cc-source">{given.given_at:%Y-%m-%d %H:%M} UTC · '
        f'<a class="cc-down" href="/ui/feedback/{escape(given.id)}.json" download>JSON</a></p></li>'
    )


def _file(told: object) -> JSONResponse:
    return JSONResponse(told, headers={"Content-Disposition": "attachment"})
