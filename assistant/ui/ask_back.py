"""What a user can click instead of typing: the answers to a question asked back, and the questions that come next."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Action, Answer
from knowledge import code_format

_MOST = 6
_LONGEST = 60
_ASIDE = re.compile(r"\s*\([^)]*\)")
_OPENS = re.compile(
    r"^(?:was|were|is|are|did|does|do|has|have|which|what|how|where|who|when|with a)\b", re.IGNORECASE
)
_YES_OR_NO = re.compile(r"^(?:was|were|is|are|did|does|do|has|have)\b", re.IGNORECASE)


def choices(question: str) -> list[str]:
    """The answers that a question asked back names, as short words; none where it asks for a figure or names none.

    *Which side is affected: right, left or both (bilateral)?* gives right, left, both.
    """
    asked = question.partition("?")[0]
    listed = _without_asides(asked.rpartition(": ")[2] if ": " in asked else asked)
    if ": " not in asked and _OPENS.match(asked):
        if _YES_OR_NO.match(asked) and " or " not in asked:
            return ["yes", "no"]
        return []
    parts = [part.strip() for part in re.split(r",\s*(?:or\s+)?|\s+or\s+", listed)]
    parts = [part[0].lower() + part[1:] if part[:1].isupper() and part[1:2].islower() else part for part in parts if part]
    if not 2 <= len(parts) <= _MOST or any(len(part) > _LONGEST for part in parts):
        return []
    return list(dict.fromkeys(parts))


def reply(question: str, choice: str) -> str:
    """The message that answers a question asked back: where it named what it is about, so does the reply."""
    if choice in {"yes", "no"}:
        return f"{choice}, {_without_asides(question.partition('?')[0]).lower()}"
    about, _, rest = question.partition(": ")
    return f"{about}: {choice}" if ": " in rest.partition("?")[0] else choice


def follow_ups(answer: Answer) -> list[str]:
    """Up to three questions that this answer makes likely, each complete in itself."""
    if answer.action not in {Action.ANSWER, Action.CORRECT_PREMISE} or not answer.codes:
        return []
    procedures = [code.code for code in answer.codes if code_format.is_procedure_shaped(code.code)]
    diagnoses = [code.code for code in answer.codes if not code_format.is_procedure_shaped(code.code)]
    asked = [*_about_procedures(procedures), *_about_diagnoses(diagnoses)]
    return asked[:3]


def _about_procedures(codes: Sequence[str]) -> list[str]:
    if not codes:
        return []
    together = [f"Can {codes[0]} and {codes[1]} be reported together?"] if len(codes) > 1 else []
    return [*together, f"How many units of {codes[0]} per day?", f"What are the global days of {codes[0]}?"]


def _about_diagnoses(codes: Sequence[str]) -> list[str]:
    if not codes:
        return []
    together = [f"Can {codes[0]} and {codes[1]} be coded together?"] if len(codes) > 1 else []
    return [*together, f"What does {codes[0]} exclude?", f"Is {codes[0]} still valid?"]


def _without_asides(text: str) -> str:
    return _ASIDE.sub("", text)
