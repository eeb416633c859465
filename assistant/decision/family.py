"""Decisions on the code families that articles cover: rulings, the choice among look-alikes, figures, explanations."""

from __future__ import annotations

import re

from assistant.answer import Action
from assistant.decision.procedure import ProcedureChoice, choose, deciding_article, matching_rulings
from assistant.draft import Choice, Decision, Point, Quote, Rejection, exact_quote, first_line, overlap, sentence_quotes
from assistant.evidence import Evidence
from assistant.question import Intent, Reading
from knowledge import code_format
from knowledge.library import Library
from knowledge.records import Article, Passage, ProcedureCode, Ruling, System
from knowledge.wording import content_tokens

_TOPICS = (("Units", r"\bunits?\b|\bhow many\b|\bper level\b|\beach level\b|\btwice\b|[x×]\s?\d\b|\bmue\b"),
           ("Medicare", r"\bmedicare\b|\bpay(?:s|able|ment)?\b|\bbundled\b|\bstatus\b|\bcommercial\b|\bpayer\b"),
           ("Report with", r"\balone\b|\bprimary\b|\badd-?on\b|\btogether\b|\bwith\b.{0,20}\bfusion\b.*\bclaim\b"),
           ("Modifiers", r"\bmodifiers?\b|\bappend\b|\b(?:50|51|59|62|80|82)\b"),
           ("Documentation", r"\bdocument|\bnote say|\brecord\b.*\bmust\b"))
_FIGURES = (("mue", r"\bmue\b|\bunits?\b|\bhow many\b|\btwice\b|[x×]\s?\d\b"),
            ("pfs", r"\bglobal\b|\bstatus\b|\bpa(?:y|ys|id|yable|yment)\b|\bbundled\b|\bmedicare\b|\bco-?surg|\bassistant"),
            ("add_on", r"\bprimar(?:y|ies)\b|\badd-?on\b|\balone\b"))
# Status indicators of the fee schedule under which a service is paid on its own (record layout RVU25D).
_PAID = frozenset("ART")
_PAYMENT = re.compile(r"\bpay(?:s|able|ment)?\b|\bpaid\b|\bbundled\b")
_GLOBAL_CLAIM = re.compile(r"\b(0|10|90)[- ]days? global|\bglobal (?:of|period of) (0|10|90)\b")
_FIRST_CODE = re.compile(r"\s*(\d{5})\b")


