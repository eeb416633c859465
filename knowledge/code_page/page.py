"""Everything held about one code on one day, each section with its source: what the code page and ``codecite code`` show."""

from __future__ import annotations

import re
from datetime import date

from knowledge import code_format, look_ups
from knowledge.code_page.diagnosis import fill_diagnosis
from knowledge.code_page.procedure import fill_procedure
from knowledge.code_page.sections import ArticleLine, Cited, CodePage, Validity
from knowledge.codebook import Standing
from knowledge.library import Library
from knowledge.records import System


def code_page(library: Library, text: str, day: date, locality: str | None = None) -> CodePage:
    """The page of the code that a text names, in any dress (``e1165``, ``20610-RT``), on a day.

    ``locality`` is a Medicare locality as contractor and number (``01182-18``).
    """
    code = named_code(text)
    status = library.codebook.status(code, day)
    page = CodePage(
        code=status.code,
        system=str(status.system),
        title=status.description or _label(library, status.code),
        says=look_ups.validity(library.codebook, status.code, day).text,
        valid=Validity(on=day, standing=str(status.standing), since=status.since, until=status.until),
    )
    if status.standing is Standing.UNKNOWN:
        page.nearest = library.codebook.nearest(status.code, day)
        return page
    page.articles = _articles(library, status.code)
    if status.system is System.ICD10CM:
        fill_diagnosis(library, status, day, page)
    else:
        fill_procedure(library, status.code, day, locality, page)
    return page


def named_code(text: str) -> str:
    """The code in what was typed; the text itself where nothing has the shape of one."""
    tidy = text.strip().upper()
    found = code_format.mentions(tidy)
    return found[0].code if found else tidy


def _articles(library: Library, code: str) -> list[ArticleLine]:
    bare = code.partition(".")[0]
    found = []
    for article in library.articles:
        if not any(known.code in {code, bare} for known in article.codes):
            continue
        says = next(
            (
                passage.text[start:end]
                for passage, start, end in library.contrasts.get(code, ())
                if passage.id.startswith(f"{article.id}/")
            ),
            _first_sentence(article.sections.get("In short", "")),
        )
        passage = library.database.passage(f"{article.id}/in-short")
        found.append(
            ArticleLine(
                id=article.id,
                title=article.title,
                says=says,
                modifiers=article.sections.get("Modifiers", ""),
                cited=Cited(source=passage.source if passage else article.title),
            )
        )
    return found


def _label(library: Library, code: str) -> str:
    return next((known.label for article in library.articles for known in article.codes if known.code == code), "")


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0].removeprefix("- ")
