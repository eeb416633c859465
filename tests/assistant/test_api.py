"""The HTTP interface and the MCP tools give the same answers as the window."""

from __future__ import annotations

import asyncio
import json

import pytest
from fastapi.testclient import TestClient

from assistant.answer import Answer
from assistant.api.mcp_server import mcp_server
from assistant.pipeline import Assistant
from assistant.request import Request
from assistant.settings import Settings
from assistant.ui.services import services
from assistant.ui.web import web_app

QUESTION = "dx for swimmer's ear, left"


@pytest.fixture(scope="module")
def client(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    held = services(Settings(home=tmp_path_factory.mktemp("api")), lambda told: assistant)
    for _ in held.warming.wait():
        pass
    return TestClient(web_app(held), base_url="http://127.0.0.1")


def test_a_question_gets_the_answer_of_the_command_line(client: TestClient, assistant: Assistant) -> None:
    given = Answer.model_validate(client.post("/api/ask", json={"question": QUESTION}).json())
    expected = assistant.ask(Request(question=QUESTION))
    assert given.model_copy(update={"elapsed_ms": {}}) == expected.model_copy(update={"elapsed_ms": {}})


def test_the_stages_come_as_events_and_the_answer_last(client: TestClient) -> None:
    told = client.post("/api/ask", json={"question": QUESTION}, headers={"Accept": "text/event-stream"})
    events = [block.split("\n") for block in told.text.strip().split("\n\n")]
    assert events[0] == ["event: step", 'data: {"name": "Reading the question", "detail": ""}']
    assert events[-1][0] == "event: answer"
    assert json.loads(events[-1][1].removeprefix("data: "))["codes"][0]["code"] == "H60.332"


def test_a_code_a_claim_and_a_search_are_answered(client: TestClient) -> None:
    page = client.get("/api/code/H60332", params={"date": "2026-08-15"}).json()
    assert (page["code"], page["valid"]["standing"]) == ("H60.332", "valid")
    claim = {"date": "2026-08-15", "diagnoses": "M17.11", "lines": [{"code": "20610-LT"}]}
    assert any(finding["rule"] == "laterality" for finding in client.post("/api/check", json=claim).json()["findings"])
    assert client.get("/api/search", params={"q": "swimmer's ear"}).json()[0]["codes"][0].startswith("H60.33")


@pytest.mark.parametrize(
    ("path", "body"),
    [("/api/ask", {"question": "x", "surprise": 1}), ("/api/ask", {}), ("/api/check", {"lines": "none"})],
)
def test_a_wrong_call_is_told_in_one_sentence(client: TestClient, path: str, body: dict[str, object]) -> None:
    told = client.post(path, json=body)
    assert told.status_code in {400, 422}
    assert told.json()["error"].endswith(".")


def test_the_page_documents_every_route_without_reaching_out(client: TestClient) -> None:
    page = client.get("/api/").text
    for path in ("POST /api/ask", "GET /api/code/{code}", "POST /api/check", "GET /api/search"):
        assert path in page
    assert "https://" not in page
    assert "/ask" in client.get("/api/openapi.json").json()["paths"]


def test_another_sites_page_cannot_ask(client: TestClient) -> None:
    assert client.post("/api/ask", json={"question": QUESTION}, headers={"Origin": "http://evil.example"}).status_code == 403


def test_another_assistant_gets_the_tools_and_their_answers(assistant: Assistant) -> None:
    server = mcp_server(lambda: assistant)

    async def used() -> tuple[set[str], dict[str, object], str]:
        from mcp.client import Client

        async with Client(server) as client:
            names = {tool.name for tool in (await client.list_tools()).tools}
            answer = await client.call_tool("ask", {"question": QUESTION})
            wrong = await client.call_tool("check", {"claim": {"date": "2026-08-15", "lines": [{"code": "20610-RT"}], "diagnoses": "M17.11"}})
            return names, json.loads(answer.content[0].text), wrong.content[0].text

    names, answer, checked = asyncio.run(used())
    assert names == {"ask", "code", "check", "search"}
    assert answer["codes"][0]["code"] == "H60.332"
    assert "findings" in checked
