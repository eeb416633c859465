"""Names of people: beside a label, a title or a profession, out of lists, in the shape of a name, and wherever they come again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.privacy.identifier import Identifier, Kind
from assistant.privacy.vocabulary import is_eponym, is_given, is_ordinary, is_surname, is_word_name, makes_eponym

_CAP = r"[A-ZÀ-ÖØ-Þ](?:[a-zà-öø-ÿ]+|['’][A-Za-zÀ-ÿ]+)(?:['’-][A-Za-zÀ-ÿ]+)*(?:[A-Z][a-zà-öø-ÿ]+)?"
_UPPER = r"[A-ZÀ-ÖØ-Þ]{2,}(?:['’-][A-ZÀ-ÖØ-Þ]+)*"
_INITIAL = r"[A-Z]\.?"
_PARTICLE = r"(?:[Vv]an(?: der| den| de)?|[Vv]on(?: der)?|[Dd]e(?: la| los| las)?|[Dd]el|[Dd]i|[Dd]a|[Dd]os|[Ll]a|[Ll]e|[Bb]in|[Ii]bn|[Aa]l|[Ee]l|[Tt]er|[Mm]ac|[Ss]t\.?|[Oo]['’])"
_SUFFIX = r"(?:,?\s+(?:Jr|Sr|II|III|IV)\.?(?!\w))?"
_WORD = rf"(?:{_CAP}|{_UPPER})"
_FULL = rf"(?:{_PARTICLE}\s+)?(?:{_WORD}|{_INITIAL})(?:\s+(?:{_PARTICLE}\s+)?(?:{_WORD}|{_INITIAL}(?!\w)|[\"“(]{_CAP}[\"”)])){{0,3}}{_SUFFIX}"
_LAST_FIRST = rf"(?:{_PARTICLE}\s+)?{_WORD}(?:[ -]{_WORD})?\s*,\s*{_WORD}(?:\s+(?:{_WORD}|{_INITIAL}(?!\w)))?{_SUFFIX}"
_ANY_CASE = r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'’-]*(?:,?\s+[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'’.-]*){0,2}"

_LABEL = re.compile(
    r"(?<![\w-])(?i:patient(?:'s)? name|pt(?:'s)? name|name of (?:patient|pt|insured|subscriber)|full name|legal name|maiden name|preferred name|first name|last name|surname|name|patient|pt|"
    r"guarantor|subscriber|insured|policy ?holder|emergency contact|next of kin|nok|contact person|responsible party|caregiver|guardian|poa|spouse|mother|father|parent|employer|"
    r"referring(?: (?:provider|physician|md|dr))?|referred by|ordering(?: (?:provider|physician))?|attending|surgeon|assistant surgeon|anesthesiologist|provider|physician|pcp|primary care|author|dictated by|transcribed by|"
    r"signed(?: electronically)?(?: by)?|electronically signed(?: by)?|e-?signed(?: by)?|reviewed by|seen by|interpreted by|witness|interpreter|scribe|cc|attn|attention|from|to|dear|sincerely|regards|re|aka|a\.k\.a\.)"
    rf"(?:\s*\((?i:last, first|print|relationship)[^)]*\))?\s*[:=]\s*(?P<value>{_LAST_FIRST}|{_FULL})"
)
_KIN = (
    r"mother|father|mom|dad|husband|wife|spouse|partner|son|daughter|brother|sister|aunt|uncle|grandmother|grandfather|grandson|granddaughter|caregiver|guardian|friend|neighbor|niece|nephew|"
    r"boyfriend|girlfriend|fianc[eé]e?|roommate|kid|child|twin|boss|cousin"
)
_BESIDE = re.compile(
    rf"\b(?i:signed|dictated by|transcribed by|referred by|seen by|evaluated by|examined by|performed by|surgery by|signed by|cosigned by|sincerely,?|regards,?|dear|aka|a\.k\.a\.|known as|goes by|née|nee|named|name is|my name is|this is|attn|"
    rf"spoke (?:with|to)|talked (?:with|to)|discussed with|call(?:ed)?(?: back)?|contacted|notif(?:y|ied)|accompanied by|brought in by|brought by|lives with|here with|care of|c/o|{_KIN}|nurse|interpreter|scribe|attending|resident|pcp|patient|pts?|client|member|beneficiary|saw|infant|baby|its|it's|i'm)"
    rf"\s*,?\s+(?P<value>{_LAST_FIRST}|{_FULL})"
)
_NEAR = re.compile(
    rf"\b(?i:see|for|of|re|about|regarding|on|with|from|to|by|and|per|surgeon|provider|physician|doctor|i am|contact|boy|girl|veteran|lady|gentleman|witness)\s*,?\s+(?P<value>{_LAST_FIRST}|{_FULL})"
)
_INITIALS = re.compile(rf"(?<![\w.])(?P<value>(?:[A-Z]\.\s?){{1,2}}(?:{_PARTICLE}\s+)?{_CAP})(?!\w)")
_TITLE = re.compile(
    rf"(?<![\w-])(?:(?i:mr|mrs|ms|miss|mstr|master|mx|dr|doctor|prof|professor|rev|reverend|fr|sister|sr|sra|señora?|sgt|capt|lt|col|judge|hon|rabbi|pastor|imam|nurse|madam|mme|baby boy|baby girl)\.?)\s+"
    rf"(?P<value>{_LAST_FIRST}|{_FULL}|(?i:(?<=mr )|(?<=mrs )|(?<=ms )|(?<=dr )|(?<=mr\. )|(?<=mrs\. )|(?<=ms\. )|(?<=dr\. )|(?<=miss ))[a-zà-ÿ][a-zà-ÿ'’-]+)"
)
_CREDENTIAL = re.compile(
    rf"(?P<value>{_FULL}|{_LAST_FIRST}),?\s+(?:M\.?D|D\.?O|R\.?N|N\.?P|PA-?C|P\.?A|DPM|DDS|DMD|Ph\.?D|LCSW|APRN|CRNA|CNM|FNP(?:-BC)?|DNP|DC|OD|PT|DPT|OTR|LPN|MA|PharmD|RPh|FACS|MBBS|PsyD|RD|CPC|CCS)\.?(?![\w])"
)
# what follows a name: who the patient is, or what is told of them
_IS_FOLLOWED = re.compile(
    rf"(?<![\w-])(?P<value>{_LAST_FIRST}|{_FULL})(?=\s*(?:,|;|\(|-|–|\||/|:|is|was|aged?)?\s*(?:an?\s+)?(?:(?:is|was) (?:an?|the|here|seen|now|my|our|his|her)\b|\d{{1,3}}\s*-?\s*(?:y/?o|yr|year|y\b|yo[mf]?\b|[mf]\b|[MF]\b|mo\b|month|wk|week|d\b|day)|"
    r"(?i:mrn|dob|d\.o\.b|ssn|acct|account|chart|member id|date of birth|born|ph\b|phone|tel|cell|age\b|male|female|medical record|med rec|pt id|patient id|room|medicare|medicaid|policy)))"
)
_TELLS = re.compile(
    rf"(?<![\w-])(?P<value>{_WORD}(?:\s+(?:{_PARTICLE}\s+)?(?:{_WORD}|{_INITIAL}(?!\w))){{0,3}})(?:'s)?(?=\s+(?:presents?|presented|states?|stated|reports?|reported|complains?|complained|denies|denied|returns?|returned|came|comes|arrived|underwent|"
    r"was|is|has|had|feels|felt|tells|told|says|said|called|calls|needs|wants|asks|asked|takes|took|fell|lives|works|admits|endorses|notes|noted|tolerated|agreed|consented|received|refuses|refused|will|would|declined|signed|here|went|got|developed|slipped|tripped|injured|broke|f/u|seen)\b)"
)
_SAYS = re.compile(rf"(?<![\w-])(?P<value>{_CAP}(?:\s+{_CAP})?)(?=\s+(?:says|said|states|stated|reports|reported|denies|denied|complains|complained|wants|tells|told us|feels|called|asks|asked|tolerated|agreed|consented|fell|c/o|phoned|emailed)\b)")
_COUPLE = re.compile(rf"(?<![\w-])(?P<value>{_CAP})(?=\s+(?:&|and)\s+{_CAP}\s+{_CAP})")
_OPENS = re.compile(rf"(?:^|\n|[.;!?]\s+|[-–•*]\s|\(|/ ?|\|\s*|\"\s*)(?P<value>{_LAST_FIRST}|{_FULL})(?=\s*(?:$|\n|,|;|\||/|\(|\.|-|–|:|#|\bd/t|\bs/p|\bw/|\bwith\b|\bfor\b|\bstatus\b|\d|\[|\bhas\b|\bhere\b|\bseen\b|\bf/u))")
_PAIR = re.compile(rf"(?<![\w-])(?P<value>{_CAP}(?:\s+{_INITIAL}(?!\w))?(?:\s+(?:{_PARTICLE}\s+)?{_CAP}){{1,3}}|{_CAP}\s*,\s*{_CAP})(?![\w])")
_POSSESSIVE = re.compile(rf"(?<![\w-])(?P<value>{_CAP}(?:\s+{_CAP})?)['’]s(?=\s+(?:mother|father|mom|dad|husband|wife|son|daughter|chart|record|note|visit|claim|bill|account|mri|ct|xray|x-ray|labs?|results?|insurance|plan|policy|case|surgery|knee|hip|shoulder|medication|encounter|op note|family))")
_LOWER_NAMED = re.compile(r"(?i:\b(?:pt|patient|pts|name|named|mr|mrs|ms|dr|miss|mom|dad|mother|father|wife|husband|daughter|son|sister|brother|spoke with|call|called|for|re|saw|see|by|with|from|per|dear|its|it's|this is|i'm)[:.,]?\s+)(?P<value>[a-zà-ÿ][a-zà-ÿ'’-]+(?:\s+[a-zà-ÿ][a-zà-ÿ'’-]+){0,1})")
_LOWER_PAIR = re.compile(r"(?<![\w@.-])(?P<first>[a-zà-ÿ]{3,}),?\s+(?:[a-z]\.?\s+)?(?P<last>[a-zà-ÿ][a-zà-ÿ'’-]{2,})(?![\w-])")
_BASE = re.compile(r"[A-Za-zÀ-ÿ'’-]+")
_ROLES = frozenset(
    "the a an and or of for with from to in on at by md do rn np pa dr mr mrs ms patient pt male female man woman m f left right history code codes icd cpt hcpcs dx dos dob mrn ssn yo "
    "er ed icu or hx fx rx tx sx ct mri ekg ecg xr us ncci mue cms medicare medicaid aetna cigna humana tricare anthem kaiser bcbs uhc blue cross shield i ii iii iv v tka tha orif cabg copd chf ckd esrd dm htn bph gerd uti "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec "
    "subjective objective assessment plan impression hpi pmh ros exam labs vitals procedure diagnosis diagnoses preop postop findings indication technique disposition allergies medications social family chief complaint".split()
)


def names(text: str) -> Iterator[Identifier]:
    """Every name of a text: what a rule proves, and each word of it wherever it stands again."""
    found = list(_proven(text))
    yield from found
    yield from _again(text, found)


def _proven(text: str) -> Iterator[Identifier]:
    for pattern, needs in ((_LABEL, 0), (_TITLE, 0), (_CREDENTIAL, 1), (_BESIDE, 1), (_NEAR, 2), (_INITIALS, 1), (_IS_FOLLOWED, 1), (_POSSESSIVE, 2), (_SAYS, 1), (_COUPLE, 1), (_TELLS, 2), (_OPENS, 2), (_PAIR, 3)):
        for match in pattern.finditer(text):
            span = _name_within(text, match.start("value"), match.end("value"), needs)
            if span is not None:
                yield Identifier(Kind.NAME, *span, labelled=needs == 0)
    for match in _LOWER_NAMED.finditer(text):
        words = list(re.finditer(r"[a-zà-ÿ'’-]+", match["value"]))
        if re.match(r"(?i)name", match[0]) and not all(is_ordinary(word[0]) for word in words):
            yield Identifier(Kind.NAME, match.start("value"), match.end("value"))
        elif is_given(words[0][0]) or (is_surname(words[0][0]) and not is_ordinary(words[0][0])):
            last = words[1] if len(words) > 1 and not is_ordinary(words[1][0]) else words[0]
            start = match.start("value")
            if not is_eponym(text[start + last.end() :]):
                yield Identifier(Kind.NAME, start, start + last.end())
    for match in _LOWER_PAIR.finditer(text):
        first, second = match["first"], match["last"]
        if is_eponym(text[match.end() :]):
            continue
        if (is_given(first) and not is_ordinary(second) and second not in _ROLES) or (is_surname(first) and is_given(second) and "," in match[0]):
            yield Identifier(Kind.NAME, match.start(), match.end())


def _name_within(text: str, start: int, end: int, needs: int) -> tuple[int, int] | None:
    """The part of a run of capitalised words that is a name; None where there is none.

    ``needs`` says how much must speak for it beside its shape: nothing, one word that is no word of English or medicine, a listed name or
    a pair of such words, or a pair with a listed name.
    """
    words = list(_BASE.finditer(text, start, end))
    while words and _ends(words[0], first=True):
        words.pop(0)
    while words and _ends(words[-1], first=False):
        words.pop()
    for n, word in enumerate(words):
        if word[0].lower() in _ROLES and len(word[0]) > 1:
            words = words[:n]
            break
    if not words:
        return None
    begin, stop = words[0].start(), words[-1].end()
    if is_eponym(text[stop:]) or makes_eponym(text[:begin]):
        return None
    spoken = [word[0] for word in words if len(word[0]) > 1 and not re.fullmatch(rf"{_PARTICLE}|der|den|la|los", word[0])]
    if not spoken:
        return None
    listed = [word for word in spoken if is_given(word) or is_surname(word)]
    unknown = [word for word in spoken if not is_ordinary(word)]
    mixed = any(word[1:] != word[1:].upper() for word in spoken) or all(word.isupper() for word in spoken)
    shape = {
        0: bool(unknown) or any(is_word_name(word) for word in spoken),
        1: bool(listed or unknown) and (len(spoken) > 1 or bool(listed) or not spoken[0].isupper()),
        2: any(is_given(word) for word in spoken) or (len(unknown) > 1 and mixed) or (len(spoken) > 1 and bool(listed) and mixed)
        or (len(spoken) > 1 and is_word_name(spoken[0]) and bool(unknown)),
        3: (len(spoken) > 1 and (any(is_given(word) for word in spoken) or len(unknown) == len(spoken) > 1 or (is_word_name(spoken[0]) and is_surname(spoken[-1])))),
    }[needs]
    if not shape:
        return None
    # all in capitals are names only where a list knows one: BILATERAL SALPINGO is none
    by_comma = len(spoken) > 1 and len(unknown) == len(spoken) and "," in text[begin:stop]
    if needs > 1 and all(word.isupper() for word in spoken) and not by_comma and not any(is_given(word) for word in spoken):
        return None
    return begin, stop


def _ends(word: re.Match[str], *, first: bool) -> bool:
    """Whether a word at the edge of a run belongs to the sentence and not to the name."""
    plain = word[0].lower()
    if len(word[0]) == 1:
        return not word[0].isupper() or (first and word.string[word.end() : word.end() + 1] != ".")
    if first and re.fullmatch(_PARTICLE, word[0]):
        return False
    if plain in _ROLES:
        return True
    return is_ordinary(word[0]) and not (is_word_name(word[0]) or is_given(word[0]) or is_surname(word[0]))


def _again(text: str, found: list[Identifier]) -> Iterator[Identifier]:
    """Words of a name found, wherever they come again."""
    parts = {word for one in found for word in _BASE.findall(text[one.start : one.end]) if len(word) > 2 and not is_ordinary(word) and word.lower() not in _ROLES}
    for part in parts:
        for match in re.finditer(rf"(?<![\w-]){re.escape(part)}(?:(?=['’]s)|(?![\w]))", text, re.IGNORECASE):
            if not is_eponym(text[match.end() :]) and not makes_eponym(text[: match.start()]):
                yield Identifier(Kind.NAME, match.start(), match.end())


