"""Part of ``make bench``: how fast official files load, and how fast a code, a pair and a claim are looked up in them.

Called with the home of a built library and the folder of the official files; prints one figure a line.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from evals.statistics import percentile

DAY = date(2026, 4, 15)
MUE_DAY = date(2024, 7, 1)
_CODES = ("20610", "20930", "99213", "45385", "22551", "J1100", "E11.621", "S52.531A", "I10", "97110")
_PAIRS = (("20610", "76942"), ("45385", "45380"), ("22551", "63075"), ("99213", "20610"), ("11042", "97597"))
_CLAIM = {
    "date": DAY,
    "diagnoses": "M17.11, E11.9, I10",
    "lines": [
        {"code": "99214-25", "pointers": "A,B,C"},
        {"code": "20610-RT", "pointers": "A"},
        {"code": "76942"},
        {"code": "J3301", "units": 4},
        {"code": "97110", "minutes": 38, "units": 3},
    ],
}
_ROUNDS = 20


def main(home: Path, official: Path) -> int:
    """Load the files into the home and measure."""
    from knowledge.claims.check import check
    from knowledge.claims.claim import Claim
    from knowledge.code_page.page import code_page
    from knowledge.embedder import SHIPPED
    from knowledge.library import Library, current_folder
    from knowledge.loading.add import add
    from knowledge.pairs import pair_answer

    ncci = official / "ncci"
    started = time.perf_counter()
    rows = add(home, ncci / "ncci_ptp_prac_active_2024-07-01.csv.gz").added[0].source.rows
    print(f"loading practitioner PTP     {time.perf_counter() - started:7.1f} s for {rows:,} pairs")
    rows += add(home, ncci / "ncci_ptp_out_active_2024-07-01.csv.gz").added[0].source.rows
    for name in ("prac", "out", "dme"):
        add(home, ncci / f"ncci_mue_{name}.csv", starts=MUE_DAY)
    for path in (ncci / "AOC_V2026Q2-MCR.xlsx", *(official / "pfs").glob("*2025*.csv")):
        add(home, path)
    add(home, next((official / "opps").glob("addendum_b*.csv")))
    folder = current_folder(home)
    assert folder is not None
    library = Library(folder, SHIPPED)
    claim = Claim.model_validate(_CLAIM)
    tables = library.tables
    pairs = [partial(tables.pairs, "practitioner", one, other, DAY) for one, other in _PAIRS]
    print(f"pair among {rows:,}      {_timed(pairs)}")
    answers = [partial(pair_answer, tables, one, other, DAY) for one, other in _PAIRS]
    print(f"codecite pair, warm          {_timed(answers)}")
    print(f"codecite code, warm          {_timed([partial(code_page, library, code, DAY) for code in _CODES])}")
    print(f"codecite check, warm         {_timed([partial(check, claim, library)])}")
    return 0


def _timed(works: Sequence[Callable[[], object]]) -> str:
    """The median and 95th percentile of the works, each done once before it is measured."""
    took = []
    for work in works:
        work()
        for _ in range(_ROUNDS):
            started = time.perf_counter()
            work()
            took.append((time.perf_counter() - started) * 1000)
    return f"p50 {percentile(took, 50):.2f} / p95 {percentile(took, 95):.2f} ms over {len(took)}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
