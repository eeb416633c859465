"""Whether a record tells that a disease is over: its treatment ended, or a tumor taken out years ago (Official Guidelines I.C.2.m)."""

from __future__ import annotations

import re
from datetime import date

from assistant.decision import history
from knowledge.library import Library

# What tells that a disease is over, and that it is not.
OVER = re.compile(
    r"\b(?:treatment|chemo(?:therapy)?|radiation|rt|therapy) (?:is |was |all )?(?:finished|completed?|done|ended|over)\b|"
    r"\b(?:finished|completed?) (?:\w+ ){0,3}(?:treatment|chemo(?:therapy)?|radiation|therapy)\b|\bno evidence of (?:disease|recurrence)\b|"
    r"\bno (?:\w+ ){0,2}(?:treatment|therapy) since\b|\bned\b|\bcured\b|\bno (?:further|active|current) treatment\b|\bdisease[- ]free\b"
)
_TUMOR_DRUG = (
    "tamoxifen|anastrozole|arimidex|letrozole|femara|exemestane|aromasin|fulvestrant|faslodex|aromatase inhibitor|herceptin|trastuzumab|"
    "lupron|leuprolide|eligard|zoladex|goserelin|degarelix|firmagon|bicalutamide|casodex|enzalutamide|xtandi|abiraterone|zytiga|"
    "androgen deprivation|adt|hormone|imatinib|gleevec|keytruda|pembrolizumab|opdivo|nivolumab|immunotherapy|capecitabine|xeloda"
)
STILL = re.compile(
    r"\b(?:still|currently|now|ongoing|undergoing|on|active|receiving|under)\b[^.?,]{0,30}\b(?:treatment|treated|chemo(?:therapy)?|radiation|therapy|"
    rf"{_TUMOR_DRUG})\b|\badjuvant\b|\bnot (?:yet )?(?:finished|completed|excised)\b"
)
# What is said to be taken out is over where its history is named beside it; by itself that may be what is done today.
GONE = re.compile(r"\bexcised\b|\beradicated\b|\bresolved\b")
# A tumor of one organ, taken out or treated in a year that is over.
_TUMOR = re.compile(r"C(?:[0-6]\d|7[0-5A])")
_YEARS_AGO = r"[^.;]{0,30}?(?:\b((?:19|20)\d\d)\b|\b(?:\d+|\w+) (?:years?|yrs?) ago\b)"
_TAKEN_OUT = r"resect\w*|remov\w+|excis\w+|treated|radiat\w+|xrt|brachytherapy|chemo\w*"
# The operations that take out an organ's tumor; another organ taken out years ago ends none.
_OPERATIONS = (
    ("C16", "gastrectomy"), ("C18", "(?:hemi)?colectomy"), ("C19", "colectomy"), ("C20", "proctectomy"), ("C25", "pancreatectomy|whipple"),
    ("C34", "lobectomy|pneumonectomy"), ("C43", "mohs|wle"), ("C44", "mohs"), ("C50", "lumpectomy|mastectomy"), ("C53", "hysterectomy"),
    ("C54", "hysterectomy"), ("C56", "oophorectomy|hysterectomy"), ("C61", "prostatectomy"), ("C62", "orchiectomy"), ("C64", "nephrectomy"),
    ("C67", "cystectomy|turbt|bcg"), ("C73", "thyroidectomy"),
)  # fmt: skip


def is_tumor(code: str) -> bool:
    """Whether a code is that of a malignant tumor of one organ, and not of its spread or of blood."""
    return _TUMOR.match(code) is not None


def of_tumor(code: str, plain: str, day: date, library: Library) -> str | None:
    """The history of a tumor that a record tells was taken out a year or more ago, or is over, and is not treated (I.C.2.m)."""
    return history.of_patient(code, library) if ended(code, plain, day) else None


def ended(code: str, plain: str, day: date) -> str:
    """The words that tell that a tumor was taken out a year or more ago, or is over; empty where it is still treated."""
    if not is_tumor(code) or STILL.search(plain):
        return ""
    operation = next((words for start, words in _OPERATIONS if code.startswith(start)), "")
    removed = re.search(rf"\b(?:{'|'.join(filter(None, (_TAKEN_OUT, operation)))})\b{_YEARS_AGO}", plain)
    if removed is not None and (removed[1] is None or int(removed[1]) < day.year):
        return removed[0]
    over = OVER.search(plain)
    return over[0] if over is not None else ""
