"""Harm by a drug in a record: an adverse effect, a poisoning or too little taken, and why (T36 to T50, Z91.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.library import Library
from knowledge.wording import phrase_key, spelled_out

_SENTENCE = re.compile(r"[^.;\n]+(?:\.(?=\d)[^.;\n]+)*")
_WORD = re.compile(r"[a-z][a-z0-9]{2,}")
# What names no drug by itself, and the lines of drugs of no kind.
_ANY_DRUG, _NO_DRUG = "T50.9", frozenset({"drug", "medication", "pill", "mixed", "unknown", "accidental", "intentional", "unintentional"})
_POISONED = re.compile(
    r"\boverdos\w*|\bo\.?d\.?(?:'?d)?\b(?= on| of|,|\.|$)|\btoo (?:many|much)\b|\bdoubled\b|\bdouble (?:dose|the|her|his|their)\b|"
    r"\btwice (?:the|as|her|his)\b|\bextra (?:dose|pill|tablet)s?\b|\bwrong (?:drug|dose|pill|medic\w+|patient)|\bswallow\w*|"
    r"\bingest\w*|\bpoison\w*|\bmixed with alcohol\b"
)
# What tells of a poisoning only where something was taken.
_MAYBE = re.compile(
    r"\b(?:wife|husband|mom|mother|dad|father|grandma|grandpa|grandmother|grandfather|sister|brother|friend|roommate|spouse|neighbor)'?s\b|"
    r"\bby (?:mistake|accident)\b|\baccidental\w*|\bunintentional\w*|\bin error\b|\bmistaken\w*|\bself[- ]harm|\bsuicid\w*|\bon purpose\b|"
    r"\bhandful\b|\bbottle of\b|"
    r"\bkill(?:ing)? (?:her|him|them)sel\w+|\b(?:wanted|wants|trying|tried|purpose) to die\b|\bend (?:his|her|their) (?:own )?life\b"
)
_TAKEN = re.compile(r"\b(?:took|taken|taking|takes|drank|ate|gave|given|dose|attempt|pills?|tablets?|got into|exposure)\b")
_SELF_HARM = re.compile(
    r"\bkill(?:ing)? (?:her|him|them)sel\w+|\b(?:wanted|wants|trying|tried|purpose) to die\b|\bend (?:his|her|their) (?:own )?life\b|"
    r"\bsuicid\w*|\bself[- ]harm|\bon purpose\b|\bdeliberate\w*|"
    r"\b(?<!un)intentional(?:ly)?\b(?! underdos)|\battempt\b"
)
_TOO_LITTLE = re.compile(
    r"\b(?:too little|not enough|under-?deliver\w*|insufficient)\b|"
    r"\bunderdos\w*|\bstopp?(?:ed|ing) (?:taking|his|her|their|all)\b|\bran out\b|\brun out\b|"
    r"\bout of (?:his|her|their|meds?|insulin)\b|"
    r"\b(?:not|never|isn'?t|wasn'?t|hasn'?t been) (?:been )?(?:taking|taken|filling)\b|"
    r"\bnon-?(?:compliant|compliance|adheren\w+)\b|\bskip(?:s|ped|ping)?\b|\bmiss(?:ed|es|"
    r"ing) (?:\w+ )?doses?\b|"
    r"\bforg(?:ot|ets|etting) (?:to take|his|her|their|doses?|pills?|meds?)\b|\bafford\w*\b|"
    r"\bquit (?:taking|his|her|their)\b|\btak(?:es|ing) (?:half|less)\b|\brationing\b|\bhalf (?:the|"
    r"his|her) dose\b|\bself[- ]discontinued\b|\bdoes ?n[o']t take\b"
)
_ADVERSE = re.compile(
    r"\badverse\b|\bside effects?\b|\breaction\b|\b(?:as|was) (?:prescribed|directed|ordered)\b|"
    r"\bproperly\b|\btaken correctly\b|\bcorrectly\b|\binduced\b|\bassociated\b|\ballergic\b|"
    r"\btoxicity\b|\bintoleran"
)
_BECAUSE = (
    r"(?:due to|from|caused by|because of|secondary to|related to|reaction to|effects? (?:of|from)|"
    r"on|after|by|with)"
)
_MONEY = re.compile(
    r"\bafford\w*|\bcosts?\b|\bexpens\w+|\bmoney\b|\binsurance\b|\bfinancial\w*|\bcopay\b|"
    r"\brationing\b"
)
_FORGOT = re.compile(r"\bforg(?:ot|ets|etting)\w*|\bunintentional\w*|\bconfus\w+|\bdementia\b")
_CHOSE = re.compile(
    r"\bon (?:his|her|their) own\b|\bside effects?\b|\bfelt (?:better|fine|bad)|\bdecided\b|"
    r"\bdid ?n[o']t (?:want|like)|\brefus\w+|\bintentional(?:ly)?\b|\bself[- ]discontinued\b|"
    r"\bmade (?:him|her)\b"
)
_LATER = re.compile(r"\bsubsequent\b|\bfollow[- ]?up\b|\bf/?u\b|\brecheck\b")
_SEQUELA = re.compile(r"\bsequela\w*|\blate effects?\b")
_LEAST_TOXIC = "T36"


@dataclass(frozen=True, slots=True)
class Harm:
    """What a drug did: the codes in order of mention, whether it was a poisoning, and the drug's name as written."""

    codes: tuple[str, ...]
    poisoned: bool
    drug: str
    words: str


