"""Which cases run, and which parts of the suite a run covers whole."""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection, Iterable, Sequence
from itertools import zip_longest
from pathlib import Path

from evals.case import Case
from evals.gate import OVERALL


class SelectionEmpty(Exception):
    """A stratum or an id does not exist, or nothing is left; the message names the nearest right one."""


def select(cases: Sequence[Case], strata: Collection[str] = (), ids: Collection[str] = (), split: str = "all",
           limit: int | None = None) -> list[Case]:
    """The cases that fulfil all conditions, in their order. Raises SelectionEmpty.

    ``limit`` takes one case of each stratum in turn, so that a short run sees them all.
    """
    _require(strata, {case.stratum for case in cases}, "stratum")
    _require(ids, {case.id for case in cases}, "case")
    chosen = [case for case in cases if (not strata or case.stratum in strata) and (not ids or case.id in ids)
              and split in {"all", case.split}]
    if not chosen:
        raise SelectionEmpty("No case fulfils all of these conditions.")
    if limit is None or limit >= len(chosen):
        return chosen
    by_stratum: dict[str, list[Case]] = {}
    for case in chosen:
        by_stratum.setdefault(case.stratum, []).append(case)
    in_turn = [case for row in zip_longest(*by_stratum.values()) for case in row if case is not None]
    kept = {case.id for case in in_turn[:limit]}
    return [case for case in chosen if case.id in kept]


def last_failed(run: Path, known: Iterable[Case]) -> list[str]:
    """The known cases that were wrong or broke in the run whose ``run.json`` this is. Raises SelectionEmpty without."""
    try:
        told = json.loads(run.read_text(encoding="utf-8"))
        ids = {case.id for case in known}
        failed = [name for name in (*told["failing"], *told["errors"]) if name in ids]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SelectionEmpty(f"{run} holds no run: run the cases once without --failed.") from error
    if not failed:
        raise SelectionEmpty("Nothing failed in the last run.")
    return failed


def covered(cases: Iterable[Case], chosen: Sequence[Case]) -> set[str]:
    """The parts whose thresholds a selection may be held to: strata of which every case of a split is chosen.

    A split counts as a whole: the gate's cases alone are held to the same thresholds. "overall" is covered where every
    stratum is.
    """
    splits = {case.split for case in chosen}
    counted = [case for case in cases if case.split in splits]
    ids = {case.id for case in chosen}
    missing = {case.stratum for case in counted if case.id not in ids}
    whole = {case.stratum for case in counted} - missing
    return whole | {OVERALL} if not missing else whole


def _require(names: Iterable[str], known: Collection[str], kind: str) -> None:
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f": did you mean {near[0]}?" if near else f": {kind} names are {', '.join(sorted(known)[:20])}."
            raise SelectionEmpty(f"There is no {kind} {name}{hint}")
