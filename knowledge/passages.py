"""Passages out of records: a code with its notes and those it inherits; a section of an article; a row of facts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from knowledge import code_format
from knowledge.fact_text import TABLE_TITLES, fact_text
from knowledge.records import Article, Authority, Edition, Entry, Level, NoteKind, Passage, System
from knowledge.rules import seventh_character

TABULAR = "icd10cm"
LOOK_UP = "look-up"
TABULAR_SOURCE = "ICD-10-CM Tabular List of Diseases and Injuries (NCHS/CMS)"
_ARTICLE_EDITION = "CodeCite reference article, {}"


class Tree:
    """The tabular list by code, with what each entry inherits."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: dict[str, Entry] = {entry.code: entry for entry in entries}

    def ancestors(self, code: str) -> Iterator[Entry]:
        """From the parent up to the chapter."""
        parent = self.entries[code].parent
        while parent is not None:
            yield self.entries[parent]
            parent = self.entries[parent].parent

    def seventh(self, code: str) -> tuple[tuple[str, str], ...]:
        """The 7th characters an entry without children takes, empty where it takes none."""
        line = [self.entries[code], *self.ancestors(code)]
        table = next((entry.seventh for entry in line if entry.seventh), ())
        notes = [text for entry in line for _, text in entry.notes]
        return seventh_character.allowed(code, table, notes)

    def billable(self, code: str) -> tuple[tuple[str, str], ...]:
        """The codes of full length that an entry stands for, as (code, description); empty for a header."""
        entry = self.entries[code]
        if entry.has_children:
            return ()
        rows = self.seventh(code)
        if not rows:
            return ((code, entry.title),)
        return tuple(
            (seventh_character.full_code(code, char), f"{entry.title}, {_plain(meaning)}") for char, meaning in rows
        )


def note_line(kind: NoteKind, text: str, inherited_from: str = "") -> str:
    """A note as its passage prints it, with the code it is inherited from."""
    head = f"{kind} (from {inherited_from})" if inherited_from else str(kind)
    # some notes of the list go on after a comma: "Code first, if applicable, …"
    return f"{head}{text}" if text.startswith(",") else f"{head}: {text}"


def tabular_passages(tree: Tree, edition: Edition) -> Iterator[Passage]:
    """One passage an entry of the tabular list. Its first line is ``CODE title``, then one note a line."""
    for entry in tree.entries.values():
        full = tree.billable(entry.code)
        codes = (
            (entry.code, *(code for code, _ in full if code != entry.code)) if entry.level is not Level.CHAPTER else ()
        )
        yield _passage(
            TABULAR,
            entry.code.replace(" ", "-"),
            "\n".join(_tabular_lines(tree, entry, full)),
            title=f"{entry.code} {entry.title}",
            source=TABULAR_SOURCE,
            edition=edition,
            locator=f"Tabular List, {entry.code}",
            codes=codes,
            authority=Authority.OFFICIAL,
            system=System.ICD10CM,
        )


def convention_passages(conventions: Sequence[tuple[str, str]], edition: Edition) -> Iterator[Passage]:
    """The conventions that the tabular list explains in its introduction."""
    for title, text in conventions:
        slug = re.sub(r"\W+", "-", title.lower()).strip("-")
        yield _passage(
            TABULAR,
            f"convention-{slug}",
            text,
            title=f"Convention: {title}",
            source=TABULAR_SOURCE,
            edition=edition,
            locator=f"Introduction, {title}",
            codes=(),
            authority=Authority.OFFICIAL,
            system=System.ICD10CM,
        )


def article_passages(article: Article) -> Iterator[Passage]:
    """One passage a section, about the codes its text names, or about all of the article's where it names none."""
    state = f"reviewed {article.reviewed}" if article.reviewed else f"written {article.written}"
    edition = Edition(_ARTICLE_EDITION.format(state))
    for name, text in article.sections.items():
        named = tuple(dict.fromkeys(m.code for m in code_format.mentions(text)))
        yield _passage(
            article.id,
            section_address(name),
            text,
            title=f"{article.title}: {name}",
            source=f"CodeCite reference: {article.title}",
            edition=edition,
            locator=name,
            codes=named or tuple(code.code for code in article.codes),
            authority=Authority.ARTICLE,
            system=article.system,
        )


def section_address(name: str) -> str:
    """Where a section of an article is found, within the article."""
    return name.lower().replace(" ", "-")


def fact_passages(article: Article) -> Iterator[Passage]:
    """One passage a code and official table: the row's values, worded by the program."""
    for code in article.codes:
        for table, fact in code.facts.items():
            edition = article.editions[fact["edition"]]
            yield _passage(
                "facts",
                f"{code.code}-{table}",
                fact_text(code.code, table, fact),
                source=edition.title,
                title=f"{code.code}: {TABLE_TITLES.get(table, table)}",
                edition=edition,
                locator=f"row {code.code}",
                codes=(code.code,),
                authority=Authority.OFFICIAL,
                system=article.system,
            )


def look_up_passage(
    locator: str, text: str, *, title: str, source: str, codes: tuple[str, ...], edition: Edition, system: System
) -> Passage:
    """A passage made on the spot from the outcome of a look-up."""
    return _passage(
        LOOK_UP,
        locator,
        text,
        title=title,
        source=source,
        edition=edition,
        locator=locator,
        codes=codes,
        authority=Authority.OFFICIAL,
        system=system,
    )


def _passage(namespace: str, place: str, text: str, **fields: Any) -> Passage:
    digest = hashlib.blake2b(text.encode(), digest_size=5).hexdigest()
    return Passage(id=f"{namespace}/{place}/{digest}", text=text, **fields)


def _plain(meaning: str) -> str:
    return meaning.partition(" (")[0]


def _tabular_lines(tree: Tree, entry: Entry, full: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield entry.title if entry.level is Level.SECTION else f"{entry.code} {entry.title}"
    for kind, text in entry.notes:
        yield note_line(kind, text)
    if not entry.has_children and full and full[0][0] != entry.code:
        yield from (f"{code} {description}" for code, description in full)
    elif entry.seventh:
        yield from (f"7th character {char}: {meaning}" for char, meaning in entry.seventh)
    if entry.has_children and entry.level is not Level.CHAPTER:
        yield f"{entry.code} is not a billable code: it is divided further."
    for above in tree.ancestors(entry.code):
        for kind, text in above.notes:
            if kind is not NoteKind.INCLUSION_TERM:
                yield note_line(kind, text, above.code)
