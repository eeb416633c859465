"""What the words of a record decide about codes already found: whose organ failure it is, which product is smoked, how large."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant import attributes, pregnant
from assistant.decision import (
    after_operation,
    burns,
    disease_over,
    encounter_reason,
    infarction,
    newborn_observed,
    secondary_diabetes,
    ulcers,
)
from assistant.evidence import body_mass_code
from assistant.question import Reading
from knowledge.codebook import Standing
from knowledge.library import Library
from knowledge.records import Level, NoteKind
from knowledge.rules import dementia
from knowledge.rules.code_ranges import ranges

_SEPSIS = ("A02.1", "A22.7", "A26.7", "A32.7", "A40", "A41", "A42.7", "A54.86", "B37.7", "T81.44", "O85", "P36", "R65.21")
_ORGAN = (
    r"(?:aki|acute (?:kidney|renal) (?:injury|failure)|respiratory failure|encephalopathy|dic\b|disseminated|(?:liver|hepatic) failure|"
    r"organ (?:dysfunction|failure)|critical illness)"
)
_OF_SEPSIS = re.compile(
    rf"{_ORGAN}[^.;\n]{{0,40}}\b(?:due to|from|caused by|because of|related to|in)(?: the| her| his| this)?(?: severe)? (?:sepsis|septic)|"
    rf"\b(?:sepsis|septic)[- ](?:induced|related|associated) [^.;\n]{{0,20}}{_ORGAN}|\bsevere sepsis\b|\bsepsis[^.;\n]{{0,80}}\bwith\b[^.;\n]{{0,60}}{_ORGAN}"
)
_OF_ANOTHER = re.compile(rf"{_ORGAN}[^.,;\n]{{0,20}}\b(?:due to|from|caused by|because of|related to)\b(?![^.,;\n]{{0,12}}\bsep)")
_BOTH_GASES = re.compile(r"\bhypox\w+(?: and| &|,|/| with| \+) ?(?:acute )?hypercap\w+|\bhypercap\w+(?: and| &|,|/| with| \+) ?(?:acute )?hypox\w+|\bhypox\w+[^.;\n]{0,30}respiratory failure[^.;\n]{0,20}hypercap")
_BOTH_HALVES = re.compile(r"\bsystolic(?: and| &|/|,| \+) ?(?:\w+ )?diastolic\b|\bdiastolic(?: and| &|/|,| \+) ?(?:\w+ )?systolic\b|\bcombined\b")
_SMOKES = re.compile(r"(?<!never )(?<!non)(?<!non-)(?<!denies )(?<!no )(?<!mom )(?<!dad )\b(?:smokes\b|(?:current|active|daily|heavy|every ?day) (?:\w+ )?smoker|smoker\b|\d(?:\.\d)? ?ppd\b|cigarettes?\b|tobacco (?:use|dependence|abuse)|nicotine dependence)")
_FORMER = re.compile(r"\b(?:former|ex-?|quit|past|prior)[ -]?(?:\w+ )?(?:smok\w+|tobacco)|\bquit (?:smoking|tobacco|in|\d)|\bformer (?:tobacco|cigarette)")
_CIGARETTES = re.compile(r"\bcigarettes?\b|\bppd\b|\bpacks?\b")
_SOMEONE_ELSE = re.compile(r"\b(?:mom|mother|dad|father|parents?|husband|wife|spouse|roommate)\b[^.;,\n]{0,20}\bsmok|\bsecond-?hand smoke")
_DENIED_SMOKING = re.compile(r"\b(?:denies|no|never|non)[- ]?(?:\w+, ?|\w+ ){0,3}(?:tobacco|smok\w+|nicotine)|\bnonsmoker|\bnever smok")
_VERTEBRA = re.compile(r"\bvertebra\w*|\bspin(?:e|al)\b|\b[tl]\d{1,2}\b|\bcompression fracture")
# diseases whose own line is one of dementia, and what a dementia's line says of behavior and mood
_IS_DEMENTIA = ("G30", "G31.83", "G31.09")
_DISTURBANCES = ("F29", "F41", "F32", "R45.1", "R45.4", "R44", "F91", "R46", "F06")
_SKIPPED = re.compile(r"\b(?:skip|miss)(?:s|ped|ed|ing)?\b[^.;,]{0,25}\b(?:dialysis|hd)\b|\bnon-?complian\w+[^.;,]{0,15}\b(?:dialysis|hd)\b")
_MONEY = re.compile(r"\bafford\w*|\bcosts?\b|\bmoney\b|\binsurance\b|\bfinancial\w*")
_RECEPTORS = (("er", r"er|estrogen"), ("pr", r"pr|progesterone"), ("her2", r"her-?2(?:/neu)?"))
_FRACTURE = re.compile(r"S\d2\.|S62|S92")
_EXAMINED = re.compile(r"\bonc\w*\b|\b(?:visit|exam\w*|clinic)\b")
_NO_DISEASE = re.compile(r"\bned\b|\bno evidence of (?:disease|recurr\w+)|\bno recurrence\b")
_BMI = re.compile(r"\bbmi\D{0,6}(\d{2})(?!\d|\s?%)")
_OF_WEIGHT = ("E66", "E40", "E41", "E42", "E43", "E44", "E45", "E46", "R63.4", "R63.5", "R63.6", "R64", "F50.0")
_ADULT = 20
_SHIGA = re.compile(r"\bstec\b|\bshiga|\bo157|\bvero")
_COLON_SEEN = re.compile(r"\bcolonoscop\w*")
_IMMUNIZED = re.compile(
    r"\b(?:vaccin\w+|immuniz\w+|shots?|dtap|ipv|mmr|tdap|varicella|hpv|hep [ab]|prevnar|hib|rotavirus|menacwy|flu shot)\b[^.;\n]{0,40}\b(?:given|administered|today)\b"
)
_NOT_IMMUNIZED = re.compile(r"\b(?:declin\w+|refus\w+|deferr?\w*|up to date|utd)\b[^.;\n]{0,30}\b(?:vaccin|immuniz|shot)|\b(?:vaccin|immuniz|shot)\w*[^.;\n]{0,30}\b(?:declin\w+|refus\w+|deferr?\w*|up to date|utd)\b")
_INFECTED_ANEW = re.compile(r"\bre-?infect\w*|\b(?:now|again|tests?|tested|test) positive\b|\bactive covid\b|\bnew covid\b")
_SCREENED = re.compile(r"\bscreen\w*|\bsurveillance\b|\broutine\b|\bannual\b|\bpreventive\b")
_NIHSS = re.compile(r"\bnihss\D{0,12}(\d{1,2})\b")


def apply(codes: Sequence[str], words: dict[str, str], reading: Reading, library: Library) -> list[str]:
    """The codes with what the record's words say of them. ``words`` are those of the problem that each code stands for."""
    plain = reading.plain
    out = [told for code in codes for told in _specified(code, words, reading)]
    out = _said_by_dementia(out, words, reading.text)
    out = secondary_diabetes.by_cause(infarction.in_time(out, words, plain), plain, library)
    out = secondary_diabetes.without_vague(out, plain)
    out = newborn_observed.told(burns.with_extent(out, plain), words, plain)
    out = after_operation.told(ulcers.staged(ulcers.placed(out, plain), plain), plain)
    if any(code.startswith(("M80", "M84")) for code in out):
        of_bone = {words.get(code, "") for code in out if code.startswith(("M80", "M84"))}
        out = [code for code in out if not (_FRACTURE.match(code) and words.get(code, "") in of_bone)]
    out = _body_mass(_severity(_receptors(out, plain), plain, library), reading, library)
    if "R52" in out and any(code[0] not in "RVWXYZ" for code in out):
        # pain without a place is a sign of what is told beside it (I.B.5)
        out.remove("R52")
    if "U09.9" in out and not _INFECTED_ANEW.search(plain):
        # the condition after COVID-19 is none with it (note at U09.9)
        out = [code for code in out if code != "U07.1"]
    out = _after_cancer(out, plain)
    if any(code.startswith(("N18.6", "Z99.2")) for code in out) and _SKIPPED.search(plain):
        out.append("Z91.151" if _MONEY.search(plain) else "Z91.158")
    if len(out) > 1 and not _SCREENED.search(plain):
        # a test made for a sign is no screening (I.C.21.c.5)
        out = [code for code in out if not code.startswith(("Z12", "Z13"))] or out
    if any(code.startswith("Z00") for code in out) and _IMMUNIZED.search(plain) and not _NOT_IMMUNIZED.search(plain):
        out.append("Z23")
    return list(dict.fromkeys(_tobacco(_stroke_scale(out, plain), plain, library)))


