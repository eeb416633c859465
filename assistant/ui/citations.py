"""The evidence panel: each cited passage with the quoted words marked. Everything that comes from outside is escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from assistant.answer import Action, Answer, Citation
from assistant.history.held import Given
from assistant.ui.browse_view import context_address
from assistant.ui.turn import Turn
from knowledge.records import Authority, Passage

_AROUND = 160
_AUTHORITIES = {
    Authority.OFFICIAL: "official source",
    Authority.MANUAL: "CMS manual",
    Authority.ARTICLE: "CodeCite article",
    Authority.UPLOAD: "uploaded document",
}
_CODES = 4
_A_CODE = re.compile(r"[A-Z0-9][A-Z0-9.]{2,7}")


def evidence(turns: Sequence[Turn]) -> str:
    """The cited passages of every answer, the newest shown; a click on an older marker shows that answer's."""
    answers: dict[str, Given] = {}
    shown = ""
    for n, turn in enumerate(turns):
        if turn.given is not None:
            shown = str(n)
            answers[shown] = turn.given
        if turn.beside is not None:
            answers[f"{n}b"] = turn.beside.given
    sections = [
        f'<section class="cc-evidence" data-turn="{key}"{"" if key == shown else " hidden"}>'
        f"{''.join(_citation(key, c, given) for c in given.answer.citations) or _no_evidence(given.answer)}"
        "</section>"
        for key, given in answers.items()
    ]
    if not sections:
        return '<p class="cc-hint">The passages that prove the answer appear here, with the quoted words marked.</p>'
    return "".join(sections)


def _citation(key: str, citation: Citation, given: Given) -> str:
    passage = given.passages.get(citation.passage)
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
        f'<div class="cc-citation" id="cite-{key}-{citation.n}" tabindex="-1">'
        f'<h3><span class="cc-n">{citation.n}</span> {escape(citation.title)}</h3>{_role(citation.n, given.answer)}'
        f'<div class="cc-passage">{context}</div>{whole}'
        f'<p class="cc-source">{escape(citation.source)}<br>{escape(citation.edition)} · {escape(citation.locator)}{authority}'
        f'{_ways(passage, citation)}</p><button type="button" class="cc-quiet cc-back" data-do="back">Back to the answer</button></div>'
    )


def _role(n: int, answer: Answer) -> str:
    """What a passage is there for: the code it decides before the code it rules out; nothing where it says more around them."""
    decides = [code.code for code in answer.codes if n in code.citations]
    against = [code.code for code in answer.rejected if n in code.citations]
    told = f"decides {', '.join(decides)}" if decides else f"rules out {', '.join(against)}" if against else ""
    return f'<p class="cc-role{"" if decides else " cc-role-not"}">{escape(told)}</p>' if told else ""


def _ways(passage: Passage | None, citation: Citation) -> str:
    """Where the passage stands, and the page of each code that it is about, where it is about few."""
    if passage is None:
        return ""
    address = context_address(passage, citation.start, citation.end)
    ways = [f'<a class="cc-go" href="{escape(address)}">Open in context</a>'] if address else []
    codes = [code for code in passage.codes if _A_CODE.fullmatch(code)]
    if 0 < len(codes) <= _CODES:
        opened = (f'<a class="cc-open" href="/code/{escape(code)}" data-code="{escape(code)}">{escape(code)}</a>' for code in codes)
        ways.append(f"Open {' '.join(opened)}")
    return f"<br>{' · '.join(ways)}" if ways else ""


def _word_bounds(text: str, left: int, right: int) -> tuple[int, int]:
    """Move a cut to the nearest space outside, so that no word is cut in two."""
    before = max(text.rfind(" ", 0, left), text.rfind("\n", 0, left)) + 1 if left else 0
    spaces = [at for at in (text.find(" ", right), text.find("\n", right)) if at >= 0]
    return before, min(spaces) if spaces and right < len(text) else len(text)


def _no_evidence(answer: Answer) -> str:
    return f'<p class="cc-hint">{"No passage is cited." if answer.action is not Action.ABSTAIN else "Nothing held supports an answer."}</p>'


def _marked(text: str, left: int, start: int, end: int, right: int) -> str:
    return f"{escape(text[left:start])}<mark>{escape(text[start:end])}</mark>{escape(text[end:right])}"
