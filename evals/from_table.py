"""Cases out of official rows: the row is the proof, so that the key needs no opinion. One seed draws the same rows."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from knowledge.codebook import Standing
from knowledge.library import Library
from knowledge.records import Article, NoteKind, ProcedureCode

Drawn = list[dict[str, Any]]
_BY_POLICY = 2
_MARKED = set("()[]/")
_MAY = {"0": "no", "1": "conditional"}


def unlikely_edits(library: Library, seed: int, count: int, today: date) -> Drawn:
    """Whether one unit more than the MUE may be reported on a day, of codes whose limit is one of policy (MAI 2): no."""
    held = [(article, code, code.facts["mue"]) for article, code in _codes(library)
            if code.facts.get("mue", {}).get("mai") == _BY_POLICY and code.facts["mue"]["units"] > 0]
    return [_case(f"mue-{code.code.lower()}-{row['units']}",
                  f"Medicare, one practitioner, one patient, one day: may {code.code} be reported "
                  f"with {row['units'] + 1} units?",
                  action=["answer", "correct_premise"], verdict="no", context={"payer": "Medicare"}, gold=[article.id],
                  proof=f"Practitioner MUE of {code.code}: {row['units']}, MAI 2, an absolute limit of a day")
            for article, code, row in _drawn(held, seed, count)]


def add_on_edits(library: Library, seed: int, count: int, today: date) -> Drawn:
    """Whether an add-on code may be reported with a primary: yes for one that its row lists, no for one that it does not."""
    held = [(article, code, code.facts["add_on"]) for article, code in _codes(library)
            if code.facts.get("add_on", {}).get("primaries") and code.facts["add_on"].get("type") == 1]
    every = sorted({primary for _, _, row in held for primary in row["primaries"]})
    cases = []
    for number, (article, code, row) in enumerate(_drawn(held, seed, count)):
        chance = random.Random(f"{seed} {code.code}")
        listed = number % 2 == 0
        others = [other for other in every if other not in row["primaries"]]
        primary = chance.choice(sorted(row["primaries"]) if listed else others)
        cases.append(_case(
            f"add-on-{code.code.lower()}-{primary.lower()}",
            f"Does the NCCI add-on edit list {primary} as a primary that {code.code} may be reported with?",
            action=["answer", "correct_premise"], verdict="yes" if listed else "no", gold=[article.id],
            proof=f"The add-on edit of {code.code} (type 1) {'lists' if listed else 'does not list'} {primary}"))
    return cases


def pairs(library: Library, seed: int, count: int, today: date) -> Drawn:
    """Whether two codes with an NCCI edit in force may be reported together: never by indicator 0, perhaps by 1."""
    known = sorted({code.code for _, code in _codes(library)})
    random.Random(seed).shuffle(known)
    cases: Drawn = []
    for code in known:
        held = library.tables.partners("practitioner", code, today)
        edits = [edit for edit in held.row if {edit.column1, edit.column2} <= set(known) and edit.indicator in _MAY] if held else []
        if held is not None and edits:
            edit = random.Random(f"{seed} {code}").choice(edits)
            one, other = edit.column1, edit.column2
            cases.append(_case(
                f"ptp-{one.lower()}-{other.lower()}",
                f"Medicare: may {one} and {other} be reported together by the same physician for the same patient and day?",
                action=["answer", "correct_premise"], verdict=_MAY[edit.indicator],
                context={"payer": "Medicare", "date": today},
                proof=f"NCCI practitioner edit {one}/{other}, indicator {edit.indicator}, {held.source.edition}"))
        if len(cases) == count:
            break
    return list({case["id"]: case for case in cases}.values())


def inclusion_terms(library: Library, seed: int, count: int, today: date) -> Drawn:
    """Which code an inclusion term stands for, of codes of full length; terms that stand at one code only."""
    terms = [(code, term) for code, term in _terms(library) if not _MARKED & set(term)]
    once = Counter(term.casefold() for _, term in terms)
    held = [(code, term) for code, term in terms if once[term.casefold()] == 1
            and library.codebook.status(code, today).standing is Standing.VALID]
    return [_case(f"inclusion-{code.replace('.', '-').lower()}", f"dx code for {term[0].lower()}{term[1:]}", action="answer",
                  accepted=[[code]], gold=[f"icd10cm/{code}"], proof=f"Inclusion term at {code} in the tabular list")
            for code, term in {code: (code, term) for code, term in _drawn(held, seed, count)}.values()]


TABLES: dict[str, Callable[[Library, int, int, date], Drawn]] = {
    "mue": unlikely_edits, "add-on": add_on_edits, "ptp": pairs, "inclusion-terms": inclusion_terms}


def _codes(library: Library) -> Iterator[tuple[Article, ProcedureCode]]:
    seen: set[str] = set()
    for article in library.articles:
        for code in article.codes:
            if code.code not in seen:
                seen.add(code.code)
                yield article, code


def _terms(library: Library) -> Iterator[tuple[str, str]]:
    """The inclusion terms of lines without children and without a 7th character of their own."""
    for code, notes, seventh in library.database.rows("SELECT code, notes, seventh FROM entry WHERE has_children=0 ORDER BY code"):
        if seventh == "[]":
            yield from ((code, text) for kind, text in json.loads(notes) if kind == NoteKind.INCLUSION_TERM)


def _drawn(held: list[Any], seed: int, count: int) -> list[Any]:
    return random.Random(seed).sample(held, min(count, len(held)))


def _case(name: str, question: str, **key: Any) -> dict[str, Any]:
    given = {field: value for field, value in key.items() if value is not None}
    return {"id": name, "question": question, **given, "author": "official row", "difficulty": "easy"}
