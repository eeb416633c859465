"""NCCI procedure-to-procedure edits between the lines of a day."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from knowledge.claims.case import Case, proof
from knowledge.claims.claim import ClaimLine, Finding
from knowledge.claims.modifiers import is_visit
from knowledge.loaded import Held
from knowledge.loading.kinds import SETTINGS
from knowledge.row_passages import pair_passage
from knowledge.tables import Pair

# NCCI Policy Manual, chapter I, section E: the modifiers that the edits know
ASSOCIATED = frozenset(
    [f"E{n}" for n in range(1, 5)]
    + ["FA", *(f"F{n}" for n in range(1, 10))]
    + ["TA", *(f"T{n}" for n in range(1, 10))]
    + ["LT", "RT", "LC", "LD", "RC", "LM", "RI"]
    + ["24", "25", "27", "57", "58", "59", "78", "79", "91", "XE", "XS", "XP", "XU"]
)
_VISIT = frozenset({"24", "25", "27", "57"})
_PLACES = frozenset(one for one in ASSOCIATED if one[0].isalpha() and one not in {"XE", "XS", "XP", "XU"})
_KEEP = "Keep both only if the record shows what the modifier says: another session, site, organ or injury."
_KEEP_VISIT = "Keep the visit only if the record shows one that went beyond the usual work of the procedure."


def findings(case: Case) -> Iterator[Finding]:
    """Every edit in force between two lines of one day, and what its indicator allows."""
    setting = case.claim.setting
    if setting not in SETTINGS:
        return
    for (n, line), (m, other), day in case.same_day():
        for held in case.library.tables.pairs(setting, line.code, other.code, day):
            first = (n, line) if held.row.column1 == line.code else (m, other)
            second = (m, other) if first[0] == n else (n, line)
            yield _finding(held, first, second)


def _finding(held: Held[Pair], first: tuple[int, ClaimLine], second: tuple[int, ClaimLine]) -> Finding:
    pair = held.row
    given = _opening(first[1], second[1])
    places = sorted({one for _, line in (first, second) for one in line.modifiers if one in _PLACES})
    edit = f"{pair.column2} is column 2 to {pair.column1} with modifier indicator {pair.indicator}"
    found = partial(
        Finding,
        lines=sorted([first[0], second[0]]),
        codes=[pair.column1, pair.column2],
        rule="NCCI procedure-to-procedure edit",
        citation=proof(pair_passage(held)),
    )
    if pair.indicator == "0":
        return found(
            severity="error",
            says=f"{edit}: the two are never paid together on one day, whatever modifier is added.",
            mend=f"Take {pair.column2} off the claim.",
            modifier_allowed=False,
        )
    if given:
        return found(
            severity="info",
            says=f"{edit}, and {', '.join(given)} opens the edit.",
            mend=_KEEP_VISIT if set(given) & _VISIT else _KEEP,
            modifier_allowed=True,
        )
    why = f" {', '.join(places)} does not show that the two were done at different sites." if places else ""
    return found(
        severity="error",
        says=f"{edit}, and no modifier on the lines opens the edit.{why}",
        mend=f"Take {pair.column2} off the claim. A modifier stands only where the record already shows a separate session, "
        "site, organ, incision or injury.",
        modifier_allowed=True,
    )


def _opening(line: ClaimLine, other: ClaimLine) -> list[str]:
    """The modifiers that set the two lines apart: a visit's on the visit, a distinct service's, or two different sites.

    A site on one line alone, or the same on both, is an NCCI modifier too but tells nothing of the other service.
    """
    found = [
        one
        for held in (line, other)
        for one in held.modifiers
        if one in ASSOCIATED and one not in _PLACES and (one not in _VISIT or is_visit(held.code))
    ]
    sites = [{one for one in held.modifiers if one in _PLACES} for held in (line, other)]
    if all(sites) and not sites[0] & sites[1]:
        found += sorted(sites[0] | sites[1])
    return list(dict.fromkeys(found))
