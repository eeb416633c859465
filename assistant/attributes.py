"""What a record states besides the diagnosis: side, encounter, healing, trimester… in the tabular list's own words.

Each dimension has values that exclude one another. A value is read by its patterns and written into the question as
the words the tabular list uses, so that one comparison of words decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant import pregnant
from knowledge.rules import pregnancy


@dataclass(frozen=True, slots=True)
class Dimension:
    """One thing a code may turn on: how to ask for it, and per value (official words, pattern)."""

    name: str
    ask: str
    values: dict[str, str]

    def read(self, text: str) -> list[str]:
        """The values a text states, in the order of the table."""
        return [value for value, pattern in self.values.items() if re.search(pattern, text)]


_NOT = r"(?<!no )(?<!not )(?<!without )(?<!non)"

SIDE = Dimension(
    "side",
    "Which side is affected: right, left or both (bilateral)?",
    {
        "bilateral": r"\bbilateral\b(?! (?:surgery )?indicator)|\bboth (?!of\b|ok|together|codes?|document|on\b|components|lesions|procedures|vaccines|shots|levels|drugs|visits|wounds|scopes|tests|studies|doctors|surgeons|physicians|parts|sites|lines|services|injections|diagnos|conditions|claims|payers|ways|times|days|units|bones|modifiers|compartments|polyps|vessels|chambers|lobes|problems|notes|meds|moles|cysts)\w+s\b|\bboth sides\b|\bou\b|\bau\b|\bb/l\b",
        "right": r"\bright\b(?!\s*\?|\s*$)|\bright (?:side|sided|one)\b|\bod\b|\bad\b(?= ear)|^\s*right\b|\b[a-z]+ right\b(?=[\s,]*$)|, right\s*$|(?<![a-z'])\br\b(?=\s[a-z]{3})|,\s*r\b|(?<=[a-z]{3} )r(?=\s*[,.;?]|\s*$)",
        "left": r"\bleft\b(?!\s+(?:over|from|behind|untreated|ama|against))|\bleft[- ]sided?\b|\bos\b(?!teo)|(?<![a-z'])\bl\b(?=\s[a-z]{3})|,\s*l\b|(?<=[a-z]{3} )l(?=\s*[,.;?]|\s*$)",
    },
)
# "old" that is no age: an old fracture, and not 5 years old
OLD = (
    r"(?<!year[ -])(?<!years[ -])(?<!yr[ -])(?<!yrs[ -])(?<!y/o[ -])(?<!month[ -])(?<!months[ -])(?<!week[ -])(?<!weeks[ -])"
    r"(?<!day[ -])(?<!days[ -])\bold\b"
)
ENCOUNTER = Dimension(
    "encounter",
    "Which encounter is it: active treatment (initial), routine care afterwards (subsequent), "
    "or a later effect (sequela)?",
    {
        "sequela": r"\bsequela|\b(?:scars?|scarring|contractures?|deformity|keloid)\b.{0,40}\b(?:from|due to|after|following)\b|\blate effects?\b|\bresidual|" + OLD + r" (?!mi\b|man|myocardial|lady|woman|patient|pt)\w+|\bleftover|\bresulting from (?:an )?old",
        "initial encounter": r"\binit(?:ial)?\b|\b(?:first|1st|ed|er|urgent care|emergency)\s*(?:visit|encounter|dept|department|initial)\b|"
        r"\bfirst (?:ed |er )?visit|\bin (?:the )?(?:ed|er)\b|\b(?:ed|er)\b(?=\s|$|[,:.])|\bactive treatment|\bfirst (?:treatment|seen|time seen)\b|"
        r"\b(?:\d+|few|couple(?: of)?) ?(?:h|hrs?|hours?|min(?:ute)?s?) ago\b|\buc visit\b|\burgent care\b|\b(?:orif|reduction) today|\bsurgery today|\bacute care visit|"
        r"\b(?:reduced|pinned|sutured|stitched|(?:hyperbaric|decompression) chamber|in (?:the )?or)\b[^,;.]{0,20}\btoday\b",
        "subsequent encounter": r"\bsubs(?:eq(?:uent)?)?\b|\bsub (?:visit|enc\w*)\b|\bfollow[- ]?up\b|\bf/?u\b|\bre-?check|\bcast (?:check|removal|change)|\bhealing\b|"
        r"\b\d+[- ]?(?:weeks?|wks?|months?|mos?) (?:fracture |fx )?(?:check|visit|appt|appointment|films?)\b|\baftercare|\b(?:weeks?|wks?|months?|mos?|mo) ago\b.{0,40}\b(?:now|still|today|back)\b|\bnow in pt\b|\bin (?:physical therapy|rehab)\b|\bpt (?:eval|visit|claim)|\btherapy claim\b|\bback (?:at|after|in) \d+ (?:weeks?|wks?|months?|mos?)\b|\b(?:weeks?|wks?|months?|mos?|mo) (?:out|later|on|post|after)\b|\broutine care|"
        r"\bnon-?union|\bnot united|\bhasn'?t united|\bmal-?union|\bhealed crooked|\bdelayed healing",
    },
)
HEALING = Dimension(
    "healing",
    "How is the fracture healing: routine, delayed, nonunion or malunion?",
    {
        "nonunion": r"\bnon-?union|\b(?:not|hasn'?t|never|un-?)\s*united|\bfailed to (?:unite|heal)|\bstill not (?:united|healed)|\bpseud(?:o)?arthrosis",
        "malunion": r"\bmal-?union|\bhealed (?:crooked|in malposition|out of|angulated)",
        "delayed healing": r"\bdelayed (?:healing|union)|\bslow (?:healing|to heal)|\bhealing slow",
        "routine healing": r"\broutine healing|\bhealing (?:fine|well|ok|nicely|normally|as expected)|\bcast check|\bgood healing",
    },
)
OPENNESS = Dimension(
    "openness",
    "Is the fracture open or closed?",
    {
        "closed": r"\bclosed\b",
        "open": r"\bopen\b(?! (?:wound|reduction|angle|biopsy|incision|fusion))|\bcompound fracture|\bgustilo",
    },
)
DISPLACEMENT = Dimension(
    "displacement",
    "Is the fracture displaced or nondisplaced?",
    {
        "nondisplaced": r"\bnon-?\s?displaced|\bundisplaced|\bnot displaced|\bno displacement",
        "displaced": r"(?<!non)(?<!non-)(?<!un)(?<!not )\bdisplaced",
    },
)
TRIMESTER = Dimension(
    "trimester",
    "Which trimester is it: first (under 14 weeks), second (14 to under 28) or third (28 and later)?",
    {
        "first trimester": r"\b(?:first|1st) tri|\b(?:[1-9]|1[0-3])\s*(?:w|wk|wks|weeks?|\+\d)\b(?! (?:later|out|ago|post|on|after))",
        "second trimester": r"\b(?:second|2nd) tri|\b(?:1[4-9]|2[0-7])\s*(?:w|wk|wks|weeks?|\+\d)\b(?! (?:later|out|ago|post|on|after))",
        "third trimester": r"\b(?:third|3rd) tri|\b(?:2[89]|3\d|4[0-2])\s*(?:w|wk|wks|weeks?|\+\d)\b(?! (?:later|out|ago|post|on|after))",
    },
)
DIABETES = Dimension(
    "type of diabetes",
    "Which type of diabetes is it?",
    {
        "type 1": r"\btype 1\b",
        "type 2": r"\btype 2\b",
    },
)
TOPHUS = Dimension(
    "tophus",
    "Are tophi present?",
    {
        "without tophus": r"\b(?:no|without|w/o) (?:visible )?toph",
        "with tophus": _NOT + r"\b(?<!no )(?<!without )toph(?:us|i|aceous)",
    },
)
STAGE = Dimension(
    "stage",
    "Which stage is it?",
    {
        f"{word} stage": rf"\b{word}(?:[- ]stage)\b|\bstage:? {word}\b"
        for word in ("mild", "moderate", "severe", "indeterminate")
    },
)

# How a drug or substance came to harm (T36 to T65; guideline I.C.19.e). Toxic effects of substances have no adverse effect.
INTENT = Dimension(
    "intent",
    "Was the drug taken correctly (adverse effect), wrongly or too much of it (poisoning: accident, self-harm, assault), or too little (underdosing)?",
    {
        "accidental (unintentional)": r"\bunintentional|\b(?:accidental|mistaken)(?:ly)?\b.{0,60}\b(?:poison|overdos|ingest|took|taken|swallow|drank|double|exposure)|"
        r"\b(?:poison|overdos|ingest|took|swallow|drank|toxic effect)\w*\b.{0,60}\b(?:accident|by mistake|in error|wrong (?:drug|dose|medic|pill))|"
        r"\bwrong (?:drug|dose|medic\w+|pill) (?:taken|given)",
        "intentional self-harm": r"\bself[- ]harm|\bsuicid\w+|\bintentional(?:ly)?\b(?! self)(?!\w* underdos).{0,40}\b(?:overdos|ingest|poison|took|swallow)|"
        r"\b(?:overdos|poison|ingest)\w*.{0,30}\b(?:intentional|on purpose|deliberate)",
        "assault": r"\bpoison\w*.{0,60}\bassault|\bassault\b.{0,40}\bpoison",
        "undetermined": r"\bpoison\w*.{0,60}\bundetermined|\bundetermined (?:intent|whether)",
        "adverse effect": r"(?<!by, )\badverse (?:effect|drug|reaction)|\bside effects?\b|\btaken (?:as|correctly)|\bproperly (?:taken|administered)|\bas (?:prescribed|ordered|directed)\b|\bdrug[- ]induced\b",
        "underdosing": r"(?<!and )\bunderdos|\b(?:quit|not|isn'?t|wasn'?t) (?:taking )?(?:his|her|their) \w+|\bskipped (?:his|her|doses?)|\bran out of|\bstopped taking|\btaking less|\bskipp(?:ed|ing) (?:his|her|their|doses)",
    },
)

SEX = Dimension(
    "sex",
    "Is the patient female or male?",
    {
        "female": r"\bfemale\b|\bwom[ae]n\b|\b(?:she|her|hers)\b|\b\d{1,3} ?(?:yo ?|y/o ?)?f\b|\bmrs\b|\(f\)",
        "male": r"\bmale\b|\bm[ae]n\b(?! of)|\b(?:he|his|him)\b|\b\d{1,3} ?(?:yo ?|y/o ?)?m\b|\bmr\b|\(m\)",
    },
)

# Active treatment that a record tells in other words; weaker than any statement of the encounter.
_ACTIVE = re.compile(
    r"\badmit\w*|\badmission\b|\binpatient\b|\binpt\b|\bicu\b|\bhere (?:for|to) (?:fix|repair|treat\w*|surgery)|\b(?:just|today|tonight|this (?:morning|am|afternoon)|yesterday) (?:fell|twisted|hit|cut|burned|injured|slipped)|\b(?:fell|twisted|hit|cut|burned|injured|slipped)\b.{0,30}\b(?:today|tonight|this (?:morning|am|afternoon)|yesterday)|\bsplint (?:placed|applied)|\bsutured\b|\breduced in\b|\bconscious sedation\b|\btrauma (?:bay|activation)"
)
# A spinal level or a part of a limb as a record writes it, in the list's words.
# What clinicians call arteries; *right* in a name is no side of the patient's disease.
ARTERIES = {
    "mca": "middle cerebral artery",
    "aca": "anterior cerebral artery",
    "pca": "posterior cerebral artery",
    "ica": "carotid artery",
    "rca": "right coronary artery",
    "lad": "left anterior descending coronary artery",
    "lcx": "left circumflex coronary artery",
}
_SITES = [
    (re.compile(pattern), words)
    for pattern, words in (
        (r"\bc[1-7]\b", "cervical vertebra"),
        (r"\bt(?:[1-9]|1[0-2])\b", "thoracic vertebra"),
        (r"\bl[1-5]\b", "lumbar vertebra"),
        (r"\b(?:legs?|thighs?|cal(?:f|ves)|shins?|foot|feet|ankles?|knees?)\b", "lower limb"),
        (r"\b(?:arms?|forearms?)\b", "upper limb"),
        (r"\bl5[-/]s1\b", "lumbosacral"),
        (r"\bs[1-5]\b", "sacral vertebra"),
        (r"\bthumbs?\b", "finger"),
        (r"\bmetatarsals?\b", "foot"),
        (r"\bmetacarpals?\b", "hand"),
        (r"\b(?:glass|splinters?|gravel|debris|metal|wood|thorn|bullet|fish ?hook|needle)\b[^.;]{0,20}\b(?:in (?:it|wound)|still in|retained|embedded|stuck)\b|"
         r"\b(?:retained|embedded) (?:glass|splinters?|gravel|debris|metal|wood|thorn|bullet|fish ?hook|needle)\b", "with foreign body"),
        (r"\b(?:pp|days? after delivery)\b", "complicating the puerperium"),
        (pregnant.AFTER_DELIVERY.pattern, "complicating the puerperium"),
        (r"\bcmc\b", "first carpometacarpal joint"),
        (r"\bmultip\b", "multigravida"),
        (r"\bprimip\b", "primigravida"),
        (r"\b(?:3[7-9]|4[0-3]) ?(?:w(?:ee)?ks?|w)\b", "at or after 37 completed weeks of gestation"),
        (r"\b(?:tm|tms|ear ?drum|tympanic membrane)\b[^.;\n]{0,60}\bintact\b|\b(?:no|without) perforation\b", "without spontaneous rupture of ear drum"),
        (r"\b(?:tm|tms|ear ?drum|tympanic membrane)\b[^.;\n]{0,60}\b(?:perforat|ruptur)\w*", "with spontaneous rupture of ear drum"),
        (r"\blarge bowel\b", "large intestine"),
        (r"\bsmall bowel\b", "small intestine"),
        *((rf"\b{short}\b", artery) for short, artery in ARTERIES.items()),
    )
]

DIMENSIONS = (SIDE, ENCOUNTER, HEALING, OPENNESS, DISPLACEMENT, TRIMESTER, DIABETES, TOPHUS, STAGE, INTENT, SEX)


def stated(text: str) -> dict[str, list[str]]:
    """The values stated in a spelled-out text, by dimension; a dimension that is not touched is left out."""
    # the hand a person writes with is not the side of the disease
    text = re.sub(r"\b(?:right|left)[- ]hand(?:ed|er)\b", " ", text)
    found = {dimension.name: dimension.read(text) for dimension in DIMENSIONS}
    if "bilateral" in found[SIDE.name]:
        found[SIDE.name] = ["bilateral"]
    if len(found[SEX.name]) > 1:
        found[SEX.name] = []
    if "sequela" in found[ENCOUNTER.name]:
        found[ENCOUNTER.name] = ["sequela"]
    elif found[HEALING.name]:
        # how a fracture heals is told of care that follows
        found[ENCOUNTER.name] = ["subsequent encounter"]
    elif len(found[ENCOUNTER.name]) > 1:
        found[ENCOUNTER.name] = found[ENCOUNTER.name][:1]
    if not found[ENCOUNTER.name] and _ACTIVE.search(text):
        found[ENCOUNTER.name] = ["initial encounter"]
    weeks = pregnant.weeks_pregnant(text)
    if weeks is not None:
        found[TRIMESTER.name] = [list(TRIMESTER.values)[int(pregnancy.trimester(weeks)) - 1]]
    return {name: values for name, values in found.items() if values}


def conflicts(title: str, stated_values: dict[str, list[str]]) -> bool:
    """Whether a title says another value of a dimension than the question does: type 2 where type 1 is stated.

    Right and left agree with both sides, which two codes may say together.
    """
    text = title.lower()
    if stated_values.get(SIDE.name) == ["bilateral"]:
        if "unilateral" in text:
            return True
        stated_values = {name: values for name, values in stated_values.items() if name != SIDE.name}
    return any(
        name in stated_values and not set(values) & set(stated_values[name]) for name, values in stated(text).items()
    )


def site_words(text: str) -> str:
    """The list's words for spinal levels and limbs in a spelled-out text."""
    return " ".join(words for pattern, words in _SITES if pattern.search(text))