def _specified(code: str, words: dict[str, str], reading: Reading) -> list[str]:
    """A code as the record's words specify it, and what they tell with it."""
    plain = reading.plain
    if dementia.is_dementia(code):
        told = _sentence(words.get(code, ""), reading.text) or plain
        return [dementia.specified(code, told), *(["Z91.83"] if dementia.wanders(told) else [])]
    if code.startswith("I50") and code[4] in "23" and _BOTH_HALVES.search(plain):
        return [f"I50.4{code[5]}"]
    if code.startswith("K57.9") and _COLON_SEEN.search(plain):
        return [f"K57.3{code[-1]}"]
    if code in {"B96.21", "B96.22", "B96.23", "B96.29"} and not _SHIGA.search(plain):
        return ["B96.20"]
    if code.startswith(("M84.40", "M84.50", "M84.60")) and _VERTEBRA.search(plain):
        return [f"{code[:5]}8{code[6:]}"]
    if code.startswith("J96.") and code.endswith("1") and _BOTH_GASES.search(plain):
        return [code, f"{code[:5]}2"]
    return [code]


def _after_cancer(codes: list[str], plain: str) -> list[str]:
    """With the follow-up examination first, where the patient was seen for a cancer that is over, and without the treatment that ended (I.C.21.c.8)."""
    if disease_over.OVER.search(plain):
        codes = [code for code in codes if not code.startswith("Z51.1") or code == codes[0]]
    over = any(code.startswith("Z85") for code in codes) and not any(code[0] == "C" for code in codes)
    found_clear = _NO_DISEASE.search(plain) is not None and _EXAMINED.search(plain) is not None and all(code[0] == "Z" for code in codes)
    if not over or not (encounter_reason.is_for_cancer(plain) or found_clear) or "Z08" in codes:
        return codes
    return ["Z08", *(code for code in codes if not code.startswith("Z12"))]


