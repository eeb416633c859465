"""A record of several diagnoses, in a note or in one line: every problem is coded, and the codes become one list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant import pregnant
from assistant.answer import Action
from assistant.decision import (
    after_operation,
    burns,
    code_list,
    delivery,
    drug_harm,
    encounter_reason,
    external_cause,
    history,
    infarction,
    one_line,
    problems,
    record_rules,
    status,
)
from assistant.decision.case_told import DONE, lists, wants_codes
from assistant.decision.diagnose import code_points
from assistant.decision.drug_harm import Harm
from assistant.decision.encounter_reason import Reason
from assistant.decision.groups import POLYP, Group, groups_of, with_brittle_bone, with_histology
from assistant.decision.joining import joining_sentences
from assistant.decision.problems import Problem
from assistant.draft import Choice, Decision, Point
from assistant.evidence import EXTERNAL_CAUSES, Evidence, known_wordings
from assistant.privacy import without_identifiers
from assistant.question import Reading
from assistant.record import Statement, is_note, of_family, statements, to_code
from assistant.told import Told
from knowledge.codebook import Standing
from knowledge.library import Library
from knowledge.records import System
from knowledge.wording import content_tokens, spelled_out

# A note has at most so many problems; what comes after them is told to have been left.
_MOST = 30
# Beside codes that are sure, a problem that is hardly recognised is no question back.
_WORTH_ASKING = 0.75
# What is read as the reason for the encounter is not read as one more problem.
_EXAMINATIONS = frozenset({"Z00", "Z01", "Z08", "Z09", "Z38", "Z39"})
_CHEMOTHERAPY = frozenset({"chemo", "chemotherapy"})
_FOR_CHEMOTHERAPY = re.compile(r"\b(?:here|admit\w*|encounter|visit|present\w*|infusion) (?:today )?for\b.{0,30}\bchemo|\bcycle\b|\bchemo(?:therapy)? (?:today|infusion|given|session|administration)", re.IGNORECASE)
_AS_PRESCRIBED = re.compile(r"(?i)\b(?:tak\w+|took) (?:\w+ ){0,3}?(?:as )?(?:prescribed|directed|ordered|correctly|properly)\b")
_FOUND = re.compile(r"^\W*(?:with|showed|shows|found|for)?(?: (?:the )?findings? of)?\b")
# an insulin pump is no insulin, and what becomes of it is a complication
_NO_DEVICE, _DEVICE = r"(?! (?:pump|pen|infusion set)s?\b)", re.compile(r"\b(?:pump|infusion set)\b")
_OF_DRUGS = re.compile(r"T(?:3[6-9]|4\d|50)|Z79\.(?!4|84|85)|Z91\.1")
_FEWEST = 2
# How sure a status is that the record states.
_STATED = 0.8
# A condition recognised no more surely than this yields to one told in more words.
_HARDLY = 0.6


def several(reading: Reading, evidence: Evidence, library: Library) -> Decision | None:
    """The decision on a record of two or more problems; None where the text tells one, or asks something else."""
    text = reading.text
    note = is_note(text)
    if reading.mentions or (not note and not lists(reading)):
        return None
    reason = encounter_reason.told(reading)
    delivered = delivery.is_told(reading.plain, ())
    harms = drug_harm.told(text, library)
    told = (
        group
        for group in with_brittle_bone(with_histology([*groups_of(to_code(text), text, library)]), text)
        if (group.named or not (note or DONE.search(group.words))) and not (_tells_only(group, reason, library) or (delivered and delivery.only(group.words)))
    )
    told = (held for group in told if (held := _without_drugs(_beside_reason(group, reason), harms, library)) is not None)
    # what a note repeats is one problem
    groups = list({" ".join(group.words.lower().split()): group for group in reversed(list(told))}.values())[::-1]
    causes = external_cause.asked(reading.plain)
    listed = note or causes or wants_codes(reading)
    two = not (listed or reason or harms) and one_line.tells_two(groups, reading, library)
    if not (groups or reason or delivered) or (len(groups) < 2 and not (two or listed or reason or harms or delivered)):
        return None
    if not (two or listed or delivered) and not one_line.covered(groups, evidence, library):
        return None
    found = [one for group in groups[:_MOST] for one in problems.coded(group, reading, library)]
    told_at_length = _tells_at_length(groups, reading, listed=listed)
    screened = any(choice.code.startswith("Z12") for one in found for choice in one.decision.choices)
    screened = screened or (reason is not None and reason.code.startswith("Z12"))
    if not note or screened:
        found += [one for statement in of_family(text) for one in problems.of_family(statement, reading, library)]
    found = _without_repeats(_with_harms(_without_guesses(found), harms), library)
    found += _statuses(text, found, library)
    left_out = bool(reason or any(one.named for one in found)) and any(_is_left_out(one, library) for one in statements(text))
    found += _causes(reading, library)
    many = sum(max(1, len(one.decision.choices)) for one in found) + bool(reason) + len(harms) + left_out
    if not (found or reason or delivered) or (many < _FEWEST and not note and not (told_at_length or delivered)):
        return None
    apart = note or harms or reason or causes or infarction.is_again(reading.plain)
    if len(groups) > 1 and not apart and one_line.says_all(groups, found, reading, evidence, library):
        return None
    return _together(found, reading, library, len(groups) - _MOST, reason, harms)


def _is_left_out(one: Statement, library: Library) -> bool:
    """Whether a statement tells a condition that is not coded, so that the whole text would say too much: suspected, or ruled out."""
    denied = one.told is Told.DENIED and any(phrase.code[0] not in f"Z{EXTERNAL_CAUSES}" for phrase in known_wordings(one.text, library))
    return one.told is Told.UNCERTAIN or denied


def _tells_at_length(groups: Sequence[Group], reading: Reading, *, listed: bool) -> bool:
    """Whether even one problem is to be read as a record: told over lines, or one that its circumstances part into several codes."""
    brittle = any(group.words.startswith("osteoporotic ") for group in groups)
    with_child = pregnant.weeks_pregnant(reading.plain) is not None or pregnant.is_after_delivery(reading.plain)
    # a dementia is one code or two by the disease that brings it
    demented = listed and "dementia" in reading.plain
    several_lines = len({group.line for group in groups}) > 1
    return several_lines or brittle or with_child or demented or after_operation.is_told(reading.plain) or burns.tells_extent(reading.plain)


def _tells_only(group: Group, reason: Reason | None, library: Library) -> bool:
    """Whether a group tells nothing but the reason for the encounter, what is operated on included."""
    if reason is None or not reason.words:
        return False
    rest = spelled_out(group.words).replace(reason.words, " ")
    return rest != spelled_out(group.words) and not (known_wordings(rest, library) or POLYP.search(rest))


def _beside_reason(group: Group, reason: Reason | None) -> Group:
    """A group without the reason for the encounter that it opens with: the polyp of a screening colonoscopy with one."""
    plain = spelled_out(group.words)
    if reason is None or not reason.words or not plain.startswith(reason.words):
        return group
    rest = _FOUND.sub("", plain[len(reason.words) :]).strip(" ,")
    return replace(group, words=rest) if rest else group


def _without_drugs(group: Group, harms: Sequence[Harm], library: Library) -> Group | None:
    """A group without the words that tell a drug's harm, as *from lisinopril*; None where it tells nothing else."""
    plain = spelled_out(group.words)
    # what another sentence says of the drug is no harm by it
    here = [harm for harm in harms if re.search(rf"\b{re.escape(harm.drug)}\b", plain) and (not harm.words or plain in harm.words)]
    if not here:
        return group
    words = group.words
    for harm in here:
        drug = re.escape(harm.drug)
        link = r"(?:due to|d/t|from|caused by|because of|secondary to|2/2|after|to|on)"
        words = re.sub(rf"(?i)\b{link} (?:\w+[ -]){{0,3}}?{drug}\b{_NO_DEVICE}|\b{drug}[- ]?(?:induced|related|associated)\b", " ", words)
        words = re.sub(rf"(?i)\b{drug}\b{_NO_DEVICE}(?:[^,.;]{{0,40}}?\bfor (?:his |her |their |the )?(?:[a-z]+ ?){{1,3}}(?=$|[,.;]))?", " ", words)
        words = _AS_PRESCRIBED.sub(" ", words)
    named = any(phrase.code[0] not in "VWXYTZ" for phrase in known_wordings(words, library)) or _DEVICE.search(words) is not None
    return replace(group, words=" ".join(words.split()), named=True) if named else None


