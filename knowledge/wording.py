"""Wording made comparable: the tokens that search, the phrase table and the decision all share."""

from __future__ import annotations

import re
from functools import lru_cache

import snowballstemmer

_stemmer = snowballstemmer.stemmer("english")
_TOKEN = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?")
# joined here so that both sides of a comparison say it one way
_SPELLINGS = [
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"[’‘`]", "'"),
        (r"'s\b|s'(?=\s|$)", ""),
        (r"\bw/o\b", "without"),
        (r"\bw/\s*|\bw\b", "with "),
        (r"\b(?:d/t|2/2|2°\s?to|secondary to)", "due to"),
        (r"\b(?:s/p)\b", "status post"),
        (r"\bh/o\b", "history of"),
        (r"\b(?:rt|r)\.?(?=\s+(?:[a-z]{3,}|(?:om|oa|ca|fx|ue|le)\b|\d(?:st|nd|rd|th)\b))", "right"),
        (r"\b(?:lt|l)\.?(?!\s+(?:normal saline|saline|lactated|bolus))(?=\s+(?:[a-z]{3,}|(?:om|oa|ca|fx|ue|le)\b|\d(?:st|nd|rd|th)\b))", "left"),
        (r"\brt\b", "right"),
        (r"\blt\b", "left"),
        (r"\bbilat\b|\bb/l\b", "bilateral"),
        *(
            (
                rf"\bt{n}\s?dm\b|\bdm\s?{form}\b|\bt{n}d\b|\btype\s?{form}\s+(?:dm|diabetic|diabetes)\b(?!\s+mell)|"
                rf"\b(?:dm|diabetic|diabetes)(?: mellitus)?,? type\s?{form}\b",
                f"type {n} diabetes mellitus",
            )
            for n, form in (("2", "(?:2|ii)"), ("1", "(?:1|i)"))
        ),
        (r"\btype\s*(?:ii|2)\b", "type 2"),
        (r"\btype\s*i\b", "type 1"),
        (r"\b(single|first|recurrent|current|manic|depressive) ep\b\.?", r"\1 episode"),
        (r"\bstage\s*iii\b", "stage 3"),
        (r"\bstage\s*ii\b", "stage 2"),
        (r"\bstage\s*iv\b", "stage 4"),
        (r"\bstage\s*i\b", "stage 1"),
        (r"\bstage\s*v\b", "stage 5"),
        *((rf"\bgrade\s*{roman}\b", f"grade {n}") for roman, n in (("iii", 3), ("ii", 2), ("iv", 4), ("i", 1))),
        (r"\bfx'?s?\b|(?<!skin )(?<!skin is )(?<!skin was )\bbroken\b(?! (?:skin|tooth|teeth|glass|needle|blister))|\bbroke\b(?! (?:out|up|off|down|through|open))", "fracture"),
        (r"\bpath(?:ologic)?\.? (?=fracture)", "pathological "),
        (
            r"\b(prostate|breast|lung|colon|kidney|pancreas|ovary|thyroid|bladder|stomach|rectal|liver|esophageal) primary\b",
            r"primary malignant neoplasm of \1",
        ),
        (
            r"\b(?:lft|lf)\b(?= (?:knee|hip|shoulder|ankle|wrist|elbow|hand|foot|leg|arm|eye|ear|breast|lung|kidney|thumb|index|finger|toe|heel|side|upper|lower|great))",
            "left",
        ),
        (r"\brgt\b|\brite\b", "right"),
        (r"\blacs?\b", "laceration"),
        (r"\bvit\.? (?=[acdek]\b|b\d)", "vitamin "),
        (r"\b(vitamin (?:[acdek]|b\d{1,2})|iron|folate|b12|zinc) def\b", r"\1 deficiency"),
        (r"\bpost\.? cap(?:s(?:ul\w*)?)?\b\.?", "posterior capsular"),
        (r"\bint\.? (?=hemorrhoid)", "internal "),
        (r"\bext\.? (?=hemorrhoid)", "external "),
        (r"\bc[- ]?spine\b", "cervical spine"),
        (r"\bt[- ]?spine\b", "thoracic spine"),
        (r"\bl-?spine\b", "lumbar spine"),
        (r"\bresp\.? (?=failure|distress|infection|arrest)", "respiratory "),
        (r"\bexac(?:erb)?\b", "exacerbation"),
        # Beside the name of the disease the terms know a flare; further on in the sentence it is the list's own word.
        (r"\b(asthma|copd)\b((?:(?!\b(?:no|not|without|denies|last|since|history|heart|panic|gout)\b)[^.;]){2,40}?)\b(?:flar(?:e|es|ed|ing)(?:[- ]?up)?|attack)\b", r"\1\2exacerbation"),
        (r"\bmets\b", "metastasis"),
        (r"\bunspec\b", "unspecified"),
        (r"\b(er|pr|hr|her2)\+", r"\1 positive"),
        (r"\b(er|pr|hr|her2)-(?=[\s/,;.)\]]|$)", r"\1 negative"),
        (r"\basc-us\b", "ascus"),
        (r"\blad-i\b", "ladi"),
        (r"\bmis-(?=[ac]\b)", "mis"),
        (r"\bmult\b", "multiple"),
        (r"\bnpdr\b", "nonproliferative diabetic retinopathy"),
        (r"\bpdr\b", "proliferative diabetic retinopathy"),
        (r"\bou\b", "both eyes"),
        (r"\bos\b(?! (?:calcis|trigon|acrom|odont|coccyg|pubis|cervi|teo))", "left eye"),
        (r"\bseb\.? (?=kerat|derm|cyst|hyper)", "seborrheic "),
        (r"\bfhx\b(?: of\b)?", "family history of"),
        (r"\bfam(?:ily)?\.? hx\b(?: of\b)?", "family history of"),
        (r"\b(\d+)\.0-\1\.9\b", r"\1"),
        (r"\b(\d+)\.\d(?=\s|$)(?<=bmi \d\d\.\d)", r"\1"),
        (r"\bthru\b", "through"),
        (r"\b(\d(?:\.\d)?|half|one|two) ?ppd\b", r"\1 packs per day"),
        (r"\bdz\b|\bdis\b", "disease"),
        (r"\binfxn\b", "infection"),
        (r"\bbxs?\b", "biopsy"),
        (r"\b2nd\b", "second"),
        (r"\b3rd\b", "third"),
        (r"\b1st\b", "first"),
        (r"\bhf\b", "heart failure"),
        (r"\bca\b(?![\s-]*\d)|\bcancers?\b", "malignant neoplasm"),
        (r"\brtc\b", "rotator cuff"),
        (r"\bloc\b", "loss of consciousness"),
        (r"\b(?:left over|leftover) from\b", "following"),
        (r"\bfull[- ]thickness (?=rotator)", "complete "),
        (r"\bintertroch\b", "intertrochanteric"),
        (r"\bribs\b(?= \(?#?\d+ ?(?:-|to|through|,|and|&))", "multiple ribs"),
        (r"\bw\.\s", "with "),
        (r"\bfb\b", "foreign body"),
        (r"\banes(?:th)?\b\.?", "anesthesia"),
        (
            r"\bdx(?= (?:\w+ )?(?:scope|lap\b|laparoscop|arthroscop|colonoscop|egd|cysto|bronch|hysteroscop|mammo|cath|endoscop|lp\b|colposcop))",
            "diagnostic",
        ),
        (r"\bcx\b", "culture"),
        (r"\bsec to\b", "due to"),
        (r"\bassoc\.?\s+w(?:ith)?\b", "associated with"),
        (r"\bnon[- ](?=[a-z])", "non"),
        (
            r"\b(pre|post|anti|auto|hyper|hypo|inter|intra|multi|para|peri|semi|sub|re|co|micro|macro)-(?=[a-z]{3})|"
            r"\b(post|peri) (?=traumatic|partum|natal|menopaus|herpetic|operativ|procedural|viral|infect|surgical|phlebitic|nasal|concussi)",
            r"\1\2",
        ),
        (r"aemia\b", "emia"),
        (r"\banaem", "anem"),
        (r"haem", "hem"),
        (r"\boe(?=dema|soph)", "e"),
        (r"\bpaed", "ped"),
        (r"rrhoea", "rrhea"),
        (r"\btumour", "tumor"),
        (r"\bfoet", "fet"),
        (r"\bcaes", "ces"),
    )
]
STOP = frozenset(
    [
        "a", "an", "and", "any", "are", "as", "at", "be", "been", "being", "but", "by", "can", "did", "do", "does",
        "for", "from", "get", "got", "had", "has", "have", "he", "her", "him", "his", "how", "i", "if", "in", "is",
        "it", "its", "just", "me", "my", "no", "of", "on", "or", "our", "pls", "please", "she", "should", "so",
        "some", "that", "the", "their", "them", "then", "there", "they", "this", "those", "to", "up", "us", "was",
        "we", "were", "what", "when", "where", "which", "who", "will", "with", "would", "you", "your", "s", "pt",
        "patient", "patients",
    ]
)


