"""The records that pass between the parts of the library, and from the library to the assistant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from typing import Any, Literal

# The answer to a may-I question.
Verdict = Literal["yes", "no", "conditional"]


class System(StrEnum):
    """A code system, spelled as answers print it."""

    CPT = "CPT"
    HCPCS = "HCPCS"
    ICD10CM = "ICD-10-CM"


# the index of the everyday words of procedures, beside those of the code systems
PROCEDURE_WORDS = "procedure-words"


class Authority(IntEnum):
    """Whose word counts more where passages disagree; a higher value ranks first."""

    UPLOAD = 1
    ARTICLE = 2
    MANUAL = 3
    OFFICIAL = 4


@dataclass(frozen=True, slots=True)
class Edition:
    """What a source is and the days on which it holds, both ends included (None = open)."""

    title: str
    starts: date | None = None
    ends: date | None = None

    def __str__(self) -> str:
        if self.starts is None and self.ends is None:
            return self.title
        return f"{self.title}, {self.starts or '…'} to {self.ends or '…'}"


@dataclass(frozen=True, slots=True)
class Passage:
    """A whole thought that an answer may quote.

    ``id`` is ``source/locator/hash of the text`` and so survives a rebuild. ``text`` is what quotes are cut from,
    character by character. ``codes`` are the codes the passage is about, in their printed form.
    """

    id: str
    text: str
    title: str
    source: str
    edition: Edition
    locator: str
    codes: tuple[str, ...]
    authority: Authority
    system: System

    @property
    def address(self) -> str:
        """The id without its content hash: the place that stays the same when the words change."""
        return self.id.rpartition("/")[0]


class NoteKind(StrEnum):
    """The instructional notes of the ICD-10-CM tabular list, by the name they carry in print."""

    NOTE = "Note"
    INCLUDES = "Includes"
    INCLUSION_TERM = "Inclusion term"
    EXCLUDES1 = "Excludes1"
    EXCLUDES2 = "Excludes2"
    CODE_FIRST = "Code first"
    USE_ADDITIONAL = "Use additional code"
    CODE_ALSO = "Code also"
    SEVENTH_CHARACTER = "7th character"


class Level(StrEnum):
    """Where an entry stands in the tabular list."""

    CHAPTER = "chapter"
    SECTION = "section"
    CATEGORY = "category"
    SUBCATEGORY = "subcategory"


@dataclass(frozen=True, slots=True)
class Entry:
    """One numbered line of the tabular list with the notes printed at it (not those it inherits).

    ``code`` is the printed form (``S52.501``), a block such as ``S50-S59``, or ``chapter 19``. ``seventh`` is the
    7th-character table printed at this entry; it also holds for every entry beneath.
    """

    code: str
    title: str
    level: Level
    parent: str | None
    notes: tuple[tuple[NoteKind, str], ...] = ()
    seventh: tuple[tuple[str, str], ...] = ()
    has_children: bool = False


@dataclass(frozen=True, slots=True)
class Feature:
    """A deciding question of an article: what to ask and what answers it.

    ``values`` gives each answer its everyday words. Where the answer is a figure, ``measure`` is its unit (``cm``,
    ``minutes``, ``years``, ``views``) and ``ranges`` gives each answer the figures *over* the first and *up to* the
    second, None = open; ``combine`` says what several figures make together. ``default`` is the answer that silence means.
    ``included`` are answers that are part of any other, as the look in what was done through the scope.
    """

    name: str
    ask: str
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    measure: str = ""
    ranges: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    combine: Literal["largest", "sum"] = "largest"
    default: str = ""
    included: tuple[str, ...] = ()

    @property
    def answers(self) -> tuple[str, ...]:
        """The names of all answers."""
        return (*self.values, *(name for name in self.ranges if name not in self.values))


@dataclass(frozen=True, slots=True)
class EachAdditional:
    """The add-on code for what goes beyond a primary: one unit for every ``per`` of ``counted`` past ``beyond``.

    ``at_most`` ends it, where a further code takes over or all the rest is one unit. ``full`` counts a unit only once all
    of it is there. ``payer`` is who counts so: Medicare, or every other where Medicare has a rule of its own.
    """

    code: str
    counted: str
    beyond: float = 1
    per: float = 1
    at_most: int | None = None
    full: bool = False
    payer: Literal["", "Medicare", "other"] = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many units a stated amount makes: one for every ``amount`` of ``measure``.

    ``rule`` is *round up* (drugs) or *eight minutes* (timed therapy: a last unit needs more than half, 8 of 15 minutes).
    """

    measure: str
    amount: float
    rule: Literal["round up", "eight minutes"] = "round up"


