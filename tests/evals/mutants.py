"""Assistants that are wrong in one named way each: a right answer goes in, and a spoilt one comes out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from assistant.answer import Action, Answer, AssignedCode, Citation, RejectedCode, confidence
from assistant.request import Request
from evals.metrics.citations import MARKER
from evals.null_assistants import FirstHit, NoRetrieval
from knowledge.records import Passage
from tests.evals.answer_key import KeySubject, cite, passage, right

Spoil = Callable[[Request, Answer], Answer]


@dataclass(frozen=True)
class Mutant:
    """``spoil`` bends each answer and ``rank`` what was found; ``caught_by`` is the check that must fall."""

    name: str
    caught_by: str
    spoil: Spoil = lambda request, answer: answer
    rank: Callable[[list[Passage]], list[Passage]] = lambda found: found
    instead: Callable[[KeySubject], Any] | None = None

    def subject(self) -> Any:
        return self.instead(KeySubject()) if self.instead else Spoilt(self)


class Spoilt(KeySubject):
    """The right subject, spoilt."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def ask(self, request: Request) -> Answer:
        return self._mutant.spoil(request, super().ask(request))

    def retrieve(self, request: Request) -> list[Passage]:
        return self._mutant.rank(super().retrieve(request))


def changed(answer: Answer, **fields: Any) -> Answer:
    return answer.model_copy(update=fields)


def each_code(**fields: Any) -> Spoil:
    return lambda request, answer: changed(answer, codes=[code.model_copy(update=fields) for code in answer.codes])


def each_citation(change: Callable[[Citation], dict[str, Any]]) -> Spoil:
    return lambda request, answer: changed(
        answer, citations=[one.model_copy(update=change(one)) for one in answer.citations])


def only(name: str, spoil: Spoil) -> Spoil:
    """Spoils the answer to one case of the key, as an assistant would that lacks what this case is about."""
    return lambda request, answer: spoil(request, answer) if request.id == name else answer


def only_doing(action: Action, spoil: Spoil) -> Spoil:
    return lambda request, answer: spoil(request, answer) if answer.action is action else answer


def instead(answer: Answer) -> Spoil:
    return lambda request, _: changed(answer, id=request.id)


def with_code(code: str) -> Spoil:
    """One code more, proven by its own passage."""
    def spoil(request: Request, answer: Answer) -> Answer:
        if code in {one.code for one in answer.codes} or answer.action is not Action.ANSWER:
            return answer
        n = len(answer.citations) + 1
        more = AssignedCode(code=code, system="ICD-10-CM" if "." in code else "CPT", citations=[n])
        return changed(answer, codes=[*answer.codes, more], citations=[*answer.citations, cite(n, code)],
                       text=f"{answer.text}\n{passage(code).text} [{n}]")

    return spoil


def named(code: str) -> Spoil:
    """Every code becomes this one in name alone."""
    return lambda request, answer: changed(
        answer, codes=[one.model_copy(update={"code": code}) for one in answer.codes[:1]])


def swapped(request: Request, answer: Answer) -> Answer:
    """The code and the one it was told apart from change places."""
    if not (answer.codes and answer.rejected):
        return answer
    [code], [other] = answer.codes, answer.rejected
    return changed(answer, codes=[code.model_copy(update={"code": other.code, "citations": other.citations})],
                   rejected=[RejectedCode(code=code.code, why="swapped", citations=code.citations)])


def without_citations(request: Request, answer: Answer) -> Answer:
    return changed(answer, citations=[], text=MARKER.sub("", answer.text), rejected=[],
                   codes=[code.model_copy(update={"citations": []}) for code in answer.codes])


def of_another_passage(request: Request, answer: Answer) -> Answer:
    """Every citation is verbatim, of a passage about something else."""
    others = [cite(one.n, "E11.9" if one.passage.startswith("cpt") else "20939") for one in answer.citations]
    return changed(answer, citations=others)


def doubled(request: Request, answer: Answer) -> Answer:
    return changed(answer, codes=answer.codes * 2)


def wrong_and_sure() -> Spoil:
    """Every second answer has a code that is wrong, and all are as sure as can be."""
    turn = itertools.count()

    def spoil(request: Request, answer: Answer) -> Answer:
        sure = changed(answer, confidence=confidence(1.0))
        return with_code("M72.2" if request.id != "term-901" else "I10")(request, sure) if next(turn) % 2 else sure

    return spoil


def moody() -> Spoil:
    """Says something else every third time, so that a second run of sixteen cases comes out differently."""
    turn = itertools.count()
    return lambda request, answer: answer if next(turn) % 3 else changed(answer, verdict="conditional")


def broken(request: Request, answer: Answer) -> Answer:
    if request.id == "term-901":
        raise OSError("gone")
    return answer


def asks(request: Request, answer: Answer) -> Answer:
    return changed(answer, action=Action.CLARIFY, codes=[], rejected=[], citations=[], text="**Which side?**",
                   ask_back=["Which side?"])


def declines(request: Request, answer: Answer) -> Answer:
    return right(action=Action.ABSTAIN, text="Not in the sources held.", id=request.id)


_FLIPPED = {"yes": "no", "no": "yes"}

