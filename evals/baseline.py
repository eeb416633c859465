"""The committed baseline: what came of every case when it was last accepted, a line each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.case import Case
from evals.outcome import Outcome
from evals.score import ScoredCase

BASELINE = Path(__file__).parent / "baseline.jsonl"


class BaselineInvalid(Exception):
    """The baseline file has a line that is none."""


class Judged(BaseModel):
    """What came of a case: whether everything was right, what was done and with which codes.

    ``key`` is the digest of question and key: a result is compared only with one of the same.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    key: str
    right: bool
    action: str
    codes: tuple[str, ...]


def judged(scored: Iterable[ScoredCase]) -> dict[str, Judged]:
    """The results of a run by id, without cases that broke or that nothing could judge."""
    return {one.case.id: Judged(id=one.case.id, key=digest(one.case), right=one.is_right,
                                action=one.record.answer.action.value, codes=shown_codes(one.record))
            for one in scored if isinstance(one.record, Outcome) and one.is_right is not None}


def digest(case: Case) -> str:
    """Eight characters for all of a case that can turn right into wrong."""
    told = case.model_dump_json(exclude={"proof", "author", "difficulty", "split", "gold"})
    return hashlib.sha256(told.encode()).hexdigest()[:8]


def read(path: Path = BASELINE) -> dict[str, Judged]:
    """The accepted results by id; none where no baseline was accepted yet. Raises BaselineInvalid."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    results = {}
    for number, text in enumerate(lines, 1):
        try:
            result = Judged.model_validate_json(text)
        except ValidationError as error:
            raise BaselineInvalid(f"{path.name}: line {number} is not a result: accept the baseline anew.") from error
        results[result.id] = result
    return results


def accept(scored: Sequence[ScoredCase], path: Path = BASELINE) -> int:
    """Write the results of a run over those of the same cases, drop no others, and tell how many the file holds."""
    results = {**read(path), **judged(scored)}
    lines = [json.dumps(results[name].model_dump(mode="json")) for name in sorted(results)]
    path.write_text("".join(f"{text}\n" for text in lines), encoding="utf-8", newline="\n")
    return len(results)


def shown_codes(outcome: Outcome) -> tuple[str, ...]:
    """The codes of an answer as the baseline keeps them, each with its units where they are stated."""
    return tuple(f"{code.code} x {code.units}" if code.units is not None else code.code for code in outcome.answer.codes)
