"""Answers and passages as HTML. Everything that comes from outside is escaped; there is no other markup than ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

from assistant.answer import Action, Answer, AssignedCode, Citation
from assistant.steps import Step
from knowledge.records import Authority, Passage

EXAMPLES = (
    "Morselized allograft packed in during a lumbar fusion: 20930 or 20931?",
    "Can I report 20931 per level?",
    "dx for swimmer's ear, left",
    "Closed Colles fracture, right, first ED visit",
    "Type 2 diabetes with foot ulcer, left midfoot, fat layer exposed",
    "E10.9 and E11.9 on the same claim, ok?",
)
_AROUND = 160
_STATES = {
    Action.ANSWER: ("", ""),
    Action.CLARIFY: ("One thing is missing", "The choice turns on what the question does not say."),
    Action.ABSTAIN: ("Not in the sources held", "No code is given, because nothing held proves one."),
    Action.CORRECT_PREMISE: ("A correction first", "Something the question takes for granted does not hold."),
    Action.REFUSE: ("Declined", "This would not stand in an audit."),
}
_VERDICTS = {"yes": "Yes", "no": "No", "conditional": "It depends"}
_AUTHORITIES = {
    Authority.OFFICIAL: "official source",
    Authority.MANUAL: "CMS manual",
    Authority.ARTICLE: "CodeCite article",
    Authority.UPLOAD: "your upload",
}


@dataclass
class Turn:
    """One exchange of a conversation as the window shows it."""

    question: str
    steps: list[Step] = field(default_factory=list)
    answer: Answer | None = None
    passages: dict[str, Passage] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    error: str = ""
    stopped: bool = False

    @property
    def working(self) -> bool:
        """Whether the answer is still on its way."""
        return self.answer is None and not self.error and not self.stopped


def conversation(turns: Sequence[Turn]) -> str:
    """The whole conversation, oldest first."""
    if not turns:
        return (
            '<div class="cc-empty"><h2>Which code does the case need?</h2><p>Ask in your own words or paste a note. '
            "Every sentence of the answer is quoted from a source that you can open.</p></div>"
        )
    return f'<div class="cc-thread" role="log" aria-live="polite">{"".join(_turn(n, t) for n, t in enumerate(turns))}</div>'


def evidence(turns: Sequence[Turn]) -> str:
    """The cited passages of every answer, the newest shown; a click on an older marker shows that answer's."""
    shown = max((n for n, turn in enumerate(turns) if turn.answer is not None), default=-1)
    sections = [
        f'<section class="cc-evidence" data-turn="{n}"{"" if n == shown else " hidden"}>'
        f"{''.join(_citation(n, c, turn.passages.get(c.passage)) for c in turn.answer.citations) or _no_evidence(turn.answer)}"
        "</section>"
        for n, turn in enumerate(turns)
        if turn.answer is not None
    ]
    if not sections:
        return '<p class="cc-hint">The passages that prove the answer appear here, with the quoted words marked.</p>'
    return "".join(sections)


def plain_text(answer: Answer) -> str:
    """An answer as text to paste elsewhere."""
    codes = ", ".join(_spelled(code) for code in answer.codes)
    sources = "\n".join(f"[{c.n}] {c.title} ({c.edition})" for c in answer.citations)
    return "\n\n".join(part for part in (codes, answer.text.replace("**", ""), sources, *answer.notices) if part)


def _turn(n: int, turn: Turn) -> str:
    parts = [f'<article class="cc-turn"><div class="cc-question">{_lines(turn.question)}</div>', _steps(turn)]
    if turn.error:
        parts.append(f'<div class="cc-state cc-error" role="alert">{escape(turn.error)}</div>')
    if turn.stopped:
        parts.append('<div class="cc-state">Stopped. The question is back in the box.</div>')
    if turn.answer is not None:
        parts.append(_answer(n, turn.answer, turn.labels))
    return "".join([*parts, "</article>"])


def _steps(turn: Turn) -> str:
    """The steps taken; the last one is live while the answer is on its way, and all fold away after."""
    latest: dict[str, str] = {}
    for step in turn.steps:
        latest[step.name] = step.detail or latest.get(step.name, "")
    if not latest:
        return ""
    rows = "".join(
        f"<li>{escape(name)}{f' <span>{escape(detail)}</span>' if detail else ''}</li>"
        for name, detail in latest.items()
    )
    if turn.working:
        return f'<ol class="cc-steps cc-live" role="status">{rows}</ol>'
    return f'<details class="cc-steps"><summary>How it was answered</summary><ol>{rows}</ol></details>'


