"""Procedures recognised by their everyday words, where no article's own questions have led to a code."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from assistant.answer import Action
from assistant.decision import which_done
from assistant.decision.article_quotes import codes_in
from assistant.decision.family import chosen
from assistant.decision.procedure import ProcedureChoice, choose, chosen_as, described
from assistant.draft import Decision
from assistant.evidence import SCAFFOLDING, Evidence, longest
from assistant.question import Intent, Reading
from assistant.record import is_note
from assistant.scope import Scope
from assistant.topics import DIAGNOSIS_ASKED, NO_CONDITIONS, ArticleMatch, asks_for_anesthesia, treated
from knowledge.code_format import is_anesthesia
from knowledge.library import Library
from knowledge.records import Article, ProcedureCode, System, WordedCode
from knowledge.wording import content_tokens, spelled_out

# How near the words of a code must be, and how much nearer than those of the next; chosen on the development cases.
_NEAR, _NEARER = 0.5, 0.05
# Where nothing else was found that supports a code, they must be nearer.
_NEAR_ALONE = 0.6
# By how much they must be nearer than the words of a diagnosis: where a condition is named and nothing is done about it.
_NEARER_THAN_CONDITION = 0.15
# Within how much another answer to the open question is a rival.
_RIVAL = 0.2
# In so few words what is done is the matter, whatever condition it is done for: *mole removal*.
_FEW = 4
# Words that so many codes' wordings hold, and more besides, tell none of them.
_SEVERAL = 2
_SIZES = frozenset({"cm", "sq cm", "mg"})
_CANDIDATES, _DEPTH, _LONGEST = 8, 30, 500
_TIMES = frozenset(content_tokens("first initial second subsequent repeat again"))
_ASKS_MODIFIER = re.compile(r"\bmodifiers?\b|\bwhich mod\b")


def by_words(decision: Decision, reading: Reading, evidence: Evidence, library: Library) -> Decision:
    """The decision for the procedure whose everyday words the question holds; the one given where it stands better."""
    if not _may_be_replaced(decision, reading):
        return decision
    found = _candidates(reading, library)
    if found and found[0].score >= _NEAR and (open_ := _open(found, decision, reading, evidence, library)) is not None:
        return open_
    least = _NEAR_ALONE if decision.action is Action.ABSTAIN else _NEAR
    if not found or found[0].score < least or not _nearer_than_diagnosis(found[0], decision, reading, evidence):
        return decision
    # where an article asks its own question, only one of its codes can answer it; what was asked of an operation is
    # no question of its anesthesia
    wanted = asks_for_anesthesia(reading.plain)
    between = {code for code in codes_in(" ".join(decision.ask_back)) if is_anesthesia(code) == wanted}
    asking = {article.id for article in library.articles if any(code.code in between for code in article.codes)}
    if which_done.says_only_the_topic(reading, [match for match in evidence.articles if match.article.id in asking]):
        return decision
    if _unmeasured(between, reading, library):
        # no word tells a figure that was not measured
        return decision
    named_families = {match.article.family for match in evidence.articles if _is_of_procedures(match)}
    for code, article, choice in _standing(found, reading, library):
        if asking and (article.id not in asking or _says_which_time(code, reading)):
            break
        if _rivalled(code, found, between) and _answers(code, article, between, reading, library):
            break
        if named_families and article.family not in named_families and not is_anesthesia(code.code):
            # a needle biopsy of the prostate, whose article assigns no code, is none of the liver
            break
        alone = replace(evidence, articles=())
        told = chosen(reading, article, [choice], list(choice.codes), [], (), alone, library)
        return replace(told, score=min(told.score, code.score))
    return decision


def _open(
    found: list[WordedCode], decision: Decision, reading: Reading, evidence: Evidence, library: Library
) -> Decision | None:
    """The question which procedure was done, where the decision tells no more than the condition that it was done for."""
    if codes_in(" ".join(decision.ask_back)):
        return None
    said = set(content_tokens(reading.plain))
    holding = [code for code in found if said <= set(content_tokens(code.wording))]
    told = len(holding) < _SEVERAL or _is_outright(found[0], reading)
    if told and next(_standing(found, reading, library), None) is not None:
        return None
    nearer = holding or len(said) <= _FEW or _nearer_than_diagnosis(found[0], decision, reading, evidence)
    return which_done.among(found, reading, evidence, library) if nearer else None


def _is_outright(code: WordedCode, reading: Reading) -> bool:
    """Whether a code's words are all of the question."""
    return code.wording.lower() == reading.plain.strip(" ?.")


def _says_which_time(code: WordedCode, reading: Reading) -> bool:
    """Whether a code's words say that it is the first or a later time where the question does not, and so leave that open."""
    return bool(_TIMES & set(content_tokens(code.wording)) - set(content_tokens(reading.plain)))


def _rivalled(code: WordedCode, found: Sequence[WordedCode], between: Collection[str]) -> bool:
    """Whether another code that the open question separates from this one is nearly as near."""
    return any(other.code in between and other.code != code.code and other.score > code.score - _RIVAL for other in found)


