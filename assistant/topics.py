"""Which articles a question is about: by codes, modifiers and everyday words, and not by a condition it names in passing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assistant.circumstances import mark
from assistant.laboratory_words import LABS, RESULT, names_a_test
from assistant.measures import figures
from assistant.question import Intent, Reading, asks_whether
from assistant.record import PLANNED
from assistant.word_forms import any_form, forms
from knowledge.code_format import is_procedure_shaped
from knowledge.library import Library
from knowledge.records import Article, System
from knowledge.wording import content_tokens, phrase_key, spelled_out, stem

# What is done about a condition; without it the name of a condition alone asks for its diagnosis.
_TREATED = re.compile(
    r"\b(?:remov\w*|repair\w*|excis\w*|inject\w*|drain\w*|aspirat\w*|releas\w*|treat\w*|surg(?!eon)\w*|operat\w*|procedure|fusion|"
    r"fixation|reduc(?:ed|tion)|manipulat\w*|pinn\w*|orif|cast\w*(?! (?:check|removal|change|off|out|since)\b)|"
    r"splint\w*|debrid\w*|destr\w*|biops\w*|lavage|irrigat\w*|flush\w*|"
    r"laser|ablat\w*|plac\w*|insert\w*|implant\w*|control|cauter\w*|pack\w*|test\w*|"
    r"code for the(?! (?:claim|bill|chart|record|encounter|note|problem list)\b)|"
    r"cpt|hcpcs|modifiers?|units?|global|"
    r"\w{3,}(?:ectomy|otomy|ostomy|plasty|oscopy|desis|pexy)|froze\w*|freez\w*|"
    r"relocat\w*|decompress\w*|transpos\w*|popped back|put back|cryo\w*|sutur\w*|trim(?:med|ming|s)?|shav\w*|bill\w*|vaccin\w*|"
    r"immuniz\w*|shots?|screen\w*|scope|scopic|mesh|stented|stenting|balloon(?:ed)?|angioplasty|poba|pta|swapp?\w*|exchang\w*|"
    r"change[- ]?out|changed out|upgrad\w*|declott?\w*|deploy\w*|explant\w*|harvest\w*|embolized|cannulat\w*|ed&c|edc|curett\w*|"
    r"desiccat\w*|electrodess?ic\w*|par(?:e|ed|ing)|lanced?|lancing|snip\w*|avuls\w*|clip\w*|conization|scraped|put in|"
    r"puts? into|\w+scopically|took off|taken off|extracted|evacuat\w*|i&d|wle|exc|closed in layers|"
    r"(?:layered|simple|intermediate|complex) (?:closure|suture|(?:\w+ )?(?:lacerations?|wound)\b)|appy|chole|banding|banded|pulled out|"
    r"took out|taken out|matrixectomy|matricectomy|wedge of|wound vac|vac|cmt|hemodialysis|capd|ipom|tvt|d&c|d&e|caught the baby|"
    r"difficult foley|false passage|biopsied|colposcop\w*|colpo|immunotherapy|infus(?:ed|ion)|ran|hooked up|circ|circumcis\w*|"
    r"admin\w*|eval\b|session|(?:heart|cardiac|left|right|coronary) cath)\b"
)
# AS, AT and PT are spelled like words that search passes over.
_MODIFIER_NAMED = re.compile(r"\bmod(?:ifier)?s?[ -]([a-z0-9]{2})\b")
# The diagnosis asked for by its name or its list; an ICD that is implanted or checked is a defibrillator.
DIAGNOSIS_ASKED = re.compile(
    r"\bdx\b|\bencounter for\b|\bdiagnos(?:is|es|ed)\b|\binjury codes?\b|\b(?:7th|seventh)[- ](?:char\w*|digit)|\bwhich 7th\b|"
    r"\b(?:7|seven) (?:digits?|characters?)\b|\bcomplication codes?\b|"
    r"\b[adgkps] or [adgkps]\b(?= (?:at|on|for|as|in)\b|\W*$)|\binitial letter\b|\b7th(?=\W*(?:[?/]|$))|"
    r"(?<!s-)(?<!dual )(?<!single )(?<!chamber )(?<!lead )(?<!biv )(?<!transvenous )"
    r"(?<!subcutaneous )\bicd(?![- ]?(?:implant|system|insert|plac|generator|gen\b|leads?\b|battery|shock|device|interrog|check|program|"
    r"remote|change|upgrade|explant|remov|extract|pocket|defib|is placed|was placed|revision))"
)
# Words of claims: with them a question that names a condition may still be about a modifier.
_CLAIM = re.compile(
    r"\bmod(?:ifier)?s?\b|\bbill\w*|\bclaims?\b|\bappend\w*|\breport\w*|"
    r"\bglobal\b|\bsurg\w*|\bprocedure\b|\breturn\w* to\b|\be/?m\b|\bvisits?\b|\bpost-?op\b"
)
# What a drug did to a patient, or its use over years, is a diagnosis and not the supply of the drug.
_SUFFERED = re.compile(
    r"\b(?:adverse|allerg\w*|anaphyla\w*|toxic\w*|overdos\w*|poison\w*|underdos\w*|induced|due to|reaction|long[- ]term|depend\w*|abus\w*|"
    r"withdrawal|resistan\w*|noncomplian\w*)\b"
)
# Findings of tests and factors: "EKG" is a wording of its abnormal result, and no condition.
NO_CONDITIONS = ("R8", "R9", "Z", "V", "W", "X", "Y")
# Figures that tell of the patient or the day, too.
_OF_PATIENTS = frozenset({"years", "minutes", "weeks", "days", "mg", "levels", "vertebrae"})
_FEWEST_TESTS = 2
# The words of a cue that stand in another order lie within so many words of one another, in one clause.
_NEAR_ONE_ANOTHER = 6
_CLAUSES = re.compile(r"[^.;:,\n]+")
_WORDS = re.compile(r"[a-z0-9]+")
_ANESTHESIA_FAMILY = "anesthesia"
_LABORATORY = "laboratory"
# The pathologist's code is asked for, and not the taking of the tissue.
_PATHOLOGY_ASKED = re.compile(
    r"\bpath(?:ology)? (?:codes?|cpts?|units?|charges?|bill\w*|side)\b|\bcodes? for (?:the )?path(?:ology|ologist)?\b|"
    r"\bpathologist'?s? (?:codes?|bills?|reports?|claim)\b|^path(?:ologist)?\s*[:-]|\bpath(?:ologist)? (?:got|received|units?)\b"
)
_DENIED = re.compile(r"\b(?:not|no|never|without|prior|previous|before|after|history of|status post|s/p|h/o)\s+(?:\w+\s+)?$")

# Anesthesia as the service asked for; "under general anesthesia" tells how another one was done.
_ANESTHESIA = re.compile(
    r"\b(?:anesthesia (?:codes?|for|time|units|billing)|anes(?:th)?(?: for)?\b|crna|anesthesiologist'?s?|mac for|labor epidural|"
    r"propofol (?:sedation )?for|"
    r"(?<!under )(?<!general )(?<!local )(?<!topical )(?<!regional )(?<!with )(?<!without )(?<!no )anesthesia\b)"
)


@dataclass(frozen=True, slots=True)
class ArticleMatch:
    """An article whose cues or codes stand in the question; ``cues`` are the cues found."""

    article: Article
    cues: tuple[str, ...]
    codes: tuple[str, ...]


def find_cues(text: str, cues: tuple[str, ...]) -> list[tuple[int, int, str]]:
    """Where cues stand in a text, as (start, end, cue); where two overlap the longer one counts. Plurals match.

    ``*`` in a cue is the rest of a word: ``*ectomy`` is any operation that ends so.
    """
    found = []
    for cue in cues:
        # thousands of cues are tried on a question, and hardly any stands there
        if any(form in text for form in _first_word(cue)):
            for match in _cue_pattern(cue).finditer(text):
                found.append((match.start(), match.end(), cue))
    kept: list[tuple[int, int, str]] = []
    for start, end, cue in sorted(found, key=lambda f: f[0] - f[1]):
        if all(end <= a or start >= b or (start, end) == (a, b) for a, b, _ in kept):
            kept.append((start, end, cue))
    return sorted(kept)


def find_scattered(text: str, cues: tuple[str, ...]) -> list[tuple[int, int, str]]:
    """Where the words of cues stand near one another in one clause, in any order and form: "cuff tear was repaired".

    Of the cues found in a clause the one with most words counts; those of one word are left out.
    """
    found = []
    for clause in _CLAUSES.finditer(text):
        words = [(stem(word[0]), clause.start() + word.start(), clause.start() + word.end()) for word in _WORDS.finditer(clause[0])]
        places: dict[str, list[tuple[int, int, int]]] = {}
        for at, (word, start, end) in enumerate(words):
            places.setdefault(word, []).append((at, start, end))
        here = []
        for cue in cues:
            wanted = _cue_words(cue)
            if len(wanted) > 1 and wanted <= places.keys():
                spots = [places[word][0] for word in wanted]
                if max(at for at, *_ in spots) - min(at for at, *_ in spots) <= _NEAR_ONE_ANOTHER:
                    here.append((len(wanted), min(s for _, s, _ in spots), max(e for *_, e in spots), cue))
        most = max((count for count, *_ in here), default=0)
        found += [(start, end, cue) for count, start, end, cue in here if count == most]
    return sorted(found)


def asks_for_anesthesia(plain: str) -> bool:
    """Whether a question is about the anesthesia for a procedure, and not about the procedure."""
    return _ANESTHESIA.search(plain) is not None


def is_general(article: Article) -> bool:
    """Whether an article tells a rule on procedures of every family, and so speaks to codes that it does not name."""
    return article.family == "rules" and not (article.codes or article.modifiers)


def settles(article: Article, plain: str) -> bool:
    """Whether all the cues of one of the article's rulings stand in a text, and nothing that bars it."""
    return any(
        all(find_cues(plain, group) for group in ruling.cues) and not find_cues(plain, ruling.unless)
        for ruling in article.rulings
    )


