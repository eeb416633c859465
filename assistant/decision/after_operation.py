"""An infection that a record tells as one after an operation: its line by depth (T81.4), and what it is told by no more."""

from __future__ import annotations

import re
from collections.abc import Sequence

_INFECTED = r"(?:infect\w*|abscess\w*|cellulitis|pus\b|purul\w+|sepsis|septic|peritonitis)"
_OPERATION = (
    r"(?:surg\w+|operati\w+|procedure|(?:hernia|aneurysm|acl|cuff) repair|appy|chole|hyst|cabg|arthroscopy|(?:knee|hip|joint) replacement|"
    r"\w+(?:ectomy|otomy|ostomy|plasty|desis))\b"
)
# The words that make an infection one after an operation.
_AFTER_IT = re.compile(
    rf"\b(?:surgical|operative)[- ]site (?:wound )?infect\w*|\bssi\b|\b(?:post-?\s?op\w*|post-?surgical|post-?procedural)\b[^.;\n]{{0,40}}{_INFECTED}|"
    rf"\b{_INFECTED}[^.;\n]{{0,40}}\b(?:after|following|post|s/p|status post|due to|from|complicating)\b[^.;\n]{{0,25}}\b{_OPERATION}|"
    rf"\b(?:superficial|deep) incisional\b|\borgan (?:and|&|/|or)? ?space\b|\bstitch abscess"
)
# The wound itself, where an operation is told elsewhere in the record.
_OF_WOUND = re.compile(rf"\b(?:incision\w*|port site|wound|operative site|surgical site|suture line)\b[^.;\n]{{0,25}}{_INFECTED}|{_INFECTED}[^.;\n]{{0,20}}\b(?:incision\w*|port site|wound|suture line)\b")
_OPERATED = re.compile(rf"\b(?:pod ?#?\d|post-?\s?op\w*|s/p|status post|(?:days?|wks?|weeks?) (?:after|post|out from|from|following))\b[^.;\n]{{0,30}}|\b(?:after|following) {_OPERATION}")
_DEPTH = (
    ("T81.43X", re.compile(r"\borgan\b|\bspace\b|\bintra-?abdominal\b|\bpelvic abscess|\bsubphrenic\b|\bperitonitis\b|\bmediastinitis\b|\babdominal abscess")),
    ("T81.42X", re.compile(r"\bdeep (?:incisional|wound|surgical|ssi|infect)|\bfascia\w*\b|\bintra-?muscular\b|\bmuscle\b")),
    ("T81.41X", re.compile(r"\bsuperficial\b|\bstitch\b|\bsuture\b|\bsubcutaneous\b|\bsub-?q\b|\bskin\b|\bcellulitis\b")),
    ("T81.49X", re.compile(r"\bwound\b|\bincision\w*\b|\bport site\b")),
)
_LATER, _SEQUELA = re.compile(r"\bsubsequent\b|\bhealing\b|\brecheck\b|\baftercare\b"), re.compile(r"\bsequela")
# An infection of a device, of a joint replaced or after a birth has lines of its own.
_OWN_LINES = ("T82.6", "T82.7", "T83.5", "T83.6", "T84.5", "T84.6", "T84.7", "T85.7", "T80.2", "O86", "O85", "H59.4", "K68.11", "J95.851")
_VAGUE = ("B99", "L08.9", "L02.9", "L03.90", "A49.9", "T14", "T81.4", "T81.9", "T79.3", "R69")
_SEPSIS = ("A40", "A41")


def is_told(plain: str) -> bool:
    """Whether a text tells of an infection after an operation."""
    return _AFTER_IT.search(plain) is not None or (_OF_WOUND.search(plain) is not None and _OPERATED.search(plain) is not None)


def told(codes: Sequence[str], plain: str) -> list[str]:
    """The codes with the infection after an operation first, its sepsis next, and without vague lines for the same infection.

    Source of the rules: Official Guidelines I.C.1.d.5.b and the note at T81.4 (use additional code to identify the infection).
    """
    if any(code.startswith(_OWN_LINES) for code in codes) or not is_told(plain):
        return list(codes)
    depth = next((line for line, pattern in _DEPTH if pattern.search(plain)), "T81.40X")
    seventh = "S" if _SEQUELA.search(plain) else "D" if _LATER.search(plain) else "A"
    sepsis = any(code.startswith(_SEPSIS) for code in codes)
    first = [f"{depth}{seventh}", *([f"T81.44X{seventh}"] if sepsis else [])]
    # the sepsis told with its germ says the germ
    said = ("B95", "B96") if any(code.startswith(("A41.0", "A41.5", "A40")) for code in codes) else ()
    return [*first, *(code for code in codes if not code.startswith((*_VAGUE, *said)))]
