"""How an injury came about, where, at what and as whose activity (chapter 20), where a question asks for these codes."""

from __future__ import annotations

import re

from assistant import attributes
from assistant.decision.comparison import Comparison
from assistant.decision.diagnosis import Descent
from assistant.draft import Choice
from assistant.evidence import EXTERNAL_CAUSES, Evidence, gather
from assistant.question import Reading
from assistant.record import statements
from assistant.told import Told
from knowledge.library import Library
from knowledge.passages import TABULAR
from knowledge.records import Entry, System
from knowledge.rules.code_ranges import CodeRange
from knowledge.wording import content_tokens, spelled_out

_ASKED = re.compile(
    r"\bexternal cause|\be[- ]codes?\b|\bcauses? codes?\b|\bplace of occurrence|\bactivity codes?\b|\bincl\w*(?: the| a)? cause\b|\b(?:with|plus|and|\+|&)(?: the)? (?:external )?causes?\b|"
    r"\bcause(?: codes?)? ?(?:\+|&|and|,) ?(?:place|activity)"
)
_UNWANTED = re.compile(
    r"\b(?:do ?n[o']t|not?|never|without|skip|omit|leave (?:out|off)|ignore|forget|minus|except)\b[^.;,]{0,20}\b(?:external cause|e[- ]code)|"
    r"\b(?:external causes?|e[- ]codes?)\b[^.;?]{0,30}\b(?:already|separate\w*|on another line|later|elsewhere|not (?:needed|wanted|sent)|done)\b"
)
# cause, place, activity, status: the lines of each, and the share of its title that the record must say
_KINDS = (
    (CodeRange("V00", "Y38"), 0.65),
    (CodeRange("Y92", "Y92"), 0.65),
    (CodeRange("Y93", "Y93"), 0.65),
    (CodeRange("Y99", "Y99"), 1.0),
)
_ANYWHERE = "Y92.009"
# lines that say no more than that something happened
_SAY_NOTHING = ("Y92.9", "Y93.9", "Y99.8", "Y99.9", "X58")
_ASIDE = re.compile(r"\([^)]*\)|, (?:initial|subsequent).*| as the place of occurrence.*|^activity,? ")
_NO_PART = frozenset(content_tokens("place occurrence external cause activity other unspecified specified involving contact with accidental nontraffic private"))
# How many hits of a search over all lines are looked at for one of chapter 20.
_LOOKED_AT = 60
_STATUS = (
    ("Y99.0", r"\bat work\b(?! home)|\bon the job\b|\bon duty\b|\bwork(?:ers?)?'?s? comp\b|\bwork[- ]related\b|\bwhile working\b"),
    ("Y99.1", r"\bmilitary (?:activity|duty|exercise)\b"),
    ("Y99.2", r"\bvolunteer\w*\b"),
    ("Y99.8", r"\bday off\b|\boff duty\b|\bleisure\b|\bhobby\b|\brecreation\w*\b|\bnot (?:at|for) work\b|\bstudent\b"),
)


def asked(plain: str) -> bool:
    """Whether a spelled-out question asks for the codes of external causes."""
    return _ASKED.search(plain) is not None and _UNWANTED.search(plain) is None


def told(reading: Reading, library: Library) -> list[Choice]:
    """The codes of cause, place, activity and status that a record tells, in this order; none where they are not asked for.

    Place, activity and status are told once, at the first encounter (Official Guidelines I.C.20.b, c and k).
    """
    if not asked(reading.plain):
        return []
    encounter = reading.stated.get(attributes.ENCOUNTER.name) or ["initial encounter"]
    evidence = gather(reading, library, articles_too=False)
    comparison = Comparison(evidence.words, lambda token: library.search.weight(token, System.ICD10CM), asks_cause=True)
    descent = Descent(library.codebook, comparison, {**reading.stated, attributes.ENCOUNTER.name: encounter})
    codes: list[str] = []
    for lines, least in _KINDS if encounter == ["initial encounter"] else _KINDS[:1]:
        status = next((code for code, words in _STATUS if re.search(words, reading.plain)), "")
        if lines.first == "Y99":
            codes += [status] if status else []
            continue
        entry = _named(evidence, lines, library)
        if entry is None or "unspecified" in entry.title.lower() or entry.has_children:
            entry = _found(reading, lines, least, library) or entry
        code = _full(entry, descent, encounter[0], library) if entry is not None else ""
        codes += [code] if code else []
    return [Choice(code, System.ICD10CM, "additional") for code in codes]


def _named(evidence: Evidence, lines: CodeRange, library: Library) -> Entry | None:
    """The line that the longest known wording of the question means."""
    held = [phrase for phrase in evidence.phrases if phrase.code[0] in EXTERNAL_CAUSES and lines.covers(phrase.code) and not phrase.code.startswith(_SAY_NOTHING)]
    best = max(held, key=lambda phrase: (phrase.code != _ANYWHERE, phrase.end - phrase.start, len(phrase.code)), default=None)
    return library.database.entry(best.code) if best is not None else None


def _found(reading: Reading, lines: CodeRange, least: float, library: Library) -> Entry | None:
    """The line most of whose title a statement of the record says, of those that search finds for it."""
    best: tuple[float, Entry] | None = None
    for one in statements(reading.text):
        if one.told is not Told.PRESENT:
            continue
        said = set(content_tokens(spelled_out(one.text)))
        for hit in library.search.passages(one.text, System.ICD10CM, _LOOKED_AT):
            entry = library.database.entry(hit.passage.address.removeprefix(f"{TABULAR}/"))
            if entry is None or not lines.covers(entry.code) or entry.code.startswith(_SAY_NOTHING):
                continue
            words = set(content_tokens(_ASIDE.sub(" ", entry.title))) - _NO_PART
            share = len(words & said) / (len(words) or 1)
            if share >= least and (best is None or share + 0.1 * hit.score > best[0]):
                best = (share + 0.1 * hit.score, entry)
    return best[1] if best else None


def _full(entry: Entry, descent: Descent, encounter: str, library: Library) -> str:
    """The code of full length of a line: by what is stated, else by the line that leaves it open."""
    resolved = descent.resolve(entry)
    if resolved.codes:
        return resolved.codes[0]
    current = resolved.entry
    while current.has_children:
        children = library.codebook.children(current.code)
        current = next((child for child in children if "unspecified" in child.title.lower()), children[-1])
    rows = list(library.codebook.full_codes(current))
    return next((code for code, _, meaning in rows if meaning.lower().startswith(encounter)), rows[0][0] if len(rows) == 1 else "")