def decide_family(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """The decision where an article is the question's topic; None where none settles it."""
    if not evidence.articles:
        return None
    article = deciding_article(reading, evidence)
    choices = choose(article, reading) if article else []
    false_figure = _false_figure(reading, evidence, library)
    if false_figure is not None:
        return false_figure
    named = _named(reading, evidence)
    # a ruling speaks of the code asked about, not of one named beside it for comparison
    rulings = [(held, ruling) for held, ruling in matching_rulings(reading, evidence.articles)
               if (not named or named[0].code in ruling.codes) and _same_topic(reading, ruling)]
    wrong = tuple(code for choice in choices for code in choice.contradicted)
    decided = _decided(choices)
    if rulings and (reading.intent in {Intent.MAY_I, Intent.UNITS} or (wrong and not decided)
                    or (rulings[0][1].verdict == "no" and _presupposes(reading))):
        return _ruled(reading, rulings, decided, named, wrong, evidence, library)
    if article is not None and decided and (reading.intent is not Intent.MAY_I or len(named) != 1 or wrong):
        return _chosen(reading, article, decided, named, wrong, evidence, library)
    if named and (topics := _figures(reading, named, library)):
        return _figured(reading, named, topics, library)
    if article is not None and decided:
        return _chosen(reading, article, decided, named, wrong, evidence, library)
    if reading.intent is Intent.EXPLAIN or (named and len(named) == 1):
        return _explained(reading, named, evidence, library)
    open_ = next((choice for choice in choices if choice.ask is not None), None)
    if open_ is not None:
        return _asked(open_, library)
    return _explained(reading, named, evidence, library)


def contrast(code: str, library: Library) -> Quote | None:
    """The sentence of a *Which code* section that begins with this code and tells it from its look-alikes."""
    for article in library.articles:
        if any(held.code == code for held in article.codes) or code in article.sections.get("Which code", ""):
            passage = library.database.passage(f"{article.id}/which-code")
            for quote in sentence_quotes(passage) if passage else ():
                found = _FIRST_CODE.match(quote.text)
                if found and found[1] == code:
                    return quote
    return None


def _same_topic(reading: Reading, ruling: Ruling) -> bool:
    """A question about payment is settled only by a ruling about payment."""
    about_payment = any(_PAYMENT.search(cue) for group in ruling.cues for cue in group) and "together" not in ruling.id
    return about_payment or _PAYMENT.search(reading.plain) is None


def _named(reading: Reading, evidence: Evidence) -> list[ProcedureCode]:
    held = {code.code: code for match in reversed(evidence.articles) for code in match.article.codes}
    return [held[code] for code in dict.fromkeys(m.code for m in reading.mentions) if code in held]


def _decided(choices: list[ProcedureChoice]) -> list[ProcedureCode]:
    return list({code.code: code for choice in choices for code in choice.codes}.values())


def _presupposes(reading: Reading) -> bool:
    """Whether the question takes for granted what a ruling denies: which modifier, how, since, so do I."""
    return re.search(r"\bwhich modifier|\bmodifier (?:goes|do|does)|\bsince\b|\bso do i\b|\bmust\b|\bneeds? which\b", reading.plain) is not None


def _ruled(reading: Reading, rulings: list[tuple[Article, Ruling]], decided: list[ProcedureCode], named: list[ProcedureCode],
           wrong: tuple[str, ...], evidence: Evidence, library: Library) -> Decision:
    article, ruling = rulings[0]
    points = [Point(quote) for sentence in ruling.sentences if (quote := _body_quote(article, sentence, library))]
    codes = decided or [code for code in named if code.code not in wrong]
    allowed = ruling.verdict != "no" or reading.intent is Intent.UNITS or "unit" in ruling.id or "once" in ruling.id
    codes = codes if allowed else [code for code in codes if code in decided and code.code not in wrong]
    reported = tuple(_assigned(code, reading) for code in codes)
    points += _lead_points([code for code in codes], library)
    points += _topic_points(reading, codes or named, evidence, library, said=points)
    denies = ruling.verdict == "no" and (wrong or _presupposes(reading) or reading.intent not in {Intent.MAY_I, Intent.UNITS})
    action = Action.CORRECT_PREMISE if denies else Action.ANSWER
    verdict = ruling.verdict if reading.intent is not Intent.UNITS or denies or re.search(r"\?|ok\b", reading.asked) else None
    return Decision(action, 0.85, reported, _rejections([c.code for c in named if c not in codes], library),
                    verdict=verdict, points=tuple(_unique(points)), notices=_payer_notice(reading, points))  # type: ignore[arg-type]


def _chosen(reading: Reading, article: Article, decided: list[ProcedureCode], named: list[ProcedureCode],
            wrong: tuple[str, ...], evidence: Evidence, library: Library) -> Decision:
    points = _lead_points(decided, library)
    codes = {code.code for code in decided}
    look_alikes = [code for point in points for code in _codes_in(point.quote.text)]
    others = [code for code in dict.fromkeys([*(c.code for c in named), *look_alikes]) if code not in codes][:3]
    points += _topic_points(reading, decided, evidence, library, said=points)
    if not any(point.quote.passage.locator == "Report with" for point in points):
        points += _from_section(article, "In short", "add-on", library)
    false = bool(wrong) and not any(code.code in codes for code in named) and re.search(r"\bsince\b|\bis the code for\b|\bmodifier", reading.plain)
    return Decision(Action.CORRECT_PREMISE if false else Action.ANSWER, 0.9,
                    tuple(_assigned(code, reading) for code in decided), _rejections(others, library),
                    points=tuple(_unique(points)), notices=_payer_notice(reading, points))


def _asked(choice: ProcedureChoice, library: Library) -> Decision:
    assert choice.ask is not None
    between = [code.code for code in choice.between]
    points = _lead_points(list(choice.between), library)
    return Decision(Action.CLARIFY, 0.6, ask_back=(f"{choice.ask.ask} It decides between {', '.join(between)}.",),
                    points=tuple(points[:4]))


def _figures(reading: Reading, named: list[ProcedureCode], library: Library) -> list[str]:
    return [table for table, pattern in _FIGURES if re.search(pattern, reading.plain)]


def _figured(reading: Reading, named: list[ProcedureCode], tables: list[str], library: Library) -> Decision:
    """Answer from the rows of the tables asked about."""
    points: list[Point] = []
    for code in named:
        for table in tables:
            row = library.database.passage(f"facts/{code.code}-{table}")
            points += [Point(first_line(row), code=code.code)] if row else []
    verdict, codes = None, named
    if reading.intent is Intent.MAY_I and "pfs" in tables and re.search(r"\bpa(?:y|ys|id|yable)\b|\bbundled\b", reading.plain):
        codes = [code for code in named if code.facts.get("pfs", {}).get("status") in _PAID]
        verdict = "yes" if named[0] in codes else "no"
    points += _lead_points(named[:1], library)
    return Decision(Action.ANSWER, 0.85, tuple(_assigned(code, reading) for code in codes), verdict=verdict,  # type: ignore[arg-type]
                    points=tuple(_unique(points)), notices=_payer_notice(reading, points))


def _false_figure(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """A global period that the question takes for granted and the fee schedule row denies."""
    claimed = _GLOBAL_CLAIM.search(reading.plain)
    named = _named(reading, evidence)
    if not claimed or not named:
        return None
    days = (claimed[1] or claimed[2]).zfill(3)
    held = str(named[0].facts.get("pfs", {}).get("global", days))
    row = library.database.passage(f"facts/{named[0].code}-pfs")
    if held == days or row is None:
        return None
    return Decision(Action.CORRECT_PREMISE, 0.9, verdict="no" if reading.intent is Intent.MAY_I else None,
                    points=(Point(first_line(row), code=named[0].code),))


def _explained(reading: Reading, named: list[ProcedureCode], evidence: Evidence, library: Library) -> Decision | None:
    """The sentences of the topic's articles that speak most of what is asked."""
    wanted = set(content_tokens(reading.plain)) | {code.code for code in named}
    ranked = [passage for passage in evidence.ranked if passage.system is System.CPT][:8]
    quotes = [(overlap(wanted, quote.text), -n, quote) for n, passage in enumerate(ranked) for quote in sentence_quotes(passage)]
    best = [quote for score, _, quote in sorted(quotes, key=lambda q: (-q[0], -q[1])) if score >= 2][:4]
    if named:
        lead = [point.quote for code in named[:3] if (point := next(iter(_lead_points([code], library)), None))]
        best = [*lead, *[quote for quote in best if quote not in lead][:3]]
    if not best:
        return None
    return Decision(Action.ANSWER, 0.6, tuple(_assigned(code, reading) for code in named if reading.intent is not Intent.EXPLAIN),
                    points=tuple(Point(quote, code=(_FIRST_CODE.match(quote.text) or [None, None])[1]) for quote in best))


def _assigned(code: ProcedureCode, reading: Reading) -> Choice:
    asked = reading.intent in {Intent.UNITS, Intent.MAY_I} or re.search(r"\bunits?\b|[x×]\s?\d", reading.plain)
    system = System.HCPCS if code.code[:1].isalpha() else System.CPT
    return Choice(code.code, system, "add-on" if "add_on" in code.facts else "primary", code.units if asked else None)


def _lead_points(codes: list[ProcedureCode], library: Library) -> list[Point]:
    return [Point(quote, code=code.code) for code in codes if (quote := contrast(code.code, library))]


def _rejections(codes: list[str], library: Library) -> tuple[Rejection, ...]:
    return tuple(Rejection(code, quote) for code in codes if (quote := contrast(code, library)))


def _topic_points(reading: Reading, codes: list[ProcedureCode], evidence: Evidence, library: Library,
                  said: list[Point]) -> list[Point]:
    """What the sections and rows on the topics asked about say of the codes."""
    points: list[Point] = []
    for section, pattern in _TOPICS:
        if re.search(pattern, reading.plain):
            points += _best_in_section(section, codes, reading, evidence, library)[:1]
    for table, pattern in _FIGURES:
        if re.search(pattern, reading.plain):
            rows = [library.database.passage(f"facts/{code.code}-{table}") for code in codes[:3]]
            points += [Point(first_line(row)) for row in rows if row is not None]
    quoted = {point.quote.text for point in said}
    return [point for point in points if point.quote.text not in quoted]


def _best_in_section(section: str, codes: list[ProcedureCode], reading: Reading, evidence: Evidence,
                     library: Library) -> list[Point]:
    wanted = set(content_tokens(reading.plain)) | {code.code for code in codes}
    named = {code.code for code in codes}
    ranked: list[tuple[int, Quote]] = []
    for match in evidence.articles:
        passage = library.database.passage(f"{match.article.id}/{section.lower().replace(' ', '-')}")
        for quote in sentence_quotes(passage) if passage else ():
            mentioned = set(_codes_in(quote.text))
            if named and mentioned and not mentioned & named:
                continue
            ranked.append((overlap(wanted, quote.text) + 2 * len(mentioned & named), quote))
    ranked.sort(key=lambda pair: -pair[0])
    return [Point(quote) for score, quote in ranked[:2] if score >= 2]


def _from_section(article: Article, section: str, word: str, library: Library) -> list[Point]:
    passage = library.database.passage(f"{article.id}/{section.lower().replace(' ', '-')}")
    return [Point(quote) for quote in (sentence_quotes(passage) if passage else ()) if word in quote.text][:1]


def _body_quote(article: Article, sentence: str, library: Library) -> Quote | None:
    for section in article.sections:
        passage: Passage | None = library.database.passage(f"{article.id}/{section.lower().replace(' ', '-')}")
        quote = exact_quote(passage, sentence) if passage else None
        if quote is not None:
            return quote
    return None


def _codes_in(text: str) -> list[str]:
    return [mention.code for mention in code_format.mentions(text) if mention.code.isdigit()]


def _unique(points: list[Point]) -> list[Point]:
    return list({point.quote.text: point for point in reversed(points)}.values())[::-1]


def _payer_notice(reading: Reading, points: list[Point]) -> tuple[str, ...]:
    if any("Medicare" in point.quote.text or point.quote.passage.locator == "Medicare" for point in points):
        return ("Medicare rule; other payers may differ.",)
    return ()
