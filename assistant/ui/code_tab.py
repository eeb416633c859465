"""The code page: everything held about one code, and the edits between it and another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape

import gradio as gr

from assistant.accounts.visitor import is_guest
from assistant.ui.code_view import code_html, pair_html
from assistant.ui.compare_view import compare_html, excludes_html
from assistant.ui.look_up import looked_up, no_day, typed_day
from assistant.ui.visitor_line import owner
from assistant.ui.warming import Warming
from knowledge.code_page.page import code_page
from knowledge.code_page.sections import CodePage
from knowledge.library import Library
from knowledge.pairs import pair_answer
from knowledge.records import System

_HINT = (
    '<p class="cc-hint">Type a CPT, HCPCS or ICD-10-CM code, with or without dot or modifier: what it is, what tells it from '
    "its neighbours, and every edit, unit limit and indicator that is loaded.</p>"
)


def code_tab(warming: Warming) -> None:
    """The components of the code page within the current tab."""
    with gr.Row(elem_id="cc-code-form", elem_classes="cc-form"):
        code = gr.Textbox("", label="Code", placeholder="20610, E11.65, J1100", min_width=150, elem_id="cc-code-box")
        other = gr.Textbox("", label="With code", placeholder="to compare", min_width=130, elem_id="cc-code-other")
        day = gr.Textbox("", label="Date of service (YYYY-MM-DD)", placeholder="today", min_width=150)
        locality = gr.Textbox("", label="Medicare locality", placeholder="01182-18", min_width=130)
        go = gr.Button("Look up", variant="primary", elem_id="cc-code-go", min_width=100, scale=0)
        gr.Button("Print", elem_classes="cc-print", min_width=70, scale=0)
    shown = gr.HTML(_HINT, elem_id="cc-code-page")

    def look_up(text: str, beside: str, on: str, at: str, request: gr.Request) -> Iterator[str]:
        who = owner(request)
        if not text.strip():
            yield _HINT
            return
        asked = typed_day(on)
        if asked is None:
            yield no_day(on)
            return

        def work(library: Library) -> str:
            page = code_page(library, text, asked, at.strip() or None)
            both = ""
            if beside.strip():
                other = code_page(library, beside, asked, at.strip() or None)
                names = f'<h2 class="cc-hidden">{escape(page.code)} and {escape(other.code)}</h2>'
                both = names + _between(library, page, other, asked) + compare_html(page, other)
            return f'<div class="cc-page">{both}{code_html(page, first_only=is_guest(who))}</div>'

        yield from looked_up(warming, who, work)

    given = [code, other, day, locality]
    gr.on(
        [go.click, code.submit, other.submit, day.submit, locality.submit],
        look_up,
        given,
        shown,
        show_progress="hidden",
    )


def _between(library: Library, page: CodePage, other: CodePage, day: date) -> str:
    """What stands between two codes: an Excludes note of two diagnoses, an NCCI edit of two procedures."""
    kinds = {page.system, other.system}
    if kinds == {System.ICD10CM}:
        return excludes_html(page.code, other.code, library.codebook.excludes(page.code, other.code))
    if System.ICD10CM in kinds:
        return ""
    return pair_html(pair_answer(library.tables, page.code, other.code, day))
