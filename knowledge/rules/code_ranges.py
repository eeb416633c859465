"""Codes named inside notes: ``(E10.-)``, ``(O10-O11, O13-O16)``, ``I51.4-I51.7``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.code_format import undotted

_CODE = r"(?:[A-Z]\d|QA)[0-9AB](?:\.[0-9A-Z]{1,4})?"
_REFERENCE = re.compile(rf"({_CODE})(?:\.?-(?=[\s,);]|$)|\s*-\s*({_CODE})(?:\.?-)?)?")


@dataclass(frozen=True, slots=True)
class CodeRange:
    """All codes from ``first`` to ``last``, both with everything beneath them; undotted."""

    first: str
    last: str

    def covers(self, code: str) -> bool:
        """Whether a code (dotted or not, of any length) lies in the range."""
        bare = undotted(code)
        return self.first <= bare and bare[: len(self.last)] <= self.last


def ranges(note: str) -> list[CodeRange]:
    """Every code or range that a note refers to, in order."""
    found = []
    for first, last in _REFERENCE.findall(note):
        found.append(CodeRange(undotted(first), undotted(last or first)))
    return found
