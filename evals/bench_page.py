"""The window in a real browser: until the box can be typed in, until the first step and the answer are seen, and a long history.

Run by ``make bench``; needs Debian's chromium and the packages of the tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from typing import Any

from evals.statistics import percentile

_QUESTION = "dx for swimmer's ear, left"
_ROUNDS = 8
_CONVERSATIONS = 200
_PORT = 7898
# notes when the first step and the answer are first drawn, by the page's own clock
_WATCH = """() => {
  window.seen = {};
  new MutationObserver(() => {
    for (const [name, what] of [["step", ".cc-live li"], ["answer", ".cc-answer"]]) {
      if (!(name in window.seen) && document.querySelector(what)) window.seen[name] = performance.now();
    }
  }).observe(document.body, { childList: true, subtree: true });
  addEventListener("keydown", (event) => { if (event.key === "Enter") window.seen.asked = performance.now(); }, true);
}"""


def measure(environment: Mapping[str, str]) -> None:
    """Print the figures, one a line; one line that says why there are none where a browser is missing."""
    chromium = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        print("page in a browser            not measured: needs chromium and the packages of the tests")
        return
    _keep_conversations(environment)
    served = _served(environment)
    try:
        _until_open()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            rounds = [_round(browser) for _ in range(_ROUNDS)]
            listed = _list_of_conversations(browser)
            browser.close()
    finally:
        served.terminate()
        served.wait()
    for name, words in (("ready", "page ready to type in"), ("step", "first step after Enter"), ("answer", "answer after Enter")):
        _print(words, [told[name] for told in rounds])
    for words, took in listed.items():
        _print(words, [took])


def _print(words: str, seconds: list[float]) -> None:
    spread = f" (fastest {min(seconds):.2f}, slowest {max(seconds):.2f})" if len(seconds) > 1 else ""
    print(f"{words:<28} {percentile(seconds, 50):7.2f} s{spread}")


def _round(browser: Any) -> dict[str, float]:
    """One new visitor with an empty cache: seconds until the box has the focus, and until what follows a question is seen."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    started = time.perf_counter()
    page.goto(f"http://127.0.0.1:{_PORT}/", wait_until="commit")
    page.wait_for_function("document.activeElement?.closest('#cc-question')")
    ready = time.perf_counter() - started
    page.evaluate(_WATCH)
    page.fill("#cc-question textarea", _QUESTION)
    page.press("#cc-question textarea", "Enter")
    page.wait_for_function("window.seen.answer")
    seen = page.evaluate("window.seen")
    page.context.close()
    # a quick answer may be drawn together with its first step
    step = min(seen.get("step", seen["answer"]), seen["answer"])
    return {"ready": ready, "step": (step - seen["asked"]) / 1000, "answer": (seen["answer"] - seen["asked"]) / 1000}


def _list_of_conversations(browser: Any) -> dict[str, float]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    started = time.perf_counter()
    page.goto(f"http://127.0.0.1:{_PORT}/", wait_until="commit")
    page.wait_for_selector(".cc-history-open")
    there = time.perf_counter() - started
    page.evaluate("window.before = document.querySelector('.cc-history-rows')")
    started = time.perf_counter()
    page.fill("#cc-history-search", "kept 07")
    page.wait_for_function("!window.before.isConnected && document.querySelector('.cc-history-open')")
    return {f"{_CONVERSATIONS} conversations listed": there, "… searched as one types": time.perf_counter() - started}


def _keep_conversations(environment: Mapping[str, str]) -> None:
    code = (
        "from assistant.history.conversations import LOCAL, History\nfrom assistant.history.tables import open_database\n"
        "from assistant.settings import settings_from\nhistory = History(open_database(settings_from().database_url))\n"
        f"for n in range({_CONVERSATIONS}): history.asked(LOCAL, f'kept {{n:03}}')"
    )
    subprocess.run([sys.executable, "-c", code], env=dict(environment), check=True)


def _served(environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "assistant.commands", "chat", "--port", str(_PORT), "--no-browser"]
    return subprocess.Popen(command, env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _until_open(seconds: float = 300) -> None:
    """Wait until the library behind the window is open. Raises TimeoutError."""
    started = time.perf_counter()
    while time.perf_counter() - started < seconds:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{_PORT}/api/search?q=ear", timeout=30).close()
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"The window did not answer within {seconds:.0f} s: run `codecite chat` to see why.")


if __name__ == "__main__":
    measure(os.environ)
