"""Replacing what identifies a patient before text leaves this computer."""

from __future__ import annotations

import re

# label → replaced by its kind; codes, ages and diagnoses survive because each rule needs a label or a fixed shape
_RULES = [
    ("[SSN]", re.compile(r"\b\d{3}-\d{2}-\d{4}\b")),
    ("[EMAIL]", re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.]+\b")),
    ("[PHONE]", re.compile(r"(?<!\d)(?:\+?1[-. ]?)?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}(?!\d)")),
    (
        "[RECORD NUMBER]",
        re.compile(
            r"\b(?:mrn|medical record(?: number)?|account|acct|member id|policy|chart)\s*(?:no\.?|number|#|:)*\s*[A-Z]{0,3}\d{4,}\b",
            re.IGNORECASE,
        ),
    ),
    (
        "[BIRTH DATE]",
        re.compile(r"\b(?:dob|date of birth|born(?: on)?)\s*:?\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}", re.IGNORECASE),
    ),
    ("[NAME]", re.compile(r"\b(?i:patient(?: name)?|pt(?: name)?|name)\s*:\s*[A-Z][\w'-]+,?(?:\s+[A-Z][\w'.-]*){0,3}")),
    ("[NAME]", re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr)\.?\s+[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+)?")),
    (
        "[ADDRESS]",
        re.compile(
            r"\b\d{1,5}\s+(?:[A-Z]\w+\s){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Blvd|Court|Ct)\b\.?"
        ),
    ),
]


def without_identifiers(text: str) -> str:
    """The text with identifiers of a patient replaced by their kind in brackets."""
    for kind, pattern in _RULES:
        text = pattern.sub(kind, text)
    return text
