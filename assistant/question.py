"""Reading a question: what is asked, about which codes, under which circumstances. No search, no decision."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from assistant import attributes, conversation, record
from assistant.left_open import blanked
from assistant.limits import without_orders, without_planted
from assistant.request import Request
from assistant.scope import Scope, scope_of
from knowledge import code_format
from knowledge.code_format import CodeMention
from knowledge.wording import spelled_out


class Intent(StrEnum):
    """What kind of answer is wanted."""

    CHOOSE = "choose a code"
    MAY_I = "may I"
    EXPLAIN = "explain"
    UNITS = "units"
    SEQUENCE = "sequence"


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as understood. ``text`` is the whole subject, earlier turns included; ``asked`` is the last message.

    ``pushed_back`` tells that the last message only doubts the answer before: it is then no part of ``text``.
    """

    text: str
    asked: str
    plain: str
    mentions: tuple[CodeMention, ...]
    intent: Intent
    scope: Scope
    stated: dict[str, list[str]]
    day: date
    payer: str | None = None
    follow_up: bool = False
    turns: tuple[str, ...] = ()
    scope_detail: str = ""
    ordered: bool = field(default=False)
    pushed_back: bool = field(default=False)


_MAY_I = re.compile(
    r"\b(?:can|may|could|should|do|does|must|is it|are we|am i)\b.{0,40}\b(?:i|we|they|you|it|surg\w*|code[ds]?|bill|report|append|add|put|use|"
    r"count|pa(?:y|id|yable)|allowed|billable|valid|separately)\b|\bo\.?k(?:ay)?\b|\ballowed\b|\bright\?|\bfine\?|\byes\?|\bcorrect\?|"
    r"\btogether\b|\b(?:can|may) be (?:reported|billed|coded|used)\b|\b(?:is|are)\s+\S+\s+(?:paid|payable|separately|bundled|covered|reportable)\b|\bboth\?|\bboth for\b|\b(?:possible|permitted|acceptable|appropriate)\s*\?|\bappl(?:y|ies) (?:to|for|with)\b[^?]*\?|\bseparately payable|\bbillable\b|\bvalid\b|\bcode both\b|\bride along\b|\bpayable\b|\bconflict\b|"
    r"\bstill (?:good|billable)\b|\b(?:can|may|should) both\b|\bwill (?:they|medicare|it|the payer)\b|[x×]\s?\d+\s*\?|\btwice\s*\?|\bcan go on\b|\bgo on the claim\b|\bexcludes kill|\bmust come off\b|\bsame (?:claim|visit)\b|"
    r"\bseparately (?:\w+able|paid|billed|reported|coded)\b|\b(?:too|also|as well|separately|extra(?: code)?|in addition)\s*\?|\bin addition\b|"
    r"\b(?:bill|report|charge|claim|code) (?:it|them|both|separately)\b|\bon the claim\b|\bgood to go\b|"
    r"(?:^|[.,;:!?]\s+)(?:add|append|bill|report|charge|assume|presume|infer|default|query|link|capture|pick up|still|code (?:it|the|as|both)|use (?:the|an?|it|both|[a-z]\d\w+))\b(?![^?]*\bor\b)[^?]*\?\s*$|"
    r"\bso (?:do |does |can |is |it'?s )?(?:[a-z]\d\w[\w.]*|yes|no)\s*\?\s*$|\b(?:rule|guideline|convention|exception)s? (?:\w+ )?appl(?:y|ies)\b|\bappl(?:y|ies) here\b|"
    r"\b(?:mod(?:ifier)?|\d\d|x[epsu]) (?:needed|required|necessary|appropriate)\s*\?|\bwith (?:an? )?(?:mod(?:ifier)? )?(?:2[2-7]|5[0-9]|7[6-9]|x[epsu])\s*\?|\bwill (?:an? |the |my |our )?(?:\w+ ){1,3}(?:get|be|help|open|work|fix|do|let)\b|"
    r"\byes or no\b|"
    r"\bwants? (?:to (?:bill|add|report|code|use) )?(?:\d{4}[\dtumf]|[a-v]\d{4}|[a-z]\d\w\.\w+)\b|"
    r"\b(?:conflict|ok(?:ay)?|fine|allowed|bundled|included|billable|payable|valid|built in)\b,? or (?:can|are|is|do|does|not|fine|ok|a |an |separate\w*|bundled|included|wrong|conflict)\b|\b(?:leave|keep|bill|report|code) both\b|\b(?:next to|alongside)\b|\bagree\s*\?|"
    r"\b(?:please|pls|plz) confirm\b|(?:^|[.,;:!?]\s+)confirm\b|\bconfirm\s*(?:please|pls|plz)?\W*$|\bjust confirming\b|"
    r"\bseparate(?:ly \w+)?\b[^.?]*\bor\b[^.?]*\b(?:included|bundled|part of|inclusive)\b|\b(?:included|bundled)\b[^.?]*\bor\b[^.?]*\bseparate(?:ly)?\b|"
    r"\b(?:fine|correct|ok) (?:for|with|here)\b|\bhappy (?:with|w/?) (?:it|that|this)\b|[,;] (?:right|correct|yes|ok(?:ay)?)\W*$"
)
# Two procedure codes joined: whether they go together is what is meant, unless a choice or a count is asked for.
_JOINED_CODES = re.compile(r"[+&]|\b(?:with|and|plus|beside|besides|alongside|on top of)\b")
# Modifiers that no English word or abbreviation is spelled like, written bare: "XS for the same lesion".
_LETTER_MODIFIER = re.compile(
    r"(?<![\w-])(?<!modifier )(?<!Modifier )(?<!mod )(?<!under )(?<![Uu]nder full )(?:X[EPSU]|G[ACEVWXYZ]|J[WZ]|KX|QW|Q[KXYZ]|FS|FQ)(?![\w-])"
)
_NUMBERS = r"(?:2[2-7]|3[23]|47|5[0-9]|6[236]|7[346-9]|8[0-2]|9[0-35-79])"
# Two digits on a code or a line are a modifier: "59 on the E/M line", "62 on 20610".
_NUMBER_MODIFIER = re.compile(
    rf"(?<![\w.-])(?<!modifier )(?<!Modifier )(?<!mod )(?P<modifier>{_NUMBERS})"
    r"(?= (?:(?:should |must |has to |needs to )?(?:goes?|belongs?|stays?|sits?) )?(?:on|to) (?:the |a |an |my |our |that |his |her )?(?:e/?m|line|claim|visit|procedure|code|injection|add-on|office|second|first|\d{5}|[A-V]\d{4})\b|"
    r" (?:goes on|applies|is needed)(?:,| since| because| as|\?|$))",
    re.IGNORECASE,
)
# So is one that a code is said to have or need: "45380 with a 50", "64494 needs 51?", "is 26 ok on 99213".
_MODIFIER_OF_CODE = re.compile(
    r"(?P<before>\b(?:(?:with|needs?|takes?|add(?:ing)?|append(?:ing)?|put(?:ting)?|use|using|attach|drop|slap|stick)(?: an?| the)?) )"
    rf"(?P<modifier>{_NUMBERS})"
    r"(?=(?: (?:ok(?:ay)?|allowed|valid|right|needed|required|appropriate|applies|apply|on|to|too|here|there|then))?(?:[?,;]|\s*$| (?:on|to|with) (?:it|the |a |\d{4}[\dTUMF]|[A-V]\d{4})))|"
    rf"(?P<verb>\b(?:is|does) )(?P<judged>{_NUMBERS})(?= (?:ok(?:ay)?|allowed|valid|right|needed|required|appropriate|apply|work)\b)",
    re.IGNORECASE,
)
# Codes to choose from, the same one twice or more among them: "20552, 20553 or 20552x2?"
_OFFERED = re.compile(r"\b(?:\d{4}[\dtumf]|[a-v]\d{4})\b,? or (?:\d{4}[\dtumf]|[a-v]\d{4})(?: ?[x×] ?\d)?\s*\?")
_AUXILIARY = r"(?:(?:so|then|and|but)\s+)?(?:can|may|could|should|do|does|did|must|is|are|will|would|has|have)\b"
# A question, or one of its sentences, that opens with an auxiliary verb wants a yes or a no, unless it offers a choice.
_SUBJECT = r"(?:i|we|he|she|they|it|you|this|that|the|a|an|my|our|his|her|mod(?:ifier)?|\d{4}[\dtumf]|[a-v]\d{4})\b"
_YES_OR_NO = re.compile(
    rf"^\W*{_AUXILIARY}|[.!?;:]\s+{_AUXILIARY}(?:[^.!?]|\.(?=\d))*(?:\?|$)|(?<!pt)(?<!patient)(?<!she)(?<!he) - {_AUXILIARY}(?:[^.!?]|\.(?=\d))*\?|"
    rf",\s+{_AUXILIARY}\s+{_SUBJECT}[^.!?]*\W*$|"
    r"\b(?:wondering|asking|asks|unsure|not sure|curious|tell me|question is) (?:if|whether)\b|"
    r"[,:;] (?:is|are|does|do) [^.,;?]{1,40}\b(?:default|ok(?:ay)?|allowed|right|correct|reportable|billable|payable|needed|required|included|covered)\b\W*$"
)
_OR = re.compile(r"\bor\b")
# "can a modifier or a second line help" offers no choice, as codes and modifiers joined by *or* do
_MAY_EITHER = re.compile(r"\b(?:can|may) (?:a|an|the|any|we|i|they|he|she)\b[^.?!]*\b[a-z]{3,} or (?:a |an |the )?[a-z]{3,}\b[^.?!]*\W*$")
_OFFERS = re.compile(r"\b(?:which|what|or|how|why|vs)\b")
_UNITS = re.compile(r"\bunits?\b|\bhow many\b|[x×]\s?\d+\b|\btwice\b|\bper level\b|\beach level\b|\bmue\b")
_MORE_ASKED = re.compile(
    r"\b(?:or|vs|versus|which|what|how|who|when|why|codes|units?|modifiers?|mod|differences?|differs?|different (?:from|than)|cpt|hcpcs|icd|dx|explain|mean)\b|"
    r"\bcode\s*(?:\?|for\b)"
)
_EXPLAIN = re.compile(
    r"^\s*(?:what(?:'s| is| are| does)|define|explain|tell me about|meaning of|difference between|why)\b|\bmean\b"
)
_SEQUENCE = re.compile(
    r"\bfirst or\b.{1,40}\bfirst\b|\bsequenc|\bfirst[- ]listed\b|\bprimary dx\b|\bwhich (?:goes|is) first\b|\blisted? first\b|\bsecond\. fine"
)
# A code put first without a verb: "J91.0 principal?"
_PUT_FIRST = re.compile(r"\b(?:principal|primary|first)(?: (?:dx|diagnosis|listed|code))?\s*\?|\bas (?:the )?(?:principal|primary|first)\b")
_CHOOSE = re.compile(
    r"\bwhich (?:code|one|is right|add-on|graft|side|digit)\b|\bwhat(?:'s| is) the (?:code|icd|cpt|dx)\b|\bcodes?\b.{0,12}$|\b(?:or|vs)\b|\bdx\b|\bicd"
)

