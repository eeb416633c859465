"""From the codes chosen to the lines of a claim: units told, drugs and vaccines with their giving, minutes shared out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import replace

from assistant.decision.article_quotes import asks_units
from assistant.decision.counting import counted_units, shared_units
from assistant.decision.procedure import ProcedureChoice
from assistant.decision.vaccines import GIVING, MEDICARE_GIVING, administered
from assistant.measures import figures, is_count
from assistant.question import Intent, Reading
from knowledge.records import ProcedureCode, Vaccine

_SEVERAL = 2
_INJECTION, _PUSH, _FURTHER_PUSH = "96372", "96374", "96375"
_ONE_SYRINGE = re.compile(r"\b(?:same|one|single) (?:syringe|injection|shot)\b|\bmixed\b|\bcombined\b")
# How something is given is asked for, and not what is given.
ONLY_ADMINISTRATION = re.compile(
    r"^(?!.*\b(?:products?|drugs?|vaccine codes?|j[- ]?codes?|hcpcs|codes and units)\b|"
    r".*\bvaccines?\s*(?:&|[+,]|and\b|plus\b)).*\badmin\w*\b",
    re.DOTALL,
)


def reportable(choices: list[ProcedureChoice], reading: Reading) -> list[ProcedureCode]:
    """The codes chosen, each once, add-ons last, with the units to be told: those counted, asked for, or of several lines.

    Where units are asked for and nothing is counted, a code of one service is one unit; so is each line of several.
    """
    chosen = {code.code: (code, choice.units.get(code.code)) for choice in choices for code in choice.codes}
    lines = len(chosen) > 1 or re.search(r"\bunits?\b|\bx ?\d\b", reading.plain) is not None
    several = any(amount > 1 for _, amount in figures(reading.plain, "lesions"))
    codes = []
    for code, counted in chosen.values():
        # one cage or one limb alone goes without saying
        plainly_one = counted == 1 and _by_count(code) and not lines
        told = None if plainly_one else counted
        once = 1 if lines and _is_one(code, several=several) else None
        codes.append(replace(code, units=(counted or code.units or once) if lines or asks_units(reading) else told))
    return sorted(codes, key=lambda code: "add_on" in code.facts)


def _by_count(code: ProcedureCode) -> bool:
    return code.counted is not None and is_count(code.counted.measure)


def _is_one(code: ProcedureCode, *, several: bool) -> bool:
    """Whether a code that no figure counts is one unit: by its limit of one a day, or as one service where not ``several`` are told."""
    if code.facts.get("mue", {}).get("units") == 1:
        return True
    return not several and (code.counted is None or _by_count(code)) and "add_on" not in code.facts


def given(
    choices: list[ProcedureChoice], reading: Reading, held: Mapping[str, ProcedureCode]
) -> list[ProcedureChoice]:
    """The choices with the giving of the vaccines or pushed drugs among them counted; alone where only that is asked."""
    codes = {code.code: code for choice in choices for code in choice.codes}
    products = {code for code in codes if code[:1].isalpha() or codes[code].vaccine} - MEDICARE_GIVING
    vaccines = [code.vaccine for code in codes.values() if code.vaccine]
    # a flu shot of no known product is given all the same
    parts = sum(any(code.code in GIVING for code in choice.codes) for choice in choices)
    vaccines += [Vaccine()] * (parts - len(vaccines))
    units = administered(vaccines, codes) if vaccines else {}
    if codes.keys() - products == {_PUSH} and len(products) > 1:
        units = {_PUSH: 1, _FURTHER_PUSH: len(products) - 1}
    if codes.keys() - products == {_INJECTION} and len(products) > 1 and not _ONE_SYRINGE.search(reading.plain):
        units = {_INJECTION: len(products)}
    if units:
        counted = ProcedureChoice(tuple(held[code] for code in units), units)
        choices = [*(_without(choice, GIVING | units.keys()) for choice in choices), counted]
    named = {mention.code for mention in reading.mentions}
    only = ONLY_ADMINISTRATION.search(reading.plain) is not None or (bool(named) and named <= GIVING)
    if only and codes.keys() - products:
        choices = [_without(choice, products) for choice in choices]
    return choices


def _without(choice: ProcedureChoice, codes: Set[str]) -> ProcedureChoice:
    return replace(choice, codes=tuple(code for code in choice.codes if code.code not in codes))


def shared_out(choices: list[ProcedureChoice]) -> list[ProcedureChoice]:
    """The choices with the units of timed therapy by the day's total; a code whose share is none is left out."""
    minutes: Counter[str] = Counter()
    for choice in choices:
        minutes.update(choice.minutes)
    if len(minutes) < _SEVERAL:
        return choices
    units = shared_units(minutes)
    return [
        replace(
            choice,
            codes=tuple(code for code in choice.codes if units.get(code.code, 1)),
            units={**choice.units, **{code: units[code] for code in choice.minutes}},
        )
        for choice in choices
    ]


def counted_by_name(reading: Reading, held: Mapping[str, ProcedureCode]) -> list[ProcedureChoice]:
    """The codes named in a question about units, each with the units of its own figure; none where the figures do not say.

    Codes and figures go together in their order: "97110 24 min and 97140 23 min".
    """
    named = list(dict.fromkeys(mention.code for mention in reading.mentions if mention.code in held))
    codes = [held[code] for code in named]
    counted = [(code, code.counted) for code in codes if code.counted is not None]
    measures = {rule.measure for _, rule in counted}
    if reading.intent is not Intent.UNITS or len(reading.turns) > 1 or len(measures) != 1:
        return []
    (measure,) = measures
    amounts = [amount for _, amount in figures(reading.plain, measure)]
    if len(counted) == 1 and len(amounts) > 1 and (measure == "minutes" or is_count(measure)):
        amounts = [sum(amounts) if measure == "minutes" else max(amounts)]
    if len(amounts) == len(counted) + 1 and len(counted) > 1 and max(amounts) * 2 == sum(amounts):
        # the total said beside its parts is no part
        amounts.remove(max(amounts))
    if len(amounts) != len(counted):
        return []
    figured = {code.code: (counted_units(rule, amount), amount) for (code, rule), amount in zip(counted, amounts, strict=True)}
    timed = {code.code for code, rule in counted if rule.rule == "eight minutes"}
    return [
        ProcedureChoice(
            (code,),
            {code.code: figured[code.code][0]} if code.code in figured else {},
            {code.code: figured[code.code][1]} if code.code in timed else {},
        )
        for code in codes
    ]
