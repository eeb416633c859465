"""Serving the chat window."""

from __future__ import annotations

import os
import socket
import threading
import time
import webbrowser
from collections.abc import Callable

import uvicorn

from assistant.accounts.limits import Limits
from assistant.errors import AssistantError
from assistant.settings import Settings
from assistant.ui.services import services
from assistant.ui.warming import OpenAssistant
from assistant.ui.web import web_app


def serve(
    open_assistant: OpenAssistant,
    settings: Settings,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    ready: Callable[[str], None] = print,
    wait: bool = True,
    limits: Limits | None = None,
) -> Callable[[], None]:
    """Serve the window until interrupted; with ``wait=False`` give back a function that stops it.

    With ``limits`` the installation has accounts.

    Raises AssistantError with one sentence where the port is taken or the conversations cannot be opened.
    """
    _check_port(host, port)
    app = web_app(services(settings, open_assistant, limits))
    server = uvicorn.Server(
        uvicorn.Config(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=2, lifespan="on")
    )
    served = threading.Thread(target=server.run, name="server", daemon=True)
    served.start()
    while not server.started:
        if not served.is_alive():
            raise AssistantError(f"The page cannot be served at {host}:{port}: choose another port with --port.")
        time.sleep(0.02)
    shown = f"[{host}]" if ":" in host else host
    ready(f"CodeCite is at http://{shown}:{port}  (Ctrl+C stops it)")
    if open_browser:
        webbrowser.open(f"http://{shown}:{port}/")

    def stop() -> None:
        server.should_exit = True
        served.join(timeout=5)

    if wait:
        try:
            while served.is_alive():
                served.join(timeout=1)
        finally:
            stop()
    return stop


def _check_port(host: str, port: int) -> None:
    """Say in one sentence what to do where the port cannot be had; Gradio would answer with a traceback."""
    if not 0 < port < 65536:
        raise AssistantError(f"{port} is not a port: choose one from 1024 to 65535, such as 7861.")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise AssistantError(
                f"Port {port} at {host} cannot be used ({error.strerror}): close what uses it, or run "
                f"`codecite chat --port {port + 1 if port < 65535 else 7861}`."
            ) from error
