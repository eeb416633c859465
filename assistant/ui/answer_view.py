"""An answer as HTML: state, code cards, why not the neighbour, questions back, text with markers, and what can be said of it.

Everything that comes from outside is escaped; there is no other markup than ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape

from assistant.answer import Action, Answer, AssignedCode, writer_name
from assistant.history.held import Given
from assistant.ui.ask_back import choices, follow_ups, reply
from assistant.ui.turn import Turn

_STATES = {
    Action.ANSWER: ("", ""),
    Action.CLARIFY: ("One thing is missing", "The choice turns on what the question does not say."),
    Action.ABSTAIN: ("Not in the sources held", "No code is given, because nothing held proves one."),
    Action.CORRECT_PREMISE: ("A correction first", "Something the question takes for granted does not hold."),
    Action.REFUSE: ("Declined", "This would not stand in an audit."),
}
_CONFIDENCE = {
    "high": "High confidence",
    "moderate": "Moderate confidence: check what decides",
    "low": "Low confidence: a lead, not yet a code",
}
_SAID = {
    "right": "the answer is right",
    "wrong_code": "a code is wrong",
    "wrong_citation": "a citation is wrong",
    "missing": "something is missing",
    "other": "something else",
}
_VERDICTS = {"yes": "Yes", "no": "No", "conditional": "It depends"}


def plain_text(answer: Answer) -> str:
    """An answer as text to paste elsewhere."""
    codes = ", ".join(_spelled(code) for code in answer.codes)
    sources = "\n".join(f"[{c.n}] {c.title} ({c.edition})" for c in answer.citations)
    return "\n\n".join(part for part in (_by_themselves(answer), codes, answer.text.replace("**", ""), sources, *answer.notices) if part)


def answer_html(key: str, given: Given, *, newest: bool) -> str:
    """One answer. ``key`` names it in the page, so that its markers lead to its own passages."""
    answer = given.answer
    headline, gloss = _STATES[answer.action]
    parts = [f'<div class="cc-answer cc-{answer.action.value}">']
    if headline:
        parts.append(f'<div class="cc-state"><strong>{headline}.</strong> {gloss}</div>')
    if answer.verdict is not None:
        parts.append(f'<div class="cc-verdict cc-verdict-{answer.verdict}">{_VERDICTS[answer.verdict]}</div>')
    if modifiers := _by_themselves(answer):
        parts.append(f'<div class="cc-verdict cc-modifier">{modifiers}</div>')
    body, rejected = _split(answer)
    if answer.codes:
        sure = answer.confidence.level
        cards = "".join(_card(key, code, given.labels, sure) for code in answer.codes)
        parts.append(f'<div class="cc-cards">{cards}</div>{_copy_all(answer)}')
    if rejected:
        names = ", ".join(escape(code.code) for code in answer.rejected)
        parts.append(f'<details class="cc-why"><summary>Why not {names}</summary>{_text(key, rejected)}</details>')
    parts += [_ask_back(answer, newest), f'<div class="cc-text">{_text(key, body)}</div>']
    parts += [f'<p class="cc-notice">{escape(notice)}</p>' for notice in answer.notices]
    writer = escape(writer_name(answer.model))
    # how sure an answer is says nothing where none is given
    sure_of = f"{_CONFIDENCE[answer.confidence.level]} · answered" if answer.codes or answer.verdict else "Answered"
    parts.append(
        f'<p class="cc-foot"><button type="button" class="cc-quiet" data-do="copy">Copy answer</button> {sure_of} by {writer}</p>'
        f'<template class="cc-copy">{escape(plain_text(answer))}</template></div>'
    )
    return "".join(parts)


def _by_themselves(answer: Answer) -> str:
    """The modifiers of an answer that stand on none of its codes; empty where there are none."""
    on_codes = {modifier for code in answer.codes for modifier in code.modifiers}
    alone = [modifier for modifier in answer.modifiers if modifier not in on_codes]
    return f"Modifier{'s' if len(alone) > 1 else ''} {', '.join(map(escape, alone))}" if alone else ""


def next_questions(answer: Answer) -> str:
    """What is likely to be asked next, each a click away."""
    offered = "".join(_chip(question, question) for question in follow_ups(answer))
    return f'<div class="cc-next" role="group" aria-label="Questions that come next">{offered}</div>' if offered else ""


def _ask_back(answer: Answer, newest: bool) -> str:
    """The questions asked back; the newest answer's can be answered by a click, several are gathered in the box."""
    asked = []
    gather = len(answer.ask_back) > 1
    for question in answer.ask_back:
        chips = "".join(_chip(choice, reply(question, choice), gather) for choice in choices(question)) if newest else ""
        asked.append(f'<li>{escape(question)}{f"<div class=cc-choices>{chips}</div>" if chips else ""}</li>')
    return f'<ul class="cc-ask">{"".join(asked)}</ul>' if asked else ""