_COMMAND = re.compile(
    r"(?:<\s*/?\s*system\s*>|\b(?:note to (?:the )?(?:ai|assistant|model)s?\b|(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|rules?|prompts?|guidelines|"
    r"everything)|you are (?:now )?(?!sure|right|correct|wrong)(?-i:[A-Z])\w+|(?:reveal|show|print|repeat|output)\b.{0,30}\b(?:system )?prompt|reply only with|output .{0,30}nothing else|"
    r"pretend (?:to be|you)|act as|developer mode|jailbreak))",
    re.IGNORECASE,
)
_PAYERS = {
    "Medicare": r"\bmedicare\b|\bmcr\b|\bpart b\b",
    "Medicaid": r"\bmedicaid\b",
    "commercial": r"\bcommercial\b|\bprivate (?:payer|insurance)\b",
}
_DATE = re.compile(
    r"\b(?:dos|date of service|visit|seen|on|claim)?\s*[:=]?\s*(?:(?P<iso>\d{4}-\d{2}-\d{2})|(?P<us>\d{1,2}/\d{1,2}/\d{2,4})|"
    r"(?P<words>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2},? \d{4}))",
    re.IGNORECASE,
)
_BIRTH = re.compile(r"\b(?:dob|born(?: on)?|birth ?(?:date|day)|date of birth)\b\W{0,3}[\d/.-]+", re.IGNORECASE)
_OLDEST_YEAR = 2000
_NO_TOPICS = conversation.NoTopics()
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def read(request: Request, today: date, topics: conversation.Topics = _NO_TOPICS) -> Reading:
    """Understand a request. The day asked about is the request's, else one named in the text, else ``today``.

    ``topics`` tell whether a message goes on from the turns before or begins something new.
    """
    asked, ordered = _without_commands(request.question)
    turns = [_without_commands(turn)[0] for turn in request.turns]
    goes_on = bool(turns) and conversation.is_follow_up(turns, asked, topics)
    topic = conversation.amended(conversation.topic_of(turns, asked, topics)) if goes_on else [asked]
    follow_up = len(topic) > 1 or topic[0] != asked
    text = conversation.merged(topic)
    text_told = _LETTER_MODIFIER.sub(lambda found: f"modifier {found[0]}", text)
    text_told = _NUMBER_MODIFIER.sub(lambda found: f"modifier {found[0]}", text_told)
    if any(code_format.is_procedure_shaped(mention.code) for mention in code_format.mentions(text)):
        text_told = _MODIFIER_OF_CODE.sub(lambda f: f"{f['before'] or f['verb']}modifier {f['modifier'] or f['judged']}", text_told)
    # a payer given beside the question counts as said in it
    plain = spelled_out(f"payer {request.payer}: {text_told}" if request.payer else text_told)
    mentions = tuple(code_format.mentions(text))
    scope, detail = scope_of(
        # what a note tells of money or of what the patient should take asks nothing
        spelled_out(record.asking(asked)), plain, ordered=ordered, codes=bool(mentions), yes_or_no=wants_yes_or_no(plain)
    )
    payer = request.payer or next((name for name, pattern in _PAYERS.items() if re.search(pattern, plain)), None)
    doubts = follow_up and conversation.only_doubts(asked, turns)
    return Reading(
        text,
        asked,
        plain,
        mentions,
        # a mere doubt asks again what was asked before
        _intent(record.asking(topic[-1] if doubts else asked), mentions),
        scope,
        attributes.stated(blanked(plain)),
        request.date or _day(text) or today,
        payer,
        follow_up,
        tuple(blanked(message) for message in conversation.told_together(topic)),
        detail,
        ordered,
        doubts,
    )


