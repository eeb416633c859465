"""History, editing, ask-backs by a click, feedback and export in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.history.conversations import LOCAL, History
from assistant.history.feedback import FeedbackBook
from assistant.history.tables import open_database
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.ui.server import serve
from tests.browser.conftest import free_port
from tests.browser.test_window import ask, shown_marks

pytestmark = pytest.mark.browser


@pytest.fixture
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("conversations"))


@pytest.fixture
def chat(browser: Browser, assistant: Assistant, settings: Settings) -> Iterator[Page]:
    """A window of its own with an empty history."""
    assistant.warm()
    port = free_port()
    stop = serve(lambda told: assistant, settings, port=port, ready=lambda sentence: None, wait=False)
    held = browser.new_page(viewport={"width": 1440, "height": 900})
    held.set_default_timeout(15_000)
    held.goto(f"http://127.0.0.1:{port}/")
    held.wait_for_selector("#cc-question textarea")
    yield held
    held.close()
    stop()


def test_a_conversation_has_an_address_and_its_markers_work_after_a_reload(chat: Page) -> None:
    ask(chat, "dx for swimmer's ear, left")
    expect(chat.locator(".cc-history-open")).to_have_text(["dx for swimmer's ear, left"])
    assert "/c/" in chat.url
    before = shown_marks(chat)
    chat.reload()
    expect(chat.locator(".cc-card .cc-code")).to_have_text(["H60.332"], timeout=20_000)
    assert shown_marks(chat) == before
    chat.locator(".cc-text .cc-marker").first.hover()
    hovered = chat.locator(".cc-citation.cc-active").get_attribute("id")
    chat.locator(".cc-text .cc-marker").first.click()
    assert chat.locator(".cc-citation.cc-active").get_attribute("id") == hovered


def test_a_choice_asked_back_is_answered_by_a_click(chat: Page) -> None:
    ask(chat, "carpal tunnel syndrome dx")
    chat.locator(".cc-choices .cc-chip", has_text="left").click()
    expect(chat.locator(".cc-card .cc-code")).to_have_text(["G56.02"], timeout=20_000)
    expect(chat.locator(".cc-choices")).to_have_count(0)
    chat.locator(".cc-next .cc-chip").first.click()
    expect(chat.locator(".cc-turn")).to_have_count(3)


def test_conversations_are_searched_renamed_pinned_and_deleted(chat: Page) -> None:
    ask(chat, "dx for swimmer's ear, left")
    chat.click("#cc-new")
    expect(chat.locator(".cc-turn")).to_have_count(0)
    ask(chat, "shingles")
    expect(chat.locator(".cc-history-open")).to_have_count(2)
    chat.fill("#cc-history-search", "h60.332")
    expect(chat.locator(".cc-history-open")).to_have_text(["dx for swimmer's ear, left"])
    chat.fill("#cc-history-search", "")
    expect(chat.locator(".cc-history-open")).to_have_text(["shingles", "dx for swimmer's ear, left"])
    chat.locator(".cc-menu summary").nth(1).click()
    chat.get_by_role("button", name="Pin", exact=True).last.click()
    expect(chat.locator(".cc-history-row").first).to_contain_text("swimmer")
    chat.locator(".cc-menu summary").first.click()
    chat.get_by_role("button", name="Rename").first.click()
    chat.get_by_label("Title").fill("Ears")
    chat.get_by_label("Title").press("Enter")
    expect(chat.locator(".cc-history-open").first).to_have_text("Ears")
    chat.locator(".cc-history-open").first.click()
    expect(chat.locator(".cc-card .cc-code")).to_have_text(["H60.332"])
    chat.locator(".cc-menu summary").first.click()
    delete = chat.get_by_role("button", name="Delete").first
    delete.click()
    expect(chat.locator(".cc-history-open")).to_have_count(2)
    chat.get_by_role("button", name="Delete for good?").click()
    expect(chat.locator(".cc-history-open")).to_have_text(["shingles"])
    expect(chat.locator(".cc-turn")).to_have_count(0)


def test_an_edited_question_takes_the_place_of_the_last_and_an_earlier_one_branches(chat: Page) -> None:
    ask(chat, "dx for swimmer's ear, left")
    chat.locator(".cc-edit").click()
    expect(chat.locator("#cc-question textarea")).to_have_value("dx for swimmer's ear, left")
    chat.fill("#cc-question textarea", "dx for swimmer's ear, right")
    chat.press("#cc-question textarea", "Enter")
    expect(chat.locator(".cc-card .cc-code")).to_have_text(["H60.331"], timeout=20_000)
    expect(chat.locator(".cc-earlier")).to_contain_text("swimmer's ear, left")
    ask(chat, "shingles")
    chat.locator(".cc-edit").first.click()
    expect(chat.locator("#cc-question textarea")).to_have_value("dx for swimmer's ear, right")
    chat.fill("#cc-question textarea", "dx for swimmer's ear, both ears, bilateral")
    chat.press("#cc-question textarea", "Enter")
    expect(chat.locator(".cc-card .cc-code")).to_have_text(["H60.333"], timeout=20_000)
    expect(chat.locator(".cc-history-open")).to_have_count(2)


def test_feedback_is_kept_and_thanked_for(chat: Page, settings: Settings) -> None:
    ask(chat, "dx for swimmer's ear, left")
    chat.locator(".cc-wrong summary").click()
    chat.get_by_label("Which codes are right?").fill("H60.331")
    chat.get_by_label("In your words").fill("the record says right")
    chat.locator(".cc-feedback button").click()
    expect(chat.locator(".cc-said")).to_contain_text("noted for review")
    (given,) = FeedbackBook(open_database(settings.database_url)).listed()
    assert (given.kind, given.right_codes, given.comment) == ("wrong_code", ["H60.331"], "the record says right")


def test_a_conversation_is_exported_with_its_evidence(chat: Page) -> None:
    ask(chat, "dx for swimmer's ear, left")
    base, _, key = chat.url.partition("/c/")
    data = json.loads(chat.request.get(f"{base}/ui/history/{key}/codecite.json").text())
    assert data["turns"][0]["answer"]["codes"][0]["code"] == "H60.332"
    assert data["turns"][0]["passages"]
    assert "H60.332" in chat.request.get(f"{base}/ui/history/{key}/codecite.md").text()
    chat.goto(f"{base}/ui/history/{key}/print")
    expect(chat.locator("blockquote").first).to_contain_text("H60.332")


def test_a_question_whose_answer_was_cut_off_is_offered_again(chat: Page, settings: Settings) -> None:
    conversation, _ = History(open_database(settings.database_url)).asked(LOCAL, "dx for swimmer's ear, left")
    chat.goto(f"{chat.url.rstrip('/')}/c/{conversation}")
    expect(chat.locator(".cc-state")).to_contain_text("stopped while it worked", timeout=20_000)
    chat.get_by_role("button", name="Ask it again").click()
    expect(chat.locator(".cc-card .cc-code")).to_have_text(["H60.332"], timeout=20_000)
    expect(chat.locator(".cc-turn")).to_have_count(1)


def test_two_hundred_conversations_open_fast_and_can_all_be_reached(chat: Page, settings: Settings) -> None:
    history = History(open_database(settings.database_url))
    for n in range(200):
        history.asked(LOCAL, f"question {n:03}")
    chat.reload()
    expect(chat.locator(".cc-history-open")).to_have_count(60, timeout=20_000)
    chat.locator(".cc-more").click()
    expect(chat.locator(".cc-history-open")).to_have_count(120)
    chat.fill("#cc-history-search", "question 07")
    expect(chat.locator(".cc-history-open")).to_have_count(12, timeout=3_000)


def test_another_sites_page_cannot_delete_anything(chat: Page) -> None:
    ask(chat, "shingles")
    base, _, key = chat.url.partition("/c/")
    answer = chat.request.delete(f"{base}/ui/history/{key}", headers={"Origin": "http://evil.example"})
    assert answer.status == 403
    expect(chat.locator(".cc-history-open")).to_have_text(["shingles"])


@pytest.mark.parametrize("dark", [False, True])
def test_on_a_phone_the_list_opens_beside_and_nothing_scrolls_sideways(chat: Page, dark: bool) -> None:
    chat.emulate_media(color_scheme="dark" if dark else "light")
    chat.set_viewport_size({"width": 390, "height": 844})
    ask(chat, "dx for swimmer's ear, left")
    chat.evaluate("scrollTo(0, 0)")
    chat.click("#cc-side-button")
    chat.locator(".cc-history-open").click()
    expect(chat.locator("#cc-history")).to_be_hidden()
    assert chat.evaluate("document.documentElement.scrollWidth") <= 390
