"""Burns told as a list of degrees and places, and how much of the body they cover (T20 to T25, T31)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant import body_site
from assistant.record import Statement

_BURN = re.compile(r"\b(?:burn(?:s|ed|t)?|scald\w*)\b", re.IGNORECASE)
_DEGREE = re.compile(r"\b(?:1st|2nd|3rd|first|second|third)[- ]?(?:deg(?:ree)?\b\.?)|\b(?:full|partial)[- ]thickness\b", re.IGNORECASE)
_SHORT = re.compile(r"\bdeg\b\.?", re.IGNORECASE)
_EXTENT = re.compile(r"\bt?bsa\b|\bbody surface\b|\d ?(?:%|percent)", re.IGNORECASE)
_TOTAL = re.compile(r"\b(?:total|t?bsa|body surface(?: area)?)\b(?: t?bsa\b| area\b)?\D{0,12}?(\d{1,3}) ?(?:%|percent)|(\d{1,3}) ?(?:%|percent) (?:of )?(?:the |total |his |her )?(?:t?bsa|total|body)")
_THIRD = re.compile(r"(\d{1,3}) ?(?:%|percent) (?:of (?:which|that|it) )?(?:is |are |was )?(?:third|3rd|full)|\b(?:third|3rd)[- ]degree[^.;,\d]{0,20}(\d{1,3}) ?(?:%|percent)|(?:%|percent)[^.;]{0,10} with (\d{1,3}) ?(?:%|percent)")
_SITED = re.compile(r"T2[0-5]\.\d")
_EXTENT_LINE = "T31"


def itemized(held: Sequence[Statement], text: str) -> list[Statement]:
    """The statements with each degree and place of a list as a burn of its own, and without what only leads in or tells the extent."""
    if not _BURN.search(text):
        return list(held)
    cut = [_after_lead(one) for one in held if not _EXTENT.search(one.text)]
    items = [one for one in cut if _DEGREE.search(one.text) and body_site.of(one.text)]
    if not items:
        return [one for one in held if not (_EXTENT.search(one.text) and not _BURN.search(one.text))]
    kept = [one for one in cut if one in items or not _BURN.search(one.text)]
    return [replace(one, text=_as_burn(one.text)) if one in items else one for one in kept]


def tells_extent(plain: str) -> bool:
    """Whether a text tells how much of the body is burnt."""
    return _BURN.search(plain) is not None and _percent(_TOTAL, plain) is not None


def _after_lead(one: Statement) -> Statement:
    """A statement without the words before a colon that tell no degree: *burns from hot oil: 2nd degree left hand*."""
    label, colon, rest = one.text.partition(":")
    if not colon or _DEGREE.search(label) or not _DEGREE.search(rest):
        return one
    bare = rest.strip()
    return replace(one, text=bare, start=one.end - len(bare))


def _as_burn(text: str) -> str:
    plain = _SHORT.sub("degree", text)
    return plain if _BURN.search(plain) else f"{plain} burn"


def with_extent(codes: Sequence[str], plain: str) -> list[str]:
    """The codes with the highest degree first, and the extent where it is told (I.C.19.d.1, I.C.19.d.6)."""
    burns = [code for code in codes if _SITED.match(code)]
    if not burns:
        return list(codes)
    ordered = iter(sorted(burns, key=lambda code: -int(code[4])))
    out = [next(ordered) if code in burns else code for code in codes]
    total = _percent(_TOTAL, plain)
    if total is None:
        return out
    third = min(_percent(_THIRD, plain) or 0, total)
    extent = "T31.0" if total < 10 else f"T31.{min(total // 10, 9)}{min(third // 10, 9)}"
    out = [code for code in out if not code.startswith(_EXTENT_LINE)]
    last = max(n for n, code in enumerate(out) if code in burns) + 1
    return [*out[:last], extent, *out[last:]]


def _percent(pattern: re.Pattern[str], plain: str) -> int | None:
    found = pattern.search(plain)
    return int(next(figure for figure in found.groups() if figure)) if found else None