def _answer(n: int, answer: Answer, labels: dict[str, str]) -> str:
    headline, gloss = _STATES[answer.action]
    parts = [f'<div class="cc-answer cc-{answer.action.value}">']
    if headline:
        parts.append(f'<div class="cc-state"><strong>{headline}.</strong> {gloss}</div>')
    if answer.verdict is not None:
        parts.append(f'<div class="cc-verdict cc-verdict-{answer.verdict}">{_VERDICTS[answer.verdict]}</div>')
    if answer.codes:
        parts.append(f'<div class="cc-cards">{"".join(_card(n, code, labels) for code in answer.codes)}</div>')
    if answer.ask_back:
        questions = "".join(f"<li>{escape(question)}</li>" for question in answer.ask_back)
        parts.append(f'<ul class="cc-ask">{questions}</ul>')
    body, rejected = _split(answer)
    parts.append(f'<div class="cc-text">{_text(n, body)}</div>')
    if rejected:
        names = ", ".join(escape(code.code) for code in answer.rejected)
        parts.append(f'<details class="cc-why"><summary>Why not {names}</summary>{_text(n, rejected)}</details>')
    parts += [f'<p class="cc-notice">{escape(notice)}</p>' for notice in answer.notices]
    parts.append(
        f'<p class="cc-foot">Confidence: {answer.confidence.level} · answered by '
        f"{'the built-in writer' if answer.model == 'extractive' else escape(answer.model)}</p>"
        f'<template class="cc-copy">{escape(plain_text(answer))}</template></div>'
    )
    return "".join(parts)


def _card(n: int, code: AssignedCode, labels: dict[str, str]) -> str:
    label = labels.get(code.code, "")
    markers = "".join(_marker(n, number) for number in code.citations[:2])
    units = (
        f'<span class="cc-units">{code.units} {"unit" if code.units == 1 else "units"}</span>'
        if code.units is not None
        else ""
    )
    modifiers = "".join(f'<span class="cc-units">-{escape(modifier)}</span>' for modifier in code.modifiers)
    return (
        f'<div class="cc-card"><div class="cc-card-top"><button type="button" class="cc-code cc-open" data-code="{escape(code.code)}" '
        f'title="Open the page of this code">{escape(code.code)}</button>{modifiers}{units}'
        f'<button type="button" class="cc-copy-code" data-copy="{escape(_spelled(code))}" '
        f'aria-label="Copy {escape(code.code)}">Copy</button></div>'
        f'<div class="cc-label">{escape(label)}</div><div class="cc-meta">{escape(code.system)} · {escape(code.role)} {markers}</div></div>'
    )


def _citation(n: int, citation: Citation, passage: Passage | None) -> str:
    text = passage.text if passage is not None else citation.quote
    start, end = (citation.start, citation.end) if passage is not None else (0, len(citation.quote))
    left, right = _word_bounds(text, max(0, start - _AROUND), min(len(text), end + _AROUND))
    authority = f" · {_AUTHORITIES[passage.authority]}" if passage is not None else ""
    context = f"{'…' if left else ''}{_marked(text, left, start, end, right)}{'…' if right < len(text) else ''}"
    whole = ""
    if left or right < len(text):
        whole = (
            f"<details><summary>Show the whole passage</summary>"
            f'<div class="cc-passage">{_marked(text, 0, start, end, len(text))}</div></details>'
        )
    return (
        f'<div class="cc-citation" id="cite-{n}-{citation.n}" tabindex="-1">'
        f'<h3><span class="cc-n">{citation.n}</span> {escape(citation.title)}</h3>'
        f'<div class="cc-passage">{context}</div>{whole}'
        f'<p class="cc-source">{escape(citation.source)}<br>{escape(citation.edition)} · {escape(citation.locator)}{authority}</p></div>'
    )


def _word_bounds(text: str, left: int, right: int) -> tuple[int, int]:
    """Move a cut to the nearest space outside, so that no word is cut in two."""
    before = max(text.rfind(" ", 0, left), text.rfind("\n", 0, left)) + 1 if left else 0
    spaces = [at for at in (text.find(" ", right), text.find("\n", right)) if at >= 0]
    return before, min(spaces) if spaces and right < len(text) else len(text)


def _no_evidence(answer: Answer) -> str:
    return f'<p class="cc-hint">{"No passage is cited." if answer.action is not Action.ABSTAIN else "Nothing held supports an answer."}</p>'


def _marked(text: str, left: int, start: int, end: int, right: int) -> str:
    return f"{escape(text[left:start])}<mark>{escape(text[start:end])}</mark>{escape(text[end:right])}"


def _split(answer: Answer) -> tuple[str, str]:
    """The text without the lines that say why not, and those lines; questions back are shown on their own."""
    asked = {f"**{question}**" for question in answer.ask_back}
    lines = [line for line in answer.text.split("\n") if line not in asked]
    apart = tuple(f"Not {code.code}:" for code in answer.rejected)
    rejected = [line for line in lines if apart and line.startswith(apart)]
    return "\n".join(line for line in lines if line not in rejected), "\n".join(rejected)


def _text(n: int, text: str) -> str:
    """The answer's own small Markdown: bold words and [1] markers, a paragraph a line."""
    out = []
    for line in text.split("\n"):
        if line.strip():
            marked = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escape(line.strip()))
            out.append(f"<p>{_replaced(marked, lambda number: _marker(n, number))}</p>")
    return "".join(out)


def _replaced(text: str, marker: Callable[[int], str]) -> str:
    return re.sub(r"\[(\d+)\]", lambda found: marker(int(found[1])), text)


def _marker(n: int, number: int) -> str:
    return (
        f'<button type="button" class="cc-marker" data-turn="{n}" data-n="{number}" '
        f'aria-label="Show passage {number}">{number}</button>'
    )


def _spelled(code: AssignedCode) -> str:
    return "-".join([code.code, *code.modifiers]) + (f" x{code.units}" if code.units and code.units > 1 else "")


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
