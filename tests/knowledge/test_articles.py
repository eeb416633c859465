"""Articles and terms: a figure that differs from the official row, or a sentence out of place, never reaches a user."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.check import check_folder, with_facts
from knowledge.errors import SourceError
from knowledge.official import OfficialTables, official_tables
from knowledge.passages import Tree
from knowledge.readers.article import read_article, read_articles, shipped_articles
from knowledge.readers.icd10cm_tabular import read_tabular, shipped_tabular
from knowledge.readers.terms import read_terms, shipped_terms
from knowledge.stats import OFTEN_ASKED, coverage


@pytest.fixture(scope="module")
def tree() -> Tree:
    return Tree(read_tabular(shipped_tabular()).entries)


@pytest.fixture(scope="module")
def official(reference_data: Path) -> OfficialTables:
    return official_tables(reference_data)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('status: "A"', 'status: "B"', "20610: pfs: status is stated as B, the official value is A"),
        ("units: 2", "units: 3", "20610: mue: units is stated as 3, the official value is 2"),
        ('"20611":', '"20619":', "20619: is named but stands in no official table"),
        ("has status A", "has status B", "states status B, no row of the codes it names has it"),
        ("- 20611 is for", "- The other is for", "20611: no sentence of Which code opens with it"),
        ("related: []", "related: [nowhere]", "related names nowhere, which is no article"),
        ("M25.561", "M25.569Z", "M25.569Z: is named but is no ICD-10-CM code or category"),
        ("family: joints", "family: bones", "family bones lies in the folder joints"),
    ],
)
def test_what_is_false_in_an_article_is_named_with_the_true_value(
    tmp_path: Path, tree: Tree, official: OfficialTables, before: str, after: str, says: str
) -> None:
    folder = _folder(tmp_path, official)
    path = folder / "joints" / "knee.md"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    assert any(says in str(problem) for problem in check_folder(folder, _no_terms(tmp_path), tree, official))


def test_official_figures_are_written_and_then_in_order(tmp_path: Path, tree: Tree, official: OfficialTables) -> None:
    folder = _folder(tmp_path, official)
    assert not check_folder(folder, _no_terms(tmp_path), tree, official)
    written = (folder / "joints" / "knee.md").read_text(encoding="utf-8")
    assert with_facts(written, official) == written


def test_a_sentence_in_two_articles_is_named_with_both(tmp_path: Path, tree: Tree, official: OfficialTables) -> None:
    folder = _folder(tmp_path, official)
    twin = folder / "joints" / "knee.md"
    (folder / "joints" / "hip.md").write_text(
        twin.read_text(encoding="utf-8").replace("id: knee", "id: hip"), encoding="utf-8"
    )
    found = [str(problem) for problem in check_folder(folder, _no_terms(tmp_path), tree, official)]
    assert any("stands in hip.md too" in problem for problem in found)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("zeta,I10,lay,\nalpha,I10,lay,", "not sorted"),
        ("high blood,I1Z,lay,", "not in the tabular list"),
        ("essential (primary) hypertension,I10,synonym,", "is a title or inclusion term"),
        ("ms,G35,abbreviation,\nms,I05.0,abbreviation,mitral stenosis", "does not say what tells this one apart"),
    ],
)
def test_a_term_that_misleads_is_named(
    tmp_path: Path, tree: Tree, official: OfficialTables, rows: str, says: str
) -> None:
    terms = _no_terms(tmp_path)
    (terms / "some.csv").write_text(f"term,code,kind,tells_apart\n{rows}\n", encoding="utf-8")
    found = check_folder(_folder(tmp_path, official), terms, tree, official)
    assert any(says in str(problem) for problem in found), found


def test_a_missing_official_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no file holds the table pfs"):
        official_tables(tmp_path)


def test_coverage_names_often_asked_codes_without_an_article(tree: Tree) -> None:
    articles = read_articles(shipped_articles())
    held = coverage(articles, read_terms(shipped_terms()), tree, shipped_articles() / OFTEN_ASKED)
    assert held.code_total == len({code.code for article in articles for code in article.codes})
    assert sum(held.articles.values()) == len(articles)
    assert sum(held.reviewed.values()) == sum(article.reviewed is not None for article in articles)
    assert not {code.code for article in articles for code in article.codes} & {
        code for codes in held.uncovered.values() for code in codes
    }


def _folder(tmp_path: Path, official: OfficialTables) -> Path:
    folder = tmp_path / "reference"
    (folder / "joints").mkdir(parents=True)
    (folder / "editions.yaml").write_bytes((shipped_articles() / "editions.yaml").read_bytes())
    text = with_facts((Path(__file__).parent / "true-article.md").read_text(encoding="utf-8"), official)
    (folder / "joints" / "knee.md").write_text(text, encoding="utf-8")
    return folder


def _no_terms(tmp_path: Path) -> Path:
    folder = tmp_path / "terms"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("id: sample-article", "id: other", "differs from the file's name"),
        ("status: B", "status: B, colour: red", ""),
        ("## In short", "## Summary", "not one of"),
        ("size: large}", "size: huge}", "no answer of a feature"),
        ("      pfs:", "      ppp:", "names no document"),
        ("sources: [pfs,", "sources: [nowhere,", "nowhere"),
        ("cues: [sample graft]", "cue: [sample]", "cue"),
        ('"20930 and 20931 never stand together."', '"Something else."', "not in the body"),
        ("---\nid", "id", "front matter"),
        (
            "features:",
            'modifiers: ["59"]\ncircumstances: [{modifier: "59", cues: [[two]], sentence: "Not there."}]\nfeatures:',
            "circumstance of 59: not in the body",
        ),
        (
            "features:",
            'circumstances: [{modifier: "59", cues: [[two]], sentence: "20930 and 20931 never stand together."}]\nfeatures:',
            "not about that modifier",
        ),
    ],
)
def test_a_broken_article_is_named_with_its_field(tmp_path: Path, before: str, after: str, says: str) -> None:
    text = (Path(__file__).parent / "sample-article.md").read_text(encoding="utf-8")
    path = tmp_path / "sample-article.md"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    (tmp_path / "editions.yaml").write_bytes((Path(__file__).parent / "editions.yaml").read_bytes())
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
