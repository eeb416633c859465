"""The command line: ``codecite chat | ask | code | pair | check | eval | library | model``."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date

from pydantic import ValidationError
from tqdm import tqdm

from assistant import claim_commands, library_commands, look_up_commands, model_commands
from assistant.accounts.guard import is_loopback
from assistant.accounts.limits import Limits
from assistant.answer import Answer
from assistant.errors import AssistantError, SettingsError
from assistant.models import chosen
from assistant.opening import open_assistant
from assistant.pipeline import Assistant
from assistant.request import Request
from assistant.settings import AUTO, Settings, settings_from
from assistant.writers import extractive
from knowledge.errors import KnowledgeError

WRONG_USE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit status 0 for any answer, 1 for a failure told in one sentence, 2 for wrong use."""
    _quiet_libraries()
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # JSON is UTF-8 whatever a Windows console is set to
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["eval"]:
        # evals read their own options; imports run knowledge → assistant → evals, so this door is opened late
        return _told(lambda: _eval(given[1:]))
    options = _parser().parse_args(given)
    return _told(lambda: int(options.run(options)))


def _judged() -> Settings:
    """The settings that evals run with: a model is asked only where it is named, so that a run means the same on every computer."""
    settings = settings_from()
    return settings.model_copy(update={"model": extractive.NAME}) if settings.model == AUTO else settings