def _said_by_dementia(codes: list[str], words: dict[str, str], text: str) -> list[str]:
    """Without the disturbance that a dementia told in the same sentence says, and with the dementia of a disease that is one."""
    told = next((_sentence(words.get(code, ""), text) for code in codes if dementia.is_dementia(code)), None)
    brings = next((code for code in codes if code.startswith(_IS_DEMENTIA)), None)
    if told is None and brings is not None:
        told = _sentence(words.get(brings, ""), text)
        at = codes.index(brings) + 1
        codes = [*codes[:at], dementia.specified("F02.80", f"dementia {told}"), *codes[at:]]
    if told is None:
        return codes
    return [code for code in codes if not (code.startswith(_DISTURBANCES) and words.get(code, "") in told)]


def _severity(codes: list[str], plain: str, library: Library) -> list[str]:
    """Severe sepsis, where an organ failure that the list names at R65.2 comes of the sepsis (I.C.1.d.1.a)."""
    if not any(code.startswith(_SEPSIS) for code in codes) or any(code.startswith("R65.2") for code in codes):
        return codes
    severe = library.codebook.entry("R65.2")
    parts = [part for kind, note in severe.notes if kind is NoteKind.USE_ADDITIONAL for part in ranges(note)] if severe else []
    failing = any(part.covers(code) for part in parts for code in codes)
    linked = _OF_SEPSIS.search(plain) is not None
    if not failing or not linked or (_OF_ANOTHER.search(plain) and not re.search(r"due to(?: the)? sep|sepsis-", plain)):
        return codes
    at = next(n for n, code in enumerate(codes) if any(part.covers(code) for part in parts))
    return [*codes[:at], "R65.20", *codes[at:]]


def _sentence(words: str, text: str) -> str:
    """The sentence of a record in which the words of a problem stand."""
    at = text.find(words) if words else -1
    if at < 0:
        return words
    start = max(text.rfind(mark, 0, at) for mark in ("\n", ". ", ";")) + 1
    ends = [end for mark in ("\n", ". ", ";") if (end := text.find(mark, at + len(words))) >= 0]
    return text[start : min(ends, default=len(text))]


