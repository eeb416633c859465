"""A record of several diagnoses, in a note or in one line: every problem is coded, and the codes become one list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant import attributes, question
from assistant.answer import Action
from assistant.decision import code_list, problems
from assistant.decision.comparison import NEUTRAL
from assistant.decision.diagnose import code_points, diagnose
from assistant.decision.problems import Group, Problem
from assistant.draft import Choice, Decision, Point, sentence_quotes
from assistant.evidence import QUALIFIERS, Evidence, longest
from assistant.privacy import without_identifiers
from assistant.question import Reading
from assistant.record import is_note, to_code
from knowledge.codebook import Standing
from knowledge.library import Library
from knowledge.records import Level, System
from knowledge.rules import combinations
from knowledge.wording import content_tokens

# A note has at most so many problems; what comes after them is told to have been left.
_MOST = 30
_CODES_ASKED = re.compile(
    r"\b(?:all|dx|diagnosis|which|the|need|what|icd[- ]?10|final) (?:the )?(?:codes|dx)\b|\bcodes?(?: pls| please)?\s*[?.]*\s*$|\bcodes (?:and|with|in|\+|&|do|would)\b|\bdx list\b|\bsequence\s*\?|"
    r"\bsequence (?:these|this|them|it)\b|\b(?:codes?|dx) (?:and|&|\+) (?:the )?(?:order|sequenc\w+)\b|\bcode (?:this|the) (?:case|note|visit|chart|record|dx)\b"
)
_ASKS_SOMETHING = re.compile(
    r"\?|\b(?:can|may|could|should|would|does|do i|do we|is it|is this|are|which|what|when|how|why|who|explain|define|tell me|difference|versus|vs|rules?|guidelines?|"
    r"modifiers?|units?|medicare|medicaid|payer|bill|billing|separately|global|mue|ncci|edit|first|primary dx|appeal|denied|denial)\b"
)
_ONE_ASKED = re.compile(r"\bwhich \w+ (?:code|dx|diagnosis)\b|\balready (?:coded|on)\b|\b(?:codes?|dx) only\b|\bonly the \w+ (?:code|dx)\b|\bjust need\b")
# Beside codes that are sure, a problem that is hardly recognised is no question back.
_WORTH_ASKING = 0.75
_BLOCKS = frozenset({Level.CHAPTER, Level.SECTION})


def several(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """The decision on a record of two or more problems; None where the text tells one, or asks something else."""
    text = reading.text
    note = is_note(text)
    if reading.mentions or (not note and not _lists(reading)):
        return None
    told = (group for group in problems.groups_of(to_code(text), text, library) if group.named or not note)
    # what a note repeats is one problem
    groups = list({" ".join(group.words.lower().split()): group for group in reversed(list(told))}.values())[::-1]
    if not groups or (len(groups) < 2 and not note and not wants_codes(reading)):
        return None
    if not note and not wants_codes(reading) and not _covered(groups, evidence, library):
        return None
    found = [one for group in groups[:_MOST] for one in problems.coded(group, reading, library)]
    told_at_length = len({group.line for group in groups}) > 1 or attributes.weeks_pregnant(reading.plain) is not None
    if not found or (len(found) < 2 and not note and not told_at_length):
        return None
    if len(groups) > 1 and not note and _one_line_says_all(groups, found, reading, evidence, library):
        return None
    return _together(found, reading, library, left=len(groups) - _MOST)


def _lists(reading: Reading) -> bool:
    """Whether a one-line question asks for the codes of what it names, and for all of them."""
    one_of = " or " in f" {reading.plain} " or _ONE_ASKED.search(reading.plain) is not None
    asks = reading.intent is question.Intent.CHOOSE or wants_codes(reading)
    return asks and not one_of


def wants_codes(reading: Reading) -> bool:
    """Whether all codes of a case are asked for, in words (*codes and order*, *dx list*), or a case is told and nothing asked."""
    asked = _CODES_ASKED.search(reading.plain) is not None or _ASKS_SOMETHING.search(reading.plain) is None
    return asked and not reading.mentions


def _one_line_says_all(
    groups: Sequence[Group], found: Sequence[Problem], reading: Reading, evidence: Evidence, library: Library
) -> bool:
    """Whether the list has one line for all parts together: osteoporosis and its fracture."""
    whole = diagnose(reading, evidence, library)
    entry = library.codebook.entry(whole.choices[0].code) if whole is not None and whole.choices else None
    # a part that tells more than one problem is not all said by one line
    if entry is None or len(groups) > 2 or len(found) > len(groups):
        return False
    said = {word for line in library.codebook.line(entry) if line.level not in _BLOCKS for word in content_tokens(line.title)}
    return all(set(content_tokens(group.words)) & said - QUALIFIERS - NEUTRAL for group in groups)


def _covered(groups: Sequence[Group], evidence: Evidence, library: Library) -> bool:
    """Whether every part of a one-line question is named by a known wording, and no one wording spans them."""
    if not all(group.named for group in groups):
        return False
    spans = longest(evidence.phrases)
    weight = {n: library.search.weight(word, System.ICD10CM) for n, word in enumerate(evidence.words)}
    total = sum(weight.values()) or 1.0
    return all(sum(weight[n] for n in range(span.start, span.end)) < 0.8 * total for span in spans)


def _together(found: Sequence[Problem], reading: Reading, library: Library, left: int) -> Decision | None:
    sure = [one for one in found if one.decision.action is Action.ANSWER]
    open_ = [
        one
        for one in found
        if one.decision.action is Action.CLARIFY and (not sure or one.decision.score >= _WORTH_ASKING)
    ]
    told = {choice.code: one.words for one in reversed(found) for choice in one.decision.choices}
    codes = [choice.code for one in found for choice in one.decision.choices]
    codes, rules = code_list.reported(codes, reading, library)
    standing = [library.codebook.status(code, reading.day).standing for code in codes]
    if any(one is not Standing.VALID for one in standing) or not (codes or open_):
        return None
    for rule in rules:
        words = [told[code] for code in rule.instead_of if code in told]
        told.setdefault(rule.code, words[0] if words else "")
    nameless = without_identifiers(reading.text)
    # words that hold an identifier are not shown
    support = {code: words for code, words in told.items() if words in nameless}
    choices = tuple(
        Choice(code, System.ICD10CM, "additional" if n else "primary", support=support.get(code, ""))
        for n, code in enumerate(codes)
    )
    points = [point for code in codes for point in code_points(code, library)]
    points += [point for rule in rules for point in _rule_points(rule, library)]
    notices = [f"{left} further statements of the note were not read: paste them by themselves."] if left > 0 else []
    if any("unspecified" in library.codebook.status(code, reading.day).description.lower() for code in codes):
        notices.append("An unspecified code is used: the record states nothing more specific.")
    asks = tuple(dict.fromkeys(f"{one.words}: {ask}" for one in open_ for ask in one.decision.ask_back))
    score = min((one.decision.score for one in found), default=0.6)
    points += [point for one in open_ for point in one.decision.points[:3]]
    return Decision(
        Action.CLARIFY if open_ else Action.ANSWER,
        min(score, 0.85),
        choices,
        ask_back=asks,
        points=tuple(points),
        notices=tuple(notices),
    )


def _rule_points(rule: combinations.Joined, library: Library) -> list[Point]:
    """The sentence of our guideline article that joins them, else nothing: the code's own line stands anyway."""
    for article in ("hypertension", "diabetes", "copd-and-asthma"):
        for section in ("which-code", "in-short", "report-with"):
            passage = library.database.passage(f"{article}/{section}")
            for quote in sentence_quotes(passage) if passage else ():
                if rule.code in quote.text or (f"{rule.code[:3]}, " in f"{quote.text}, " and "join" in quote.text):
                    return [Point(quote, "Rule")]
    return []
