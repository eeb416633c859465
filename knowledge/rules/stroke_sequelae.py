"""Deficits that a past cerebrovascular disease left behind: I69 in the place of the deficit, or before it."""

from __future__ import annotations

from collections.abc import Sequence

# the deficit's code, the digits after I69.0 to I69.8, and whether the deficit keeps its own code beside (notes at I69)
_DEFICITS = (
    ("R13.1", "91", True),
    ("R29.810", "92", False),
    ("R47.01", "20", False),
    ("R47.02", "21", False),
    ("R47.1", "22", False),
    ("R27.0", "93", False),
    ("R41.840", "10", False),
    ("R41.842", "12", False),
    ("R41.843", "13", False),
    ("R41.844", "14", False),
    ("R41.3", "11", False),
    ("G40.9", "98", True),
    ("H53.4", "98", True),
)
# the last digit of a palsy of one side says which and whether it is the dominant one
_PALSIES = (("G81.", "5"), ("G83.2", "3"), ("G83.1", "4"))
# what the list calls the disease: its category, and the subcategory of its sequelae
_KINDS = (("I60", "I69.0"), ("I61", "I69.1"), ("I62", "I69.2"), ("I67", "I69.8"), ("I68", "I69.8"))


def kind_of(codes: Sequence[str]) -> str:
    """The subcategory of the sequelae of the disease among the codes; of a stroke of no stated kind those of an infarction."""
    return next((kind for start, kind in _KINDS if any(code.startswith(start) for code in codes)), "I69.3")


def sequelae(codes: Sequence[str]) -> list[str]:
    """The codes of a patient whose deficits are sequelae of a stroke; the acute stroke is no longer coded.

    Source of the rule: Official Guidelines I.C.9.d; the notes at I69.
    """
    kind = kind_of(codes)
    out: list[str] = []
    for code in codes:
        if code.startswith(("I60", "I61", "I62", "I63")) or code == "Z86.73":
            continue
        palsy = next((digit for start, digit in _PALSIES if code.startswith(start)), None)
        deficit = next(((digits, kept) for start, digits, kept in _DEFICITS if code.startswith(start)), None)
        if palsy and code[-1] in "12349":
            out.append(f"{kind}{palsy}{code[-1]}")
        elif deficit:
            out += [f"{kind}{deficit[0]}", *((code,) if deficit[1] else ())]
        else:
            out.append(code)
    return list(dict.fromkeys(out))
