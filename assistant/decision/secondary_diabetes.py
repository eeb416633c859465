"""The category of a diabetes by what brought it: another disease (E08), a drug (E09), the loss of the pancreas (E13)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.library import Library
from knowledge.records import NoteKind
from knowledge.rules.code_ranges import ranges

_NAMED = r"(?:diabet\w+|dm|cfrd)"
_CAUSE = r"(?:due to|d/t|from|because of|secondary to|2/2|caused by|related to|induced by|as a result of|result of|brought on by|after|since|following)"
# A diabetes told with what brought it, before or after it.
_BROUGHT = re.compile(
    rf"\b{_NAMED}\b[^.;\n]{{0,40}}?\b{_CAUSE}\b|\b(?:related|induced|associated|pancreatogenic|pancreatogenous|secondary|post-?\w*pancreatectomy|post-?surgical) {_NAMED}\b|"
    rf"\btype 3c\b|\b(?:caused|causing|led to|leading to|brought on|with resulting|resulting in|resulted in) (?:\w+ )?{_NAMED}\b|\bcfrd\b"
)
_TYPED = re.compile(r"\b(?:type ?[12]|t[12]dm|t[12] ?d|dm ?[12]|iddm)\b")
_PANCREAS_OUT = re.compile(
    r"\bpancreatectomy\b|\bwhipple\b|\bpancreas\b[^.;,\n]{0,20}\b(?:removed|taken out|resected|out)\b|\b(?:removal|resection|loss) of (?:\w+ ){0,3}pancreas\b|\bpostpancreatectomy\b"
)
_IN_PART = re.compile(r"\b(?:partial|distal|subtotal|half|part|tail|head|whipple)\b")
_ALL = re.compile(r"\b(?:total|whole|entire|complete)\b")
_VAGUE = ("E08.8", "E09.8", "E10.8", "E11.8", "E13.8")
_UNTYPED = ("E10", "E11", "E13")


def by_cause(codes: Sequence[str], plain: str, library: Library) -> list[str]:
    """The codes with a diabetes of no told type in the category of its cause, and what is told with that (I.C.4.a.6).

    The underlying conditions are those that the Code first note of E08 names.
    """
    held = next((code for code in codes if code.startswith(_UNTYPED)), None)
    if held is None or _TYPED.search(plain) or not _BROUGHT.search(plain):
        return list(codes)
    if _PANCREAS_OUT.search(plain):
        absent = "Z90.411" if _IN_PART.search(plain) and not _ALL.search(plain) else "Z90.410"
        kept = [code for code in codes if not code.startswith(("Z90.4", "E89.1"))]
        return _in_category(kept, held, "E13", [], ["E89.1", absent], library)
    cause = next((code for code in codes if _underlies(code, library)), None)
    if cause is not None:
        return _in_category([code for code in codes if code != cause], held, "E08", [cause], [], library)
    drug = next((code for code in codes if re.match(r"T(?:3[6-9]|4\d|50)", code) and code.endswith(("A", "D", "S")) and code[-2] == "5"), None)
    return _in_category(codes, held, "E09", [], [], library) if drug is not None else list(codes)


def without_vague(codes: Sequence[str], plain: str) -> list[str]:
    """The codes without a complication that is not told: *secondary diabetes* is diabetes without one, or with the hyperglycemia told."""
    told = re.search(r"(?<!no )(?<!without )\bcomplications?\b", plain) is not None
    instead = ".65" if "hyperglyc" in plain else ".9"
    return [f"{code[:3]}{instead}" if code in _VAGUE and not told else code for code in codes]


def _underlies(code: str, library: Library) -> bool:
    """Whether the Code first note of E08 names a condition as one that brings diabetes."""
    entry = library.codebook.entry("E08")
    notes = [note for kind, note in entry.notes if kind is NoteKind.CODE_FIRST] if entry is not None else []
    return any(part.covers(code) for note in notes for part in ranges(note))


def _in_category(
    codes: Sequence[str], held: str, category: str, before: Sequence[str], after: Sequence[str], library: Library
) -> list[str]:
    """The codes with those of one category of diabetes in another, its cause before and what goes with it after."""
    out: list[str] = []
    for code in codes:
        if code[:3] != held[:3]:
            out.append(code)
            continue
        moved = f"{category}{code[3:]}"
        moved = moved if library.codebook.entry(moved) is not None else f"{category}.9"
        out += [one for one in (*before, moved, *after) if one not in out]
    return out
