"""The level of a visit by its elements: chosen where two of three agree, and asked for, by name, where they are missing."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant import visit_elements
from assistant.answer import Action
from assistant.decision.family import decide_family
from assistant.decision.procedure import described
from assistant.draft import Decision, Point, sentence_quotes
from assistant.evidence import Evidence
from assistant.question import Intent, Reading
from assistant.topics import matching_articles
from assistant.visit_elements import DATA, PROBLEMS, RISK, Elements, Level
from knowledge.library import Library

_ASKED = re.compile(
    r"\b(?:what|which) (?:e/?m|em|visit|office|level|los)\b|\b(?:e/?m|em|visit|office|mdm) (?:level|code)\b|\blevel of (?:service|"
    r"visit|care|mdm)\b|\blevel\s*\?|\be/?m\s*\?|"
    r"\bwhat level\b|\blevel\s*$"
)
_OTHER_MATTER = re.compile(r"\bdx\b|\bdiagnos(?:is|es) codes?\b|\bicd|\bmod(?:ifier)?s?\b|\bexternal cause|\bplace of occurrence")
_OFFICE, _RULES, _PREVENTIVE = "office-visit", "medical-decision-making", "preventive-visits"
_WORDS = {
    Level.STRAIGHTFORWARD: "straightforward mdm",
    Level.LOW: "low mdm",
    Level.MODERATE: "moderate mdm",
    Level.HIGH: "high mdm",
}
_ASK = {
    PROBLEMS: "Which problems were addressed: self-limited, stable chronic, worsening, or threatening life or function?",
    DATA: "Which data were ordered, reviewed or discussed: tests, outside notes, an independent historian or interpretation?",
    RISK: "What was the risk of the management: none, over the counter, prescription drug management, surgery or admission?",
}
_TIME = "Or how many minutes of total time on the date does the note state?"
# A question of fewer words tells no visit whose elements could be missing.
_A_CASE = 8
_SURE = 0.7
# How a sentence of the article on decision making names each element.
_TELLING = {
    PROBLEMS: ("chronic illness", "problem"),
    DATA: (" data ", "data need"),
    RISK: ("risk",),
}


def told(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """The visit code by the elements stated, or what is missing; None where no level is asked for, or it is stated."""
    office = next((article for article in library.articles if article.id == _OFFICE), None)
    if office is None or _OTHER_MATTER.search(reading.plain) or reading.intent is not Intent.CHOOSE or reading.mentions:
        return None
    patient_stated, level_stated, time_stated = described(reading.plain, office)[:3]
    elements = visit_elements.read(reading.plain)
    of_visit = patient_stated and any(_of_visits(match.article.family) for match in evidence.articles)
    if _ASKED.search(reading.plain) is None and not (of_visit and elements.level is not None):
        return None
    if PROBLEMS not in elements.stated and any(match.article.id == _PREVENTIVE and match.cues for match in evidence.articles):
        # an examination of a well person has no level
        return None
    if level_stated or time_stated or not (elements.stated or reading.plain.count(" ") > _A_CASE):
        return None
    if elements.level is None:
        return _asked(reading, elements, library)
    words = f"{reading.plain}. e/m level, {_WORDS[elements.level]}"
    read = replace(reading, plain=words, text=words, turns=(words,))
    found = tuple(match for match in matching_articles(read, evidence.words, None, library) if _of_visits(match.article.family))
    decision = decide_family(read, replace(evidence, articles=found), library)
    if decision is None:
        return None
    proof = [point for name in elements.stated for point in _rule(name, elements.stated[name], library)]
    return replace(decision, score=min(decision.score, _SURE), points=(*decision.points, *proof))


def _of_visits(family: str) -> bool:
    return family == "evaluation-and-management"


def _asked(reading: Reading, elements: Elements, library: Library) -> Decision:
    """What is missing for the level, each element by name, with the rules on it."""
    office = next(article for article in library.articles if article.id == _OFFICE)
    patient = office.features[0]
    asks = [] if described(reading.plain, office)[0] else [patient.ask]
    asks += [_ASK[name] for name in elements.missing or (PROBLEMS, DATA, RISK)]
    rule = library.database.passage(f"{_RULES}/in-short")
    points = [Point(quote) for quote in (sentence_quotes(rule)[:1] if rule else ())]
    points += [point for name, level in elements.stated.items() for point in _rule(name, level, library)]
    return Decision(Action.CLARIFY, 0.6, ask_back=(*asks, _TIME), points=tuple(points))


def _rule(name: str, level: Level, library: Library) -> list[Point]:
    """The sentence of the article on decision making that tells what makes this level of an element."""
    passage = library.database.passage(f"{_RULES}/documentation")
    quotes = sentence_quotes(passage) if passage else []
    word = {Level.STRAIGHTFORWARD: "minimal", Level.LOW: "low", Level.MODERATE: "moderate", Level.HIGH: "high"}[level]
    fitting = (
        quote for quote in quotes if word in quote.text.lower() and any(cue in quote.text.lower() for cue in _TELLING[name])
    )
    return [Point(quote) for quote in fitting][:1]
