"""``codecite eval lint``: what is wrong with a case that its form alone does not tell."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from evals.case import Case
from evals.case_files import check_against_library
from evals.subject import Subject
from knowledge import code_format
from knowledge.claims.check import check
from knowledge.claims.claim import Claim, ClaimLine
from knowledge.library import Library

# two questions that share this much of their words ask the same
_SAME = 0.8
_FEWEST_WORDS = 4
_WORD = re.compile(r"[a-z0-9.]+")
# what codes beside one another can break whatever their order, their modifiers and the rest of the claim are
_BROKEN_TOGETHER = ("Excludes1", "Medically Unlikely Edit", "NCCI")


def parser() -> argparse.ArgumentParser:
    """The parser of the command."""
    made = argparse.ArgumentParser(prog="codecite eval lint", description="Check the case files against the library.")
    made.add_argument("--stratum", action="append", default=[], metavar="S", help="only this one; may be repeated")
    return made


def problems(cases: Sequence[Case], subject: Subject, today: date) -> list[str]:
    """Gold that does not exist, codes that do not hold, near-duplicates, and accepted sets that a claim check rejects."""
    found = check_against_library(cases, subject, today) + near_duplicates(cases)
    if isinstance(subject.library, Library):
        found += list(_broken_claims(cases, subject.library, today))
    return found


def near_duplicates(cases: Sequence[Case]) -> list[str]:
    """Pairs of cases whose questions share four fifths of their words and every code, under equal circumstances and with
    equal keys. Where the key differs, the small difference is what the pair is about."""
    words = [frozenset(_WORD.findall(case.question.lower())) for case in cases]
    found = []
    for (at, one), (other_at, other) in combinations(enumerate(cases), 2):
        mine, its = words[at], words[other_at]
        if min(len(mine), len(its)) >= _FEWEST_WORDS and len(mine & its) >= _SAME * len(mine | its) and _alike(one, other):
            found.append(f"{other.stratum}.yaml, {other.id}: asks nearly the same as {one.id} in {one.stratum}.yaml")
    return found


def _alike(one: Case, other: Case) -> bool:
    codes = [{mention.code for mention in code_format.mentions(case.question)} for case in (one, other)]
    keys = [(case.turns, case.context, case.accepted, case.verdict, case.action) for case in (one, other)]
    return codes[0] == codes[1] and keys[0] == keys[1]


def _broken_claims(cases: Sequence[Case], library: Library, today: date) -> Iterator[str]:
    for case in cases:
        for codes in case.accepted or ():
            for finding in check(_claim(case, codes, today), library).findings if codes else ():
                if (finding.severity == "error" and finding.rule.startswith(_BROKEN_TOGETHER)
                        and not finding.modifier_allowed):
                    yield (f"{case.stratum}.yaml, {case.id}: the accepted set {list(codes)} breaks a claim check: "
                           f"{finding.rule}: {finding.says}")


def _claim(case: Case, codes: Sequence[str], today: date) -> Claim:
    procedures = [code for code in codes if code_format.is_procedure_shaped(code)]
    lines = [ClaimLine(code=code, units=case.units.get(code, 1)) for code in procedures]
    return Claim(date=case.day(today), payer=case.context.payer or "", lines=lines,
                 diagnoses=[code for code in codes if code not in procedures])
