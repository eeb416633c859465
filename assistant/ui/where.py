"""Who answers and where a question goes, said before the first one is sent, and one click to keep every question here."""

from __future__ import annotations

from html import escape

import gradio as gr

from assistant.ui.warming import Warming

_FOOT = (
    "The coder decides: check every code against the record. CPT is a registered trademark of the American Medical "
    "Association; no CPT descriptor is shown."
)


def where_line(warming: Warming, shared: bool = False, progress: str = "starting") -> str:
    """The line beneath the composer; ``shared`` where others than this computer's user read it."""
    assistant = warming.assistant
    if assistant is None:
        writer = warming.error or f"Getting the library ready: {progress}. Questions asked now wait for it."
    else:
        name = "the built-in writer" if assistant.writer_name == "extractive" else assistant.writer_name
        where = assistant.where.replace("this computer", "the computer that runs CodeCite") if shared else assistant.where
        writer = f"Answered by {name}. {where}"
    return f'<p class="cc-where" title="Who answers and where a question goes">{escape(writer)}</p><p class="cc-legal">{_FOOT}</p>'


def stay_button(warming: Warming, where: gr.HTML) -> gr.Button:
    """The button that asks no model outside from now on; shown only where one would be asked. ``stay_offered`` updates it.

    For the one user of this computer: on a shared installation it would decide for everybody.
    """
    button = gr.Button("Stay on this computer", elem_id="cc-stay", size="sm", scale=0, visible=_outside(warming))

    def stay() -> tuple[str, object]:
        if warming.assistant is not None:
            warming.assistant.stay_local()
        return where_line(warming), stay_offered(warming)

    button.click(stay, None, [where, button], show_progress="hidden", queue=False)
    return button


def stay_offered(warming: Warming) -> dict[str, object]:
    """Whether the button is to be seen, once the assistant is there."""
    for _ in warming.wait():
        pass
    update: dict[str, object] = gr.update(visible=_outside(warming))
    return update


def _outside(warming: Warming) -> bool:
    return warming.assistant is not None and warming.assistant.outside
