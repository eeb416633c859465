"""``codecite model``: which model answers, where questions go, local models, and what outside ones cost."""

from __future__ import annotations

import argparse
from datetime import date, timedelta

from assistant import local_models
from assistant.models import LOCAL, chosen
from assistant.settings import settings_from
from assistant.spending import Ledger

_DAYS = 30


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand with its own: add, list, remove."""
    model = commands.add_parser("model", help="which model words the answers; local models")
    does = model.add_subparsers(required=True, metavar="WHAT")
    add = does.add_parser("add", help="have a GGUF file on this computer word the answers")
    add.add_argument("model", metavar="PATH_OR_NAME", help="the file, or the name of one added before")
    add.set_defaults(run=_add)
    does.add_parser("list", help="the model that answers, those added, and what was spent").set_defaults(run=_list)
    remove = does.add_parser("remove", help="forget a local model; its file stays")
    remove.add_argument("model", metavar="NAME")
    remove.set_defaults(run=_remove)


def _add(options: argparse.Namespace) -> int:
    settings = settings_from()
    name = local_models.add(settings.home, options.model)
    print(f"{LOCAL}:{name} words the answers from now on, on this computer, where CODECITE_MODEL is auto or {LOCAL}:{name}.")
    return 0


def _remove(options: argparse.Namespace) -> int:
    local_models.remove(settings_from().home, options.model)
    print(f"{options.model} is forgotten.")
    return 0


def _list(options: argparse.Namespace) -> int:
    settings = settings_from()
    choice = chosen(settings)
    print(f"answers: {choice.name}{' (found by itself)' if choice.found else ''}. {choice.where}")
    for name, path in local_models.listed(settings.home).items():
        print(f"{LOCAL}:{name}  {path}")
    for name, spent in Ledger(settings.home / "spending.sqlite").by_model(date.today() - timedelta(days=_DAYS)):
        print(f"{name}, {_DAYS} days: {spent.questions} questions, {spent}")
    return 0