def _told(work: Callable[[], int]) -> int:
    try:
        return work()
    except (KnowledgeError, AssistantError) as error:
        print(f"codecite: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="codecite", description="Medical codes with the passage that proves every sentence."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    chat = commands.add_parser("chat", help="open the chat window in a browser")
    chat.add_argument("--host", default="127.0.0.1", help="address to serve at (default: this computer only)")
    chat.add_argument("--port", type=int, default=7860, help="port (default 7860)")
    chat.add_argument("--no-browser", action="store_true", help="do not open a browser")
    chat.set_defaults(run=_chat, accounts=False, shared=False)

    shared = commands.add_parser("serve", help="serve the window and the API to others, with accounts")
    shared.add_argument("--accounts", action="store_true", help="sign-up, sign-in, guests and limits (needed off this computer)")
    shared.add_argument("--host", default="127.0.0.1", help="address to serve at (default: this computer only)")
    shared.add_argument("--port", type=int, default=7860, help="port (default 7860)")
    limits = Limits()
    shared.add_argument("--guest-questions", type=int, default=limits.guest, help=f"questions of a guest (default {limits.guest})")
    shared.add_argument(
        "--daily-questions", type=int, default=limits.account, help=f"questions of an account a day (default {limits.account})"
    )
    shared.set_defaults(run=_chat, no_browser=True, shared=True)

    ask = commands.add_parser("ask", help="answer one question, or one a line from standard input")
    ask.add_argument("question", nargs="*", help="the question in plain words")
    form = ask.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the answer as one JSON object")
    form.add_argument(
        "--jsonl",
        action="store_true",
        help='read {"id","question","turns","date","payer"} lines from standard input, print an answer a line',
    )
    ask.add_argument("--date", type=date.fromisoformat, help="date of service, YYYY-MM-DD (default: today)")
    ask.add_argument("--payer", help="payer the question is about")
    ask.set_defaults(run=_ask, parser=ask)

    look_up_commands.add_parsers(commands, _bar)
    claim_commands.add_parser(commands, _bar)
    library_commands.add_parser(commands, _bar)
    commands.add_parser("mcp", help="serve ask, code, check and search to another assistant (MCP, standard input)").set_defaults(
        run=_mcp
    )
    model_commands.add_parser(commands)
    commands.add_parser("eval", help="score the assistant on its cases (see codecite eval --help)", add_help=False)
    return parser


def _eval(given: Sequence[str]) -> int:
    from evals.answering.opening import ShippedAssistant
    from evals.command import Files
    from evals.command import main as evaluate

    settings = _judged()
    return evaluate(given, ShippedAssistant(settings, _bar()), Files(settings.home))


def _chat(options: argparse.Namespace) -> int:
    from assistant.ui.server import serve

    settings = settings_from()
    if options.shared and not options.accounts and not is_loopback(options.host):
        raise SettingsError(f"{options.host} is reached by others: add --accounts, so that each sees only their own.")
    choice = chosen(settings)
    # where text will go stands beneath the box before a question can be sent
    goes = f". {choice.where}" if choice.outside else ""

    def opened(told: Callable[[str], None]) -> Assistant:
        bar = _bar()

        def progress(stage: str, done: int, total: int) -> None:
            bar(stage, done, total)
            told(f"{stage}: {done * 100 // max(total, 1)} %{goes}")

        assistant = open_assistant(settings, progress)
        told(f"Loading models{goes}")
        assistant.warm()
        return assistant

    serve(
        opened,
        settings,
        host=options.host,
        port=options.port,
        open_browser=not options.no_browser,
        ready=lambda sentence: print(sentence, flush=True),
        limits=Limits(guest=options.guest_questions, account=options.daily_questions) if options.accounts else None,
    )
    return 0


def _mcp(options: argparse.Namespace) -> int:
    try:
        from assistant.api.mcp_server import mcp_server
    except ImportError as error:
        raise SettingsError("MCP needs a package more: pip install 'codecite[mcp]'.") from error
    settings = settings_from()
    mcp_server(lambda: open_assistant(settings, _bar())).run("stdio")
    return 0


def _ask(options: argparse.Namespace) -> int:
    if options.jsonl:
        if options.question:
            options.parser.error("--jsonl reads questions from standard input; give none as an argument")
        return _ask_lines()
    if not options.question:
        options.parser.error('give a question: codecite ask "dx for swimmer\'s ear, left"')
    request = Request(question=" ".join(options.question), date=options.date, payer=options.payer)
    assistant = open_assistant(settings_from(), _bar())
    if assistant.outside:
        print(f"codecite: {assistant.where}", file=sys.stderr)
    answer = assistant.ask(request)
    print(answer.model_dump_json(exclude={"id"}) if options.json else readable(answer))
    return 0


def _ask_lines() -> int:
    """One answer a line, in order; a line that is no request is told on standard error and makes the exit status 2."""
    assistant, wrong = None, False
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            request = Request.model_validate(_without_nulls(line))
        except (ValidationError, ValueError) as error:
            first = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
            print(f"codecite: line {number} is not a request ({first}).", file=sys.stderr)
            wrong = True
            continue
        assistant = assistant or open_assistant(settings_from(), _bar())
        print(assistant.ask(request).model_dump_json(), flush=True)
    return WRONG_USE if wrong else 0


def _without_nulls(line: str) -> object:
    given = json.loads(line)
    return {key: value for key, value in given.items() if value is not None} if isinstance(given, dict) else given


def readable(answer: Answer) -> str:
    """An answer as text for a terminal: codes, text, citations, notices."""
    parts = []
    if answer.codes:
        parts.append("  ".join(f"{code.code}{f' x{code.units}' if code.units else ''}" for code in answer.codes))
    parts.append(answer.text.replace("**", ""))
    if answer.citations:
        parts.append("\n".join(f"[{c.n}] {c.title} ({c.edition})" for c in answer.citations))
    parts += [f"Note: {notice}" for notice in answer.notices]
    parts.append(f"Confidence: {answer.confidence.level}. The coder decides; check against the record.")
    return "\n\n".join(parts)


def _bar() -> Callable[[str, int, int], None]:
    """A progress bar on standard error, one line a stage."""
    bars: dict[str, tqdm[None]] = {}

    def progress(stage: str, done: int, total: int) -> None:
        bar = bars.get(stage)
        if bar is None:
            bar = bars[stage] = tqdm(
                total=total,
                desc=stage,
                unit="",
                file=sys.stderr,
                leave=True,
                bar_format="{desc}: {percentage:3.0f}% |{bar:24}| {elapsed} passed, {remaining} left",
            )
        bar.total = total
        bar.update(done - bar.n)
        if done >= total:
            bar.close()

    return progress


def _quiet_libraries() -> None:
    """No telemetry, no chatter: these are read by the libraries when they are imported."""
    for name, value in {
        "ANONYMIZED_TELEMETRY": "False",
        "GRADIO_ANALYTICS_ENABLED": "False",
        "LANGSMITH_TRACING": "false",
        "LANGCHAIN_TRACING_V2": "false",
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "TRANSFORMERS_VERBOSITY": "error",
        "TOKENIZERS_PARALLELISM": "false",
        # threads of a local model that wait for one another sleep: spinning took four times the work where others want the processor
        "OMP_WAIT_POLICY": "passive",
    }.items():
        os.environ.setdefault(name, value)


if __name__ == "__main__":
    sys.exit(main())
