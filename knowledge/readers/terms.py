"""Everyday wording for diagnoses and for procedures: CSV files with the columns term, code, kind, tells_apart."""

from __future__ import annotations

import csv
from pathlib import Path

from knowledge.errors import SourceError
from knowledge.records import Term

COLUMNS = ["term", "code", "kind", "tells_apart"]
# the folder, beneath that of the diagnoses' terms, of those for procedures and supplies
PROCEDURES = "procedures"
KINDS = {"eponym", "lay", "abbreviation", "synonym", "spelling"}


def shipped_terms() -> Path:
    """The folder of the terms that ship."""
    return Path(__file__).parents[1] / "terms"


def read_terms(folder: Path) -> list[Term]:
    """All terms of a folder. Raises SourceError naming file and line of the first bad row or of a duplicate."""
    terms: list[Term] = []
    seen: dict[tuple[str, str], str] = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines)
            if rows.fieldnames != COLUMNS:
                raise SourceError(f"{path.name}: the first line must be {','.join(COLUMNS)}.")
            for number, row in enumerate(rows, 2):
                place = f"{path.name} line {number}"
                if None in row or None in row.values() or not row["term"] or not row["code"]:
                    raise SourceError(f"{place}: a row has {len(COLUMNS)} columns with a term and a code.")
                if row["kind"] not in KINDS:
                    raise SourceError(f"{place}: kind {row['kind']!r} is not one of {', '.join(sorted(KINDS))}.")
                term = Term(**row)
                first = seen.setdefault((term.term, term.code), place)
                if first != place:
                    raise SourceError(f"{place}: {term.term!r} → {term.code} stands already in {first}.")
                terms.append(term)
    return terms