def _with_harms(found: list[Problem], harms: Sequence[Harm]) -> list[Problem]:
    """The problems without what was read as a drug's harm, or as its long-term use, where that harm is told at length."""
    if not harms:
        return found
    treated = any(harm.drug in _CHEMOTHERAPY and not _FOR_CHEMOTHERAPY.search(harm.words) for harm in harms)
    kept = []
    for one in found:
        codes = [choice.code for choice in one.decision.choices]
        if not codes or not all(_OF_DRUGS.match(code) for code in codes):
            choices = tuple(
                choice
                for choice in one.decision.choices
                if not _OF_DRUGS.match(choice.code) and not (treated and choice.code == "Z51.11" and not _FOR_CHEMOTHERAPY.search(one.words))
            )
            if choices or not one.decision.choices:
                kept.append(replace(one, decision=replace(one.decision, choices=choices)))
    return kept


def _statuses(text: str, found: Sequence[Problem], library: Library) -> list[Problem]:
    """What earlier operations left and which drugs are taken for long, as problems of the record."""
    codes = [choice.code for one in found for choice in one.decision.choices]
    told = [*status.operations(text, codes, library)]
    told += status.drugs(text, [*codes, *(one.code for one in told)], library)
    return [
        Problem(one.words, Decision(Action.ANSWER, _STATED, (Choice(one.code, System.ICD10CM),)))
        for one in told
        if one.code not in codes
    ]


