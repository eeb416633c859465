"""Whether the parts of a one-line question are one line of the list, or all known by themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Action
from assistant.decision.comparison import NEUTRAL
from assistant.decision.diagnose import diagnose
from assistant.decision.groups import Group
from assistant.decision.problems import Problem, coded
from assistant.evidence import QUALIFIERS, Evidence, known_wordings, longest
from assistant.question import Reading
from knowledge.library import Library
from knowledge.records import Level, NoteKind, System
from knowledge.wording import content_tokens

_WITH = re.compile(r"\b(?:with|w/|c/)(?=\s)")
# Symptoms, and what is neither disease nor injury: a cough that only tells when it leaks is no second problem.
_NO_DISEASE = ("R", "V", "W", "X", "Y", "Z")
# A line says all of a group where it says this share of what the group names.
_MOST_SAID = 0.75
_NAMES = frozenset({NoteKind.INCLUSION_TERM, NoteKind.INCLUDES})
_BLOCKS = frozenset({Level.CHAPTER, Level.SECTION})


def says_all(
    groups: Sequence[Group], found: Sequence[Problem], reading: Reading, evidence: Evidence, library: Library
) -> bool:
    """Whether the list has one line for all parts together: osteoporosis and its fracture."""
    whole = diagnose(reading, evidence, library)
    entry = library.codebook.entry(whole.choices[0].code) if whole is not None and whole.choices else None
    # a part that tells more than one problem is not all said by one line
    if entry is None or len(groups) > 2 or len(found) > len(groups):
        return False
    if _alike(found, [choice.code for choice in whole.choices] if whole is not None else [], library):
        return False
    titles = [line.title.partition(" except ")[0] for line in library.codebook.line(entry) if line.level not in _BLOCKS]
    said = {word for title in titles for word in content_tokens(title)}
    said |= {word for kind, text in entry.notes if kind in _NAMES for word in content_tokens(text)}
    return all(set(content_tokens(group.words)) & said - QUALIFIERS - NEUTRAL for group in groups) and all(
        _mostly(group, said, library) for group in groups
    )


def tells_two(groups: Sequence[Group], reading: Reading, library: Library) -> bool:
    """Whether one part names *with* its condition a second disease that the code of the first does not say."""
    if len(groups) != 1 or _WITH.search(reading.plain) is None:
        return False
    found = list(coded(groups[0], reading, library))
    codes = [choice.code for one in found for choice in one.decision.choices]
    told = len(found) > 1 and all(one.decision.action is Action.ANSWER for one in found)
    return told and not any(code.startswith(_NO_DISEASE) for code in codes)


def _alike(found: Sequence[Problem], whole: Sequence[str], library: Library) -> bool:
    """Whether a part is of the same category as the line for all and says another place of it: a second ulcer, the other eye."""
    codes = {choice.code for one in found for choice in one.decision.choices}
    entries = {code: entry for code in codes - set(whole) if (entry := library.codebook.entry(code))}
    return any(
        code[:3] == other[:3] and "unspecified" not in entry.title.lower() and whole[0] in codes
        for code, entry in entries.items()
        for other in whole
    )


def _mostly(group: Group, said: set[str], library: Library) -> bool:
    """Whether a line says most of what a group's wordings name, the rarer words counting more."""
    named = {word for phrase in longest(known_wordings(group.words, library)) for word in content_tokens(phrase.wording)}
    entries = [entry for phrase in known_wordings(group.words, library) if (entry := library.database.entry(phrase.code))]
    meant = [set(content_tokens(entry.title)) - QUALIFIERS - NEUTRAL for entry in entries]
    weight = {word: library.search.weight(word, System.ICD10CM) for word in named - QUALIFIERS - NEUTRAL}
    total = sum(weight.values())
    return not total or sum(weight[word] for word in weight if word in said) >= _MOST_SAID * total or any(m and m <= said for m in meant)


def covered(groups: Sequence[Group], evidence: Evidence, library: Library) -> bool:
    """Whether every part of a one-line question is named by a known wording, and no one wording spans them."""
    if not all(group.named for group in groups):
        return False
    spans = longest(evidence.phrases)
    weight = {n: library.search.weight(word, System.ICD10CM) for n, word in enumerate(evidence.words)}
    total = sum(weight.values()) or 1.0
    return all(sum(weight[n] for n in range(span.start, span.end)) < 0.8 * total for span in spans)
