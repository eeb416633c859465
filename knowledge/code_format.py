"""What a code looks like: reading codes out of text in any dress, and printing them in one."""

from __future__ import annotations

import re
from dataclasses import dataclass

# since FY2026 one category has a letter in its second place: QA0
_ICD = r"(?:[A-Za-z]\d|[Qq][Aa])[0-9ABab](?:\.[0-9A-Za-z]{1,4}-?|\.?-|[0-9A-Za-z]{1,4})?"
_PROCEDURE = r"(?:\d{5}|\d{4}[TFUMtfum]|[A-Va-v]\d{4})"
# letters that are typed for digits: 2093O, 2O930, l0060
_LOOKS_NUMERIC = r"(?=[0-9OolI]{5}\b)(?=(?:[^0-9]*[0-9]){3})[0-9OolI]{5}"
_CODE = re.compile(
    rf"(?<![\w.$#])(?<![A-Za-z]-)(?P<code>{_PROCEDURE}|{_LOOKS_NUMERIC}|{_ICD})"
    rf"(?P<modifiers>(?:-(?:[A-Za-z]{{2}}|\d{{2}}|[A-Za-z]\d)(?![\w.]))*)"
    r"(?:\s*[x×]\s*(?P<units>\d{1,3})\b)?(?![\w])"
)
_DOTLESS_ICD = re.compile(r"(?:[A-Z]\d|QA)[0-9AB][0-9A-Z]{0,4}\Z")


@dataclass(frozen=True, slots=True)
class CodeMention:
    """A code as it stands in a text: ``code`` in upper case, ``start``/``end`` the characters it covers there."""

    code: str
    modifiers: tuple[str, ...]
    units: int | None
    start: int
    end: int


def mentions(text: str) -> list[CodeMention]:
    """Every run of a text that has the shape of a CPT, HCPCS or ICD-10-CM code, in order.

    Shape only: whether such a code exists is the codebook's to say. Lower-case three-character runs (``b12``,
    ``t10``) are vitamins and vertebrae far more often than categories and are left out, as are figures with a
    thousand or money mark.
    """
    found = []
    for match in _CODE.finditer(text):
        raw = match["code"]
        if len(raw) == 3 and raw != raw.upper():
            continue
        modifiers = tuple(part.upper() for part in match["modifiers"].split("-") if part)
        units = int(match["units"]) if match["units"] else None
        found.append(CodeMention(raw.upper().rstrip("-"), modifiers, units, match.start(), match.end()))
    return found


def without_codes(text: str) -> str:
    """The text with a space for every run that has the shape of a code."""
    return _CODE.sub(" ", text)


def is_procedure_shaped(code: str) -> bool:
    """Whether the code has the shape of a CPT or HCPCS code."""
    return re.fullmatch(_PROCEDURE, code) is not None


def is_anesthesia(code: str) -> bool:
    """Whether the code lies in CPT's range for anesthesia, 00100 to 01999."""
    return code.isdigit() and "00100" <= code <= "01999"


def is_icd_shaped(code: str) -> bool:
    """Whether the code, dotted or not, has the shape of an ICD-10-CM code."""
    return _DOTLESS_ICD.match(undotted(code)) is not None


def undotted(code: str) -> str:
    """Upper case without the dot, the form of claim files: ``e11.65`` gives ``E1165``."""
    return code.replace(".", "").upper()


def dotted(code: str) -> str:
    """The printed form of an ICD-10-CM code: ``e1165`` gives ``E11.65``."""
    bare = undotted(code)
    return f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare
