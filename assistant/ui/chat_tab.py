"""The chat: question and answers on the left, the evidence on the right, and what happens between them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

import gradio as gr

from assistant.answer import Answer
from assistant.errors import AssistantError
from assistant.request import MAX_CHARACTERS, Request
from assistant.steps import Step
from assistant.ui.render import EXAMPLES, Turn, conversation, evidence
from assistant.ui.warming import Warming
from assistant.ui.where import stay_button, stay_offered, where_line
from knowledge.errors import KnowledgeError

Update = tuple[list[Turn], str, str, str]


def chat_tab(warming: Warming, app: gr.Blocks) -> None:
    """The components of the chat within the current tab."""
    turns = gr.State([])
    with gr.Row(elem_id="cc-body", equal_height=False):
        with gr.Column(scale=7, min_width=320, elem_id="cc-left"):
            thread = gr.HTML(conversation([]), elem_id="cc-conversation")
            with gr.Row(elem_id="cc-examples") as examples:
                offered = [gr.Button(text, size="sm", elem_classes="cc-example", min_width=120) for text in EXAMPLES]
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
                    copy = gr.Button("Copy answer", elem_id="cc-copy-answer", min_width=110, scale=0)
                    fresh = gr.Button("New conversation", elem_id="cc-new", min_width=140, scale=0)
                with gr.Accordion("Circumstances", open=False, elem_id="cc-circumstances"), gr.Row():
                    day = gr.Textbox("", label="Date of service (YYYY-MM-DD)", placeholder="today", min_width=140)
                    payer = gr.Textbox("", label="Payer", placeholder="any", min_width=140)
            where = gr.HTML(where_line(warming), elem_id="cc-where")
            stay = stay_button(warming, where)
        with gr.Column(scale=5, min_width=320, elem_id="cc-right"):
            gr.HTML("<h2>Evidence</h2>")
            proof = gr.HTML(evidence([]), elem_id="cc-proof")

    shown = [turns, thread, proof, question]
    asked = [turns, question, day, payer]

    def ask(held: list[Turn], text: str, on: str, by: str) -> Iterator[Update]:
        yield from _ask(warming, held, text, on, by)

    def again(held: list[Turn], text: str, on: str, by: str) -> Iterator[Update]:
        if not held:
            yield _show(held, text)
            return
        yield from _ask(warming, held[:-1], held[-1].question, on, by, keep=text)

    app.load(partial(_getting_ready, warming), None, where, show_progress="hidden")
    app.load(partial(stay_offered, warming), None, stay, show_progress="hidden")
    events = [
        question.submit(ask, asked, shown, show_progress="hidden"),
        send.click(ask, asked, shown, show_progress="hidden"),
        retry.click(again, asked, shown, show_progress="hidden"),
    ]
    for event in events:
        event.then(lambda: where_line(warming), None, where, show_progress="hidden")
    stop.click(_stopped, [turns, question], shown, cancels=events, show_progress="hidden", queue=False)
    fresh.click(lambda text: _show([], text), question, shown, cancels=events, show_progress="hidden", queue=False)
    turns.change(lambda held: gr.update(visible=not held), turns, examples, show_progress="hidden")
    for button, text in zip(offered, EXAMPLES, strict=True):
        button.click(lambda text=text: text, None, question, show_progress="hidden", queue=False).then(
            ask, asked, shown, show_progress="hidden"
        )
    copy.click(None, None, None, js="() => window.codecite.copyAnswer()")


def _ask(warming: Warming, held: list[Turn], text: str, on: str, by: str, keep: str = "") -> Iterator[Update]:
    """Ask one question and show the steps as they come. Nothing typed is lost: a refused question stays in the box."""
    refusal = _refusal(text, on)
    if refusal:
        yield _show([*held, Turn("", error=refusal)] if not held or held[-1].error != refusal else held, text)
        return
    held = [turn for turn in held if turn.question]
    turn = Turn(text.strip())
    now = [*held, turn]
    if warming.error:
        warming.start()
    for progress in warming.wait():
        turn.steps = [Step("Getting the library ready", progress)]
        yield _show(now, keep)
    if warming.assistant is None:
        turn.error = warming.error
        yield _show(now, text)
        return
    request = Request(
        question=turn.question,
        turns=[earlier.question for earlier in held if not earlier.stopped],
        date=date.fromisoformat(on.strip()) if on.strip() else None,
        payer=by.strip() or None,
    )
    try:
        for event in warming.assistant.stream(request):
            if isinstance(event, Answer):
                turn.answer = event
                found = {c.passage: warming.assistant.passage(c.passage) for c in event.citations}
                turn.labels = {code.code: warming.assistant.label(code.code) for code in event.codes}
                turn.passages = {key: passage for key, passage in found.items() if passage is not None}
            else:
                turn.steps.append(event)
            yield _show(now, keep)
    except (KnowledgeError, AssistantError) as error:
        turn.error = str(error)
        yield _show(now, text)


def _refusal(text: str, on: str) -> str:
    if not text.strip():
        return "Please type a question: a procedure or diagnosis in your own words, or a code."
    if len(text) > MAX_CHARACTERS:
        return (
            f"The question has {len(text):,} characters and the limit is {MAX_CHARACTERS:,}: shorten it to the part that "
            "needs coding; your text is still in the box."
        )
    try:
        date.fromisoformat(on.strip()) if on.strip() else None
    except ValueError:
        return f"{on.strip()!r} is not a date: write the date of service as YYYY-MM-DD, or leave it empty for today."
    return ""


def _stopped(held: list[Turn], typed: str) -> Update:
    """Stop at once: the question that was on its way goes back into the box."""
    if held and held[-1].working:
        turn = held[-1]
        turn.stopped = True
        return _show(held, typed or turn.question)
    return _show(held, typed)


def _getting_ready(warming: Warming) -> Iterator[str]:
    """The line beneath the composer, from starting to ready."""
    for progress in warming.wait():
        yield where_line(warming, progress)
    yield where_line(warming)


def _show(turns: list[Turn], box: str) -> Update:
    return turns, conversation(turns), evidence(turns), box

