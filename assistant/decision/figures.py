"""Decisions from the rows of official tables: fee schedule indicators, unit limits, add-on primaries."""

from __future__ import annotations

import re

from assistant.answer import Action
from assistant.decision.article_quotes import assigned, lead_points, payer_notice, unique
from assistant.draft import Choice, Decision, Point, first_line, sentence_quotes
from assistant.evidence import Evidence
from assistant.question import Intent, Reading
from knowledge.code_format import is_procedure_shaped
from knowledge.current_facts import fact_row
from knowledge.library import Library
from knowledge.records import ProcedureCode, System, Verdict
from knowledge.rules.modifier_indicator import allows

FIGURES = (
    ("mue", r"\bmue\b|\bmai\b|\bunits?\b|\bhow many\b|\btwice\b|[x×]\s?\d\b"),
    ("pfs", r"\bstatus indicator\b(?=.*\bfee schedule\b|.*\bm?pfs\b)|"
     r"\b(?:pc/?tc|multiple(?: procedures?)?|bilateral|assistant|co-?surgeon) (?:surgery )?indicators?\b|"
     r"\bglobal\b|\bstatus\b(?! indicator)|\bpa(?:y|ys|id|yable|yment)\b|\bbundled\b|\bmedicare\b|\bco-?surg|\bassistant"),
    ("add_on", r"\bprimar(?:y|ies)\b|\badd-?on\b|\balone\b"),
    ("opps", r"\bopps\b|\bstatus indicator\b(?!.*\bfee schedule\b|.*\bm?pfs\b)|\baddendum b\b|\bapc\b"),
    ("hcpcs", r"\bcoverage code\b|\bcoverage letter\b"),
)
# Status indicators of the fee schedule under which a service is paid on its own (record layout RVU25D).
_PAID = frozenset("ART")
# The modifier that a role or a side in plain words stands for.
_SPOKEN_MODIFIERS = {
    "80": re.compile(r"\bassistant (?:at )?surg\w*|\bsurgical assistant\b|\bassist(?:ing)? surgeon\b"),
    "62": re.compile(r"\bco-?surg\w*|\btwo surgeons\b"),
    "66": re.compile(r"\bteam surg\w*|\bsurgical team\b"),
    "50": re.compile(r"\bbilateral(?:ly)?\b|\bboth sides\b"),
    "51": re.compile(r"\bmultiple procedure (?:payment )?(?:reduction|discount|rule)"),
    "26": re.compile(r"\bsplit\b|\b26 ?(?:/|and|&|,|plus) ?tc\b|\btc ?(?:/|and|&|,|plus) ?26\b|\bprofessional (?:and|&|/) ?tech\w*"),
}
PAIR = 2
TOGETHER = re.compile(
    r"\btogether\b|\bwith\b|\bboth\b|\bbundled? (?:in|into|with)\b|\bsame (?:day|claim|session|visit)\b|\bncci\b|\bedits?\b|\bunbundl"
)
# What asks whether one service is reported beside another, and not what a service pays or needs by itself.
ADDED = re.compile(
    r"\b(?:together|also|too|besides?|as well|in addition|along with|on top|extra|"
    r"same (?:day|claim|session|visit|date|site))\b"
)
BESIDE = re.compile(
    rf"{ADDED.pattern}|\bwith\b|\bboth (?:ok|be|go|codes|billed|reported|paid|allowed)\b|\b(?:bill|report|code|charge) both\b|"
    r"\bboth\s*\?|[+&]"
)
_ADD_ON_ASKED = re.compile(r"^\W*(?:so )?is (?:cpt |code |hcpcs )?\w{5} (?:really |actually )?(?:an )?add-?on(?: code)?\b\W*$")
_GLOBAL_CLAIM = re.compile(r"\b(0|10|90)[- ]days? global|\bglobal (?:of|period of) (0|10|90)\b")
_GLOBAL_ASKED = re.compile(r"^\W*(?:does|is|has|do)\b[^.?,]{0,60}\?*$")
_MODIFIER = re.compile(r"\bmod(?:ifier)?s?[ -]?(\d\d|as|tc)\b|\b(?:put|append|add|use) (?:a |an )?(\d\d)\b")


