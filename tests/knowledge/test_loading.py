"""Loading official files: known by what is in them, whole or not at all, several editions side by side."""

from __future__ import annotations

import gzip
import sqlite3
import threading
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.errors import KnowledgeError, LibraryBusy, SourceError
from knowledge.loaded import LoadedTables
from knowledge.loading import store
from knowledge.loading.add import add, remove
from knowledge.loading.kinds import KINDS
from knowledge.loading.recognise import recognise
from tests import small_tables
from tests.small_tables import ptp

DAY = date(2026, 8, 15)


def _state(home: Path) -> list[tuple[object, ...]]:
    tables = LoadedTables(home)
    held = [(source.name, source.rows, source.loaded_at) for source in tables.sources()]
    tables.close()
    return held


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("ccipra-v322r0-f1.txt", "ptp-practitioner-2026-07-01-f1"),
        ("ccioph-v322r0-f1.txt", "ptp-hospital-2026-07-01-f1"),
        ("PPRRVU2025_Oct.csv", "fee-schedule-2025-10-01"),
        ("MCR_MUE_PractitionerServices_Eff_07-01-2026.csv", "mue-practitioner-2026-07-01"),
        ("AOC_V2026Q2-MCR.csv", "add-on-2026-04-01"),
        ("HCPC2026_OCT_ANWEB.csv", "hcpcs-2026-10-01"),
        ("GPCI2025.csv", "localities-2025-01-01"),
        ("addendum_b_2026-04.csv", "addendum-b-2026-04-01"),
        ("pos_codes.csv", "place-of-service"),
    ],
)
def test_a_file_is_known_with_its_edition(table_files: Path, name: str, known: str) -> None:
    found = recognise(table_files / name)
    assert found is not None
    assert found.name == known


def test_a_file_renamed_beyond_recognition_is_known_by_its_header(table_files: Path, tmp_path: Path) -> None:
    path = tmp_path / "download (3).csv"
    path.write_bytes((table_files / "PPRRVU2025_Oct.csv").read_bytes())
    found = recognise(path)
    assert found is not None
    assert found.name == "fee-schedule-2025-10-01"


def test_a_file_that_does_not_tell_its_setting_asks_for_it(table_files: Path, tmp_path: Path) -> None:
    path = tmp_path / "edits-2026-07-01.txt"
    path.write_bytes((table_files / "ccipra-v322r0-f1.txt").read_bytes())
    with pytest.raises(SourceError, match=r"--as ptp-practitioner or --as ptp-hospital"):
        recognise(path)
    found = recognise(path, "ptp-hospital")
    assert found is not None
    assert found.kind is KINDS["ptp-hospital"]


def test_a_file_that_does_not_tell_its_quarter_asks_for_it(tmp_path: Path) -> None:
    path = tmp_path / "mue practitioner.csv"
    path.write_text("hcpcs_code,mue_units,mue_mai,mue_rationale\n20610,2,3,x\n", encoding="utf-8")
    with pytest.raises(SourceError, match="--starts YYYY-MM-DD"):
        recognise(path)
    found = recognise(path, starts=date(2026, 7, 1))
    assert found is not None
    assert found.edition.ends == date(2026, 9, 30)


def test_a_file_taken_for_another_kind_is_refused(table_files: Path) -> None:
    with pytest.raises(SourceError, match="looks like OPPS Addendum B"):
        recognise(table_files / "addendum_b_2026-04.csv", "hcpcs")


def test_the_same_file_again_changes_nothing(table_files: Path, tmp_path: Path) -> None:
    path = table_files / "ccipra-v322r0-f1.txt"
    assert [added.outcome for added in add(tmp_path, path).added] == ["loaded"]
    before = _state(tmp_path)
    assert [added.outcome for added in add(tmp_path, path).added] == ["unchanged"]
    assert _state(tmp_path) == before


