"""Scorers, one a file. A scorer that does not apply to a case gives no score, never a zero."""

from __future__ import annotations

from evals.metrics import (
    action,
    ask_back,
    category,
    citation_precision,
    citations,
    codebook,
    codes,
    harm,
    identifiers,
    injection,
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
    "codebook": codebook.score, "injection": injection.score, "identifiers": identifiers.score,
    "category": category.score, "harm_weighted": harm.score, "citation_precision": citation_precision.score,
    "retrieval": retrieval.score, "recall_at_1": retrieval.recall_at(1),
    "recall_at_10": retrieval.recall_at(10), "reciprocal_rank": retrieval.reciprocal_rank,
}

# These judge the search, or weigh what others judge: they are reported, and an answer can be right without them.
APART = frozenset({"category", "harm_weighted", "citation_precision", "retrieval", "recall_at_1", "recall_at_10",
                   "reciprocal_rank"})
