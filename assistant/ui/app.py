"""The window: its head and its tabs. How things look is in style.css, what the page does by itself in script.js."""

from __future__ import annotations

import gradio as gr

from assistant.ui.browse_pages import PANEL as BROWSE
from assistant.ui.chat_tab import chat_tab
from assistant.ui.claim_tab import claim_tab
from assistant.ui.code_tab import code_tab
from assistant.ui.evals_page import PANEL as EVALS
from assistant.ui.exchange import Exchange
from assistant.ui.feedback_page import PANEL as FEEDBACK
from assistant.ui.library_page import PANEL as LIBRARY
from assistant.ui.other_writers import OtherWriters
from assistant.ui.services import Services

# tabs that pages.js fills from the server
_FILLED = (("Browse", BROWSE), ("Library", LIBRARY), ("Evals", EVALS), ("Feedback", FEEDBACK))


def build_app(services: Services) -> gr.Blocks:
    """The window as a Gradio app. The assistant is opened in the background while the page is served."""
    warming = services.warming
    with gr.Blocks(title="CodeCite", analytics_enabled=False, fill_width=True) as app:
        with gr.Row(elem_id="cc-head"):
            gr.HTML('<button type="button" class="cc-quiet" id="cc-side-button" data-do="side">Conversations</button>'
            "<h1>CodeCite</h1><p>The code, why not its neighbour, and the passage that proves it.</p>")
            gr.HTML('<div id="cc-me"></div>', elem_id="cc-me-place")
            dark = gr.Button("Light / dark", elem_id="cc-dark", size="sm", min_width=100, scale=0)
        with gr.Tabs(elem_id="cc-tabs"):
            with gr.Tab("Ask", elem_id="cc-tab-ask"):
                exchange = Exchange(warming, services.history, services.may_ask, OtherWriters(services.settings))
                chat_tab(warming, exchange, app, shared=services.accounts is not None)
            with gr.Tab("Code", elem_id="cc-tab-code"):
                code_tab(warming)
            with gr.Tab("Claim check", elem_id="cc-tab-claim"):
                claim_tab(warming)
            for name, panel in _FILLED:
                with gr.Tab(name, elem_id=f"cc-tab-{name.lower()}"):
                    gr.HTML(panel)
        dark.click(None, None, None, js="() => window.codecite.toggleDark()")
    app.queue(default_concurrency_limit=4)
    return app
