"""A served window over the real library and a real browser."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.ui.server import serve


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# A change of scheme reaches the page a frame later, and its colours change from then on.
SETTLED = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  await frame();
  const finite = (one) => one.effect.getTiming().iterations !== Infinity;
  await Promise.allSettled(document.getAnimations().filter(finite).map((one) => one.finished));
  await frame();
}"""


def violations(page: Page) -> list[str]:
    """What axe-core finds serious or critical, each with where, once nothing moves any more."""
    page.evaluate(SETTLED)
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['help']} at {[node['target'] for node in one['nodes'][:3]]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.fixture(scope="session")
def window_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings whose conversations lie in a folder of the tests."""
    return Settings(home=tmp_path_factory.mktemp("window"))


@pytest.fixture(scope="session")
def window(assistant: Assistant, window_settings: Settings) -> Iterator[str]:
    """The address of a window that is served over the real library."""
    assistant.warm()
    port = free_port()
    stop = serve(lambda told: assistant, window_settings, port=port, ready=lambda sentence: None, wait=False)
    yield f"http://127.0.0.1:{port}/"
    stop()


@pytest.fixture
def page(browser: Browser, window: str) -> Iterator[Page]:
    held = browser.new_page(viewport={"width": 1280, "height": 900})
    held.goto(window)
    held.wait_for_selector("#cc-question textarea")
    yield held
    held.close()