def matching_articles(
    reading: Reading, words: Sequence[str], condition_at: int | None, library: Library, marks: str = ""
) -> tuple[ArticleMatch, ...]:
    """The articles the question is about, nearest first.

    ``words`` are its content words, ``condition_at`` the place among them where it first names a condition, ``marks`` the
    circumstances that it tells. Where no cue of an article with deciding questions stands word by word, cues whose words
    stand there in another order count.
    """
    named = {mention.code for mention in reading.mentions if is_procedure_shaped(mention.code)}
    diagnoses = {mention.code for mention in reading.mentions} - named
    modifiers = {modifier for mention in reading.mentions for modifier in mention.modifiers}
    modifiers |= {modifier.upper() for modifier in _MODIFIER_NAMED.findall(reading.plain)}
    # "which modifier for a repeat x-ray" names no modifier: the article whose ruling fits does
    asks_modifier = (
        re.search(r"\b(?:which|what) modifiers?\b|\bmodifiers? (?:for|when|if|do|does)\b", reading.plain) is not None
    )
    asks_a_rule = reading.intent in {Intent.MAY_I, Intent.SEQUENCE}
    said = frozenset(content_tokens(reading.plain))
    covered = {code.code for article in library.articles for code in article.codes}
    marked = f"{reading.plain} {marks}"
    found, loosely, telling = [], [], set()
    for article in library.articles:
        codes = tuple(code.code for code in article.codes if code.code in named)
        cues = tuple(cue for *_, cue in find_cues(reading.plain, article.cues) if not cue.isdigit())
        if len(article.modifiers) == 1 and modifiers & set(article.modifiers):
            cues = (*cues, f"modifier {article.modifiers[0]}")
        # a question about other codes is not this article's, whatever words they share
        ours = not named or any(code in text for code in named for text in article.sections.values())
        ruled = article.system is System.ICD10CM and any(len(diagnoses & set(r.codes)) > 1 for r in article.rulings)
        fitting = asks_modifier and settles(article, marked)
        # a deleted code stands in the sentences of the article that tells what came in its place
        told_of = any(code in text for code in named - covered for text in article.sections.values())
        telling |= {article.id} if told_of else set()
        speaks_to_all = is_general(article) or article.system is System.ICD10CM
        settled = (speaks_to_all or not named) and asks_whether(reading) and settles(article, marked)
        of_modifier = len(article.modifiers) == 1 and bool(modifiers & set(article.modifiers))
        if codes or ruled or told_of or settled or (fitting and article.modifiers) or (cues and (ours or of_modifier)):
            found.append(ArticleMatch(article, cues, codes))
        elif not named and (asks_a_rule or article.system is not System.ICD10CM):
            scattered = tuple(cue for cue in article.cues if len(_cue_words(cue)) > 1 and _cue_words(cue) <= said)
            loosely += [ArticleMatch(article, scattered, ())] if scattered else []
    tests = _tests_listed(reading, found)
    about = [
        match
        for match in found
        if match.article.id in telling or match in tests or _is_about(match, reading, words, condition_at, library)
    ]
    # scattered words decide nothing beside a condition that is named
    alone = condition_at is None or treated(reading)
    about += [
        match
        for match in loosely
        if (alone or _is_measured(match.article, reading.plain)) and _is_about(match, reading, words, condition_at, library)
    ]
    about = about if named else _whose_service(about, reading.plain)
    return tuple(sorted(about, key=lambda match: (-len(match.codes), -_said_at_length(match, reading))))


