"""The routes of the library page: what is held, files taken in with progress, shared, and taken out."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from fastapi import APIRouter, Body, Request, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse

from assistant.accounts.guard import only_administrators, visitor
from assistant.accounts.visitor import Role, Visitor, uploader
from assistant.errors import Forbidden
from assistant.settings import Settings
from assistant.ui.library_view import Viewer, library_html
from assistant.ui.ready import ready
from assistant.ui.uploads import Uploads
from assistant.ui.warming import Warming
from knowledge.loading.add import remove, share, unshare

PANEL = '<div class="cc-page"><div class="cc-filled" data-page="library"></div></div>'
# the names of accounts by their ids
Names = Callable[[], Mapping[str, str]]


def library_routes(warming: Warming, settings: Settings, names: Names) -> APIRouter:
    """The routes of the library page. Everybody with an account loads and removes for themselves; what is everybody's, and what
    is shared, is an administrator's to change."""
    routes = APIRouter(prefix="/ui/library", include_in_schema=False)
    uploads = Uploads(settings)

    @routes.get("")
    def page(request: Request) -> HTMLResponse:
        who = visitor(request)
        minds = only_administrators(request, refuse=False)
        viewer = Viewer(uploader(who.id), minds=minds, names=names() if minds else {})
        return HTMLResponse(library_html(ready(warming, who.id).library, date.today(), viewer))

    @routes.post("/add")
    def take_in(request: Request, files: list[UploadFile], everybody: bool = False) -> JSONResponse:
        who = visitor(request)
        if everybody:
            only_administrators(request)
        library = ready(warming, who.id).library
        folder = Path(tempfile.mkdtemp(prefix="codecite-upload-"))
        for n, file in enumerate(files):
            # the name tells what a file is; its folders are the uploader's own
            name = Path((file.filename or "").replace("\\", "/")).name or f"file-{n}"
            with (folder / name).open("wb") as target:
                shutil.copyfileobj(file.file, target)
        if not uploads.start(who.id, folder, library, "" if everybody else uploader(who.id)):
            shutil.rmtree(folder, ignore_errors=True)
            return JSONResponse({"error": "Other files are still being taken in: add these when they are done."}, 409)
        return JSONResponse(uploads.told(who.id), status_code=202)

    @routes.get("/loading")
    def how_far(request: Request) -> JSONResponse:
        return JSONResponse(uploads.told(visitor(request).id))

    @routes.post("/{name}/share")
    def let_all_see(request: Request, name: str, owner: str = Body(embed=True)) -> JSONResponse:
        only_administrators(request)
        return JSONResponse({"says": f"{share(settings.home, name, owner).name} is everybody's now."})

    @routes.post("/{name}/unshare")
    def give_back(request: Request, name: str) -> JSONResponse:
        only_administrators(request)
        return JSONResponse({"says": f"{unshare(settings.home, name).name} is seen by the account alone that loaded it."})

    @routes.delete("/{name}")
    def take_out(request: Request, name: str, everybody: bool = False) -> JSONResponse:
        gone = remove(settings.home, name, owner=_whose(visitor(request), everybody))
        return JSONResponse({"says": f"{gone.name} is taken out with its {gone.rows:,} rows."})

    return routes


def _whose(who: Visitor, everybody: bool) -> str:
    """Whose source is changed. Raises Forbidden where it is everybody's and the visitor is no administrator."""
    if everybody and who.role is not Role.ADMIN:
        raise Forbidden("Only an administrator may take out what everybody sees: ask yours.")
    return "" if everybody else uploader(who.id)