def _answers(code: WordedCode, article: Article, between: Collection[str], reading: Reading, library: Library) -> bool:
    """Whether what a code's words say beyond the question's answers what is asked: the *w/o* of *CT chest w/o* to *CT chest*."""
    ways = [held.when for one in library.articles for held in one.codes if held.code in between and held.when]
    apart = [len({tuple(when.get(feature.name) for when in way) for way in ways}) > 1 for feature in article.features]
    said = set(content_tokens(reading.plain))
    beyond = " ".join(word for word in spelled_out(code.wording).split() if not said.issuperset(content_tokens(word) or [word]))
    return any(differs and answered for differs, answered in zip(apart, described(beyond, article), strict=True))


def _unmeasured(between: Collection[str], reading: Reading, library: Library) -> bool:
    """Whether a figure tells the codes asked about apart, in cm or g, and none is stated."""
    for article in library.articles:
        ways = [way for code in article.codes if code.code in between for way in code.when]
        for feature in article.features if len(ways) > 1 else ():
            apart = len({tuple(way.get(feature.name, ())) for way in ways}) > 1
            if apart and feature.measure in _SIZES and not any(described(reading.plain, replace(article, features=(feature,)))):
                return True
    return False


def _is_of_procedures(match: ArticleMatch) -> bool:
    """Whether an article found by its own words tells of procedures and not of rules, modifiers or diagnoses."""
    article = match.article
    return bool(match.cues) and article.system is not System.ICD10CM and not article.modifiers and article.family != "rules"


def _candidates(reading: Reading, library: Library) -> list[WordedCode]:
    """The codes nearest by their words: of anesthesia where that is asked for, else of the procedures themselves."""
    found = library.search.procedures(SCAFFOLDING.sub(" ", reading.plain)[:_LONGEST], _DEPTH)
    wanted = asks_for_anesthesia(reading.plain)
    return [code for code in found if is_anesthesia(code.code) == wanted][:_CANDIDATES]


def _may_be_replaced(decision: Decision, reading: Reading) -> bool:
    """Whether a decision leaves room: it assigned no procedure, and the question wants a code and no other thing."""
    if reading.scope is not Scope.CODING or reading.intent not in {Intent.CHOOSE, Intent.UNITS} or reading.mentions:
        return False
    if decision.verdict is not None or decision.modifiers or is_note(reading.text) or DIAGNOSIS_ASKED.search(reading.plain):
        return False
    if _ASKS_MODIFIER.search(reading.plain):
        return False
    wanted = asks_for_anesthesia(reading.plain)
    assigned = [choice for choice in decision.choices if choice.system is not System.ICD10CM]
    return decision.action in {Action.ANSWER, Action.CLARIFY, Action.ABSTAIN} and not any(
        is_anesthesia(choice.code) == wanted for choice in assigned
    )


def _nearer_than_diagnosis(best: WordedCode, decision: Decision, reading: Reading, evidence: Evidence) -> bool:
    """Whether the words of a procedure are nearer to the question than those of any diagnosis."""
    if decision.action is Action.ABSTAIN and not decision.choices:
        return True
    diagnosis = max((hit.score for hit in evidence.hits), default=0.0)
    named = {phrase.code[:3] for phrase in longest(evidence.phrases)}
    conditions = {choice.code[:3] for choice in decision.choices if not choice.code.startswith(NO_CONDITIONS)}
    return best.score > diagnosis + (_NEARER_THAN_CONDITION if named & conditions and not treated(reading) else 0.0)


def _standing(
    found: list[WordedCode], reading: Reading, library: Library
) -> Iterator[tuple[WordedCode, Article, ProcedureChoice]]:
    """The codes found that what is stated does not speak against, as long as nothing else is as near."""
    turns = reading.turns or (reading.text,)
    rest = [code for code in found if code.score >= found[0].score - _NEARER]
    standing = []
    for code in rest:
        for article, known in _articles_of(code.code, library):
            if not article.features:
                standing.append((code, article, ProcedureChoice((known,))))
                break
            decided = [choice for choice in choose(article, turns, (), reading.payer) if choice.codes]
            if decided and decided[0].codes[0].code in {other.code for other in found}:
                # the deciding questions are answered: their figures are surer than words
                standing.append((code, article, decided[0]))
                break
            choice = chosen_as(article, known, turns, reading.payer)
            if choice is not None:
                standing.append((code, article, choice))
                break
    codes = {choice.codes[0].code for _, _, choice in standing}
    if len(codes) == 1 or (standing and _is_outright(standing[0][0], reading)):
        yield standing[0]


def _articles_of(code: str, library: Library) -> Iterator[tuple[Article, ProcedureCode]]:
    """The articles that cover a code, those that choose it by deciding questions first."""
    held = [(article, known) for article in library.articles for known in article.codes if known.code == code]
    yield from sorted(held, key=lambda pair: not (pair[0].features and pair[1].when))
