"""Numbers that stand for one person or one thing of theirs: records, plans, accounts, licences, vehicles, devices."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.privacy.identifier import Identifier, Kind

# what may stand between a label and its number: "MRN# is: 00-123"
_LINK = r"(?:\s*(?:(?:number|num|no|nbr|id|code|is|was)\b\.?|[#:=\-–]|\())*\s*"
# a number, or letters and digits in any dress, with a digit in it
_VALUE = r"(?=[A-Za-z-]{0,8}\d|(?-i:[A-Z]{1,4})[ /-]\d)[A-Za-z0-9]+(?:[-/.][A-Za-z0-9]+)*(?:[ -](?=[A-Z0-9]*\d)[A-Z0-9]{2,}(?![\w.]*\s*(?:mg|ml|cm|mm|yo|y/o|year)))*"
_LABELS: dict[Kind, str] = {
    Kind.SSN: r"ssn|ss\s?#|soc(?:ial)?\.? sec(?:urity)?\.?(?: (?:number|no\.?))?|social(?= (?:is|number|no|#|\d))|tax ?id|itin",
    Kind.RECORD: r"mrn?|m\.r\.n\.?|mr\s?#|med(?:ical)?\.? rec(?:ord)?s?\.?|chart(?=\s*(?:#|no|number|id|:))|record(?=\s*(?:#|no|number|id))|"
    r"(?:patient|pt)\s?(?:id|#|no\.?|number|identifier)|unit number|emr|ehr id|epic id|hospital (?:no|number|id|#)|empi|file no",
    Kind.PLAN: r"member(?=\s*(?:#|id|no|number))|member id|subscriber(?=\s*(?:#|id|no|number))|(?:health )?plan (?:id|no|number|#)|policy(?=\s*(?:#|id|no|number|holder id|:))|"
    r"group(?=\s*(?:#|no\b|number|id))|beneficiary(?=\s*(?:#|id|no|number))|beneficiary (?:id|number)|mbi|hicn?|hic\s?#|medicare (?:id|no|number|#|card)|"
    r"medicaid (?:id|no|number|#)|insurance (?:id|no|number|#|card)|ins(?:\.| id| #)|insured'?s? (?:id|no|number)|cardholder id|rx ?bin|rx ?grp|certificate of coverage",
    Kind.ACCOUNT: r"acc(?:oun)?ts?(?=\.?\s*(?:#|no|number|id|is|:|[A-Z]{0,4}-?\d))\.?|guarantor (?:id|no|number|#|account)|billing (?:id|no|number|account|#)|"
    r"encounter(?=\s*(?:#|id|no\b|number))|visit(?=\s*(?:#|id|no\b\.?|number))|csn|har|fin(?=\s*(?:#|no|number|:|\d{4}))|invoice|statement (?:no|number|#)|"
    r"credit card|card (?:no|number|ending(?: in)?)|iban|routing(?: (?:no|number|#))?|bank acc(?:oun)?t",
    Kind.LICENSE: r"(?:driver'?s?|driving) li[cs]en[cs]e|d\.?l\.?(?=\s*(?:#|no|number|:))|li[cs]en[cs]e(?! plate)(?=\s*(?:#|no|number|:|[A-Z]{0,3}-?\d))|lic(?=\.?\s*(?:#|no|number|:))\.?|passport|"
    r"state id|dea(?=\s*(?:#|no|number|:|[A-Z]{2}\d))|npi|certificate(?=\s*(?:#|no|number|:))|cert(?=\.?\s*(?:#|no\.?|number|:))\.?|birth certificate|green card|visa no|alien (?:no|number)|military id|dod id",
    Kind.VEHICLE: r"vin|(?:licen[cs]e )?plates?|tag(?=\s*(?:#|no|number))|license tag|registration(?=\s*(?:#|no|number|:))|reg(?=\.?\s*(?:#|no\b))\.?",
    Kind.DEVICE: r"serial|ser\.?\s?(?:no|number|#)|(?:loop recorder|pacemaker|icd generator|generator|defibrillator|insulin pump|pump|valve|mesh|stent|implant|prosthesis|probe|lens|iol|stimulator)(?=\s+(?:[A-Z]+[ -]?)?(?:[A-Z-]*\d){5})|s/?n(?=\s*(?:#|:|[A-Z0-9-]*\d))|device(?=\s*(?:#|id|no|number|identifier|serial))|udi|lot(?=\s*(?:#|no|number|:)|\s+(?=[A-Z]*\d)[A-Z0-9-]{4,})|implant (?:id|no|number|#)|imei|mac address",
    Kind.BIOMETRIC: r"finger ?prints?(?: (?:id|template|hash|scan))*|voice ?prints?(?: (?:id|template))*|(?:retina|retinal|iris)(?: scan)(?: (?:id|template|hash))*|face ?(?:id|template|print)(?: (?:id|hash))*|biometric(?: (?:id|template|token|hash))*|palm ?(?:print|vein)(?: (?:id|template))*|dna (?:sample|profile) (?:id|no)",
    Kind.OTHER: r"accession|specimen(?=\s*(?:#|id|no\b|number))|case(?=\s*(?:#|no\b\.?\s*[A-Z\d]|number))|order(?=\s*(?:#|no\b\.?\s*[A-Z\d]|number))|requisition|rx(?=\s*(?:#|no\b|number))|claim(?=\s*(?:#|id|no\b\.?\s*[A-Z\d]|number))|icn|dcn|"
    r"(?:prior )?auth(?:orization)?(?=\.?\s*(?:#|id|no\b|number|:\s*[A-Z]*\d))\.?|referral(?=\s*(?:#|no\b|number))|confirmation|ticket|badge|employee(?=\s*(?:#|id|no\b|number))|student(?=\s*(?:#|id|no\b|number))|"
    r"study (?:id|no|number|subject)|subject(?=\s*(?:#|id|no\b|number))|trial id|participant(?=\s*(?:#|id|no\b|number))|inmate(?=\s*(?:#|id|no\b|number|\d))|locker|room(?= \d{3,4}[A-Z]?\b)|bed(?= \d{1,3}[A-Z]?\b)|username|user id|login|handle|donor id|research id|pathology (?:no|number|#)|id(?=\s*(?:#|:|no\.?\s|number|is\s))",
}
_LABELLED = [
    (kind, re.compile(rf"(?<![A-Za-z0-9])(?:{labels})\.?{_LINK}(?P<value>{_VALUE})", re.IGNORECASE)) for kind, labels in _LABELS.items()
]
_SHAPES = [
    (Kind.SSN, re.compile(r"(?<![\w-])\d{3}([- .])\d{2}\1\d{4}(?![\w-])")),
    (Kind.SSN, re.compile(r"(?:[xX*]{3}-?[xX*]{2}-?|\blast (?:4|four)(?: of (?:the )?(?:ssn|social))?[:\s]+(?:is |are )?)\d{4}\b")),
    # a Medicare beneficiary identifier, with and without its dashes
    (Kind.PLAN, re.compile(r"(?<!\w)[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}(?!\w)", re.IGNORECASE)),
    (Kind.VEHICLE, re.compile(r"(?<!\w)(?=[A-HJ-NPR-Z0-9]*\d)(?=[A-HJ-NPR-Z0-9]*[A-Z])[A-HJ-NPR-Z0-9]{17}(?!\w)")),
    (Kind.DEVICE, re.compile(r"\(01\)\d{14}(?:\(\d{2}\)[\w-]+)*")),
    (Kind.DEVICE, re.compile(r"(?<![\w:])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![\w:])")),
    (Kind.ACCOUNT, re.compile(r"(?<![\w-])(?:\d{4}[- ]){3}\d{4}(?![\w-])")),
    (Kind.OTHER, re.compile(r"(?<![\w.])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?!\w)", re.IGNORECASE)),
    (Kind.DEVICE, re.compile(r"(?<![\w.-])[A-Z]{1,4}\d{0,3}-\d{5,}[A-Z]?(?![\w-])")),
    # letters and a long number: no code, no drug strength, no unit is written so
    (Kind.OTHER, re.compile(r"(?<![\w.-])(?:[A-Z]{2,5}[-_]?\d{6,12}|[A-Z]\d{7,12}(?: \d{2})?|[A-Z]{1,4}-\d{5,}|\d{2,4}-\d{6,8}|\d{7,9}-\d{1,4}|[A-Z]{1,3}\d{2}-\d{4,})(?![\w-])")),
    (Kind.OTHER, re.compile(r"(?<![\w.,$/-])\d{7,17}(?![\w.,/-]?\d|\w)(?!\s*(?:/|copies|cells|units?\b|iu\b|mg|mcg|cfu|k\b|per\b|%))", re.IGNORECASE)),
]
# numbers that name a drug, a test, a concept or a product and not a person
_OF_A_LIST = re.compile(r"\b(?:ndc|snomed(?:[ -]?ct)?|sctid|loinc|rxcui|rxnorm|gtin|upc|taxonomy|clia|cvx|hcpcs|cpt|icd(?:-?10)?(?:-?(?:cm|pcs))?|revenue code|nct|pmid|doi)\W{0,3}$", re.IGNORECASE)
_TRIAL = re.compile(r"NCT\d{8}\Z")


def numbers(text: str) -> Iterator[Identifier]:
    """Every such number of a text; a label before it decides what it is, its shape only where it has none."""
    for kind, pattern in _LABELLED:
        for found in pattern.finditer(text):
            yield Identifier(kind, found.start("value"), found.end("value"), labelled=True)
    for kind, pattern in _SHAPES:
        for found in pattern.finditer(text):
            if not (_OF_A_LIST.search(text, 0, found.start()) or _TRIAL.match(found[0])):
                yield Identifier(kind, found.start(), found.end(), labelled=kind is not Kind.OTHER)