def _whose_service(found: list[ArticleMatch], plain: str) -> list[ArticleMatch]:
    """The articles on anesthesia, or on the pathologist's work, where that is asked for and they speak of it; else the others."""
    of_laboratory = [match for match in found if match.article.family == _LABORATORY]
    if _PATHOLOGY_ASKED.search(plain) and of_laboratory:
        return of_laboratory
    of_anesthesia = [match for match in found if match.article.family == _ANESTHESIA_FAMILY]
    if asks_for_anesthesia(plain):
        return [*of_anesthesia, *(match for match in found if not match.article.features)] if of_anesthesia else found
    return [match for match in found if match not in of_anesthesia]


def _tests_listed(reading: Reading, found: Sequence[ArticleMatch]) -> list[ArticleMatch]:
    """The laboratory articles found where the question lists tests to be coded: two with a word for it, or three."""
    matches = [match for match in found if match.article.family == "laboratory" and match.article.features]
    places = {end for match in matches for _, end, _ in find_cues(reading.plain, match.article.cues)}
    enough = _FEWEST_TESTS if LABS.search(reading.plain) else _FEWEST_TESTS + 1
    return matches if len(places) >= enough and not any(_has_results(match, reading) for match in matches) else []


def _has_results(match: ArticleMatch, reading: Reading) -> bool:
    """Whether a result stands beside a test: it then tells of the patient and is no test to be coded."""
    places = [end for _, end, _ in find_cues(reading.plain, match.article.cues)]
    return any(RESULT.match(reading.plain, end) for end in places)


