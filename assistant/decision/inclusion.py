"""Whether one service is included in another, which is asked the other way round from whether both may be reported."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from assistant.question import Reading
from knowledge.records import Verdict

_INCLUSION_ASKED = re.compile(
    r"(?:^|[.;:,?]\s+|\bso )(?:(?:is|are)(?:n'?t)?\b[^.?]{1,70}\b(?:included (?:in|with)|part of|bundled (?:in|into|with|to)|"
    r"inclusive (?:of|to|in)|integral to|incidental to)|"
    r"(?:does|do)(?:n'?t)?\b[^.?]{1,50}\binclude)\b"
)
_INCLUDING = re.compile(r"includ|bundl|part of|integral|incidental")
_BESIDE = re.compile(r"^(?:also|together|separate(?:ly)?|with|both|bill\w*|report\w*|add|in addition)$")


def as_asked(verdict: Verdict, reading: Reading, cues: Iterable[Sequence[str]] = (), denied: Collection[str] = ()) -> Verdict:
    """The verdict on whether two may be reported as the answer to what is asked: what is included may not be, and the other way.

    ``cues`` are the groups of the ruling that gave the verdict; one that is itself about inclusion, and not about reporting
    beside, already answers so. ``denied`` are the codes that it denies: one in which the other would be included is no code
    that includes it.
    """
    asked = _INCLUSION_ASKED.search(reading.plain)
    if asked is None or " or " in reading.plain or any(map(_about_inclusion, cues)):
        return verdict
    mentions = [mention.code for mention in reading.mentions]
    within = mentions[-1 if "do" in asked[0][:6] else 0] if mentions else ""
    if verdict == "conditional" or (denied and within not in denied):
        return verdict
    return "no" if verdict == "yes" else "yes"


def _about_inclusion(group: Sequence[str]) -> bool:
    return any(_INCLUDING.search(cue) for cue in group) and not any(_BESIDE.search(cue) for cue in group)
