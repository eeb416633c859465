"""``codecite check``: claims of a file, or one written on the command line, against everything that is loaded."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from assistant.claim_report import page_html, readable
from assistant.opening import look_up_library
from assistant.settings import settings_from
from knowledge.claims.check import check
from knowledge.readers.claim_file import NamedClaim, claim_from, read_claims
from knowledge.readers.claim_line import WRITTEN, line_from

Progress = Callable[[str, int, int], None]


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser], bar: Callable[[], Progress]) -> None:
    """The subcommand; ``bar`` makes a progress bar."""
    parser = commands.add_parser("check", help="check claims against edits, units, modifiers and diagnosis rules")
    parser.add_argument(
        "what", nargs="+", metavar="FILE or LINE", help=f"a JSON or X12 837P file, or lines: {WRITTEN}"
    )
    parser.add_argument("--dx", default="", help="diagnoses of the lines, first-listed first: M17.11,E11.9")
    parser.add_argument("--date", type=date.fromisoformat, help="day of service, YYYY-MM-DD (default: today)")
    parser.add_argument("--pos", default="", help="place of service, such as 11")
    parser.add_argument("--setting", choices=("practitioner", "hospital", "dme"), default="practitioner")
    parser.add_argument("--sex", choices=("male", "female", "m", "f", "M", "F"))
    parser.add_argument("--age", type=int)
    parser.add_argument("--payer", default="")
    parser.add_argument("--json", action="store_true", help="print JSON: one object, or a list for several claims")
    parser.add_argument("--html", type=Path, metavar="FILE", help="also write a page to print")
    parser.set_defaults(run=lambda options: _check(options, bar()))


def _check(options: argparse.Namespace, progress: Progress) -> int:
    claims = _claims(options)
    library = look_up_library(settings_from(), progress)
    reports = [(named.name, named.claim, check(named.claim, library)) for named in claims]
    if options.html:
        options.html.write_text(page_html(reports), encoding="utf-8")
    if options.json:
        found = [report.model_dump(mode="json") for _, _, report in reports]
        print(json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False))
        return 0
    for n, (name, claim, report) in enumerate(reports):
        print(("\n\n" if n else "") + "\n".join(readable(name, claim, report)))
    return 0


def _claims(options: argparse.Namespace) -> list[NamedClaim]:
    first = Path(options.what[0])
    if len(options.what) == 1 and (first.is_file() or first.suffix):
        return read_claims(first)
    lines = [line_from(text) for text in options.what]
    given: dict[str, Any] = {
        "setting": options.setting,
        "place_of_service": options.pos,
        "sex": options.sex,
        "age": options.age,
        "payer": options.payer,
        "diagnoses": options.dx,
        "lines": lines,
    }
    if options.date:
        given["date"] = options.date
    return [NamedClaim("claim", claim_from(given, "claim"))]

