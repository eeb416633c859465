"""What a decision hands to a writer: the action, the codes, and the quotes that prove them."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.answer import Action
from knowledge.readers.article import sentences
from knowledge.records import Passage, System, Verdict
from knowledge.wording import content_tokens


@dataclass(frozen=True, slots=True)
class Quote:
    """Characters ``start`` to ``end`` of a passage's text."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The quoted words."""
        return self.passage.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Point:
    """One sentence of the answer: a quote, and the label to put before it (``20931 is not it``)."""

    quote: Quote
    label: str = ""
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A sentence in a model's words that holds, with the words it rests on."""

    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A code that the decision assigns; ``support`` are the words of a record that tell it."""

    code: str
    system: System
    role: str = "primary"
    units: int | None = None
    modifiers: tuple[str, ...] = ()
    support: str = ""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A code considered and not assigned, with the quote that tells it apart."""

    code: str
    why: Quote


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything decided before a word is written. ``score`` is how sure it is, 0..1."""

    action: Action
    score: float
    choices: tuple[Choice, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    verdict: Verdict | None = None
    modifiers: tuple[str, ...] = ()
    ask_back: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    remarks: tuple[str, ...] = ()
    notices: tuple[str, ...] = field(default=())


def whole_line(passage: Passage, containing: str) -> Quote | None:
    """The line of a passage that contains the words, as a quote."""
    at = passage.text.find(containing)
    if at < 0:
        return None
    start = passage.text.rfind("\n", 0, at) + 1
    end = passage.text.find("\n", at)
    return Quote(passage, start, len(passage.text) if end < 0 else end)


def first_line(passage: Passage) -> Quote:
    """A passage's first line as a quote: the title of a tabular entry, or the one row of a table."""
    end = passage.text.find("\n")
    return Quote(passage, 0, len(passage.text) if end < 0 else end)


def sentence_quotes(passage: Passage) -> list[Quote]:
    """Every sentence of an article's section as a quote."""
    return [Quote(passage, start, end) for start, end in sentences(passage.text)]


def exact_quote(passage: Passage, sentence: str) -> Quote | None:
    """A sentence of a passage as a quote."""
    at = passage.text.find(sentence)
    return Quote(passage, at, at + len(sentence)) if at >= 0 else None


def overlap(words: set[str], text: str) -> int:
    """How many of the words stand in a text."""
    return len(words & set(content_tokens(text)))
