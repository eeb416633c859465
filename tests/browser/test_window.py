"""The chat window in a real browser over the real library."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Route, TimeoutError, expect

from assistant.errors import AssistantError
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.ui.server import serve
from tests.browser.conftest import free_port

pytestmark = pytest.mark.browser


def ask(page: Page, question: str) -> None:
    answers = page.locator(".cc-answer").count()
    page.fill("#cc-question textarea", question)
    page.press("#cc-question textarea", "Enter")
    expect(page.locator(".cc-answer")).to_have_count(answers + 1, timeout=60_000)
    expect(page.locator(".cc-live")).to_have_count(0)


def shown_marks(page: Page) -> list[str]:
    return page.locator(".cc-evidence:not([hidden]) .cc-citation mark").all_inner_texts()


def test_a_question_gives_code_cards_and_a_marker_opens_its_quote(page: Page) -> None:
    ask(page, "Morselized allograft packed in during a lumbar fusion: 20930 or 20931?")
    expect(page.locator(".cc-card .cc-code")).to_have_text(["20930"])
    page.locator(".cc-text .cc-marker").first.click()
    active = page.locator(".cc-citation.cc-active")
    expect(active).to_have_count(1)
    expect(active.locator("mark").first).to_contain_text("20930")
    expect(active.locator(".cc-source")).to_contain_text("CodeCite")
    active.locator("summary").click()
    expect(active.locator("details mark")).to_be_visible()


def test_a_follow_up_uses_the_conversation_and_old_markers_bring_old_evidence_back(page: Page) -> None:
    ask(page, "crushed donor bone in a lumbar fusion, which code?")
    first = shown_marks(page)
    ask(page, "what if it was her own bone, from the same incision?")
    expect(page.locator(".cc-turn").nth(1).locator(".cc-code")).to_have_text(["20936"])
    assert shown_marks(page) != first
    page.locator(".cc-turn").first.locator(".cc-text .cc-marker").first.click()
    assert shown_marks(page) == first


def test_the_newest_answer_is_in_view(page: Page) -> None:
    ask(page, "Type 2 diabetes with foot ulcer, left midfoot, fat layer exposed")
    ask(page, "carpal tunnel dx")
    expect(page.locator(".cc-question").last).to_be_in_viewport()
    expect(page.locator(".cc-ask").last).to_be_in_viewport()
    expect(page.locator(".cc-answer").last.locator(".cc-text p").last).to_be_in_viewport()


def test_a_new_topic_shows_none_of_the_sources_before(page: Page) -> None:
    ask(page, "crushed donor bone in a lumbar fusion, which code?")
    ask(page, "dx for swimmer's ear, left")
    marks = shown_marks(page)
    assert any("H60.332" in mark for mark in marks)
    assert not any("2093" in mark for mark in marks)


def test_what_is_missing_is_asked_and_what_is_not_held_is_said(page: Page) -> None:
    ask(page, "carpal tunnel syndrome dx")
    expect(page.locator(".cc-clarify .cc-ask")).to_contain_text("side")
    ask(page, "99213 or 99214 for this visit?")
    expect(page.locator(".cc-clarify .cc-ask").last).to_contain_text("medical decision making")
    ask(page, "What does Aetna pay for 20610?")
    expect(page.locator(".cc-abstain .cc-state")).to_contain_text("Not in the sources held")
    ask(page, "E10.9 and E11.9 on the same claim, ok?")
    expect(page.locator(".cc-verdict").last).to_have_text("No")


def test_html_in_a_question_is_shown_as_text(page: Page) -> None:
    ask(page, "<img src=x onerror='window.hacked=1'><b>shingles</b>")
    assert page.evaluate("window.hacked") is None
    assert page.locator(".cc-question img").count() == 0
    expect(page.locator(".cc-question").last).to_contain_text("<b>shingles</b>")


@pytest.mark.parametrize(("text", "says"), [("   ", "Please type a question"), ("x" * 20_001, "limit is 20,000")])
def test_a_question_that_cannot_be_asked_stays_in_the_box_with_one_sentence(page: Page, text: str, says: str) -> None:
    page.fill("#cc-question textarea", text)
    page.click("#cc-send")
    expect(page.locator(".cc-error")).to_contain_text(says)
    expect(page.locator("#cc-question textarea")).to_have_value(text)


def test_examples_ask_and_then_make_room(page: Page) -> None:
    page.locator(".cc-example").nth(2).click()
    expect(page.locator(".cc-code")).to_have_text(["H60.332"], timeout=30_000)
    expect(page.locator(".cc-example").first).to_be_hidden()


def test_retry_and_a_new_conversation(page: Page) -> None:
    ask(page, "shingles")
    page.click("#cc-retry")
    expect(page.locator(".cc-answer")).to_have_count(1)
    page.click("#cc-new")
    expect(page.locator(".cc-turn")).to_have_count(0)
    expect(page.locator(".cc-empty")).to_be_visible()


def test_a_code_is_copied_by_its_button(page: Page) -> None:
    ask(page, "dx for swimmer's ear, left")
    page.locator(".cc-copy-code").click()
    expect(page.locator(".cc-copy-code")).to_have_text("Copied")


def test_all_codes_and_the_answer_are_copied_as_they_are_typed_elsewhere(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "1. Type 2 diabetes\n2. Hypertension\n3. COPD with acute exacerbation")
    copied: Callable[[], str] = lambda: str(page.evaluate("navigator.clipboard.readText()"))  # noqa: E731
    page.get_by_role("button", name="Copy all").click()
    expect(page.locator(".cc-copy-all")).to_have_text("Copied")
    assert copied().split(", ") == page.locator(".cc-card .cc-code").all_inner_texts()
    page.get_by_role("button", name="Copy answer").click()
    expect(page.locator("[data-do=copy]")).to_have_text("Copied")
    assert copied().startswith("E11.9, I10")
    assert "[1] " in copied()


def test_what_is_printed_is_the_answer_and_not_the_controls(page: Page) -> None:
    ask(page, "dx for swimmer's ear, left")
    page.emulate_media(media="print")
    expect(page.locator(".cc-answer")).to_be_visible()
    for control in ("#cc-composer", "#cc-side", ".cc-judge", ".cc-next", "#cc-head"):
        expect(page.locator(control).first).to_be_hidden()


def test_a_passage_leads_back_to_its_sentence(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    ask(page, "dx for swimmer's ear, left")
    marker = page.locator(".cc-text .cc-marker").first
    marker.click()
    expect(page.locator(".cc-citation.cc-active")).to_be_in_viewport()
    expect(page.locator(".cc-citation.cc-active .cc-role")).to_have_text("decides H60.332")
    page.locator(".cc-active .cc-back").click()
    expect(marker).to_be_focused()
    expect(marker).to_be_in_viewport()


def test_it_says_who_answers_and_where_a_question_goes(page: Page) -> None:
    expect(page.locator(".cc-where")).to_contain_text("built-in writer", timeout=30_000)
    expect(page.locator(".cc-where")).to_contain_text("stay on this computer")
    expect(page.locator(".cc-legal")).to_contain_text("American Medical Association")


def test_the_dark_look_is_kept_over_a_reload(page: Page) -> None:
    dark: Callable[[], bool] = lambda: bool(page.evaluate("document.body.classList.contains('dark')"))  # noqa: E731
    before = dark()
    page.click("#cc-dark")
    assert dark() is not before
    page.reload()
    page.wait_for_selector("#cc-question textarea")
    assert dark() is not before


def test_a_phone_shows_everything_without_scrolling_sideways(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    ask(page, "Type 2 diabetes with foot ulcer, left midfoot, fat layer exposed")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator("#cc-send")).to_be_in_viewport()


def later(route: Route) -> None:
    route.request.frame.page.wait_for_timeout(1_000)
    route.continue_()


@contextmanager
def asked_while_getting_ready(
    browser: Browser, assistant: Assistant, settings: Settings
) -> Iterator[tuple[Page, threading.Event]]:
    """A page on which *shingles* was asked before the library was there, and what makes it ready."""
    ready = threading.Event()

    def slow(told: Callable[[str], None]) -> Assistant:
        told("Embedding: 40 %")
        ready.wait(60)
        return assistant

    port = free_port()
    stop = serve(slow, settings, port=port, ready=lambda sentence: None, wait=False)
    page = browser.new_page()
    try:
        page.goto(f"http://127.0.0.1:{port}/")
        page.wait_for_selector("#cc-question textarea")
        page.fill("#cc-question textarea", "shingles")
        page.press("#cc-question textarea", "Enter")
        expect(page.locator(".cc-live")).to_contain_text("Embedding: 40 %")
        yield page, ready
    finally:
        ready.set()
        page.unroute_all(behavior="ignoreErrors")
        page.close()
        stop()


def test_what_is_typed_while_an_answer_is_on_its_way_stays_in_the_box(
    browser: Browser, assistant: Assistant, window_settings: Settings
) -> None:
    with asked_while_getting_ready(browser, assistant, window_settings) as (page, ready):
        expect(page.locator("#cc-question textarea")).to_have_value("")
        page.fill("#cc-question textarea", "with postherpetic neuralgia")
        ready.set()
        expect(page.locator(".cc-answer")).to_have_count(1, timeout=30_000)
        expect(page.locator("#cc-question textarea")).to_have_value("with postherpetic neuralgia")


def test_a_question_asked_while_the_library_gets_ready_waits_and_can_be_stopped(
    browser: Browser, assistant: Assistant, window_settings: Settings
) -> None:
    with asked_while_getting_ready(browser, assistant, window_settings) as (page, ready):
        # a server that is told late of the stop goes on working: nothing of that may be seen
        page.route(re.compile("/(reset|cancel)$"), later)
        page.click("#cc-stop")
        expect(page.locator("#cc-question textarea")).to_have_value("shingles")
        expect(page.locator(".cc-state")).to_contain_text("Stopped")
        page.wait_for_timeout(1_500)
        expect(page.locator("#cc-question textarea")).to_have_value("shingles")
        expect(page.locator(".cc-state")).to_contain_text("Stopped")
        ready.set()
        # what is pressed while the stop is still being carried out is lost, and the question stays in the box
        for _ in range(20):
            page.press("#cc-question textarea", "Enter")
            try:
                page.wait_for_selector(".cc-live, .cc-answer", timeout=1_000)
                break
            except TimeoutError:
                continue
        expect(page.locator(".cc-answer")).to_have_count(1, timeout=30_000)


def test_a_library_that_cannot_be_opened_is_told_and_the_question_kept(
    browser: Browser, window_settings: Settings
) -> None:
    def broken(told: Callable[[str], None]) -> Assistant:
        raise AssistantError("The data folder cannot be written: set CODECITE_HOME.")

    port = free_port()
    stop = serve(broken, window_settings, port=port, ready=lambda sentence: None, wait=False)
    page = browser.new_page()
    try:
        page.goto(f"http://127.0.0.1:{port}/")
        page.wait_for_selector("#cc-question textarea")
        page.fill("#cc-question textarea", "shingles")
        page.press("#cc-question textarea", "Enter")
        expect(page.locator(".cc-error")).to_contain_text("set CODECITE_HOME")
        expect(page.locator("#cc-question textarea")).to_have_value("shingles")
    finally:
        page.close()
        stop()
