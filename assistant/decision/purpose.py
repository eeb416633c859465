"""What has to be asked before a diagnosis can be chosen: why a service was done, what broke the bone, what a stroke left."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant import attributes
from assistant.answer import Action
from assistant.decision.comparison import NEUTRAL
from assistant.draft import Decision, Point, sentence_quotes
from assistant.evidence import Evidence
from assistant.question import Reading
from knowledge.library import Library
from knowledge.wording import content_tokens

_MOST = 2
# Words around a service that tell nothing of the patient.
_NOTHING = frozenset(content_tokens("put use claim order test today done study exam get got pt patient list send bill bilateral right left routine"))


@dataclass(frozen=True, slots=True)
class _Open:
    """A question that is open: what is told, what settles it, what is asked, and the passage that says why."""

    told: re.Pattern[str]
    settled: re.Pattern[str]
    ask: str
    passage: str
    alone: bool = False


_OPEN = (
    _Open(
        re.compile(
            r"\bmammo(?:gram|graphy)?s?\b|\bcolonoscop\w+|\begd\b|\b(?:upper )?endoscop\w+|\bdexa\b|\bbone density\b|\bechocardiogram\b|\becho\b|\bekg\b|"
            r"\bstress test\b|\b(?:chest )?x-?rays?\b|\bcxr\b|\bct\b|\bmri\b|\bultrasounds?\b|\blabs?\b|\blipid panel\b|\bpsa\b|\bpap(?: smear)?\b|\ba1c\b|\bsleep study\b"
        ),
        re.compile(r"(?!)"),
        "For what reason was it done: as a screening of a patient without symptoms, as surveillance, or as a diagnostic test for a sign, symptom, finding or known "
        "disease, and which?",
        "screening-surveillance-diagnostic/which-code",
        alone=True,
    ),
    _Open(
        re.compile(r"\b(?:suture|staple|stitch(?:es)?) removal\b|\bremov\w+ (?:of )?(?:sutures|staples|stitches)\b|\bdressing change\b|\bwound check\b"),
        re.compile(r"(?!)"),
        "What was closed: the wound of an injury, which keeps its injury code with 7th character D, or the incision of a surgery or other procedure?",
        "aftercare-and-follow-up/when-not",
        alone=True,
    ),
    _Open(
        re.compile(r"\bosteopor\w+.{0,60}\bfracture|\bfracture.{0,60}\bosteopor\w+"),
        re.compile(
            r"\bpatholog\w+|\bfragil\w+|\binsufficiency\b|\bdue to\b|\bfell\b|\bfall\b|\btrauma\w*|\bcrash|\baccident|\bmva\b|\bmvc\b|\bosteoporotic\b|\bcurrent\b|\bhealed\b|\bhistory of\b|"
            r"\bosteopor\w+ with(?: \w+){0,3} fracture|\bcompression\b|\bwithout\b|\bno\b|\bnot\b|" + attributes.OLD
        ),
        "What was the cause: did the bone break from the osteoporosis, as in a minor fall that would not break a normal bone (pathological, M80), or from a trauma "
        "that would break a healthy one?",
        "pathological-fractures-and-osteoporosis/which-code",
    ),
    _Open(
        re.compile(r"\b(?:had|has had|suffered)\b.{0,15}\b(?:stroke|cva)\b.{0,40}\b(?:in (?:19|20)\d\d|ago|last year)\b|\b(?:stroke|cva) in (?:19|20)\d\d\b"),
        re.compile(
            r"\bdeficits?\b|\bresidual\w*|\bsequela\w*|\blate effects?\b|\bhemi\w+|\bparesis\b|\bpleg\w+|\bweak\w*|\baphasi\w+|\bdys\w+|\bdroop\w*|\bataxi\w+|\bcognitive\b|\brecover\w+|"
            r"\bneglect\b|\bseizures?\b|\bmemory\b|\bvision\b|\bwith\b"
        ),
        "Are there residual deficits of the stroke (sequelae, I69), and which, or none (Z86.73)?",
        "stroke-and-sequelae/which-code",
    ),
    _Open(
        re.compile(r"\bdiabet\w+.{0,60}\buncontrolled\b|\buncontrolled\b.{0,40}\bdiabet\w+"),
        re.compile(r"\bhyper(?:glyc\w*)?\b|\bhypo\w*|\ba1c\b|\bsugars?\b|\bglucose\b|\bhigh\b|\blow\b|\bhtn\b|\bhypertension\b|\bketo\w*|\bcoma\b"),
        "Is uncontrolled documented as hyperglycemia or as hypoglycemia?",
        "diabetes/which-code",
    ),
)


def asked(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """What has to be asked before any code fits, with the sentences that say why; None where nothing of this kind is open."""
    if reading.mentions:
        return None
    for open_ in _OPEN:
        found = open_.told.search(reading.plain)
        if found is None or open_.settled.search(reading.plain):
            continue
        if open_.alone and _says_more(found[0], evidence):
            continue
        points = _why(open_.passage, reading.plain, library)
        asks = [open_.ask]
        if "fracture" in found[0] and attributes.ENCOUNTER.name not in reading.stated:
            asks.append(attributes.ENCOUNTER.ask)
        return Decision(Action.CLARIFY, 0.6, ask_back=tuple(asks), points=tuple(points)) if points else None
    return None


def _says_more(service: str, evidence: Evidence) -> bool:
    """Whether a question tells anything besides the service."""
    told = {word.removeprefix("no:") for word in evidence.words}
    return bool(told - set(content_tokens(service)) - NEUTRAL - _NOTHING)


def _why(passage: str, plain: str, library: Library) -> list[Point]:
    held = library.database.passage(passage)
    quotes = sentence_quotes(held) if held else []
    wanted = set(content_tokens(plain))
    ranked = sorted(quotes, key=lambda quote: -len(wanted & set(content_tokens(quote.text))))
    return [Point(quote) for quote in ranked[:_MOST]]
