"""Look-up by code: what a code is, where it stands, and whether it is valid on a day."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge import code_format, validity
from knowledge.database import Database
from knowledge.loaded import LoadedTables
from knowledge.passages import TABULAR
from knowledge.records import Edition, Entry, Level, NoteKind, Passage, System
from knowledge.rules import excludes, seventh_character
from knowledge.rules.excludes import ExcludesFinding

# The lowest and highest numbers of CPT's Category I ranges; the fee schedule of CY2025 lists none outside.
_CPT_RANGES = ((100, 1999), (10004, 99607))
# Tables whose every line is a code that stands in their edition.
_LISTS_CODES = ("fee-schedule", "addendum-b", "mue-practitioner", "mue-hospital", "mue-dme", "add-on", "cpt-text")


class Standing(StrEnum):
    """How a code stands on a day. Unknown, expired and not loaded are different answers."""

    VALID = "valid"
    HEADER = "header"
    EXPIRED = "expired"
    NOT_YET = "not yet valid"
    NO_TEXT = "valid, text not in this edition"
    UNKNOWN = "not a valid code"
    NOT_LOADED = "not loaded"


@dataclass(frozen=True, slots=True)
class CodeStatus:
    """A code as the codebook knows it on a day. ``since``/``until`` are the update days seen around it.

    ``proof`` is the edition of the loaded table that tells how a procedure code stands.
    """

    code: str
    system: System
    standing: Standing
    description: str = ""
    entry: Entry | None = None
    since: date | None = None
    until: date | None = None
    proof: Edition | None = None


class Codebook:
    """Codes of one library."""

    def __init__(self, database: Database, tables: LoadedTables) -> None:
        self._database = database
        self._tables = tables

    def status(self, code: str, day: date) -> CodeStatus:
        """How a code, in any dress, stands on a day."""
        printed = code.strip().upper()
        bare = code_format.undotted(printed)
        listed = self._listed(bare, day) if code_format.is_procedure_shaped(bare) else None
        if listed is not None:
            return listed
        article = self._database.rows("SELECT article FROM known_code WHERE code=?", bare)
        if article:
            return CodeStatus(bare, _procedure_system(bare), Standing.VALID)
        if code_format.is_icd_shaped(bare):
            found = self._diagnosis(bare, day)
            if found.standing is not Standing.UNKNOWN or not code_format.is_procedure_shaped(printed):
                return found
        if code_format.is_procedure_shaped(bare):
            numeric = int(bare) if bare.isdigit() else None
            outside = numeric is not None and not any(low <= numeric <= high for low, high in _CPT_RANGES)
            return CodeStatus(bare, _procedure_system(bare), Standing.UNKNOWN if outside else Standing.NOT_LOADED)
        system = System.CPT if re.match(r"\d", bare) else System.ICD10CM
        return CodeStatus(bare if system is System.CPT else code_format.dotted(bare), system, Standing.UNKNOWN)

    def entry(self, code: str) -> Entry | None:
        """The tabular entry a code belongs to: its own, or the one it extends by a 7th character."""
        held = self._database.entry(code_format.dotted(code))
        if held is None and len(code_format.undotted(code)) == 7:
            held = self._database.entry(
                code_format.dotted(code_format.undotted(code)[:6].rstrip("X"))
            ) or self._database.entry(code_format.dotted(code_format.undotted(code)[:6]))
        return held

    def children(self, code: str) -> list[Entry]:
        """The entries directly beneath an entry."""
        return self._database.children(code)

    def line(self, entry: Entry) -> Iterator[Entry]:
        """The entry itself, then everything above it up to the chapter."""
        current: Entry | None = entry
        while current is not None:
            yield current
            current = self._database.entry(current.parent) if current.parent else None

    def full_codes(self, entry: Entry) -> tuple[tuple[str, str, str], ...]:
        """What an entry without children stands for in full length, as (code, 7th character or "", its meaning)."""
        if entry.has_children or entry.level in {Level.CHAPTER, Level.SECTION}:
            return ()
        line = list(self.line(entry))
        table = next((above.seventh for above in line if above.seventh), ())
        rows = seventh_character.allowed(entry.code, table, [text for above in line for _, text in above.notes])
        if not rows:
            return ((entry.code, "", ""),)
        return tuple((seventh_character.full_code(entry.code, char), char, meaning) for char, meaning in rows)

    def passage(self, code: str) -> Passage | None:
        """The passage that defines an ICD-10-CM code or block."""
        entry = self._database.entry(code) or self.entry(code)
        return self._database.passage(f"{TABULAR}/{entry.code.replace(' ', '-')}") if entry else None

    def facts(self, code: str) -> list[Passage]:
        """The official table rows held about a procedure code."""
        rows = self._database.rows("SELECT address FROM passage WHERE address LIKE ?", f"facts/{code}-%")
        return [passage for (address,) in rows if (passage := self._database.passage(address))]

    def nearest(self, code: str, day: date, count: int = 4) -> list[str]:
        """Real codes that look like a code that is none: its parent's lines first, then the likest in letters."""
        bare = code_format.undotted(code).replace("O", "0") if code[:2].isdigit() else code_format.undotted(code)
        known = [row[0] for row in self._database.rows("SELECT code FROM known_code WHERE article<>''")]
        if bare in known:
            return [bare]
        if not bare[:1].isalpha():
            return difflib.get_close_matches(bare, known, count, cutoff=0.75)
        stem = bare
        while len(stem) > 2:
            entry = self._database.entry(code_format.dotted(stem))
            if entry is not None:
                lines = self.children(entry.code) or [entry]
                codes = [full for line in lines for full, *_ in self.full_codes(line) or ((line.code, "", ""),)]
                current = [full for full in codes if validity.valid_on(full, day) is not False or "." not in full]
                close = difflib.get_close_matches(code_format.dotted(bare), current, count, cutoff=0.3)
                return close or current[:count]
            stem = stem[:-1]
        return []

    def replacements(self, code: str, day: date) -> list[str]:
        """Valid codes one character longer than a code that ended: what most deleted codes were divided into."""
        bare = code_format.undotted(code)
        tails = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        return [code_format.dotted(bare + tail) for tail in tails if validity.valid_on(bare + tail, day)]

    def inherited_notes(self, entry: Entry, *kinds: NoteKind) -> Iterator[tuple[Entry, NoteKind, str]]:
        """The notes of the given kinds at an entry and above it, as (where it is printed, kind, text)."""
        for above in self.line(entry):
            for kind, text in above.notes:
                if kind in kinds:
                    yield above, kind, text

    def excludes(self, one: str, other: str) -> list[ExcludesFinding]:
        """The Excludes notes between two codes, looked up in both directions, inherited notes included."""
        found = []
        for code, named in ((one, other), (other, one)):
            entry = self.entry(code)
            if entry is not None:
                found += excludes.between(code, self.line(entry), named)
        return found

    def _listed(self, code: str, day: date) -> CodeStatus | None:
        """How a procedure code stands by the loaded tables; None where they cannot tell."""
        system = _procedure_system(code)
        for held in self._tables.rows("hcpcs", code, day):
            row, proof = held.row, held.source.edition
            standing = Standing.VALID
            if row.ended is not None and row.ended < day:
                standing = Standing.EXPIRED
            elif row.added is not None and row.added > day:
                standing = Standing.NOT_YET
            return CodeStatus(code, system, standing, row.long, since=row.added, until=row.ended, proof=proof)
        for held in self._tables.rows("addendum-b", code, day):
            if held.row.status_indicator == "D":
                proof = held.source.edition
                return CodeStatus(code, system, Standing.EXPIRED, until=proof.starts, proof=proof)
        # only a complete and current list of its system can tell that a code does not exist
        # (the fee schedule has none of laboratories and manufacturers: …U, …M, …A)
        numbered = "fee-schedule" if code[-1] in "0123456789FT" else "addendum-b"
        complete = self._tables.in_force("hcpcs" if system is System.HCPCS else numbered, day)
        oldest = max((source.edition.starts or date.min for source in complete), default=date.min)
        for kind in _LISTS_CODES:
            for held in self._tables.rows(kind, code, day):
                # an older table may list what has been deleted since
                if (held.source.edition.starts or oldest) >= oldest:
                    return CodeStatus(code, system, Standing.VALID, proof=held.source.edition)
        current = [source for source in complete if not source.out_of_date(day)]
        known = self._database.rows("SELECT 1 FROM known_code WHERE code=?", code)
        if current and not known and not (system is System.HCPCS and code_format.is_icd_shaped(code)):
            return CodeStatus(code, system, Standing.UNKNOWN, proof=current[0].edition)
        return None

    def _diagnosis(self, bare: str, day: date) -> CodeStatus:
        code, entry = code_format.dotted(bare), self.entry(bare)
        full = {full: meaning for full, _, meaning in self.full_codes(entry)} if entry else {}
        valid = validity.valid_on(bare, day)
        if entry is None or (code not in full and code != entry.code):
            if valid:
                return CodeStatus(code, System.ICD10CM, Standing.NO_TEXT, since=validity.changes(bare, day)[0])
            added, ended = validity.changes(bare, day)
            standing = Standing.NOT_YET if added and added > day else Standing.EXPIRED if ended else Standing.UNKNOWN
            return CodeStatus(code, System.ICD10CM, standing, since=added, until=ended)
        if code not in full and not valid:
            return CodeStatus(code, System.ICD10CM, Standing.HEADER, entry.title, entry)
        # a header of this edition may have been a code before it was divided
        description = f"{entry.title}, {full[code].partition(' (')[0]}" if full.get(code) else entry.title
        if valid is not False:
            return CodeStatus(code, System.ICD10CM, Standing.VALID, description, entry)
        added, ended = validity.changes(bare, day)
        standing = Standing.NOT_YET if added and added > day else Standing.EXPIRED
        return CodeStatus(code, System.ICD10CM, standing, description, entry, added, ended)


def _procedure_system(code: str) -> System:
    return System.HCPCS if code[:1].isalpha() else System.CPT