def _receptors(codes: list[str], plain: str) -> list[str]:
    """The receptors of a breast cancer as one code, where those of hormones and of HER2 are both told (Z17.4)."""
    if not any(code.startswith(("C50", "D05", "C56", "Z85.3")) for code in codes):
        return codes
    signs = {name: sign for name, pattern in _RECEPTORS if (sign := _sign(pattern, plain))}
    if "triple negative" in plain:
        signs = {"er": "-", "pr": "-", "her2": "-"}
    if not signs:
        return codes
    hormones = "+" if "+" in (signs.get("er"), signs.get("pr")) else "-" if signs.get("er") or signs.get("pr") else ""
    her2 = signs.get("her2", "")
    if hormones and her2:
        own = [{"++": "Z17.410", "+-": "Z17.411", "-+": "Z17.420", "--": "Z17.421"}[hormones + her2]]
    else:
        own = [{"+": "Z17.0", "-": "Z17.1"}[signs["er"]]] if "er" in signs else []
        own += [{"+": "Z17.21", "-": "Z17.22"}[signs["pr"]]] if "pr" in signs and "er" not in signs else []
        own += [{"+": "Z17.31", "-": "Z17.32"}[her2]] if her2 else []
    return [*(code for code in codes if not code.startswith("Z17")), *own]


def _sign(pattern: str, plain: str) -> str:
    """The sign that follows or precedes the name of a receptor: ``+``, ``-``, or empty."""
    found = re.search(rf"\b(?:{pattern})(?:[ /-]*(?:receptor|status))?[ -]*(?P<sign>\+|-(?![a-z])|pos(?:itive)?\b|neg(?:ative)?\b)", plain)
    return ("+" if found["sign"][0] in "+p" else "-") if found else ""


def _body_mass(codes: list[str], reading: Reading, library: Library) -> list[str]:
    """The body mass index beside a diagnosis of weight, by its figure (I.B.14); none for a child or in pregnancy."""
    plain = reading.plain
    found, years = _BMI.search(plain), attributes.age(plain)
    weight = any(code.startswith(_OF_WEIGHT) for code in codes)
    held = [code for code in codes if not code.startswith("Z68") or weight or len(codes) == 1]
    if pregnant.is_pregnant(plain) and len(codes) > 1:
        return [code for code in held if not code.startswith("Z68")]
    if not found or not weight or (years is not None and years < _ADULT):
        return held
    code = body_mass_code(int(found[1]))
    told = library.codebook.status(code, reading.day).standing is Standing.VALID
    return [*(code for code in held if not code.startswith("Z68")), *([code] if told else [])]


def _stroke_scale(codes: list[str], plain: str) -> list[str]:
    """The NIHSS score beside a stroke, by its figure (R29.7)."""
    found = _NIHSS.search(plain)
    if not found or not any(code.startswith("I63") for code in codes):
        return codes
    return [*(code for code in codes if not code.startswith("R29.7")), f"R29.7{int(found[1]):02}"]


def _tobacco(codes: list[str], plain: str, library: Library) -> list[str]:
    """What the patient smokes or smoked, where an instruction over a code reported asks for it; a smoker is dependent (index)."""
    if any(code.startswith("F17") for code in codes):
        product = "F17.210" if _CIGARETTES.search(plain) else "F17.200"
        return [product if code == "F17.200" else code for code in codes]
    if _DENIED_SMOKING.search(plain) or any(code == "Z87.891" for code in codes):
        return codes
    asked = any(_asks_for(code, "F17.210", library) for code in codes)
    if not asked:
        return codes
    if _FORMER.search(plain):
        return [*codes, "Z87.891"]
    if _SOMEONE_ELSE.search(plain):
        return [*codes, "Z77.22"] if not any(code == "Z77.22" for code in codes) else codes
    if _SMOKES.search(plain):
        return [*codes, "F17.210" if _CIGARETTES.search(plain) else "F17.200"]
    return codes


def _asks_for(code: str, other: str, library: Library) -> bool:
    """Whether a Use additional note over a code, the chapter's for chronic diseases of the lungs too, asks for another."""
    entry = library.codebook.entry(code)
    if entry is None:
        return False
    notes = library.codebook.inherited_notes(entry, NoteKind.USE_ADDITIONAL)
    return any(
        part.covers(other)
        for at, _, note in notes
        if at.level is not Level.CHAPTER or code.startswith(("J4", "J96"))
        for part in ranges(note)
    )