def told(text: str, library: Library) -> list[Harm]:
    """The harms by drugs that a record tells, each drug once.

    Source of the rules: Official Guidelines I.C.19.e.5. A drug's line is the one its everyday term means (``digoxin
    overdose``); harm treated for the first time takes the 7th character A unless the record says otherwise.
    """
    found: dict[str, Harm] = {}
    plain = spelled_out(text)
    words = set(_WORD.findall(plain))
    drugs = _lines(words, library)
    if not drugs:
        return []
    for sentence in _SENTENCE.finditer(plain):
        for drug, line in drugs.items():
            if re.search(rf"\b{re.escape(drug)}\b", sentence[0]) is None or line in found:
                continue
            digit = _how(sentence[0], drug, plain)
            code = _full(line, digit, plain, library) if digit else None
            if code:
                reason = _why(plain) if digit == "6" else ()
                found[line] = Harm((code, *reason), digit in "1234", drug, sentence[0].strip())
    return list(found.values())


def _lines(words: set[str], library: Library) -> dict[str, str]:
    """The drugs among the words, with the line of the list that each one's everyday term means."""
    keys = {phrase_key(f"{word} overdose"): word for word in words - _NO_DRUG}
    return {
        keys[key]: code
        for key, code, *_ in library.database.phrases(keys)
        if _LEAST_TOXIC <= code < "T51" and not code.startswith(_ANY_DRUG)
    }


def _how(sentence: str, drug: str, plain: str) -> str:
    """The digit for how a drug came to harm: 1 accident, 2 self-harm, 5 adverse effect, 6 too little; empty for no harm."""
    name = re.escape(drug)
    if re.search(r"\bno\b[^,]{0,20}\b(?:side effects?|reaction|overdose)|\bden(?:ies|ied)\b", sentence):
        return ""
    if _TOO_LITTLE.search(sentence) and not re.search(r"\boverdos|\bstop (?:the |his |her )?\w+$", sentence):
        return "6"
    poisoned = _POISONED.search(sentence) or (_MAYBE.search(sentence) and _TAKEN.search(sentence))
    if poisoned or (_SELF_HARM.search(sentence) and "attempt" in plain):
        return "2" if _SELF_HARM.search(plain) and not re.search(r"\bunintentional|\baccident|\bby mistake", sentence) else "1"
    linked = re.search(
        rf"\b{_BECAUSE} (?:\w+[ -]){{0,3}}?{name}\b|\b{name}[- ](?:induced|related|associated|toxicity|"
        rf"reaction|rash|effect)", sentence
    )
    caused = re.search(
        rf"\b(?:due to|from|caused by|because of|secondary to|reaction to|effects? (?:of|from)|"
        rf"allergic to) (?:\w+[ -]){{0,3}}?{name}\b|\b{name}[- ](?:induced|related|associated|toxicity|"
        rf"reaction|rash)", sentence
    )
    if caused or (linked and _ADVERSE.search(sentence)):
        return "5"
    return ""


def _why(plain: str) -> tuple[str, ...]:
    """The code for why too little was taken, where the record tells (Z91.12, Z91.13)."""
    if _MONEY.search(plain):
        return ("Z91.120",)
    if _FORGOT.search(plain):
        return ("Z91.138",)
    return ("Z91.128",) if _CHOSE.search(plain) else ()


def _full(line: str, digit: str, plain: str, library: Library) -> str | None:
    """The code of full length for a drug's line, how it came to harm, and the encounter."""
    char = "S" if _SEQUELA.search(plain) else "D" if _LATER.search(plain) else "A"
    bare = line.replace(".", "")
    if bare[-1] in "123456" and len(bare) == 6:
        bare = bare[:-1]
    ends = [bare + digit, f"{bare}X{digit}"]
    if len(bare) == 4:
        ends += [f"{bare}9{digit}", f"{bare}0{digit}"]
    for stem in ends:
        entry = library.codebook.entry(f"{stem[:3]}.{stem[3:]}")
        if entry is not None and not entry.has_children:
            code = next((full for full, seventh, _ in library.codebook.full_codes(entry) if seventh == char), None)
            if code:
                return code
    return None
