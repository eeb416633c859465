"""A claim with everything its rules look up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from knowledge.claims.claim import Claim, ClaimLine, Proof
from knowledge.code_format import is_procedure_shaped
from knowledge.library import Library
from knowledge.loaded import Held
from knowledge.readers.article import sentences
from knowledge.records import Passage
from knowledge.row_passages import row_passage
from knowledge.tables import AddOnEdit, FeeScheduleRow


@dataclass(frozen=True)
class Case:
    """A claim beside the library it is checked by."""

    claim: Claim
    library: Library

    @cached_property
    def lines(self) -> list[tuple[int, ClaimLine, date]]:
        """The service lines with their place from 1 and their day."""
        return [(n, line, self.claim.day(line)) for n, line in enumerate(self.claim.lines, 1)]

    def same_day(self) -> Iterator[tuple[tuple[int, ClaimLine], tuple[int, ClaimLine], date]]:
        """Every two lines of one day."""
        for at, (n, line, day) in enumerate(self.lines):
            for m, other, other_day in self.lines[at + 1 :]:
                if day == other_day:
                    yield (n, line), (m, other), day

    def fee_schedule(self, code: str, day: date) -> Held[FeeScheduleRow] | None:
        """The code's row of the fee schedule that carries no modifier."""
        found = self.library.tables.rows("fee-schedule", code, day) if is_procedure_shaped(code) else []
        return next((held for held in found if not held.row.modifier), None)

    def add_on(self, code: str, day: date) -> list[Held[AddOnEdit]]:
        """The add-on edits of a code on a day; empty where it is no add-on code."""
        return [
            held
            for held in self.library.tables.rows("add-on", code, day)
            if held.row.starts <= day and (held.row.ends is None or day <= held.row.ends)
        ]

    def row_proof(self, held: Held[Any], key: str, containing: str = "") -> Proof:
        """The rows that a source holds of a key as the proof of a finding."""
        return proof(row_passage(self.library.tables.of(held.source, key), key), containing)

    def pointed(self, line: ClaimLine) -> list[str]:
        """The diagnoses a line points to; all of the claim's where it points to none."""
        held = self.claim.diagnoses
        return [held[n - 1] for n in line.pointers if 0 < n <= len(held)] if line.pointers else held


def proof(passage: Passage, containing: str = "") -> Proof:
    """A passage as the proof of a finding: its sentence that contains the words, or its first."""
    text = passage.text
    at = max(text.find(containing), 0) if containing else 0
    start, end = next(((a, b) for a, b in sentences(text) if a <= at < b), (0, len(text)))
    return Proof(
        passage=passage.id,
        source=passage.source,
        edition=str(passage.edition),
        locator=passage.locator,
        quote=text[start:end].removeprefix("- "),
    )
