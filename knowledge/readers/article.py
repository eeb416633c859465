"""Reference articles: Markdown with YAML front matter, checked against the article schema."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ConfigDict, TypeAdapter, ValidationError

from knowledge.errors import SourceError
from knowledge.records import (
    Article,
    Becomes,
    Circumstance,
    Counted,
    EachAdditional,
    Edition,
    Feature,
    ProcedureCode,
    Ruling,
    Vaccine,
)

SECTIONS = (
    "In short",
    "Which code",
    "When not",
    "Report with",
    "Units",
    "Modifiers",
    "Documentation",
    "Medicare",
    "Common mistakes",
    "Terms",
)
EDITIONS = "editions.yaml"
_FRONT = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)

for _record in (Article, Becomes, Circumstance, Counted, EachAdditional, Edition, Feature, ProcedureCode, Ruling, Vaccine):
    setattr(_record, "__pydantic_config__", ConfigDict(extra="forbid"))  # noqa: B010  dataclasses declare no such name
_ARTICLE = TypeAdapter(Article)
_ARTICLES = TypeAdapter(list[Article])
# the C loader reads two hundred articles in a second, the Python one in six
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """A publisher's document that articles cite, with the edition it is."""

    edition: Edition
    publisher: str
    document: str


def shipped_articles() -> Path:
    """The folder of the articles that ship."""
    return Path(__file__).parents[1] / "reference"


def read_article(path: Path) -> Article:
    """Read one article; the documents it names stand in ``editions.yaml`` beside it.

    Raises SourceError naming the file and the field where the front matter breaks the schema, a section has an
    unknown name, a ruling's sentence is not in the body, or a fact or source names no document of ``editions.yaml``.
    """
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    found = _FRONT.match(text)
    if not found:
        raise SourceError(f"{path.name}: an article starts with front matter between two lines of ---.")
    try:
        front = yaml.load(found[1], Loader=_Loader)
        article = _ARTICLE.validate_python(_from_yaml(front, _sections(found[2]), read_editions(path.parent)))
    except yaml.YAMLError as error:
        raise SourceError(f"{path.name}: the front matter is not valid YAML ({error}).") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise SourceError(f"{path.name}: the front matter is not laid out as the schema says ({error}).") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SourceError(f"{path.name}: {where}: {first['msg']}.") from error
    for problem in _problems(article, path):
        raise SourceError(f"{path.name}: {problem}.")
    return article


def read_articles(folder: Path) -> list[Article]:
    """All articles of a folder in the order of their names. Raises SourceError like read_article."""
    return [read_article(path) for path in sorted(folder.rglob("*.md")) if path.name != "README.md"]


def articles_to(path: Path, articles: list[Article]) -> None:
    """Write articles as one JSON file, which is read twenty times faster than their YAML."""
    path.write_bytes(_ARTICLES.dump_json(articles))


def articles_from(path: Path) -> list[Article]:
    """Articles as ``articles_to`` wrote them. Raises SourceError where the file is none."""
    try:
        return _ARTICLES.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise SourceError(f"{path.name}: it cannot be read ({error}).") from error


def read_editions(folder: Path) -> dict[str, Document]:
    """The documents that the articles of a folder may name, by their short names.

    Raises SourceError where ``editions.yaml`` is missing or breaks the schema.
    """
    path = next(
        (place / EDITIONS for place in (folder, *folder.parents) if (place / EDITIONS).is_file()), folder / EDITIONS
    )
    try:
        return _read_editions(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise SourceError(
            f"{path.name}: articles need this file beside them; it names the documents they cite."
        ) from error


@lru_cache(maxsize=4)
def _read_editions(path: Path, changed: int) -> dict[str, Document]:
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
        return {
            name: Document(
                Edition(row["title"], row.get("from"), row.get("to")), str(row["publisher"]), str(row["document"])
            )
            for name, row in given.items()
        }
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise SourceError(
            f"{path.name}: each document has a title, from, to, publisher and document ({error})."
        ) from error


def sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence of an article's section starts and ends; bullets and paragraphs end a sentence too."""
    spans: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text):
        bullet = re.match(r"\s*(?:[-*]\s+)?", line.group())
        start = line.start() + (bullet.end() if bullet else 0)
        for end in re.finditer(r"[.!?](?=\s+[A-Z0-9\"“]|\s*$)|$", text[start : line.end()]):
            stop = start + end.end()
            if stop > (begin := spans[-1][1] if spans and spans[-1][1] > start else start):
                begin += len(text[begin:stop]) - len(text[begin:stop].lstrip())
                if stop > begin:
                    spans.append((begin, stop))
    return spans


