"""Every page and state by axe-core, the order of focus, and the keyboard, light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.accounts.limits import Limits
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.ui.server import serve
from tests.browser.conftest import free_port, violations
from tests.browser.test_window import ask

pytestmark = pytest.mark.browser
LOOKS = [(1440, False), (1440, True), (390, False), (390, True)]
PAGES = {
    "code/20930": ".cc-code-head",
    "compare/H60.331/H60.332": ".cc-compare",
    "claim": "#cc-claim-form",
    "browse": ".cc-tree",
    "search?q=shingles": ".cc-hits",
    "article/spine-allograft": ".cc-section",
    "library": ".cc-sources",
    "evals": "[data-page=evals] h2",
    "feedback": "[data-page=feedback] h2",
}


@pytest.fixture(scope="module")
def accounts_window(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an installation with accounts."""
    port = free_port()
    settings = Settings(home=tmp_path_factory.mktemp("accounts"))
    stop = serve(lambda told: assistant, settings, port=port, ready=lambda said: None, wait=False, limits=Limits())
    yield f"http://127.0.0.1:{port}/"
    stop()


@pytest.fixture(params=LOOKS, ids=[f"{width}-{'dark' if dark else 'light'}" for width, dark in LOOKS])
def look(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    width, dark = request.param
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light")
    page.set_default_timeout(30_000)
    yield page
    page.close()


def test_the_chat_in_each_of_its_states(look: Page, window: str) -> None:
    look.goto(window)
    look.wait_for_selector("#cc-question textarea")
    expect(look.locator(".cc-where")).to_contain_text("Answered by")
    assert not violations(look), "empty"
    for question, state in (
        ("dx for swimmer's ear, left", ".cc-answer"),
        ("carpal tunnel syndrome dx", ".cc-clarify"),
        ("What does Aetna pay for 20610?", ".cc-abstain"),
        ("E10.9 and E11.9 on the same claim, ok?", ".cc-verdict"),
        ("Reword the note so that the plan pays for it", ".cc-refuse"),
    ):
        ask(look, question)
        expect(look.locator(state).last).to_be_visible()
    look.locator(".cc-wrong summary").last.click()
    look.click("#cc-send")
    expect(look.locator(".cc-error")).to_be_visible()
    assert not violations(look), "answers"


def test_every_other_page(look: Page, window: str) -> None:
    for address, there in PAGES.items():
        look.goto(window + address)
        look.wait_for_selector(f"{there}:visible")
        assert not violations(look), address


def test_what_opens_on_a_page_and_what_is_not_there(look: Page, window: str) -> None:
    look.goto(f"{window}claim")
    look.fill("#cc-claim-lines textarea", "99213-25 A\n20610-RT x2 A,B")
    look.locator("#cc-claim-dx").locator("input, textarea").fill("M17.11, E11.9")
    look.click("#cc-claim-go")
    look.wait_for_selector("#cc-claim-report .claim")
    assert not violations(look), "claim report"
    for address in ("code/Q9999Z", "article/none", "browse/ZZZ", "document/none", f"c/{'0' * 32}"):
        look.goto(window + address)
        expect(look.locator(".cc-error:visible, .cc-standing-not:visible").first).to_be_visible()
        assert not violations(look), address
    look.goto(window)
    look.wait_for_selector("#cc-question textarea")
    ask(look, "shingles")
    look.get_by_role("button", name="Right", exact=True).last.click()
    expect(look.locator(".cc-said").last).to_be_visible()
    if look.locator("#cc-side-button").is_visible():
        look.click("#cc-side-button")
    menu = look.locator(".cc-menu").first
    menu.locator("summary").click()
    assert not violations(look), "menu of a conversation"
    menu.get_by_role("button", name="Rename").click()
    assert not violations(look), "title being changed"
    look.goto(f"{window}feedback")
    expect(look.locator(".cc-hits li").first).to_be_visible()
    assert not violations(look), "feedback"


def test_the_api_and_exported_pages(look: Page, window: str) -> None:
    look.goto(f"{window}api/")
    assert not violations(look)
    look.goto(window)
    look.wait_for_selector("#cc-question textarea")
    ask(look, "dx for swimmer's ear, left")
    base, _, key = look.url.partition("/c/")
    look.goto(f"{base}/ui/history/{key}/print")
    assert not violations(look)


def test_the_chat_by_keyboard_alone(page: Page) -> None:
    expect(page.locator("#cc-question textarea")).to_be_focused()
    page.keyboard.type("dx for swimmer's ear, left")
    page.keyboard.press("Enter")
    expect(page.locator(".cc-answer")).to_have_count(1, timeout=30_000)
    page.locator(".cc-card .cc-open").focus()
    order = []
    for _ in range(4):
        page.keyboard.press("Tab")
        order.append(page.evaluate("document.activeElement.className + ' ' + document.activeElement.textContent.trim()"))
    assert "cc-copy-code" in order[0]
    assert any("cc-marker" in where for where in order)
    page.locator(".cc-text .cc-marker").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".cc-citation.cc-active")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".cc-text .cc-marker").first).to_be_focused()
    assert page.locator("#cc-status").inner_text().startswith("Answered: H60.332")


def test_the_pages_of_accounts(look: Page, accounts_window: str) -> None:
    for address in ("sign-in", "sign-up", "invite/used-up"):
        look.goto(accounts_window + address)
        assert not violations(look), address
    look.goto(f"{accounts_window}sign-up")
    look.get_by_label("Name or e-mail address").fill(f"ada-{look.viewport_size}-{look.evaluate('Math.random()')}".replace(" ", ""))
    look.get_by_label("Password, at least 10 characters").fill("made up of four words")
    look.get_by_role("button", name="Create the account").click()
    expect(look.locator("#cc-me a")).to_be_visible(timeout=20_000)
    assert not violations(look), "signed in"
    look.goto(f"{accounts_window}account")
    look.get_by_label("What it is for").fill("scripts")
    look.get_by_role("button", name="Make a key").click()
    assert not violations(look), "account"
    look.goto(f"{accounts_window}library")
    expect(look.locator("#cc-upload")).to_be_visible()
    assert not violations(look), "library of an account"
    account = look.goto(f"{accounts_window}account")
    assert account is not None
    if "People of this installation" in account.text():
        look.goto(f"{accounts_window}ui/people")
        assert not violations(look), "people"


def test_a_guests_code_page_and_reached_limit(look: Page, assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> None:
    port = free_port()
    settings = Settings(home=tmp_path_factory.mktemp("guests"))
    stop = serve(lambda told: assistant, settings, port=port, ready=lambda said: None, wait=False, limits=Limits(guest=0))
    look.goto(f"http://127.0.0.1:{port}/")
    look.wait_for_selector("#cc-question textarea")
    look.fill("#cc-question textarea", "shingles")
    look.press("#cc-question textarea", "Enter")
    expect(look.locator(".cc-error")).to_contain_text("Create a free account")
    assert not violations(look), "limit"
    look.goto(f"http://127.0.0.1:{port}/code/H60.332")
    expect(look.locator(".cc-locked")).to_be_visible()
    assert not violations(look), "code page"
    stop()