def _without_commands(text: str) -> tuple[str, bool]:
    """The text without sentences that order the assistant about: they are data, and none of them is obeyed."""
    text, planted = without_planted(text)
    text, ordered = without_orders(text)
    planted = planted or ordered
    if not _COMMAND.search(text):
        return text, planted
    kept = []
    for part in re.split(r"(?<=[.!?\n>\"”])\s+|(?=<system>)|(?<=</system>)", text):
        found = _COMMAND.search(part)
        if not found:
            kept.append(part)
        elif found.start() > 25 and not re.match(r"\W*(?:op )?note\b", part, re.IGNORECASE):
            kept.append(part[: found.start()])
    return " ".join(kept).strip(), True


def _intent(asked: str, mentions: tuple[CodeMention, ...]) -> Intent:
    plain = spelled_out(asked)
    if _SEQUENCE.search(plain) or (_PUT_FIRST.search(plain) and not wants_yes_or_no(plain)):
        return Intent.SEQUENCE
    if re.search(r"\bhow many units|\bunits? (?:of|for|each|pls|are)|\bcodes? and units", plain) and not re.search(
        r"\bok\?|right\?", plain
    ):
        return Intent.UNITS
    asks_of_it = (
        len(mentions) == 1
        and re.search(r"\w{5}(?:-\w\w)*\s*\?\s*$", plain)
        and re.sub(r"(?:-\w\w)+$", "", plain.rstrip(" ?")).endswith(mentions[0].code.lower())
    )
    bare = _LETTER_MODIFIER.search(asked) or _NUMBER_MODIFIER.search(asked)
    asks_of_it = asks_of_it or (bare is not None and plain.rstrip().endswith("?") and not _OFFERS.search(plain))
    offered = _OFFERED.search(plain) is not None and len(mentions) > 1 and not wants_yes_or_no(plain)
    if not offered and (_MAY_I.search(plain) or asks_of_it or _puts_forward(plain, mentions) or wants_yes_or_no(plain)) and not re.search(
        r"\bwhich (?:is right|one|add-on|graft)\b|\bwhich (?:\w+ ){0,2}codes?\b(?! pair)|\bwho(?:se|'s| is) (?:\w+ )?(?:right|correct)\b|\bcodes? (?:please|pls|plz)\b|\bchoose between\b|"
        r"\bwhat (?:do|should|can|would|could) (?:we|i|you|they)\b|\bwhat (?:do|does|should|can|would) (?:the |our |his |her )?\w+ (?:bill|report|code)\b|"
        r"\bhow (?:do|should|would|can|does) (?:we|i|you|they|one) (?:bill|code|report|count|charge)\b",
        plain,
    ):
        return Intent.MAY_I
    if _UNITS.search(plain) and mentions and not offered:
        return Intent.UNITS
    if _names_joined(plain, mentions) and not _MORE_ASKED.search(plain):
        return Intent.MAY_I
    if _EXPLAIN.search(plain) and not _CHOOSE.search(plain):
        return Intent.EXPLAIN
    return Intent.CHOOSE


