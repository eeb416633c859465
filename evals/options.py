"""The options of a run."""

from __future__ import annotations

import argparse
from pathlib import Path

from evals.null_assistants import NULL_ASSISTANTS

OUT = Path(".codecite-eval")
_MORE = """commands:
  codecite eval lint                  check the case files, against the library too
  codecite eval new FILE              make a case from a saved conversation; --from-table makes some from official rows
  codecite eval compare RUN_A RUN_B   set two runs side by side, case by case
Each has its own --help."""


def parser() -> argparse.ArgumentParser:
    """The parser of ``codecite eval`` without a command."""
    made = argparse.ArgumentParser(prog="codecite eval", description="Score the assistant on its cases.", epilog=_MORE,
                                   formatter_class=argparse.RawDescriptionHelpFormatter)
    _selection(made.add_argument_group("which cases"))
    _asking(made.add_argument_group("how they are asked"))
    _judging(made.add_argument_group("how they are judged"))
    other = made.add_argument_group("other figures, instead of a run").add_mutually_exclusive_group()
    other.add_argument("--phrases", action="store_true", help="only measure how often plain wording finds its code")
    other.add_argument("--shorthand", action="store_true",
                       help="only measure how often a procedure or diagnosis in the shorthand of the trade gets its codes")
    other.add_argument("--retrieval", action="store_true",
                       help="only measure search beside simpler ones and without some of its parts")
    other.add_argument("--paraphrases", action="store_true",
                       help="only measure whether questions in other words get the same codes")
    return made


def _selection(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--stratum", action="append", default=[], metavar="S", help="only this one; may be repeated")
    group.add_argument("--id", action="append", default=[], help="only this case; may be repeated")
    group.add_argument("--failed", action="store_true", help="only what was wrong or broke in the last run of --out")
    group.add_argument("--split", choices=["development", "gate", "all"], default="all", help="default: all")
    group.add_argument("--limit", type=positive, metavar="N", help="at most N cases, taken from the strata in turn")


def _asking(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--model", action="append", default=[], metavar="M",
                       help="extractive or provider:name (default: CODECITE_MODEL); several are compared in pairs")
    group.add_argument("--repeat", type=positive, default=1, metavar="N", help="ask N times and tell what differs")
    group.add_argument("--workers", type=positive, metavar="N",
                       help="processes (default: one a core, fewer where they would not earn their start)")
    group.add_argument("--fresh", action="store_true", help="ask again where an answer to the same is kept")
    tape = group.add_mutually_exclusive_group()
    tape.add_argument("--record", type=Path, metavar="DIR", help="keep the chat model's outputs as files in DIR")
    tape.add_argument("--replay", type=Path, metavar="DIR", help="take the chat model's outputs from DIR; no model is asked")
    group.add_argument("--rescore", type=Path, metavar="FILE", help="score answers saved in FILE instead of asking")


def _judging(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--null", choices=sorted(NULL_ASSISTANTS),
                       help="also run this null assistant; it must come out clearly lower")
    group.add_argument("--accept", action="store_true", help="write the results over the committed baseline's")
    group.add_argument("--price", type=_price, metavar="IN/OUT",
                       help="price of a million tokens read and written, such as 1.25/10, to tell the cost")
    group.add_argument("--judge", metavar="M",
                       help="a chat model, provider:name with its version, that also says how well answers are worded; decides nothing")
    group.add_argument("--json", action="store_true", help="print the figures as JSON")
    group.add_argument("--out", type=Path, default=OUT, metavar="DIR", help=f"folder for the reports (default: {OUT})")


def positive(text: str) -> int:
    """A whole number from 1. Raises ArgumentTypeError."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1")
    return int(text)


def _price(text: str) -> tuple[float, float]:
    read, _, written = text.partition("/")
    try:
        return float(read), float(written)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not two prices such as 1.25/10") from error
