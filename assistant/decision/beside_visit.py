"""A visit named by its code, and a service in words beside it: *wart destruction and 99213 same day*."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assistant.answer import Action
from assistant.decision.article_quotes import lead_points, unique
from assistant.decision.by_itself import Decide, read_by_itself
from assistant.draft import Decision
from assistant.evidence import Evidence
from assistant.measures import figures
from assistant.question import Intent, Reading
from assistant.record import is_note
from knowledge.claims.modifiers import is_visit
from knowledge.code_format import is_procedure_shaped
from knowledge.library import Library
from knowledge.records import System

# the longest office visits, beyond which time is prolonged, and the codes of that time
_LONGEST = {"99205": "new patient office visit", "99215": "established patient office visit"}
_BEYOND = frozenset({"99417", "G2212"})


def with_service(decided: Decision, reading: Reading, library: Library, decide: Decide) -> Decision:
    """The visit that was named, then the services that the rest of the question describes, or what they leave open; the
    decision given where it has none.

    ``decide`` decides the rest as a question by itself.
    """
    longer = _prolonged(reading, library, decide)
    if longer is not None:
        return longer
    named = {mention.code for mention in reading.mentions}
    assigned = [choice.code for choice in decided.choices]
    alone = len(named) == 1 and set(assigned) == named and all(is_visit(code) for code in named)
    asks_code = reading.intent is Intent.CHOOSE and decided.verdict is None
    if not alone or not asks_code or len(reading.turns) > 1 or is_note(reading.text):
        return decided
    rest, evidence = _in_words(reading, library, {})
    other = decide(rest, evidence, library)
    procedures = [match.article for match in evidence.articles if match.article.system is not System.ICD10CM]
    if other.action is Action.CLARIFY and procedures and not any(named & {code.code for code in one.codes} for one in procedures):
        return other
    services = [choice for choice in other.choices if is_procedure_shaped(choice.code)]
    only_services = len(services) == len(other.choices) and not any(is_visit(one.code) for one in services)
    if other.action is not Action.ANSWER or not services or not only_services:
        return decided
    held = {code.code: code for one in library.articles for code in one.codes}
    beside = {choice.code: one.code for choice in services for one in held[choice.code].becomes if named & set(one.beside)}
    services = [replace(choice, code=beside.get(choice.code, choice.code)) for choice in services]
    told = lead_points([held[code] for code in beside.values()], library)
    points = tuple(unique([*told, *(point for point in other.points if point.code not in beside), *decided.points[:1]]))
    return replace(other, choices=(*decided.choices, *services), points=points, score=min(other.score, decided.score))


def _prolonged(reading: Reading, library: Library, decide: Decide) -> Decision | None:
    """The longest visit named by its code and the time beyond it, by the minutes stated; None where none is asked for."""
    named = {mention.code for mention in reading.mentions}
    visit = named & _LONGEST.keys()
    asked = bool(named & _BEYOND) or "prolonged" in reading.plain
    counted = reading.intent in {Intent.CHOOSE, Intent.UNITS, Intent.MAY_I} and bool(figures(reading.plain, "minutes"))
    if len(visit) != 1 or named - visit - _BEYOND or not (asked and counted) or len(reading.turns) > 1:
        return None
    rest, evidence = _in_words(reading, library, dict.fromkeys(_BEYOND, "prolonged service") | _LONGEST)
    decided = decide(rest, evidence, library)
    codes = {choice.code for choice in decided.choices}
    if decided.action is not Action.ANSWER or not visit <= codes or not codes - visit <= _BEYOND:
        return None
    if reading.intent is Intent.MAY_I:
        # "do we get prolonged time with it"
        return replace(decided, verdict="yes" if codes & _BEYOND else "no")
    return decided if codes & _BEYOND else None


def _in_words(reading: Reading, library: Library, words: Mapping[str, str]) -> tuple[Reading, Evidence]:
    """The question with each code named replaced by its words, or left out, read and searched anew."""
    text = reading.text
    for mention in sorted(reading.mentions, key=lambda one: one.start, reverse=True):
        text = f"{text[: mention.start]} {words.get(mention.code, '')} {text[mention.end :]}"
    return read_by_itself(text, reading, library)
