"""``codecite eval``: run cases or saved answers, score them, report, and pass or fail."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from evals import comparison, gate
from evals.baselines import BASELINES
from evals.case import Case
from evals.case_files import CASES, CasesInvalid, check_against_library, read_cases
from evals.outcome import Record, RecordsUnreadable, line, read_records
from evals.paraphrases import measure as paraphrases
from evals.phrases.measure import SET_ASIDE, measure, read_phrases
from evals.report import terminal
from evals.report.junit import junit
from evals.report.page import page
from evals.retrieval import measure as retrieval
from evals.retrieval.queries import case_queries, term_queries
from evals.retrieval.searches import searches
from evals.run import run
from evals.score import AnswersStale, ScoredCase, score_records
from evals.selection import SelectionEmpty, covered, select
from evals.subject import Subject
from evals.summary import Summary, summarize
from knowledge.library import Library

PASSED, FAILED, WRONG_USE = 0, 1, 2
OUT = Path(".codecite-eval")


class _OutNotWritable(Exception):
    """The folder for the reports cannot be made or written to."""


@dataclass(frozen=True, slots=True)
class _Done:
    """A run as it is reported."""

    scored: list[ScoredCase]
    summary: Summary
    reasons: list[str]
    compared: list[str]
    baseline: tuple[str, Summary] | None = None


def main(argv: Sequence[str], open_assistant: Callable[[], Subject], *, cases: Path = CASES,
         thresholds: Path = gate.THRESHOLDS, phrases: Path = SET_ASIDE, rewordings: Path = paraphrases.REWORDINGS,
         today: Callable[[], date] = date.today) -> int:
    """Run the command. 0 where the gate is passed, 1 where it is not or case files have mistakes, 2 for wrong use."""
    try:
        options = _parser().parse_args(list(argv))
    except SystemExit as ended:  # argparse has said why
        return ended.code if isinstance(ended.code, int) else WRONG_USE
    try:
        known = read_cases(cases)
        chosen = select(known, options.stratum, options.id, options.split, options.limit)
        limits = gate.read_thresholds({case.stratum for case in known}, thresholds)
        if options.phrases:
            return _phrases(open_assistant(), phrases)
        if options.retrieval:
            return _retrieval(open_assistant(), chosen, phrases, today, options.json)
        if options.paraphrases:
            return _paraphrases(open_assistant(), chosen, paraphrases.read_rewordings(known, rewordings), today(),
                                options.json)
        if options.lint:
            return _lint(chosen, open_assistant(), today())
        _prepare(options.out)
        done = _evaluate(options, known, chosen, limits, open_assistant, today())
    except (CasesInvalid, gate.ThresholdsInvalid, AnswersStale) as error:
        print(error, file=sys.stderr)
        return FAILED
    except (SelectionEmpty, RecordsUnreadable, _OutNotWritable) as error:
        print(f"codecite eval: {error}", file=sys.stderr)
        return WRONG_USE
    _write(done, options.out)
    print(json.dumps(_as_json(done), indent=2) if options.json else _as_text(done, options.out))
    return FAILED if done.reasons else PASSED


def _phrases(subject: Subject, phrases: Path) -> int:
    recall = measure(subject, read_phrases(phrases))
    for missed in recall.missed:
        print(f"not among the first ten: {missed}", file=sys.stderr)
    print(recall)
    return PASSED


def _retrieval(subject: Subject, cases: Sequence[Case], phrases: Path, today: Callable[[], date], as_json: bool) -> int:
    library = subject.library
    assert isinstance(library, Library)  # only a real one can be searched in part
    queries = [*term_queries(read_phrases(phrases)), *case_queries(cases, library.articles)]
    with searches(library, today) as compared:
        lines = retrieval.measure(compared, queries)
    print(json.dumps(retrieval.as_json(lines), indent=2) if as_json else retrieval.table(lines))
    return PASSED


def _paraphrases(subject: Subject, cases: Sequence[Case], rewordings: Mapping[str, Sequence[str]], today: date,
                 as_json: bool) -> int:
    reworded = paraphrases.measure(cases, rewordings, subject, today)
    told = json.dumps(paraphrases.as_json(reworded), indent=2) if as_json else paraphrases.table(reworded)
    print(told)
    return PASSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="codecite eval", description="Score the assistant on its cases.")
    parser.add_argument("--stratum", action="append", default=[], metavar="S", help="only this one; may be repeated")
    parser.add_argument("--id", action="append", default=[], help="only this case; may be repeated")
    parser.add_argument("--phrases", action="store_true", help="only measure how often plain wording finds its code")
    parser.add_argument("--retrieval", action="store_true",
                        help="only measure search beside simpler ones and without some of its parts")
    parser.add_argument("--paraphrases", action="store_true",
                        help="only measure whether questions in other words get the same codes")
    parser.add_argument("--split", choices=["development", "gate", "all"], default="all", help="default: all")
    parser.add_argument("--limit", type=_positive, metavar="N", help="at most N cases, taken from the strata in turn")
    parser.add_argument("--baseline", choices=sorted(BASELINES),
                        help="also run this baseline; it must come out clearly lower than the assistant")
    parser.add_argument("--rescore", type=Path, metavar="FILE", help="score answers saved in FILE instead of asking")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--out", type=Path, default=OUT, metavar="DIR", help=f"folder for the reports (default: {OUT})")
    parser.add_argument("--lint", action="store_true", help="check the case files against the library and stop")
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1")
    return int(text)


def _prepare(out: Path) -> None:
    """Make the folder and try it, before minutes are spent on answers."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "run.json").unlink(missing_ok=True)
        (out / "run.json").touch()
    except OSError as error:
        said = f"{out} cannot be written to ({error.strerror}): choose another folder with --out."
        raise _OutNotWritable(said) from error


