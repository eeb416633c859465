"""Uploads of two people at once, in real browsers: dropped, seen by their owner alone, shared, cited and opened in context."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.accounts.limits import Limits
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.ui.server import serve
from knowledge.library import Library
from knowledge.loaded import LoadedTables
from tests.browser.conftest import free_port, violations
from tests.browser.test_accounts_window import opened, sign_up
from tests.browser.test_window import ask
from tests.knowledge.test_documents import pdf

pytestmark = pytest.mark.browser
QUESTION = "does Aetna require prior auth for 64615?"
# a file dropped from the desktop, as a browser hands it over
_DROP = """async ([name, bytes]) => {
  const given = new DataTransfer();
  given.items.add(new File([new Uint8Array(bytes)], name));
  for (const kind of ["dragover", "drop"]) {
    document.getElementById("cc-upload").dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: given }));
  }
}"""


@pytest.fixture
def shared(library: Library, tmp_path: Path) -> Iterator[str]:
    """The address of an installation with accounts whose sources lie in a folder of the test."""
    held = Library(library.folder, library.model)
    held.use_tables(LoadedTables(tmp_path))
    held.search.warm()
    port = free_port()
    stop = serve(lambda told: Assistant(held), Settings(home=tmp_path), port=port, ready=lambda said: None, wait=False, limits=Limits())
    yield f"http://127.0.0.1:{port}/"
    stop()
    held.close()


def drop(page: Page, path: Path) -> None:
    page.wait_for_selector("#cc-upload")
    page.evaluate(_DROP, [path.name, list(path.read_bytes())])


def test_a_dropped_file_is_its_owners_until_it_is_shared_and_is_opened_at_its_page(browser: Browser, shared: str, tmp_path: Path) -> None:
    full = "This is a line of ordinary length that fills the page from the left to the right margin of it"
    pages = [["Section I. Introduction", full, f"{full}."], ["Section II. Botulinum toxin", "Aetna requires prior authorization for 64615 above 155 units."]]
    policy = pdf(tmp_path / "aetna-policy.pdf", pages)
    admin, ada, bob = (opened(browser, shared) for _ in range(3))
    for page, name in ((admin, "admin"), (ada, "ada"), (bob, "bob")):
        page.bring_to_front()
        sign_up(page, shared, name)
    ada.bring_to_front()
    ada.goto(f"{shared}library")
    drop(ada, policy)
    expect(ada.locator("#cc-upload-told")).to_contain_text("loaded", timeout=60_000)
    expect(ada.locator(".cc-sources").first).to_contain_text("aetna-policy.pdf")
    assert not violations(ada)
    ada.goto(shared)
    ask(ada, QUESTION)
    expect(ada.locator(".cc-text")).to_contain_text("prior authorization for 64615")
    expect(ada.locator(".cc-evidence:not([hidden]) .cc-source").first).to_contain_text("page 2")
    ada.get_by_role("link", name="Open in context").first.click()
    expect(ada.locator(".cc-here mark")).to_contain_text("prior authorization for 64615", timeout=20_000)
    expect(ada.locator(".cc-here h3")).to_contain_text("page 2")
    expect(ada.locator(".cc-here")).to_be_in_viewport()
    for width, scheme in ((1440, "light"), (390, "dark")):
        ada.set_viewport_size({"width": width, "height": 900})
        ada.emulate_media(color_scheme=scheme)
        assert not violations(ada), scheme
    ada.set_viewport_size({"width": 1280, "height": 900})
    document = ada.url
    ada.go_back()
    expect(ada.locator(".cc-text")).to_be_visible()
    bob.bring_to_front()
    bob.goto(f"{shared}library")
    expect(bob.locator(".cc-sources")).to_contain_text("ICD-10-CM tabular list", timeout=20_000)
    expect(bob.locator(".cc-filled")).not_to_contain_text("aetna")
    bob.goto(document)
    expect(bob.locator(".cc-error")).to_contain_text("no such document", timeout=20_000)
    bob.goto(shared)
    ask(bob, QUESTION)
    expect(bob.locator(".cc-abstain")).to_be_visible()
    admin.bring_to_front()
    admin.goto(f"{shared}library")
    admin.get_by_role("button", name="Share document-aetna-policy").click()
    expect(admin.get_by_role("button", name="Stop sharing document-aetna-policy")).to_be_visible(timeout=20_000)
    bob.bring_to_front()
    bob.goto(shared)
    ask(bob, QUESTION)
    expect(bob.locator(".cc-text").last).to_contain_text("prior authorization for 64615")
    expect(bob.locator(".cc-evidence:not([hidden]) .cc-source").first).to_contain_text("Uploaded document")


def test_a_shared_conversation_does_not_show_what_rests_on_ones_own_upload(browser: Browser, shared: str, tmp_path: Path) -> None:
    (tmp_path / "aetna.md").write_text("# Policy\n\nAetna requires prior authorization for 64615 above 155 units.\n", encoding="utf-8")
    ada, bob = (opened(browser, shared) for _ in range(2))
    for page, name in ((ada, "ada"), (bob, "bob")):
        page.bring_to_front()
        sign_up(page, shared, name)
    ada.bring_to_front()
    ada.goto(f"{shared}library")
    drop(ada, tmp_path / "aetna.md")
    expect(ada.locator("#cc-upload-told")).to_contain_text("loaded", timeout=60_000)
    ada.goto(shared)
    ask(ada, QUESTION)
    ada.locator(".cc-menu summary").click()
    ada.on("dialog", lambda dialog: dialog.accept())
    ada.get_by_role("button", name="Share link").click()
    expect(ada.locator(".cc-history-row.cc-shared")).to_be_visible()
    bob.bring_to_front()
    bob.goto(ada.url)
    expect(bob.locator(".cc-turn .cc-state")).to_contain_text("only its owner may see", timeout=20_000)
    expect(bob.locator("body")).not_to_contain_text("155 units")
