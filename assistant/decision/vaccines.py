"""Giving several vaccines at one visit: how many units of which administration code the products make."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from knowledge.records import Vaccine

_COUNSELLED, _FURTHER_COMPONENT = "90460", "90461"
_INJECTED, _FURTHER_INJECTED = "90471", "90472"
_ORAL, _FURTHER_ORAL = "90473", "90474"
GIVING = frozenset({_COUNSELLED, _FURTHER_COMPONENT, _INJECTED, _FURTHER_INJECTED, _ORAL, _FURTHER_ORAL})
# Medicare's own codes for giving influenza, pneumococcal and hepatitis B vaccine, one a vaccine.
MEDICARE_GIVING = frozenset({"G0008", "G0009", "G0010"})


def administered(vaccines: Sequence[Vaccine], chosen: Collection[str]) -> dict[str, int]:
    """The units of the administration codes for vaccines given together, where ``chosen`` holds one of them.

    With counselling up to age 18 every vaccine is a unit of 90460 and every further component one of 90461. Without, the
    first is 90471 and the others 90472 (injected) or 90474 (by mouth or nose); 90473 is first only where none is injected.
    """
    if _COUNSELLED in chosen:
        further = sum(vaccine.components - 1 for vaccine in vaccines)
        return _told({_COUNSELLED: len(vaccines), _FURTHER_COMPONENT: further})
    if not {_INJECTED, _ORAL} & set(chosen):
        return {}
    oral = sum(vaccine.oral for vaccine in vaccines)
    injected = len(vaccines) - oral - len(MEDICARE_GIVING & set(chosen))
    if injected > 0:
        return _told({_INJECTED: 1, _FURTHER_INJECTED: injected - 1, _FURTHER_ORAL: oral})
    return _told({_ORAL: 1, _FURTHER_ORAL: oral - 1})


def _told(units: dict[str, int]) -> dict[str, int]:
    return {code: number for code, number in units.items() if number > 0}
