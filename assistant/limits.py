"""What is not done for anybody: bending a claim for payment, obeying orders planted in a record, quoting the AMA's words."""

from __future__ import annotations

import re
import unicodedata

# What is bent, and how it is asked for.
_BENT = {
    # wording or doing something so that an edit stays silent
    "edit": r"\bso (?:that )?(?:the |an? )?(?:edit|mue|scrubber|ncci|payer|auditor|system|plan)\w*\b.{0,10}\b"
    r"(?:doesn't|does not|won't|will not|never|can't|cannot) (?:\w+ )?(?:catch|see|flag|deny|fire|hit|trigger|notice|kick|bundle|stop)|"
    r"\b(?:slip|sneak|get) (?:it |this |them )?past the (?:edit|scrubber|auditor|payer)|"
    r"\b(?:word|phrase)\b.{0,40}\bso\b.{0,40}\b(?:pays?|paid|flies|passes|goes through|accepted)\b",
    # a level, a line or a diagnosis that the record does not bear
    "record": r"\b(?:can|could|may) (?:i|we)\b.{0,25}\b(?P<wanted>99\d{3})\b.{0,40}\b(?:supports?|documents?|meets?)\b.{0,12}\b(?!(?P=wanted))99\d{3}\b|"
    r"\b(?:bill|report|code|charge|use)\b.{0,20}\b99\d{3}\b.{0,12}\b(?:even though|although|but)\b.{0,40}\b(?:only|just|didn't|did not)\b|"
    r"\b(?:help (?:me|us) (?:to )?|how (?:do|can|should) (?:i|we) )(?:justify|get to|defend)\b.{0,20}(?:\b99\d{3}\b|\blevel\b)|"
    r"\bmake (?:it|the note|the record) (?:look|read|sound)\b|\b(?:make up|invent|fabricate|embellish) (?:an? |the |some )|"
    r"\b(?:reword|rewrite|rephrase|doctor|alter)\b.{0,25}\b(?:note|record|report|chart|documentation)\b.{0,40}\bso\b|"
    r"\b(?:isn't|is not|not) (?:an? )?\w+ but (?:\w+ ){0,2}(?:plan|payer|medicare|medicaid|insurance) (?:only )?pays?\b.{0,40}\bonly\b|"
    r"\badd a (?:line|sentence|statement)\b.{0,80}\bso\b|"
    r"\b(?:write|draft|word|create|generate)\b.{0,20}\b(?:note|documentation|record|addendum)\b.{0,20}\b(?:so|that supports?|"
    r"to support|to meet|which supports?)\b|"
    r"\bmake (?:it|this|that|him|her|them) (?:into )?(?:a |an )?(?:99\d{3}|level [3-5]|higher)\b|"
    r"\b(?:change|swap|switch|alter|replace)\b.{0,25}\b(?:dx|diagnos[ei]s|code)\b.{0,40}\b(?:gets?|will be|that is|that's|to get|"
    r"so)\b.{0,25}\b(?:covered|paid|approved|payable)\b|"
    r"\b(?:supports?|document(?:s|ed)|meets)\b.{0,25}\bbut\b.{0,20}"
    r"(?:\bwants?|'d like|\bwould like)\b.{0,25}\b(?:bill|code|report|99\d{3})\b|"
    r"\b(?:(?:doesn't|does not|didn't|never) ha(?:ve|d)|"
    r"(?:has|had|with|is) no (?!known|confirmed|definit|final|clear)(?:\w+ )?(?:dx|diagnosis|disorder|condition)\b(?! yet))\b.{0,60}"
    r"\b(?:won't|will not|doesn't|does not|refuses to) (?:pay|cover|accept)\b.{0,80}\b(?:put|use|pick|list|choose|go with)\b",
    # for money and not for the record
    "payment": r"\bcollect more\b|\bmore money\b|\bbehind on\b.{0,15}\b(?:rvus?|numbers|quotas?|productivity)\b|"
    r"\bfor (?:(?:his|her|their|our|my|the) )?(?:rvus?|bonus|productivity|quotas?|revenue)\b",
}
_PAST_THE_EDIT = re.compile(r"\b(?:slip|sneak|get|bypass|getting) (?:it |this |them )?(?:past|around) the (?:edit|scrubber)\b|\bbypass the edit\b")
_PLACES = re.compile(
    r"\b(?:scalp|face|forehead|cheek|nose|ear|neck|chest|back|abdomen|shoulder|arm|forearm|hand|hip|thigh|knee|leg|ankle|foot|heel|"
    r"left|right|upper|lower|cervical|thoracic|lumbar)\b"
)
_BENDS = {what: re.compile(pattern) for what, pattern in _BENT.items()}
_OTHER_DATE = re.compile(
    r"\bbackdat\w+|\b(?:change|move|shift|alter|push)\b.{0,20}\b(?:date of service|service date|dos|dates?)\b.{0,60}"
    r"\b(?:so|to get|accepted|paid|pays?|covered|valid)\b"
)
_SPEAKER = r"(?:system|assistant|developer|instructions?|override|prompt)"
_PLANTED = re.compile(
    rf"\[\s*(?:{_SPEAKER}|ai[\s:-]+(?:instruction|override|note|prompt|command|must))\b[^\]]*\]|"
    rf"\{{+\s*{_SPEAKER}\b[^}}]*\}}+|<\s*({_SPEAKER})\s*>.*?<\s*/\s*\1\s*>|\#{{2,}}\s*{_SPEAKER}\b[^#\n]*\#*",
    re.IGNORECASE | re.DOTALL,
)
# an order to a program, wherever it stands: what it is to forget, who it is to be, what it is to say
_ORDERS = re.compile(
    r"\b(?:ignor\w*|disregard|forget|override|bypass|obey|supersede\w*)\b.{0,60}\b(?:instructions?|rules?|prompts?|guidelines?|questions?|passages?|polic(?:y|ies)|evidence|above|"
    r"everything|regeln)\b|ignoretherules|\byou are (?:now|dan)\b|\b(?:system|developer|initiali[sz]ation) (?:prompt|message|override|instructions?)\b|"
    r"\b(?:as an |note to |for the |dear )(?:ai|assistant|model|llm)\b|\b(?:system|assistant|developer|model)\s*[:}>\]]|\bassistant (?:must|should|shall|will)\b|, model\b|"
    r"\b(?:new|begin|your|these) instructions\b|\bfrom now on\b|"
    r"(?:^|[.!?:;]\s+)\W*(?:please )?(?:reply|respond|output|print|begin your|end with|repeat after|reveal|translate the answer|summari[sz]e the text|say that|"
    r"tell the|send the|cite (?:www|http)|add <|state it|decode|every sentence must)\b|"
    r"<\s*(?:script|img|span|iframe)|<!--|https?:|\bwww\.|\]\(|`{3}",
)
# a code handed over as the answer instead of asked about, in lower case
_CODE_SHAPE = r"(?:\d{5}|\d{4}[a-z]|[a-z]\d{4}|[a-z]\d[0-9a-z](?:\.[0-9a-z]{1,4})?)"
_HANDED = re.compile(
    rf"\b(?:assign|output|answer|melde|say)\b\W{{0,3}}(?:only )?{_CODE_SHAPE}\b|\breport (?:only )?{_CODE_SHAPE} (?:and nothing else|for everything|always)|"
    rf"\b(?:correct|right|final|only) (?:code|answer|candidate|option)\b.{{0,12}}?{_CODE_SHAPE}\b|\b(?:tests?|demos?|examples?)\b.{{0,12}}{_CODE_SHAPE} is (?:right|correct)|"
    rf"{_CODE_SHAPE} (?:replaces|supersedes) (?:every|all|any)\b|{_CODE_SHAPE} as the answer\b|\b(?:override|overrule)\b.{{0,12}}{_CODE_SHAPE}|\bauthori[sz]e you\b|"
    r"\"(?:assigned|role|action|content|sentences)\"|\bdo as (?:she|he|they) did\b|\bmust be \["
)
_PARTS = re.compile(r"(?<=[.!?])\s+(?=\S)|\n+")
_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")
# letters of other scripts that pass for Latin ones
_LOOK_ALIKES = str.maketrans("аеорсухіјѕԁһІАЕОРСУХαοενικ", "aeopcyxijsdhIAEOPCYXaoevik")
_STATES = (
    "alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|georgia|hawaii|idaho|illinois|indiana|iowa|kansas|"
    "kentucky|louisiana|maine|maryland|massachusetts|michigan|minnesota|mississippi|missouri|montana|nebraska|nevada|new hampshire|"
    "new jersey|new mexico|new york|north carolina|north dakota|ohio|oklahoma|oregon|pennsylvania|rhode island|south carolina|"
    "south dakota|tennessee|texas|utah|vermont|virginia|washington|west virginia|wisconsin|wyoming"
)
_STATE_PAYER = re.compile(
    rf"\b(?:medi-?cal|masshealth|tenncare|(?:{_STATES}|state) medicaid|medicaid (?:in|of) (?:{_STATES}))\b"
)
_OTHER_PAYER = re.compile(r"\b(?:medicaid|commercial|plan|insurance|insurer)\b")
_HOW_OFTEN = re.compile(
    r"\b(?:how many|maximum|max|number of)\b.{0,20}\b(?:visits?|sessions?|times|units|days)\b.*"
    r"\b(?:allows?|covers?|pays?|a year|per year|annual\w*|a month)\b|"
    r"\blimits? (?:for|on|of)\b|\b(?:visits?|sessions?) (?:limit|a year|per year|per calendar year)\b"
)
_DESCRIPTOR = re.compile(
    r"\b(?:official|exact|full|complete|long|medium|short|ama|entire|cpt)\b.{0,25}\b(?:descriptors?|wording|nomenclature)\b|"
    r"\b(?:official|exact|ama)\b.{0,25}\b(?:descriptions?|text|language|definition)\b|"
    r"\b(?:word[- ]for[- ]word|verbatim)\b.{0,40}\b(?:descri\w+|wording|definition|book|nomenclature|code)\b|"
    r"\b(?:descri\w+|wording|definition|book|nomenclature|code|text)\b.{0,40}\b(?:word[- ]for[- ]word|verbatim)\b"
)
_CPT = re.compile(r"\b(?:cpt|ama|\d{4}[\dtuf])\b")


