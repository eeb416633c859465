"""What a later message takes back of earlier ones: a word told for another, a finding withdrawn, minutes that were not the clinician's."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Words that only say that something was mistaken, or that the message before was taken note of; they tell nothing of the patient.
_NOISE = r"(?:(?:oh|oops|ah|sorry|wait|hmm+|ok(?:ay)?|no|yes|yeah|well|actually|so|and|but|apologies|argh|ugh)\W+)*"
_MISTAKEN = re.compile(
    rf"^\W*{_NOISE}(?:my (?:bad|mistake|error|fault)(?: (?:tho|though))?|(?:a )?mistakes?(?: on my (?:part|end|side)| of mine| tho)?(?=\s*[,.:;–-])|"
    r"(?:wrong|mixed[- ]up|mistaken) (?:chart|patient|note|record|report|file|account|encounter|line|side)s?(?=\s*[,.:;–-])|(?:i |we )?(?:misread|misspoke|mistyped|mixed up)[^,.:;]{0,25}|"
    r"(?:i |we )?(?:missed|overlooked|forgot) (?:it|this|that|something|one thing|a (?:line|detail|page))\b|correction|typo|scratch that|strike that|disregard that|let me correct that)"
    rf"\W+(?:{_NOISE})",
    re.IGNORECASE,
)
# Where a piece of news comes from: "x-ray over-read came back: ...", "lab called: ...".
_NEWS = re.compile(
    rf"^\W*{_NOISE}(?:the )?(?:[\w/.-]+ ){{0,3}}?(?:report|read|over-?read|result|path(?:ology)?|labs?|cultures?|note|addendum|addend\w+|doc|dr|radiolog\w+|update|biopsy|record|query|provider)s?"
    r"\b(?: [\w/.-]+){0,3}?(?: (?:came|is|are|just|called|says?|said|back|in|now|answered|done))*\s*:\s*",
    re.IGNORECASE,
)
# Thanks and the like go on from nothing and tell nothing.
_THANKS = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|thx|thanks?|thank you|ty|tysm|got it|great|perfect|cool|nice|super|good|noted|understood|makes sense|awesome|appreciate it|so much|a lot|much|that helps|helpful|will do|k)\W*)+$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w/.'-]*\w")
_CLAUSE_START = re.compile(r"[.;:!?\n]\s*|,\s+|\s[-–—]+\s|\b(?:it|that|this|he|she|they|we|i)(?:'s| is| was| had| has| did| meant| mean| got| were| used| gave)?\s+")
_ARTICLE = re.compile(r"^(?:(?:was|is|were|are|a|an|the|his|her|in fact|actually|really|meant|of|just)\s+)+", re.IGNORECASE)
_NOT = re.compile(r"\s*[,(]?\s*\b(?:and |but )?(?:not|instead of|rather than)\s+(?:(?:a|an|the|of)\s+)?(?P<old>[^,.;:!?\n()]+)\)?", re.IGNORECASE)
_NOT_FIRST = re.compile(
    r"\b(?:not|wasn't|isn't|never was|scratch|drop|strike|forget)\s+(?:(?:a|an|the)\s+)?(?P<old>[^,.;:!?\n]+?)\s*[,;:.]?\s*(?:\bbut\b|\brather\b|\bit(?:'s| was| is)\b|\bthey did\b|\bhe did\b|\bshe did\b|[-–]+)\s*(?:(?:a|an|the)\s+)?(?P<new>[^,.;:!?\n]+)",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(
    r"\b(?P<old>[\w/'-]+(?: [\w/'-]+){0,3}?) (?:(?:was|is|were|are|has been|got|gets|dx|diagnosis|code|line)\s+)*(?:taken off|removed from the (?:list|claim|dx|assessment)|ruled out|"
    r"crossed out|struck|retracted|withdrawn|dropped|deleted|not done after all|cancel\w+|(?:was|were)n'?t done)\b[^,.;]*|"
    r"\b(?:scratch|drop|strike|disregard|never ?mind|forget|take out|leave out) (?:about )?(?:the |his |her )?(?P<named>[\w/'-]+(?: [\w/'-]+){0,3})",
    re.IGNORECASE,
)
# The other of two told beside the first: "the lateral one as well".
_OPPOSITES = {
    one: other
    for pair in (("medial", "lateral"), ("upper", "lower"), ("superior", "inferior"), ("anterior", "posterior"), ("superficial", "deep"), ("inner", "outer"))
    for one, other in (pair, pair[::-1])
}
_OTHER_TOO = re.compile(
    rf"\b(?P<also>also |both )?(?:did |done |had |got |the |an? |on |in |to )*\b(?P<other>{'|'.join(_OPPOSITES)})\b(?: (?:one|side|part|meniscus|lid|lobe))?(?P<too>,? (?:as well|too|also)\b)?",
    re.IGNORECASE,
)
# The side beside the one told: "the other eye"; of both where it comes in addition.
_OTHER_SIDE = re.compile(
    r"\bthe other (?P<part>side|one|eye|ear|knee|hip|hand|foot|arm|leg|shoulder|breast|wrist|ankle|elbow|lung|kidney|heel|thumb)\b(?P<too>,? (?:as well|too|also)\b)?", re.IGNORECASE
)
_SIDES = {"right": "left", "left": "right", "rt": "left", "lt": "right", "od": "left eye", "os": "right eye"}
_SIDE_TOLD = re.compile(r"\b(?:right|left|rt|lt|od|os)\b", re.IGNORECASE)
_BOTH_NOW = re.compile(r"\b(?:also|both|as well|too|same (?:thing )?(?:on|in)|bilateral)\b", re.IGNORECASE)
# A patient whom the own group and specialty saw within three years is no new one.
_SEEN_BY_US = re.compile(
    r"\b(?:partner|colleague|associate|another \w+ (?:in|of) (?:our|the|my|this) (?:own )?(?:group|practice)|our (?:own )?(?:np|pa|group|practice|office|clinic)|we|i) (?:had |have |has |already )*(?:saw|seen|treated)\b|"
    r"\b(?:been|seen|came|was) (?:in )?(?:here|(?:by|at|in|to) (?:us|our (?:office|clinic|group|practice)|my partner|the same (?:group|practice)))\b(?: before)?",
    re.IGNORECASE,
)
_LONG_AGO = re.compile(
    r"\b(?:[3-9]|\d\d|three|four|five|six|ten) ?\+? ?(?:years|yrs)\b|\b(?:other|different|another) special\w+|\bnever\b|\bnot (?:been |)seen\b|\bnobody\b|\bhospital\b", re.IGNORECASE
)
_NEW_PATIENT = re.compile(r"\bnew (?:pt|patient)\b", re.IGNORECASE)
# A dose told for each of two without its unit: "40 in each".
_BARE_EACH = re.compile(r"(?<![\d.])(?P<number>\d+(?:\.\d+)?)(?= (?:in |into |per |to |for |on )?(?:each|apiece|a side)\b)", re.IGNORECASE)
_LONGEST = 5
_FIGURE = re.compile(r"\d+(?:\.\d+)?\s*-?(?P<unit>mg|mcg|ml|cc|units?|cm|mm|min\w*|levels?|views?)\b", re.IGNORECASE)
# Minutes that somebody other than the one who bills spent.
_STAFF = r"(?:ma|mas|medical assistants?|nurses?|rn|lpn|staff|scribes?|students?|residents?|front desk|techs?|aides?)"
_OF_TOTAL = re.compile(
    rf"\b(?:of|out of|from) (?:the|those|that|his|her|total|these)\s+(?P<total>\d+)(?: min\w*)?,?\s+(?P<part>\d+)(?: min\w*)?(?= [^.;?]{{0,30}}?\b{_STAFF}\b)[^.;?]*|"
    rf"\b(?P<part2>\d+)(?: min\w*)? (?:of|out of) (?:the|those|that|these|his|her)\s*(?P<total2>\d+)?(?: ?(?:min\w*|total|time))?(?= [^.;?]{{0,30}}?\b{_STAFF}\b)[^.;?]*",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"\b(\d+)(?=\s*-?min)", re.IGNORECASE)
# Answers that exclude one another: a later one takes the place of an earlier one.
_KINDS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:mild|moderate|severe)\b",
        r"\b(?:stage|grade) ?(?:\d[ab]?|i{1,3}|iv)\b",
        r"\b(?:upper|lower)[- ](?:inner|outer)\b",
        r"\b(?:thumb|(?:index|middle|long|ring|little|pinky|small)(?: finger)?(?=\W|$)(?! (?:bowel|intestine|lesion|joint|amount)))\b",
        r"\b(?:first|second|third|fourth|1st|2nd|3rd|4th)[- ]degree\b",
        r"\b(?:reducible|incarcerated|strangulated)\b",
        r"\b(?:new|established|est)\.? (?:pt|patient)\b",
        r"\b(?:routine )?screening\b|\bdiagnostic\b",
        r"\b(?:interlaminar|transforaminal|caudal)\b",
        r"\b(?:simple|intermediate|complex|layered)\b(?= (?:closure|repair|suture))",
    )
)
_DIAGNOSIS_ASKED = re.compile(r"\b(?:dx|diagnos[ei]s|icd-?(?: ?10)?(?:-?cm)?)(?: codes?)?\b", re.IGNORECASE)
_PROCEDURE_ASKED = re.compile(r"\b(?:cpts?|hcpcs|j[- ]?codes?)(?: codes?)?\b", re.IGNORECASE)
# A level of the spine told anew: "sorry, L1".
_LEVEL = re.compile(r"\b[CTLS]\d{1,2}(?:[-/][CTLS]?\d{1,2})?\b")
_LEVEL_ANEW = re.compile(
    rf"^\W*{_NOISE}(?:(?:it|that|level|the level)(?:'s| is| was) |i meant |make (?:it|that) )?(?P<level>[CTLS]\d{{1,2}}(?:[-/][CTLS]?\d{{1,2}})?)\b(?![-/]| (?:and|too|as well|also))", re.IGNORECASE
)
_UNCOMPLICATED = re.compile(r",?\s*\b(?:uncomplicated|no complications?|without complications?|no problems(?: at all)?|unspecified(?: (?:type|kind|site|part|ligament))?)\b", re.IGNORECASE)
_ABSENT = re.compile(r",?\s*\b(?:no|without|w/o|denies) (?!contrast)(?P<what>[a-z]{5,})\b", re.IGNORECASE)


def only_thanks(message: str) -> bool:
    """Whether a message tells and asks nothing: *ok, thanks*."""
    return _THANKS.match(message) is not None


def opens_with_correction(message: str) -> bool:
    """Whether a message opens by saying that something was mistaken, missed, or has come in since."""
    return _MISTAKEN.match(message) is not None or _NEWS.match(message) is not None


def without_opening(message: str) -> str:
    """The message without the words that only say that it corrects, or where its news comes from."""
    for opening in (_MISTAKEN, _NEWS):
        rest = opening.sub("", message, count=1)
        message = rest if re.search(r"[a-z]{3}|\d", rest, re.IGNORECASE) else message
    return message


def corrected(told: Sequence[str], message: str) -> tuple[list[str], str]:
    """The earlier messages with what the message corrects in them, and what is left of the message."""
    earlier, rest = list(told), message
    for correct in (_own_time, _told_for_another, _withdrawn, _other_beside, _other_side, _dose_of_each, _known_patient):
        earlier, rest = correct(earlier, rest)
    return earlier, rest


def without_kind(text: str, later: str) -> str:
    """The text without what a later message gives anew or has come to be: a degree, a quadrant, *uncomplicated*, *no bleeding*."""
    for kind in _KINDS:
        if kind.search(later):
            text = kind.sub(" ", text)
    level = _LEVEL_ANEW.match(later)
    if level is not None:
        text = _LEVEL.sub(level["level"], text, count=1)
    for absent in reversed(list(_ABSENT.finditer(text))):
        if _is_told(absent["what"], later):
            text = f"{text[: absent.start()]} {text[absent.end() :]}"
    return text


def without_question(text: str, later: str) -> str:
    """The text without what it asked for, where a later message asks for codes of the other kind: now the CPT, first the diagnosis."""
    for asked, other in ((_PROCEDURE_ASKED, _DIAGNOSIS_ASKED), (_DIAGNOSIS_ASKED, _PROCEDURE_ASKED)):
        if asked.search(later) and not other.search(later):
            text = other.sub(" ", text)
    return text


def complicated(text: str) -> str:
    """The text without the words that nothing complicates or specifies it, where a later message tells more."""
    return _UNCOMPLICATED.sub(" ", text)


def _is_told(word: str, text: str) -> bool:
    return any(
        not re.search(r"\b(?:no|not|without|denies|w/o|still no)\s+(?:\w+\s+)?$", text[: found.start()], re.IGNORECASE)
        for found in re.finditer(rf"\b{re.escape(word)}\b", text, re.IGNORECASE)
    )


def _own_time(told: list[str], message: str) -> tuple[list[str], str]:
    """The minutes told without those of staff: *of the 32 min 8 were the MA*."""
    found = _OF_TOTAL.search(message)
    part = found and int(found["part"] or found["part2"])
    if found is None or not part:
        return told, message
    total = found["total"] or found["total2"]
    for at, earlier in enumerate(told):
        for minutes in _MINUTES.finditer(earlier):
            if int(minutes[1]) > part and (total is None or minutes[1] == total):
                own = f"{earlier[: minutes.start()]}{int(minutes[1]) - part}{earlier[minutes.end() :]}"
                return [*told[:at], own, *told[at + 1 :]], _cut(message, found.start(), found.end())
    return told, message


def _told_for_another(told: list[str], message: str) -> tuple[list[str], str]:
    """What was told by mistake replaced: *it was a BMP, not a CMP*."""
    found = _NOT_FIRST.search(message)
    pair = (found["new"], found["old"], found.start(), found.end()) if found else None
    if pair is None and (negated := _NOT.search(message)) is not None:
        start = max((match.end() for match in _CLAUSE_START.finditer(message, 0, negated.start())), default=0)
        pair = (message[start : negated.start()], negated["old"], start, negated.end())
    if pair is None:
        return told, message
    new, old = _ARTICLE.sub("", pair[0].strip()), [word[0] for word in _WORD.finditer(pair[1])]
    for length in range(min(len(old), _LONGEST), 0, -1):
        words = old[:length]
        changed = [_replaced(one, words, new) for one in told]
        if new and changed != told:
            return changed, _cut(message, pair[2], pair[3])
    return told, message


def _replaced(text: str, words: Sequence[str], new: str) -> str:
    found = _spelled(words).search(text)
    if found is None:
        return text
    before, after = text[: found.start()], text[found.end() :]
    figure = _FIGURE.search(new)
    if figure is not None:
        # the figure of what was told by mistake goes with it
        after = re.sub(rf"^\W*\d+(?:\.\d+)?\s*-?{re.escape(figure['unit'])}\b", " ", after, flags=re.IGNORECASE)
    last = new.rsplit(maxsplit=1)[-1]
    if re.match(rf"\W*{re.escape(last)}\b|\W*{re.escape(last)}s\b", after, re.IGNORECASE):
        # "2 views" told for "1 view, not 2"
        after = re.sub(r"^\W*\w+", "", after, count=1)
    return f"{before}{new}{after}"


def _withdrawn(told: list[str], message: str) -> tuple[list[str], str]:
    """Earlier messages without what was taken off: *sprain was taken off the list*."""
    for found in _TAKEN_BACK.finditer(message):
        words = [word[0] for word in _WORD.finditer(found["old"] or found["named"])]
        spans = [words[a:b] for a in range(len(words)) for b in range(len(words), a, -1) if len(words[b - 1]) > len("the")]
        for span in sorted(spans, key=len, reverse=True):
            pattern = _spelled(span)
            if any(pattern.search(one) for one in told):
                with_figure = re.compile(rf"{pattern.pattern}(?:,?\s*(?:x ?)?{_FIGURE.pattern})?", re.IGNORECASE)
                return [with_figure.sub(" ", one) for one in told], _cut(message, found.start(), found.end())
    return told, message


def _other_beside(told: list[str], message: str) -> tuple[list[str], str]:
    """The other of two put beside the first where it was told: *medial and lateral*."""
    for found in _OTHER_TOO.finditer(message):
        first = re.compile(rf"\b{_OPPOSITES[found['other'].lower()]}\b(?! and\b)", re.IGNORECASE)
        if (found["also"] or found["too"]) and any(first.search(one) for one in told):
            both = f"{_OPPOSITES[found['other'].lower()]} and {found['other'].lower()}"
            return [first.sub(both, one, count=1) for one in told], _cut(message, found.start(), found.end())
    return told, message


def _other_side(told: list[str], message: str) -> tuple[list[str], str]:
    """The other side in place of the one told, or both where it is told in addition."""
    found = _OTHER_SIDE.search(message)
    sides = {side[0].lower() for one in told for side in _SIDE_TOLD.finditer(one)} if found else set()
    if found is None or len(sides) != 1:
        return told, message
    side = "bilateral" if _BOTH_NOW.search(message) else _SIDES[sides.pop()]
    return [_SIDE_TOLD.sub(side, one) for one in told], _cut(message, found.start(), found.end())


def _dose_of_each(told: list[str], message: str) -> tuple[list[str], str]:
    """A dose of each of two with the unit that it was told with before."""
    units = [unit["unit"] for one in told for unit in _FIGURE.finditer(one)]
    return told, _BARE_EACH.sub(lambda found: f"{found[0]} {units[-1]}", message) if units else message


def _known_patient(told: list[str], message: str) -> tuple[list[str], str]:
    """The patient told as new is an established one where the own group is told to have seen him within three years."""
    if not _SEEN_BY_US.search(message) or _LONG_AGO.search(message):
        return told, message
    return [_NEW_PATIENT.sub("established patient", one) for one in told], message


def _spelled(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(r"(?<![\w.])" + r"[\s-]+".join(re.escape(word) for word in words) + r"(?![\w]|\.\d)", re.IGNORECASE)


def _cut(text: str, start: int, end: int) -> str:
    return f"{text[:start].rstrip(' ,')} {text[end:].lstrip(' ,')}".strip()
