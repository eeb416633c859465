"""One case on the HTML page: question, key, answer, evidence, scores, search and time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from assistant.answer import Answer, Citation
from evals.baseline import Judged, judged, shown_codes
from evals.case import Case
from evals.metrics.citations import MARKER
from evals.metrics.retrieval import is_gold
from evals.outcome import Breakdown, Found, Outcome, SavedPassage
from evals.report.plots import stages
from evals.score import ScoredCase
from evals.summary import is_near_miss

_CHANGES = {"worse": "newly wrong", "better": "newly right", "codes": "other codes"}
_AROUND = 500
_SHOWN_HITS = 10


def case_section(one: ScoredCase, earlier: Judged | None = None) -> str:
    """A case as a section that opens on demand; what stands in its data attributes is what the filters read.

    ``earlier`` is what the baseline holds of the same question and key.
    """
    case, faults = one.case, ", ".join(fault.name for fault in one.faults)
    change = _change(one, earlier)
    told = f' <span class="change {"bad" if change == "worse" else "good"}">{_CHANGES[change]}</span>' if change else ""
    summary = (f'<summary><span class="state {one.state}">{one.state}</span>{told} <b>{escape(case.id)}</b> '
               f'<span class="asked">{escape(case.question)}</span> '
               f'<span class="faults">{escape(faults)}</span></summary>')
    if isinstance(one.record, Breakdown):
        body, done = _asked(case) + _broken(one.record), ""
    else:
        body, done = _body(one, one.record, earlier), one.record.answer.action.value
    marks = [name for name, holds in (("hard", bool(one.hard_zeros)), ("near", is_near_miss(one)), (change, bool(change)))
             if holds]
    return (f'<details class="case" id="{escape(case.id)}" data-stratum="{escape(case.stratum)}" '
            f'data-state="{one.state}" data-split="{case.split}" data-done="{done}" '
            f'data-marks="{" ".join(marks)}">{summary}<div class="body">{body}</div></details>')


def _broken(record: Breakdown) -> str:
    return _block("Broke", f'<p class="bad">{escape(record.error)}</p>')


def _change(one: ScoredCase, earlier: Judged | None) -> str:
    """``worse``, ``better`` or ``codes`` against the baseline; empty where nothing changed or nothing is known."""
    if earlier is None or not isinstance(one.record, Outcome):
        return ""
    [now] = judged([one]).values()
    if now.right != earlier.right:
        return "better" if now.right else "worse"
    return "codes" if sorted(now.codes) != sorted(earlier.codes) else ""


def _body(one: ScoredCase, outcome: Outcome, earlier: Judged | None) -> str:
    case, answer = one.case, outcome.answer
    return "".join([
        _asked(case), _block("Expected", _expected(case)), _block("Answer", _answer(case, answer)),
        _block("Baseline", _earlier(earlier, outcome)),
        _block("Citations", "".join(_citation(case, c, outcome.passages.get(c.passage)) for c in answer.citations)),
        _block("Scores", _scores(one)), _block("Search", _search(case, outcome.found)),
        _block("Steps and time", _times(outcome))])


def _times(outcome: Outcome) -> str:
    steps = [f"{escape(name)} {taken:.0f} ms" for name, taken in outcome.answer.elapsed_ms.items() if name != "total"]
    if outcome.model_calls:
        steps.append(f"model asked {outcome.model_calls} times, {outcome.input_tokens} tokens read, "
                     f"{outcome.output_tokens} written")
    return f"<p>{' · '.join([f'{outcome.seconds:.2f} s', *steps])}</p>{stages(outcome.answer.elapsed_ms)}"


def _earlier(earlier: Judged | None, outcome: Outcome) -> str:
    """What the baseline holds beside what came now, codes that went and came marked."""
    if earlier is None:
        return ""
    before, now = list(earlier.codes), list(shown_codes(outcome))
    gone = [f"<del>{escape(code)}</del>" if code not in now else escape(code) for code in before]
    new = [f"<ins>{escape(code)}</ins>" if code not in before else escape(code) for code in now]
    return _pairs((name, value) for name, value in {
        "was": f'{"right" if earlier.right else "wrong"}, {escape(earlier.action.replace("_", " "))}',
        "codes then": ", ".join(gone) or "no code", "codes now": ", ".join(new) or "no code"}.items())


def _asked(case: Case) -> str:
    context = {"payer": case.context.payer, "date": case.context.date, "setting": case.context.setting}
    told = [f"{name} {value}" for name, value in context.items() if value]
    turns = "".join(f'<p class="turn">{escape(turn)}</p>' for turn in case.turns)
    line = escape(" · ".join([case.stratum, case.split, case.difficulty, f"by {case.author}", *told]))
    return _block("Question", f'{turns}<p class="question">{escape(case.question)}</p><p class="dim">{line}</p>')


def _expected(case: Case) -> str:
    accepted = [", ".join(codes) or "no code" for codes in case.accepted or ()]
    lines = {
        "action": " or ".join(action.value for action in case.action or ()), "codes": " or ".join(accepted),
        "verdict": case.verdict or "", "units": ", ".join(f"{code} × {units}" for code, units in case.units.items()),
        "modifiers": "" if case.modifiers is None else ", ".join(case.modifiers) or "none",
        "asked back": "; ".join(" / ".join(group) for group in case.ask_back),
        "forbidden": "; ".join(f"{code}: {why}" for code, why in case.forbidden.items()),
        "must say": ", ".join(case.must_say), "must not say": ", ".join(case.must_not_say),
        "gold": ", ".join(case.gold), "proof": case.proof}
    return _pairs((name, escape(value)) for name, value in lines.items())


def _answer(case: Case, answer: Answer) -> str:
    codes = ["-".join([code.code, *code.modifiers]) + (f" × {code.units}" if code.units is not None else "")
             for code in answer.codes]
    numbers = {str(citation.n) for citation in answer.citations}
    lines = {
        "action": answer.action.value, "codes": ", ".join(codes) or "no code", "verdict": answer.verdict or "",
        "modifiers": ", ".join(answer.modifiers),
        "rejected": "; ".join(f"{code.code}: {code.why}" for code in answer.rejected),
        "asked back": " · ".join(answer.ask_back), "notices": " · ".join(answer.notices),
        "confidence": f"{answer.confidence.level} ({answer.confidence.score:.2f})"}
    text = "<br>".join(_rich(line, case, numbers) for line in answer.text.split("\n"))
    return f'<p class="answer">{text}</p>' + _pairs((name, escape(value)) for name, value in lines.items())


def _rich(line: str, case: Case, numbers: set[str]) -> str:
    """A line of Markdown with its bold words and markers; a marker that leads nowhere is shown as wrong."""
    def marker(found: re.Match[str]) -> str:
        if found[1] in numbers:
            return f'<a href="#{escape(case.id)}-{found[1]}">[{found[1]}]</a>'
        return f'<span class="bad">[{found[1]}]</span>'

    return MARKER.sub(marker, re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(line)))


def _citation(case: Case, citation: Citation, passage: SavedPassage | None) -> str:
    head = escape(f"[{citation.n}] {citation.title} · {citation.edition} · {citation.locator}")
    return (f'<figure id="{escape(case.id)}-{citation.n}"><figcaption>{head}</figcaption>'
            f"<blockquote>{_highlighted(citation, passage)}</blockquote></figure>")


def _highlighted(citation: Citation, passage: SavedPassage | None) -> str:
    """The passage around the quote with the quote marked, or the quote alone where it is not at its place."""
    if passage is None:
        return f'<span class="bad">not in the library:</span> {escape(citation.quote)}'
    start, end, text = citation.start, citation.end, passage.text
    if start < 0 or not citation.quote or text[start:end] != citation.quote:
        return f'<span class="bad">not verbatim:</span> {escape(citation.quote)}<hr>{escape(text[:2 * _AROUND])}'
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    return "".join(["… " if first else "", escape(text[first:start]), f"<mark>{escape(text[start:end])}</mark>",
                    escape(text[end:last]), " …" if last < len(text) else ""])


def _scores(one: ScoredCase) -> str:
    return _pairs((score.name, f'<span class="{"good" if score.is_right else "bad"}">{score.value:.2f}'
                               f'{" hard" if score.hard else ""}</span> {escape(score.why)}') for score in one.scores)


def _search(case: Case, found: Sequence[Found]) -> str:
    """The first passages found with their ranks, and those of the gold wherever it stands."""
    items, ranks = [], []
    for rank, hit in enumerate(found, 1):
        gold = any(is_gold(hit.address, wanted) for wanted in case.gold)
        ranks += [str(rank)] if gold else []
        if gold or rank <= _SHOWN_HITS:
            mark = ' class="gold"' if gold else ""
            items.append(f'<li value="{rank}"{mark}>{escape(hit.title)} <span class=dim>{escape(hit.address)}</span></li>')
    told = f"<p>gold at {', '.join(ranks) or f'none of the first {len(found)}'}</p>" if case.gold else ""
    return told + (f"<ol>{''.join(items)}</ol>" if items else "")


def _pairs(lines: Iterable[tuple[str, str]]) -> str:
    """Names and ready HTML side by side, without the empty ones."""
    return f"<dl>{''.join(f'<dt>{name}</dt><dd>{value}</dd>' for name, value in lines if value)}</dl>"


def _block(title: str, content: str) -> str:
    return f"<section><h3>{title}</h3>{content}</section>" if content else ""
