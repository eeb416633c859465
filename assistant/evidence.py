"""Gathering evidence for a question: codes named, wordings known, passages found, articles that are its topic."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from assistant import circumstances
from assistant.left_open import blanked
from assistant.question import Intent, Reading
from assistant.topics import ArticleMatch, find_cues, matching_articles
from knowledge.abbreviations import in_other_meanings
from knowledge.codebook import CodeStatus, Standing
from knowledge.library import Library
from knowledge.passages import TABULAR
from knowledge.records import Hit, Level, Passage, System
from knowledge.wording import content_tokens, signed_tokens, spelled_out, stem

_LONGEST_PHRASE = 9
# The highest whole figure of each line of Z68 that holds several.
_BMI = ((19, "Z68.1"), (44, "Z68.41"), (49, "Z68.42"), (59, "Z68.43"), (69, "Z68.44"))
_NEAREST = 2
# A side between the words of a wording does not part them: ulcer of the *right* heel.
_SIDES = frozenset({"right", "left", "bilater", "both"})
# Nor do words that tell how much or how long: *hyperplastic* large *polyp*.
_HOW_MUCH = frozenset({"mild", "moder", "sever", "known", "stabl", "new", "small", "larg", "worsen", "recent", "signific", "ongo"})
_DOCUMENT_PIECES = 8
_RULE_OUT = re.compile(r"\b(?:r/o|rul(?:e|ed|ing) out)\s+")
_JOINED = re.compile(r"\band\b|\bplus\b|[+&]")
# What a default code leaves open is not part of what its everyday word means.
_OPEN = re.compile(r"(?i)^unspecified |(?<=\w),? ?\bunspecified\b.*|,? ?\bwithout\b.*")
# Words that qualify a diagnosis and name none, whatever eponym is spelled alike (Sever).
QUALIFIERS = frozenset(
    content_tokens(
        "severe acute chronic mild moderate recurrent persistent early late right left bilateral first second third open closed "
        "displaced initial subsequent type stage primary secondary complete partial old new unspecified other simple complex "
        "female male adult child tear"
    )
)
# Chapter 20 tells how an injury came about; it is never first and is assigned only where the cause is asked for.
EXTERNAL_CAUSES = "VWXY"
_FOCUS = re.compile(r"\bwhich (\w+) (?:code|dx|diagnosis)\b")
# A size is no abbreviation of a disease.
_SIZE = re.compile(r"(?<=\d)(?: ?x ?\d+(?:\.\d+)?)? ?(?:mm|cm)\b")
# The emergency department, unless the text speaks of the other meaning.
_DEPARTMENT = re.compile(r"\b(?:ED|ed|ER)\b(?![+-])")
_OTHER_ED = re.compile(r"erect|sexual|viagra|sildenafil|tadalafil|cialis|impoten|libido|penile", re.IGNORECASE)
# Words that open a question and say nothing about the patient.
SCAFFOLDING = re.compile(
    r"\b(?:(?:in|to|from|at|via) (?:the )?e[dr]\b|\be[dr] (?:visit|encounter|dept|first|initial|\d)|(?:first|1st|initial) e[dr]\b|\ber\b|"
    r"icd[- ]?10(?:[- ]?cm)?|icd|cpt|hcpcs|dx|diagnosis|codes?|coding|coded?|billing|bill|report(?:ed|ing)?|assign|"
    r"need|what|which|please|pls|thanks|correct|right code|how|new topic|only|just|nothing else|documented|documents?|"
    r"\d+ (?:day|week|wk|month|mo|year|yr)s? ago|"
    r"initial|encounter|subsequent|visit|claim|dos|yo|y/o|year old|seen|"
    r"admitted|clinic|noted|told|says|chars?|characters?|digits?|7th|seventh|follow[- ]up|already on|already coded|keyed|biller|coder)\b"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of the question that is a known wording. ``start``/``end`` count the question's content words."""

    start: int
    end: int
    code: str
    wording: str
    origin: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an abbreviation or everyday term of the question means in the list's words: the title of its entry, less what it leaves open."""

    words: tuple[str, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was found.

    ``subject`` is the question in plain words, ``words`` its content words, denied ones marked; ``ranked`` are the
    passages, best first, with those of the user's own ``documents`` last; ``marks`` are the circumstances it tells.
    """

    subject: str
    words: tuple[str, ...]
    meanings: tuple[Meaning, ...]
    statuses: tuple[CodeStatus, ...]
    phrases: tuple[Phrase, ...]
    hits: tuple[Hit, ...]
    articles: tuple[ArticleMatch, ...]
    documents: tuple[Hit, ...]
    ranked: tuple[Passage, ...]
    marks: str = ""


def gather(reading: Reading, library: Library, articles_too: bool = True) -> Evidence:
    """Everything the library holds that bears on the question; of a part of a record the diagnoses alone matter."""
    statuses = tuple(
        library.codebook.status(code, reading.day) for code in dict.fromkeys(m.code for m in reading.mentions)
    )
    # T12 is a vertebra and B12 a vitamin: three characters that the list does not have are no code
    statuses = tuple(s for s in statuses if len(s.code) > 3 or s.standing is not Standing.UNKNOWN)
    subject = _without_ruled_out(library.search.corrected(_search_text(reading), System.ICD10CM), library)
    parts = [tuple(signed_tokens(part)) for part in _JOINED.split(subject)]
    words = tuple(word for part in parts for word in part)
    phrases = tuple(_phrases(words, library, tuple(accumulate(len(part) for part in parts))))
    phrases = tuple(_in_focus(phrases, reading))
    conditions = [phrase.start for phrase in longest(phrases) if phrase.code[0] not in f"{EXTERNAL_CAUSES}Z"]
    first = min(conditions, default=None)
    marks = circumstances.told(reading, library) if articles_too else ""
    articles = matching_articles(reading, words, first, library, marks) if articles_too else ()
    meanings = tuple(_meanings(words, phrases, library))
    asked = " ".join([subject, *(meaning.title for meaning in meanings)])
    hits = tuple(library.search.passages(asked, System.ICD10CM, 40)) if words else ()
    told = SCAFFOLDING.sub(" ", reading.plain)[:1000]
    documents = tuple(library.documents.passages(told, _DOCUMENT_PIECES)) if articles_too else ()
    ranked = _ranked(reading, library, statuses, articles, phrases, hits)
    ranked += tuple(hit.passage for hit in documents)
    return Evidence(subject, words, meanings, statuses, phrases, hits, articles, documents, ranked, marks)


def _without_ruled_out(text: str, library: Library) -> str:
    """The text without the diagnosis that is only to be ruled out, where something else is named (guideline IV.H)."""
    found = _RULE_OUT.search(text)
    if not found:
        return text
    after = text[found.end() :].split()
    for length in range(min(_LONGEST_PHRASE, len(after)), 0, -1):
        key = _key(tuple(signed_tokens(" ".join(after[:length]))))
        if any(library.database.phrases([key])):
            rest = f"{text[: found.start()]} {' '.join(after[length:])}"
            return rest if content_tokens(rest) else text
    return text


def _in_focus(phrases: Sequence[Phrase], reading: Reading) -> list[Phrase]:
    """The wordings that hold the word asked for, as in *which fracture code*; all where none does."""
    asked = _FOCUS.search(reading.plain)
    focused = [phrase for phrase in phrases if asked and stem(asked[1]) in content_tokens(phrase.wording)]
    return focused or list(phrases)


def known_wordings(text: str, library: Library) -> list[Phrase]:
    """The diagnoses that a text names by a known wording, without any search."""
    plain = library.search.corrected(SCAFFOLDING.sub(" ", spelled_out(_without_other_meanings(blanked(text)))), System.ICD10CM)
    words = tuple(signed_tokens(plain))
    return [phrase for phrase in longest(_phrases(words, library)) if phrase.code[0] not in EXTERNAL_CAUSES]


def names_a_topic(text: str, library: Library) -> bool:
    """Whether a short text names a diagnosis or a code family by itself."""
    return bool(known_wordings(text, library)) or any(find_cues(spelled_out(text), article.cues) for article in library.articles)


def _without_other_meanings(text: str) -> str:
    """The text without words that are spelled like a condition and mean something else here."""
    text = _SIZE.sub(" ", in_other_meanings(text))
    alone = len(text.split()) < 3
    return text if alone or _OTHER_ED.search(text) else _DEPARTMENT.sub(" ", text)


def _search_text(reading: Reading) -> str:
    """The question without its scaffolding and without the codes it names."""
    text = blanked(reading.text)
    for mention in reversed(reading.mentions):
        text = text[: mention.start] + " " + text[mention.end :]
    text = _without_other_meanings(text)
    return SCAFFOLDING.sub(" ", re.sub(r"\b(?:right|left)[- ]hand(?:ed|er)\b", " ", spelled_out(text)))[:1000]


def _phrases(words: tuple[str, ...], library: Library, joints: tuple[int, ...] = ()) -> list[Phrase]:
    """The known wordings in the words. One that runs over a joint (an *and* of the question) must say *and* itself."""
    spans: dict[str, list[tuple[int, int]]] = {}
    unsided = [at for at, word in enumerate(words) if word not in _SIDES]
    bare = [at for at in unsided if words[at] not in _HOW_MUCH]
    for places in dict.fromkeys((tuple(range(len(words))), tuple(unsided), tuple(bare))):
        for first in range(len(places)):
            for last in range(first, min(first + _LONGEST_PHRASE, len(places))):
                key = _key([words[at] for at in places[first : last + 1]])
                span = (places[first], places[last] + 1)
                if span not in spans.setdefault(key, []):
                    spans[key].append(span)
    found = []
    for key, code, wording, origin in library.database.phrases(spans):
        # an eponym is no adverb
        if set(key.split()) <= QUALIFIERS or wording in {"Wells", "Burns"}:
            continue
        joins = _JOINED.search(wording.lower()) is not None
        found += [
            Phrase(start, end, code, wording, origin)
            for start, end in spans[key]
            if joins or not any(start < joint < end for joint in joints)
        ]
    return sorted([*found, *_bmi(words)], key=lambda phrase: (phrase.start - phrase.end, phrase.start))


def _key(words: Sequence[str]) -> str:
    """The phrase table's key of a stretch of words; what is denied counts as said with *without*."""
    spoken = [part for word in words for part in (["without", word[3:]] if word.startswith("no:") else [word])]
    return " ".join(sorted(spoken))


def longest(phrases: Sequence[Phrase]) -> list[Phrase]:
    """The phrases that no longer phrase covers; those of one stretch stay together."""
    kept: list[Phrase] = []
    for phrase in sorted(phrases, key=lambda p: p.start - p.end):
        if all(
            phrase.end <= other.start
            or phrase.start >= other.end
            or (phrase.start, phrase.end) == (other.start, other.end)
            for other in kept
        ):
            kept.append(phrase)
    return kept


def _meanings(words: tuple[str, ...], phrases: tuple[Phrase, ...], library: Library) -> Iterator[Meaning]:
    """The titles behind terms and abbreviations; one with several readings means none by itself."""
    whole = longest(phrases)
    for phrase in whole:
        entry = library.database.entry(phrase.code)
        alike = {other.code[:3] for other in whole if (other.start, other.end) == (phrase.start, phrase.end)}
        said = words[phrase.start : phrase.end]
        short_or_term = phrase.origin == "term" or (phrase.wording.isupper() and phrase.wording.isalpha())
        # how an injury came about (chapter 20) says nothing about the diagnosis
        if (
            entry is not None
            and entry.code[0] not in EXTERNAL_CAUSES
            and short_or_term
            and len(alike) == 1
            and not set(said) <= set(content_tokens(entry.title))
        ):
            yield Meaning(said, _OPEN.sub("", entry.title))
        elif entry is not None and phrase.origin == "term" and len(alike) > 1:
            # what all readings share is meant in any case: ketoacidosis, whatever the type of diabetes
            shared = _shared(phrase, whole, library)
            if len(content_tokens(shared)) > 1:
                yield Meaning(said, shared)


def _shared(phrase: Phrase, phrases: Sequence[Phrase], library: Library) -> str:
    """The words that the titles of all readings of a stretch of the question have in common, in their order."""
    same = {other.code for other in phrases if (other.start, other.end) == (phrase.start, phrase.end)}
    titles = [entry.title.lower().split() for code in sorted(same) if (entry := library.database.entry(code))]
    return " ".join(word for word in titles[0] if all(word in title for title in titles[1:]))


def _bmi(words: tuple[str, ...]) -> Iterator[Phrase]:
    """The code of an adult's body mass index out of its figure (Z68.1 to Z68.45)."""
    for at, word in enumerate(words[:-1]):
        if word == "bmi" and re.fullmatch(r"\d{2}", words[at + 1]):
            yield Phrase(at, at + 2, body_mass_code(int(words[at + 1])), f"BMI {words[at + 1]}", "figure")


def body_mass_code(figure: int) -> str:
    """The code of an adult's body mass index by its whole figure."""
    return f"Z68.{figure}" if 20 <= figure < 40 else next((held for most, held in _BMI if figure <= most), "Z68.45")


def _ranked(
    reading: Reading,
    library: Library,
    statuses: tuple[CodeStatus, ...],
    articles: tuple[ArticleMatch, ...],
    phrases: tuple[Phrase, ...],
    hits: tuple[Hit, ...],
) -> tuple[Passage, ...]:
    """Passages in the order a reader would want them: about the codes named, then by known wording, then by search."""
    ordered: dict[str, Passage] = {}

    def add(passage: Passage | None) -> None:
        if passage is not None:
            ordered.setdefault(passage.id, passage)

    for status in statuses:
        if status.entry is not None:
            for line in library.codebook.line(status.entry):
                if line.level not in {Level.CHAPTER, Level.SECTION}:
                    add(library.codebook.passage(line.code))
    wanted = {match.article.id for match in articles}
    sections = [
        hit.passage
        for hit in (library.search.passages(reading.text[:1000], System.CPT, 12) if articles else ())
        if hit.passage.address.partition("/")[0] in wanted
    ]
    rule_asked = reading.intent in {Intent.MAY_I, Intent.SEQUENCE, Intent.EXPLAIN}
    for passage in sections:
        if rule_asked or passage.system is not System.ICD10CM:
            add(passage)
    for match in articles[:_NEAREST]:
        if match.article.features:
            add(library.database.passage(f"{match.article.id}/which-code"))
        elif rule_asked:
            add(library.database.passage(f"{match.article.id}/in-short"))
    for phrase in sorted(longest(phrases), key=lambda phrase: (phrase.start, -len(phrase.code))):
        add(library.database.passage(f"{TABULAR}/{phrase.code}"))
    for hit in hits:
        add(hit.passage)
    # a guideline that bears on the condition stands behind the codes
    for passage in sections:
        add(passage)
    return tuple(ordered.values())
