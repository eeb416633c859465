"""The NCHS tabular list in XML: chapters, sections and codes with every instructional note."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, parse

from knowledge.editions import tabular_edition
from knowledge.errors import SourceError
from knowledge.records import Edition, Entry, Level, NoteKind

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_NOTE_TAGS = {
    "notes": NoteKind.NOTE,
    "includes": NoteKind.INCLUDES,
    "inclusionTerm": NoteKind.INCLUSION_TERM,
    "excludes1": NoteKind.EXCLUDES1,
    "excludes2": NoteKind.EXCLUDES2,
    "codeFirst": NoteKind.CODE_FIRST,
    "useAdditionalCode": NoteKind.USE_ADDITIONAL,
    "codeAlso": NoteKind.CODE_ALSO,
    "sevenChrNote": NoteKind.SEVENTH_CHARACTER,
}


@dataclass(frozen=True, slots=True)
class Tabular:
    """The list as read: its edition, the conventions of its introduction as (title, text), and all entries in order."""

    edition: Edition
    conventions: tuple[tuple[str, str], ...]
    entries: tuple[Entry, ...]


def shipped_tabular() -> Path:
    """The tabular list that comes with the ``simple-icd-10-cm`` distribution."""
    # found without importing it: the package reads its whole list when it is imported
    package = importlib.util.find_spec("simple_icd_10_cm")
    places = package.submodule_search_locations if package else None
    found = [path for place in places or () for path in sorted((Path(place) / "data").glob("icd10c*tabular*.xml"))]
    if not found:
        raise SourceError("The ICD-10-CM tabular list is missing: reinstall with `pip install simple-icd-10-cm`.")
    return found[-1]


def read_tabular(path: Path) -> Tabular:
    """Read the tabular list.

    Raises SourceError with one sentence where the file is not such a list, is cut off or tries an entity trick.
    """
    try:
        root = parse(path).getroot()
    except (ParseError, DefusedXmlException, OSError) as error:
        raise SourceError(f"{path.name} is not a readable ICD-10-CM tabular XML file ({error}).") from error
    if root is None:
        raise SourceError(f"{path.name} is not a readable ICD-10-CM tabular XML file (it is empty).")
    version = _text(root.find("version"))
    if root.tag != "ICD10CM.tabular" or not version.isdigit():
        raise SourceError(f"{path.name} is not an ICD-10-CM tabular list: expected <ICD10CM.tabular> with a <version>.")
    entries = [entry for chapter in root.findall("chapter") for entry in _chapter(chapter)]
    return Tabular(tabular_edition(version, path), tuple(_conventions(root)), tuple(entries))


def _conventions(root: Element) -> Iterator[tuple[str, str]]:
    for section in root.findall("introduction/introSection"):
        notes = [_text(note) for note in section.iter("note")]
        if notes:
            yield _text(section.find("title")).rstrip(":"), "\n".join(notes)


def _chapter(chapter: Element) -> Iterator[Entry]:
    code = f"chapter {_text(chapter.find('name'))}"
    yield Entry(code, _text(chapter.find("desc")), Level.CHAPTER, None, tuple(_notes(chapter)), (), True)
    for section in chapter.findall("section"):
        name = section.get("id") or ""
        # a block of one category (C7A) would share its name with the category
        name = name if "-" in name else f"{name}-{name}"
        title = _text(section.find("desc"))
        children = section.findall("diag")
        yield Entry(name, title, Level.SECTION, code, tuple(_notes(section)), tuple(_seventh(section)), bool(children))
        for diag in children:
            yield from _diag(diag, name, Level.CATEGORY)


def _diag(diag: Element, parent: str, level: Level) -> Iterator[Entry]:
    code = _text(diag.find("name"))
    children = diag.findall("diag")
    yield Entry(
        code, _text(diag.find("desc")), level, parent, tuple(_notes(diag)), tuple(_seventh(diag)), bool(children)
    )
    for child in children:
        yield from _diag(child, code, Level.SUBCATEGORY)


def _notes(element: Element) -> Iterator[tuple[NoteKind, str]]:
    for child in element:
        kind = _NOTE_TAGS.get(child.tag)
        if kind is not None:
            yield from ((kind, line) for line in _with_lead_ins(_text(note) for note in child.findall("note")))
        elif child.tag == "visualImpairment":
            yield NoteKind.NOTE, _visual_impairment(child)


def _with_lead_ins(notes: Iterator[str]) -> Iterator[str]:
    """Join a lead-in that ends in a colon to each item after it, so that an item makes sense alone."""
    lead, used = "", True
    for note in notes:
        if note.endswith(":"):
            if not used:
                yield lead
            lead, used = note, False
        elif note:
            yield f"{lead} {note}".strip()
            used = True
    if not used:
        yield lead


def _seventh(element: Element) -> Iterator[tuple[str, str]]:
    table = element.find("sevenChrDef")
    meanings: list[tuple[str, str]] = []
    for row in table if table is not None else ():
        if row.tag == "extension":
            meanings.append((row.get("char") or "", _text(row)))
        elif row.tag == "note" and meanings and _text(row):
            # a line printed under a character is an inclusion term of that character
            char, meaning = meanings[-1]
            meanings[-1] = (char, f"{meaning} ({_text(row)})")
    yield from meanings


def _visual_impairment(table: Element) -> str:
    rows = [
        ", ".join(_text(cell) for cell in row.iter() if cell.tag in {"heading", "value"} and _text(cell))
        for row in table.findall("visCategory")
    ]
    return "; ".join(rows)


def _text(element: Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""
