"""Where a patient lives or was: everything smaller than a state."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.privacy.identifier import Identifier, Kind
from assistant.privacy.vocabulary import is_eponym, is_ordinary

_STREET = (
    r"(?:street|st|avenue|ave|av|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|circle|cir|place|pl|terrace|ter|trail|trl|way|parkway|pkwy|highway|hwy|"
    r"square|sq|loop|row|alley|crescent|close|mews|path|pike|plaza|point|ridge|run|walk|heights|hts|turnpike|tpke|crossing|xing|broadway)"
)
_STATES = (
    r"A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|PR|RI|S[CD]|T[NX]|UT|V[AIT]|W[AIVY]"
)
_STATE_NAMES = (
    r"Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|"
    r"Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|"
    r"Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming"
)
_UNIT = r"(?:,?\s*(?:apt|apartment|unit|suite|ste|lot|rm|floor|fl|trlr|bldg|#)\.?\s*#?\s*[\w-]{1,5})?"
_ZIP = r"\d{5}(?:-\d{4})?"
_TOWN = r"(?:(?:St|Ste|Mt|Ft)\.\s?)?[A-Z][a-z'-]+(?:[ -](?:(?:of|on|upon|by|the|la|las|los|del|de)[ -])?[A-Z][a-z'-]+){0,3}"
_ADDRESS = re.compile(
    rf"(?<![\w.-])(?i:\d{{1,6}}[A-Za-z]?(?:-\d+)?\s+(?:(?:north|south|east|west|n|s|e|w|ne|nw|se|sw)\.?\s+)?(?:[A-Za-z0-9'.-]+\s+){{1,4}}?{_STREET}\b\.?(?:\s+(?:n|s|e|w|ne|nw|se|sw)\b)?{_UNIT})"
    rf"(?:,?\s+{_TOWN},?\s+(?:{_STATES}|{_STATE_NAMES})\b\.?(?:,?\s+{_ZIP}(?!\w))?|,?\s+{_TOWN},?\s+{_ZIP}(?!\w)|,?\s+{_ZIP}(?!\w))?"
)
# what only looks like a street: an everyday or medical word that ends like one
_NO_STREET = re.compile(r"\b(?:year|yo|month|week|day|hour|min|minute|view|level|unit|cm|mm|mg|ml|vessel|stage|grade|type|time|dose|part|point|way|the|of|for|to|and|in|with|on|by|or|is|was|a)s?\b", re.IGNORECASE)
_BOX = re.compile(r"\b(?:lot|space|site|trailer)\s#?\d{1,4}(?=,\s[A-Z])|(?<!\w)(?-i:[A-Z]\w+)\s(?:mobile|trailer|rv)\s(?:home\s)?park\b|\b(?:p\.?\s?o\.?\s?box|pobox|rural route|rr|hc)\s*#?\s*\d+(?:,?\s+box\s+\d+)?", re.IGNORECASE)
_TOWN_STATE = re.compile(rf"(?<![\w-])(?P<town>{_TOWN}),\s*(?:(?:{_STATES})\b|(?:{_STATE_NAMES})\b)(?P<zip>\.?,?\s+{_ZIP}(?!\w))?")
_ZIP_LABELLED = re.compile(rf"\b(?:zip(?: ?code)?|postal code|postcode)(?:\s*(?:is|:|=|#))*\s*(?P<value>{_ZIP}|[A-Z]{{1,2}}\d[A-Z\d]?\s?\d[A-Z]{{2}})(?!\w)", re.IGNORECASE)
_ZIP_LONG = re.compile(r"(?<![\w-])\d{5}-\d{4}(?![\w-])")
_STATE_ZIP = re.compile(rf"(?<=[a-z,] )(?:{_STATES})\s+(?P<value>{_ZIP})(?![\w-])")
# a run of capitalised words and house numbers: The Larches, 5 Beck Side, Hawkmoor
_RUN = r"(?:(?:[A-Z][\w'’]*[a-z](?:-[A-Z]?\w+)*|(?:St|Mt|Ft)\.|\d{1,4}(?!\d)|of|the|and|&|on|by|upon|bis)(?:,?\s+|(?=[.,;:)]|$)))*(?:[A-Z][\w'’]*[a-z](?:-[A-Z]?\w+)*)"
_LIVES = re.compile(
    r"\b(?i:lives?|living|resid(?:es|ing|ent)|homeless|moved|relocated|native|grew up|born|raised|transfer(?:red)?|travel(?:l?ed|s)?|flew in|drove|commutes|hails|visiting|vacation(?:ing)?|works?|working|employed|"
    r"hit by car|fell|teacher|student|nurse|driver|clerk|manager|employee|discharged|admitted|stays?|staying|seen|convent|daycare)"
    rf"(?:\s+(?:here|up|over|back|down|alone))?\s+(?:in|at|near|of|from|outside|to|by)\s+(?:the\s+)?(?:(?:city|town|village|suburbs|outskirts|county)\s+of\s+)?(?P<value>{_RUN})"
)
# a town after a preposition: a word of it is none of English or medicine
_FROM = re.compile(rf"\b(?:from|of|near|in|at|to|visiting|city:|town:)\s+(?P<value>(?:(?:St|Mt|Ft)\.\s)?{_RUN})(?![\w-])")
_BESIDE_NAME = re.compile(rf"(?:\b(?:M\.?D|D\.?O|N\.?P|PA-?C?|RN|DPM|DDS|Ph\.?D)\.?,\s+|\()(?P<value>{_RUN})(?=\)|\.|,|;|$|\n)", re.MULTILINE)
_FOREIGN = re.compile(r"(?<![\w.])\d{1,4}[a-z]?,?\s(?:bis\s|ter\s)?(?:Rue|Calle|Via|Avenida|Av\.|Rua|Corso|Carrer|Chemin|Place)\s(?:(?:de|del|della|la|du|des)\s)*[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’-]+)*|(?<!\w)[A-ZÀ-Þ][\wß-]*(?:strasse|straße|str\.|weg|gasse|platz|laan|straat)\s\d{1,4}[a-z]?(?!\w)")
_COUNTY = re.compile(r"(?<![\w-])(?P<value>[A-Z][a-z'.-]+(?:\s[A-Z][a-z'.-]+){0,2})\s+(?:County|Parish|Township|Borough|Precinct|Twp)\b|\b(?:[Pp]recinct|[Ww]ard)\s+(?:no\.?\s*)?(?P<value2>\d{1,4})\b")
_LABELLED = re.compile(r"\b(?:address|addr|city|town|county|residence|hometown|home address|birthplace|place of birth)\s*[:=]\s*(?P<value>[^\n;|]{3,70}?)(?=\s{2,}|[\n;|]|\.\s|\s+(?:phone|ph|tel|dob|mrn|ssn|email|zip)\b|$)", re.IGNORECASE)
_FACILITY = re.compile(
    r"(?<![\w-])(?P<value>(?:St\.?|Saint|Mt\.?|Our Lady of|[A-Z][a-z'’.-]{2,})(?:\s(?:of|the|and|&|[A-Z][a-z'’.-]+)){0,3}?\s(?:(?:Community|Regional|General|Memorial|Medical|Health|Family|University|County|Children's|Rehabilitation|"
    r"Nursing|Surgical|Elementary|Middle|High|Senior|Assisted)\s)*(?:Hospital|Clinic|Medical Center|Med Center|Health System|Healthcare|Nursing Home|Manor|Rehab|Hospice|Elementary|School|Academy|University|College|Church|Shelter|Estates|Village|Assisted Living|Senior Living|Care Home|Memory Care|Abbey|Lodge|Gardens|Apartments|General))\b"
)
_LOWER_FACILITY = re.compile(rf"(?<![\w-])(?P<value>{_TOWN})\s+(?:hospital|clinic|medical center|office|campus|nursing home|urgent care|ER|ED|rehab|satellite|location|branch|practice)\b")
_KIND_OF_FACILITY = re.compile(
    r"^(?:(?:the|a|an|this|critical|access|acute|care|inpatient|outpatient|rural|health|teaching|community|general|free|standing|urgent|walk|in|pain|wound|eye|surgery|surgical|ambulatory|"
    r"skilled|nursing|long|term|children'?s?|psychiatric|rehabilitation|specialty|veterans|state|private|public|medical|university|high|middle|elementary|senior|assisted|cancer|fracture|dental|"
    r"coumadin|anticoagulation|diabetes|cardiology|orthopedic|oncology|family|primary|day|regional|county|observation|new|follow|seen|at|from|medicare|american|joint|home)\b[\s.,-]*)+"
    r"(?:hospital|clinic|medical center|med center|health system|healthcare|nursing home|rehab|hospice|elementary|school|academy|university|college|church|shelter|village)?$",
    re.IGNORECASE,
)


def places(text: str) -> Iterator[Identifier]:
    """Every address, town, county and ZIP code, and every named hospital, school or employer's place."""
    for found in _ADDRESS.finditer(text):
        body = re.split(rf"\b{_STREET}\b", re.sub(r"^\S+\s+", "", found[0]), maxsplit=1, flags=re.IGNORECASE)[0]
        if not _NO_STREET.search(body) and re.search(r"[A-Za-z]{2}|\d(?:st|nd|rd|th)", body):
            yield Identifier(Kind.PLACE, found.start(), found.end(), labelled=True)
    for pattern in (_BOX, _ZIP_LONG, _FOREIGN):
        for found in pattern.finditer(text):
            yield Identifier(Kind.PLACE, found.start(), found.end(), labelled=pattern is not _ZIP_LONG)
    for found in _TOWN_STATE.finditer(text):
        yield Identifier(Kind.PLACE, found.start("town"), found.end("town"), labelled=True)
        if found["zip"]:
            yield Identifier(Kind.PLACE, found.end() - len(found["zip"].lstrip(" .,")), found.end(), labelled=True)
    for pattern in (_ZIP_LABELLED, _STATE_ZIP, _LABELLED):
        for found in pattern.finditer(text):
            yield Identifier(Kind.PLACE, found.start("value"), found.end("value"), labelled=True)
    for pattern in (_LIVES, _COUNTY, _FROM, _BESIDE_NAME):
        for found in pattern.finditer(text):
            group = "value" if found["value"] else "value2"
            if not _is_general(found[group]) and (pattern not in (_FROM, _BESIDE_NAME) or _is_unknown(found[group], text[found.end() :])):
                yield Identifier(Kind.PLACE, found.start(group), found.end(group), labelled=True)
    yield from _own_clinic(text)
    for found in _FACILITY.finditer(text):
        if not _KIND_OF_FACILITY.match(found["value"]):
            yield Identifier(Kind.PLACE, found.start("value"), found.end("value"), labelled=True)


