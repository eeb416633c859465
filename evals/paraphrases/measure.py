"""Whether a question asked in other words gets the same codes, and the right ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from evals.case import Case
from evals.case_files import CasesInvalid
from evals.gate import OVERALL
from evals.metrics import codes
from evals.outcome import Breakdown, Outcome, Record
from evals.report.terminal import aligned, with_interval
from evals.run import run
from evals.statistics import Figure, figure
from evals.subject import Subject

REWORDINGS = Path(__file__).with_name("rewordings.yaml")


@dataclass(frozen=True, slots=True)
class Reworded:
    """A case asked in its own words and in others.

    ``own`` tells whether its own question got the right codes, ``right`` the same of each rewording, ``same`` whether
    a rewording got the codes of the own question. What broke or what the key says nothing of is left out.
    """

    case: Case
    own: tuple[bool, ...]
    same: tuple[bool, ...]
    right: tuple[bool, ...]
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The shares of some cases. Rewordings of one case are not independent: an interval counts cases."""

    cases: int
    same: Figure | None
    right: Figure | None
    own: Figure | None


def read_rewordings(cases: Sequence[Case], path: Path = REWORDINGS) -> dict[str, tuple[str, ...]]:
    """The other wordings by case. Raises CasesInvalid where a case does not exist or a wording is none of its own."""
    given = yaml.safe_load(path.read_text(encoding="utf-8"))
    known = {case.id: case.question for case in cases}
    problems = []
    for name, texts in given.items():
        if name not in known:
            problems.append(f"{path.name}, {name}: there is no such case")
        elif len({*texts, known[name]}) < len(texts) + 1:
            problems.append(f"{path.name}, {name}: a wording stands twice or is the case's own")
    if problems:
        raise CasesInvalid(problems)
    return {name: tuple(texts) for name, texts in given.items()}


def measure(cases: Sequence[Case], rewordings: Mapping[str, Sequence[str]], subject: Subject, today: date, *,
            bar: bool = True) -> list[Reworded]:
    """Ask every case that has rewordings in its own words, then in the others."""
    chosen = [case for case in cases if case.id in rewordings]
    asked = [case.model_copy(update={"question": text})
             for case in chosen for text in (case.question, *rewordings[case.id])]
    records = iter(list(run(asked, subject, today, label="Wordings", bar=bar)))
    return [_reworded(case, next(records), [next(records) for _ in rewordings[case.id]]) for case in chosen]


def _reworded(case: Case, own: Record, others: Sequence[Record]) -> Reworded:
    answered = [record for record in others if isinstance(record, Outcome)]
    same = tuple(_assigned(record) == _assigned(own) for record in answered) if isinstance(own, Outcome) else ()
    broke = tuple(record.error for record in (own, *others) if isinstance(record, Breakdown))
    return Reworded(case, tuple(_judged(case, [own])), same, tuple(_judged(case, others)), broke)


def _assigned(outcome: Outcome) -> set[str]:
    return {code.code for code in outcome.answer.codes}


def _judged(case: Case, records: Sequence[Record]) -> Iterator[bool]:
    """Whether the codes are right by the accepted sets, for each record that was answered."""
    for record in records:
        score = codes.score(case, record) if isinstance(record, Outcome) and case.accepted is not None else None
        if score is not None:
            yield score.is_right


def groups(reworded: Sequence[Reworded]) -> dict[str, Group]:
    """The shares by stratum, then of each half, then of all."""
    parts: dict[str, list[Reworded]] = {}
    for one in sorted(reworded, key=lambda one: one.case.stratum):
        parts.setdefault(one.case.stratum, []).append(one)
    for split in ("development", "gate"):
        parts[f"{split} half"] = [one for one in reworded if one.case.split == split]
    parts[OVERALL] = list(reworded)
    return {name: _group(part) for name, part in parts.items() if part}


def _group(part: Sequence[Reworded]) -> Group:
    return Group(len(part), _share(one.same for one in part), _share(one.right for one in part),
                 _share(one.own for one in part))


def _share(judged: Iterator[tuple[bool, ...]]) -> Figure | None:
    return figure([sum(one) / len(one) for one in judged if one])


def differing(reworded: Sequence[Reworded]) -> list[str]:
    """The development cases of which a rewording got other codes; those of the gate are not told, lest they be tuned on."""
    return [one.case.id for one in reworded if one.case.split == "development" and not all(one.same)]


def errors(reworded: Sequence[Reworded]) -> list[str]:
    """What broke, each with its case."""
    return [f"{one.case.id}: {error}" for one in reworded for error in one.errors]


def table(reworded: Sequence[Reworded]) -> str:
    """One line a stratum, a half and all, in % with 95 % intervals, then what differs."""
    rows = [["", "cases", "same codes %", "right %", "own question right %"]]
    rows += [[name, str(group.cases), with_interval(group.same), with_interval(group.right), with_interval(group.own)]
             for name, group in groups(reworded).items()]
    told = [f"broke: {error}" for error in errors(reworded)]
    return "\n".join([aligned(rows), *told, f"differ (development): {' '.join(differing(reworded)) or 'none'}"])


def as_json(reworded: Sequence[Reworded]) -> dict[str, Any]:
    """The shares as plain data."""
    return {"groups": {name: {"cases": group.cases, "same": _json(group.same), "right": _json(group.right),
                              "own": _json(group.own)} for name, group in groups(reworded).items()},
            "differing_development": differing(reworded), "errors": errors(reworded)}


def _json(share: Figure | None) -> dict[str, float] | None:
    return None if share is None else share.as_json()
