"""How often a question in the shorthand of the trade gets exactly its codes, by family of articles or chapter of the list."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.request import Request
from evals.statistics import wilson
from evals.subject import Subject
from knowledge import code_format
from knowledge.records import System

QUESTIONS = Path(__file__).parent
# of a question's digest: with these last figures it is set aside, and nobody who writes words or rules may look at its answer
_SET_ASIDE = frozenset("0123456")


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the codes it wants; ``set_aside`` where rules and words were written without its answer."""

    family: str
    codes: frozenset[str]
    text: str

    @property
    def of_diagnoses(self) -> bool:
        """Whether it wants diagnoses: then every code of the answer counts, else the procedures alone."""
        return not all(code_format.is_procedure_shaped(code) for code in self.codes)

    @property
    def set_aside(self) -> bool:
        """Whether the question is of the half that nothing is tuned on, by a hash of its text."""
        return hashlib.sha256(self.text.encode()).hexdigest()[-1] in _SET_ASIDE


def read_questions(folder: Path = QUESTIONS) -> list[Question]:
    """Every question of a folder's CSV files, in their order."""
    found: list[Question] = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            found += [Question(row["family"], frozenset(row["codes"].split()), row["question"]) for row in csv.DictReader(lines)]
    return found


def measure(
    subject: Subject, questions: Sequence[Question], done: Callable[[int], None] = lambda count: None
) -> dict[str, tuple[int, int]]:
    """By family, how many of the questions got exactly their codes, and of how many. Diagnoses beside procedures do not count."""
    found: dict[str, tuple[int, int]] = {}
    for question in questions:
        answer = subject.ask(Request(question=question.text))
        assigned = {code.code for code in answer.codes if question.of_diagnoses or code.system != System.ICD10CM.value}
        right, of = found.get(question.family, (0, 0))
        found[question.family] = (right + (assigned == question.codes), of + 1)
        done(1)
    return found


def table(found: dict[str, tuple[int, int]]) -> str:
    """The figures as text: a line a family, with the 95 % Wilson interval of all."""
    lines = [f"{family:<30}{of:>6}{right / of:>9.1%}" for family, (right, of) in sorted(found.items())]
    right, of = (sum(column) for column in zip(*found.values(), strict=True))
    low, high = wilson(right, of)
    return "\n".join([*lines, f"{'all':<30}{of:>6}{right / of:>9.1%}  [{low:.0%}–{high:.0%}]"])
