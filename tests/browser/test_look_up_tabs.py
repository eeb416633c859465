"""The code page and the claim check in a real browser, over the real library with tables loaded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.ui.server import serve
from knowledge.library import Library
from tests.browser.conftest import free_port

pytestmark = pytest.mark.browser

DAY = "2026-08-15"
_CLAIM = {"date": DAY, "diagnoses": "M17.11", "lines": [{"code": "20610-LT"}, {"code": "76942"}]}


@pytest.fixture(scope="module")
def loaded_window(loaded_library: Library, window_settings: Settings) -> Iterator[str]:
    """The address of a window over the library with the small tables."""
    port = free_port()
    assistant = Assistant(loaded_library, today=lambda: date(2026, 8, 15))
    stop = serve(lambda told: assistant, window_settings, port=port, ready=lambda sentence: None, wait=False)
    yield f"http://127.0.0.1:{port}/"
    stop()


@pytest.fixture
def tabs(browser: Browser, loaded_window: str) -> Iterator[Page]:
    held = browser.new_page(viewport={"width": 1280, "height": 900})
    held.goto(loaded_window)
    held.wait_for_selector("#cc-question textarea")
    yield held
    held.close()


def open_tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()
    # Gradio builds a tab when it is first opened and empties its boxes once more while it does
    page.wait_for_timeout(400)


def look_up(page: Page, code: str, other: str = "") -> None:
    page.fill("#cc-code-box textarea", code)
    page.fill("#cc-code-other textarea", other)
    page.get_by_label("Date of service (YYYY-MM-DD)").last.fill(DAY)
    page.click("#cc-code-go")


def check(page: Page, lines: str, diagnoses: str = "M17.11") -> None:
    page.fill("#cc-claim-lines textarea", lines)
    page.fill("#cc-claim-dx textarea", diagnoses)
    page.get_by_label("Date of service (YYYY-MM-DD)").last.fill(DAY)
    page.click("#cc-claim-go")


def test_a_code_is_looked_up_and_its_neighbours_are_one_click_away(tabs: Page) -> None:
    open_tab(tabs, "Code")
    look_up(tabs, "20610-rt")
    expect(tabs.locator(".cc-code-head .cc-code")).to_have_text("20610")
    expect(tabs.locator(".cc-page")).to_contain_text("modifier 50 applies")
    expect(tabs.locator(".cc-page .cc-late").first).to_have_text("edition ended before this day")
    tabs.locator(".cc-page .cc-open", has_text="20611").first.click()
    expect(tabs.locator(".cc-code-head .cc-code")).to_have_text("20611")


def test_two_codes_show_their_edit_in_both_settings(tabs: Page) -> None:
    open_tab(tabs, "Code")
    look_up(tabs, "20610", "76942")
    pair = tabs.locator(".cc-section").first
    expect(pair).to_contain_text("76942 is column 2 to 20610 in the practitioner edits")
    expect(pair).to_contain_text("20610 is column 2 to 76942 in the outpatient hospital edits")


def test_a_mistyped_code_is_told_and_a_bad_date_is_one_sentence(tabs: Page) -> None:
    open_tab(tabs, "Code")
    look_up(tabs, "2093O")
    expect(tabs.locator(".cc-standing-not")).to_contain_text("not a valid")
    expect(tabs.locator(".cc-page .cc-open").first).to_have_text("20930")
    tabs.get_by_label("Date of service (YYYY-MM-DD)").last.fill("tomorrow")
    tabs.click("#cc-code-go")
    expect(tabs.locator("#cc-code-page [role=alert]")).to_contain_text("'tomorrow' is not a date")


def test_a_code_of_an_answer_opens_its_page(tabs: Page) -> None:
    tabs.fill("#cc-question textarea", "dx for swimmer's ear, left")
    tabs.press("#cc-question textarea", "Enter")
    tabs.locator(".cc-card .cc-open").click()
    expect(tabs.locator(".cc-code-head .cc-code")).to_have_text("H60.332")


def test_a_typed_claim_is_checked_and_stays_in_the_form(tabs: Page) -> None:
    open_tab(tabs, "Claim check")
    check(tabs, "20610-LT A\n76942 A")
    found = tabs.locator("#cc-claim-report .findings")
    expect(found).to_contain_text("laterality")
    expect(found).to_contain_text("NCCI procedure-to-procedure edit")
    expect(tabs.locator("#cc-claim-lines textarea")).to_have_value("20610-LT A\n76942 A")


def test_a_line_that_is_none_is_one_sentence_and_nothing_is_lost(tabs: Page) -> None:
    open_tab(tabs, "Claim check")
    check(tabs, "20610 hello <b>")
    expect(tabs.locator("#cc-claim-report [role=alert]")).to_contain_text("'hello <b>' is not understood in a service line")
    expect(tabs.locator("#cc-claim-lines textarea")).to_have_value("20610 hello <b>")


def test_a_claim_file_is_checked(tabs: Page, tmp_path: Path) -> None:
    (tmp_path / "claim.json").write_text(json.dumps(_CLAIM), encoding="utf-8")
    open_tab(tabs, "Claim check")
    tabs.locator("#cc-claim-buttons input[type=file]").set_input_files(tmp_path / "claim.json")
    expect(tabs.locator("#cc-claim-report .findings")).to_contain_text("laterality")


@pytest.mark.parametrize("dark", [False, True])
def test_both_tabs_fit_a_phone(browser: Browser, loaded_window: str, dark: bool) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme="dark" if dark else "light")
    page.goto(loaded_window)
    page.wait_for_selector("#cc-question textarea")
    open_tab(page, "Code")
    look_up(page, "20610", "76942")
    expect(page.locator(".cc-page")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    open_tab(page, "Claim check")
    check(page, "20610-LT A\n76942 A")
    expect(page.locator("#cc-claim-report .findings")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()
