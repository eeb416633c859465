"""What a chat model reaches of the library through its tools."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from langchain_core.tools import BaseTool

from assistant.tools import library_tools
from knowledge.library import Library

DAY = date(2026, 8, 15)


@pytest.fixture(scope="module")
def tools(loaded_library: Library) -> dict[str, BaseTool]:
    return {tool.name: tool for tool in library_tools(loaded_library, DAY)}


def called(tools: dict[str, BaseTool], name: str, **given: Any) -> Any:
    return json.loads(tools[name].invoke(given))


def test_search_gives_passages_with_source_and_edition(tools: dict[str, BaseTool]) -> None:
    found = called(tools, "search", words="swimmer's ear")
    assert "H60.33" in found[0]["codes"]
    assert found[0]["source"]
    assert found[0]["edition"]


def test_a_code_tells_its_validity_and_rows(tools: dict[str, BaseTool]) -> None:
    page = called(tools, "code", code="20610-rt")
    assert page["code"] == "20610"
    assert page["valid"]["standing"] == "valid"
    assert page["fee_schedule"]["indicators"]["bilateral"]["value"] == "1"


def test_a_pair_is_looked_up_in_both_settings(tools: dict[str, BaseTool]) -> None:
    found = called(tools, "pair", one="76942", other="20610", day="2026-08-15")
    assert found["column1"] == "20610"
    assert {setting["setting"] for setting in found["settings"]} == {"practitioner", "hospital"}


def test_a_claim_is_checked_on_the_day_asked_about(tools: dict[str, BaseTool]) -> None:
    report = called(tools, "check", diagnoses=["M17.11"], lines=[{"code": "20610-LT"}, {"code": "76942"}])
    assert {"laterality", "NCCI procedure-to-procedure edit"} <= {finding["rule"] for finding in report["findings"]}


def test_a_wrong_call_comes_back_as_a_sentence(tools: dict[str, BaseTool]) -> None:
    assert "day" in tools["pair"].invoke({"one": "76942", "other": "20610", "day": "soon"})
    assert "lines" in tools["check"].invoke({"lines": [{"units": 2}]})
