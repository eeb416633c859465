"""The publishers' own files: every row read as it stands, and what is wrong told with its line."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest

from knowledge.errors import SourceError
from knowledge.fact_text import fact_text
from knowledge.official import official_tables
from knowledge.readers.add_on_edits import read_add_on_edits
from knowledge.readers.physician_fee_schedule import read_fee_schedule
from knowledge.readers.ptp_edits import read_ptp_edits
from knowledge.readers.sheet import day
from knowledge.readers.unlikely_edits import read_unlikely_edits


def test_every_row_of_the_official_files_is_read(reference_data: Path) -> None:
    counts = {
        "pfs": len(read_fee_schedule(reference_data / "pfs" / "PPRRVU2025_Oct.csv").rows),
        "mue": len(read_unlikely_edits(reference_data / "ncci" / "ncci_mue_prac.csv").rows),
        "mue_outpatient": len(read_unlikely_edits(reference_data / "ncci" / "ncci_mue_out.csv").rows),
        "add_on": len(read_add_on_edits(reference_data / "ncci" / "AOC_V2026Q2-MCR.xlsx").rows),
    }
    assert counts == {"pfs": 19_090, "mue": 14_677, "mue_outpatient": 14_628, "add_on": 9_000}


def test_the_layout_of_2026_with_one_more_column_is_read(reference_data: Path) -> None:
    table = read_fee_schedule(reference_data / "official-layouts" / "PPRRVU2026_Jul_nonQPP.excerpt.csv")
    assert {row.code for row in table.rows} == {"0001F", "00100"}
    assert {row.conversion_factor for row in table.rows} == {33.4009}


def test_indicators_of_a_code_are_those_of_its_row(reference_data: Path) -> None:
    facts = official_tables(reference_data).of("20930")
    assert facts["pfs"]["status"] == "B"
    assert facts["mue"]["units"] == 0
    assert len(facts["add_on"]["primaries"]) == 23


def test_a_line_that_is_no_row_is_rejected_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "mue.csv"
    lines = [
        "hcpcs_code,mue_units,mue_mai,mue_rationale",
        "20610,2,3,Clinical: Data",
        "2061,2,3,x",
        "20611,two,3,x",
        "20612,2",
        "20615,1,2,CMS Policy",
    ]
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    table = read_unlikely_edits(path)
    assert [row.code for row in table.rows] == ["20610", "20615"]
    assert [rejected.line for rejected in table.rejected] == [3, 4, 5]


def test_a_file_cut_off_within_a_line_is_not_taken_for_whole(tmp_path: Path) -> None:
    path = tmp_path / "mue.csv"
    path.write_text("hcpcs_code,mue_units,mue_mai,mue_rationale\n20610,2,3,Clinical: Data\n20611,2", encoding="utf-8")
    with pytest.raises(SourceError, match="breaks off in line 3"):
        read_unlikely_edits(path)


def test_a_gzipped_pair_file_in_another_encoding_is_read(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv.gz"
    text = "column1,column2,modifier_indicator,rationale\n20611,76942,1,caf\xe9\n"
    path.write_bytes(gzip.compress(text.encode("latin-1")))
    ((pair),) = read_ptp_edits(path).rows
    assert (pair.column1, pair.column2, pair.indicator) == ("20611", "76942", "1")


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\x00\x01\x02"])
def test_a_file_of_something_else_is_told_to_be_that(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "wrong.csv"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"wrong\.csv"):
        read_unlikely_edits(path)


def test_a_broken_workbook_is_told_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "AOC.xlsx"
    path.write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(SourceError, match=r"AOC\.xlsx is not a whole Excel workbook"):
        read_add_on_edits(path)


@pytest.mark.parametrize(
    ("text", "means"),
    [("2026091", date(2026, 4, 1)), ("20260401", date(2026, 4, 1)), ("2026-04-01", date(2026, 4, 1)), ("*", None)],
)
def test_publishers_days_are_one_day(text: str, means: date | None) -> None:
    assert day(text) == means


@pytest.mark.parametrize(
    ("table", "fact", "says"),
    [
        ("pfs", {"status": "B", "global": "XXX"}, "status B (bundled"),
        ("mue", {"units": 2, "mai": 3, "rationale": "Clinical: Data"}, "practitioner MUE for 20610 is 2"),
        ("mue_outpatient", {"units": 2, "mai": 3}, "outpatient hospital MUE"),
        ("add_on", {"type": 1, "primaries": ["22612"]}, "Type 1 add-on code with 1 primary code: 22612"),
        ("add_on", {"type": 1, "primaries_total": 243}, "with 243 primary codes"),
        ("add_on", {"type": 2, "contractor_defined": True, "primaries": []}, "the contractor defines"),
        ("opps", {"status_indicator": "J1"}, "status indicator J1 (comprehensive"),
        ("hcpcs", {"coverage": "D"}, "coverage code D"),
    ],
)
def test_a_row_is_put_into_words(table: str, fact: dict[str, object], says: str) -> None:
    assert says in fact_text("20610", table, fact)