# What a question about codes that it does not put forward asks for.
_OTHER_ASKED = re.compile(
    r"\b(?:which|what|how|why|when|where|who|or|vs|versus|codes?|cpt|icd(?:-?10)?(?:-?cm)?|dx|hcpcs|units?|modifiers?|mod|level|pos|difference|mean\w*|status|global|valid)\b"
)


def _puts_forward(plain: str, mentions: tuple[CodeMention, ...]) -> bool:
    """Whether a question ends by putting a code forward: *J91.0 principal?*, *69210-50?*, *U07.1 for a positive home test?*."""
    last = re.split(r"(?<=[.;!?])\s+", plain.strip())[-1]
    if not last.endswith("?") or _OTHER_ASKED.search(last):
        return False
    return any(mention.code.lower() in last for mention in mentions)


def _names_joined(plain: str, mentions: tuple[CodeMention, ...]) -> bool:
    """Whether two procedure codes are named and joined: the joining word stands between the first and the last of them."""
    codes = {m.code.lower() for m in mentions if code_format.is_procedure_shaped(m.code)}
    places = [plain.find(code) for code in codes]
    return len(codes) > 1 and _JOINED_CODES.search(plain, min(places), max(places)) is not None


def asks_whether(reading: Reading) -> bool:
    """Whether a question can be answered by yes or no: asked so, or one that names services and asks no more of them."""
    if reading.intent in {Intent.MAY_I, Intent.SEQUENCE}:
        return True
    asking = [part for part in re.split(r"(?<=[.;!?])\s+", reading.asked.strip()) if part.endswith("?")]
    return reading.asked.rstrip().endswith("?") and not any(_MORE_ASKED.search(spelled_out(part)) for part in asking)