def bent(plain: str, *, yes_or_no: bool) -> str | None:
    """What a question wants bent for payment: an ``edit``, the ``record``, the ``payment`` itself, or the ``date``.

    A may-I about another date is no order: its rule is the answer.
    """
    if not yes_or_no and _OTHER_DATE.search(plain):
        return "date"
    if len(set(_PLACES.findall(plain))) > 1:
        # two places are what the modifier is for, whatever is said of the edit
        plain = _PAST_THE_EDIT.sub(" ", plain)
    return next((what for what, pattern in _BENDS.items() if pattern.search(plain)), None)


def without_planted(text: str) -> tuple[str, bool]:
    """The text without what somebody planted in it in the dress of a system message, and whether there was any."""
    told, planted = _PLANTED.subn(" ", text)
    return told.strip(), planted > 0


def without_orders(text: str) -> tuple[str, bool]:
    """A question without what orders the program about or hands it a code to say, and whether there was any.

    A sentence that asks is kept, and so is a text that is nothing else.
    """
    kept = [_before_the_order(part) for part in _PARTS.split(text)]
    left = " ".join(part for part in kept if part)
    if kept == _PARTS.split(text) or not re.search(r"[A-Za-z]{3}", left):
        return text, False
    return left, True


def _before_the_order(sentence: str) -> str:
    """A sentence up to where an order begins; all of it where there is none or it asks."""

    def orders(part: str) -> bool:
        return gives_orders(part) or _HANDED.search(_folded(part)) is not None

    kept = sentence
    while kept and not kept.rstrip().endswith("?") and orders(kept):
        starts = [found.start() for found in re.finditer(r"\S+", kept)]
        last = max(start for start in starts if start == starts[0] or orders(kept[start:]))
        kept = kept[:last].rstrip(" -|#[<{(\"'`%")
    return kept