@lru_cache(maxsize=20_000)
def spelled_out(text: str) -> str:
    """Lower case with the field's shorthand and British spellings written one way."""
    text = text.lower()
    for pattern, plain in _SPELLINGS:
        text = pattern.sub(plain, text)
    return re.sub(r"(?<=\S) {2,}(?=\S)", " ", text)


# The list names a bone or organ now by its noun, now by its adjective.
_NOUNS = {
    "overeating": "overeat",
    "sacral": "sacrum", "devices": "device",
    "tibial": "tibia",
    "fibular": "fibula",
    "femoral": "femur",
    "humeral": "humerus",
    "ulnar": "ulna",
    "clavicular": "clavicle",
    "patellar": "patella",
    "scapular": "scapula",
    "renal": "kidney",
    "hepatic": "liver",
    "pulmonary": "lung",
    "cardiac": "heart",
    "gastric": "stomach",
    "rectal": "rectum",
    "vaginal": "vagina",
    "uterine": "uterus",
    "ovarian": "ovary",
    "prostatic": "prostate",
    "pancreatic": "pancreas",
    "nasal": "nose",
    "pelvic": "pelvis",
    "esophageal": "esophagus",
    "testicular": "testis",
    "corneal": "cornea",
    "retinal": "retina",
}


@lru_cache(maxsize=200_000)
def stem(token: str) -> str:
    """The stem of a lower-case word, adjectives of bones and organs as their nouns; short words and numbers stay."""
    word = _NOUNS.get(token, token)
    # an inflammation is not its organ: prostatitis, prostate; nor is a device the disease of Devic, or TENS ten
    whole = len(word) <= 3 or not word.isalpha() or word.endswith("itis") or word in {"device", "tens"}
    return word if whole else str(_stemmer.stemWord(word))


