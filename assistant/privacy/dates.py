"""Dates of a patient's life and care, and ages over 89. What is left of a date is how far it is from the first one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from assistant.privacy.identifier import Identifier, Kind

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?:(?:19|20)\d{2}|'\d{2})"
_FULL = re.compile(
    r"(?<![\w./-])(?:(?P<iso>(?:19|20)\d{2}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01]))(?:T\d{2}:\d{2}(?::\d{2})?Z?)?|"
    r"(?P<us>(?:0?[1-9]|1[0-2])(?P<sep>[-/.])(?:0?[1-9]|[12]\d|3[01])(?P=sep)(?:(?:19|20)\d{2}|\d{2}))|"
    r"(?P<eu>(?:1[3-9]|2\d|3[01])(?P<sep2>[-/.])(?:0?[1-9]|1[0-2])(?P=sep2)(?:19|20)\d{2})|"
    r"(?P<compact>(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])))(?![\w/]|-\d|\.\d)"
)
_WORDS = re.compile(
    rf"(?<![\w-])(?:(?P<mdy>{_MONTH}\s*{_DAY}(?:,?\s*{_YEAR})?)|(?P<dmy>{_DAY}(?:\s+of)?[\s-]{_MONTH}(?:,?[\s-]{_YEAR}|-\d{{2}})?)|(?P<my>{_MONTH},?\s*(?:of\s+)?{_YEAR}))(?!\w|/)",
    re.IGNORECASE,
)
# a month and a day in figures is a date only where a word beside it says so: 5/5 is a strength, 2/6 a murmur
_SHORT = re.compile(
    r"\b(?:on|since|dos|d\.o\.s\.|date of service|seen|visit|admit(?:ted)?|adm|discharged?|d/c(?:'d)?|dc'?d|from|until|till|thru|through|dated?|surgery|sx|surg|appt|appointment|f/u|last|fell|injur(?:ed|y)|doi|onset|"
    r"between|lmp|due|edd|expired|died|deceased|procedure|to|and|[-–])\s*:?\s*(?P<value>(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01]))(?![\w/]|\s*(?:strength|murmur|systolic|inch|in\b|cup|dose|tab|of\b|lb|teaspoon|\d))",
    re.IGNORECASE,
)
# a day over 12 makes it a date unless it is a score: MoCA 10/30
_SHORT_SURE = re.compile(
    r"(?<![\w./-])(?P<value>(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01]))(?![\w/]|\.\d|\s*(?:mm|points?|score|correct|items))"
)
_SCORE = re.compile(r"\b(?:score[ds]?|scale|mmse|moca|phq\S*|gcs|gad\S*|epds|slums|audit|dast|nihss|ados|sat|vision|va|acuity|ratio)\W*(?:of|was|is|=|:)?\s*$", re.IGNORECASE)
_MONTH_YEAR = re.compile(r"(?<![\w./-])(?P<value>(?:0[1-9]|1[0-2])/(?:19|20)\d{2})(?![\w/])")
_BIRTH = re.compile(r"(?:\b(?:d\.?o\.?b\.?|date of birth|birth ?dates?|birth ?day|born(?: on| in)?|b\.?d(?:ate|ay)|née)|\bb\.)(?:\s*(?:is|on|of|was|:|=|-|\())*\s*$", re.IGNORECASE)
_BIRTH_ANY = re.compile(r"\b(?:d\.?o\.?b\.?|date of birth|birth ?date|born(?: on)?)(?:\s*(?:is|:|=|-|\())*\s*(?P<value>\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}|\d{6}|\d{8}|(?:19|20)\d{2})(?![\w])", re.IGNORECASE)
_AGE = re.compile(
    r"(?<![\w.-])(?P<value>(?:9\d|1[01]\d))(?=\s*-?\s*(?:y/?o\b|y\.o\.|yrs?\b|years?[- ]?old|year[- ]?old|y\b|yr[- ]old|yof\b|yom\b|years of age|[mf]\b(?![-/])|(?:yo)?[MF]\b|(?:female|male|woman|man|lady|gentleman)\b))|"
    r"\b(?:age[ds]?|aged|turned|turning|is now|she is|he is|pt is)\s*:?\s*(?P<value2>9\d|1[01]\d)(?![\w/%.]|\s*(?:%|mg|lb|kg|cm|mm|degrees|days|weeks|months|minutes|min|units))|"
    r"\b(?P<value3>(?:ninety|nineties|centenarian|nonagenarian|one hundred(?: and)?)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?)(?=[- ]year|\s+y/?o|\b)",
    re.IGNORECASE,
)


def dates(text: str) -> Iterator[Identifier]:
    """Every date more exact than a year, and every age over 89."""
    for pattern in (_FULL, _WORDS):
        for found in pattern.finditer(text):
            if pattern is _WORDS and not _is_date(found):
                continue
            kind = Kind.BIRTH if _BIRTH.search(text, 0, found.start()) else Kind.DATE
            yield Identifier(kind, found.start(), found.end(), labelled=kind is Kind.BIRTH)
    for kind, pattern in ((Kind.BIRTH, _BIRTH_ANY), (Kind.DATE, _SHORT), (Kind.DATE, _MONTH_YEAR)):
        for found in pattern.finditer(text):
            yield Identifier(kind, found.start("value"), found.end("value"), labelled=True)
    for found in _SHORT_SURE.finditer(text):
        if not _SCORE.search(text, 0, found.start()):
            yield Identifier(Kind.DATE, found.start(), found.end())
    for found in _AGE.finditer(text):
        group = next(name for name in ("value", "value2", "value3") if found[name])
        yield Identifier(Kind.AGE, found.start(group), found.end(group), labelled=True)


def day_of(words: str) -> date | None:
    """The day that a date names; None where it leaves out the year or the day, or where there is no such day."""
    try:
        found = _FULL.fullmatch(words)
        if found and found["compact"]:
            return date.fromisoformat(found["compact"])
        if found:
            parts = [int(part) for part in re.findall(r"\d+", found["iso"] or found["us"] or found["eu"])[:3]]
            if found["iso"]:
                return date(*parts)
            month, day = (parts[0], parts[1]) if found["us"] else (parts[1], parts[0])
            return date(parts[2] + 2000 if parts[2] < 100 else parts[2], month, day)
        named = re.search(_MONTH, words, re.IGNORECASE)
        figures = [int(part) for part in re.findall(r"\d+", words)]
        if named and len(figures) == 2 and figures[1] > 31:
            return date(figures[1], _MONTHS.index(named[0][:3].lower()) + 1, figures[0])
    except ValueError:
        return None
    return None


def _is_date(found: re.Match[str]) -> bool:
    """Whether a month's name with figures is a date: *may 2* of *may 2 views be billed* is none."""
    return not re.match(r"(?:may|mar)\s*\d{1,2}$", found[0]) and not re.match(r"(?:may|march) ?\d{1,2}$", found[0])
