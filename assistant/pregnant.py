"""Whether a text tells of a pregnancy, and of which week."""

from __future__ import annotations

import re

_PREGNANT = re.compile(
    r"\b(?:pre-?eclampsia|gestational (?:diabetes|htn|hypertension))\b(?! (?:in|with) (?:prior|previous))|"
    r"\bpregnan(?:t|cy)\b|\bgravid|\bg\d ?p\d|\biup\b|\bob (?:visit|patient|pt)\b|\bweeks? gestation"
)
_WITH_CHILD = (
    r"pregnan\w*|preg|gestation\w*|gravid\w*|primi(?:p|gravida)|multi(?:p|gravida)|iup|ga|gdm|ob|prenatal|antepartum|antenatal|labor|fetal|fetus|"
    r"g\d ?p\d|twins?|triplets|di/di|mono/di|hyperemesis|pre-?eclampsia|placenta\w*|previa|abruption|polyhydramnios|oligohydramnios|"
    r"gestational diabetes|gestational htn|post[- ]?(?:dates?|term)|membranes|prom|pprom|breech|"
    r"nsvd|svd|(?:vag(?:inal)? |spontaneous )?deliver(?:y|ed)|liveborn|perineal|vbac|c/?s|c[- ]?section|cesarean"
)
# weeks that lie after the birth, or are an age
_NO_GESTATION = r"(?! (?:post|after|pp|ago|old|out|later|since))"
_GESTATION = re.compile(
    rf"\b(\d{{1,2}}) ?(?:w(?:eeks?|ks?)?|\+)(?: ?\d ?d(?:ays?)?|\d)?(?: ?\d/7)?\b{_NO_GESTATION}(?=.{{0,40}}\b(?:{_WITH_CHILD})\b)|"
    rf"\b(?:{_WITH_CHILD})\b.{{0,60}}?\b(\d{{1,2}}) ?(?:w(?:eeks?|ks?)?\b|w\d|\+\d){_NO_GESTATION}"
)
# the six weeks after a delivery
AFTER_DELIVERY = re.compile(
    r"\b(?:post-?partum|puerper\w+|gave birth|after (?:the |her )?(?:delivery|birth)|"
    r"(?:delivered|had (?:a|her|the) baby)(?: \w+){0,4}? (?:\d+|one|two|three|four|five|six|a|an|few) (?:day|week|wk)s? ago|"
    r"\b[1-6] ?(?:weeks?|wks?) (?:pp|post-?partum|post delivery)|ppd ?#? ?\d+)\b"
)


def is_after_delivery(text: str) -> bool:
    """Whether a spelled-out text tells of the puerperium; a condition of long before is not of it."""
    return AFTER_DELIVERY.search(text) is not None


def is_pregnant(text: str) -> bool:
    """Whether a spelled-out text tells of a pregnancy."""
    return _PREGNANT.search(text) is not None or weeks_pregnant(text) is not None


def weeks_pregnant(text: str) -> int | None:
    """The completed weeks of a pregnancy in a spelled-out text."""
    found = _GESTATION.search(text)
    return int(found[1] or found[2]) if found else None
