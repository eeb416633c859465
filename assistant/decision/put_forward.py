"""Codes that a question puts forward for its case: whether they hold, and whether an article may choose among them."""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set

from assistant.answer import Action
from assistant.decision.article_quotes import lead_points, payer_notice
from assistant.decision.procedure import ProcedureChoice, described
from assistant.draft import Decision
from assistant.question import Intent, Reading, asks_whether
from assistant.topics import find_cues
from knowledge.library import Library
from knowledge.records import Article, ProcedureCode, Verdict


def put_right(
    reading: Reading, named: Sequence[ProcedureCode], decided: Sequence[ProcedureCode], wrong: tuple[str, ...]
) -> bool:
    """Whether what is described speaks against a code put forward for it, and leads to others than those named."""
    apart = not {code.code for code in named} & {code.code for code in decided}
    return reading.intent is Intent.MAY_I and len(named) > 1 and bool(wrong) and apart


def all_weighed(reading: Reading, article: Article, named: Sequence[ProcedureCode]) -> bool:
    """Whether an article may choose among the codes named: it knows them all, or what it is about is told."""
    told = any(described(reading.plain, article)) or bool(find_cues(reading.plain, article.cues))
    return told or {code.code for code in named} <= {code.code for code in article.codes}


def confirmed(
    reading: Reading, named: Sequence[ProcedureCode], codes: Set[str], wrong: tuple[str, ...]
) -> Verdict | None:
    """Yes or no to the codes that a question puts forward for its case; None where it only asks which."""
    if not named or not _asked_of_them(reading):
        return None
    if any(code.code in wrong and code.code not in codes for code in named):
        return "no"
    if reading.intent is not Intent.MAY_I:
        return None
    # what the figures of the case come to may be added
    return "yes" if codes >= {code.code for code in named if "add_on" in code.facts} != set() else None


def denied(
    reading: Reading, named: Sequence[ProcedureCode], wrong: Collection[str], library: Library
) -> Decision | None:
    """No, where what is told speaks against every code put forward and leads to no other: 20 minutes of critical care."""
    if not _asked_of_them(reading) or not all(code.code in wrong for code in named):
        return None
    points = lead_points(list(named), library)
    return Decision(Action.ANSWER, 0.8, verdict="no", points=tuple(points), notices=payer_notice(points)) if points else None


def counted_by_figures(reading: Reading, named: Sequence[ProcedureCode], choices: Sequence[ProcedureChoice]) -> bool:
    """Whether the units asked for come from what is told, as the vaccines given, and not from a rule."""
    counted = {code for choice in choices for code in choice.units}
    return reading.intent is Intent.UNITS and bool(named) and {code.code for code in named} <= counted


def _asked_of_them(reading: Reading) -> bool:
    """Whether yes or no is wanted to the codes named."""
    return "?" in reading.asked and (reading.intent is Intent.MAY_I or asks_whether(reading))