def _from_yaml(front: Any, sections: dict[str, str], held: dict[str, Document]) -> dict[str, Any]:
    """The schema's shape: sources by their full names, codes as a list, one form of ``when``."""
    data = dict(front)
    data["sections"] = sections
    data["editions"] = {name: document.edition for name, document in held.items()}
    data["sources"] = [_source(source, held) for source in data.get("sources") or []]
    data["codes"] = [
        {
            "code": code,
            **value,
            "when": _alternatives(value.get("when")),
            "added_when": _alternatives(value.get("added_when")),
            "becomes": _as_list(value.get("becomes")),
            "each_additional": _as_list(value.get("each_additional")),
            "facts": {table: {**row, "edition": table} for table, row in (value.get("facts") or {}).items()},
        }
        for code, value in (data.get("codes") or {}).items()
    ]
    data.setdefault("reviewed", None)
    for key in ("features", "rulings", "related", "cues"):
        data[key] = data.get(key) or []
    return data


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _source(source: Any, held: dict[str, Document]) -> dict[str, str]:
    name, part = (source, "") if isinstance(source, str) else next(iter(source.items()))
    document = held[name]
    return {"publisher": document.publisher, "document": f"{document.document}, {part}" if part else document.document}


def _alternatives(when: Any) -> list[dict[str, Any]]:
    if not when:
        return []
    choices = when.get("any", [when])
    return [
        {name: [values] if isinstance(values, str) else values for name, values in choice.items()} for choice in choices
    ]


def _sections(body: str) -> dict[str, str]:
    parts = re.split(r"^## +(.+?)\s*$", body, flags=re.MULTILINE)
    return {name: text.strip() for name, text in zip(parts[1::2], parts[2::2], strict=True)}


def _problems(article: Article, path: Path) -> list[str]:
    found = []
    if article.id != path.stem:
        found.append(f"id {article.id} differs from the file's name")
    if not article.sections:
        found.append("it has no sections")
    unknown = [name for name in article.sections if name not in SECTIONS]
    if unknown:
        found.append(f"section {unknown[0]!r} is not one of {', '.join(SECTIONS)}")
    features = {feature.name: feature.answers for feature in article.features}
    for feature in article.features:
        if feature.default and feature.default not in feature.answers:
            found.append(f"feature {feature.name}: the default {feature.default} is none of its answers")
        if unknown_part := set(feature.included) - set(feature.answers):
            found.append(f"feature {feature.name}: included: {min(unknown_part)} is none of its answers")
        if bool(feature.measure) != bool(feature.ranges):
            found.append(f"feature {feature.name}: a measure has ranges, and ranges have a measure")
    for code in article.codes:
        for alternative in (*code.when, *code.added_when):
            for name, values in alternative.items():
                missing = [value for value in values if value not in features.get(name, ())]
                if missing:
                    found.append(f"code {code.code}: {name}: {missing[0]} is no answer of a feature")
        for table, fact in code.facts.items():
            if fact.get("edition") not in article.editions:
                found.append(f"code {code.code}: {table} names no document of editions.yaml")
    body = "\n".join(article.sections.values())
    for ruling in article.rulings:
        found += [
            f"ruling {ruling.id}: not in the body: {sentence!r}"
            for sentence in ruling.sentences
            if sentence not in body
        ]
    for told in article.circumstances:
        if told.sentence not in body:
            found.append(f"circumstance of {told.modifier}: not in the body: {told.sentence!r}")
        if told.modifier not in article.modifiers:
            found.append(f"circumstance of {told.modifier}: the article is not about that modifier")
    return found