def _own_clinic(text: str) -> Iterator[Identifier]:
    """Quillby clinic: a word that is none of English or medicine before a kind of house."""
    for found in _LOWER_FACILITY.finditer(text):
        if not all(is_ordinary(word) for word in found["value"].split()):
            yield Identifier(Kind.PLACE, found.start("value"), found.end("value"), labelled=True)


def _is_unknown(place: str, after: str) -> bool:
    """Whether a word of a place, and not of a disease, is none that is known."""
    words = [word for word in re.findall(r"[A-Za-z][\w'’-]+", place) if len(word) > 3 and not word.isupper()]
    return any(not is_ordinary(word) for word in words) and not is_eponym(after)


def _is_general(place: str) -> bool:
    """A state, a country or a part of the house of medicine identifies nobody."""
    return re.fullmatch(
        rf"(?:{_STATE_NAMES}|{_STATES}|USA?|U\.S\.|United States|America|Mexico|Canada|India|China|Africa|Europe|Asia|Medicare|Medicaid|Medical|Emergency|ED|ER|ICU|PACU|OR|SNF|Home|Assessment|Nursing|"
        r"January|February|March|April|May|June|July|August|September|October|November|December|ICD|CPT|HCPCS|NCCI|CMS|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\.?",
        place,
    ) is not None