_AGE = re.compile(r"\b(\d{1,3}) ?(?:-? ?(?:yo|y/o|yr|yrs|y\.o\.|years?)(?:[ -]?old)?|(?=[mf]\b))|\bage[d:]? ?(\d{1,3})\b")
_MONTHS_OLD = re.compile(r"\b\d{1,2} ?-? ?(?:mo|mos|months?|weeks?|wks?|days?)(?:[ -]?olds?)\b|\b(?:toddler|infant|newborn|baby)\b")
_ADULT = 18


def age(text: str) -> int | None:
    """The patient's age in years as a spelled-out text tells it; 0 under a year; None where it does not."""
    if _MONTHS_OLD.search(text):
        return 0
    found = _AGE.search(text)
    return int(found[1] or found[2]) if found else None


def contradicts_age(title: str, years: int | None) -> bool:
    """Whether a title speaks of adults and the patient is a child, or the other way round."""
    if years is None:
        return False
    of_adults, of_children = (re.search(words, title.lower()) for words in (r"\badults?\b", r"\b(?:child|newborn|infant|infantile)\b"))
    return bool(of_children and years >= _ADULT and not of_adults) or bool(of_adults and years < _ADULT and not of_children)


def unconscious_for(text: str) -> str:
    """The list's words for how long consciousness was lost, out of minutes or hours beside it; empty where not stated."""
    found = re.search(
        r"loss of consciousness\D{0,20}(\d+)\s*(min|hour|hr|h\b)|(\d+)\s*(min|hour|hr)\w*\W{0,3}(?:of )?loss of c", text
    )
    if not found:
        return ""
    amount, unit = int(found[1] or found[3]), found[2] or found[4]
    minutes = amount * (1 if unit.startswith("m") else 60)
    bounds = (
        (30, "30 minutes or less"),
        (59, "31 minutes to 59 minutes"),
        (359, "1 hour to 5 hours 59 minutes"),
        (1440, "6 hours to 24 hours"),
    )
    return next((words for most, words in bounds if minutes <= most), "greater than 24 hours")


