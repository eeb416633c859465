"""What a run saves: an answer with all that is needed to score it again without a library."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date as Date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from assistant.answer import Answer
from assistant.request import Request
from knowledge.records import Passage


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SavedPassage(_Form):
    """A cited passage as the library held it at the time of the run."""

    id: str
    text: str
    title: str
    source: str
    edition: str
    locator: str
    codes: tuple[str, ...]

    @classmethod
    def of(cls, passage: Passage) -> SavedPassage:
        """The form that is saved of a passage."""
        return cls(id=passage.id, text=passage.text, title=passage.title, source=passage.source,
                   edition=str(passage.edition), locator=passage.locator, codes=passage.codes)


class Found(_Form):
    """A passage that retrieval found, by its address and title."""

    address: str
    title: str


class Outcome(_Form):
    """One case answered. ``standings`` tell how each assigned code stands on ``day``.

    ``passages`` are the cited ones by id; a citation of a passage that the library does not know has none here.
    ``seconds`` is the time of the answer alone, without the retrieval that the run repeats for its own figures.
    ``model_calls`` and the tokens are what a chat model reported; 0 where the built-in writer answered.
    """

    case: str
    request: Request
    day: Date
    answer: Answer
    passages: dict[str, SavedPassage] = Field(default_factory=dict)
    found: tuple[Found, ...] = ()
    standings: dict[str, str] = Field(default_factory=dict)
    seconds: float = 0.0
    model_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0


class Breakdown(_Form):
    """One case that could not be answered: an outage, which is neither right nor wrong."""

    case: str
    request: Request
    error: str
    seconds: float = 0.0


Record = Outcome | Breakdown
_RECORD: TypeAdapter[Record] = TypeAdapter(Record)


class RecordsUnreadable(Exception):
    """A file of saved answers is missing or is not one; the message says which line."""


def line(record: Record) -> str:
    """A record as one JSON line."""
    return record.model_dump_json() + "\n"


def read_records(path: Path) -> list[Record]:
    """The records of a saved run, a line each. Raises RecordsUnreadable."""
    try:
        lines: Iterable[str] = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RecordsUnreadable(f"{path} cannot be read as saved answers.") from error
    records: list[Record] = []
    for number, text in enumerate(lines, 1):
        try:
            records.append(_RECORD.validate_json(text))
        except ValueError as error:
            raise RecordsUnreadable(f"{path}: line {number} is not a saved answer.") from error
    return records
