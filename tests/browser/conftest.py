"""A served window over the real library and a real browser."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from assistant.pipeline import Assistant
from assistant.ui.server import serve


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def window(assistant: Assistant) -> Iterator[str]:
    """The address of a window that is served over the real library."""
    port = free_port()
    stop = serve(lambda told: assistant, port=port, ready=lambda sentence: None, wait=False)
    yield f"http://127.0.0.1:{port}/"
    stop()


@pytest.fixture
def page(browser: Browser, window: str) -> Iterator[Page]:
    held = browser.new_page(viewport={"width": 1280, "height": 900})
    held.goto(window)
    held.wait_for_selector("#cc-question textarea")
    yield held
    held.close()
