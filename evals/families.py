"""Which cases hang together: those of one family are not independent, and statistics count families."""

from __future__ import annotations

from evals.case import Case
from knowledge import code_format

ICD10CM = "icd10cm/"


def family(case: Case) -> str:
    """The article or ICD-10-CM category that a case is about; its stratum where the key names neither.

    Taken from the first gold passage, else from the first code of the key, else from the first code of the question.
    """
    if case.gold:
        first = case.gold[0]
        return category(first.removeprefix(ICD10CM)) if first.startswith(ICD10CM) else first
    keyed = [code for codes in case.accepted or () for code in codes] + [*case.forbidden, *case.units]
    asked = [mention.code for mention in code_format.mentions(case.question)]
    return category((keyed or asked)[0]) if keyed or asked else case.stratum


def category(code: str) -> str:
    """The neighbours of a code: the three characters of an ICD-10-CM category, four of a procedure code."""
    # without its dot E11.65 would be shaped like an HCPCS code
    return code[:4] if code_format.is_procedure_shaped(code) else code_format.undotted(code)[:3]
