"""Case files: reading every stratum, and what is wrong with a case, told with its file and id."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from evals.case import Case
from evals.subject import Subject
from knowledge.codebook import Standing

CASES = Path(__file__).parent / "cases"
_USABLE = {Standing.VALID, Standing.NO_TEXT}


class CasesInvalid(Exception):
    """Case files have mistakes; ``problems`` names file, id and mistake of each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_cases(folder: Path = CASES) -> list[Case]:
    """The cases of every stratum file, in the order of files and lines. Raises CasesInvalid with all mistakes."""
    cases: list[Case] = []
    problems: list[str] = []
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise CasesInvalid([f"{folder}: no case files"])
    for path in files:
        for number, given in enumerate(_listed(path, problems), 1):
            name = _name(path, number, given)
            if not isinstance(given, dict):
                problems.append(f"{name}: a case is a mapping of fields")
            elif "stratum" in given:
                problems.append(f"{name}: stratum is the name of the file and not a field")
            else:
                try:
                    cases.append(Case.model_validate({**given, "stratum": path.stem}))
                except ValidationError as error:
                    problems += [f"{name}: {_told(detail)}" for detail in error.errors()]
    problems += _duplicates(cases)
    if problems:
        raise CasesInvalid(problems)
    return cases


def check_against_library(cases: Iterable[Case], subject: Subject, today: date) -> list[str]:
    """What only a library can tell: gold that does not exist, accepted codes that are not valid on the case's date.

    A forbidden code may be unknown: a tempting code often does not exist.
    """
    articles = {article.id for article in subject.library.articles}
    problems = []
    for case in cases:
        where = f"{case.stratum}.yaml, {case.id}"
        problems += [f"{where}: gold {gold} is not in the library" for gold in case.gold
                     if gold not in articles and not _is_entry(gold, subject)]
        day = case.day(today)
        for code in dict.fromkeys(code for codes in case.accepted or () for code in codes):
            standing = subject.codebook.status(code, day).standing
            if standing not in _USABLE:
                problems.append(f"{where}: accepted code {code} is {standing.value} on {day}")
    return problems


def _is_entry(gold: str, subject: Subject) -> bool:
    namespace, _, code = gold.partition("/")
    passage = subject.codebook.passage(code) if namespace == "icd10cm" and code else None
    return passage is not None and passage.address == gold


def _listed(path: Path, problems: list[str]) -> list[Any]:
    try:
        listed = yaml.load(path.read_text(encoding="utf-8"), _Loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problems.append(f"{path.name}: not readable as YAML: {' '.join(str(error).split())}")
        return []
    if not isinstance(listed, list) or not listed:
        problems.append(f"{path.name}: a stratum file is a list of cases")
        return []
    return listed


def _name(path: Path, number: int, given: object) -> str:
    known = given.get("id") if isinstance(given, dict) else None
    return f"{path.name}, {known or f'case {number} (no id)'}"


def _told(detail: Any) -> str:
    place = ".".join(str(part) for part in detail["loc"])
    said = str(detail["msg"]).removeprefix("Value error, ")
    return f"{place}: {said}" if place else said


def _duplicates(cases: list[Case]) -> list[str]:
    """Ids that stand twice, and questions that are the same but for case and spacing under equal circumstances."""
    problems = []
    ids: dict[str, Case] = {}
    asked: dict[Hashable, Case] = {}
    for case in cases:
        where = f"{case.stratum}.yaml, {case.id}"
        if case.id in ids:
            problems.append(f"{where}: the id also stands in {ids[case.id].stratum}.yaml")
        same = asked.get(key := (_plain(case.question), tuple(map(_plain, case.turns)), case.context))
        if same is not None:
            problems.append(f"{where}: asks the same as {same.id} in {same.stratum}.yaml")
        ids.setdefault(case.id, case)
        asked.setdefault(key, case)
    return problems


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


class _Loader(yaml.SafeLoader):
    """YAML in which a key that stands twice is an error and not the last one's victory."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} stands twice", key_node.start_mark)
        seen.add(key)
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
