"""What a word is: a given name, a surname, a word of English or of medicine, or none that is known."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

# a disease, a sign or a device after a word makes it an eponym, and so does "of" or "de" before one
_EPONYM = re.compile(
    r"^(?:['’]?s?)?[\s-]+(?:and\s+\w+\s+)?(?:disease|syndrome|palsy|fractures?|fx|cyst|contracture|sign|test|tremor|lymphoma|sarcoma|tumou?r|nodes?|deformity|neuroma|phenomenon|esophagus|thyroiditis|dementia|chorea|ataxia|anemia|paralysis|"
    r"operation|procedure|repair|maneuver|classification|score|scale|criteria|stage|grade|type|catheter|tube|pouch|lesion|gland|duct|abscess|hernia|ulcer|angina|arthritis|cells?|bodies|body|ring|triad|line|method|technique|incision|approach|"
    r"osteotomy|bunionectomy|fusion|graft|flap|splint|cast|boot|brace|bandage|dressing|drain|wire|nail|rod|plate|screw|mesh|valve|stent|port|gram|stain|reflex|murmur|rash|spots?|gangrene|purpura|nephritis|glomerulonephritis|"
    r"joint|tendon|point|space|canal|law|dystrophy|malformation|tetralogy|granulomatosis|arteritis|carcinoma|encephalopathy|psychosis|migraine|headache|dysplasia|muscular|hodgkin|lymph|patch|implants?|injection|vaccine|mammography|index|level|panel|"
    r"apgar|ulcers?|foot|elbow|finger|knee|heel|toe|thumb|cord|crisis|attack|seizures?|fever|virus|bacillus|organism|coma|hemorrhage|keratosis|melanoma|naevus|nevus|nails|lines|bone|vertebra|pelvis|hip|shoulder|wrist|ankle)\b",
    re.IGNORECASE,
)
_BEFORE_EPONYM = re.compile(r"(?:\b(?:non|tetralogy of|ligament of|circle of|islets of|sphincter of|ampulla of|canal of|fossa of|bundle of|crypts of|node of|de|von|van|sign of|method of)[\s-]+|[a-z]-)$", re.IGNORECASE)


def is_eponym(after: str) -> bool:
    """Whether what follows a word makes it the name of a disease, a sign or a device."""
    return _EPONYM.match(after) is not None


def makes_eponym(before: str) -> bool:
    """Whether what stands before a word does."""
    return _BEFORE_EPONYM.search(before) is not None


def _plain(word: str) -> str:
    return re.sub(r"['’]s?$", "", word.lower())


def _parts(word: str) -> list[str]:
    return [part for part in re.split(r"[-'’]", _plain(word)) if len(part) > 1] or [_plain(word)]


def is_ordinary(word: str) -> bool:
    plain = _plain(word)
    return plain in _listed("words") or (len(plain) < 3) or plain.rstrip("s") in _listed("words") or all(part in _listed("words") for part in _parts(word))


def is_given(word: str) -> bool:
    return any(part in _listed("given-names") for part in [_plain(word), *_parts(word)])


def is_surname(word: str) -> bool:
    return any(part in _listed("surnames") for part in [_plain(word), *_parts(word)])


def is_word_name(word: str) -> bool:
    plain = _plain(word)
    return word[:1].isupper() and (plain in _listed("given-names-that-are-words") or _is_word_and_surname(plain))


def _is_word_and_surname(plain: str) -> bool:
    return plain in _listed("surnames-that-are-words")


@cache
def _listed(name: str) -> frozenset[str]:
    lines = (files(__package__) / "lists" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line and not line.startswith("#"))
