"""The library page: what is held and until when, files taken in with progress, and sources taken out."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from datetime import date
from html import escape
from pathlib import Path

from fastapi import APIRouter, Request, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse

from assistant.accounts.guard import only_administrators
from assistant.settings import Settings
from assistant.ui.ready import ready
from assistant.ui.warming import Warming
from knowledge.errors import KnowledgeError
from knowledge.library import Library
from knowledge.loading.add import Summary, add, remove
from knowledge.loading.kinds import KINDS, load_command
from knowledge.loading.store import DOCUMENT, Source

PANEL = '<div class="cc-page"><div class="cc-filled" data-page="library"></div></div>'
_ADD = (
    '<form id="cc-upload" class="cc-drop"><p><strong>Add files</strong>: an official file as its publisher ships it, zipped or not, a '
    "payer policy, or a licensed CPT file. Drop them here, or choose them.</p>"
    '<label class="cc-hidden" for="cc-upload-files">Files to add</label><input id="cc-upload-files" type="file" multiple>'
    '<div id="cc-upload-told" role="status" aria-live="polite"></div></form>'
)
_REJECTED_SHOWN = 5


class Loading:
    """Files being taken into the library, one after the other, and how far that is."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._busy = threading.Lock()
        self.told: dict[str, object] = {"done": True, "stage": "", "percent": 0, "lines": [], "failed": []}

    def start(self, folder: Path, library: Library) -> bool:
        """Take in the files of a folder, which is removed after; False where others are still being taken in."""
        if not self._busy.acquire(blocking=False):
            return False
        self.told = {"done": False, "stage": "Reading", "percent": 0, "lines": [], "failed": []}
        threading.Thread(target=self._work, args=(folder, library), name="loading", daemon=True).start()
        return True

    def _work(self, folder: Path, library: Library) -> None:
        lines: list[str] = []
        failed: list[str] = []

        def progress(stage: str, done: int, total: int) -> None:
            self.told = {**self.told, "stage": stage, "percent": done * 100 // max(total, 1)}

        try:
            for path in sorted(folder.iterdir()):
                try:
                    lines += _said(add(self._settings.home, path, embed=library.embedder.texts, progress=progress))
                except KnowledgeError as error:
                    # one bad file keeps none of the others out
                    failed.append(str(error))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            self.told = {"done": True, "stage": "", "percent": 100, "lines": lines, "failed": failed}
            self._busy.release()


def library_routes(warming: Warming, settings: Settings) -> APIRouter:
    """The routes of the library page; adding and removing are for administrators."""
    routes = APIRouter(prefix="/ui/library", include_in_schema=False)
    loading = Loading(settings)

    @routes.get("")
    def page(request: Request) -> HTMLResponse:
        may_change = only_administrators(request, refuse=False)
        return HTMLResponse(library_html(ready(warming).library, date.today(), may_change=may_change))

    @routes.post("/add")
    def take_in(request: Request, files: list[UploadFile]) -> JSONResponse:
        only_administrators(request)
        library = ready(warming).library
        folder = Path(tempfile.mkdtemp(prefix="codecite-upload-"))
        for n, file in enumerate(files):
            # the name tells what a file is; its folders are the uploader's own
            name = Path((file.filename or "").replace("\\", "/")).name or f"file-{n}"
            with (folder / name).open("wb") as target:
                shutil.copyfileobj(file.file, target)
        if not loading.start(folder, library):
            shutil.rmtree(folder, ignore_errors=True)
            return JSONResponse({"error": "Other files are still being taken in: add these when they are done."}, 409)
        return JSONResponse(loading.told, status_code=202)

    @routes.get("/loading")
    def how_far(request: Request) -> JSONResponse:
        only_administrators(request)
        return JSONResponse(loading.told)

    @routes.delete("/{name}")
    def take_out(request: Request, name: str) -> JSONResponse:
        only_administrators(request)
        gone = remove(settings.home, name)
        return JSONResponse({"says": f"{gone.name} is taken out with its {gone.rows:,} rows."})

    return routes


def library_html(library: Library, today: date, *, may_change: bool) -> str:
    """What ships, what is loaded, what is out of date, and what is missing."""
    tables = library.tables
    in_force = {source.name for kind in (*KINDS, DOCUMENT) for source in tables.in_force(kind, today)}
    edition = library.tabular_edition
    late = edition.ends is not None and edition.ends < today
    passages = library.manifest["counts"]["passages"]
    standing = (
        _state("out of date: codes of the next edition are valid but have no text here", True) if late else _state("in force", False)
    )
    shipped = (
        f"<tr><th scope=row>ICD-10-CM tabular list</th><td>{_days(edition.starts, edition.ends)}</td><td></td>"
        f"<td>{standing}</td><td></td></tr>"
        f"<tr><th scope=row>Reference articles</th><td></td><td>{len(library.articles):,} articles</td><td></td><td></td></tr>"
    )
    loaded = "".join(_source(source, source.name in in_force, today, may_change) for source in tables.sources())
    missing = "".join(
        f"<li>{escape(kind.title)}: <code>codecite library {escape(load_command(kind.name))}</code></li>"
        for kind in KINDS.values()
        if not any(source.kind == kind.name for source in tables.sources())
    )
    head = "".join(
        f'<th scope="col">{name}</th>'
        for name in ("Source", "In force", "Holds", "State", '<span class="cc-hidden">Change</span>')
    )
    return (
        f'<h2>Library</h2><p class="cc-meta">{passages:,} passages, each with its source and edition.</p>'
        f'{_ADD if may_change else ""}<section class="cc-section"><table class="cc-sources"><thead><tr>{head}</tr></thead>'
        f"<tbody>{shipped}{loaded}</tbody></table></section>"
        f'{f"<section class=cc-section><h3>Not loaded</h3><ul>{missing}</ul></section>" if missing else ""}'
    )


def _source(source: Source, current: bool, today: date, may_change: bool) -> str:
    late = source.out_of_date(today)
    state = (
        _state(f"out of date: codecite library {load_command(source.kind)}", True)
        if late
        else _state("in force" if current else "an older or later edition", False)
    )
    what = "passages" if source.kind == DOCUMENT else "rows"
    rejected = f", {len(source.rejected):,} rejected" if source.rejected else ""
    take_out = (
        f'<button type="button" class="cc-quiet cc-danger" data-do="takeout" data-name="{escape(source.name)}" '
        f'aria-label="Remove {escape(source.name)}">Remove</button>'
        if may_change
        else ""
    )
    return (
        f'<tr><th scope="row">{escape(source.edition.title)}<br><small class="cc-meta">{escape(source.name)} · {escape(source.file)} · '
        f"loaded {source.loaded_at:%Y-%m-%d}</small></th><td>{_days(source.edition.starts, source.edition.ends)}</td>"
        f"<td>{source.rows:,} {what}{rejected}</td><td>{state}</td><td>{take_out}</td></tr>"
    )


def _days(starts: date | None, ends: date | None) -> str:
    return f"{starts or '…'} to {ends or 'now'}" if starts or ends else ""


def _state(words: str, late: bool) -> str:
    return f'<span class="{"cc-late" if late else "cc-meta"}">{escape(words)}</span>'


def _said(summary: Summary) -> Iterator[str]:
    words = {"loaded": "loaded", "replaced": "took the place of the one held", "unchanged": "is held already, unchanged"}
    for added in summary.added:
        source = added.source
        yield f"{source.edition} {words[added.outcome]}: {source.rows:,} kept, {len(source.rejected):,} rejected."
        yield from (f"Line {rejected.line}: {rejected.why}" for rejected in source.rejected[:_REJECTED_SHOWN])
    if summary.left_out:
        yield f"Left out, no table that is known or a second copy: {', '.join(summary.left_out)}"
