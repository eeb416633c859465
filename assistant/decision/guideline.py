"""Decisions by the articles on the ICD-10-CM guidelines: rulings on sequence and use, and the rule explained."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer import Action
from assistant.decision.article_quotes import body_quote
from assistant.decision.rulings import matching_rulings
from assistant.draft import Choice, Decision, Point, first_line, overlap, sentence_quotes
from assistant.evidence import Evidence
from assistant.question import Intent, Reading, asks_whether, wants_yes_or_no
from assistant.record import is_note
from assistant.topics import find_cues
from knowledge.codebook import Standing
from knowledge.library import Library
from knowledge.records import Ruling, System, Verdict
from knowledge.wording import content_tokens, spelled_out

# Words that ask for a rule and not for the code of a case.
_RULE_ASKED = re.compile(
    r"\brules?\b(?!\s+out)|\bguidelines?\b|\bconvention|\bmeans?\b|\bdefin|\bdifference\b|\bexplain|\bsequenc|\bfirst[- ]listed\b|"
    r"\bwhen (?:do|does|is|can|should|may)\b|\bhow (?:do|does|is|are|should|to)\b|\bwho (?:can|may)\b|"
    r"\b(?:listed|coded|go(?:es)?|comes?|is) first\b|\bprincipal\b|\bassum|\bpresum|\bdefault\b|\brequired\b"
)
# Words that ask for more than a yes or a no.
_OPEN_ASKED = re.compile(r"\b(?:or|which|what|how|who|when|why|where|sequence|order|codes|explain|difference)\b")
# Words of claims for services, which no rule on diagnoses speaks of.
_SERVICE_ASKED = re.compile(
    r"\b(?:cpt|hcpcs|modifiers?|mod \d\d|units?|separately|payable|global|ncci|bundl\w+|e/m|procedure codes?|level of service)\b"
)
_MOST = 3


def ruled(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """The ruling of a guideline article that settles the question; None where none does.

    One that names codes settles only a question about these codes; one that names none speaks of every code, where
    the question is whether it may be used.
    """
    guides = [match for match in evidence.articles if match.article.system is System.ICD10CM]
    named = {status.code for status in evidence.statuses if status.system is System.ICD10CM}
    asks = asks_whether(reading) or _RULE_ASKED.search(reading.plain) is not None
    # beside a service the same words tell of the service
    marks = "" if _of_a_service(reading, evidence) else evidence.marks
    for article, ruling in matching_rulings(replace(reading, mentions=()), guides, marks) if asks else []:
        of_any_code = not ruling.codes and asks_whether(reading)
        if (named and not _spoken_of(named, ruling) and not of_any_code) or not _in_its_words(reading, ruling):
            continue
        points = [Point(quote) for sentence in ruling.sentences if (quote := body_quote(article, sentence, library))]
        titles = [passage for code in sorted(named) if (passage := library.codebook.passage(code))]
        kept = ruling.verdict != "no" and len(named) > 0
        valid = {status.code for status in evidence.statuses if status.standing is Standing.VALID}
        choices = tuple(Choice(code, System.ICD10CM) for code in sorted(named & valid)) if kept else ()
        return Decision(
            Action.ANSWER,
            0.85,
            choices,
            verdict=ruling.verdict if _wants_verdict(reading, ruling.verdict) else None,
            points=(*points, *(Point(first_line(passage), code=passage.codes[0]) for passage in titles)),
        )
    return None


def _of_a_service(reading: Reading, evidence: Evidence) -> bool:
    """Whether a service is what is asked about, and not the test or operation that a rule's case only tells of."""
    of_procedures = any(match.article.codes and match.article.system is not System.ICD10CM for match in evidence.articles)
    named = any(status.system is not System.ICD10CM for status in evidence.statuses)
    return named or (of_procedures and (reading.follow_up or _SERVICE_ASKED.search(reading.plain) is not None))


def _in_its_words(reading: Reading, ruling: Ruling) -> bool:
    """Whether a word of the question is one of a ruling's own cues, and not only its circumstances are told."""
    return any(find_cues(reading.plain, group) for group in ruling.cues)


def _spoken_of(named: set[str], ruling: Ruling) -> bool:
    """Whether a ruling speaks of the codes named: of one by its category, of several by each."""
    if len(named) == 1:
        return {code[:3] for code in named} <= {code[:3] for code in ruling.codes}
    return named <= set(ruling.codes)


def ruled_outright(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """The ruling where the question is nothing but a yes or a no on a rule: it comes before the case that it is asked of."""
    whether = reading.intent is Intent.MAY_I and wants_yes_or_no(spelled_out(reading.asked))
    if not whether or is_note(reading.text) or _of_a_service(reading, evidence):
        return None
    held = all(status.standing is not Standing.UNKNOWN and status.system is System.ICD10CM for status in evidence.statuses)
    return ruled(reading, evidence, library) if held else None


def _wants_verdict(reading: Reading, verdict: Verdict) -> bool:
    """Whether the question is to be answered by yes or no; one without a verb asks only whether a rule forbids it."""
    plain = spelled_out(reading.asked)
    asked = reading.intent is Intent.MAY_I or wants_yes_or_no(plain) or (plain.rstrip().endswith("?") and _OPEN_ASKED.search(plain) is None)
    return asked or (verdict == "no" and reading.intent is not Intent.SEQUENCE and asks_whether(reading))


def explained(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """The sentences of the guideline articles found that speak most of what is asked; None where no rule is asked for."""
    guides = [match.article for match in evidence.articles if match.article.system is System.ICD10CM]
    if not guides or _RULE_ASKED.search(reading.plain) is None or any(s.entry for s in evidence.statuses):
        return None
    wanted = set(content_tokens(reading.plain))
    quotes = []
    for n, article in enumerate(guides[:2]):
        for section in article.sections:
            passage = library.database.passage(f"{article.id}/{section.lower().replace(' ', '-')}")
            held = sentence_quotes(passage) if passage else []
            quotes += [(overlap(wanted, quote.text), -n, quote) for quote in held]
    best = [quote for score, _, quote in sorted(quotes, key=lambda q: (-q[0], -q[1])) if score >= 1][:_MOST]
    return Decision(Action.ANSWER, 0.6, points=tuple(Point(quote) for quote in best)) if best else None
