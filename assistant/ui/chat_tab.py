"""The chat: the history on the left, question and answers in the middle, the evidence on the right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import gradio as gr

from assistant.ui.citations import evidence
from assistant.ui.exchange import Asker, Exchange, Shown
from assistant.ui.history_panel import PANEL
from assistant.ui.render import EXAMPLES, conversation
from assistant.ui.turn import Chat
from assistant.ui.visitor_line import owner
from assistant.ui.warming import Warming
from assistant.ui.where import stay_button, stay_offered, where_line

# the conversation, its HTML, the evidence, and what stands in the box
Update = tuple[Any, Any, Any, Any]


def chat_tab(warming: Warming, exchange: Exchange, app: gr.Blocks, *, shared: bool) -> None:
    """The components of the chat within the current tab; ``shared`` where others than this computer's user reach it."""
    state, page = gr.State(Chat()), gr.State(_Page())
    with gr.Row(elem_id="cc-body", equal_height=False):
        with gr.Column(scale=3, min_width=220, elem_id="cc-side"):
            gr.HTML(PANEL)
        with gr.Column(scale=8, min_width=320, elem_id="cc-left"):
            thread = gr.HTML(conversation(Chat()), elem_id="cc-conversation")
            with gr.Row(elem_id="cc-examples") as examples:
                offered = [gr.Button(text, size="sm", elem_classes="cc-example", min_width=120) for text in EXAMPLES]
            box = _composer()
            where = gr.HTML(where_line(warming, shared), elem_id="cc-where")
            stay = None if shared else stay_button(warming, where)
        with gr.Column(scale=6, min_width=320, elem_id="cc-right"):
            gr.HTML("<h2>Evidence</h2>")
            proof = gr.HTML(evidence([]), elem_id="cc-proof")
    # what a click on the page asks for: script.js writes it here and presses the button
    command = gr.Textbox("", visible="hidden", elem_id="cc-command")
    carry_out = gr.Button(visible="hidden", elem_id="cc-carry-out")

    shown = [state, thread, proof, box.question]

    def update(now: Shown | None) -> Update:
        if now is None:
            return gr.skip(), gr.skip(), gr.skip(), gr.skip()
        return (
            now.chat,
            conversation(now.chat, exchange.others(now.chat)),
            evidence(now.chat.turns),
            gr.skip() if now.box is None else now.box,
        )

    def ask(on_page: _Page, chat: Chat, text: str, on: str, by: str, request: gr.Request) -> Iterator[Update]:
        yield from map(update, on_page.while_open(exchange.ask(asker(request), chat, text, on, by)))

    def again(on_page: _Page, chat: Chat, request: gr.Request) -> Iterator[Update]:
        yield from map(update, on_page.while_open(exchange.again(asker(request), chat)))

    def carried_out(on_page: _Page, chat: Chat, told: str, on: str, by: str, request: gr.Request) -> Iterator[Update]:
        wanted = json.loads(told) if told else {}
        doing = _carried_out(exchange, asker(request), chat, wanted, on, by)
        yield from map(update, on_page.while_open(doing))

    def stopped(on_page: _Page, chat: Chat, text: str) -> Update:
        on_page.left += 1
        return update(exchange.stopped(chat, text))

    def begun(on_page: _Page) -> Update:
        on_page.left += 1
        return update(Shown(Chat()))

    app.load(partial(_getting_ready, warming, shared), None, where, show_progress="hidden")
    if stay is not None:
        app.load(partial(stay_offered, warming), None, stay, show_progress="hidden")
    asked = [page, state, box.question, box.day, box.payer]
    events = [
        box.question.submit(ask, asked, shown, show_progress="hidden"),
        box.send.click(ask, asked, shown, show_progress="hidden"),
        box.retry.click(again, [page, state], shown, show_progress="hidden"),
        carry_out.click(carried_out, [page, state, command, box.day, box.payer], shown, show_progress="hidden"),
    ]
    for button, text in zip(offered, EXAMPLES, strict=True):
        put = button.click(lambda text=text: text, None, box.question, show_progress="hidden", queue=False)
        events.append(put.then(ask, asked, shown, show_progress="hidden"))
    for event in events:
        event.then(lambda: where_line(warming, shared), None, where, show_progress="hidden", queue=False)
    box.stop.click(stopped, [page, state, box.question], shown, cancels=events, show_progress="hidden", queue=False)
    box.fresh.click(begun, page, shown, cancels=events, show_progress="hidden", queue=False)
    state.change(lambda chat: gr.update(visible=not chat.turns), state, examples, show_progress="hidden", queue=False)