def _without_guesses(found: list[Problem]) -> list[Problem]:
    """The problems without what no known wording names, where another is named: *transported by ambulance*.

    A disease that search finds surely stays; a circumstance (chapter 21) is coded where it is told, and not where it is alike.
    """
    named = any(one.named for one in found)

    def is_sure(one: Problem) -> bool:
        return one.decision.score >= _HARDLY and any(choice.code[0] != "Z" for choice in one.decision.choices)

    return [one for one in found if one.named or not named or is_sure(one)]


def _without_repeats(found: Sequence[Problem], library: Library) -> list[Problem]:
    """The problems without one that another of its chapter tells in more words: *scar* beside *hypertrophic scar*."""
    named = [{word for phrase in known_wordings(one.words, library) for word in content_tokens(phrase.wording)} for one in found]
    codes = [[choice.code for choice in one.decision.choices] for one in found]

    def repeated(at: int) -> bool:
        if len(codes[at]) != 1 or not named[at]:
            return False
        entry = library.codebook.entry(codes[at][0])
        vague = entry is not None and ("unspecified" in entry.title.lower() or found[at].decision.score < _HARDLY)
        return vague and any(
            n != at and named[at] < named[n] and code[0] == codes[at][0][0] and code[:3] != codes[at][0][:3]
            for n in range(len(found))
            for code in codes[n]
        )

    return [one for at, one in enumerate(found) if not repeated(at)]


def _causes(reading: Reading, library: Library) -> list[Problem]:
    """How an injury came about, as a problem by itself, where that is asked for."""
    causes = tuple(external_cause.told(reading, library))
    return [Problem("", Decision(Action.ANSWER, _STATED, causes))] if causes else []