def _said_at_length(match: ArticleMatch, reading: Reading) -> float:
    """How many characters of cues a question holds, those whose words stand scattered counting half."""
    word_by_word = {cue for *_, cue in find_cues(reading.plain, match.article.cues)}
    scattered = set(match.article.cues) - word_by_word
    return sum(len(cue) * (0.5 if cue in scattered else 1) for cue in match.cues)


def _is_about(
    match: ArticleMatch, reading: Reading, words: Sequence[str], condition_at: int | None, library: Library
) -> bool:
    """Whether an article on procedures is what the question is about, and not a condition that it treats."""
    if match.article.modifiers and condition_at is not None and not reading.mentions:
        # "both knees" of a condition is no question about modifier 50
        return _CLAIM.search(reading.plain) is not None
    if match.codes or match.article.modifiers or not match.article.codes:
        return True
    if match.article.system is System.HCPCS and _SUFFERED.search(reading.plain):
        return False
    if treated(reading) or _is_measured(match.article, reading.plain):
        return True
    if match.article.family == "laboratory":
        if condition_at is not None and _has_results(match, reading):
            return False
        if names_a_test(reading.plain):
            return True
    keys = {phrase_key(cue) for cue in match.cues}
    conditions = {key for key, code, *_ in library.database.phrases(keys) if not code.startswith(NO_CONDITIONS)}
    if conditions == keys:
        return False
    # an echo that comes after the condition proves it and is not asked about
    at = [n for n, word in enumerate(words) for cue in match.cues if word in _cue_words(cue)]
    return condition_at is None or not at or min(at) <= condition_at


def treated(reading: Reading) -> bool:
    """Whether the question tells of something done, and not of something planned, not done or done before."""
    told = (reading.plain[: found.start()] for found in _TREATED.finditer(reading.plain))
    return any(not (_DENIED.search(before) or PLANNED.search(before)) for before in told)


def _is_measured(article: Article, plain: str) -> bool:
    """Whether a question gives a length, an area or a number of things that only the article's codes ask for."""
    measures = {feature.measure for feature in article.features if feature.measure} - _OF_PATIENTS
    return any(figures(plain, measure) for measure in measures)


@cache
def _first_word(cue: str) -> tuple[str, ...]:
    """The beginnings of which a text holds one where the cue may stand in it."""
    if cue.startswith("<"):
        return (mark(cue.strip("<>")),)
    first = spelled_out(cue).split(maxsplit=1)[0]
    return tuple(re.split(r"[\s-]", form, maxsplit=1)[0].strip("*") for form in forms(first))


@cache
def _cue_words(cue: str) -> frozenset[str]:
    return frozenset(content_tokens(re.sub(r"\bduring\b", " ", cue)))


_JOINING = frozenset({"and", "with", "plus"})


def _any_spelling(word: str) -> str:
    """A pattern for a word of a cue: its forms, with or without its hyphen, ``*`` for the rest of a word."""
    if word in _JOINING:
        return r"(?:and|with|plus|[&+])"
    return any_form(word) if len(forms(word)) > 1 else re.escape(word).replace(r"\-", r"[\s-]?").replace(r"\*", r"\w*")


@cache
def _cue_pattern(cue: str) -> re.Pattern[str]:
    if cue.startswith("<"):
        return re.compile(re.escape(mark(cue.strip("<>"))))
    # "stent to the LAD" is the cue "stent lad"
    gap = r"[\s-]+(?:(?:to|the|of|a|an|in|on|for|his|her|left|right|both|bilateral|partial|same|old|new|small|large|painful)\s+){0,2}"
    # "TLIF plus posterolateral" is the cue "tlif and posterolateral"
    words = [_any_spelling(word) for word in spelled_out(cue).split()]
    inner = gap.join(words)
    return re.compile(rf"(?<![\w-]){inner}(?:s|es|ed)?(?![\w])")
