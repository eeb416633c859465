"""The NCHS index files in XML: diseases and injuries, external causes, drugs and chemicals, neoplasms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, parse

from knowledge.errors import SourceError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_CODES = (("code", ""), ("manif", "manifestation"))
_REFERENCES = (("see", "see"), ("seeAlso", "see also"), ("seecat", "see category"), ("subcat", "see subcategory"))


@dataclass(frozen=True, slots=True)
class IndexLine:
    """One line of an index: its main term, the terms beneath joined by commas, and where it leads.

    ``codes`` maps the column of a table (``Adverse effect``, ``Malignant Primary``) to its code as printed, or the empty
    name to the code of a plain index. ``see`` are references to other terms.
    """

    main: str
    path: str
    codes: tuple[tuple[str, str], ...]
    see: tuple[str, ...] = ()


def read_index(path: Path, told: Callable[[int, int], None] = lambda done, total: None) -> Iterator[IndexLine]:
    """Every term of an index file, in order. Raises SourceError where the file is none, cut off or tries an entity trick."""
    try:
        root = parse(path).getroot()
    except (ParseError, DefusedXmlException, OSError) as error:
        raise SourceError(f"{path.name} is not a readable ICD-10-CM index XML file ({error}).") from error
    if root is None or root.tag != "ICD10CM.index":
        raise SourceError(f"{path.name} is not an ICD-10-CM index: its first element is not ICD10CM.index.")
    heads = {head.get("col") or "": _text(head) for head in root.iter("head")}
    mains = list(root.iter("mainTerm"))
    for number, main in enumerate(mains, 1):
        told(number, len(mains))
        yield from _lines(main, (), heads)


def _lines(term: Element, above: tuple[str, ...], heads: dict[str, str]) -> Iterator[IndexLine]:
    here = (*above, _text(term.find("title")))
    cells = [
        (heads.get(cell.get("col") or "", ""), text)
        for cell in term.findall("cell")
        if (text := _text(cell)).strip("-")
    ]
    codes = [(words, _text(code)) for tag, words in _CODES for code in term.findall(tag)]
    see = [f"{words} {_text(found)}" for tag, words in _REFERENCES for found in term.findall(tag)]
    yield IndexLine(here[0], ", ".join(here), tuple(cells + codes), tuple(see))
    for below in term.findall("term"):
        yield from _lines(below, here, heads)


def _text(element: Element | None) -> str:
    if element is None:
        return ""
    # a nonessential modifier follows its term without a space in the file
    parts = [element.text or ""]
    for child in element:
        parts += [" ", "".join(child.itertext()), " ", child.tail or ""]
    return " ".join("".join(parts).split())