def wants_yes_or_no(plain: str) -> bool:
    """Whether a question, spelled out, opens with an auxiliary verb and offers no choice."""
    offers = _OR.search(plain) is not None and _MAY_EITHER.search(plain) is None
    return _YES_OR_NO.search(plain) is not None and not offers and not re.search(r"\bwhat\b|\bwhich\b|\bcodes? for\b", plain)


_CONFIRM = re.compile(
    r"\b(?:right|ok(?:ay)?|correct|yes|no|allowed|agree|fine|good|happy with (?:it|that|this))\b\W*$|[x×]\s?\d+\s*\?|"
    r"\bconfirm(?:ing)?\b|\b(?:right|correct|ok(?:ay)?|allowed)\b ?\?"
)


def asks_to_confirm(plain: str) -> bool:
    """Whether a message, spelled out, puts something forward and wants it confirmed."""
    return _CONFIRM.search(plain) is not None or wants_yes_or_no(plain)


def _day(text: str) -> date | None:
    found = _DATE.search(_BIRTH.sub(" ", text))
    if not found:
        return None
    try:
        held = _date_of(found)
    except ValueError:
        return None
    # an older date is of the patient and not of the service
    return held if held.year >= _OLDEST_YEAR else None


def _date_of(found: re.Match[str]) -> date:
    """The day of a date in one of its three forms. Raises ValueError where there is no such day."""
    if found["iso"]:
        return date.fromisoformat(found["iso"])
    if found["us"]:
        month, day, year = (int(part) for part in found["us"].split("/"))
        return date(year + 2000 if year < 100 else year, month, day)
    month_name, day_of, year_of = re.findall(r"[a-z]+|\d+", found["words"].lower())
    return date(int(year_of), _MONTHS.index(month_name[:3]) + 1, int(day_of))