def modifier_ruled(reading: Reading, named: list[ProcedureCode], library: Library) -> Decision | None:
    """Whether the modifier asked about goes with the code, by the indicators of its fee schedule row."""
    given = [modifier for mention in reading.mentions for modifier in mention.modifiers] + [
        (one or other).upper() for one, other in _MODIFIER.findall(reading.plain)
    ]
    if reading.intent is Intent.MAY_I:
        given += [modifier for modifier, words in _SPOKEN_MODIFIERS.items() if words.search(reading.plain)]
    row = fact_row(library, named[0].code, "pfs", reading.day) if named else None
    for modifier in given:
        finding = allows(modifier, named[0].facts.get("pfs", {})) if named else None
        if finding is not None and row is not None:
            allowed = finding.allowed != "no"
            choice = Choice(
                named[0].code,
                System.CPT,
                "add-on" if "add_on" in named[0].facts else "primary",
                modifiers=(modifier,) if finding.allowed == "yes" else (),
            )
            return Decision(
                Action.ANSWER,
                0.85,
                (choice,),
                verdict=finding.allowed,
                modifiers=(modifier,) if allowed else (),
                points=(Point(first_line(row), code=named[0].code), *lead_points(named[:1], library)),
                notices=("Medicare rule; other payers may differ.",),
            )
    return None


def primary_ruled(
    reading: Reading, evidence: Evidence, named: list[ProcedureCode], library: Library
) -> Decision | None:
    """Whether an add-on code may go with another code named, by its row of primaries; None where that is not asked."""
    codes = list(dict.fromkeys(status.code for status in evidence.statuses if is_procedure_shaped(status.code)))
    add_ons = [code for code in named if "add_on" in code.facts]
    if reading.intent is not Intent.MAY_I or len(codes) != PAIR or len(add_ons) != 1:
        return None
    (add_on,) = add_ons
    other = next(code for code in codes if code != add_on.code)
    primaries = add_on.facts["add_on"].get("primaries", [])
    row = fact_row(library, add_on.code, "add_on", reading.day)
    if row is None or not primaries or "contractor_defined" in add_on.facts["add_on"]:
        return None
    allowed = other in primaries
    return Decision(
        Action.ANSWER,
        0.85,
        tuple(assigned(code, reading) for code in sorted(named, key=add_ons.count)) if allowed else (),
        verdict="yes" if allowed else "no",
        points=(Point(first_line(row), code=add_on.code), *lead_points([add_on], library)),
        notices=("NCCI add-on edits for Medicare; other payers may differ.",),
    )


_EDIT_ROW = re.compile(r"\bptp\b|\bccmi\b|\bcol(?:umn)? ?(?:1|2|one|two)\b|\bquarterly\b|\bedits? (?:file|table)\b")


def pair_row_asked(reading: Reading) -> bool:
    """Whether a question wants the row of two codes in the table of pairs, as its modifier indicator."""
    pair = {m.code for m in reading.mentions if is_procedure_shaped(m.code)}
    asks = "indicator" in reading.plain and _EDIT_ROW.search(reading.plain) is not None
    return asks and len(pair) == PAIR and reading.intent is not Intent.MAY_I


def pair_not_held(reading: Reading, named: list[ProcedureCode], library: Library) -> Decision | None:
    """Two codes asked about together that no ruling and no row held settles: what each is, and what is missing."""
    pair = list(dict.fromkeys(m.code for m in reading.mentions if is_procedure_shaped(m.code)))
    together = reading.intent is Intent.MAY_I and len(pair) == PAIR and TOGETHER.search(reading.plain) is not None
    if not together and not pair_row_asked(reading):
        return None
    return Decision(
        Action.ABSTAIN,
        0.7,
        points=tuple(unique(lead_points(named, library))),
        remarks=(
            "Whether the two go together stands in the NCCI pair table, which is not held: look the pair up there.",
        ),
    )


def tables_asked(reading: Reading) -> list[str]:
    """The tables whose figures the question asks about."""
    return [table for table, pattern in FIGURES if re.search(pattern, reading.plain)]


