"""What several tests share: the real library, a small one built on the spot, and the official files where they are."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from assistant.commands import _quiet_libraries
from assistant.opening import ready_library
from assistant.pipeline import Assistant
from assistant.settings import settings_from
from knowledge.library import Library, Sources
from knowledge.loaded import LoadedTables
from knowledge.loading.add import add
from tests.small_tables import small_tables

_quiet_libraries()

TODAY = date(2026, 11, 23)
_BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REFERENCE_DATA = Path(__file__).parents[2] / "shared" / "reference-data"


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The library of the shipped sources, built where it is not there yet."""
    held = ready_library(settings_from(), lambda stage, done, total: None)
    # whatever tables the developer has loaded must not decide a test
    held.use_tables(LoadedTables(tmp_path_factory.mktemp("no-tables")))
    yield held
    held.close()


@pytest.fixture(scope="session")
def assistant(library: Library) -> Assistant:
    """The built-in writer over the real library, on a fixed day."""
    return Assistant(library, today=lambda: TODAY)


@pytest.fixture(scope="session")
def table_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of small tables in their publishers' layouts, with rows as CMS ships them."""
    return small_tables(tmp_path_factory.mktemp("official"))


@pytest.fixture(scope="session")
def loaded_home(table_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that the small tables are loaded into."""
    home = tmp_path_factory.mktemp("loaded")
    for path in sorted(table_files.iterdir()):
        add(home, path)
    return home


@pytest.fixture(scope="session")
def loaded_library(library: Library, loaded_home: Path) -> Iterator[Library]:
    """The real library beside the small tables."""
    held = Library(library.folder, library.model)
    held.use_tables(LoadedTables(loaded_home))
    yield held
    held.close()


@pytest.fixture
def small_sources(tmp_path: Path) -> Sources:
    """A tabular list of a few codes, one article and two terms, to build in seconds and to damage at will."""
    tabular = tmp_path / "sources" / "icd10c-tabular-April-1-2026.xml"
    articles, terms = tmp_path / "sources" / "reference", tmp_path / "sources" / "terms"
    articles.mkdir(parents=True)
    terms.mkdir()
    here = Path(__file__).parent / "knowledge"
    tabular.write_bytes((here / "small_tabular.xml").read_bytes())
    (articles / "sample-article.md").write_bytes((here / "sample-article.md").read_bytes())
    (articles / "editions.yaml").write_bytes((here / "editions.yaml").read_bytes())
    (terms / "sample.csv").write_text("term,code,kind,tells_apart\nbroken wrist bone,S52.5,lay,\n", encoding="utf-8")
    return Sources(tabular, articles, terms)


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of real CMS files; a test that needs it is skipped without it, except in CI."""
    if not REFERENCE_DATA.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("the official files must lie in ../shared/reference-data under CI")
        pytest.skip("the official files in ../shared/reference-data are not here")
    return REFERENCE_DATA


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium; one for all tests, since Playwright runs once a process."""
    chromium = shutil.which("chromium")
    if chromium is None:
        if os.environ.get("CI") == "true":
            pytest.fail("chromium must be installed under CI: tools/install_chromium.sh")
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        held = playwright.chromium.launch(executable_path=chromium, args=_BROWSER_FLAGS)
        yield held
        held.close()
