"""Is everything the library ships true and in its place: articles and terms against the official tables."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge import code_format
from knowledge.errors import SourceError
from knowledge.official import OfficialTables
from knowledge.passages import Tree
from knowledge.readers.article import read_article, sentences
from knowledge.readers.terms import PROCEDURES, read_terms
from knowledge.records import Article, NoteKind, System, Term
from knowledge.wording import phrase_key

WHICH_CODE = "Which code"
_GONE = "deleted"
# Addendum B lists every CPT and HCPCS code in force and is the newest of the tables.
NEWEST = "opps"
# A sentence shorter than this may stand in two articles: "It is reported once a day."
_LONG_ENOUGH = 8
# How sentences state figures of the fee schedule and the unit edits, and where the row holds them.
_STATED: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("pfs", "status", re.compile(r"\b[Ss]tatus ([A-Z])\b")),
    ("pfs", "global", re.compile(r"\bglobal (?:period |days )?(?:of )?(000|010|090|XXX|YYY|ZZZ|MMM)\b")),
    ("pfs", "bilateral", re.compile(r"\bbilateral indicator (\d)\b")),
    ("pfs", "assistant", re.compile(r"\bassistant(?:-at-surgery| at surgery)? indicator (\d)\b")),
    ("pfs", "co_surgeon", re.compile(r"\bco-surgeon indicator (\d)\b")),
    ("pfs", "multiple", re.compile(r"\bmultiple[- ]procedure indicator (\d)\b")),
    ("pfs", "pctc", re.compile(r"\bPC/TC indicator (\d)\b")),
    ("mue", "units", re.compile(r"\bMUE (?:value |limit )?(?:of |is )?(\d+)\b(?! file)")),
    ("mue", "mai", re.compile(r"\bMAI (?:of )?(\d)\b")),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong in a shipped file: which file, about which code, and what it should say."""

    file: str
    code: str
    says: str

    def __str__(self) -> str:
        return f"{self.file}: {f'{self.code}: ' if self.code else ''}{self.says}"


def check_folder(articles: Path, terms: Path, tree: Tree, official: OfficialTables | None) -> list[Problem]:
    """Every problem of the articles and terms that ship; figures and codes only where official tables are given."""
    found: list[Problem] = []
    held: list[Article] = []
    for path in sorted(articles.rglob("*.md")):
        if path.name == "README.md":
            continue
        try:
            article = read_article(path)
        except SourceError as error:
            found.append(Problem(path.name, "", str(error).removeprefix(f"{path.name}: ")))
            continue
        held.append(article)
        if article.family != path.parent.name:
            found.append(Problem(path.name, "", f"family {article.family} lies in the folder {path.parent.name}"))
        found += article_problems(article, tree, official)
    found += _across(held)
    try:
        found += term_problems(terms, read_terms(terms), tree)
        found += procedure_term_problems(terms / PROCEDURES, held)
    except SourceError as error:
        found.append(Problem("terms", "", str(error)))
    return found


def article_problems(article: Article, tree: Tree, official: OfficialTables | None) -> list[Problem]:
    """What is wrong with one article by itself."""
    file = f"{article.id}.md"
    found = [Problem(file, code, says) for code, says in _look_alikes(article)]
    for code in _diagnoses(article):
        if not _known_diagnosis(code, tree):
            found.append(Problem(file, code, "is named but is no ICD-10-CM code or category"))
    if official is not None:
        found += [Problem(file, code, says) for code, says in _facts(article, official)]
        known = official.codes
        found += [
            Problem(file, code, "is named but stands in no official table")
            for code in dict.fromkeys(_procedures(article))
            if code not in known
        ]
        found += [
            Problem(file, code.code, f"is not in the newest list of codes ({NEWEST}), so it was deleted before")
            for code in article.codes
            if code.code in known and code.code not in official.facts[NEWEST]
        ]
        found += [Problem(file, code, says) for code, says in _stated_figures(article, official)]
    return found


