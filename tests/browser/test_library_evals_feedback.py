"""The library, evals and feedback pages in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.ui.evals_page import evals_html, read_runs
from assistant.ui.server import serve
from knowledge.library import Library
from knowledge.loaded import LoadedTables
from tests.browser.conftest import free_port
from tests.browser.test_window import ask

pytestmark = pytest.mark.browser
_FIGURE = {"n": 10, "value": 0.9, "low": 0.6, "high": 0.98}
_RUN = {
    "passed": False,
    "reasons": ["overall <right> is below 0.95"],
    "totals": {"cases": 10, "figures": {"right": _FIGURE, "codes": _FIGURE, "action": _FIGURE, "verdict": None}},
    "strata": {"look-alike": {"cases": 10, "figures": {"right": _FIGURE}}},
    "failing": ["look-alike-001"],
}


@pytest.fixture
def pages(browser: Browser, library: Library, tmp_path: Path) -> Iterator[Page]:
    """A window over the real library whose loaded tables lie in a folder of the test."""
    held = Library(library.folder, library.model)
    held.use_tables(LoadedTables(tmp_path))
    port = free_port()
    stop = serve(lambda told: Assistant(held), Settings(home=tmp_path), port=port, ready=lambda sentence: None, wait=False)
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(20_000)
    page.goto(f"http://127.0.0.1:{port}/library")
    yield page
    page.close()
    stop()
    held.close()


def test_a_file_is_taken_in_shown_and_taken_out(pages: Page, tmp_path: Path, table_files: Path) -> None:
    expect(pages.locator(".cc-sources")).to_contain_text("ICD-10-CM tabular list", timeout=20_000)
    expect(pages.locator(".cc-filled")).to_contain_text("codecite library fetch fee-schedule")
    policy = tmp_path / "acme-policy.md"
    policy.write_text("# Acme policy\n\nAcme pays 20610 four times a year.\n", encoding="utf-8")
    official = next(path for path in sorted(table_files.iterdir()) if "mue" in path.name.lower())
    pages.set_input_files("#cc-upload-files", [policy, official])
    expect(pages.locator("#cc-upload-told")).to_contain_text("acme-policy loaded", timeout=60_000)
    expect(pages.locator(".cc-sources")).to_contain_text("Medically Unlikely")
    expect(pages.locator(".cc-sources")).to_contain_text("rows")
    pages.get_by_role("button", name="Remove document-acme-policy").click()
    pages.get_by_text("Remove for good?").click()
    expect(pages.locator(".cc-sources")).not_to_contain_text("acme-policy")


def test_a_file_that_is_no_table_is_told_in_one_sentence(pages: Page, tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"\xff\xd8\xff not a table")
    pages.wait_for_selector("#cc-upload-files")
    pages.set_input_files("#cc-upload-files", tmp_path / "holiday.jpg")
    expect(pages.locator("#cc-upload-told .cc-notice")).to_contain_text("holiday.jpg is no table or document", timeout=30_000)


def test_feedback_is_reviewed_and_taken_as_json(page: Page, window: str) -> None:
    ask(page, "dx for swimmer's ear, left")
    page.get_by_role("button", name="Right", exact=True).last.click()
    expect(page.locator(".cc-said")).to_be_visible()
    page.goto(f"{window}feedback")
    expect(page.locator(".cc-hits li").first).to_contain_text("dx for swimmer's ear, left", timeout=20_000)
    (given, *_) = page.request.get(f"{window}ui/feedback/codecite-feedback.json").json()
    assert given["kind"] == "right"
    assert given["given_codes"] == ["H60.332"]


def test_runs_are_shown_with_their_trend_and_what_failed(tmp_path: Path) -> None:
    assert "run <code>codecite eval</code>" in evals_html(read_runs(tmp_path / "none"))
    (tmp_path / "run.json").write_text(json.dumps(_RUN), encoding="utf-8")
    (tmp_path / "run-broken.json").write_text("{", encoding="utf-8")
    (tmp_path / "run-earlier.json").write_text(json.dumps({**_RUN, "passed": True}), encoding="utf-8")
    told = evals_html(read_runs(tmp_path))
    assert told.count("90.0 % of 10 cases right") == 2
    assert "overall &lt;right&gt; is below 0.95" in told or "passed its thresholds" in told
    assert "codecite eval --id look-alike-001" in told


@pytest.mark.parametrize("address", ["library", "evals", "feedback"])
def test_the_pages_fit_a_phone_and_the_menu_of_tabs_reaches_them(page: Page, window: str, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(window + address)
    page.wait_for_selector(f'[data-page="{address}"] h2', timeout=20_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
