"""``codecite eval``: run cases or saved answers, score them, report, and pass or fail."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from tqdm import tqdm

from evals import baseline, compare, comparison, evaluation, gate, history, lint, new_case, options
from evals.answering.opening import Opener
from evals.answering.recordings import Mode
from evals.case import Case
from evals.case_files import CASES, CasesInvalid, check_against_library, read_cases
from evals.evaluation import Evaluation, How, Suite
from evals.judge import measure as judging
from evals.judge.verdicts import Ask, Judge, JudgeSilent
from evals.outcome import Outcome, RecordsUnreadable
from evals.paired import Paired
from evals.paraphrases import measure as paraphrases
from evals.phrases.measure import SET_ASIDE, measure, read_phrases
from evals.report import data, terminal
from evals.retrieval import measure as retrieval
from evals.retrieval.queries import case_queries, term_queries
from evals.retrieval.searches import searches
from evals.score import AnswersStale
from evals.selection import SelectionEmpty, last_failed, select
from evals.shorthand import measure as shorthand
from evals.subject import Subject
from knowledge.library import Library

PASSED, FAILED, WRONG_USE = 0, 1, 2


class _OutNotWritable(Exception):
    """The folder for the reports cannot be made or written to."""


@dataclass(frozen=True)
class Files:
    """Where cases, thresholds, the baseline and the other questions stand; ``home`` keeps answers and past runs."""

    home: Path
    cases: Path = CASES
    thresholds: Path = gate.THRESHOLDS
    baseline: Path = baseline.BASELINE
    phrases: Path = SET_ASIDE
    questions: Path = shorthand.QUESTIONS
    rewordings: Path = paraphrases.REWORDINGS


def main(argv: Sequence[str], opener: Opener, files: Files, today: Callable[[], date] = date.today) -> int:
    """Run the command. 0 where the gate is passed, 1 where it is not or case files have mistakes, 2 for wrong use."""
    try:
        return _COMMANDS.get(argv[0] if argv else "", _run)(argv, opener, files, today)
    except SystemExit as ended:  # argparse has said why
        return ended.code if isinstance(ended.code, int) else WRONG_USE
    except (CasesInvalid, gate.ThresholdsInvalid, AnswersStale, baseline.BaselineInvalid) as error:
        print(error, file=sys.stderr)
        return FAILED
    except (SelectionEmpty, RecordsUnreadable, _OutNotWritable, new_case.NotACase, JudgeSilent) as error:
        print(f"codecite eval: {error}", file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        print("\nStopped. What was answered is kept: the same command goes on from here.", file=sys.stderr)
        raise


def _lint(argv: Sequence[str], opener: Opener, files: Files, today: Callable[[], date]) -> int:
    given = lint.parser().parse_args(list(argv[1:]))
    cases = select(read_cases(files.cases), given.stratum)
    problems = lint.problems(cases, opener.look_up(), today())
    print("\n".join([*problems, f"{len(cases)} cases, {len(problems)} problems"]))
    return FAILED if problems else PASSED


def _compare(argv: Sequence[str], opener: Opener, files: Files, today: Callable[[], date]) -> int:
    said, is_loss = compare.run(compare.parser().parse_args(list(argv[1:])), read_cases(files.cases))
    print(said)
    return FAILED if is_loss else PASSED


def _new(argv: Sequence[str], opener: Opener, files: Files, today: Callable[[], date]) -> int:
    given = new_case.parser().parse_args(list(argv[1:]))
    print(new_case.run(given, read_cases(files.cases), opener, today()), end="")
    return PASSED


def _run(argv: Sequence[str], opener: Opener, files: Files, today: Callable[[], date]) -> int:
    given = options.parser().parse_args(list(argv))
    known = read_cases(files.cases)
    ids = [*given.id, *last_failed(given.out / data.RUN, known)] if given.failed else given.id
    chosen = select(known, given.stratum, ids, given.split, given.limit)
    limits = gate.read_thresholds({case.stratum for case in known}, files.thresholds)
    if given.phrases:
        return _phrases(opener.open(), files.phrases)
    if given.retrieval:
        return _retrieval(opener.open(), chosen, files.phrases, today, given.json)
    if given.shorthand:
        return _shorthand(opener.open(), files.questions)
    if given.paraphrases:
        wordings = paraphrases.read_rewordings(known, files.rewordings)
        return _paraphrases(opener.open(), chosen, wordings, today(), given.json)
    _prepare(given.out)
    ask = opener.asking(given.judge) if given.judge else None
    done = _evaluated(given, known, chosen, limits, opener, files, today())
    if ask is not None:
        done = _worded(done, ask, given.judge, files.home / "evals" / "verdicts.sqlite")
    for one in done:
        folder = given.out / data.folder_of(one.model) if len(done) > 1 else given.out
        trend = history.past(files.home, one.model, given.split)
        data.write(one, folder, trend, given.price)
        history.remember(files.home, one, given.split, datetime.now(UTC), folder / "report.html")
        if given.accept and not one.summary.is_void:
            baseline.accept(one.scored, files.baseline)
    print(json.dumps(_as_json(done, given), indent=2) if given.json else _as_text(done, given))
    return FAILED if any(one.reasons for one in done) else PASSED


_COMMANDS: dict[str, Callable[[Sequence[str], Opener, Files, Callable[[], date]], int]] = {
    "lint": _lint, "compare": _compare, "new": _new}


def _evaluated(given: argparse.Namespace, known: Sequence[Case], chosen: Sequence[Case], limits: gate.Thresholds,
               opener: Opener, files: Files, today: date) -> list[Evaluation]:
    """A judged run a model. Mistakes in cases that the library shows are reasons to fail, too."""
    earlier = baseline.read(files.baseline)
    if given.rescore is not None:
        return [evaluation.rescore(given.rescore, chosen, Suite(known, limits, earlier))]
    mode = Mode.RECORD if given.record else Mode.REPLAY if given.replay else Mode.WATCH
    how = How(today, files.home / "evals" / "answers.sqlite", given.repeat, given.workers, given.fresh, mode,
              given.record or given.replay)
    suite = Suite(known, limits, earlier, check_against_library(chosen, opener.look_up(), today))
    openers = [opener.with_model(model) for model in dict.fromkeys(given.model)] or [opener]
    return [evaluation.ask(chosen, one, how, suite, given.null) for one in openers]


def _worded(done: Sequence[Evaluation], ask: Ask, name: str, kept: Path) -> list[Evaluation]:
    """The runs with what a judge says of their wording."""
    judge, labelled = Judge(ask, name, kept), judging.read_labelled()
    try:
        told = []
        for one in done:
            outcomes = [record for record in one.records if isinstance(record, Outcome)]
            with tqdm(total=len(labelled) + len(outcomes), desc="Wording judged", file=sys.stderr) as bar:
                told.append(replace(one, wordings=judging.measure(judge, outcomes, labelled, bar.update)))
        return told
    finally:
        judge.close()


def _phrases(subject: Subject, phrases: Path) -> int:
    recall = measure(subject, read_phrases(phrases))
    for missed in recall.missed:
        print(f"not among the first ten: {missed}", file=sys.stderr)
    print(recall)
    return PASSED


def _shorthand(subject: Subject, path: Path) -> int:
    questions = shorthand.read_questions(path)
    for set_aside in (False, True):
        half = [question for question in questions if question.set_aside is set_aside]
        with tqdm(total=len(half), desc="Questions in shorthand", file=sys.stderr) as bar:
            found = shorthand.measure(subject, half, bar.update)
        print(f"{'set aside' if set_aside else 'written for'}\n{shorthand.table(found)}\n")
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


def _prepare(out: Path) -> None:
    """Make the folder and try it, before minutes are spent on answers."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / data.RUN).unlink(missing_ok=True)
        (out / data.RUN).touch()
    except OSError as error:
        said = f"{out} cannot be written to ({error.strerror}): choose another folder with --out."
        raise _OutNotWritable(said) from error