def term_problems(folder: Path, terms: Sequence[Term], tree: Tree) -> Iterator[Problem]:
    """Terms out of order, of codes that do not exist, of words the list prints, or with readings not told apart."""
    place: dict[tuple[str, str], str] = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            rows = [(row["term"], row["code"]) for row in csv.DictReader(lines)]
        if rows != sorted(rows):
            yield Problem(path.name, "", "the rows are not sorted by term and code")
        place.update(dict.fromkeys(rows, path.name))
    readings: dict[str, list[Term]] = defaultdict(list)
    for term in terms:
        file = place[term.term, term.code]
        entry = tree.entries.get(term.code)
        if entry is None:
            yield Problem(file, term.code, f"the term {term.term!r} names a code that is not in the tabular list")
            continue
        printed = [entry.title, *(text for kind, text in entry.notes if kind is NoteKind.INCLUSION_TERM)]
        if term.term in {text.lower() for text in printed}:
            yield Problem(file, term.code, f"the term {term.term!r} is a title or inclusion term of the list itself")
        readings[phrase_key(term.term)].append(term)
    for alike in readings.values():
        if len({term.code for term in alike}) > 1:
            for term in alike:
                if not term.tells_apart:
                    yield Problem(
                        place[term.term, term.code],
                        term.code,
                        f"the term {term.term!r} has several readings and does not say what tells this one apart",
                    )


def procedure_term_problems(folder: Path, articles: Sequence[Article]) -> Iterator[Problem]:
    """Everyday words of procedures out of order, of codes that no article covers, or that mean several codes."""
    covered = {code.code for article in articles for code in article.codes}
    meant: dict[str, Term] = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            rows = [(row["code"], row["term"]) for row in csv.DictReader(lines)]
        if rows != sorted(rows):
            yield Problem(path.name, "", "the rows are not sorted by code and term")
    for term in read_terms(folder):
        if term.code not in covered:
            yield Problem(PROCEDURES, term.code, f"the term {term.term!r} names a code that no article covers")
        first = meant.setdefault(term.term.lower(), term)
        if first.code != term.code:
            yield Problem(PROCEDURES, term.code, f"the term {term.term!r} means {first.code} as well ({first.term!r})")


def with_facts(text: str, official: OfficialTables) -> str:
    """An article's text with the facts of its codes as the official rows have them."""
    head, mark, body = text.partition("\n---\n")
    lines: list[str] = []
    code = ""
    in_codes = in_facts = False

    def flush() -> None:
        if code and (rows := official.of(code)):
            lines.append("    facts:")
            lines.extend(f"      {table}: {_flow(fact)}" for table, fact in rows.items())

    for line in head.splitlines():
        if re.match(r"\S", line):
            if in_codes:
                flush()
            code, in_codes, in_facts = "", line.startswith("codes:"), False
        elif in_codes and (found := re.match(r'  "?([A-Z0-9]{5})"?:\s*$', line)):
            flush()
            code, in_facts = found[1], False
        elif in_codes and re.match(r"    facts:", line):
            in_facts = True
        elif in_facts and not re.match(r"      ", line):
            in_facts = False
        if not in_facts:
            lines.append(line)
    if in_codes:
        flush()
    return "\n".join(lines) + mark + body


def _flow(fact: Mapping[str, object]) -> str:
    return "{" + ", ".join(f"{name}: {_scalar(name, value)}" for name, value in fact.items()) + "}"


