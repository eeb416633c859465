"""The line of the tabular list that says more of a question than the first one found: deeper, beside, or called for."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.decision.comparison import NEUTRAL, Comparison, leaves_open
from assistant.decision.diagnosis import Descent, Resolved
from assistant.decision.finding_entry import ENOUGH, Candidate
from assistant.evidence import Evidence, longest
from knowledge.library import Library
from knowledge.records import Entry, NoteKind
from knowledge.rules.code_ranges import ranges
from knowledge.wording import signed_tokens

# A single line that says this share of the question is the answer, however many wordings it is made of.
SAYS_ALL = 0.8
_ALL = 0.95
# Bacterial infection of unspecified site, and the agent of a disease coded elsewhere.
_INFECTION_OF_NO_SITE = ("A49", "B95", "B96", "B97")
# How much more of a question a line of the same category must say to be taken, how much more it may say besides, and
# how many candidates are looked at.
_CLEARLY_MORE, _HARDLY_MORE, _LOOKED_AT = 0.12, 0.05, 12


def saying_all(pool: list[Candidate], comparison: Comparison, library: Library) -> Candidate:
    """The first candidate, or one near it that says all of the question where the first leaves out much."""
    first = pool[0]
    if _fit(first.entry, comparison, library)[0] < SAYS_ALL:
        for other in pool[1:_LOOKED_AT]:
            explained, extra = _fit(other.entry, comparison, library)
            if explained >= _ALL and extra <= 1 - _ALL and other.score >= SAYS_ALL * first.score:
                return other
    return first


def adding_nothing(best: Candidate, pool: list[Candidate], comparison: Comparison, library: Library) -> Candidate:
    """The first candidate that says what the best one does and nothing that is not stated: a cataract is none *secondary* to anything."""
    if best.phrase is not None or not comparison.adds(best.entry, best.matched):
        return best
    said = _said(best, comparison, library)
    for other in pool[:_LOOKED_AT]:
        if not comparison.adds(other.entry, other.entry.title) and said <= _said(other, comparison, library):
            return other
    return best


def _said(candidate: Candidate, comparison: Comparison, library: Library) -> frozenset[str]:
    return comparison.says(candidate.entry, list(library.codebook.line(candidate.entry))[1:])


def calling_for(best: Candidate, pool: list[Candidate], evidence: Evidence, library: Library) -> Candidate:
    """The diagnosis named in the question whose instruction calls for the best candidate: obesity before its BMI.

    Another reading of the same words may be what is called for (MRSA as the cause of cellulitis), and the instruction
    may stand over a sibling of the diagnosis named (hypertensive heart disease *with heart failure*).
    """
    span = (best.phrase.start, best.phrase.end) if best.phrase else None
    called = {best.entry.code}
    if best.entry.code.startswith(_INFECTION_OF_NO_SITE):
        called |= {p.code for p in evidence.phrases if (p.start, p.end) == span}
    for other in pool[1:]:
        if other.phrase is None or other.score < ENOUGH or other.entry.code[:3] == best.entry.code[:3]:
            continue
        near = [line for line in library.codebook.children(other.entry.parent or "") if line.code != other.entry.code]
        for entry in (other.entry, *(near if leaves_open(other.entry) or "without" in other.entry.title else ())):
            notes = library.codebook.inherited_notes(entry, NoteKind.USE_ADDITIONAL)
            own = [note for at, _, note in notes if entry is other.entry or at.code == entry.code]
            if any(part.covers(code) for note in own for part in ranges(note) for code in called):
                nearer = next(c for c in pool if c.entry.code[:3] == other.entry.code[:3])
                return nearer if entry is other.entry else replace(other, entry=entry)
    return best


def merged(best: Candidate, evidence: Evidence, library: Library) -> Candidate:
    """The line to which an Excludes1 note over a second condition named sends the two: a herniated disc *with radiculopathy*."""
    for phrase in longest(evidence.phrases):
        entry = library.database.entry(phrase.code)
        if entry is None or phrase.code[:3] == best.entry.code[:3]:
            continue
        for _, _, note in library.codebook.inherited_notes(entry, NoteKind.EXCLUDES1):
            parts = ranges(note)
            # the note tells of both conditions, so that one line holds them
            both = len(parts) == 1 and parts[0].first == parts[0].last and " with " in f" {note} "
            if both and parts[0].first.startswith(best.entry.code[:3]) and not parts[0].covers(best.entry.code):
                line = library.codebook.entry(parts[0].first)
                if line is not None:
                    return replace(best, entry=line, phrase=None)
    return best


def redirected(start: Entry, matched: str, stated: frozenset[str], library: Library) -> Entry | None:
    """Where an Excludes1 note over a line sends what the question states: cystitis out of urinary infection."""
    told = set(signed_tokens(start.title)) | set(signed_tokens(matched))
    for _, _, note in library.codebook.inherited_notes(start, NoteKind.EXCLUDES1):
        words = set(signed_tokens(re.sub(r"\([^)]*\)|\bNOS\b|\bNEC\b", " ", note))) - NEUTRAL
        parts = ranges(note)
        if len(parts) == 1 and parts[0].first == parts[0].last and words <= stated and words - told and len(words) > 1:
            entry = library.codebook.entry(parts[0].first)
            if entry is not None and not any(line.code == entry.code for line in library.codebook.line(start)):
                return entry
    return None


def beside(
    resolved: Resolved,
    found: Candidate,
    pool: list[Candidate],
    descent: Descent,
    comparison: Comparison,
    library: Library,
) -> Resolved:
    """A line of the same category that says clearly more of the question: diverticulitis *of the large intestine*.

    The line reached from the wording found (opioid use disorder, moderate) says what that wording does, whatever its title.
    """
    resolved = _told_default(resolved, descent, comparison, library)
    best = resolved
    said, besides = _fit(resolved.entry, comparison, library)
    if resolved.entry.code == found.entry.code and found.phrase is not None:
        said = max(said, comparison.fit(found.entry, list(library.codebook.line(found.entry))[1:], found.matched)[0])
    for candidate in pool[:_LOOKED_AT]:
        if candidate.entry.code[:3] != resolved.entry.code[:3] or resolved.asks or leaves_open(candidate.entry):
            continue
        if not comparison.says_more(candidate.entry, candidate.matched, resolved.entry):
            continue
        other = descent.resolve(candidate.entry)
        explained, extra = _fit(other.entry, comparison, library)
        more = explained >= said + _CLEARLY_MORE or (explained >= _ALL and explained >= said + _HARDLY_MORE)
        if more and extra <= besides + _HARDLY_MORE and other.codes and not other.asks:
            best, said = other, explained
    return best


def _told_default(resolved: Resolved, descent: Descent, comparison: Comparison, library: Library) -> Resolved:
    """A default yields to the sibling all of whose own words are stated: recurrent depression, unspecified, to *mild*."""
    if not leaves_open(resolved.entry) or resolved.asks:
        return resolved
    siblings = library.codebook.children(resolved.entry.parent or "")
    picked = comparison.pick(siblings)
    if picked is None or leaves_open(picked) or not comparison.says_more(picked, picked.title, resolved.entry):
        return resolved
    if not comparison.tells_apart(picked, siblings):
        return resolved
    other = descent.resolve(picked)
    return other if other.codes else resolved


def worth(entry: Entry, comparison: Comparison, library: Library) -> float:
    """How much of the question a line says, less what it says besides."""
    explained, extra = _fit(entry, comparison, library)
    return explained - 0.5 * extra


def _fit(entry: Entry, comparison: Comparison, library: Library) -> tuple[float, float]:
    return comparison.fit(entry, list(library.codebook.line(entry))[1:], entry.title)


def deeper(start: Entry, pool: list[Candidate], comparison: Comparison, library: Library) -> Entry | None:
    """A line further down that says more of the question than where the way down starts: E10.42 under E10."""
    above = list(library.codebook.line(start))[1:]
    said, _ = comparison.fit(start, above, start.title)
    best: tuple[float, Entry] | None = None
    for candidate in pool:
        entry = candidate.entry
        line = list(library.codebook.line(entry))[1:]
        if start.code not in {other.code for other in line}:
            continue
        if not comparison.says_more(entry, candidate.matched, start):
            continue
        explained, extra = comparison.fit(entry, line, candidate.matched)
        gain = explained - said - 0.25 * extra
        if gain > 0.03 and (best is None or gain > best[0]):
            best = (gain, entry)
    return best[1] if best else None
