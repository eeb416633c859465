"""Infarctions of a record by their time: a new one within four weeks of another is a subsequent one, an older one an old one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.numbers import NUMBER, amount
from knowledge.wording import spelled_out

# The line of I22 for the site that a code of I21 tells; a type 2 infarction (I21.A) is never a subsequent one (I.C.9.e.4, e.5).
_SUBSEQUENT = (("I21.0", "I22.0"), ("I21.1", "I22.1"), ("I21.2", "I22.8"), ("I21.3", "I22.9"), ("I21.4", "I22.2"), ("I21.9", "I22.9"))
_OLD, _DAYS = "I25.2", 28
_DAYS_IN = {"d": 1, "w": 7, "m": 30, "y": 365}
_EVENT = r"(?:\w+ )?(?:stemi|nstemi|mi|infarct\w*|heart attack)"
_AGO = re.compile(rf"\b(?P<number>{NUMBER}) ?(?P<unit>d(?:ays?)?|w(?:ee)?ks?|mo(?:nth)?s?|y(?:ea)?rs?) (?:ago|back|earlier|prior|before)\b")
_EVENT_AGO = re.compile(rf"\b{_EVENT}[^.;,]{{0,15}}? {_AGO.pattern[2:]}")
_SINCE = re.compile(
    rf"\b(?P<number>{NUMBER}) ?(?P<unit>d(?:ays?)?|w(?:ee)?ks?|mo(?:nth)?s?|y(?:ea)?rs?) (?:after|post|s/p|status post|following|out from|from|since) "
    rf"(?:(?:an?|the|her|his|initial|first|prior|previous|acute) )*{_EVENT}"
)
_LAST = re.compile(r"\blast week\b|\bearlier this (?:week|month)\b|\byesterday\b")
_AGAIN = re.compile(rf"\b(?:another|second|new|repeat|recurrent|subsequent)(?: (?:acute|type 1|anterior|inferior|lateral))* {_EVENT}|\bre-?infarct\w*")


def in_time(codes: Sequence[str], words: Mapping[str, str], plain: str) -> list[str]:
    """The codes with each infarction as what it is by its time: acute, subsequent to another of the last four weeks, or old.

    ``words`` are those of the problem that each code stands for.
    """
    codes = list(dict.fromkeys(codes))
    acute = [code for code in codes if code.startswith("I21") and not code.startswith("I21.A")]
    days = {code: told for code in acute if (told := _days(_AGO, spelled_out(words.get(code, "")))) is not None}
    out = [_OLD if days.get(code, 0) > _DAYS else code for code in codes]
    recent = [code for code in acute if days.get(code, _DAYS + 1) <= _DAYS]
    today = [code for code in acute if code not in days]
    since = _days(_SINCE, plain)
    if since is not None and since <= _DAYS and len(acute) > 1 and not recent:
        # "a new inferior STEMI 10 days after an NSTEMI": the one told after it is the first
        after = _SINCE.search(plain)
        named = "nstemi" if after and "nstemi" in after[0] else ""
        recent = [code for code in acute if (code == "I21.4") == bool(named)][:1]
        today = [code for code in acute if code not in recent]
    if recent and today:
        later = {code: _subsequent(code) for code in today}
        return [*later.values(), *(code for code in dict.fromkeys(out) if code not in later)]
    if len(acute) == 1 and is_again(plain):
        # one code for two events alike
        return [_subsequent(acute[0]), *dict.fromkeys(out)]
    return list(dict.fromkeys(out))


def is_again(plain: str) -> bool:
    """Whether a text tells of one more infarction within four weeks of another."""
    earlier = _days(_EVENT_AGO, plain) or _days(_SINCE, plain)
    return _AGAIN.search(plain) is not None and earlier is not None and earlier <= _DAYS


def _days(when: re.Pattern[str], plain: str) -> float | None:
    """How many days back a text places an event; None where it does not tell."""
    if when is _AGO and _LAST.search(plain):
        return 7
    found = when.search(plain)
    return amount(found["number"]) * _DAYS_IN[found["unit"][0]] if found else None


def _subsequent(code: str) -> str:
    return next(later for start, later in _SUBSEQUENT if code.startswith(start))
