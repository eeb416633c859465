"""The claim check: a claim typed or out of a file, and what is found against it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.claim_report import claims_html
from assistant.ui.look_up import looked_up, no_day, typed_day
from assistant.ui.visitor_line import owner
from assistant.ui.warming import Warming
from knowledge.claims.check import check
from knowledge.library import Library
from knowledge.readers.claim_file import NamedClaim, claim_from, read_claims
from knowledge.readers.claim_line import line_from

_HINT = (
    '<p class="cc-hint">One service a line, as you would say it: <code>20610-RT x2 A</code>, <code>97110 GP 45 min</code>. '
    "Or open a JSON or X12 837P file. Everything stays on the machine that runs CodeCite.</p>"
)
_SETTINGS = [("Practitioner", "practitioner"), ("Outpatient hospital", "hospital"), ("DME", "dme")]


def claim_tab(warming: Warming) -> None:
    """The components of the claim check within the current tab."""
    with gr.Row(elem_id="cc-claim-body", equal_height=False):
        with gr.Column(scale=4, min_width=300, elem_id="cc-claim-form", elem_classes="cc-form"):
            lines = gr.Textbox(
                "",
                label="Services: code, modifiers, x units, minutes, diagnosis letters",
                placeholder="99213-25 A\n20610-RT A,B",
                lines=5,
                max_lines=20,
                elem_id="cc-claim-lines",
            )
            dx = gr.Textbox(
                "", label="Diagnoses, first-listed first", placeholder="M17.11, E11.9", elem_id="cc-claim-dx"
            )
            with gr.Row():
                day = gr.Textbox("", label="Date of service (YYYY-MM-DD)", placeholder="today", min_width=140)
                place = gr.Textbox("", label="Place of service", placeholder="11", min_width=110)
                setting = gr.Dropdown(_SETTINGS, value="practitioner", label="Setting", min_width=150)
            with gr.Row():
                sex = gr.Dropdown(
                    [("not given", ""), ("female", "female"), ("male", "male")], value="", label="Sex", min_width=110
                )
                age = gr.Textbox("", label="Age in years", min_width=100)
                payer = gr.Textbox("", label="Payer", placeholder="Medicare", min_width=120)
            with gr.Row(elem_id="cc-claim-buttons"):
                go = gr.Button("Check", variant="primary", elem_id="cc-claim-go", min_width=90, scale=0)
                file = gr.UploadButton(
                    "Open a claim file", file_types=[".json", ".x12", ".837", ".edi", ".txt"], min_width=140, scale=0
                )
                gr.Button("Print", elem_classes="cc-print", min_width=70, scale=0)
        with gr.Column(scale=8, min_width=320, elem_id="cc-claim-right"):
            shown = gr.HTML(_HINT, elem_id="cc-claim-report")

    def check_typed(
        text: str, diagnoses: str, on: str, at: str, where: str, who: str, years: str, by: str, request: gr.Request
    ) -> Iterator[str]:
        if not text.strip() and not diagnoses.strip():
            yield _HINT
            return
        asked = typed_day(on)
        if asked is None:
            yield no_day(on)
            return
        given: dict[str, Any] = {
            "date": asked,
            "place_of_service": at.strip(),
            "setting": where,
            "sex": who or None,
            "age": years.strip() or None,
            "payer": by.strip(),
            "diagnoses": diagnoses,
        }

        def work(library: Library) -> str:
            given["lines"] = [line_from(line) for line in text.splitlines() if line.strip()]
            return _checked([NamedClaim("Claim", claim_from(given, "The claim"))], library)

        yield from looked_up(warming, owner(request), work)

    def check_file(path: str, request: gr.Request) -> Iterator[str]:
        yield from looked_up(warming, owner(request), lambda library: _checked(read_claims(Path(path)), library))

    typed = [lines, dx, day, place, setting, sex, age, payer]
    gr.on([go.click, dx.submit], check_typed, typed, shown, show_progress="hidden")
    file.upload(check_file, file, shown, show_progress="hidden")


def _checked(claims: list[NamedClaim], library: Library) -> str:
    return claims_html([(named.name, named.claim, check(named.claim, library)) for named in claims])