def _chip(shown: str, message: str, gather: bool = False) -> str:
    do = "gather" if gather else "ask"
    return f'<button type="button" class="cc-chip" data-do="{do}" data-text="{escape(message)}">{escape(shown)}</button>'


def judge_html(turn: Turn) -> str:
    """The buttons that say whether the answer is right, and the form behind the others."""
    said = f'<span class="cc-meta cc-said">Noted: {escape(_SAID[turn.feedback])}.</span>' if turn.feedback in _SAID else ""
    kinds = "".join(f'<option value="{kind}">{escape(words)}</option>' for kind, words in _SAID.items() if kind != "right")
    return (
        f'<div class="cc-judge" data-id="{escape(turn.id)}"><span class="cc-meta">Is it right?</span>'
        f'<button type="button" class="cc-quiet" data-do="right">Right</button>'
        f'<details class="cc-wrong"><summary class="cc-quiet">Something is wrong</summary><form class="cc-feedback">'
        f'<label>What is it?<select name="kind">{kinds}</select></label>'
        '<label>Which codes are right?<input name="right_codes" autocomplete="off" placeholder="20931, M48.061"></label>'
        '<label>In your words<textarea name="comment" rows="2" maxlength="4000"></textarea></label>'
        f'<button type="submit" class="cc-chip">Send</button></form></details>{said}</div>'
    )


def _card(key: str, code: AssignedCode, labels: Mapping[str, str], sure: str) -> str:
    label = labels.get(code.code, "")
    markers = "".join(_marker(key, number) for number in code.citations[:2])
    units = (
        f'<span class="cc-units">{code.units} {"unit" if code.units == 1 else "units"}</span>'
        if code.units is not None
        else ""
    )
    modifiers = "".join(f'<span class="cc-units">-{escape(modifier)}</span>' for modifier in code.modifiers)
    told = " · ".join([escape(code.system), escape(code.role), f"{sure} confidence"])
    return (
        f'<div class="cc-card"><div class="cc-card-top"><a class="cc-code cc-open" href="/code/{escape(code.code)}" '
        f'data-code="{escape(code.code)}" title="Open the page of this code">{escape(code.code)}</a>{modifiers}{units}'
        f'<button type="button" class="cc-copy-code" data-copy="{escape(_spelled(code))}" '
        f'aria-label="Copy {escape(code.code)}">Copy</button></div>'
        f'<div class="cc-label">{escape(label)}</div><div class="cc-meta">{told} {markers}</div></div>'
    )


def _copy_all(answer: Answer) -> str:
    """One button for the whole list, where there is a list."""
    if len(answer.codes) < 2:
        return ""
    listed = escape(", ".join(map(_spelled, answer.codes)))
    return f'<p><button type="button" class="cc-copy-code cc-copy-all" data-copy="{listed}">Copy all {len(answer.codes)} codes</button></p>'


def _split(answer: Answer) -> tuple[str, str]:
    """The text without the lines that say why not, and those lines; questions back are shown on their own."""
    asked = {f"**{question}**" for question in answer.ask_back}
    lines = [line for line in answer.text.split("\n") if line not in asked]
    apart = tuple(f"Not {code.code}:" for code in answer.rejected)
    rejected = [line for line in lines if apart and line.startswith(apart)]
    return "\n".join(line for line in lines if line not in rejected), "\n".join(rejected)


def _text(key: str, text: str) -> str:
    """The answer's own small Markdown: bold words and [1] markers, a paragraph a line."""
    out = []
    for line in text.split("\n"):
        if line.strip():
            marked = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escape(line.strip()))
            out.append(f"<p>{_replaced(marked, lambda number: _marker(key, number))}</p>")
    return "".join(out)


def _replaced(text: str, marker: Callable[[int], str]) -> str:
    return re.sub(r"\[(\d+)\]", lambda found: marker(int(found[1])), text)


def _marker(key: str, number: int) -> str:
    return (
        f'<button type="button" class="cc-marker" data-turn="{key}" data-n="{number}" '
        f'aria-label="Show passage {number}">{number}</button>'
    )


def _spelled(code: AssignedCode) -> str:
    return "-".join([code.code, *code.modifiers]) + (f" x{code.units}" if code.units and code.units > 1 else "")
