"""How a person is reached: telephone, fax, mail, the web, and pictures of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.privacy.identifier import Identifier, Kind

_EXTENSION = r"(?:\s*(?:x|ext\.?|extension)\s*\d{1,6})?"
_NUMBER = r"(?:\+?\d{1,3}[-. ]?)?(?:\(\d{3}\)\s?|\d{3}[-. /])\d{3}[-. ]\d{4}"
_FAX = re.compile(rf"\b(?:fax|facsimile)(?:\s*(?:number|no\.?|#|to|at|is|it to|:|=|-))*\s*(?P<value>{_NUMBER}|\d{{3}}[-. ]?\d{{4}}|\d{{10,11}}){_EXTENSION}", re.IGNORECASE)
_LABELLED = re.compile(
    r"\b(?:ph(?:one)?|tel(?:ephone)?|t|cell|mobile|mob|pager|beeper|contact|call(?:ed| back)?|home|work|text|sms|whatsapp|reach(?:ed)?(?: (?:him|her|them|pt))?|callback|cb)"
    rf"\b\.?(?:\s*(?:number|no\.?|num|#|at|on|is|me|her|him|them|back|:|=))*\s*(?P<value>(?:{_NUMBER}|\d{{3}}[-. ]?\d{{4}}|\d{{10,11}}|\+\d{{1,3}}(?:[ .-]?\(?\d{{1,5}}\)?){{2,5}}){_EXTENSION})(?!\w)",
    re.IGNORECASE,
)
_PHONE = re.compile(rf"(?<![\w.-]){_NUMBER}{_EXTENSION}(?![\w-]|\.\d)|(?<![\w+])\+\d{{1,3}}[ .-]?(?:\(?\d{{1,4}}\)?[ .-]?){{2,4}}\d{{2,4}}(?!\w)")
# seven digits: no code has a dash after three
_LOCAL = re.compile(r"(?<![\w.-])\d{3}[-.]\d{4}(?![\w-]|\.\d)")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+|\b[\w.+-]+ at [\w-]+ dot (?:com|org|net|edu|gov|us)\b", re.IGNORECASE)
_URL = re.compile(r"\b(?:https?|ftp|sftp)://[^\s<>\"')]+|\bwww\.[^\s<>\"')]+|(?<![@\w.-])(?:[a-z0-9-]+\.)+(?:com|org|net|edu|gov|io|health|info|me|us|co|app|example|test|invalid)(?:/[^\s<>\"')]*)?(?![\w@-])|(?<!\w)@[A-Za-z_]\w{2,}", re.IGNORECASE)
_IP = re.compile(r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d)|(?<![\w:])(?:[0-9A-Fa-f]{1,4}:){3,7}(?::?[0-9A-Fa-f]{1,4})+(?![\w:])|(?<![\w:])(?:[0-9A-Fa-f]{1,4}:){1,6}:(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4})*)?(?![\w:])")
_PHOTO = re.compile(r"[\w%~-]+(?:[./\\][\w%~-]+)*\.(?:jpe?g|png|heic|gif|tiff?|bmp|dcm|mov|mp4)\b", re.IGNORECASE)
_PHOTO_LABELLED = re.compile(r"\b(?:photo(?:graph)?s?|selfie|headshot|picture|image|full[- ]face)\s*(?:id|no\.?|number|#|ref|file|:|of face)+\s*:?\s*(?P<value>[A-Za-z]*[-_]?\d[\w-]*)", re.IGNORECASE)


def contacts(text: str) -> Iterator[Identifier]:
    """Every number or address by which somebody can be reached, and every picture."""
    for kind, pattern in ((Kind.FAX, _FAX), (Kind.PHONE, _LABELLED), (Kind.PHOTO, _PHOTO_LABELLED)):
        for found in pattern.finditer(text):
            if kind is not Kind.PHONE or 7 <= sum(ch.isdigit() for ch in found["value"]) <= 16:
                yield Identifier(kind, found.start("value"), found.end("value"), labelled=True)
    for kind, pattern in ((Kind.PHOTO, _PHOTO), (Kind.EMAIL, _EMAIL), (Kind.WEB, _URL), (Kind.NETWORK, _IP), (Kind.PHONE, _PHONE), (Kind.PHONE, _LOCAL)):
        for found in pattern.finditer(text):
            yield Identifier(kind, found.start(), found.end(), labelled=kind is not Kind.PHONE)
