"""Decisions that give no code: out of scope, refused, or not supported by the library."""

from __future__ import annotations

from assistant.answer import Action
from assistant.decision.article_quotes import contrast
from assistant.draft import Decision, Point, first_line, sentence_quotes
from assistant.evidence import Evidence
from assistant.question import Reading
from assistant.scope import Scope
from knowledge import look_ups
from knowledge.codebook import Standing
from knowledge.library import Library
from knowledge.wording import content_tokens

_COMPLIANCE = "compliance-upcoding-and-unbundling"
# The rule of the article on compliance against what a question wants bent: its section, and how it opens.
_RULES = {
    "edit": ("modifiers", "A modifier such as"),
    "record": ("when-not", "What the record does not say"),
    "date": ("when-not", "The date on the claim"),
    "payment": ("in-short", "Upcoding reports more"),
}
_WHY = {
    Scope.CLINICAL: "This asks for clinical advice, which is the treating clinician's; CodeCite answers coding questions.",
    Scope.OTHER_SYSTEM: "{} is not among the code systems held here, which are ICD-10-CM and the CPT families with an article.",
    Scope.MONEY: "This needs a fee, a payment rate or a contract, and no fee file or contract is loaded.",
    Scope.PAYER: "This turns on the payer's own policy, list or contract, and none of that payer is loaded: load it, or ask the payer.",
    Scope.FUTURE: "What an agency or a payer will decide is not known; the sources held tell the rules in force.",
    Scope.DESCRIPTOR: "The wording of CPT codes is the AMA's and is not held here; the CPT book prints it.",
    Scope.NOT_CODING: "This is not a coding question; ask which code a case needs, or whether a code may be reported.",
    Scope.COMMAND: "Orders to the assistant inside a question are not followed; ask which code a case needs.",
}


def out_of_scope(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """The decision on a question that is not ours to answer; None where it is."""
    if reading.scope is Scope.CODING:
        return None
    if reading.scope is Scope.UPCODING:
        return Decision(
            Action.REFUSE,
            0.9,
            verdict=None,
            points=_rules(reading, evidence, library),
            remarks=(
                "I cannot help choose or split codes for payment: only what the record supports may be reported.",
            ),
        )
    action = Action.REFUSE if reading.scope is Scope.COMMAND else Action.ABSTAIN
    return Decision(action, 0.9, remarks=(_WHY[reading.scope].format(reading.scope_detail),))


def not_loaded(evidence: Evidence, reading: Reading, library: Library) -> Decision | None:
    """The decision where a procedure code is named that no source held covers, and no article speaks of it."""
    missing = [status for status in evidence.statuses if status.standing is Standing.NOT_LOADED]
    if not missing or evidence.articles:
        return None
    points = [
        Point(first_line(look_ups.validity(library.codebook, status.code, reading.day))) for status in missing[:3]
    ]
    return Decision(
        Action.ABSTAIN,
        0.8,
        points=tuple(points),
        notices=("Load a table or an article that covers it to get a proven answer.",),
    )


def unsupported(reading: Reading, evidence: Evidence, procedure: bool) -> Decision:
    """Nothing held supports an answer: show the nearest passages and say what to load."""
    kind = (
        "No article held covers this procedure"
        if procedure
        else "Nothing in the sources held supports a code for this wording"
    )
    said = set(content_tokens(reading.plain))
    alike = [hit.passage for hit in evidence.hits[:8] if said & set(content_tokens(first_line(hit.passage).text))]
    nearest = [] if procedure else alike[:3]
    points = tuple(Point(first_line(passage), label="Nearest") for passage in nearest)
    mend = "add an article or a code table for it" if procedure else "add detail such as the condition, site or cause"
    return Decision(Action.ABSTAIN, 0.3, points=points, remarks=(f"{kind}: {mend}.",))


def _rules(reading: Reading, evidence: Evidence, library: Library) -> tuple[Point, ...]:
    """The rule that is nearest to the request, and the sentences that tell what the codes in question are for."""
    section, opening = _RULES[reading.scope_detail]
    passage = library.database.passage(f"{_COMPLIANCE}/{section}")
    points = [Point(quote) for quote in (sentence_quotes(passage) if passage else ()) if quote.text.startswith(opening)]
    for status in evidence.statuses[:3]:
        passage = library.codebook.passage(status.code)
        if passage is not None:
            points.append(Point(first_line(passage)))
        quote = contrast(status.code, library)
        points += [Point(quote)] if quote else []
    if not evidence.statuses:
        convention = library.database.passage("icd10cm/convention-code-assignment-and-clinical-criteria")
        points += [Point(quote) for quote in sentence_quotes(convention)[:2]] if convention else []
    return tuple(points)
