"""Articles: a figure that differs from the official row, or a sentence out of place, never reaches a user."""

from __future__ import annotations

import csv
import subprocess
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring

from knowledge.code_format import mentions
from knowledge.errors import SourceError
from knowledge.readers.article import read_article, read_articles, sentences, shipped_articles
from knowledge.readers.terms import read_terms, shipped_terms
from knowledge.records import Article

ARTICLES = read_articles(shipped_articles())
FACTS = [(article, code) for article in ARTICLES for code in article.codes]


@pytest.fixture(scope="module")
def fee_schedule(reference_data: Path) -> dict[str, list[str]]:
    with (reference_data / "pfs" / "PPRRVU2025_Oct.csv").open(encoding="latin-1", newline="") as lines:
        return {row[0]: row for row in csv.reader(lines) if len(row) > 24 and not row[1].strip()}


def _units(reference_data: Path, name: str) -> dict[str, list[str]]:
    with (reference_data / "ncci" / name).open(encoding="utf-8-sig", newline="") as lines:
        return {row[0]: row for row in csv.reader(lines)}


@pytest.mark.parametrize(("article", "code"), FACTS, ids=[f"{a.id}-{c.code}" for a, c in FACTS])
def test_fee_schedule_figures_equal_the_row(article: Article, code, fee_schedule: dict[str, list[str]]) -> None:  # type: ignore[no-untyped-def]
    fact = code.facts["pfs"]
    row = fee_schedule[code.code]
    assert (fact["status"], fact["global"]) == (row[3], row[14])
    for name, column in {"multiple": 18, "bilateral": 19, "assistant": 20, "co_surgeon": 21}.items():
        if name in fact:
            assert str(fact[name]) == row[column], name


@pytest.mark.parametrize(("table", "file"), [("mue", "ncci_mue_prac.csv"), ("mue_outpatient", "ncci_mue_out.csv")])
def test_unit_limits_equal_the_row(table: str, file: str, reference_data: Path) -> None:
    held = _units(reference_data, file)
    checked = 0
    for _, code in FACTS:
        if table in code.facts:
            fact, row = code.facts[table], held[code.code]
            assert (str(fact["units"]), str(fact["mai"]), fact["rationale"]) == (row[1], row[2], row[3])
            checked += 1
    assert checked


def _workbook_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a workbook's first sheet as column letter → text."""
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(path) as book:
        shared = [
            "".join(part.text or "" for part in item.iterfind(".//m:t", space))
            for item in fromstring(book.read("xl/sharedStrings.xml")).findall("m:si", space)
        ]
        sheet = fromstring(book.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in sheet.iterfind(".//m:row", space):
        cells = {}
        for cell in row.findall("m:c", space):
            value = cell.findtext("m:v", "", space)
            cells[cell.get("r", "").rstrip("0123456789")] = shared[int(value)] if cell.get("t") == "s" and value else value
        rows.append(cells)
    return rows


def test_add_on_primaries_equal_the_workbook(reference_data: Path) -> None:
    primaries: dict[str, set[str]] = {}
    types: dict[str, str] = {}
    for row in _workbook_rows(reference_data / "ncci" / "AOC_V2026Q2-MCR.xlsx")[2:]:
        if not (row.get("C") or row.get("E") or row.get("G")):  # no deletion date
            primaries.setdefault(row.get("B", ""), set()).add(row.get("D", ""))
            types[row.get("B", "")] = row.get("A", "")
    checked = 0
    for _, code in FACTS:
        if "add_on" in code.facts:
            fact = code.facts["add_on"]
            assert set(fact["primaries"]) == primaries[code.code], code.code
            assert str(fact["type"]) == types[code.code], code.code
            checked += 1
    assert checked


def test_every_code_named_in_an_article_exists(fee_schedule: dict[str, list[str]]) -> None:
    named = {
        mention.code
        for article in ARTICLES
        for text in article.sections.values()
        for mention in mentions(text)
        if mention.code.isdigit()
    }
    assert not sorted(code for code in named if code not in fee_schedule)


def test_no_sentence_stands_in_two_articles() -> None:
    said = Counter(
        text[start:end] for article in ARTICLES for text in article.sections.values() for start, end in sentences(text)
    )
    assert not [sentence for sentence, times in said.items() if times > 1]


def test_related_articles_exist() -> None:
    ids = {article.id for article in ARTICLES}
    assert not [(article.id, other) for article in ARTICLES for other in article.related if other not in ids]


def test_no_wording_is_shared_with_a_descriptor(reference_data: Path) -> None:
    checker = reference_data.parent / "check-wording"
    root = Path(__file__).parents[2]
    folders = [str(root / name) for name in ("knowledge", "evals", "tests", "assistant")]
    done = subprocess.run([str(checker), *folders], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_terms_load_and_are_sorted() -> None:
    terms = read_terms(shipped_terms())
    assert len(terms) > 0
    for path in shipped_terms().glob("*.csv"):
        lines = path.read_text(encoding="utf-8").splitlines()[1:]
        rows = [(row[0], row[1]) for row in csv.reader(lines)]
        assert rows == sorted(rows), path.name


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("id: sample-article", "id: other", "differs from the file's name"),
        ("status: B", "status: B, colour: red", ""),
        ("## In short", "## Summary", "not one of"),
        ("size: large}", "size: huge}", "no value of a feature"),
        ("edition: pfs}", "edition: nowhere}", "names no edition"),
        ("cues: [sample graft]", "cue: [sample]", "cue"),
        ('"20930 and 20931 never stand together."', '"Something else."', "not in the body"),
        ("---\nid", "id", "front matter"),
    ],
)
def test_a_broken_article_is_named_with_its_field(tmp_path: Path, before: str, after: str, says: str) -> None:
    text = (Path(__file__).parent / "sample-article.md").read_text(encoding="utf-8")
    path = tmp_path / "sample-article.md"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    if not says:
        read_article(path)
        return
    with pytest.raises(SourceError, match=says):
        read_article(path)


@pytest.mark.parametrize(
    ("line", "says"),
    [("x,E11.9,lay", "4 columns"), ("x,E11.9,guess,", "kind"), ("x,E11.9,lay,\nx,E11.9,lay,", "stands already")],
)
def test_a_broken_term_is_named_with_its_line(tmp_path: Path, line: str, says: str) -> None:
    (tmp_path / "bad.csv").write_text(f"term,code,kind,tells_apart\n{line}\n", encoding="utf-8")
    with pytest.raises(SourceError, match=says):
        read_terms(tmp_path)
