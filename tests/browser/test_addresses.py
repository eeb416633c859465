"""Tabs and what they show have addresses; search and browse in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_window import ask

pytestmark = pytest.mark.browser


def test_a_code_has_an_address_and_the_chat_is_one_click_away(page: Page, window: str) -> None:
    page.goto(f"{window}code/20930")
    expect(page.locator(".cc-code-head .cc-code")).to_have_text("20930", timeout=20_000)
    page.get_by_role("button", name="Ask about it").click()
    expect(page.locator("#cc-question textarea")).to_have_value("20930: ")
    page.go_back()
    expect(page.locator("#cc-code-page")).to_be_visible()


def test_a_card_leads_to_its_code_and_back_leads_to_the_answer(page: Page) -> None:
    ask(page, "dx for swimmer's ear, left")
    conversation = page.url
    page.locator(".cc-card .cc-open").click()
    expect(page.locator(".cc-code-head .cc-code")).to_have_text("H60.332", timeout=20_000)
    assert page.url.endswith("/code/H60.332")
    page.go_back()
    expect(page.locator(".cc-card .cc-code")).to_be_visible()
    assert page.url == conversation


def test_two_codes_are_compared_line_by_line(page: Page, window: str) -> None:
    page.goto(f"{window}compare/E10.9/E11.9")
    expect(page.locator(".cc-compare thead")).to_contain_text("E11.9", timeout=20_000)
    expect(page.locator(".cc-differs").first).to_contain_text("Type 1 diabetes")
    expect(page.locator("#cc-code-page")).to_contain_text("Excludes1 over")


def test_the_tabular_list_is_walked_and_each_step_has_an_address(page: Page, window: str) -> None:
    page.goto(f"{window}browse")
    page.get_by_role("link", name="chapter 8", exact=True).click()
    page.get_by_role("link", name="H60-H62", exact=True).click()
    page.get_by_role("link", name="H60", exact=True).click()
    expect(page.locator(".cc-filled h2")).to_contain_text("H60 Otitis externa")
    assert page.url.endswith("/browse/H60")
    page.go_back()
    expect(page.locator(".cc-filled h2")).to_contain_text("H60-H62")
    page.goto(f"{window}browse/S52.501")
    expect(page.locator(".cc-tree")).to_contain_text("S52.501A", timeout=20_000)


def test_search_finds_while_one_types_and_says_when_nothing_is_there(page: Page, window: str) -> None:
    page.goto(f"{window}search?q=boxers%20fx")
    expect(page.locator(".cc-hits li").first).to_contain_text("S62.33", timeout=20_000)
    relevance = [int(told.split("relevance ")[1].split("%")[0]) for told in page.locator(".cc-hits li").all_inner_texts()]
    assert relevance == sorted(relevance, reverse=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/ui/search" in request.url else None)
    page.locator("#cc-search-box").press_sequentially(" swimmers ear", delay=20)
    expect(page.locator(".cc-hits")).to_contain_text("H60.33")
    assert len(asked) <= 3
    page.fill("#cc-search-box", "20930")
    expect(page.locator(".cc-found-code")).to_contain_text("20930")
    page.goto(f"{window}browse/Z00.XYZ")
    expect(page.locator(".cc-filled [role=alert]")).to_contain_text("no entry", timeout=20_000)


def test_an_article_is_read_whole(page: Page, window: str) -> None:
    page.goto(f"{window}article/spine-allograft")
    expect(page.locator(".cc-filled h2")).to_contain_text("Allograft", timeout=20_000)
    expect(page.get_by_role("heading", name="Which code")).to_be_visible()


@pytest.mark.parametrize("address", ["code/20930", "compare/20930/20931", "browse", "browse/S52", "search?q=shingles", "article/spine-allograft", "claim"])
def test_every_address_fits_a_phone(page: Page, window: str, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(window + address)
    page.wait_for_selector(".cc-section:visible, .cc-tree:visible, .cc-hits:visible, #cc-claim-form:visible", timeout=20_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
