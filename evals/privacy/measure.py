"""``python -m evals.privacy.measure``: which identifiers of made-up notes are found, and what is damaged that should survive."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field

from assistant.privacy import identifiers
from evals.privacy.made_up import KEEP, Half, Note, all_notes
from evals.statistics import wilson
from knowledge import code_format


@dataclass
class Privacy:
    """Identifiers seeded and found by kind, and every miss and damage with its words."""

    seeded: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    kept: int = 0
    damaged: list[str] = field(default_factory=list)
    codes: int = 0
    codes_damaged: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """The share of seeded identifiers of which no letter or digit is left."""
        return self.found.total() / self.seeded.total()

    def __str__(self) -> str:
        n, k = self.seeded.total(), self.found.total()
        low, high = wilson(k, n)
        return (f"identifiers {n}, found {k}: recall {k / n:.1%} [{low:.1%}–{high:.1%}]; codes {self.codes}, damaged "
                f"{len(self.codes_damaged)}; other words that must survive {self.kept}, damaged {len(self.damaged)}")


def measure(notes: list[Note]) -> Privacy:
    """Look through notes. An identifier counts as found where every letter and digit of it is covered."""
    told = Privacy()
    for note in notes:
        covered = [False] * len(note.text)
        for one in identifiers(note.text):
            covered[one.start : one.end] = [True] * (one.end - one.start)
        for mark in note.marked:
            words = note.text[mark.start : mark.end]
            hidden = [covered[at] for at in range(mark.start, mark.end) if note.text[at].isalnum()]
            if mark.kind == KEEP:
                # a code is what has the shape of one; the rest are eponyms, ages, units and measures
                is_code = bool(code_format.mentions(words))
                told.codes, told.kept = told.codes + is_code, told.kept + (not is_code)
                if any(hidden):
                    (told.codes_damaged if is_code else told.damaged).append(f"{words} in {note.text!r}")
                continue
            told.seeded[mark.kind] += 1
            if all(hidden) or _only_grammar(note.text, mark.start, mark.end, covered):
                told.found[mark.kind] += 1
            else:
                told.missed.append(f"{mark.kind} {words!r} in {note.text!r}")
    return told


def _only_grammar(text: str, start: int, end: int, covered: list[bool]) -> bool:
    """Whether nothing but words such as *of*, *on the*, *Mr*, *MD* or *years old* is left of an identifier."""
    left = "".join(text[at] if not covered[at] else " " for at in range(start, end))
    return not (set(left.lower().replace(".", " ").replace("&", " ").replace(",", " ").replace("-", " ").replace("#", " ").split()) - _GRAMMAR)


_GRAMMAR = frozenset("on the of at id user case no order old year years yo y/o m f mr mrs ms mme rev dr zip box subject member and baby girl boy jr md do rn np lcsw".split())


def main() -> int:
    """Print the figures of both halves; 1 where one of them falls short."""
    short = False
    halves: tuple[Half, ...] = ("tuning", "aside")
    for half in halves:
        told = measure(list(all_notes(half)))
        print(f"{half}: {told}")
        short = short or told.recall < 0.98 or bool(told.codes_damaged)
        if half == "tuning" and "--missed" in sys.argv:
            print("\n".join(["missed:", *told.missed, "damaged:", *told.codes_damaged, *told.damaged]))
    return int(short)


if __name__ == "__main__":
    sys.exit(main())