def tokens(text: str) -> list[str]:
    """The stemmed words of a text, in order, stop words kept."""
    return [stem(token) for token in _TOKEN.findall(spelled_out(text))]


def content_tokens(text: str) -> list[str]:
    """The stemmed words of a text without stop words."""
    return [stem(token) for token in _TOKEN.findall(spelled_out(text)) if token not in STOP]


_DENIALS = frozenset({"without", "no", "not", "denies", "negative", "neg", "absent", "never"})
_QUALIFY_A_DENIAL = frozenset(
    {"current", "any", "mention", "further", "other", "visible", "evidence", "signs", "acute"}
)
_END_OF_DENIAL = frozenset({"with", "but", "and", "on", "started"})
# only what stands right before these denies them: *without aura, intractable* is intractable, hurried commas or not
_DENIED_ALONE = frozenset({"intractable", "refractory", "bilateral", "unilateral"})


def signed_tokens(text: str) -> list[str]:
    """Content words, those denied (``without coma``, ``no hydro``) marked ``no:``, so that with and without differ."""
    return list(_signed(text))


@lru_cache(maxsize=50_000)
def _signed(text: str) -> tuple[str, ...]:
    out: list[str] = []
    for clause in re.split(r"[,;:.!?](?:\s|$)|[()\[\]]", spelled_out(text)):
        denied, before = 0, ""
        for token in _TOKEN.findall(clause):
            if token in _DENIED_ALONE and before not in _DENIALS:
                denied = 0
            before = token
            if token in _DENIALS:
                denied = 2
            elif token in _END_OF_DENIAL or (token == "in" and denied == 1):
                denied = 0  # "without complications in remission" is in remission, "not in remission" is not
            elif token not in STOP:
                out.append(f"no:{stem(token)}" if denied else stem(token))
                # "without current pathological fracture" denies the fracture
                denied = denied if token in _QUALIFY_A_DENIAL else max(0, denied - 1)
    return tuple(out)


