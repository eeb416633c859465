"""``codecite eval new``: a case out of a saved conversation, or cases out of official rows, as YAML to put into a stratum."""

from __future__ import annotations

import argparse
import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.answer import Action, Answer
from assistant.history.feedback import Feedback as GivenFeedback
from assistant.history.feedback import Kind
from assistant.privacy import without_identifiers
from assistant.request import Request
from evals import from_table
from evals.answering.opening import Opener
from evals.case import Case
from evals.options import positive
from knowledge.library import Library

_NUMBER = re.compile(r"-(\d+)$")
_DRAFT = "# A draft: give proof, and correct the key by the rule. codecite eval lint tells what is wanting.\n"


class NotACase(Exception):
    """The file holds no conversation that a case can be made of, or the rows asked for are not held."""


class Feedback(BaseModel):
    """What a coder said of an answer: ``codes`` are those that would be right, None where the coder did not say."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    right: bool
    comment: str = ""
    codes: list[str] | None = None


class Conversation(BaseModel):
    """A saved exchange, the form that the chat window writes: the request with its earlier turns, the answer, the thumb."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    kind: Literal["codecite conversation"] = Field(default="codecite conversation")
    request: Request
    answer: Answer | None = None
    feedback: Feedback | None = None


def parser() -> argparse.ArgumentParser:
    """The parser of the command."""
    made = argparse.ArgumentParser(
        prog="codecite eval new", description="Print a case, as YAML, to put into a file of evals/cases.")
    made.add_argument("file", type=Path, nargs="?", metavar="FILE",
                      help='{"request": {…}, "answer": {…}, "feedback": {"right", "comment", "codes"}}')
    made.add_argument("--stratum", default="from-chat", metavar="S", help="the file it is meant for (default: from-chat)")
    made.add_argument("--author", default="", help="who vouches for the key")
    made.add_argument("--from-table", choices=sorted(from_table.TABLES), metavar="TABLE",
                      help=f"make cases from the rows held: {', '.join(sorted(from_table.TABLES))}")
    made.add_argument("--count", type=positive, default=20, metavar="N", help="how many rows are drawn (default: 20)")
    made.add_argument("--seed", type=int, default=1, help="which rows are drawn (default: 1)")
    return made


def run(options: argparse.Namespace, known: Sequence[Case], opener: Opener, today: date) -> str:
    """The new cases as YAML. Raises NotACase."""
    if (options.file is None) == (options.from_table is None):
        raise NotACase("give a saved conversation or --from-table, and not both")
    if options.file is not None:
        saved = read(options.file)
        if isinstance(saved, GivenFeedback):
            return _DRAFT + _yaml([_of_feedback(saved, options.stratum, options.author, known)])
        return _DRAFT + _yaml([draft(saved, options.stratum, options.author, known)])
    library = opener.look_up().library
    if not isinstance(library, Library):
        raise NotACase("rows are drawn from a real library")
    drawn = from_table.TABLES[options.from_table](library, options.seed, options.count, today)
    taken = {case.id for case in known}
    fresh = [{**given, "split": split_of(given["id"])} for given in drawn if given["id"] not in taken]
    if not fresh:
        raise NotACase(f"no row of {options.from_table} is held that has no case yet: load it with `codecite library add`.")
    return _yaml(fresh)