def figured(reading: Reading, named: list[ProcedureCode], tables: list[str], library: Library) -> Decision:
    """Answer from the rows of the tables asked about."""
    points: list[Point] = []
    for code in named:
        for table in tables:
            row = fact_row(library, code.code, table, reading.day)
            points += [Point(first_line(row), code=code.code)] if row else []
    verdict: Verdict | None = None
    codes = named
    if (
        reading.intent is Intent.MAY_I
        and TOGETHER.search(reading.plain) is None
        and "pfs" in tables
        and re.search(r"\bpa(?:y|ys|id|yable)\b|\bbundled\b", reading.plain)
    ):
        codes = [code for code in named if code.facts.get("pfs", {}).get("status") in _PAID]
        verdict = "yes" if named[0] in codes else "no"
    points += lead_points(named[:1], library)
    return Decision(
        Action.ANSWER,
        0.85,
        tuple(assigned(code, reading) for code in codes),
        verdict=verdict,
        points=tuple(unique(points)),
        notices=payer_notice(points),
    )


def told_in_passing(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """What the articles' sentences say of a figure asked for, of a code whose rows are not held; None where one is held.

    Where no sentence tells the figure, what is said of the code stands there, and that its row is missing.
    """
    codes = {mention.code for mention in reading.mentions if is_procedure_shaped(mention.code)}
    asked = [pattern for table, pattern in FIGURES if table in tables_asked(reading)]
    held = {code.code for article in library.articles for code in article.codes}
    if not asked or not codes or codes & held:
        return None
    sections = (
        library.database.passage(f"{match.article.id}/{section.lower().replace(' ', '-')}")
        for match in evidence.articles
        for section in match.article.sections
    )
    quotes = [quote for passage in sections if passage for quote in sentence_quotes(passage)]
    about = [quote for quote in quotes if any(code in quote.text for code in codes)]
    telling = [quote for quote in about if any(re.search(pattern, quote.text.lower()) for pattern in asked)]
    if not about:
        return None
    return Decision(
        Action.ANSWER if telling else Action.ABSTAIN,
        0.7,
        points=tuple(unique([Point(quote) for quote in [*telling, *about]])[:3]),
        remarks=() if telling else ("The official row that would tell it is not held: load the table it stands in.",),
    )


def add_on_asked(reading: Reading, named: list[ProcedureCode], library: Library) -> Decision | None:
    """Whether the one code named is an add-on code, by its row; None where that is not asked."""
    if len(named) != 1 or reading.intent is not Intent.MAY_I or not _ADD_ON_ASKED.search(reading.plain):
        return None
    (code,) = named
    is_add_on = "add_on" in code.facts
    row = fact_row(library, code.code, "add_on" if is_add_on else "pfs", reading.day)
    told = [Point(first_line(row), code=code.code)] if row is not None else []
    return Decision(
        Action.ANSWER,
        0.9,
        verdict="yes" if is_add_on else "no",
        points=tuple(unique([*told, *lead_points(named, library)])),
    ) if told else None


def false_figure(reading: Reading, named: list[ProcedureCode], library: Library) -> Decision | None:
    """A global period that the question takes for granted, or asks for, and the fee schedule row denies or confirms."""
    claimed = _GLOBAL_CLAIM.search(reading.plain)
    if not claimed or not named:
        return None
    days = (claimed[1] or claimed[2]).zfill(3)
    held = str(named[0].facts.get("pfs", {}).get("global", days))
    row = fact_row(library, named[0].code, "pfs", reading.day)
    asked = reading.intent is Intent.MAY_I and len(named) == 1 and _GLOBAL_ASKED.search(reading.plain)
    if row is not None and held == days and asked:
        points = (Point(first_line(row), code=named[0].code), *lead_points(named, library))
        return Decision(Action.ANSWER, 0.9, verdict="yes", points=points)
    if held == days or row is None:
        return None
    return Decision(
        Action.CORRECT_PREMISE,
        0.9,
        verdict="no" if reading.intent is Intent.MAY_I else None,
        points=(Point(first_line(row), code=named[0].code),),
    )