def phrase_key(text: str) -> str:
    """A wording as the phrase table keys it: content words, no case, plural, possessive or punctuation, in any order."""
    # "no gallbladder" says the same as "without gallbladder"
    return " ".join(sorted(content_tokens(re.sub(r"(?i)\bno\b(?!\.)", "without", text))))


# What comes after these words is a part of what a title names.
_PART = re.compile(r"\b(?:due to|by|with|without|in|from|complicating|as the cause|history of|for|against|to|subsequent|following|abnormal|elevat\w+|inconclusive|deficiency|adverse|underdosing|carrier|ischemic)\b", re.IGNORECASE)

_AS_CAUSE = re.compile(r"\bas the cause of diseases classified elsewhere\b")


# What may follow a short name that stands for all of a title: human immunodeficiency virus [HIV] *disease*.
_SAYS_NO_MORE = frozenset({"diseas", "infect", "syndrom", "disord", "nos", "unspecifi", "neoplasm"})


def _names_whole(part: str, before: str, after: str) -> bool:
    """Whether what stands in brackets names the whole title: no *due to* Escherichia coli [E. coli], no sodium [Na] excess.

    Letters that stand for words begin as the title does: intensive care (ICU) myopathy is not the unit.
    """
    if _PART.search(before) or not set(content_tokens(re.sub(r"\[[^\]]*\]|\([^)]*\)", " ", _AS_CAUSE.sub("", after)))) <= _SAYS_NO_MORE:
        return False
    return re.search(r"[A-Z].*[A-Z]", part) is None or part[0] == before.lstrip()[:1].upper()


def wordings(note: str) -> list[str]:
    """The plain wordings inside a title or inclusion term of the tabular list.

    ``hypertension (arterial) (benign)`` gives the term with and without its optional words; trailing NOS or NEC
    and code references in brackets go, and ``[E. coli]`` is one more wording.
    """
    bare = re.sub(r"\s*\((?:[A-Z]\d[^)]*)\)", "", note)
    bare = re.sub(r",?\s+\b(?:NOS|NEC)\b\.?", "", bare).strip(" ,.;")
    without = " ".join(re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", bare).split()).strip(" ,")
    both = " ".join(re.sub(r"[()\[\]]", " ", bare).split())
    # "Hyperlipidemia, unspecified" is what plain hyperlipidemia means; an unspecified side or site is something else
    named = re.sub(r", unspecified(?: organism| type| cause)?$|^Unspecified ", "", without)
    named = "" if "unspecified" in named.lower() else named
    inside = [
        part
        for found in re.finditer(r"\[([A-Z][^\]]+)\]|\(([A-Z]{2,}[A-Z0-9-]*)\)", bare)
        for part in found.groups()
        if part and _names_whole(part, bare[: found.start()], bare[found.end() :])
    ]
    return list(dict.fromkeys(text for text in (without, both, named, *inside) if text))