def gives_orders(text: str) -> bool:
    """Whether a sentence of a document is addressed to whoever answers from it, in whatever dress; such a sentence proves nothing."""
    return bool(_UNSEEN.search(text) or _PLANTED.search(text) or _ORDERS.search(_folded(text)))


def _folded(text: str) -> str:
    """A text as it looks: letters of other scripts as Latin ones, nothing unseen, spaced-out words as words."""
    plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).translate(_LOOK_ALIKES).casefold()
    return re.sub(r"\b(?:\w ){3,}\w\b", lambda found: found[0].replace(" ", ""), plain)


def asks_of_a_payers_table(plain: str) -> str | None:
    """The payer, other than Medicare, whose own table of covered services or of their number the question asks about."""
    payer = _STATE_PAYER.search(plain) or _OTHER_PAYER.search(plain)
    return payer[0] if payer and _HOW_OFTEN.search(plain) else None


def names_a_state_payer(plain: str) -> str | None:
    """A state's own program, whose policy is a document of its own."""
    found = _STATE_PAYER.search(plain)
    return found[0] if found else None


def asks_for_a_descriptor(plain: str) -> bool:
    """Whether a question wants the AMA's wording of a CPT code recited."""
    return _CPT.search(plain) is not None and _DESCRIPTOR.search(plain) is not None
