"""The HTTP interface under ``/api``: ask, code, check, search, in the public JSON forms of the command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date as Date
from typing import Annotated, Literal

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict

from assistant import request as asked
from assistant.answer import Answer
from assistant.api.page import api_page
from assistant.errors import AssistantError
from assistant.pipeline import Assistant
from knowledge.claims.check import check
from knowledge.claims.claim import Claim, Report
from knowledge.code_page.page import code_page
from knowledge.code_page.sections import CodePage
from knowledge.errors import KnowledgeError
from knowledge.library import Library
from knowledge.records import System

_EVENTS = "text/event-stream"
_HITS = 10


class Error(BaseModel):
    """What every refusal looks like: one sentence that says the mend."""

    error: str


class Found(BaseModel):
    """A passage found by search; ``score`` is 0..1, higher is nearer."""

    model_config = ConfigDict(extra="forbid")

    title: str
    codes: list[str]
    text: str
    source: str
    edition: str
    score: float


def api(ready: Callable[[Request], Assistant]) -> FastAPI:
    """The interface over an assistant; ``ready`` gives the one of whoever calls, or raises the sentence that says why not."""
    app = FastAPI(
        title="CodeCite",
        version="1",
        description=(
            "Medical codes with the passage that proves every sentence. Answers have the form of `codecite ask --json`, pages that "
            "of `codecite code --json`, checks that of `codecite check --json`."
        ),
        docs_url=None,
        redoc_url=None,
        responses={400: {"model": Error}, 401: {"model": Error}, 422: {"model": Error}, 429: {"model": Error}},
    )

    @app.exception_handler(RequestValidationError)
    def misread(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:]) or "the request"
        return JSONResponse({"error": f"{where} is wrong: {first['msg'][0].lower()}{first['msg'][1:]}."}, status_code=422)

    @app.post("/ask", response_model=Answer, summary="Ask a question")
    def ask(request: Request, given: asked.Request) -> Answer | StreamingResponse:
        """The verified answer. With `Accept: text/event-stream` each stage comes as an event `step`, then `answer`, or `error`."""
        assistant = ready(request)
        if _EVENTS in request.headers.get("accept", ""):
            return StreamingResponse(_events(assistant, given), media_type=_EVENTS, headers={"Cache-Control": "no-store"})
        return assistant.ask(given)

    @app.get("/code/{code}", response_model_exclude_defaults=True, summary="Everything held about a code")
    def code(request: Request, code: str, date: Date | None = None, locality: str | None = None) -> CodePage:
        """Validity, neighbours, notes, edits, units and indicators on a day, each with its source."""
        return code_page(ready(request).library, code, date or Date.today(), locality)

    @app.post("/check", summary="Check a claim")
    def check_claim(request: Request, claim: Claim) -> Report:
        """Service lines and diagnoses against every edit and rule that is held."""
        return check(claim, ready(request).library)

    @app.get("/search", summary="Search the library")
    def search(
        request: Request, q: Annotated[str, Query(min_length=1, max_length=500)], system: Literal["ICD-10-CM", "CPT"] = "ICD-10-CM"
    ) -> list[Found]:
        """Passages by meaning and by words; `CPT` also finds HCPCS and payment rules."""
        return found(ready(request).library, q, System(system))

    @app.get("/", include_in_schema=False)
    def page() -> HTMLResponse:
        return HTMLResponse(api_page(app.openapi()))

    return app


def found(library: Library, words: str, system: System) -> list[Found]:
    """What search finds for words, documents that were loaded included, best first."""
    documents = (hit for hit in library.documents.passages(words, _HITS) if hit.passage.system is system)
    hits = [*library.search.passages(words, system, _HITS), *documents]
    return [
        Found(
            title=hit.passage.title,
            codes=list(hit.passage.codes),
            text=hit.passage.text,
            source=hit.passage.source,
            edition=str(hit.passage.edition),
            score=round(hit.score, 3),
        )
        for hit in sorted(hits, key=lambda hit: -hit.score)[:_HITS]
    ]


def _events(assistant: Assistant, given: asked.Request) -> Iterator[str]:
    try:
        for event in assistant.stream(given):
            if isinstance(event, Answer):
                yield _event("answer", event.model_dump(mode="json"))
            else:
                yield _event("step", {"name": event.name, "detail": event.detail})
    except (KnowledgeError, AssistantError) as error:
        yield _event("error", {"error": str(error)})


def _event(name: str, told: object) -> str:
    return f"event: {name}\ndata: {json.dumps(told)}\n\n"
