"""Long-term use of drugs (Z79): for which conditions a code of use is reported beside them."""

from __future__ import annotations

from collections.abc import Sequence

# by the code of use: the conditions it is taken for
_FOR = (
    ("Z79.4", ("E08", "E09", "E10", "E11", "E13", "O24.0", "O24.1", "O24.3", "O24.8", "O24.9")),
    ("Z79.84", ("E08", "E09", "E11", "E13", "O24.1", "O24.3", "O24.8", "O24.9")),
    ("Z79.85", ("E08", "E09", "E11", "E13", "O24.1", "O24.3", "O24.8", "O24.9", "E66")),
    ("Z79.01", ("I26", "I27.82", "I48", "I51.3", "I74", "I82", "D68", "Z86.71", "Z95.2", "Z95.3", "D69.6")),
    ("Z79.02", ("I20", "I21", "I22", "I25", "I63", "I65", "I66", "I69", "I70", "I73", "Z86.73", "Z95.1", "Z95.5", "Z95.82", "E11.51", "G45")),
    ("Z79.81", ("C50", "D05", "Z85.3")),
    ("Z79.82", ("I20", "I21", "I25", "I63", "I69", "Z86.73", "Z95.1", "Z95.5")),
    ("Z79.62", ("Z94", "T86", "M05", "M06", "M32", "L40", "K50", "K51", "G35")),
    ("Z79.63", ("M05", "M06", "M08", "L40", "M32", "K50", "M31")),
    ("Z79.61", ("M05", "M06", "M32", "L40", "C90")),
    ("Z79.52", ()),
    ("Z79.51", ("J44", "J45")),
    ("Z79.891", ("F11", "G89", "M54")),
)
# taken at times only: what a list of drugs alone does not say
_ALSO_AT_TIMES = ("Z79.82", "Z79.1", "Z79.5", "Z79.891", "Z79.2", "Z79.899")
# said in the code of the condition itself: insulin in gestational diabetes (I.C.15.i), and in type 1 diabetes
_SAID_ALREADY = {"Z79.4": ("O24.4", "E10")}


def is_reported(code: str, conditions: Sequence[str], *, said_to_last: bool, listed: bool) -> bool:
    """Whether long-term use of a drug is reported beside the conditions.

    ``said_to_last`` tells that the record calls the use long-term, daily or chronic; ``listed`` that it stands in a list of
    drugs alone. Source of the rule: Official Guidelines I.C.4.a.3, I.C.15.i and I.C.21.c.3.
    """
    if any(one.startswith(_SAID_ALREADY.get(code, ("-",))) for one in conditions):
        return said_to_last and code == "Z79.4" and not any(one.startswith("O24.4") for one in conditions)
    if code == "Z79.899":
        return False
    treats = next((for_ for start, for_ in _FOR if code.startswith(start)), ())
    needed = any(one.startswith(treats) for one in conditions) if treats else False
    if said_to_last and not listed:
        return True
    return needed and not (listed and code.startswith(_ALSO_AT_TIMES))
