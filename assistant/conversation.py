"""A conversation: which message goes on from the ones before, which only doubts the answer, and what a topic says in all."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant import attributes
from knowledge import code_format
from knowledge.wording import spelled_out

_FOLLOW_UP = re.compile(
    r"^\W*(?:and|but|so|ok(?:ay)?|what if|what about|how about|same\b|scratch that|actually|no,|then|also|if (?:it|he|she|they)|suppose|sorry|"
    r"they|it|he|she|oops|forgot|with|without|are you sure|really|left|right|both|medicare|commercial|no \w+$|i was taught|i meant|make it|instead|add(?:ing)? that|"
    r"turns out|update:?|correction:?|stage \w+ now|(?:the )?(?:doc|dr|md|provider|surgeon|patient|pt|note|path(?:ology)?|op note|mri|x-?ray)\b.{0,12}"
    r"\b(?:addend\w+|amend\w+|clarif\w+|queried|updated|came back|is back|now)|(?:he|she|pt|patient)(?:'s| is) back|\w+(?:'s| is) back)\b",
    re.IGNORECASE,
)
_NEW_TOPIC = re.compile(
    r"\b(?:new (?:topic|question|patient|pt|case)|different (?:question|patient|pt|case)|next (?:question|patient|case)|unrelated)\b",
    re.IGNORECASE,
)
_ASKS_FOR_A_CODE = re.compile(r"\b(?:dx|code|codes|icd|cpt|diagnosis)\b")
_PUSH_BACK = re.compile(
    r"\bare you sure\b|\bi was taught\b|\breally\?|\bi(?:'m| am) (?:pretty |quite )?(?:sure|certain)\b|\bthat(?:'?s| is| can'?t be| cannot be|"
    r" isn'?t| doesn'?t (?:look|sound)) (?:wrong|right|correct|incorrect)\b|\byou(?:'re| are) (?:wrong|mistaken|incorrect)\b|\bcorrect yourself\b|"
    r"\byou (?:forgot|missed|left (?:out|off))\b|\bi (?:disagree|don'?t agree|won'?t|refuse)\b|\bagree\?|\b(?:auditor|boss|manager|supervisor|biller|"
    r"trainer|instructor|colleague|consultant|everyone|payer rep)\b.{0,20}\b(?:says?|said|insists?|told|thinks?|uses?|always)\b|\bwe(?:'ve| have) (?:always )?"
    r"(?:used|coded|billed|sent)\b|\balways (?:been|used|coded|billed|needs)\b|\bevery claim\b",
    re.IGNORECASE,
)
# A message that insists on a code, and one that tells something new of the record.
_INSISTS = re.compile(
    r"\b(?:has|have|needs?) to be\b|\b(?:should|must) be\b|\b(?:keep|use|drop|remove|delete|give me|go with|stick with|code it as|fix it|stays?|always|never)\b|"
    r"\b(?:our|my|the) (?:system|encoder|software|scrubber|template|book|cheat sheet|order)\b|\b(?:just|only|alone)\b|\bwrong\b|\bdid ?n[o']t link\b",
    re.IGNORECASE,
)
_NEW_FACT = re.compile(
    r"\b(?:addend\w*|amend\w*|turns out|updated?|new (?:info\w*|note|result|record)|path (?:came|shows|report)|now (?:says|shows|documents|documented))\b|"
    r"\bwhat if\b|\bwhat about\b|\binstead of\b",
    re.IGNORECASE,
)
# *right* as true, not as a side
_IS_RIGHT = re.compile(r"\b(?:be|is|isn'?t|that'?s|all|not|sounds?|looks?|seems?) right\b", re.IGNORECASE)


def only_doubts(message: str) -> bool:
    """Whether a message pushes back and states nothing of the patient that was not said before."""
    if _NEW_FACT.search(message):
        return False
    if code_format.mentions(message) and (_PUSH_BACK.search(message) or _INSISTS.search(message)):
        return True
    facts = attributes.stated(spelled_out(_IS_RIGHT.sub(" ", message)))
    return _PUSH_BACK.search(message) is not None and not facts


def is_follow_up(asked: str, names_a_topic: Callable[[str], bool]) -> bool:
    if _NEW_TOPIC.search(asked):
        return False
    if _FOLLOW_UP.search(asked) or only_doubts(asked):
        return True
    rest = attributes.without(spelled_out(asked), {dimension.name for dimension in attributes.DIMENSIONS})
    short = len(re.findall(r"[a-z]{4,}", rest)) <= 2 and not _ASKS_FOR_A_CODE.search(rest)
    return short and not code_format.mentions(asked) and not names_a_topic(rest)


def merged(topic: list[str]) -> str:
    """The messages of a topic as one text: a later statement replaces an earlier one of the same dimension."""
    text, *rest = topic
    for later in rest:
        replaced = set(attributes.stated(spelled_out(later)))
        if replaced:
            text = attributes.without(spelled_out(text), replaced)
        text = attributes.without_degree(text, later)
        text = f"{text.rstrip(' ?.!')}. {later}"
    return text


def topic_of(turns: list[str], asked: str, names_a_topic: Callable[[str], bool]) -> list[str]:
    """The messages of the topic at hand, oldest first, without mere push-back, which states nothing."""
    start = len(turns) - 1
    while start > 0 and is_follow_up(turns[start], names_a_topic):
        start -= 1
    return [turns[start], *(later for later in [*turns[start + 1 :], asked] if not only_doubts(later))]
