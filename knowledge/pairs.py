"""What the NCCI tables say of two codes on a day: both settings, both directions."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from knowledge.loaded import LoadedTables
from knowledge.loading.kinds import SETTINGS, load_command
from knowledge.row_passages import OPENS, SETTING_WORDS


class PairInSetting(BaseModel):
    """The edit between two codes in one setting; ``found`` None where no edition held reaches the day.

    ``ended`` tells that an edit stood and is over; ``load`` is the command that loads what is missing.
    """

    setting: str
    found: bool | None
    column1: str | None = None
    column2: str | None = None
    indicator: str | None = None
    effective: date | None = None
    deletion: date | None = None
    rationale: str | None = None
    edition: str | None = None
    out_of_date: bool = False
    ended: bool = False
    says: str
    load: str | None = None


class PairAnswer(PairInSetting):
    """The edit of the first setting that has one (the practitioner's where none has), and all ``settings``."""

    code1: str
    code2: str
    date: date
    settings: list[PairInSetting]


def pair_answer(tables: LoadedTables, one: str, other: str, day: date) -> PairAnswer:
    """Look two codes up in every setting's edits, whichever is column 1."""
    settings = [_in_setting(tables, setting, one, other, day) for setting in SETTINGS]
    first = next((found for found in settings if found.found), settings[0])
    return PairAnswer(**first.model_dump(), code1=one, code2=other, date=day, settings=settings)


def _in_setting(tables: LoadedTables, setting: str, one: str, other: str, day: date) -> PairInSetting:
    kind, words = f"ptp-{setting}", SETTING_WORDS[setting]
    sources = tables.in_force(kind, day)
    if not sources:
        load = f"codecite library {load_command(kind)}"
        says = f"No {words} edits are loaded that reach {day}: run `{load}`."
        return PairInSetting(setting=setting, found=None, says=says, load=load)
    edition, late = str(sources[0].edition), sources[0].out_of_date(day)
    history = tables.history(setting, one, other, day)
    running = [held for held in history if held.row.holds(day)]
    if not history:
        says = f"No {words} edit stands between {one} and {other}, in either direction."
        return PairInSetting(setting=setting, found=False, edition=edition, out_of_date=late, says=says)
    held = (running or sorted(history, key=lambda held: held.row.deletion or date.min))[-1]
    pair = held.row
    if running:
        says = (
            f"{pair.column2} is column 2 to {pair.column1} in the {words} edits, modifier indicator {pair.indicator}: "
            f"{OPENS[pair.indicator]}."
        )
    else:
        says = f"No {words} edit between {one} and {other} is in force on {day}; the last one held until {pair.deletion}."
    return PairInSetting(
        setting=setting,
        found=bool(running),
        column1=pair.column1,
        column2=pair.column2,
        indicator=pair.indicator,
        effective=pair.effective,
        deletion=pair.deletion,
        rationale=pair.rationale,
        edition=str(held.source.edition),
        out_of_date=late,
        ended=not running,
        says=says,
    )