def test_a_corrected_file_takes_the_place_of_its_edition(tmp_path: Path) -> None:
    path = tmp_path / "ccipra-v322r0-f1.txt"
    path.write_text(ptp(small_tables.PTP_PRACTITIONER), encoding="utf-8")
    add(tmp_path, path)
    path.write_text(ptp((("20610", "76942", "20150101", "*", "0", "corrected"),)), encoding="utf-8")
    assert [added.outcome for added in add(tmp_path, path).added] == ["replaced"]
    tables = LoadedTables(tmp_path)
    assert [held.row.indicator for held in tables.pairs("practitioner", "76942", "20610", DAY)] == ["0"]
    assert not tables.pairs("practitioner", "43239", "43235", DAY)


def test_the_day_of_service_picks_the_edition(tmp_path: Path) -> None:
    for quarter, units in (("01-01", 1), ("04-01", 2), ("07-01", 3)):
        path = tmp_path / f"MCR_MUE_PractitionerServices_Eff_{quarter}-2026.csv"
        head = "HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale"
        path.write_text(f"{head}\n20610,{units},2,x\n", encoding="utf-8")
        add(tmp_path, path)
    tables = LoadedTables(tmp_path)

    def units_on(day: date) -> list[int]:
        return [held.row.units for held in tables.rows("mue-practitioner", "20610", day)]

    assert units_on(date(2025, 12, 31)) == []
    assert units_on(date(2026, 1, 1)) == [1]
    assert units_on(date(2026, 6, 30)) == [2]
    assert units_on(date(2026, 12, 1)) == [3]
    assert tables.in_force("mue-practitioner", date(2026, 12, 1))[0].out_of_date(date(2026, 12, 1))


def test_dated_pairs_answer_for_days_before_their_edition(loaded_home: Path) -> None:
    tables = LoadedTables(loaded_home)
    assert tables.pairs("practitioner", "0001A", "99213", date(2023, 6, 1))
    assert not tables.pairs("practitioner", "0001A", "99213", date(2024, 1, 1))
    assert not tables.pairs("practitioner", "0001A", "90473", date(2022, 1, 1)), "an edit with indicator 9 never held"


def test_a_pair_is_found_whichever_code_is_named_first_and_keeps_its_columns(loaded_home: Path) -> None:
    tables = LoadedTables(loaded_home)
    for one, other in (("20610", "76942"), ("76942", "20610")):
        (held,) = tables.pairs("practitioner", one, other, DAY)
        assert (held.row.column1, held.row.column2, held.row.indicator) == ("20610", "76942", "1")
    (held,) = tables.pairs("hospital", "20610", "76942", DAY)
    assert held.row.column1 == "76942", "the hospital table has the pair the other way round"


def test_continued_descriptions_are_one_and_modifiers_are_held(loaded_home: Path) -> None:
    tables = LoadedTables(loaded_home)
    (held,) = tables.rows("hcpcs", "A4206", DAY)
    assert held.row.long == "A test description that begins here and goes on in a second line"
    assert tables.rows("hcpcs", "RT", DAY)


def test_removing_a_source_takes_all_of_it_and_nothing_else(table_files: Path, tmp_path: Path) -> None:
    for name in ("ccipra-v322r0-f1.txt", "PPRRVU2025_Oct.csv"):
        add(tmp_path, table_files / name)
    remove(tmp_path, "ptp-practitioner-2026-07-01-f1")
    tables = LoadedTables(tmp_path)
    assert [source.name for source in tables.sources()] == ["fee-schedule-2025-10-01"]
    assert not tables.pairs("practitioner", "20610", "76942", DAY)
    with pytest.raises(SourceError, match="did you mean fee-schedule-2025-10-01"):
        remove(tmp_path, "fee-schedule-2025")


