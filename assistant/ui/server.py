"""Serving the chat window."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import gradio as gr

from assistant.errors import AssistantError
from assistant.ui.app import build_app
from assistant.ui.warming import OpenAssistant

_HERE = Path(__file__).parent


def serve(
    open_assistant: OpenAssistant,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    ready: Callable[[str], None] = print,
    wait: bool = True,
) -> Callable[[], None]:
    """Serve the window until interrupted; with ``wait=False`` give back a function that stops it.

    Raises AssistantError with one sentence where the port is taken.
    """
    _check_port(host, port)
    app = build_app(open_assistant)
    script = (_HERE / "script.js").read_text(encoding="utf-8")
    app.launch(
        server_name=host,
        server_port=port,
        share=False,
        inbrowser=open_browser,
        prevent_thread_lock=True,
        quiet=True,
        footer_links=[],
        css=(_HERE / "style.css").read_text(encoding="utf-8"),
        head=f"<script>{script}</script><meta name='viewport' content='width=device-width, initial-scale=1'>",
        theme=_theme(),
        ssr_mode=False,
        enable_monitoring=False,
    )
    shown = f"[{host}]" if ":" in host else host
    ready(f"CodeCite is at http://{shown}:{port}  (Ctrl+C stops it)")
    if wait:
        try:
            app.block_thread()
        finally:
            app.close()

    def stop() -> None:
        app.close()

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


def _theme() -> gr.themes.Base:
    return gr.themes.Base(
        primary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.slate,
        radius_size=gr.themes.sizes.radius_sm,
        text_size=gr.themes.sizes.text_md,
        font=["system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"],
        font_mono=["ui-monospace", "SFMono-Regular", "Consolas", "monospace"],
    )
