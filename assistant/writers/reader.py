"""Reading what models really return: JSON in fences, after a thought, cut off, with other names for the same keys."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

from assistant.answer import Action
from assistant.writers.form import Proof, Rejected, Sentence, Wording
from knowledge import code_format

_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_TRAILING = re.compile(r",(\s*[}\]])")
_ASSIGNED = ("assigned", "assigned_codes", "codes", "code", "final_codes", "answer_codes")
_REJECTED = ("rejected", "rejected_codes", "not_assigned")
_SENTENCES = ("sentences", "explanation", "statements", "answer", "text", "reasoning")
_WORDS = ("text", "sentence", "statement", "content")
_PASSAGES = ("passage", "passage_id", "passage_ids", "passages", "id", "ids", "source")
_QUOTES = ("quote", "quotes", "exact", "words", "quoted", "exact_quote")
_CLOSES = {"{": "}", "[": "]"}
_LONGEST = 600
_MOST_SENTENCES = 12


def read(text: str) -> Wording | None:
    """The wording in a model's text; None where nothing of the agreed form is in it."""
    given = _json(_THOUGHT.sub("", text))
    if isinstance(given, list):
        given = {"sentences": given}
    if not isinstance(given, dict):
        return None
    for wrapper in ("answer", "response", "result", "output"):
        if isinstance(given.get(wrapper), dict) and not _first(given, ("sentences", *_ASSIGNED)):
            given = given[wrapper]
    wording = Wording(
        action=_action(given.get("action")),
        assigned=_codes(_first(given, _ASSIGNED)),
        rejected=_rejected(_first(given, _REJECTED)),
        sentences=[one for one in map(_sentence, _listed(_first(given, _SENTENCES))) if one][:_MOST_SENTENCES],
    )
    return wording if wording.sentences or wording.assigned or wording.action else None


def complete_sentences(text: str) -> Iterator[Sentence]:
    """The sentences that are complete in a text still on its way, in order."""
    body = _THOUGHT.sub("", text)
    start = re.search(r'"(?:sentences|explanation|statements)"\s*:\s*\[', body)
    at = start.end() if start else len(body)
    decoder = json.JSONDecoder()
    while at < len(body):
        at += len(body[at:]) - len(body[at:].lstrip(", \n\t\r"))
        try:
            given, at = decoder.raw_decode(body, at)
        except ValueError:
            return
        sentence = _sentence(given)
        if sentence is not None:
            yield sentence


def _json(text: str) -> Any:
    """The first JSON object or array of a text, mended where it is cut off or written as Python."""
    for start in re.finditer(r"[{\[]", text):
        body = text[start.start() :]
        for mended in (body, _TRAILING.sub(r"\1", body)):
            try:
                return json.JSONDecoder(strict=False).raw_decode(mended)[0]
            except ValueError:
                continue
        closed = _closed(body)
        for mended in (closed, _TRAILING.sub(r"\1", closed)):
            try:
                return json.loads(mended, strict=False)
            except ValueError:
                try:
                    return ast.literal_eval(mended)
                except (ValueError, SyntaxError, MemoryError, RecursionError):
                    continue
        if start.start() > 4000:
            break
    return None


def _closed(body: str) -> str:
    """A text with what is open in it closed, the last unfinished element left out."""
    open_: list[str] = []
    safe, left_open = 0, ""
    for n, bracket in _brackets(body):
        if bracket in _CLOSES:
            open_.append(_CLOSES[bracket])
        elif open_:
            open_.pop()
            safe, left_open = n + 1, "".join(reversed(open_))
            if not open_:
                break
    return body[:safe] + left_open


def _brackets(body: str) -> Iterator[tuple[int, str]]:
    """The brackets of a JSON text with their places, those inside quoted words left out."""
    quoted = escaped = False
    for n, ch in enumerate(body):
        if escaped:
            escaped = False
        elif ch == "\\" and quoted:
            escaped = True
        elif ch == '"':
            quoted = not quoted
        elif not quoted and ch in "{}[]":
            yield n, ch


def _first(given: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((given[name] for name in names if given.get(name) not in (None, "", [])), None)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _action(value: Any) -> str:
    plain = str(value or "").strip().lower().replace(" ", "_").replace("-", "_")
    return plain if plain in set(Action) else ""


def _codes(value: Any) -> list[str]:
    """Codes out of a list of strings or objects, or of one text."""
    found: list[str] = []
    for one in _listed(value):
        words = str(one.get("code", "")) if isinstance(one, dict) else str(one)
        found += [
            mention.code if code_format.is_procedure_shaped(mention.code) else code_format.dotted(mention.code)
            for mention in code_format.mentions(words)
        ]
    return list(dict.fromkeys(found))


def _rejected(value: Any) -> list[Rejected]:
    by_code = isinstance(value, dict) and "code" not in value
    pairs = [{"code": code, "why": why} for code, why in value.items()] if by_code else _listed(value)
    return [
        Rejected(code=code, why=str((one.get("why") or one.get("reason") or "") if isinstance(one, dict) else "")[:_LONGEST])
        for one in pairs
        for code in _codes(one)[:1]
    ]


def _sentence(given: Any) -> Sentence | None:
    if isinstance(given, str):
        return Sentence(text=given[:_LONGEST]) if given.strip() else None
    if not isinstance(given, dict):
        return None
    words = _first(given, _WORDS)
    listed = _first(given, ("proof", "proofs", "citations", "evidence"))
    pairs = [one for one in _listed(listed) if isinstance(one, dict)] or [given]
    proof = []
    for one in pairs:
        ids, quotes = _listed(_first(one, _PASSAGES)), _listed(_first(one, _QUOTES))
        for n, quote in enumerate(quotes or [""] * len(ids)):
            held = ids[min(n, len(ids) - 1)] if ids else ""
            proof.append(Proof(passage=str(held), quote=str(quote)))
    text = words.strip() if isinstance(words, str) else ""
    return Sentence(text=text[:_LONGEST], proof=proof[:4]) if text or proof else None
