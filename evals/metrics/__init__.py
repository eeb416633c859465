"""Scorers, one a file. A scorer that does not apply to a case gives no score, never a zero."""

from __future__ import annotations

from evals.metrics import (
    action,
    ask_back,
    citations,
    codebook,
    codes,
    modifiers,
    retrieval,
    statements,
    support,
    units,
    verdict,
    wording,
)
from evals.metrics.form import Scorer

SCORERS: dict[str, Scorer] = {
    "codes": codes.score, "action": action.score, "verdict": verdict.score, "units": units.score,
    "modifiers": modifiers.score, "ask_back": ask_back.score, "wording": wording.score,
    "citations": citations.score, "support": support.score, "statements": statements.score,
    "codebook": codebook.score, "retrieval": retrieval.score, "reciprocal_rank": retrieval.reciprocal_rank,
}

# These judge the search: they are reported, and an answer can be right without them.
APART = frozenset({"retrieval", "reciprocal_rank"})
