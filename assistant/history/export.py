"""A conversation as a file: Markdown, a page to print, or JSON with every passage in full."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from assistant.answer import writer_name
from assistant.history.held import Given, Held, HeldTurn, passages_as_json

_BOLD, _STRONG = re.compile(r"\*\*(.+?)\*\*"), r"<strong>\1</strong>"
_FOOT = (
    "The coder decides: check every code against the record. CPT is a registered trademark of the American Medical Association."
)
_PRINT_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#10242f}h1{font-size:1.4rem}"
    "h2{font-size:1.05rem;border-top:1px solid #bbb;padding-top:1rem;white-space:pre-wrap}blockquote{margin:.3rem 0 .6rem;"
    "padding-left:.8rem;border-left:3px solid #0b6b66;white-space:pre-wrap}.code{font-weight:700}.small{font-size:.85rem;color:#4a5d68}"
    "li,blockquote{break-inside:avoid}"
)


def as_markdown(held: Held) -> str:
    """The conversation with its quotes and sources, to paste into a file or a ticket."""
    parts = [f"# {held.title}"]
    for turn in held.turns:
        parts += ["## " + turn.question.replace("\n", "\n> "), _circumstances(turn)]
        if turn.given is None:
            parts.append(f"*{_unanswered(turn)}*")
        for head, given in _answers(turn):
            answer = given.answer
            parts += [f"### {head}"] if head else []
            parts += [f"- **{line}**" for line in _codes(given)]
            parts += ["\n\n".join(line for line in answer.text.split("\n") if line.strip())]
            parts += [
                f"[{c.n}] {c.title}. {c.source}, {c.edition}, {c.locator}\n> " + c.quote.replace("\n", "\n> ")
                for c in answer.citations
            ]
            parts += [f"*{notice}*" for notice in answer.notices]
    return "\n\n".join(part for part in [*parts, f"---\n{_FOOT}"] if part) + "\n"


def as_page(held: Held) -> str:
    """The conversation as one HTML page without anything from elsewhere, laid out for print."""
    body = [f"<h1>{escape(held.title)}</h1>"]
    for turn in held.turns:
        body.append(f"<h2>{escape(turn.question)}</h2><p class=small>{escape(_circumstances(turn))}</p>")
        if turn.given is None:
            body.append(f"<p><em>{_unanswered(turn)}</em></p>")
        for head, given in _answers(turn):
            answer = given.answer
            body.append(f"<h3>{escape(head)}</h3>" if head else "")
            body.append("".join(f"<p class=code>{escape(line)}</p>" for line in _codes(given)))
            lines = (escape(line.strip()) for line in answer.text.split("\n") if line.strip())
            body += [f"<p>{_BOLD.sub(_STRONG, line)}</p>" for line in lines]
            body.append(
                "".join(
                    f"<p class=small>[{c.n}] {escape(c.title)}. {escape(c.source)}, {escape(c.edition)}, {escape(c.locator)}</p>"
                    f"<blockquote>{escape(c.quote)}</blockquote>"
                    for c in answer.citations
                )
            )
            body += [f"<p class=small>{escape(notice)}</p>" for notice in answer.notices]
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(held.title)}</title><style>{_PRINT_STYLE}</style>"
        f"<body><main>{''.join(body)}<hr><p class=small>{_FOOT}</p></main></body></html>"
    )


def as_json(held: Held) -> dict[str, Any]:
    """The conversation with every answer and every passage cited, in full; ``beside`` is another writer's answer."""
    return {
        "title": held.title,
        "turns": [
            {
                "question": turn.question,
                "date": turn.day.isoformat() if turn.day else None,
                "payer": turn.payer,
                "asked_at": f"{turn.asked.isoformat(timespec='seconds')}Z",
                "state": turn.state,
                **_given(turn.given),
                "beside": _given(turn.beside.given) if turn.beside is not None else None,
                "feedback": turn.feedback or None,
            }
            for turn in held.turns
        ],
    }


def _given(given: Given | None) -> dict[str, Any]:
    if given is None:
        return {"answer": None, "passages": {}}
    return {"answer": given.answer.model_dump(mode="json"), "passages": passages_as_json(given.passages)}


def _answers(turn: HeldTurn) -> list[tuple[str, Given]]:
    """The answers of a turn, each with its heading where there are two."""
    if turn.given is None:
        return []
    if turn.beside is None:
        return [("", turn.given)]
    other = "not chosen, by" if turn.beside.settled else "also answered by"
    return [
        (f"Answered by {writer_name(turn.given.answer.model)}", turn.given),
        (f"{other[0].upper()}{other[1:]} {writer_name(turn.beside.given.answer.model)}", turn.beside.given),
    ]


def _unanswered(turn: HeldTurn) -> str:
    if turn.state == "withheld":
        return "The answer rests on sources of its owner alone and is not shown."
    return "No answer was given."


def _codes(given: Given) -> list[str]:
    return [
        "-".join([code.code, *code.modifiers])
        + (f" x{code.units}" if code.units and code.units > 1 else "")
        + (f" {given.labels[code.code]}" if given.labels.get(code.code) else "")
        for code in given.answer.codes
    ]


def _circumstances(turn: HeldTurn) -> str:
    told = [
        f"Date of service {turn.day}" if turn.day else "",
        f"payer {turn.payer}" if turn.payer else "",
        f"asked {turn.asked:%Y-%m-%d %H:%M} UTC",
    ]
    return ", ".join(part for part in told if part)