def _scalar(name: str, value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(f'"{item}"' for item in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def _facts(article: Article, official: OfficialTables) -> Iterator[tuple[str, str]]:
    for code in article.codes:
        held = official.of(code.code)
        for table, fact in code.facts.items():
            row = held.get(table)
            if row is None:
                yield code.code, f"{table} states figures, but the official table has no row"
                continue
            for name, stated in fact.items():
                if name != "edition" and stated != row.get(name):
                    yield code.code, f"{table}: {name} is stated as {stated}, the official value is {row.get(name)}"
        for table in held.keys() - code.facts.keys():
            yield code.code, f"the official table {table} has a row, the article states none"


def _look_alikes(article: Article) -> Iterator[tuple[str, str]]:
    """Codes to choose among that no sentence of *Which code* opens with and sets against another code."""
    text = article.sections.get(WHICH_CODE, "")
    said = [text[start:end] for start, end in sentences(text)]
    deciding = [code.code for code in article.codes if code.when]
    for code in deciding if len(deciding) > 1 else []:
        opening = [sentence for sentence in said if sentence.startswith(code)]
        if not any(len({m.code for m in code_format.mentions(sentence)}) > 1 for sentence in opening):
            yield code, f"no sentence of {WHICH_CODE} opens with it and names the code it is told from"


def _procedures(article: Article) -> Iterator[str]:
    yield from (code.code for code in article.codes)
    for code in article.codes:
        yield from (more.code for more in code.each_additional)
        yield from (name for other in code.becomes for name in (other.code, *other.beside))
    for ruling in article.rulings:
        yield from (code for code in ruling.codes if _is_procedure(code, article.system))
    for text in article.sections.values():
        for start, end in sentences(text):
            # a code that is gone is named to say so
            if _GONE not in text[start:end]:
                mentions = code_format.mentions(text[start:end])
                yield from (m.code for m in mentions if _is_procedure(m.code, article.system))


def _is_procedure(code: str, system: System) -> bool:
    return code_format.is_procedure_shaped(code) and not (system is System.ICD10CM and code[0].isalpha())


def _diagnoses(article: Article) -> list[str]:
    found = {
        code: True for ruling in article.rulings for code in ruling.codes if not _is_procedure(code, article.system)
    }
    for text in article.sections.values():
        for mention in code_format.mentions(text):
            if "." in mention.code or (article.system is System.ICD10CM and not mention.code[0].isdigit()):
                found[mention.code] = True
    return list(found)


def _known_diagnosis(code: str, tree: Tree) -> bool:
    """Whether a code, or what it is without its 7th character, stands in the list."""
    if code in tree.entries:
        return True
    stem = code[:-1].rstrip("X").rstrip(".") if len(code) == len("S00.00XA") else code
    return stem in tree.entries and bool(tree.seventh(stem))


def _stated_figures(article: Article, official: OfficialTables) -> Iterator[tuple[str, str]]:
    """Figures that sentences state of the codes they name, where no named code's row has that figure."""
    for name, text in article.sections.items():
        if name == "Terms":
            continue
        for start, end in sentences(text):
            sentence = text[start:end]
            named = [m.code for m in code_format.mentions(sentence) if m.code in official.codes]
            for table, field, pattern in _STATED:
                for found in pattern.finditer(sentence):
                    outpatient = table == "mue" and re.search(r"\boutpatient|\bhospital", sentence)
                    rows = [official.facts[t].get(code, {}) for code in named for t in _tables(table, bool(outpatient))]
                    if rows and not any(str(row.get(field)) == found[1] for row in rows):
                        yield named[0], f"{sentence!r} states {field} {found[1]}, no row of the codes it names has it"


def _tables(table: str, outpatient: bool) -> tuple[str, ...]:
    return (table, "mue_outpatient") if outpatient else (table,)


def _across(articles: Sequence[Article]) -> list[Problem]:
    """Links that lead nowhere, ids and sentences that stand twice."""
    found = []
    ids: dict[str, int] = defaultdict(int)
    for article in articles:
        ids[article.id] += 1
    found += [Problem(f"{name}.md", "", "two articles have this id") for name, times in ids.items() if times > 1]
    found += [
        Problem(f"{article.id}.md", "", f"related names {other}, which is no article")
        for article in articles
        for other in article.related
        if other not in ids
    ]
    first: dict[str, str] = {}
    for article in articles:
        for text in article.sections.values():
            for sentence in _long_sentences(text):
                holder = first.setdefault(sentence.lower(), article.id)
                if holder != article.id:
                    found.append(Problem(f"{article.id}.md", "", f"{sentence!r} stands in {holder}.md too"))
    return found


def _long_sentences(text: str) -> Iterable[str]:
    spans = (text[start:end] for start, end in sentences(text))
    return (sentence for sentence in spans if len(sentence.split()) >= _LONG_ENOUGH)
