"""Codes, modifiers and units that a question claims and wants confirmed, compared last with what was decided."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer import Action
from assistant.decision.article_quotes import unique
from assistant.decision.by_itself import Decide, read_by_itself
from assistant.draft import Decision, Point, first_line
from assistant.evidence import Evidence
from assistant.question import Intent, Reading, asks_to_confirm
from knowledge.current_facts import fact_row
from knowledge.library import Library
from knowledge.wording import spelled_out

_LIMIT = re.compile(r" is (\d+) \(MAI 2")
# Units that are put on the one code named: "so that is 1 unit"
_UNITS = re.compile(r"(?<![\d.-])(\d{1,3}) units?\b")
_MODIFIER = re.compile(r"\bmodifiers? (\d\d|x[epsu])\b(?! or\b)")
_DROPPED = re.compile(r"\b(?:drop|omit|remove|delete|skip|leave (?:off|out)|take off|pull) (?:the )?$", re.IGNORECASE)
# "the OR" is a room
_CHOICE = re.compile(r"(?<!the )\bor\b|\bvs\b|\bversus\b")
# "x2" behind a code that is left out
_TIMES = re.compile(r"\bx ?\d\b|[×] ?\d\b|\b(?:twice|\d units?)\b", re.IGNORECASE)
_DECIDED = frozenset({Action.ANSWER, Action.CORRECT_PREMISE})


def judged(decision: Decision, reading: Reading, evidence: Evidence, library: Library, decide: Decide) -> Decision:
    """The decision with yes or no to what the question claims; unchanged where it claims nothing.

    A yes that was found gives way to units or a modifier that the decision does not have. ``decide`` counts the units of
    what is described.
    """
    asked = spelled_out(reading.asked)
    if decision.action not in _DECIDED or not asks_to_confirm(asked):
        return decision
    dropped = {mention.code for mention in reading.mentions if _DROPPED.search(reading.text[: mention.start])}
    if dropped & {choice.code for choice in decision.choices}:
        # what is reported is not to be left off
        return replace(decision, verdict="no")
    if decision.verdict == "no":
        return replace(decision, verdict="yes") if dropped and not decision.rejected else decision
    decision = _units(decision, reading, evidence, library, decide)
    refuted = not _CHOICE.search(asked) and (_another_code(decision, reading) or _another_modifier(decision, reading))
    return replace(decision, verdict="no") if refuted else decision


def _another_code(decision: Decision, reading: Reading) -> bool:
    """Whether a code claimed was weighed and others were taken, and nothing was said to that yet."""
    left_out = {rejected.code for rejected in decision.rejected} & {mention.code for mention in reading.mentions}
    chosen = {choice.code for choice in decision.choices}
    return decision.verdict is None and bool(left_out and chosen) and not left_out & chosen


def _another_modifier(decision: Decision, reading: Reading) -> bool:
    """Whether the decision tells modifiers, and none of those claimed."""
    claimed = {found.upper() for found in _MODIFIER.findall(reading.plain)}
    claimed |= {modifier for mention in reading.mentions for modifier in mention.modifiers}
    told = {*decision.modifiers, *(modifier for choice in decision.choices for modifier in choice.modifiers)}
    return bool(claimed and decision.modifiers) and not claimed & told


def _units(decision: Decision, reading: Reading, evidence: Evidence, library: Library, decide: Decide) -> Decision:
    """The decision with yes or no to the units claimed for one code, by what is counted or by the limit of its MUE row."""
    claimed = _claimed(reading, decision)
    if claimed is None:
        return decision
    code, units = claimed
    counted = _of(code, decision)
    if counted is None and reading.intent is not Intent.UNITS:
        told = decide(replace(reading, intent=Intent.UNITS), evidence, library)
        counted = _of(code, told)
        decision = replace(decision, points=tuple(unique([*told.points, *decision.points]))) if counted is not None else decision
    if counted != units and (lines := _lines(code, reading, library, decide)) is not None:
        return replace(lines, verdict="no", points=tuple(unique([*lines.points, *decision.points])), rejected=decision.rejected)
    if counted is not None:
        choices = tuple(replace(choice, units=counted) if choice.code == code else choice for choice in decision.choices)
        agreed = counted == units
        return replace(decision, choices=choices, verdict=(decision.verdict or "yes") if agreed else "no")
    row = fact_row(library, code, "mue", reading.day)
    limit = _LIMIT.search(row.text) if row else None
    if decision.verdict is not None or row is None or limit is None or units <= int(limit[1]):
        return decision
    rest = tuple(point for point in decision.points if point.quote.text != first_line(row).text)
    return replace(decision, verdict="no", points=(Point(first_line(row), code=code), *rest))


def _lines(code: str, reading: Reading, library: Library, decide: Decide) -> Decision | None:
    """What the case told beside a code claimed several times comes to, where that is the code once and its add-ons."""
    if len({mention.code for mention in reading.mentions}) > 1 or len(reading.turns) > 1:
        return None
    text = _TIMES.sub(" ", "".join(reading.text[start:end] for start, end in _between(reading)))
    told = decide(*read_by_itself(text, reading, library), library)
    codes = [choice.code for choice in told.choices]
    held = {one.code: one.facts for article in library.articles for one in article.codes if one.code in codes}
    added = [one for one in codes if code in held.get(one, {}).get("add_on", {}).get("primaries", ())]
    return told if told.action is Action.ANSWER and added and sorted([code, *added]) == sorted(codes) else None


def _between(reading: Reading) -> list[tuple[int, int]]:
    """Where the text of a question stands beside the codes that it names."""
    ends = [0, *(mention.end for mention in reading.mentions)]
    starts = [*(mention.start for mention in reading.mentions), len(reading.text)]
    return list(zip(ends, starts, strict=True))


def _claimed(reading: Reading, decision: Decision) -> tuple[str, int] | None:
    """The one code that units are put on, with the units: *J0696 x 4*, or *so 2 units* beside the only code named or decided."""
    on_codes = {mention.code: mention.units for mention in reading.mentions if mention.units}
    named = {mention.code for mention in reading.mentions} or {choice.code for choice in decision.choices}
    said = _UNITS.findall(spelled_out(reading.asked))
    if not on_codes and len(named) == 1 and said:
        on_codes = dict.fromkeys(named, int(said[-1]))
    return next(iter(on_codes.items())) if len(on_codes) == 1 else None


def _of(code: str, decision: Decision) -> int | None:
    """The units of a code: as decided, else as the first sentence says (*60 mg of ketorolac are 4 units of J1885*)."""
    said = re.search(rf"\bare (\d+) units of {code}\b", decision.points[0].quote.text) if decision.points else None
    return next((choice.units for choice in decision.choices if choice.code == code), None) or (int(said[1]) if said else None)
