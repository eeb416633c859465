"""Search and browse: the routes that fill the tab, each with an address of its own beneath ``/ui``."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from assistant.accounts.guard import visitor
from assistant.errors import NotHeld
from assistant.ui.browse_view import Cited, article_html, articles_html, document_html, search_html, tree_html
from assistant.ui.ready import ready
from assistant.ui.warming import Warming
from knowledge import code_format
from knowledge.codebook import Standing
from knowledge.library import Library
from knowledge.records import System

_HITS = 8
_MOST = 300
# a piece of a document that scores less says little of what is searched for
_BEARS = 0.4
# the search box stays while what is beneath it changes
PANEL = (
    '<div class="cc-page" id="cc-browse"><form id="cc-search" role="search"><label for="cc-search-box">Search the library</label>'
    '<input id="cc-search-box" type="search" autocomplete="off" placeholder="Words, an abbreviation, or a code"></form>'
    '<div id="cc-browse-page" class="cc-filled" data-page="browse" aria-live="polite"></div></div>'
)


def _cited(at: str = "", start: Annotated[int, Query(alias="from")] = 0, end: Annotated[int, Query(alias="to")] = 0) -> Cited | None:
    return Cited(at, start, end) if at else None


# the words that an answer quotes, where a citation led here
Shown = Annotated[Cited | None, Depends(_cited)]


def browse_routes(warming: Warming) -> APIRouter:
    """The routes of search, tree and articles."""
    routes = APIRouter(prefix="/ui", include_in_schema=False)

    @routes.get("/search")
    def search(request: Request, q: str = "") -> HTMLResponse:
        words = q.strip()[:_MOST]
        library = ready(warming, visitor(request).id).library
        if not words:
            return HTMLResponse(_start(library))
        hits = [hit for system in (System.ICD10CM, System.CPT) for hit in library.search.passages(words, system, _HITS)]
        hits += [hit for hit in library.documents.passages(words, _HITS) if hit.score >= _BEARS]
        hits.sort(key=lambda hit: -hit.score)
        return HTMLResponse(search_html(words, hits[: 2 * _HITS], _typed_code(library, words)))

    @routes.get("/browse")
    def start(request: Request) -> HTMLResponse:
        return HTMLResponse(_start(ready(warming, visitor(request).id).library))

    @routes.get("/browse/{at:path}")
    def tree(request: Request, at: str) -> HTMLResponse:
        page = tree_html(ready(warming, visitor(request).id).library, at)
        if page is None:
            raise NotHeld(f"The tabular list has no entry {at}: search for it, or start at its chapters.")
        return HTMLResponse(page)

    @routes.get("/article/{name}")
    def article(request: Request, name: str, cited: Shown) -> HTMLResponse:
        held = next((one for one in ready(warming, visitor(request).id).library.articles if one.id == name), None)
        if held is None:
            raise NotHeld(f"There is no article {name}: search for it.")
        return HTMLResponse(article_html(held, cited))

    @routes.get("/document/{name}")
    def document(request: Request, name: str, cited: Shown) -> HTMLResponse:
        pieces = ready(warming, visitor(request).id).library.documents.whole(name)
        if not pieces:
            raise NotHeld("There is no such document: it was taken out, or belongs to somebody else.")
        return HTMLResponse(document_html(pieces, cited))

    return routes


def _start(library: Library) -> str:
    return f"{tree_html(library, '')}{articles_html(library.articles)}"


def _typed_code(library: Library, words: str) -> str | None:
    """The code that the words are, where one stands in the codebook."""
    found = code_format.mentions(words.upper())
    if len(words.split()) > 1 or not found:
        return None
    status = library.codebook.status(found[0].code, date.today())
    return None if status.standing is Standing.UNKNOWN else status.code
