"""Decisions from the tables that a user has loaded: pairs, payment, and figures of codes that no article covers."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer import Action
from assistant.decision.article_quotes import contrast
from assistant.decision.figures import FIGURES, TOGETHER
from assistant.decision.inclusion import as_asked
from assistant.draft import Choice, Decision, Point, sentence_quotes
from assistant.evidence import Evidence
from assistant.question import Intent, Reading
from assistant.scope import Scope
from knowledge.code_format import is_procedure_shaped
from knowledge.codebook import Standing
from knowledge.current_facts import TABLES, fact_row
from knowledge.library import Library
from knowledge.loading.kinds import HOSPITAL, PRACTITIONER
from knowledge.records import System, Verdict
from knowledge.row_passages import no_pair_passage, pair_passage, row_passage

_HOSPITAL = re.compile(
    r"\bhospital outpatient\b|\boutpatient hospital\b|\bopps\b|\bfacility (?:claim|side|bill\w*)\b|\bhospital\b"
)
_FACILITY = re.compile(r"\bfacility\b|\bhospital\b|\basc\b|\bpos (?:19|2[1-4])\b")
_PAID = re.compile(
    r"\brvus?\b|\bpa(?:y|ys|id|yment)\b|\brates?\b|\bfee\b|\bworth\b|\bhow much\b|\breimburse\w*|\bdollars?\b|\bprice\b|\bcosts?\b"
)
_OWN_TERMS = re.compile(r"\bcontract\b|\bcarve[- ]?out\b|\bcase rate\b|\bcommercial\b")
_MEDICARE = "Medicare rule; other payers may differ."
_VERDICTS: dict[str, Verdict] = {"0": "no", "1": "conditional"}


def pair_ruled(reading: Reading, library: Library) -> Decision | None:
    """Whether two procedure codes named go together, by the loaded NCCI edits; None where that is not asked or held."""
    pair = _pair_asked(reading)
    if pair is None:
        return None
    setting = _setting(reading)
    tables = library.tables
    edits = tables.pairs(setting, pair[0], pair[1], reading.day)
    if edits:
        edit = edits[0].row
        allowed = edit.indicator != "0"
        codes = (edit.column1, edit.column2) if allowed else (edit.column1,)
        return Decision(
            Action.ANSWER,
            0.9,
            tuple(_choice(code, library, reading) for code in codes),
            verdict=as_asked(_VERDICTS[edit.indicator], reading),
            points=(
                Point(sentence_quotes(pair_passage(edits[0]))[0], code=edit.column1),
                *_about((edit.column2, edit.column1), library, reading),
            ),
            notices=(_MEDICARE,) if not allowed else (_MEDICARE, _BYPASS),
        )
    none = no_pair_passage(tables, setting, pair[0], pair[1], reading.day)
    if none is None:
        return None
    bundled = [code for code in pair if _status(code, library, reading) in {"B", "P"}]
    return Decision(
        Action.ANSWER,
        0.85,
        tuple(_choice(code, library, reading) for code in pair if code not in bundled),
        verdict=as_asked("no" if bundled else "yes", reading),
        points=(Point(sentence_quotes(none)[0]), *_about(pair, library, reading)),
        notices=(_MEDICARE, _NO_EDIT),
    )


def with_edit(decision: Decision, reading: Reading, library: Library) -> Decision:
    """A ruling on a pair with the loaded edit beside it; where the edit forbids what the ruling allows, the edit alone."""
    pair = _pair_asked(reading)
    edits = library.tables.pairs(_setting(reading), *pair, reading.day) if pair else []
    if decision.verdict is None or not edits:
        return decision
    row = pair_passage(edits[0])
    if any(point.quote.passage.id == row.id for point in decision.points):
        return decision
    if edits[0].row.indicator == "0" and decision.verdict == as_asked("yes", reading):
        return pair_ruled(reading, library) or decision
    told = Point(sentence_quotes(row)[0], code=edits[0].row.column1)
    return replace(decision, points=(*decision.points[:1], told, *decision.points[1:]))


def _pair_asked(reading: Reading) -> tuple[str, str] | None:
    pair = tuple(dict.fromkeys(m.code for m in reading.mentions if is_procedure_shaped(m.code)))
    return (pair[0], pair[1]) if len(pair) == 2 and TOGETHER.search(reading.plain) else None


def _setting(reading: Reading) -> str:
    return HOSPITAL if _HOSPITAL.search(reading.plain) else PRACTITIONER


_BYPASS = "A modifier opens the edit only where the record already shows a separate session, site, organ or injury."
_NO_EDIT = "Where no edit stands, the record and the payer's own rules still decide."


def payment_told(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """What Medicare pays for the codes named, by the loaded fee schedule or Addendum B; None where that is not asked."""
    elsewhere = reading.payer is not None and "medicare" not in reading.payer.lower()
    if reading.scope is not Scope.MONEY or elsewhere or _OWN_TERMS.search(reading.plain):
        return None
    named = _named(evidence)
    if not named or _PAID.search(reading.plain) is None:
        return None
    kinds = (
        ["addendum-b"] if re.search(r"\bopps\b|\bapc\b|\boutpatient hospital\b", reading.plain) else ["fee-schedule"]
    )
    points: list[Point] = []
    told = []
    for code in named:
        for kind in kinds:
            rows = library.tables.rows(kind, code, reading.day)
            quotes = [quote for quote in sentence_quotes(row_passage(rows, code)) if "$" in quote.text] if rows else []
            points += [Point(quote, code=code) for quote in quotes]
            told += [code] if quotes else []
    if not points:
        return None
    return Decision(
        Action.ANSWER,
        0.9,
        tuple(_choice(code, library, reading) for code in dict.fromkeys(told)),
        points=tuple(points),
        notices=("National amounts before locality, multiple procedure and other adjustments.",),
    )


def figured_by_rows(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """What the loaded tables say of codes that no article covers; None where they say nothing."""
    named = _named(evidence)
    asked = [table for table, pattern in FIGURES if re.search(pattern, reading.plain)]
    points = []
    told = []
    for code in named:
        rows = [row for table in (asked or TABLES) if (row := fact_row(library, code, table, reading.day))]
        points += [Point(sentence_quotes(row)[0], code=code) for row in rows]
        told += [code] if rows else []
    if not points:
        return None
    return Decision(
        Action.ANSWER if asked or reading.intent is Intent.EXPLAIN else Action.ABSTAIN,
        0.8 if asked else 0.6,
        tuple(_choice(code, library, reading) for code in told) if asked else (),
        points=tuple(points),
        remarks=()
        if asked
        else ("Only the official rows are held for it; no article says when it is the right code.",),
        notices=(_MEDICARE,),
    )


def _named(evidence: Evidence) -> list[str]:
    return [
        status.code
        for status in evidence.statuses
        if status.system is not System.ICD10CM and status.standing is Standing.VALID
    ]


def _choice(code: str, library: Library, reading: Reading) -> Choice:
    system = System.HCPCS if code[:1].isalpha() else System.CPT
    added = fact_row(library, code, "add_on", reading.day) is not None
    return Choice(code, system, "add-on" if added else "primary")


def _about(codes: tuple[str, ...], library: Library, reading: Reading) -> list[Point]:
    """What each code is: the sentence that tells it from its look-alikes, or its row of the fee schedule."""
    points = []
    for code in codes:
        row = fact_row(library, code, "pfs", reading.day)
        quote = contrast(code, library, list(codes)) or (sentence_quotes(row)[0] if row else None)
        points += [Point(quote, code=code)] if quote else []
    return points


def _status(code: str, library: Library, reading: Reading) -> str:
    row = fact_row(library, code, "pfs", reading.day)
    found = re.search(r"has status (\w)", row.text) if row else None
    return found[1] if found else ""