def read(path: Path) -> Conversation | GivenFeedback:
    """A saved conversation, or one piece of feedback as the window exports it. Raises NotACase."""
    try:
        told = path.read_text(encoding="utf-8")
        form = GivenFeedback if '"given_codes"' in told else Conversation
        return form.model_validate_json(told)
    except (OSError, UnicodeDecodeError) as error:
        raise NotACase(f"{path} cannot be read.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "file"
        raise NotACase(f"{path} is no saved conversation: {place}: {first['msg']}.") from error


def draft(saved: Conversation, stratum: str, author: str, known: Sequence[Case]) -> dict[str, Any]:
    """A case whose key is what the coder said: a right answer's own codes, or the codes that would have been right.

    What an answer assigned wrongly becomes forbidden. The proof stays empty, so that no draft passes as a case: a coder
    writes it. Identifiers of a patient are replaced.
    """
    asked, said, thumb = saved.request, saved.answer, saved.feedback
    name = _next_id(stratum, known)
    case: dict[str, Any] = {"id": name, "question": without_identifiers(asked.question)}
    if asked.turns:
        case["turns"] = [without_identifiers(turn) for turn in asked.turns]
    context = {"payer": asked.payer, "date": asked.date}
    if any(context.values()):
        case["context"] = {field: value for field, value in context.items() if value}
    if said is not None:
        case |= _as_answered(said) if thumb is None or thumb.right else _as_corrected(said, thumb)
    return {**case, "proof": "", "author": author, "difficulty": "medium", "split": split_of(name)}


def _of_feedback(given: GivenFeedback, stratum: str, author: str, known: Sequence[Case]) -> dict[str, Any]:
    """A case of the window's feedback: its right codes as the key, or the answer's own where it was called right."""
    name = _next_id(stratum, known)
    case: dict[str, Any] = {"id": name, "question": without_identifiers(given.question)}
    if given.turns:
        case["turns"] = [without_identifiers(turn) for turn in given.turns]
    context = given.context.model_dump(exclude_none=True)
    right = given.given_codes if given.kind is Kind.RIGHT else given.right_codes
    wrong = [code for code in given.given_codes if given.kind is Kind.WRONG_CODE and code not in right]
    action = given.given_action if given.kind is Kind.RIGHT else Action.ANSWER.value
    case |= {"context": context} if context else {}
    case |= {"action": action, "accepted": [right]} if right or given.kind is Kind.RIGHT else {}
    case |= {"forbidden": dict.fromkeys(wrong, without_identifiers(given.comment) or "assigned wrongly in the chat")} if wrong else {}
    return {**case, "proof": "", "author": author, "difficulty": "medium", "split": split_of(name)}


def split_of(name: str) -> str:
    """The half a case belongs to, by the hash of its id, so that nobody chooses it."""
    return "gate" if int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 else "development"


def _as_answered(said: Answer) -> dict[str, Any]:
    key: dict[str, Any] = {"action": said.action.value, "accepted": [[code.code for code in said.codes]]}
    if said.verdict:
        key["verdict"] = said.verdict
    units = {code.code: code.units for code in said.codes if code.units is not None}
    modifiers = [*said.modifiers, *(modifier for code in said.codes for modifier in code.modifiers)]
    return key | ({"units": units} if units else {}) | ({"modifiers": sorted(set(modifiers))} if modifiers else {}) \
        | ({"gold": _cited(said)} if said.citations else {})


def _as_corrected(said: Answer, thumb: Feedback) -> dict[str, Any]:
    right = thumb.codes
    wrong = [code.code for code in said.codes if code.code not in (right or ())]
    why = without_identifiers(thumb.comment) or "assigned wrongly in the chat"
    key: dict[str, Any] = {}
    if right is not None:
        key = {"action": Action.ANSWER.value if right else Action.ABSTAIN.value, "accepted": [right]}
    return key | ({"forbidden": dict.fromkeys(wrong, why)} if wrong else {})


def _cited(said: Answer) -> list[str]:
    """The articles and entries that were cited, as gold: an article by its id, an entry by its address."""
    addresses = [citation.passage.split("/") for citation in said.citations]
    return list(dict.fromkeys("/".join(parts[:2]) if parts[0] == "icd10cm" else parts[0]
                              for parts in addresses if parts[0] not in {"facts", "look-up"}))[:3]


def _next_id(stratum: str, known: Sequence[Case]) -> str:
    numbers = [int(found[1]) for case in known if case.stratum == stratum and (found := _NUMBER.search(case.id))]
    return f"{stratum}-{max(numbers, default=0) + 1:03}"


def _yaml(cases: Sequence[Mapping[str, Any]]) -> str:
    """Cases as they stand in a file, an empty line between."""
    return "\n".join(yaml.safe_dump([dict(case)], sort_keys=False, allow_unicode=True, width=120) for case in cases)