def dominance(text: str, side: list[str]) -> str:
    """``dominant`` or ``nondominant`` for a one-sided palsy: as stated, else right dominant and left not (I.C.6.a)."""
    hand = re.search(r"\b(right|left)[- ]hand(?:ed|er)?\b", text)
    if not side or side == ["bilateral"]:
        return ""
    if hand:
        return "dominant" if hand[1] == side[0] else "nondominant"
    return "dominant" if side == ["right"] else "nondominant"


_STROKE = r"(?:stroke|cva|cerebrovascular accident|cerebral infarct\w*|brain bleed|intracerebral hemorrhage)"
_AFTER_STROKE = re.compile(
    rf"\b(?:sequela\w*|late effects?|residual\w*|leftover|deficits?)\b.{{0,60}}\b{_STROKE}|\b{_STROKE}\b.{{0,60}}\b(?:sequela\w*|late effects?|residual\w*|left (?:him|her|with))|"
    rf"\b(?:following|after|post|from) (?:an? |his |her |the )?(?:\w+ ){{0,2}}{_STROKE}|\b(?:old|prior|previous|remote|history of|past) (?:\w+ ){{0,2}}{_STROKE}.{{0,25}}\bwith\b|\bpost-?stroke\b"
)


def after_stroke(text: str) -> bool:
    """Whether a spelled-out text tells of what a past stroke left behind."""
    other = r"\bacute (?:\w+ ){0,2}(?:stroke|cva|infarct)|\b(?:no|without) (?:\w+ )?(?:residual|deficits?|sequela)|\bfull recovery\b"
    return _AFTER_STROKE.search(text) is not None and re.search(other, text) is None


def without(text: str, dimensions: set[str]) -> str:
    """The text with every statement about the given dimensions taken out."""
    for dimension in DIMENSIONS:
        if dimension.name in dimensions:
            for pattern in dimension.values.values():
                text = re.sub(pattern, " ", text)
    return text
