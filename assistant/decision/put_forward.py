"""Codes that a question puts forward for its case: whether they hold, and whether an article may choose among them."""

from __future__ import annotations

from collections.abc import Sequence, Set

from assistant.decision.procedure import ProcedureChoice, described
from assistant.question import Intent, Reading
from assistant.topics import find_cues
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
    if reading.intent is not Intent.MAY_I or not named or "?" not in reading.asked:
        return None
    if any(code.code in wrong and code.code not in codes for code in named):
        return "no"
    # what the figures of the case come to may be added
    return "yes" if codes >= {code.code for code in named if "add_on" in code.facts} != set() else None


def counted_by_figures(reading: Reading, named: Sequence[ProcedureCode], choices: Sequence[ProcedureChoice]) -> bool:
    """Whether the units asked for come from what is told, as the vaccines given, and not from a rule."""
    counted = {code for choice in choices for code in choice.units}
    return reading.intent is Intent.UNITS and bool(named) and {code.code for code in named} <= counted
