"""An installation with accounts in real browsers: a guest, an administrator, somebody invited."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.accounts.limits import Limits
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.ui.server import serve
from tests.browser.conftest import free_port
from tests.browser.test_window import ask

pytestmark = pytest.mark.browser
PASSWORD = "made up of four words"


@pytest.fixture
def shared(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an installation where a guest may ask once."""
    assistant.warm()
    port = free_port()
    settings = Settings(home=tmp_path_factory.mktemp("shared"))
    stop = serve(lambda told: assistant, settings, port=port, ready=lambda said: None, wait=False, limits=Limits(guest=1))
    yield f"http://127.0.0.1:{port}/"
    stop()


def opened(browser: Browser, address: str, width: int = 1280) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 844}).new_page()
    page.set_default_timeout(20_000)
    page.goto(address)
    return page


def sign_up(page: Page, shared: str, name: str) -> None:
    page.goto(f"{shared}sign-up")
    page.get_by_label("Name or e-mail address").fill(name)
    page.get_by_label("Password, at least 10 characters").fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    expect(page.locator("#cc-me")).to_contain_text(name, timeout=20_000)
    expect(page.locator(".cc-where")).to_contain_text("Answered by", timeout=20_000)


def test_a_guest_reaches_the_limit_keeps_the_question_and_unlocks_with_a_free_account(browser: Browser, shared: str) -> None:
    page = opened(browser, shared, 390)
    page.wait_for_selector("#cc-question textarea")
    ask(page, "dx for swimmer's ear, left")
    page.fill("#cc-question textarea", "shingles")
    page.press("#cc-question textarea", "Enter")
    expect(page.locator(".cc-error")).to_contain_text("Create a free account to unlock")
    expect(page.locator("#cc-question textarea")).to_have_value("shingles")
    page.goto(f"{shared}code/H60.332")
    expect(page.locator(".cc-locked")).to_contain_text("Create a free account to unlock", timeout=20_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    sign_up(page, shared, "ada")
    expect(page.locator(".cc-history-open")).to_have_text(["dx for swimmer's ear, left"])
    expect(page.locator(".cc-turn")).to_have_count(0)
    page.locator(".cc-example").nth(2).click()
    expect(page.locator(".cc-card .cc-code")).to_have_text(["H60.332"], timeout=20_000)
    page.goto(f"{shared}code/H60.332")
    expect(page.locator(".cc-section").nth(3)).to_be_visible(timeout=20_000)
    expect(page.locator(".cc-locked")).to_have_count(0)


def test_two_people_at_once_see_only_their_own(browser: Browser, shared: str) -> None:
    ada, bob = opened(browser, shared), opened(browser, shared)
    sign_up(ada, shared, "ada")
    sign_up(bob, shared, "bob")
    for page, question in ((ada, "dx for swimmer's ear, left"), (bob, "shingles")):
        # a page behind another one is not drawn, and takes no key
        page.bring_to_front()
        page.wait_for_function("document.visibilityState === 'visible' && document.hasFocus()")
        ask(page, question)
    expect(ada.locator(".cc-history-open")).to_have_text(["dx for swimmer's ear, left"])
    expect(bob.locator(".cc-history-open")).to_have_text(["shingles"])
    bob.goto(ada.url)
    expect(bob.locator(".cc-error")).to_contain_text("no such conversation", timeout=20_000)
    ada.locator(".cc-menu summary").click()
    ada.on("dialog", lambda dialog: dialog.accept())
    ada.get_by_role("button", name="Share link").click()
    expect(ada.locator(".cc-history-row.cc-shared")).to_be_visible(timeout=20_000)
    bob.goto(ada.url)
    expect(bob.locator(".cc-card .cc-code")).to_have_text(["H60.332"], timeout=20_000)
    ask(bob, "and the right ear?")
    expect(ada.locator(".cc-history-open")).to_have_count(1)
    expect(bob.locator(".cc-history-open")).to_have_count(2)
    guest = opened(browser, ada.url)
    expect(guest.locator(".cc-error")).to_contain_text("belongs to somebody else", timeout=20_000)
    bob.goto(f"{shared}evals")
    expect(bob.locator("[data-page=evals]")).to_contain_text("Only an administrator", timeout=20_000)


def test_an_administrator_invites_disables_and_everybody_can_sign_out(browser: Browser, shared: str) -> None:
    ada, bob = opened(browser, shared), opened(browser, f"{shared}sign-in")
    sign_up(ada, shared, "ada")
    ada.goto(f"{shared}ui/people")
    ada.get_by_label("Name or e-mail address").fill("bob")
    ada.get_by_role("button", name="Make an invitation").click()
    bob.goto(ada.locator(".told code").inner_text())
    bob.get_by_label("Password, at least 10 characters").fill(PASSWORD)
    bob.get_by_role("button", name="Set the password").click()
    expect(bob.locator("#cc-me")).to_contain_text("bob", timeout=20_000)
    bob.goto(f"{shared}account")
    bob.get_by_role("button", name="Sign out").click()
    ada.get_by_role("button", name="Disable bob").click()
    bob.get_by_label("Name or e-mail address").fill("bob")
    bob.get_by_label("Password").fill(PASSWORD)
    bob.get_by_role("button", name="Sign in").click()
    expect(bob.get_by_role("alert")).to_contain_text("disabled")