def _carried_out(
    exchange: Exchange, who: Asker, chat: Chat, wanted: dict[str, Any], on: str, by: str
) -> Iterator[Shown]:
    """Do what a click on the page asks for; nothing where it is not known."""
    match wanted.get("do"):
        case "open":
            yield exchange.open(who.owner, str(wanted["id"]))
        case "edit":
            yield exchange.edit(chat, int(wanted["turn"]))
        case "ask":
            # what stands in the box is not what is asked, and stays
            yield from (replace(shown, box=None) for shown in exchange.ask(who, chat, str(wanted["text"]), on, by))
        case "retry":
            yield from exchange.again(who, chat)
        case "beside":
            yield from exchange.beside(who, chat, int(wanted["turn"]), str(wanted["writer"]))
        case "choose":
            yield exchange.choose(who.owner, chat, int(wanted["turn"]), beside=bool(wanted["beside"]))
        case "new":
            yield Shown(Chat())


@dataclass
class _Page:
    """How many times the page was stopped or left its conversation: an answer then still on its way shows nothing more."""

    left: int = 0

    def while_open(self, doing: Iterator[Shown]) -> Iterator[Shown | None]:
        """What is shown, until the page is stopped or left; then None once, as Gradio shows again what a run gave last."""
        since = self.left
        for shown in doing:
            if self.left != since:
                yield None
                return
            yield shown


@dataclass(frozen=True, slots=True)
class _Composer:
    question: gr.Textbox
    send: gr.Button
    stop: gr.Button
    retry: gr.Button
    fresh: gr.Button
    day: gr.Textbox
    payer: gr.Textbox


def _composer() -> _Composer:
    """The box beneath the conversation with its buttons."""
    with gr.Column(elem_id="cc-composer"):
        question = gr.Textbox(
            "",
            label="Question",
            show_label=False,
            placeholder="Ask which code a case needs, or paste a note…",
            lines=1,
            max_lines=10,
            autofocus=True,
            elem_id="cc-question",
            container=False,
            html_attributes=gr.InputHTMLAttributes(autocomplete="off", spellcheck=True),
        )
        with gr.Row(elem_id="cc-buttons"):
            send = gr.Button("Ask", variant="primary", elem_id="cc-send", min_width=80, scale=0)
            stop = gr.Button("Stop", elem_id="cc-stop", min_width=70, scale=0)
            retry = gr.Button("Retry", elem_id="cc-retry", min_width=70, scale=0)
            fresh = gr.Button("New conversation", elem_id="cc-new", min_width=140, scale=0)
        with gr.Accordion("Circumstances", open=False, elem_id="cc-circumstances"), gr.Row():
            day = gr.Textbox("", label="Date of service (YYYY-MM-DD)", placeholder="today", min_width=140)
            payer = gr.Textbox("", label="Payer", placeholder="any", min_width=140)
    return _Composer(question, send, stop, retry, fresh, day, payer)


def asker(request: gr.Request) -> Asker:
    """Who asks with a request."""
    client = request.client
    return Asker(owner(request), client.host if client else "")


def _getting_ready(warming: Warming, shared: bool) -> Iterator[str]:
    """The line beneath the composer, from starting to ready."""
    for progress in warming.wait():
        yield where_line(warming, shared, progress)
    yield where_line(warming, shared)
