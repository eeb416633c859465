"""Signs and symptoms that a disease explains, and which are therefore not reported beside it."""

from __future__ import annotations

from collections.abc import Iterable

# weakness of one side or of all limbs, of today and as what a stroke left
_PARALYSES = ("G81", "G82", "G83", *(f"I69.{cause}{kind}" for cause in "012389" for kind in "345"))
# inflamed joints, whichever they are
_ARTHRITIS = ("M00", "M05", "M06", "M10", "M11")
# the beginnings of symptom codes, and of the diseases that explain them; the first that fits counts
_EXPLAINED_BY = (
    ("R65", ()),
    # deficits of a stroke are coded beside it
    ("R29.7", ()),
    ("R29.810", ()),
    ("R47.0", ()),
    ("R13.1", ("K", "J0", "C")),
    ("R41.4", ()),
    ("R40.2", ()),
    ("R57", ()),
    ("R50", ("A", "B", "J", "N1", "N3", "K35", "K57", "K81", "L03", "H66", "M00", "T81.4")),
    ("R07", ("I20", "I21", "I22", "I24", "I25.11", "I25.7", "I26", "I30", "I31", "I40", "I71", "J", "K21", "K22", "M94", "B", "A", "S2")),
    ("R06.7", ("N39.3", "J", "B", "A")),
    ("R06", ("I11.0", "I13.0", "I13.2", "I20", "I21", "I26", "I27", "I50", "J", "D5", "D6", "B", "A", "F41")),
    ("R05", ("N39.3", "I11.0", "I13.0", "I13.2", "I50", "J", "K21", "B", "A")),
    ("R00", ("I21", "I26", "I4", "E05", "F41", "J", "A", "B")),
    ("R03", ("I1",)),
    ("R0", ("J", "I50", "B", "A")),
    ("R1", ("K", "N", "A0", "O", "C1", "C2")),
    ("R22", ("D17", "D23", "C", "L")),
    ("R2", ("L", "B", "G", "I6", "M", "S", "E08.4", "E09.4", "E10.4", "E11.4", "E13.4")),
    # blood in the urine comes with stones, tumors and inflamed kidneys, and not with every disease of them
    ("R31", ("N0", "N13", "N2", "N30", "N32", "C6", "D41", "S37")),
    ("R3", ("N", "C6", "A5")),
    ("R42", ("H8", "I95", "G", "I6", "S06", "F41", "A", "N39")),
    ("R4", ("F", "G", "I6", "S06", "E16", "E11.64", "N17", "A4")),
    ("R51", ("G43", "G44", "J0", "S06", "I16", "B", "J1")),
    ("R53.1", (*_PARALYSES, "D5", "D6", "E0", "J", "B", "A", "I5", "F3")),
    ("R53", ("D5", "D6", "E0", "J", "B", "A", "I5", "F3")),
    ("R55", ("I", "G")),
    ("R56", ("G40", "A")),
    ("R60", ("I50", "I11", "I13", "N", "K7", "I8")),
    ("R6", ("E", "K", "F5", "J", "A4")),
    ("R80", ("N0", "N1", "E08.2", "E09.2", "E10.2", "E11.2", "E13.2", "O1")),
    ("R91", ("C34", "D02.2")),
    ("R97.2", ("C61",)),
    ("H57.1", ("H0", "H1", "H2", "H4", "S05", "T15")),
    ("H92.0", ("H6", "H7")),
    ("N63", ("C50", "D05", "D24", "N60")),
    ("K62.5", ("K57.01", "K57.11", "K57.21", "K57.31", "K57.33", "K64", "K51", "C18", "C19", "C20")),
    # the pain of a joint that is broken, sprained or worn
    ("M25.51", (*_ARTHRITIS, "S42", "S43", "S46", "M19.01", "M75")),
    ("M25.52", (*_ARTHRITIS, "S42.4", "S52", "S53", "M77.0", "M77.1")),
    ("M25.53", (*_ARTHRITIS, "S52", "S62", "S63")),
    ("M25.55", (*_ARTHRITIS, "S72", "S73", "S32", "M16")),
    ("M25.56", (*_ARTHRITIS, "S72.4", "S82.0", "S82.1", "S83", "M17", "M22", "M23")),
    ("M79.67", ("M72.2", "S92", "S93", "G57", "M77.4")),
    ("M25.57", (*_ARTHRITIS, "S82", "S92", "S93", "S86")),
)


def is_explained(code: str, diseases: Iterable[str]) -> bool:
    """Whether a sign or symptom, or the pain of a joint, is integral to one of the diseases.

    Source of the rule: Official Guidelines I.B.5; which system a symptom belongs to is read from the blocks of the list.
    """
    for symptom, by in _EXPLAINED_BY:
        if code.startswith(symptom):
            return any(disease.startswith(by) for disease in diseases)
    return False
