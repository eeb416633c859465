"""Reading a question: what is asked, about which codes, under which circumstances. No search, no decision."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from assistant import attributes, conversation
from assistant.limits import (
    asks_for_a_descriptor,
    asks_of_a_payers_table,
    bent,
    names_a_state_payer,
    without_orders,
    without_planted,
)
from assistant.request import Request
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


class Scope(StrEnum):
    """Whether a question is ours to answer at all."""

    CODING = "coding"
    UPCODING = "asks for a code the record does not support"
    COMMAND = "gives the assistant orders instead of a question"
    CLINICAL = "asks for clinical advice"
    OTHER_SYSTEM = "asks for a code system that is not held"
    MONEY = "asks for a fee or a contract"
    PAYER = "asks what a private payer's own policy says"
    DESCRIPTOR = "asks for the AMA's own words"
    NOT_CODING = "is not about coding"


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
    r"\btogether\b|\b(?:can|may) be (?:reported|billed|coded|used)\b|\b(?:is|are)\s+\S+\s+(?:paid|payable|separately|bundled|covered|reportable)\b|\bboth\?|\bseparately payable|\bbillable\b|\bvalid\b|\bcode both\b|\bride along\b|\bpayable\b|\bconflict\b|"
    r"\bstill (?:good|billable)\b|\b(?:can|may|should) both\b|\bwill (?:they|medicare|it|the payer)\b|[x×]\s?\d+\s*\?|\btwice\s*\?|\bcan go on\b|\bgo on the claim\b|\bexcludes kill|\bmust come off\b|\bsame (?:claim|visit)\b|"
    r"\bseparately (?:\w+able|paid|billed|reported|coded)\b|\b(?:too|also|as well|separately|extra(?: code)?|in addition)\s*\?|\bin addition\b|"
    r"\b(?:bill|report|charge|claim|code) (?:it|them|both|separately)\b|\bon the claim\b|\bgood to go\b|"
    r"(?:^|[.,;:!?]\s+)(?:add|append|bill|report|charge)\b(?![^?]*\bor\b)[^?]*\?\s*$"
)
# Two procedure codes joined: whether they go together is what is meant, unless a choice or a count is asked for.
_JOINED_CODES = re.compile(r"[+&]|\b(?:with|and|plus|beside|besides|alongside|on top of)\b")
# Modifiers that no English word or abbreviation is spelled like, written bare: "XS for the same lesion".
_LETTER_MODIFIER = re.compile(
    r"(?<![\w-])(?<!modifier )(?<!Modifier )(?<!mod )(?:X[EPSU]|G[ACEVWXYZ]|J[WZ]|KX|QW|Q[KXYZ]|FS|FQ)(?![\w-])"
)
_AUXILIARY = r"(?:(?:so|then|and|but)\s+)?(?:can|may|could|should|do|does|did|must|is|are|will|would|has|have)\b"
# A question, or one of its sentences, that opens with an auxiliary verb wants a yes or a no, unless it offers a choice.
_YES_OR_NO = re.compile(rf"^\W*{_AUXILIARY}|[.!?;:]\s+{_AUXILIARY}[^.!?]*\?")
_UNITS = re.compile(r"\bunits?\b|\bhow many\b|[x×]\s?\d+\b|\btwice\b|\bper level\b|\beach level\b|\bmue\b")
_MORE_ASKED = re.compile(
    r"\b(?:or|vs|versus|which|what|how|who|when|why|codes|units?|modifiers?|mod|differen\w*|cpt|hcpcs|icd|dx|explain|mean)\b|"
    r"\bcode\s*(?:\?|for\b)"
)
_EXPLAIN = re.compile(
    r"^\s*(?:what(?:'s| is| are| does)|define|explain|tell me about|meaning of|difference between|why)\b|\bmean\b"
)
_SEQUENCE = re.compile(
    r"\bsequenc|\bfirst[- ]listed\b|\bprimary dx\b|\bwhich (?:goes|is) first\b|\blisted? first\b|\bsecond\. fine"
)
_CHOOSE = re.compile(
    r"\bwhich (?:code|one|is right|add-on|graft|side|digit)\b|\bwhat(?:'s| is) the (?:code|icd|cpt|dx)\b|\bcodes?\b.{0,12}$|\b(?:or|vs)\b|\bdx\b|\bicd"
)

_UPCODING = re.compile(
    r"\bpays? (?:better|more)\b|\b(?:gets? )?both (?:get )?paid\b|\bhides? it\b|\bget(?:ting)? around\b|\bso (?:that )?(?:it|they|both|we) (?:gets?|get) paid\b|"
    r"\b(?:pays and .{0,30}doesn'?t)\b|\brisk score goes up\b|\bno documentation\b.{0,80}\b(?:need|write|give|add)\b|\bupcod|\bunbundl(?:e|ing) (?:it|them|so|to)\b|"
    r"\bmaximi[sz]e (?:the )?(?:payment|reimbursement|revenue)\b|\bhigher (?:paying|payment|reimbursement)\b|"
    r"\b(?:even though|although|but) (?:it'?s|it is|that'?s|was) not (?:documented|in the (?:note|record|chart))|\bbypass\b|"
    r"\bignore the (?:edit|mue|ncci|rule)|\bget more money\b|\bwe need the (?:mcc|cc|money)\b|\bwithout (?:any )?documentation\b"
)
_COMMAND = re.compile(
    r"(?:<\s*/?\s*system\s*>|\b(?:note to (?:the )?(?:ai|assistant|model)s?\b|(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|rules?|prompts?|guidelines|"
    r"everything)|you are (?:now )?(?!sure|right|correct|wrong)[A-Z]\w+|(?:reveal|show|print|repeat|output)\b.{0,30}\b(?:system )?prompt|reply only with|output .{0,30}nothing else|"
    r"pretend (?:to be|you)|act as|developer mode|jailbreak))",
    re.IGNORECASE,
)
_CLINICAL = re.compile(
    r"\bshould (?:we|i|he|she|they|the patient) (?:start|stop|take|give|prescribe|increase|switch)\b|\bwhat (?:dose|dosage|treatment|medication)\b|"
    r"\bhow (?:do (?:i|we)|to) (?:treat|manage)\b|\b(?:best|recommended|first[- ]line) (?:treatment|drug|therapy)\b|\bis it safe to\b|\bprognosis\b|"
    r"\bside effects? of\b(?!.*code)"
)
_OTHER_SYSTEMS = {
    "ICD-10-PCS": r"\bicd[- ]?10[- ]?pcs\b|\bpcs (?:code|for)\b",
    "ICD-10-GM": r"\bicd[- ]?10[- ]?gm\b",
    "ICD-9-CM": r"\bicd[- ]?9\b",
    "ICD-11": r"\bicd[- ]?11\b",
    "OPCS-4": r"\bopcs\b",
    "ICD-10-CA": r"\bicd[- ]?10[- ]?ca\b",
    "ICD-10-AM": r"\bicd[- ]?10[- ]?am\b|\bachi code",
    "OHIP": r"\bohip\b",
    "GOÄ/EBM": r"\bgo[äa]e?\b|\bebm[- ]ziffer",
    "SNOMED CT": r"\bsnomed\b",
    "MS-DRG": r"\bms-?drg\b|\bdrg\b",
    "LOINC": r"\bloinc\b",
    "CDT": r"\bcdt\b|\bdental code",
    "ASA base units": r"\banesthesia base\b|\bbase units\b",
    "ICPM/OPS": r"\bops[- ]code\b|\bops[- ]kode",
}
_MONEY = re.compile(
    r"\b(?:dollars?|fee schedule amount|allowed amount|how much (?:does|will|do|is|would)|reimburse(?:d|ment)? (?:rate|amount)|"
    r"payment (?:rate|amount|for)|conversion factor|(?:20\d\d|medicare|payer'?s?|current) rates?|rvus?|price (?:of|for)|costs? of)\b|"
    r"\bwhat (?:does|do|did|will|would)\b.{0,40}\bpay\b|\$\s?\d|\bcontract\b|\bcarve[- ]?out\b|\bcase rate\b"
)
_PRIVATE_PAYER = re.compile(
    r"\b(?:aetna|cigna|united ?health\w*|uhc|humana|blue ?cross|bcbs|anthem|kaiser|tricare|molina|centene)\b"
)
_PAYER_POLICY = re.compile(
    r"\bcover(?:s|ed|age)?\b|\bpa(?:y|ys|id|yable)\b|\bpolic(?:y|ies)\b|\bprior auth|\brequires?\b|\ballows?\b|\baccepts?\b|\bden(?:y|ies|ied)\b"
)
_NOT_CODING = re.compile(
    r"\bweather\b|\brecipe\b|\bfootball\b|\bstock price\b|\bpoem\b|\bjoke\b|\btranslate\b|\bwho won\b|\bcapital of\b|\bpresident\b"
)

_PAYERS = {
    "Medicare": r"\bmedicare\b",
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
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def read(request: Request, today: date, names_a_topic: Callable[[str], bool] = lambda text: False) -> Reading:
    """Understand a request. The day asked about is the request's, else one named in the text, else ``today``.

    ``names_a_topic`` says whether a short message names a diagnosis or a code family of its own, which makes it a new
    topic rather than an answer to the turn before.
    """
    asked, ordered = _without_commands(request.question)
    turns = [_without_commands(turn)[0] for turn in request.turns]
    topic = conversation.topic_of(turns, asked, names_a_topic) if turns and conversation.is_follow_up(asked, names_a_topic) else [asked]
    follow_up = len(topic) > 1 or topic[0] != asked
    text = conversation.merged(topic)
    text_told = _LETTER_MODIFIER.sub(lambda found: f"modifier {found[0]}", text)
    # a payer given beside the question counts as said in it
    plain = spelled_out(f"{text_told} (payer {request.payer})" if request.payer else text_told)
    mentions = tuple(code_format.mentions(text))
    scope, detail = _scope(spelled_out(asked), plain, ordered, bool(mentions))
    payer = request.payer or next((name for name, pattern in _PAYERS.items() if re.search(pattern, plain)), None)
    return Reading(
        text,
        asked,
        plain,
        mentions,
        _intent(asked, mentions),
        scope,
        attributes.stated(plain),
        request.date or _day(text) or today,
        payer,
        follow_up,
        tuple(topic),
        detail,
        ordered,
        follow_up and conversation.only_doubts(asked),
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


def _scope(asked: str, plain: str, ordered: bool, codes: bool) -> tuple[Scope, str]:
    bends = bent(plain, yes_or_no=wants_yes_or_no(plain))
    if bends or _UPCODING.search(plain):
        return Scope.UPCODING, bends or "payment"
    if ordered and not re.search(r"[a-z]{4,}", asked.replace("system", "")):
        return Scope.COMMAND, ""
    for name, pattern in _OTHER_SYSTEMS.items():
        if re.search(pattern, asked):
            return Scope.OTHER_SYSTEM, name
    if _CLINICAL.search(asked):
        return Scope.CLINICAL, ""
    if _MONEY.search(asked):
        return Scope.MONEY, ""
    named = _PRIVATE_PAYER.search(asked)
    payer = asks_of_a_payers_table(plain) or names_a_state_payer(asked) or (named[0] if named else None)
    if payer and (_PAYER_POLICY.search(asked) or asks_of_a_payers_table(plain)):
        return Scope.PAYER, payer
    if asks_for_a_descriptor(asked):
        return Scope.DESCRIPTOR, ""
    if _NOT_CODING.search(asked) and not codes:
        return Scope.NOT_CODING, ""
    if ordered and not codes and not re.search(r"\b(?:code|dx|diagnos|graft|icd|cpt)", asked):
        return Scope.COMMAND, ""
    return Scope.CODING, ""


def _intent(asked: str, mentions: tuple[CodeMention, ...]) -> Intent:
    plain = spelled_out(asked)
    if _SEQUENCE.search(plain):
        return Intent.SEQUENCE
    if re.search(r"\bhow many units|\bunits? (?:of|for|each|pls|are)|\bcodes? and units", plain) and not re.search(
        r"\bok\?|right\?", plain
    ):
        return Intent.UNITS
    asks_of_it = (
        len(mentions) == 1
        and re.search(r"\w{5}\s*\?\s*$", plain)
        and plain.rstrip(" ?").endswith(mentions[0].code.lower())
    )
    if (_MAY_I.search(plain) or asks_of_it or wants_yes_or_no(plain)) and not re.search(
        r"\bwhich (?:code|is right|one|add-on|graft)\b|\bwhat (?:do|should|can|would|could) (?:we|i|you|they)\b", plain
    ):
        return Intent.MAY_I
    if _UNITS.search(plain) and mentions:
        return Intent.UNITS
    procedures = {m.code for m in mentions if code_format.is_procedure_shaped(m.code)}
    if len(procedures) > 1 and _JOINED_CODES.search(plain) and not _MORE_ASKED.search(plain):
        return Intent.MAY_I
    if _EXPLAIN.search(plain) and not _CHOOSE.search(plain):
        return Intent.EXPLAIN
    return Intent.CHOOSE


def asks_whether(reading: Reading) -> bool:
    """Whether a question can be answered by yes or no: asked so, or one that names services and asks no more of them."""
    return reading.intent in {Intent.MAY_I, Intent.SEQUENCE} or (
        reading.asked.rstrip().endswith("?") and _MORE_ASKED.search(spelled_out(reading.asked)) is None
    )


def wants_yes_or_no(plain: str) -> bool:
    """Whether a question, spelled out, opens with an auxiliary verb and offers no choice."""
    return _YES_OR_NO.search(plain) is not None and not re.search(r"\bor\b|\bwhat\b|\bwhich\b|\bcodes? for\b", plain)


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
