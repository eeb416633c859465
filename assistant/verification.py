"""The last word over every answer, whoever wrote it: what is not proven goes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from assistant.answer import Action, Answer, confidence
from knowledge.code_format import mentions
from knowledge.codebook import Codebook, Standing
from knowledge.records import Passage

MARKER = re.compile(r"\[(\d+)\]")
_FOREIGN = re.compile(r"<[a-zA-Z/!][^>]*>|!\[[^\]]*\]\([^)]*\)|\[[^\]]+\]\([^)]*\)|https?://\S+")


@dataclass(frozen=True, slots=True)
class Verified:
    """An answer that holds, and what had to be removed from the draft, one line each."""

    answer: Answer
    removed: tuple[str, ...]


def verify(draft: Answer, passage: Callable[[str], Passage | None], codebook: Codebook, day: date) -> Verified:
    """Check a draft against the rules that always hold; remove what fails; abstain where nothing is left.

    Quotes must stand verbatim at their offsets; assigned codes must be valid on ``day`` and be cited by a passage
    about them; markers must resolve; a line that names a code or a figure must carry a marker, except a question asked back about
    codes that the answer proves.
    """
    removed: list[str] = []
    held: dict[int, Passage] = {}
    for citation in draft.citations:
        source = passage(citation.passage)
        if source is None:
            removed.append(f"citation {citation.n}: passage {citation.passage} is not in the library")
        elif not citation.quote or source.text[citation.start : citation.end] != citation.quote:
            removed.append(f"citation {citation.n}: the quote is not in the passage at its place")
        else:
            held[citation.n] = source
    lines = []
    proven = {code for source in held.values() for code in source.codes}
    for line in draft.text.split("\n"):
        asks = line.strip("* ") in draft.ask_back and all(mention.code in proven for mention in mentions(line))
        kept = line if asks else _checked_line(line, held, removed)
        if kept is not None:
            lines.append(kept)
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    used = {int(n) for n in MARKER.findall(text)}
    codes = []
    for assigned in draft.codes:
        proof = [n for n in assigned.citations if n in held and n in used and assigned.code in held[n].codes]
        standing = codebook.status(assigned.code, day).standing
        if standing is not Standing.VALID:
            removed.append(f"code {assigned.code}: {standing} on {day}")
        elif not proof:
            removed.append(f"code {assigned.code}: no citation is about it")
        else:
            codes.append(assigned.model_copy(update={"citations": proof}))
    rejected = [
        code.model_copy(update={"citations": [n for n in code.citations if n in held and n in used]})
        for code in draft.rejected
    ]
    answer = draft.model_copy(
        update={
            "text": text,
            "codes": codes,
            "rejected": [code for code in rejected if code.citations],
            "citations": [citation for citation in draft.citations if citation.n in held and citation.n in used],
        }
    )
    if (draft.codes and not codes) or not text:
        answer = answer.model_copy(
            update={
                "action": Action.ABSTAIN,
                "codes": [],
                "verdict": None,
                "confidence": confidence(0.2),
                "text": text or "No answer could be proven from the sources held.",
            }
        )
    return Verified(_renumbered(answer), tuple(removed))


def _checked_line(line: str, held: dict[int, Passage], removed: list[str]) -> str | None:
    """The line without dangling markers and foreign markup; None where it states a fact that nothing proves."""
    clean = _FOREIGN.sub("", line)
    markers = [int(n) for n in MARKER.findall(clean)]
    good = [n for n in markers if n in held]
    if markers and not good:
        removed.append(f"sentence without a valid citation: {line[:80]}")
        return None
    for n in markers:
        if n not in held:
            clean = clean.replace(f"[{n}]", "").rstrip()
    if not markers and mentions(clean):
        removed.append(f"sentence about a code without a citation: {line[:80]}")
        return None
    return clean


def _renumbered(answer: Answer) -> Answer:
    """Citations numbered from 1 in the order of their markers in the text, without gaps."""
    order = list(dict.fromkeys(int(n) for n in MARKER.findall(answer.text)))
    new = {old: at for at, old in enumerate(order, 1)}
    return answer.model_copy(
        update={
            "text": MARKER.sub(lambda m: f"[{new[int(m[1])]}]", answer.text),
            "citations": sorted((c.model_copy(update={"n": new[c.n]}) for c in answer.citations), key=lambda c: c.n),
            "codes": [c.model_copy(update={"citations": [new[n] for n in c.citations]}) for c in answer.codes],
            "rejected": [c.model_copy(update={"citations": [new[n] for n in c.citations]}) for c in answer.rejected],
        }
    )
