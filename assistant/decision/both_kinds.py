"""The procedure and the diagnosis of one case, where the codes of both are asked for: *right carpal tunnel, open release: CPT and dx*."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer import Action
from assistant.decision.article_quotes import unique
from assistant.decision.by_itself import Decide, read_by_itself
from assistant.decision.operative_note import asks_nothing, of_done
from assistant.draft import Decision
from assistant.evidence import Evidence
from assistant.question import Intent, Reading
from assistant.scope import Scope
from knowledge.library import Library
from knowledge.records import System

_DIAGNOSIS = re.compile(
    r"(?:(?:\band\b|\bplus\b|[+&/,]) ?)?(?:\bthe )?\b(?:dx|icd[- ]?10(?:[- ]?cm)?|icd|diagnos[ei]s)(?: codes?)?\b", re.IGNORECASE
)
_PROCEDURE = re.compile(
    r"\b(?:cpts?|hcpcs|px|procedures?|units?|modifiers?|mods?|device|drugs?|supply|j[- ]?codes?)\b"
    r"(?: codes?\b|(?= and\b| with\b| w/| dx\b| ?[,+&/?.)]|$| please| for\b| units?\b))|"
    r"\bcodes? (?=(?:and|&|\+|plus) (?:the )?(?:dx|icd|diagnos))",
    re.IGNORECASE,
)
_CODED = {Action.ANSWER, Action.CLARIFY}


def told(decided: Decision, reading: Reading, library: Library, decide: Decide) -> Decision:
    """The codes of what was done with those of the condition; the decision given where not both are asked for or known.

    ``decide`` decides what was done, and what for, as a question by itself.
    """
    held = {choice.system is System.ICD10CM for choice in decided.choices}
    if not _asks_both(reading) or len(held) > 1:
        return decided
    both = asks_nothing(reading)
    alone, evidence = read_by_itself(f"{reading.text}\nCPT?", reading, library) if both else _without(_DIAGNOSIS, reading, library)
    if not any(match.article.system is not System.ICD10CM and match.article.codes for match in evidence.articles):
        return decided
    cause = read_by_itself(f"{reading.text}\ndx?", reading, library) if both else _without(_PROCEDURE, reading, library)
    done, reason = decide(alone, evidence, library), decide(*cause, library)
    if not any(choice.system is not System.ICD10CM for choice in done.choices):
        # beside the conditions told, what was done is read by itself
        done = of_done(alone, library) or done
    asks = (*done.ask_back, *reason.ask_back)
    services = [choice for choice in done.choices if choice.system is not System.ICD10CM]
    conditions = [choice for choice in reason.choices if choice.system is System.ICD10CM]
    if not (services or done.ask_back) or done.action not in _CODED or reason.action not in _CODED:
        return decided
    return replace(
        done,
        action=Action.CLARIFY if asks else Action.ANSWER,
        choices=(*services, *conditions),
        rejected=tuple({one.code: one for one in (*done.rejected, *reason.rejected)}.values()),
        ask_back=asks,
        points=tuple(unique([*done.points, *reason.points])),
        notices=tuple(dict.fromkeys((*done.notices, *reason.notices))),
        score=min(done.score, reason.score),
    )


def _without(words: re.Pattern[str], reading: Reading, library: Library) -> tuple[Reading, Evidence]:
    """The question without the words that ask for one kind of code, read and searched anew."""
    return read_by_itself(words.sub(" ", reading.text), reading, library)


def _asks_both(reading: Reading) -> bool:
    plain = reading.asked
    if asks_nothing(reading):
        return True
    wants = reading.intent in {Intent.CHOOSE, Intent.UNITS} and reading.scope is Scope.CODING
    # B12 is a vitamin and T12 a vertebra
    named = any(len(mention.code) > 3 for mention in reading.mentions)
    single = len(reading.turns) < 2 and not named
    return wants and single and _DIAGNOSIS.search(plain) is not None and _PROCEDURE.search(plain) is not None
