"""Thin doors to the library, for a chat model that may look things up: search, code, pair, check.

Each answers in JSON with source and edition; what is wrong with the arguments comes back as one sentence, so that a model
can mend its call.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any, Literal

from langchain_core.tools import BaseTool, StructuredTool
from pydantic import BaseModel, Field

from knowledge.claims.check import check
from knowledge.claims.claim import Claim
from knowledge.code_page.page import code_page, named_code
from knowledge.errors import KnowledgeError
from knowledge.library import Library
from knowledge.pairs import pair_answer
from knowledge.records import Passage, System

_PASSAGES = 6
# a code can stand in thousands of edits: a model asks for the one it needs with ``pair``
_EDITS = 20


class _Search(BaseModel):
    words: str = Field(min_length=1, max_length=500, description="Clinical words or a rule, as a coder would type them.")
    system: Literal["ICD-10-CM", "CPT"] = Field(
        default="ICD-10-CM", description="ICD-10-CM for diagnoses and guidelines, CPT for procedures, HCPCS and payment rules."
    )


class _Code(BaseModel):
    code: str = Field(min_length=1, max_length=20, description="A CPT, HCPCS or ICD-10-CM code.")
    day: date | None = Field(default=None, description="Date of service, YYYY-MM-DD; today where it is left out.")


class _Pair(BaseModel):
    one: str = Field(min_length=1, max_length=20, description="A CPT or HCPCS code.")
    other: str = Field(min_length=1, max_length=20, description="The other code of the same encounter.")
    day: date | None = Field(default=None, description="Date of service, YYYY-MM-DD; today where it is left out.")


def library_tools(library: Library, today: date, id_of: Callable[[Passage], str] | None = None) -> list[BaseTool]:
    """The tools over one library, in LangChain's form; ``today`` stands where a call names no day.

    ``id_of`` gives the id by which a model may quote a passage that a search or a code's page shows.
    """

    def named(passage: Passage | None) -> dict[str, str]:
        return {"id": id_of(passage)} if id_of is not None and passage is not None else {}

    def search(words: str, system: str = "ICD-10-CM") -> str:
        hits = library.search.passages(words, System(system), _PASSAGES)
        return json.dumps(
            [
                {
                    **named(hit.passage),
                    "title": hit.passage.title,
                    "codes": hit.passage.codes,
                    "text": hit.passage.text,
                    "source": hit.passage.source,
                    "edition": str(hit.passage.edition),
                }
                for hit in hits
            ]
        )

    def code(code: str, day: date | None = None) -> str:
        page = code_page(library, code, day or today)
        for setting in page.pairs:
            del setting.edits[_EDITS:]
        told = page.model_dump_json(exclude_defaults=True)
        passage = library.codebook.passage(code) if id_of is not None else None
        if passage is None:
            return told
        return json.dumps({"passage": {**named(passage), "text": passage.text}, "page": json.loads(told)})

    def pair(one: str, other: str, day: date | None = None) -> str:
        return pair_answer(library.tables, named_code(one), named_code(other), day or today).model_dump_json()

    def check_claim(**claim: Any) -> str:
        # a call names the fields of a claim and leaves the day out where it is today
        return check(Claim.model_validate({"date": today, **claim}), library).model_dump_json()

    doors = (
        (search, "search", "Find passages of the library by meaning and by words.", _Search),
        (code, "code", "Everything held about one code on a day: validity, neighbours, edits, units, indicators.", _Code),
        (pair, "pair", "The NCCI edit between two codes, in both settings and both directions.", _Pair),
        (check_claim, "check", "Check service lines and diagnoses against every edit and rule that is held.", Claim),
    )
    return [
        StructuredTool.from_function(
            _told(work), name=name, description=says, args_schema=schema, handle_validation_error=_wrong_call
        )
        for work, name, says, schema in doors
    ]


def _told(work: Any) -> Any:
    """A tool whose failure is the sentence of the error."""

    def tool(**given: Any) -> str:
        try:
            return str(work(**given))
        except KnowledgeError as error:
            return str(error)

    return tool


def _wrong_call(error: Any) -> str:
    first = error.errors()[0]
    where = " ".join(str(part) for part in first["loc"]) or "the call"
    return f"{where} is wrong: {first['msg'].lower()}."
