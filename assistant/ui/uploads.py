"""Files being taken into the library, one lot after the other, and how far each account's are."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from assistant.settings import Settings
from knowledge.errors import KnowledgeError
from knowledge.library import Library
from knowledge.loading.add import Summary, add

_REJECTED_SHOWN = 5
_NOTHING: Mapping[str, object] = {"done": True, "stage": "", "percent": 0, "lines": [], "failed": []}


class Uploads:
    """What is being taken in. Nobody is told of another account's files, only that others come first."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._one_at_a_time = threading.Lock()
        self._told: dict[str, Mapping[str, object]] = {}

    def told(self, who: str) -> Mapping[str, object]:
        """How far the files of an account are: done, stage, percent, and in the end what was taken in and what failed."""
        return self._told.get(who, _NOTHING)

    def start(self, who: str, folder: Path, library: Library, owner: str) -> bool:
        """Take in the files of a folder, which is removed after, for ``owner`` alone or for everybody where that is empty.

        False where other files of the same account are still being taken in.
        """
        if not self.told(who)["done"]:
            return False
        self._told[who] = {**_NOTHING, "done": False, "stage": "Waiting for other files to be taken in"}
        threading.Thread(target=self._work, args=(who, folder, library, owner), name="loading", daemon=True).start()
        return True

    def _work(self, who: str, folder: Path, library: Library, owner: str) -> None:
        lines: list[str] = []
        failed: list[str] = []

        def progress(stage: str, done: int, total: int) -> None:
            self._told[who] = {**_NOTHING, "done": False, "stage": stage, "percent": done * 100 // max(total, 1)}

        try:
            with self._one_at_a_time:
                for path in sorted(folder.iterdir()):
                    progress(f"Reading {path.name}", 0, 1)
                    try:
                        told = add(self._settings.home, path, embed=library.embedder.texts, progress=progress, owner=owner)
                        lines += _said(told)
                    except KnowledgeError as error:
                        # one bad file keeps none of the others out
                        failed.append(str(error))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            self._told[who] = {**_NOTHING, "percent": 100, "lines": lines, "failed": failed}


def _said(summary: Summary) -> Iterator[str]:
    words = {"loaded": "loaded", "replaced": "took the place of the one held", "unchanged": "is held already, unchanged"}
    for added in summary.added:
        source = added.source
        yield f"{source.edition} {words[added.outcome]}: {source.rows:,} kept, {len(source.rejected):,} rejected."
        yield from (f"Line {rejected.line}: {rejected.why}" for rejected in source.rejected[:_REJECTED_SHOWN])
    if summary.left_out:
        yield f"Left out, no table that is known or a second copy: {', '.join(summary.left_out)}"
