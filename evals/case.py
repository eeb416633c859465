"""A case: one question and everything that a right answer to it must fulfil."""

from __future__ import annotations

from datetime import date as Date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from assistant.answer import Action
from assistant.request import Request
from knowledge import code_format

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Modifier = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2}$")]
Split = Literal["development", "gate"]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Context(_Form):
    """The circumstances of a question. ``date`` is the date of service.

    ``setting`` is for the reader of a case: a request has no field for it, so a question that depends on it says so.
    """

    payer: Words | None = None
    date: Date | None = None
    setting: Words | None = None


class Case(_Form):
    """A question with its key. ``stratum`` is the name of the file the case stands in.

    A field that is absent asserts nothing. ``accepted`` lists the code sets that are right, an empty set meaning that
    no code is assigned; ``forbidden`` codes must never be assigned, each with why it tempts. ``action`` lists the
    right actions. ``units`` are compared wherever the code may be assigned. ``modifiers`` are all that the answer
    tells to use, an empty list meaning none. Of each group in ``ask_back`` at least one word must be asked about.
    ``gold`` names articles and ``icd10cm/CODE`` entries, one of which retrieval must find. ``proof`` is the rule or
    row that makes the key right.
    """

    stratum: str
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    question: Words
    turns: tuple[Words, ...] = ()
    context: Context = Context()
    action: Annotated[tuple[Action, ...], Field(min_length=1)] | None = None
    accepted: Annotated[tuple[tuple[Words, ...], ...], Field(min_length=1)] | None = None
    forbidden: dict[Words, Words] = Field(default_factory=dict)
    verdict: Literal["yes", "no", "conditional"] | None = None
    units: dict[Words, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    modifiers: tuple[Modifier, ...] | None = None
    ask_back: tuple[Annotated[tuple[Words, ...], Field(min_length=1)], ...] = ()
    gold: tuple[Words, ...] = ()
    must_say: tuple[Words, ...] = ()
    must_not_say: tuple[Words, ...] = ()
    proof: Words
    author: Words
    difficulty: Literal["easy", "medium", "hard"]
    split: Split

    @field_validator("action", mode="before")
    @classmethod
    def _one_action_is_a_list_of_one(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    @field_validator("verdict", mode="before")
    @classmethod
    def _verdict_in_quotes(cls, value: object) -> object:
        if isinstance(value, bool):
            raise ValueError('YAML reads an unquoted yes or no as true or false: write "yes" or "no" in quotes')
        return value

    @field_validator("accepted")
    @classmethod
    def _codes_as_printed(cls, sets: tuple[tuple[str, ...], ...] | None) -> tuple[tuple[str, ...], ...] | None:
        for code in (code for codes in sets or () for code in codes):
            printed = code.upper() if code_format.is_procedure_shaped(code) else code_format.dotted(code)
            if not (code_format.is_procedure_shaped(code) or code_format.is_icd_shaped(code)):
                raise ValueError(f"{code} does not have the shape of a code")
            if code != printed:
                raise ValueError(f"write {printed} instead of {code}")
        for codes in sets or ():
            if len(set(codes)) < len(codes):
                raise ValueError(f"the set {list(codes)} names a code twice")
        if sets and len({frozenset(codes) for codes in sets}) < len(sets):
            raise ValueError("the same set of codes stands twice")
        return sets

    @model_validator(mode="after")
    def _consistent(self) -> Case:
        if not self.asserts:
            raise ValueError("the case asserts nothing: give at least one of action, accepted, forbidden, verdict, "
                             "units, modifiers, ask_back, must_say, must_not_say")
        acceptable = {code for codes in self.accepted or () for code in codes}
        both = sorted(acceptable & set(self.forbidden))
        if both:
            raise ValueError(f"{', '.join(both)} is both accepted and forbidden")
        stray = sorted(set(self.units) - acceptable) if self.accepted is not None else []
        if stray:
            raise ValueError(f"units are given for {', '.join(stray)}, which no accepted set holds")
        wanted, unwanted = ({phrase.casefold() for phrase in said} for said in (self.must_say, self.must_not_say))
        if wanted & unwanted:
            raise ValueError(f"{min(wanted & unwanted)!r} must be said and must not be said")
        return self

    @property
    def asserts(self) -> bool:
        """Whether an answer can be wrong. Gold passages alone judge the search and not the answer."""
        return bool(self.action or self.accepted is not None or self.forbidden or self.verdict or self.units
                    or self.modifiers is not None or self.ask_back or self.must_say or self.must_not_say)

    @property
    def request(self) -> Request:
        """The case as it is put to an assistant."""
        return Request(id=self.id, question=self.question, turns=list(self.turns), date=self.context.date,
                       payer=self.context.payer)

    def day(self, today: Date) -> Date:
        """The day that codes must be valid on: the date of service, else today."""
        return self.context.date or today