def _together(
    found: Sequence[Problem],
    reading: Reading,
    library: Library,
    left: int,
    reason: Reason | None,
    harms: Sequence[Harm],
) -> Decision | None:
    sure = [one for one in found if one.decision.action is Action.ANSWER]
    open_ = [
        one
        for one in found
        if one.decision.action is Action.CLARIFY and (not sure or (one.named and one.decision.score >= _WORTH_ASKING))
    ]
    told = {choice.code: one.words for one in reversed(found) for choice in one.decision.choices}
    codes = [choice.code for one in found for choice in one.decision.choices]
    codes += [code for harm in harms for code in harm.codes]
    told |= {code: harm.words for harm in harms for code in harm.codes if code not in told}
    if reason is not None and reason.past_cancer and any(_is_current(one) for one in sure) and not encounter_reason.is_for_cancer(reading.plain):
        codes = _in_the_past(codes, reason, reading.text, library)
    elif reason is not None:
        codes = [_reason_code(reason, sure), *_in_the_past(codes, reason, reading.text, library)]
        codes = [codes[0], *(code for code in codes[1:] if code[:3] not in _EXAMINATIONS or code[:3] == codes[0][:3] == "Z38")]
    codes = record_rules.apply(codes, told, reading, library)
    codes, rules = code_list.reported(codes, reading, library)
    codes = [code for code in codes if library.codebook.status(code, reading.day).standing is not Standing.UNKNOWN]
    standing = [library.codebook.status(code, reading.day).standing for code in codes]
    if any(one is not Standing.VALID for one in standing) or not (codes or open_):
        return None
    for rule in rules:
        words = [told[code] for code in rule.instead_of if code in told]
        told.setdefault(rule.code, words[0] if words else "")
    nameless = without_identifiers(reading.text)
    # words that hold an identifier are not shown
    support = {code: words for code, words in told.items() if words in nameless}
    choices = tuple(
        Choice(code, System.ICD10CM, "additional" if n else "primary", support=support.get(code, ""))
        for n, code in enumerate(codes)
    )
    points = [point for code in codes for point in code_points(code, library)]
    points += [Point(quote, "Rule") for rule in rules for quote in joining_sentences(rule, library)]
    notices = [f"{left} further statements of the note were not read: paste them by themselves."] if left > 0 else []
    if any("unspecified" in library.codebook.status(code, reading.day).description.lower() for code in codes):
        notices.append("An unspecified code is used: the record states nothing more specific.")
    asks = tuple(dict.fromkeys(f"{one.words}: {ask}" for one in open_ for ask in one.decision.ask_back))
    score = min((one.decision.score for one in found), default=0.6)
    points += [point for one in open_ for point in one.decision.points[:3]]
    return Decision(
        Action.CLARIFY if open_ else Action.ANSWER,
        min(score, 0.85),
        choices,
        ask_back=asks,
        points=tuple(points),
        notices=tuple(notices),
    )


def _is_current(one: Problem) -> bool:
    """Whether a problem is a disease that the patient has now, and no cancer that is followed up."""
    return encounter_reason.is_finding(one.words) and any(choice.code[0] not in f"CRZ{EXTERNAL_CAUSES}" for choice in one.decision.choices)


def _reason_code(reason: Reason, sure: Sequence[Problem]) -> str:
    """The code of the reason for the encounter, with abnormal findings where a problem is no known and stable condition."""
    found = any(
        encounter_reason.is_finding(one.words) and not all(choice.code[0] == "Z" for choice in one.decision.choices)
        for one in sure
    )
    return reason.with_findings if found and reason.with_findings else reason.code


def _in_the_past(codes: Sequence[str], reason: Reason, text: str, library: Library) -> list[str]:
    """The codes with every cancer as history, where the encounter is a follow-up after its treatment."""
    if not reason.past_cancer:
        return list(codes)
    if not any(code.startswith(("C", "Z85")) for code in codes):
        # a cancer told outside the assessment
        told = (history.of_patient(phrase.code, library) for phrase in known_wordings(text, library) if phrase.code[0] == "C")
        codes = [*codes, *[code for code in told if code][:1]]
    return [(code[0] == "C" and history.of_patient(code, library)) or code for code in codes if not code.startswith(("Z08", "Z09"))]

