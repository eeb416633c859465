"""The code of a dementia by its severity and what comes with it (F01 to F03)."""

from __future__ import annotations

import re

_DEMENTIAS = re.compile(r"F0[123]\.")
_SEVERITY = (("C", r"\bsevere\b|\badvanced\b|\bend[- ]stage\b"), ("B", r"\bmoderate\b"), ("A", r"\bmild\b(?! cognitive| neurocog)"))
_NOT = r"(?<!no )(?<!without )(?<!denies )"
# the digits after the severity, and the words of the lines; the first stated counts
_WITH = (
    ("11", _NOT + r"\b(?:agitat\w*|aggress\w*|combative\w*|violen\w+|restless\w*|pacing|exit[- ]seeking|shouting|verbal outbursts?)\b"),
    ("18", _NOT + r"\b(?:behaviou?ral (?:disturbance|symptom|problem)s?|behaviou?rs?|wander\w*|disinhibit\w*|sleep disturbance|sundown\w*)\b"),
    ("2", _NOT + r"\b(?:psychotic|psychosis|hallucinat\w*|delusion\w*|paranoi\w*)\b"),
    ("3", _NOT + r"\b(?:mood disturbance|depress\w*|apath\w*|anhedoni\w*)\b"),
    ("4", _NOT + r"\banxi\w+\b"),
)
_OF_DEMENTIA = re.compile(r"dementia|alzheimer|neurocognitive|lewy|cognitive", re.IGNORECASE)


def is_dementia(code: str) -> bool:
    """Whether a code is one of dementia (F01 to F03)."""
    return _DEMENTIAS.match(code) is not None


def specified(code: str, words: str) -> str:
    """The code of the same dementia with the severity and the disturbance that the words state.

    Source of the rule: Official Guidelines I.C.5.d and the lines of F01 to F03. Words that tell of no dementia change nothing.
    """
    text = words.lower()
    if not is_dementia(code) or _OF_DEMENTIA.search(text) is None:
        return code
    if re.search(r"\bin remission\b", text):
        return code
    severity = next((letter for letter, pattern in _SEVERITY if re.search(pattern, text)), code.partition(".")[2][0])
    if re.search(r"\bunspecified severity\b|\bseverity (?:not|un)\w*", text):
        severity = {"F01": "5", "F02": "8", "F03": "9"}[code[:3]]
    without = re.search(r"\b(?:without|no) (?:any )?(?:behaviou?r\w*|psychotic|agitation)", text)
    with_ = None if without else next((digits for digits, pattern in _WITH if re.search(pattern, text)), None)
    return f"{code[:3]}.{severity}{with_ or '0'}"


def wanders(words: str) -> bool:
    """Whether the words tell of wandering, which has a code of its own beside the dementia (Z91.83)."""
    return re.search(r"(?<!no )(?<!without )\bwander\w*", words.lower()) is not None
