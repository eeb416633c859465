"""What a file is and which edition, told by its content first and by its publisher's name for it second."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from knowledge.editions import MONTHS
from knowledge.errors import SourceError
from knowledge.loading.kinds import KINDS, Kind, Period
from knowledge.readers.sheet import HEADER_WITHIN, cells, sheets
from knowledge.records import Edition

_TABLE_SUFFIXES = frozenset({".csv", ".txt", ".tab", ".tsv", ".xlsx", ".gz"})
_HEAD_CHARACTERS = 6000
_MONTH = {name[:3].upper(): n for name, n in MONTHS.items()}
_MONTH_NAMES = "|".join(name.upper() for name in MONTHS)
_SHORT_MONTHS = "|".join(_MONTH)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file known for what it is. ``part`` tells files apart that make up one edition together."""

    path: Path
    kind: Kind
    edition: Edition
    part: str = ""

    @property
    def name(self) -> str:
        """What the source is called in lists and commands: ``ptp-practitioner-2026-07-01-f1``."""
        day = f"-{self.edition.starts}" if self.edition.starts else ""
        return f"{self.kind.name}{day}{f'-{self.part}' if self.part else ''}"


def recognise(path: Path, given: str | None = None, starts: date | None = None) -> Recognised | None:
    """What table a file holds; None where it holds none that is known.

    ``given`` and ``starts`` are what the user says of the file, and win. Raises SourceError where the file cannot be
    read, or is a known table whose edition neither it nor its name tells.
    """
    head = _head(path)
    fits = _by_content(path, head)
    if given is not None:
        kind = KINDS[given]
        if kind not in fits:
            found = f"looks like {fits[0].title}" if fits else "has no header of a table that is known"
            raise SourceError(f"{path.name} is not {kind.title}: it {found}.")
        fits = [kind]
    if not fits:
        return None
    kind = fits[0] if len(fits) == 1 else _by_words(path, head, fits)
    edition = _edition(path, head, kind, starts)
    part = re.search(r"-(f\d+)\b", path.name)
    return Recognised(path, kind, edition, part[1] if part else "")


def _head(path: Path) -> str:
    """The first lines of a file as one text, for the words and dates in them."""
    if path.suffix.lower() == ".xml":
        try:
            return path.read_bytes()[:_HEAD_CHARACTERS].decode("utf-8", "replace")
        except OSError as error:
            raise SourceError(f"{path.name}: it cannot be read ({error.strerror}).") from error
    if path.suffix.lower() not in _TABLE_SUFFIXES:
        return ""
    lines = (line for sheet in sheets(path) for _, line in itertools.islice(cells(path, sheet=sheet), HEADER_WITHIN))
    return "\n".join(" ".join(line) for line in lines)[:_HEAD_CHARACTERS]


def _by_content(path: Path, head: str) -> list[Kind]:
    if path.suffix.lower() == ".xml":
        return [
            kind
            for kind in KINDS.values()
            if kind.root and f"<{kind.root}" in head and re.search(kind.words, head, re.IGNORECASE)
        ]
    if not head:
        return []
    firsts = [[line for _, line in itertools.islice(cells(path, sheet=sheet), HEADER_WITHIN)] for sheet in sheets(path)]
    return [
        kind for kind in KINDS.values() if any(layout.header_at(lines) for layout in kind.layouts for lines in firsts)
    ]


def _by_words(path: Path, head: str, fits: list[Kind]) -> Kind:
    """The one of several kinds of the same layout that the first lines, or failing that the file's name, speak of."""
    for text in (head, path.name):
        told = [kind for kind in fits if re.search(rf"(?<![A-Za-z])(?:{kind.words})", text, re.IGNORECASE)]
        if len(told) == 1:
            return told[0]
    names = " or ".join(f"--as {kind.name}" for kind in fits)
    raise SourceError(f"{path.name} does not tell which it is: say {names}.")


def _edition(path: Path, head: str, kind: Kind, starts: date | None) -> Edition:
    first = starts or _starts(path.name, head, kind)
    if first is None:
        if kind.period is Period.OPEN:
            return Edition(kind.title)
        raise SourceError(f"{path.name} does not tell from when it holds: add --starts YYYY-MM-DD.")
    return Edition(f"{kind.title}, {_label(kind, first)}", first, _ends(kind, first))


def _starts(name: str, head: str, kind: Kind) -> date | None:
    """The first day of the edition, by the marks publishers put into names and headings."""
    if kind.period is Period.FISCAL_YEAR:
        named = re.search(rf"({'|'.join(MONTHS)})-(\d{{1,2}})-(\d{{4}})", name)
        if named:
            return date(int(named[3]), MONTHS[named[1]], int(named[2]))
        version = re.search(r"<version>(\d{4})</version>", head)
        return date(int(version[1]) - 1, 10, 1) if version else None
    upper = name.upper()
    if found := re.search(r"(20\d\d)-(\d\d)(?:-(\d\d))?(?!\d)", name):
        return date(int(found[1]), int(found[2]), int(found[3] or 1))
    if found := re.search(r"EFF[_-](\d\d)-(\d\d)-(20\d\d)", upper):
        return date(int(found[3]), int(found[1]), int(found[2]))
    if found := re.search(r"V(20\d\d)Q([1-4])", upper):
        return date(int(found[1]), 3 * int(found[2]) - 2, 1)
    if found := re.search(r"-V(\d\d)([0-3])R\d", upper):
        # NCCI counts its versions in years since 1994, with 0 to 3 for the quarter
        return date(1994 + int(found[1]), 3 * int(found[2]) + 1, 1)
    for text in (upper, head.upper()):
        if kind.period is Period.YEAR:
            if found := re.search(r"(?<!\d)(20\d\d)(?!\d)", text):
                return date(int(found[1]), 1, 1)
            continue
        if found := re.search(rf"(20\d\d)[ _-]*({_SHORT_MONTHS})|({_SHORT_MONTHS})[A-Z]*[ _-]*(20\d\d)", text):
            return date(int(found[1] or found[4]), _MONTH[found[2] or found[3]], 1)
        if found := re.search(rf"\b(20\d\d)\b.*?\b({_MONTH_NAMES}) RELEASE", text):
            return date(int(found[1]), _MONTH[found[2][:3]], 1)
    if kind.period is Period.YEAR and (found := re.match(r"(\d\d)LOCCO", upper)):
        return date(2000 + int(found[1]), 1, 1)
    return None


def _label(kind: Kind, first: date) -> str:
    if kind.period is Period.YEAR:
        return f"CY{first.year}"
    if kind.period is Period.FISCAL_YEAR:
        return f"FY{first.year + (first.month >= 10)}, effective {first}"
    return f"{first.year} Q{(first.month + 2) // 3}"


def _ends(kind: Kind, first: date) -> date | None:
    if kind.period is Period.OPEN:
        return None
    if kind.period is Period.YEAR:
        return date(first.year, 12, 31)
    if kind.period is Period.FISCAL_YEAR:
        return date(first.year + (first.month >= 10), 9, 30)
    after = 3 * ((first.month + 2) // 3) + 1
    return date(first.year + after // 13, (after - 1) % 12 + 1, 1) - timedelta(days=1)
