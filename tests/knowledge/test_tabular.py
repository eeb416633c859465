"""The tabular list: no code, note or word of the NCHS file is lost on the way into the library."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from defusedxml.ElementTree import parse

from knowledge import validity
from knowledge.errors import SourceError
from knowledge.passages import Tree, tabular_passages
from knowledge.readers.icd10cm_tabular import Tabular, read_tabular, shipped_tabular
from knowledge.records import Level, NoteKind


@pytest.fixture(scope="module")
def tabular() -> Tabular:
    return read_tabular(shipped_tabular())


@pytest.fixture(scope="module")
def tree(tabular: Tabular) -> Tree:
    return Tree(tabular.entries)


def test_every_billable_code_of_the_publishers_list_is_there_and_no_other(tabular: Tabular, tree: Tree) -> None:
    listed = set((shipped_tabular().parent / "code-list-April-2026.txt").read_text().split())
    ours = {
        code.replace(".", "")
        for entry in tabular.entries
        if entry.level in {Level.CATEGORY, Level.SUBCATEGORY}
        for code, _ in tree.billable(entry.code)
    }
    headers = {
        entry.code.replace(".", "") for entry in tabular.entries if entry.level in {Level.CATEGORY, Level.SUBCATEGORY}
    }
    blocks = {entry.code for entry in tabular.entries if entry.level is Level.SECTION}
    assert len(ours) == 74_719
    assert ours <= listed
    left = {code for code in listed - ours - headers - blocks if f"{code}-{code}" not in blocks and not code.isdigit()}
    assert not left


def test_every_billable_code_is_valid_in_its_edition_by_medicares_own_tables(tabular: Tabular, tree: Tree) -> None:
    codes = [
        code
        for entry in tabular.entries
        if entry.level in {Level.CATEGORY, Level.SUBCATEGORY}
        for code, _ in tree.billable(entry.code)
    ]
    assert not [code for code in codes if not validity.valid_on(code, date(2026, 4, 15))]
    assert len([code for code in codes if not validity.valid_on(code, date(2026, 10, 15))]) == 30


def test_no_word_of_any_note_is_lost(tabular: Tabular) -> None:
    tags = {
        "notes",
        "includes",
        "inclusionTerm",
        "excludes1",
        "excludes2",
        "codeFirst",
        "useAdditionalCode",
        "codeAlso",
        "sevenChrNote",
    }
    printed: Counter[str] = Counter()
    for element in parse(shipped_tabular()).getroot().iter():
        if element.tag in tags:
            for note in element.findall("note"):
                text = " ".join("".join(note.itertext()).split())
                # a lead-in stands before each of its items, so it may be counted more often
                if not text.endswith(":"):
                    printed.update(text.split())
    held = Counter(word for entry in tabular.entries for _, text in entry.notes for word in text.split())
    assert not printed - held


def test_seventh_characters_reach_down_and_fill_up_with_x(tree: Tree) -> None:
    assert tree.billable("T88.7")[0] == (
        "T88.7XXA",
        "Unspecified adverse effect of drug or medicament, initial encounter",
    )
    assert len(tree.billable("S52.501")) == 16
    assert [code for code, _ in tree.billable("S06.0X1")][:1] == ["S06.0X1A"]


def test_a_code_that_ends_in_death_takes_no_later_encounter(tree: Tree) -> None:
    assert [code for code, _ in tree.billable("S06.1X7")] == ["S06.1X7A"]


def test_a_passage_holds_the_notes_it_inherits(tabular: Tabular, tree: Tree) -> None:
    passage = next(p for p in tabular_passages(tree, tabular.edition) if p.address == "icd10cm/E11.65")
    assert passage.text.startswith("E11.65 Type 2 diabetes mellitus with hyperglycemia\n")
    assert "Excludes1 (from E11): type 1 diabetes mellitus (E10.-)" in passage.text
    assert passage.codes == ("E11.65",)


def test_a_listed_item_keeps_its_lead_in(tree: Tree) -> None:
    notes = [text for kind, text in tree.entries["E11"].notes if kind is NoteKind.USE_ADDITIONAL]
    assert "code to identify control using: insulin (Z79.4)" in notes


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not a readable"),
        (b"<html></html>", "expected <ICD10CM.tabular>"),
        (b"<ICD10CM.tabular><version>2026</version><chapter>", "not a readable"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><ICD10CM.tabular>&a;</ICD10CM.tabular>', "not a readable"),
    ],
)
def test_a_wrong_file_is_named_with_what_was_expected(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "wrong.xml"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=says):
        read_tabular(path)