MUTANTS = [
    Mutant("always the first hit", "action", instead=FirstHit),
    Mutant("answers from the question alone", "support", instead=NoRetrieval),
    Mutant("drops its citations", "support", without_citations),
    Mutant("drops its markers", "citations", lambda _, a: changed(a, text=MARKER.sub("", a.text))),
    Mutant("a marker that leads nowhere", "hard citations", lambda _, a: changed(a, text=f"{a.text} [99]")),
    Mutant("two citations with one number", "citations",
           lambda _, a: changed(a, citations=[*a.citations, *a.citations[:1]])),
    Mutant("quotes begin a character late", "hard citations", each_citation(lambda c: {"start": c.start + 1})),
    Mutant("quotes end a character late", "hard citations", each_citation(lambda c: {"end": c.end - 1})),
    Mutant("quotes in other words", "hard citations", each_citation(lambda c: {"quote": f"about {c.quote}"})),
    Mutant("empty quotes", "hard citations", each_citation(lambda c: {"quote": "", "end": c.start})),
    Mutant("cites what is not held", "hard citations", each_citation(lambda c: {"passage": f"{c.passage}0"})),
    Mutant("stale sources", "citations", each_citation(lambda c: {"edition": "FY2019"})),
    Mutant("cites another passage", "support", of_another_passage),
    Mutant("cites another passage for its sentence", "citation_precision", of_another_passage),
    Mutant("adds a sentence without proof", "statements", lambda _, a: changed(a, text=f"{a.text}\nPayers accept 99215 as well.")),
    Mutant("swaps two codes", "codes", swapped),
    Mutant("an extra code", "codes", with_code("E11.9")),
    Mutant("an extra code does harm", "harm_weighted", with_code("E11.9")),
    Mutant("leaves the last code out", "codes", lambda _, a: changed(a, codes=a.codes[:-1])),
    Mutant("assigns every code twice", "codes", doubled),
    Mutant("assigns what it rejects", "codes", lambda _, a: changed(
        a, rejected=[*a.rejected, *(RejectedCode(code=c.code, why="no") for c in a.codes)])),
    Mutant("the other side", "codes", only("laterality-901", swapped)),
    Mutant("an invented code", "hard codebook", named("M99.ZZ")),
    Mutant("a category instead of a code", "hard codebook", named("M17")),
    Mutant("ignores the date", "hard codebook", only("date-901", instead(right("H99.1", codes=["H99.1"], verdict="yes")))),
    Mutant("ignores negation", "codes", only("note-901", with_code("E11.9"))),
    Mutant("ignores earlier turns", "action", only("turns-901", asks)),
    Mutant("ignores the payer", "units", only("payer-901", each_code(units=4))),
    Mutant("one unit too many", "units", lambda r, a: changed(
        a, codes=[c.model_copy(update={"units": c.units and c.units + 1}) for c in a.codes])),
    Mutant("never states units", "units", each_code(units=None)),
    Mutant("drops modifiers", "modifiers", each_code(modifiers=[])),
    Mutant("59 on everything", "modifiers", each_code(modifiers=["59"])),
    Mutant("turns verdicts round", "verdict", lambda _, a: changed(a, verdict=_FLIPPED.get(a.verdict or ""))),
    Mutant("never gives a verdict", "verdict", lambda _, a: changed(a, verdict=None)),
    Mutant("never abstains", "action", only_doing(Action.ABSTAIN, instead(right("20930", codes=["20930"])))),
    Mutant("never abstains, by its recall", "recall of abstain", only_doing(Action.ABSTAIN, instead(right("20930", codes=["20930"])))),
    Mutant("always abstains", "action", declines),
    Mutant("always abstains, by its precision", "precision of abstain", declines),
    Mutant("never asks back", "recall of clarify", only_doing(Action.CLARIFY, instead(right("M17.11", codes=["M17.11"])))),
    Mutant("always asks back", "precision of clarify", asks),
    Mutant("asks about nothing", "ask_back", lambda _, a: changed(a, ask_back=["Anything else?"] if a.ask_back else [])),
    Mutant("agrees with a false premise", "action",
           only("premise-901", instead(right("20939", codes=["20939"])))),
    Mutant("refuses everything", "action", lambda r, a: changed(declines(r, a), action=Action.REFUSE)),
    Mutant("obeys a planted order", "hard injection", only("refuse-injection-901", instead(right("20931", codes=["20931"])))),
    Mutant("puts links into its text", "hard injection", lambda _, a: changed(a, text=f"{a.text} [more](https://example.org)")),
    Mutant("repeats the patient's name", "hard identifiers", lambda r, a: changed(a, notices=[r.question])),
    Mutant("leaves out what must be said", "wording", lambda _, a: changed(a, text=re.sub("once a session", "", a.text))),
    Mutant("finds the passage sixth", "retrieval", rank=lambda found: [*found[1:6], found[0], *found[6:]]),
    Mutant("finds the passage second", "recall_at_1", rank=lambda found: [found[1], found[0], *found[2:]]),
    Mutant("finds the passage late", "recall_at_10", rank=lambda found: [*found[1:12], found[0]]),
    Mutant("finds nothing", "reciprocal_rank", rank=lambda found: []),
    Mutant("wrong and sure of it", "calibration", wrong_and_sure()),
    Mutant("answers by its mood", "stability", moody()),
    Mutant("breaks now and then", "void", broken)]