def _lint(cases: Sequence[Case], subject: Subject, today: date) -> int:
    problems = check_against_library(cases, subject, today)
    print("\n".join([*problems, f"{len(cases)} cases, {len(problems)} problems"]))
    return FAILED if problems else PASSED


def _evaluate(options: argparse.Namespace, known: Sequence[Case], chosen: Sequence[Case], limits: gate.Thresholds,
              open_assistant: Callable[[], Subject], today: date) -> _Done:
    """Run or read the answers and judge them. Mistakes in cases that the library shows are reasons to fail, too."""
    problems: list[str] = []
    subject: Subject | None = None
    if options.rescore is not None:
        records = read_records(options.rescore)
        known_ids = {case.id for case in known}
        wanted = {case.id for case in chosen}
        records = [record for record in records if record.case in wanted or record.case not in known_ids]
        answered = {record.case for record in records}
        chosen = [case for case in chosen if case.id in answered]
        if not chosen:
            raise SelectionEmpty("The file holds no answer to any of the cases chosen.")
    else:
        subject = open_assistant()
        problems = check_against_library(chosen, subject, today)
        records = _saved(chosen, subject, today, options.out / "answers.jsonl", "Cases")
    scored = score_records(known, records)
    summary = summarize(scored)
    whole = covered(known, chosen)
    reasons = problems + gate.judge(summary, limits, whole)
    if options.baseline is None:
        return _Done(scored, summary, reasons, sorted(whole))
    wrapped = BASELINES[options.baseline](subject or open_assistant())
    file = options.out / f"answers-{options.baseline}.jsonl"
    others = _saved(chosen, wrapped, today, file, f"Baseline {options.baseline}")
    other = summarize(score_records(known, others))
    if gate.OVERALL in whole and not comparison.is_clearly_lower(other, summary):
        reasons.append(f"the baseline {options.baseline} is not clearly lower")
    return _Done(scored, summary, reasons, sorted(whole), (options.baseline, other))


def _saved(cases: Sequence[Case], subject: Subject, today: date, path: Path, label: str) -> list[Record]:
    """The records of a run, each written to ``path`` as it comes, so that a run broken off leaves what it has."""
    records = []
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for record in run(cases, subject, today, label=label):
            file.write(line(record))
            file.flush()
            records.append(record)
    return records


def _as_json(done: _Done) -> dict[str, Any]:
    told = {"passed": not done.reasons, "reasons": done.reasons, "thresholds_compared": done.compared,
            **done.summary.as_json()}
    if done.baseline is not None:
        name, other = done.baseline
        told["baseline"] = comparison.as_json(name, other, done.summary)
    return told


def _as_text(done: _Done, out: Path) -> str:
    parts = [terminal.table(done.summary), terminal.verdict(done.summary, done.reasons)]
    if gate.OVERALL not in done.compared:
        parts.append(f"only part of the cases ran: thresholds compared for {', '.join(done.compared) or 'nothing'}")
    if done.baseline is not None:
        name, other = done.baseline
        parts.append(terminal.comparison(name, comparison.compare(done.summary, other), done.summary, other))
    return "\n\n".join([*parts, f"report: {out / 'report.html'}"])


def _write(done: _Done, out: Path) -> None:
    files = {"run.json": json.dumps(_as_json(done), indent=2) + "\n", "junit.xml": junit(done.scored),
             "report.html": page(done.scored, done.summary, done.reasons, "CodeCite evaluation")}
    for name, content in files.items():
        (out / name).write_text(content, encoding="utf-8", newline="\n")
