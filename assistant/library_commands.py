"""``codecite library``: build it, add, fetch, list and remove sources, check what ships, count coverage."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from assistant.downloads import DOWNLOADS, addresses, downloaded, quarter_words
from assistant.settings import Settings, settings_from
from knowledge.build import build_library
from knowledge.check import check_folder, with_facts
from knowledge.embedder import Embedder
from knowledge.errors import KnowledgeError
from knowledge.library import Sources, current_folder, open_library
from knowledge.loaded import LoadedTables
from knowledge.loading.add import Summary
from knowledge.loading.add import add as load_file
from knowledge.loading.add import remove as remove_source
from knowledge.loading.kinds import KINDS, load_command
from knowledge.loading.store import DOCUMENT
from knowledge.official import official_tables
from knowledge.passages import Tree
from knowledge.readers.article import read_articles
from knowledge.readers.icd10cm_tabular import read_tabular
from knowledge.readers.terms import read_terms
from knowledge.stats import OFTEN_ASKED, coverage

Progress = Callable[[str, int, int], None]
_REJECTED_SHOWN = 10


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser], bar: Callable[[], Progress]) -> None:
    """The subcommands; ``bar`` makes a progress bar."""
    library = commands.add_parser("library", help="build, list, check or count the library")
    actions = library.add_subparsers(required=True, metavar="ACTION")
    actions.add_parser("build", help="build the library now").set_defaults(run=lambda options: _build(bar()))
    add = actions.add_parser("add", help="load official tables, a licensed CPT file or your own documents")
    add.add_argument("files", nargs="+", type=Path, metavar="FILE", help="as the publisher ships it, zipped or not")
    add.add_argument("--as", dest="kind", choices=sorted(KINDS), help="what the files are, where they do not tell")
    add.add_argument(
        "--starts", type=date.fromisoformat, help="first day they hold, YYYY-MM-DD, where they do not tell"
    )
    add.set_defaults(run=lambda options: _add(options, bar()))
    fetch = actions.add_parser("fetch", help="download the current official file from its publisher and load it")
    fetch.add_argument("name", choices=sorted(DOWNLOADS), metavar="NAME", help=", ".join(sorted(DOWNLOADS)))
    fetch.add_argument("--date", type=date.fromisoformat, help="a day of the quarter wanted (default: today)")
    fetch.add_argument("--agree", action="store_true", help="agree to the publisher's licence without being asked")
    fetch.set_defaults(run=lambda options: _fetch(options, bar()))
    held = actions.add_parser("list", help="show what is held, which editions, and what is missing or out of date")
    held.add_argument("--json", action="store_true", help="print the loaded sources as JSON")
    held.set_defaults(run=_list)
    remove = actions.add_parser("remove", help="take out one loaded source whole")
    remove.add_argument("name", metavar="NAME", help="as `codecite library list` shows it")
    remove.set_defaults(run=_remove)
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


def _add(options: argparse.Namespace, progress: Progress) -> int:
    settings = settings_from()
    failed = 0
    for path in options.files:
        try:
            _told(_loaded(settings, path, progress, options.kind, options.starts))
        except KnowledgeError as error:
            # one bad file keeps none of the others out
            print(f"codecite: {error}", file=sys.stderr)
            failed = 1
    return failed


def _fetch(options: argparse.Namespace, progress: Progress) -> int:
    settings = settings_from()
    day = options.date or date.today()
    wanted = DOWNLOADS[options.name]
    print(f"{wanted.title}, {quarter_words(day)}")
    if wanted.notice and not options.agree:
        print(wanted.notice)
        if not sys.stdin.isatty() or input("Do you agree? [y/N] ").strip().lower() not in {"y", "yes"}:
            print("Nothing was fetched. Run it again with --agree once you have read the licence.", file=sys.stderr)
            return 1
    for address in addresses(options.name, day, settings.mirror):
        with downloaded(address, settings.timeout, progress) as path:
            _told(_loaded(settings, path, progress))
    return 0


def _loaded(
    settings: Settings, path: Path, progress: Progress, kind: str | None = None, starts: date | None = None
) -> Summary:
    embedder = Embedder(settings.embedder)
    return load_file(settings.home, path, kind=kind, starts=starts, embed=embedder.texts, progress=progress)


def _told(summary: Summary) -> None:
    words = {
        "loaded": "loaded",
        "replaced": "took the place of the one held",
        "unchanged": "is held already, unchanged",
    }
    for added in summary.added:
        source = added.source
        read = source.rows + len(source.rejected)
        what = "passages" if source.kind == DOCUMENT else "rows"
        print(
            f"{source.name}: {source.edition} {words[added.outcome]}; {read:,} {what} read, {source.rows:,} kept", end=""
        )
        print(f", {len(source.rejected):,} rejected:" if source.rejected else ".")
        for rejected in source.rejected[:_REJECTED_SHOWN]:
            print(f"  line {rejected.line}: {rejected.why}")
        if len(source.rejected) > _REJECTED_SHOWN:
            print(f"  and {len(source.rejected) - _REJECTED_SHOWN:,} more")
    if summary.left_out:
        print(f"Left out, no table that is known or a second copy: {', '.join(summary.left_out)}")


def _list(options: argparse.Namespace) -> int:
    settings = settings_from()
    today = date.today()
    tables = LoadedTables(settings.home)
    in_force = {source.name for kind in (*KINDS, DOCUMENT) for source in tables.in_force(kind, today)}
    if options.json:
        held = [
            {
                "id": source.name,
                "title": source.edition.title,
                "edition": {"starts": source.edition.starts, "ends": source.edition.ends},
                "in_force": source.name in in_force and not source.out_of_date(today),
                "rows": source.rows,
                "loaded_at": source.loaded_at,
                "out_of_date": source.out_of_date(today),
            }
            for source in tables.sources()
        ]
        print(json.dumps(held, default=str))
        return 0
    folder = current_folder(settings.home)
    if folder is None:
        print("The library is not built yet: run `codecite library build`.")
    else:
        library = open_library(settings.home, Sources.shipped(), settings.embedder)
        passages = library.manifest["counts"]["passages"]
        print(
            f"Ships with the program: {library.tabular_edition}; {len(library.articles)} reference articles; {passages:,} passages"
        )
    for source in tables.sources():
        state = "" if source.name in in_force else " (an older or later edition)"
        if source.out_of_date(today):
            state = f" (out of date: {_mend(source.kind)})"
        print(f"{source.name:<36}{source.rows:>11,} rows  {source.edition}{state}")
    for kind in KINDS.values():
        if not any(source.kind == kind.name for source in tables.sources()):
            print(f"{'-':<36}{'not loaded':>16}  {kind.title}: {_mend(kind.name)}")
    return 0


def _mend(kind: str) -> str:
    """The command that loads the current edition of a kind."""
    return f"`codecite library {load_command(kind)}`"


def _remove(options: argparse.Namespace) -> int:
    gone = remove_source(settings_from().home, options.name)
    print(f"{gone.name} is taken out with its {gone.rows:,} rows.")
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
