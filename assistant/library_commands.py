"""``codecite library``: build it, list what it holds, check what ships against the official files, count coverage."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from assistant.settings import settings_from
from knowledge.build import build_library
from knowledge.check import check_folder, with_facts
from knowledge.library import Sources, current_folder, manifest, open_library
from knowledge.official import official_tables
from knowledge.passages import Tree
from knowledge.readers.article import read_articles
from knowledge.readers.icd10cm_tabular import read_tabular
from knowledge.readers.terms import read_terms
from knowledge.stats import OFTEN_ASKED, coverage

Progress = Callable[[str, int, int], None]


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser], bar: Callable[[], Progress]) -> None:
    """The subcommands; ``bar`` makes a progress bar."""
    library = commands.add_parser("library", help="build, list, check or count the library")
    actions = library.add_subparsers(required=True, metavar="ACTION")
    actions.add_parser("build", help="build the library now").set_defaults(run=lambda options: _build(bar()))
    actions.add_parser("list", help="show what the library holds").set_defaults(run=_list)
    check = actions.add_parser("check", help="check every article and term, and their figures against official files")
    check.add_argument(
        "--against", type=Path, metavar="FOLDER", help="folder of CMS files to compare figures and codes with"
    )
    check.add_argument(
        "--write", action="store_true", help="first write the official figures into the articles (needs --against)"
    )
    check.set_defaults(run=_check, parser=check)
    actions.add_parser("stats", help="articles, codes and terms by field, and what is not covered").set_defaults(
        run=_stats
    )


def _build(progress: Progress) -> int:
    settings = settings_from()
    folder = build_library(settings.home, Sources.shipped(), settings.embedder, progress)
    open_library(settings.home, Sources.shipped(), settings.embedder).close()
    print(f"The library is ready in {folder}.")
    return 0


def _list(options: argparse.Namespace) -> int:
    settings = settings_from()
    folder = current_folder(settings.home)
    if folder is None:
        print("The library is not built yet: run `codecite library build`.")
        return 0
    held = manifest(folder)
    library = open_library(settings.home, Sources.shipped(), settings.embedder)
    print(
        f"{library.tabular_edition}\n{len(library.articles)} reference articles\n{held['counts']['passages']} passages"
    )
    return 0


def _check(options: argparse.Namespace) -> int:
    if options.write and options.against is None:
        options.parser.error("--write needs --against FOLDER, the folder of the official files")
    sources = Sources.shipped()
    official = official_tables(options.against) if options.against else None
    if options.write and official is not None:
        for path in sorted(sources.articles.rglob("*.md")):
            before = path.read_text(encoding="utf-8")
            after = with_facts(before, official)
            if after != before:
                path.write_text(after, encoding="utf-8", newline="\n")
                print(f"{path.name}: figures written")
    tree = Tree(read_tabular(sources.tabular).entries)
    problems = check_folder(sources.articles, sources.terms, tree, official)
    for problem in problems:
        print(problem)
    against = f" against the files in {options.against}" if official else ""
    print(f"{len(problems)} problems{against}." if problems else f"Everything is in order{against}.", file=sys.stderr)
    return 1 if problems else 0


def _stats(options: argparse.Namespace) -> int:
    sources = Sources.shipped()
    tree = Tree(read_tabular(sources.tabular).entries)
    held = coverage(read_articles(sources.articles), read_terms(sources.terms), tree, sources.articles / OFTEN_ASKED)
    print(f"{'family':<32}{'articles':>9}{'reviewed':>10}{'codes':>7}")
    for family, articles in held.articles.items():
        print(f"{family:<32}{articles:>9}{held.reviewed.get(family, 0):>10}{held.codes[family]:>7}")
    print(f"{'all':<32}{sum(held.articles.values()):>9}{sum(held.reviewed.values()):>10}{held.code_total:>7}\n")
    print(f"{'chapter of the tabular list':<32}{'terms':>9}{'categories with a term':>25}")
    for chapter, all_of in held.all_categories.items():
        print(f"{chapter:<32}{held.terms.get(chapter, 0):>9}{f'{held.categories.get(chapter, 0)} of {all_of}':>25}")
    reached = f"{sum(held.categories.values())} of {sum(held.all_categories.values())}"
    print(f"{'all':<32}{sum(held.terms.values()):>9}{reached:>25}")
    print(f"Entries with three terms or more: {held.three_wordings}\n")
    missing = sum(len(codes) for codes in held.uncovered.values())
    print(f"Often asked codes without an article: {missing} of {held.often_asked}")
    for field, codes in held.uncovered.items():
        print(f"  {field}: {', '.join(codes)}")
    return 0
