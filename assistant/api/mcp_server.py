"""``codecite mcp``: ask, code, check and search as tools of the Model Context Protocol over standard input and output."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date as Date
from functools import cache, wraps
from typing import Literal

from mcp.server import MCPServer

from assistant.api.routes import found
from assistant.errors import AssistantError
from assistant.pipeline import Assistant
from assistant.request import Request
from knowledge.claims.check import check
from knowledge.claims.claim import Claim
from knowledge.code_page.page import code_page
from knowledge.errors import KnowledgeError
from knowledge.records import System

# a code can stand in thousands of edits: the tool check finds those that matter to a claim
_EDITS = 20
_SAYS = (
    "CodeCite answers which ICD-10-CM, CPT or HCPCS code a case needs, with verbatim quotes that prove every sentence. Pass the "
    "clinical facts as the record states them, and show its citations beside what you take from it."
)


def mcp_server(open_assistant: Callable[[], Assistant]) -> MCPServer[None]:
    """The tools over an assistant that is opened with the first call."""
    assistant = cache(open_assistant)
    server: MCPServer[None] = MCPServer("codecite", title="CodeCite", instructions=_SAYS)

    def ask(question: str, turns: list[str] | None = None, date: Date | None = None, payer: str | None = None) -> str:
        """Which code a case needs, why not its neighbour, and the passage behind every sentence. `turns` are the earlier
        messages of the user, oldest first; `date` is the date of service."""
        given = Request(question=question, turns=turns or [], date=date, payer=payer)
        return assistant().ask(given).model_dump_json()

    def code(code: str, date: Date | None = None) -> str:
        """Everything held about one CPT, HCPCS or ICD-10-CM code on a day: validity, neighbours, edits, units, indicators."""
        page = code_page(assistant().library, code, date or Date.today())
        for setting in page.pairs:
            del setting.edits[_EDITS:]
        return page.model_dump_json(exclude_defaults=True)

    def check_claim(claim: Claim) -> str:
        """Service lines and diagnoses of a claim against every edit and rule that is held."""
        return check(claim, assistant().library).model_dump_json()

    def search(words: str, system: Literal["ICD-10-CM", "CPT"] = "ICD-10-CM") -> str:
        """Passages of the library by meaning and by words; CPT also finds HCPCS and payment rules."""
        hits = found(assistant().library, words, System(system))
        return f"[{','.join(hit.model_dump_json() for hit in hits)}]"

    for name, tool in (("ask", ask), ("code", code), ("check", check_claim), ("search", search)):
        server.add_tool(_told(tool), name=name)
    return server



def _told(tool: Callable[..., str]) -> Callable[..., str]:
    """A tool whose failure is the sentence of the error, so that a model can mend its call."""

    @wraps(tool)
    def told(*args: object, **given: object) -> str:
        try:
            return tool(*args, **given)
        except (KnowledgeError, AssistantError) as error:
            return str(error)

    return told
