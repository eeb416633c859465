"""The library on disk: built whole or not at all, found stale or damaged before it can answer wrongly."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge.build import build_library
from knowledge.codebook import Standing
from knowledge.embedder import SHIPPED, Embedder
from knowledge.errors import FolderNotWritable, LibraryDamaged, LibraryMissing, SourceError
from knowledge.library import Library, Sources, current_folder, meaning_folder, open_library
from knowledge.meaning_index import MeaningIndex
from knowledge.readers.terms import PROCEDURES, read_terms
from knowledge.records import PROCEDURE_WORDS, System

TODAY = date(2026, 11, 23)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_a_built_library_answers_by_code_by_words_and_by_meaning(home: Path, small_sources: Sources) -> None:
    build_library(home, small_sources, SHIPPED)
    library = open_library(home, small_sources, SHIPPED)
    entry = library.codebook.entry("s52501a")
    assert entry is not None
    assert entry.code == "S52.501"
    found = library.search.passages("broken wrist bone", System.ICD10CM, 3)
    assert found[0].passage.address == "icd10cm/S52.5"
    assert library.passage(found[0].passage.id) == found[0].passage
    library.close()


def test_before_the_first_build_it_says_what_to_do(home: Path, small_sources: Sources) -> None:
    with pytest.raises(LibraryMissing, match="codecite library build"):
        open_library(home, small_sources, SHIPPED)


def test_an_edited_article_makes_the_library_stale_and_a_rebuild_takes_it_up(
    home: Path, small_sources: Sources
) -> None:
    build_library(home, small_sources, SHIPPED)
    article = small_sources.articles / "sample-article.md"
    article.write_text(
        article.read_text(encoding="utf-8").replace("the large one", "the very large one"), encoding="utf-8"
    )
    with pytest.raises(LibraryMissing, match="other sources"):
        open_library(home, small_sources, SHIPPED)
    build_library(home, small_sources, SHIPPED)
    library = open_library(home, small_sources, SHIPPED)
    passages = [hit.passage for hit in library.search.passages("which is the very large one", System.CPT, 3)]
    assert any("very large" in passage.text for passage in passages)
    assert not any("for the large one" in passage.text for passage in passages)
    library.close()


def test_a_bad_source_leaves_the_library_as_it_was(home: Path, small_sources: Sources) -> None:
    build_library(home, small_sources, SHIPPED)
    before = current_folder(home)
    (small_sources.terms / "bad.csv").write_text("term,code,kind,tells_apart\nnothing,Z99.99,lay,\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"Z99\.99"):
        build_library(home, small_sources, SHIPPED)
    assert current_folder(home) == before
    assert before is not None
    assert [path.name for path in (home / "library").glob("build-*")] == [before.name]


def test_a_build_killed_at_any_moment_leaves_a_library_that_opens_or_rebuilds(
    home: Path, small_sources: Sources
) -> None:
    build_library(home, small_sources, SHIPPED)
    (small_sources.terms / "more.csv").write_text(
        "term,code,kind,tells_apart\nlost forearm,S58,lay,\n", encoding="utf-8"
    )
    program = (
        "import sys; from pathlib import Path; from knowledge.build import build_library; from knowledge.library import Sources;"
        "build_library(Path(sys.argv[1]), Sources(*map(Path, sys.argv[2:5])), 'bge-small-en-v1.5-int8',"
        " lambda *told: print(*told, flush=True))"
    )
    arguments = [str(home), str(small_sources.tabular), str(small_sources.articles), str(small_sources.terms)]
    for line_to_die_at in (1, 3, 5):
        process = subprocess.Popen(
            [sys.executable, "-c", program, *arguments],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        assert process.stdout is not None
        for _ in range(line_to_die_at):
            process.stdout.readline()
        process.kill()
        process.wait()
        process.stdout.close()
    build_library(home, small_sources, SHIPPED)
    library = open_library(home, small_sources, SHIPPED)
    assert library.search.passages("lost forearm", System.ICD10CM, 1)[0].passage.address == "icd10cm/S58"
    assert len(list((home / "library").glob("build-*"))) == 1
    library.close()


@pytest.mark.parametrize("damage", ["library.sqlite", "chroma", "words/icd-10-cm/weights.json", "manifest.json"])
def test_a_damaged_file_is_found_when_the_library_is_opened(home: Path, small_sources: Sources, damage: str) -> None:
    folder = build_library(home, small_sources, SHIPPED)
    damaged = meaning_folder(folder) / "chroma.sqlite3" if damage == "chroma" else folder / damage
    damaged.write_bytes(b"\x00garbage" * 50)
    with pytest.raises((LibraryDamaged, LibraryMissing), match="codecite library build"):
        open_library(home, small_sources, SHIPPED)
    build_library(home, small_sources, SHIPPED)
    open_library(home, small_sources, SHIPPED).close()


def test_a_folder_that_refuses_writing_is_named(tmp_path: Path, small_sources: Sources) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(FolderNotWritable, match="CODECITE_HOME"):
        build_library(blocked / "home", small_sources, SHIPPED)


def test_an_edited_article_embeds_only_what_changed(
    home: Path, small_sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:

    build_library(home, small_sources, SHIPPED)
    embedded: list[str] = []
    original = Embedder.texts

    def counted(self: Embedder, texts: Sequence[str], done: Callable[[int], None] = lambda count: None) -> Any:
        embedded.extend(texts)
        return original(self, texts, done)

    monkeypatch.setattr(Embedder, "texts", counted)
    shutil.rmtree(home / "library")
    build_library(home, small_sources, SHIPPED)
    assert not embedded
    article = small_sources.articles / "sample-article.md"
    article.write_text(
        article.read_text(encoding="utf-8").replace("never stand together", "never ever stand together"),
        encoding="utf-8",
    )
    build_library(home, small_sources, SHIPPED)
    assert len(embedded) == 1


def test_passage_ids_survive_a_rebuild(home: Path, small_sources: Sources) -> None:
    ids = []
    for _ in range(2):
        shutil.rmtree(home, ignore_errors=True)
        build_library(home, small_sources, SHIPPED)
        library = open_library(home, small_sources, SHIPPED)
        ids.append([row[0] for row in library.database.rows("SELECT id FROM passage ORDER BY id")])
        library.close()
    assert ids[0] == ids[1]


@pytest.mark.parametrize(
    ("code", "standing"),
    [
        ("E11.65", Standing.VALID),
        ("e1165", Standing.VALID),
        ("S52.501A", Standing.VALID),
        ("t88.7xxa", Standing.VALID),
        ("E11.6", Standing.HEADER),
        ("S52.501", Standing.HEADER),
        ("E11.99X", Standing.UNKNOWN),
        ("M72.2", Standing.EXPIRED),
        ("I42.01", Standing.NO_TEXT),
        ("20930", Standing.VALID),
        ("22612", Standing.VALID),
        ("33945", Standing.NOT_LOADED),
        ("99999", Standing.UNKNOWN),
        ("2093O", Standing.UNKNOWN),
        ("G51.01", Standing.UNKNOWN),
        ("S52.501Z", Standing.UNKNOWN),
    ],
)
def test_unknown_expired_and_not_loaded_are_different_answers(library: Library, code: str, standing: Standing) -> None:
    assert library.codebook.status(code, TODAY).standing is standing


def test_a_deleted_code_is_named_deleted_with_its_date(library: Library) -> None:
    status = library.codebook.status("M72.2", TODAY)
    assert status.until == date(2026, 10, 1)
    assert library.codebook.status("M72.2", date(2026, 6, 15)).standing is Standing.VALID


def test_the_nearest_real_codes_are_offered_for_a_mistyped_one(library: Library) -> None:
    assert library.codebook.nearest("2093O", TODAY) == ["20930"]
    assert any(code.startswith("E11") for code in library.codebook.nearest("E11.99X", TODAY))


def test_a_code_in_full_length_is_found_by_any_question_in_its_own_words(library: Library) -> None:
    for question, address in [
        ("swimmer's ear, left ear", "icd10cm/H60.332"),
        ("Colles fracture right radius", "icd10cm/S52.531"),
    ]:
        hits = library.search.passages(question, System.ICD10CM, 5)
        assert address in [hit.passage.address for hit in hits]
        assert hits == sorted(hits, key=lambda hit: -hit.score), "best first, the higher score the nearer"


def test_every_everyday_word_is_found_by_its_own_meaning(library: Library) -> None:
    # the index is approximate: searched too shallow, or not written through, it lost other wordings in each process
    words = sorted({term.term for term in read_terms(Sources.shipped().terms / PROCEDURES)})[::40]
    index = MeaningIndex(meaning_folder(library.folder))
    vectors = library.embedder.texts(words)
    found = [index.nearest(PROCEDURE_WORDS, vector[np.newaxis], 1)[0][1] for vector in vectors]
    assert found == words


def test_a_text_has_one_vector_whatever_is_embedded_with_it() -> None:
    embedder = Embedder()
    words = ["CT chest w/o", "I&D abscess", "open treatment of a broken wrist with plate and screws, three pieces", "ct chest"]
    together = embedder.texts(words)
    assert np.array_equal(together, np.vstack([embedder.texts([word]) for word in words]))
    assert np.array_equal(together[::-1], embedder.texts(words[::-1]))
