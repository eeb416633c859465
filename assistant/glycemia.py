"""What a record says of the control of a diabetes, in the list's words."""

from __future__ import annotations

import re

_OUT_OF_CONTROL = re.compile(r"\b(?:poorly|inadequately|badly) controlled\b|\bout of control\b")
_UNCONTROLLED = re.compile(r"\b(?:uncontrolled|not (?:at goal|controlled))\b")
_HIGH_SUGAR = re.compile(
    r"\ba1c\D{0,8}(?:[89]|1\d)(?:\.\d)?\b|"
    r"\b(?:sugars?|glucose|bg|bs|fsbs|fbs)\D{0,15}(?:[2-9]\d\d|high)|\bhigh (?:blood )?(?:sugars?|glucose)\b"
)


def glycemia(text: str) -> str:
    """``hyperglycemia`` where a spelled-out text tells of diabetes out of control, or of uncontrolled diabetes with high sugar (index)."""
    if not re.search(r"\bdiabet\w+|\bdm\b", text):
        return ""
    high = _OUT_OF_CONTROL.search(text) or (_UNCONTROLLED.search(text) and _HIGH_SUGAR.search(text))
    return "hyperglycemia" if high and "hypogly" not in text else ""
