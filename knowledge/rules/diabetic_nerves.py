"""Which nerves a diabetic neuropathy is told of: the list has a line for no stated kind and one for those of the limbs."""

from __future__ import annotations

import re

_OF_DIABETES = re.compile(r"E(?:08|09|10|11|13)\.42")
_LIMBS = re.compile(
    r"\bpoly|\bperiph|\bdistal\b|\bstocking|\bglove|\bdpn\b|\bpdn\b|\bsymmetric|\bneuralg|\bfeet\b|\bfoot\b|\blegs?\b|\bhands?\b"
)


def told(code: str, plain: str) -> str:
    """The line of no stated kind (E11.40) for a diabetic polyneuropathy, where the words speak of no nerves of the limbs.

    Source: the titles and inclusion terms of E08.40 to E13.42 in the tabular list.
    """
    return f"{code[:-1]}0" if _OF_DIABETES.fullmatch(code) and not _LIMBS.search(plain) else code