def test_a_zip_is_loaded_once_though_it_holds_text_and_workbook_and_other_files(
    table_files: Path, tmp_path: Path
) -> None:
    package = tmp_path / "package.zip"
    with zipfile.ZipFile(package, "w") as zipped:
        zipped.write(table_files / "ccipra-v322r0-f1.txt", "folder/ccipra-v322r0-f1.TXT")
        zipped.write(table_files / "PPRRVU2025_Oct.csv", "PPRRVU2025_Oct_nonQPP.csv")
        zipped.write(table_files / "PPRRVU2025_Oct.csv", "PPRRVU2025_Oct_QPP.csv")
        zipped.writestr("readme.txt", "no table")
    summary = add(tmp_path, package)
    assert {added.source.name for added in summary.added} == {
        "ptp-practitioner-2026-07-01-f1",
        "fee-schedule-2025-10-01",
    }
    assert set(summary.left_out) == {"PPRRVU2025_Oct_QPP.csv", "readme.txt"}


def _zip(path: Path, name: str, data: bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(name, data)


def _bad_files(folder: Path, good: bytes) -> dict[str, Path]:
    head = b"hcpcs_code,mue_units,mue_mai,mue_rationale\n"
    files = {
        "empty.csv": b"",
        "truncated.zip": b"",
        "MUE_prac-2026-07-01-cut.csv": head + b"20610,2,3,x\n20611,2",
        "MUE_prac-2026-07-01-mostly-wrong.csv": head + b"20610,2,3,x\n" + b"nonsense,two,3,x\n" * 40,
        "no-header.csv": b"20610,2,3,x\n",
        "wide-2026-07-01.csv": b"a," * 10_000_000 + b"\n1\n",
        "bomb.xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        b"<ICD10CM.tabular><version>2027</version><x>&b;</x></ICD10CM.tabular>",
        "cut.xml": b"<ICD10CM.index><version>2027</version><title>EXTERNAL CAUSE</title><letter><mainTerm><title>Ab",
        "half.csv.gz": gzip.compress(good)[:200],
        "picture.bin": b"\x89PNG\r\n",
        "not-a-workbook-2026-07-01.xlsx": b"PK\x03\x04 cut off",
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    _zip(folder / "good.zip", "ccipra-v322r0-f1.txt", good)
    (folder / "truncated.zip").write_bytes((folder / "good.zip").read_bytes()[:-30])
    _zip(folder / "outside.zip", "../../evil.csv", good)
    _zip(folder / "bomb.zip", "ccipra-v322r0-f1.txt", b"0" * 2_100_000_000)
    (folder / "good.zip").unlink()
    return {path.name: path for path in folder.iterdir()}


def test_bad_files_are_told_in_one_sentence_and_change_nothing(table_files: Path, tmp_path: Path) -> None:
    good = table_files / "ccipra-v322r0-f1.txt"
    home, bad = tmp_path / "home", tmp_path / "bad"
    bad.mkdir()
    add(home, good)
    before = _state(home)
    for name, path in _bad_files(bad, good.read_bytes()).items():
        with pytest.raises(SourceError) as told:
            add(home, path)
        sentence = str(told.value)
        assert name in sentence, name
        assert "\n" not in sentence
        assert len(sentence) < 500
        assert _state(home) == before, name
    assert not (tmp_path / "evil.csv").exists()
    tables = LoadedTables(home)
    assert tables.pairs("practitioner", "20610", "76942", DAY)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "latin-1", "utf-8"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_windows_files_are_read_like_others(tmp_path: Path, encoding: str, end: str) -> None:
    text = "hcpcs_code,mue_units,mue_mai,mue_rationale\n20610,2,3,caf\xe9\n20610,2,3,caf\xe9\n"
    path = tmp_path / "mue-prac-2026-07-01.csv"
    path.write_bytes(text.replace("\n", end).encode(encoding))
    add(tmp_path, path)
    rows = LoadedTables(tmp_path).rows("mue-practitioner", "20610", DAY)
    assert {held.row.rationale for held in rows} == {"caf\xe9"}


def test_rejected_lines_are_counted_with_their_number_and_reason(tmp_path: Path) -> None:
    path = tmp_path / "mue-prac-2026-07-01.csv"
    good = "".join(f"{20000 + n},2,3,x\n" for n in range(100))
    path.write_text(f"hcpcs_code,mue_units,mue_mai,mue_rationale\n{good}2061,2,3,x\n20611,2,3,x\n", encoding="utf-8")
    (added,) = add(tmp_path, path).added
    assert added.source.rows == 101
    assert [(line.line, "no CPT or HCPCS code" in line.why) for line in added.source.rejected] == [(102, True)]


def test_two_loads_at_once_the_second_waits_or_says_so(table_files: Path, tmp_path: Path) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(stage: str, done: int, total: int) -> None:
        begun.set()
        go_on.wait(20)

    first = threading.Thread(target=add, args=(tmp_path, table_files / "PPRRVU2025_Oct.csv"), kwargs={"progress": slow})
    first.start()
    assert begun.wait(20)
    with pytest.raises(LibraryBusy, match="Another load is under way"):
        add(tmp_path, table_files / "ccipra-v322r0-f1.txt", wait=0.1)
    go_on.set()
    first.join()
    add(tmp_path, table_files / "ccipra-v322r0-f1.txt")
    assert len(LoadedTables(tmp_path).sources()) == 2


def test_a_reader_sees_the_state_before_until_a_load_is_done(table_files: Path, tmp_path: Path) -> None:
    add(tmp_path, table_files / "PPRRVU2025_Oct.csv")
    tables = LoadedTables(tmp_path)
    assert len(tables.sources()) == 1
    seen: list[int] = []
    add(
        tmp_path,
        table_files / "ccipra-v322r0-f1.txt",
        progress=lambda stage, done, total: seen.append(len(tables.sources())),
    )
    assert set(seen) == {1}
    assert len(tables.sources()) == 2


def test_a_damaged_store_says_what_to_do(tmp_path: Path) -> None:
    path = store.tables_path(tmp_path)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(KnowledgeError, match="load the files again"):
        LoadedTables(tmp_path).sources()


_CODE = st.from_regex(r"[0-9][0-9]{3}[0-9TU]|[A-V][0-9]{4}", fullmatch=True)
_DAYS = st.dates(date(1996, 1, 1), date(2026, 6, 30))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.dictionaries(
        st.tuples(_CODE, _CODE), st.tuples(_DAYS, st.none() | _DAYS, st.sampled_from("019")), min_size=1, max_size=40
    ),
    others=st.lists(st.tuples(_CODE, _CODE), max_size=20),
    day=st.dates(date(1996, 1, 1), date(2026, 9, 30)),
)
def test_pairs_are_those_of_a_plain_dictionary(
    tmp_path_factory: pytest.TempPathFactory,
    rows: dict[tuple[str, str], tuple[date, date | None, str]],
    others: list[tuple[str, str]],
    day: date,
) -> None:
    home = tmp_path_factory.mktemp("oracle")
    lines = tuple(
        (one, other, f"{starts:%Y%m%d}", f"{ends:%Y%m%d}" if ends else "*", indicator, "why")
        for (one, other), (starts, ends, indicator) in rows.items()
    )
    (home / "ccipra-v322r0-f1.txt").write_text(ptp(lines), encoding="utf-8")
    add(home, home / "ccipra-v322r0-f1.txt")
    tables = LoadedTables(home)

    def holds(pair: tuple[str, str]) -> bool:
        if pair not in rows:
            return False
        starts, ends, indicator = rows[pair]
        return indicator != "9" and starts <= day and (ends is None or day <= ends)

    for one, other in [*rows, *others]:
        expected = {pair for pair in ((one, other), (other, one)) if holds(pair)}
        found = {(held.row.column1, held.row.column2) for held in tables.pairs("practitioner", one, other, day)}
        assert found == expected
    tables.close()


def test_codes_keep_their_letters_when_stored_as_figures() -> None:
    for code in ("00000", "0001A", "99499", "V5364", "ZZZZZ"):
        assert store.code_of(store.number(code)) == code


def test_the_store_is_one_sqlite_file_that_any_tool_opens(loaded_home: Path) -> None:
    with sqlite3.connect(store.tables_path(loaded_home)) as connection:
        assert connection.execute("SELECT count(*) FROM source").fetchone()[0] == 9
