"""What is not done for anybody: bending a claim for payment, obeying orders planted in a record, quoting the AMA's words."""

from __future__ import annotations

import re

# What is bent, and how it is asked for.
_BENT = {
    # wording or doing something so that an edit stays silent
    "edit": r"\bso (?:that )?(?:the |an? )?(?:edit|mue|scrubber|ncci|payer|auditor|system|plan)\w*\b.{0,10}\b"
    r"(?:doesn't|does not|won't|will not|never|can't|cannot) (?:\w+ )?(?:catch|see|flag|deny|fire|hit|trigger|notice|kick|bundle|stop)|"
    r"\b(?:slip|sneak|get) (?:it |this |them )?past the (?:edit|scrubber|auditor|payer)|"
    r"\b(?:word|phrase)\b.{0,40}\bso\b.{0,40}\b(?:pays?|paid|flies|passes|goes through|accepted)\b",
    # a level, a line or a diagnosis that the record does not bear
    "record": r"\b(?:help (?:me|us) (?:to )?|how (?:do|can|should) (?:i|we) )(?:justify|get to|defend)\b.{0,20}(?:\b99\d{3}\b|\blevel\b)|"
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
    return next((what for what, pattern in _BENDS.items() if pattern.search(plain)), None)


def without_planted(text: str) -> tuple[str, bool]:
    """The text without what somebody planted in it in the dress of a system message, and whether there was any."""
    told, planted = _PLANTED.subn(" ", text)
    return told.strip(), planted > 0


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
