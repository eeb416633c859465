"""The same question answered by the built-in writer and by a chat model, beside each other, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.ui.server import serve
from tests.assistant.model_server import ModelServer, Reply
from tests.browser.conftest import free_port, violations
from tests.browser.test_window import ask, shown_marks
from tests.scripted import answering

pytestmark = pytest.mark.browser
QUESTION = "Morselized allograft packed in during a lumbar fusion: 20930 or 20931?"
OWN_WORDS = "Donor bone placed as chips or granules is 20930."


@pytest.fixture
def model() -> Iterator[ModelServer]:
    """A server on this computer that answers as a model would, in its own words."""
    held = ModelServer()
    held.reply = lambda prompt: Reply(answering(prompt, text=OWN_WORDS))
    yield held
    held.close()


@pytest.fixture
def chat(browser: Browser, assistant: Assistant, model: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A window where the built-in writer answers and the model is at hand."""
    assistant.warm()
    settings = Settings(home=tmp_path_factory.mktemp("writers"), model="openai:served", base_url=model.url, timeout=10)
    port = free_port()
    stop = serve(lambda told: assistant, settings, port=port, ready=lambda sentence: None, wait=False)
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(30_000)
    page.goto(f"http://127.0.0.1:{port}/")
    page.wait_for_selector("#cc-question textarea")
    yield page
    page.close()
    stop()


def beside(page: Page) -> None:
    page.get_by_role("button", name="openai:served").click()
    expect(page.locator(".cc-beside .cc-answer")).to_have_count(2, timeout=60_000)


def test_both_answers_stand_beside_each_other_each_with_its_evidence_and_one_is_chosen(chat: Page) -> None:
    ask(chat, QUESTION)
    first = shown_marks(chat)
    beside(chat)
    built_in, other = chat.locator(".cc-one").nth(0), chat.locator(".cc-one").nth(1)
    expect(built_in.locator("h3").first).to_have_text("By the built-in writer")
    expect(other.locator(".cc-text")).to_contain_text(OWN_WORDS)
    places = [one.bounding_box() for one in (built_in, other)]
    assert places[0] is not None
    assert places[1] is not None
    assert places[1]["x"] > places[0]["x"] + places[0]["width"] - 1
    other.locator(".cc-text .cc-marker").first.click()
    expect(chat.locator(".cc-citation.cc-active")).to_have_attribute("id", "cite-0b-1")
    built_in.locator(".cc-text .cc-marker").first.click()
    assert shown_marks(chat) == first
    for scheme in ("light", "dark"):
        chat.emulate_media(color_scheme=scheme)
        assert not violations(chat), scheme
    other.get_by_role("button", name="Go on with this one").click()
    expect(chat.locator(".cc-turn > .cc-answer .cc-text")).to_contain_text(OWN_WORDS)
    chat.reload()
    expect(chat.locator(".cc-turn > .cc-answer .cc-text")).to_contain_text(OWN_WORDS, timeout=30_000)
    chat.locator(".cc-other > summary").click()
    expect(chat.locator(".cc-other .cc-foot")).to_contain_text("the built-in writer")
    ask(chat, "Can I report 20931 per level?")
    expect(chat.locator(".cc-turn")).to_have_count(2)


@pytest.mark.parametrize("dark", [False, True])
def test_on_a_phone_they_stand_beneath_each_other_and_outlive_a_reload(chat: Page, dark: bool) -> None:
    chat.emulate_media(color_scheme="dark" if dark else "light")
    chat.set_viewport_size({"width": 390, "height": 844})
    ask(chat, QUESTION)
    beside(chat)
    chat.reload()
    expect(chat.locator(".cc-beside .cc-answer")).to_have_count(2, timeout=30_000)
    places = [chat.locator(".cc-one").nth(n).bounding_box() for n in range(2)]
    assert places[0] is not None
    assert places[1] is not None
    assert places[1]["y"] > places[0]["y"] + places[0]["height"] - 1
    assert chat.evaluate("document.documentElement.scrollWidth") <= 390
    assert not violations(chat)


def test_a_model_that_is_away_leaves_the_answer_and_says_so(chat: Page, model: ModelServer) -> None:
    ask(chat, QUESTION)
    model.reply = lambda prompt: Reply(status=500)
    beside(chat)
    expect(chat.locator(".cc-one").nth(1).locator(".cc-notice")).to_contain_text("built-in writer answered instead")
    chat.locator(".cc-one").nth(0).get_by_role("button", name="Go on with this one").click()
    expect(chat.locator(".cc-turn > .cc-answer .cc-code")).to_have_text(["20930"])


def test_a_second_answer_can_be_stopped_and_the_first_stays(chat: Page, model: ModelServer) -> None:
    ask(chat, QUESTION)
    model.reply = lambda prompt: Reply(answering(prompt), before=8.0)
    chat.get_by_role("button", name="openai:served").click()
    expect(chat.locator(".cc-one .cc-live")).to_be_visible()
    chat.click("#cc-stop")
    expect(chat.locator(".cc-beside")).to_have_count(0)
    expect(chat.locator(".cc-turn > .cc-answer .cc-code")).to_have_text(["20930"])
    expect(chat.get_by_role("button", name="openai:served")).to_be_visible()
