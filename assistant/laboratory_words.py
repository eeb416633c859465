"""Words that tell of laboratory tests: lists of them, their results, and a test by its method or specimen."""

from __future__ import annotations

import re

# Tests ordered or run in a list, "labs: a1c, lipid panel, TSH"; a result beside a test tells of a patient instead.
LABS = re.compile(r"\blabs?\b|\bblood ?work\b|\bdrawn\b|\bin[- ]house\b|\brun here\b")
RESULT = re.compile(
    r"\s*(?:of|was|is|at|=|:|>|<|level)?\s*\d|"
    r"\s+(?:\w+\s+)?(?:normal|abnormal|elevated|high|low|positive|negative|up|down)\b"
)
# A test by its method or specimen, and words that tell its outcome.
_TEST = re.compile(
    r"\b(?:rapid|multiplex|waived|clia|pcr|naat|ag|antigen|culture|assay|eia|elisa|titer|screen|panel|specimen|smears?|cytology|path|levels?|swab|fit|igg|igm|dna|rna)\b"
)
_OUTCOME = re.compile(r"\b(?:positive|negative|pos|neg|elevated|abnormal|high|low|raised|grew|growing|shows?|showed|proven|confirmed)\b")


def names_a_test(plain: str) -> bool:
    """Whether a test is told by its method or specimen, and no outcome of it."""
    return _TEST.search(plain) is not None and _OUTCOME.search(plain) is None
