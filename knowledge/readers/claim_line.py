"""Service lines as coders type or paste them: ``20610-RT*2@A``, ``97110 GP 45 min``, ``99213 25 A,B``."""

from __future__ import annotations

import re
from typing import Any

from knowledge.errors import SourceError

WRITTEN = "CODE[-MODIFIER…][*UNITS][/MINUTES][@POINTERS], such as 20610-RT*2@A or 97110*3/45"
_CODE = re.compile(r"[A-Za-z0-9]{4,7}(?=[\s,;*x/@-]|$)")
_PARTS = (
    ("date", re.compile(r"(\d{4}-\d{2}-\d{2})(?!\w)")),
    ("date", re.compile(r"(\d{1,2}/\d{1,2}/\d{4})(?!\w)")),
    ("minutes", re.compile(r"/\s*(\d+(?:\.\d+)?)(?!\w)|(\d+(?:\.\d+)?)\s*min(?:utes?|s)?(?!\w)", re.IGNORECASE)),
    ("units", re.compile(r"[*x×]\s*(\d+(?:\.\d+)?)(?!\w)|(\d+(?:\.\d+)?)\s*units?(?!\w)", re.IGNORECASE)),
    ("pointers", re.compile(r"@\s*([A-La-l0-9]+(?:\s*,\s*[A-La-l0-9]+)*)(?!\w)")),
    # two letters or figures: a modifier; a single letter points to a diagnosis
    ("modifiers", re.compile(r"-?\s*([A-Za-z0-9]{2})(?!\w)")),
    ("pointers", re.compile(r"([A-La-l](?:\s*,\s*[A-La-l])*)(?!\w)")),
)


def line_from(text: str) -> dict[str, Any]:
    """A service line out of its written form, its fields as a claim takes them. Raises SourceError where it is none."""
    found = _CODE.match(text.strip())
    if found is None:
        raise SourceError(f"{text.strip()!r} is neither a file nor a service line: write {WRITTEN}.")
    line: dict[str, Any] = {"code": found[0]}
    rest = text.strip()[found.end() :]
    while rest := rest.lstrip(" \t,;"):
        for name, pattern in _PARTS:
            part = pattern.match(rest)
            if part is not None:
                _put(line, name, next(group for group in part.groups() if group), text)
                rest = rest[part.end() :]
                break
        else:
            raise SourceError(
                f"{text.strip()!r}: {rest.strip()!r} is not understood in a service line: write {WRITTEN}."
            )
    return line


def _put(line: dict[str, Any], name: str, value: str, text: str) -> None:
    if name == "modifiers":
        line.setdefault("modifiers", []).append(value)
    elif name in line:
        raise SourceError(f"{text.strip()!r} gives its {name} twice: write {WRITTEN}.")
    elif name == "date" and "/" in value:
        month, day, year = value.split("/")
        line["date"] = f"{year}-{int(month):02}-{int(day):02}"
    elif name == "pointers":
        # AB and A,B are the same
        line["pointers"] = re.findall(r"[A-L]|\d+", value.upper())
    else:
        line[name] = value