@dataclass(frozen=True, slots=True)
class Becomes:
    """The code that stands in place of another where one of ``beside`` is reported too: a second infusion, a second biopsy."""

    code: str
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vaccine:
    """What a vaccine product asks of its administration: how many components it holds, and whether it is swallowed or sniffed."""

    components: int = 1
    oral: bool = False


@dataclass(frozen=True, slots=True)
class ProcedureCode:
    """One CPT or HCPCS code as an article knows it.

    ``when`` lists alternatives; each maps a feature to the values under which the code is right. An add-on with
    ``added_when`` joins the code chosen where these values are stated; ``vaccine`` tells of a vaccine product how it is
    given. ``facts`` are figures of official tables by table name, each with the key of its edition.
    """

    code: str
    label: str
    when: tuple[Mapping[str, tuple[str, ...]], ...] = ()
    units: int | None = None
    added_when: tuple[Mapping[str, tuple[str, ...]], ...] = ()
    each_additional: tuple[EachAdditional, ...] = ()
    becomes: tuple[Becomes, ...] = ()
    counted: Counted | None = None
    vaccine: Vaccine | None = None
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ruling:
    """A may-I question that an article settles: cues of every group must occur and none of ``unless``, then the verdict holds.

    A cue in angle brackets, such as ``<visit>``, is a mark of ``assistant.circumstances``.
    """

    id: str
    cues: tuple[tuple[str, ...], ...]
    codes: tuple[str, ...]
    verdict: Verdict
    sentences: tuple[str, ...]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Circumstance:
    """What happened when a modifier is right: cues of every group must occur and none of ``unless``."""

    modifier: str
    cues: tuple[tuple[str, ...], ...]
    sentence: str
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """A reference article: one code family or rule in our own words.

    ``reviewed`` is the day of its second reading against the official files, None before that. ``editions`` are those
    of the documents it rests on, by the name that its facts and sources use. ``modifiers`` are those it is about.
    """

    id: str
    title: str
    family: str
    system: System
    written: date
    reviewed: date | None
    editions: Mapping[str, Edition]
    sources: tuple[Mapping[str, str], ...]
    cues: tuple[str, ...]
    features: tuple[Feature, ...]
    codes: tuple[ProcedureCode, ...]
    rulings: tuple[Ruling, ...]
    related: tuple[str, ...]
    sections: Mapping[str, str]
    modifiers: tuple[str, ...] = ()
    circumstances: tuple[Circumstance, ...] = ()

    @property
    def measures(self) -> frozenset[str]:
        """What the article counts to choose a code or its units: minutes, cm, mg, levels…"""
        return frozenset(
            [
                *(feature.measure for feature in self.features if feature.measure),
                *(more.counted for code in self.codes for more in code.each_additional),
                *(code.counted.measure for code in self.codes if code.counted),
            ]
        )


@dataclass(frozen=True, slots=True)
class Term:
    """Everyday wording and the ICD-10-CM entry it means; ``tells_apart`` only where it has several readings."""

    term: str
    code: str
    kind: str
    tells_apart: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found by search. ``score`` is 0..1, higher is nearer; ``matched`` is the indexed wording it was found by."""

    passage: Passage
    score: float
    matched: str


@dataclass(frozen=True, slots=True)
class WordedCode:
    """A procedure or supply code found by its everyday words; ``score`` is 0..1, higher is nearer."""

    code: str
    score: float
    wording: str