def _as_json(done: Sequence[Evaluation], given: argparse.Namespace) -> object:
    told = [data.as_json(one, given.price) for one in done]
    if len(done) == 1:
        return told[0]
    pairs = [{"before": done[0].model, "after": other.model, **_paired(done[0], other).as_json()} for other in done[1:]]
    return {"models": told, "pairs": pairs}


def _as_text(done: Sequence[Evaluation], given: argparse.Namespace) -> str:
    parts = []
    for one in done:
        parts += [f"model {one.model}"] if len(done) > 1 else []
        cost = one.summary.tokens.cost(given.price) if given.price else None
        parts += [terminal.table(one.summary), terminal.details(one.summary, one.stability, cost)]
        if one.against is not None:
            parts.append(terminal.changes(one.against, "the baseline"))
        if one.null is not None:
            name, other = one.null
            parts.append(terminal.comparison(name, comparison.compare(one.summary, other), one.summary, other))
        if one.wordings is not None:
            parts.append(str(one.wordings))
        parts.append(terminal.verdict(one.summary, one.reasons))
        if gate.OVERALL not in one.covered:
            parts.append(f"only part of the cases ran: thresholds compared for {', '.join(one.covered) or 'nothing'}")
        if given.accept and not one.summary.is_void:
            ends = "\n".join(f"    {part}: {end:.2f}" for part, end in gate.reached_less_one(one.summary).items())
            parts.append(f"accepted as the baseline; with one case fewer right the lower ends were:\n{ends}")
        if one.kept:
            parts.append(f"{one.kept} answers to the same were kept from before and not asked again (--fresh asks)")
    parts += [terminal.changes(_paired(done[0], other), f"{done[0].model}, {other.model}") for other in done[1:]]
    return "\n\n".join([*parts, f"report: {given.out / '**' / 'report.html' if len(done) > 1 else given.out / 'report.html'}"])


def _paired(first: Evaluation, other: Evaluation) -> Paired:
    return evaluation.against(baseline.judged(first.scored), other.scored)
