"""Answers kept between runs, so that what is unchanged is not asked again and a run that was broken off continues."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from pydantic import ValidationError

from assistant.request import Request
from evals.answering.stamp import Stamp
from evals.outcome import Outcome

# an answer that no run took for this long belongs to a program that is gone
_KEPT = timedelta(days=30)


def key(request: Request, day: date, stamp: Stamp, repeat: int) -> str:
    """What an answer is kept under: everything it depends on. The case's own key is not part of it: it only judges."""
    told = [request.model_dump(mode="json"), day.isoformat(), stamp.as_json(), repeat]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


class AnswerCache:
    """The kept answers of one file, made where it is missing. One process writes; outages are never kept."""

    def __init__(self, path: Path, today: date) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._today = today.isoformat()
        self._connection = sqlite3.connect(path, timeout=30)
        self._connection.execute("CREATE TABLE IF NOT EXISTS answer(key TEXT PRIMARY KEY, used TEXT, record TEXT)")
        self._connection.execute("DELETE FROM answer WHERE used<?", ((today - _KEPT).isoformat(),))
        self._connection.commit()

    def get(self, kept_under: str) -> Outcome | None:
        """The kept answer; None where there is none or it has a form of long ago."""
        with closing(self._connection.execute("SELECT record FROM answer WHERE key=?", (kept_under,))) as found:
            row = found.fetchone()
        if row is None:
            return None
        try:
            outcome = Outcome.model_validate_json(row[0])
        except ValidationError:
            return None
        self._connection.execute("UPDATE answer SET used=? WHERE key=?", (self._today, kept_under))
        return outcome

    def put(self, kept_under: str, outcome: Outcome) -> None:
        """Keep an answer, on disk when this returns."""
        self._connection.execute("INSERT OR REPLACE INTO answer VALUES(?,?,?)",
                                 (kept_under, self._today, outcome.model_dump_json()))
        self._connection.commit()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.commit()
        self._connection.close()
