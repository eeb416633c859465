"""Reference articles: Markdown with YAML front matter, checked against the article schema."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from pydantic import ConfigDict, TypeAdapter, ValidationError

from knowledge.errors import SourceError
from knowledge.records import Article, Edition, Feature, ProcedureCode, Ruling

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
_FRONT = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)

for _record in (Article, Edition, Feature, ProcedureCode, Ruling):
    setattr(_record, "__pydantic_config__", ConfigDict(extra="forbid"))  # noqa: B010  dataclasses declare no such name
_ARTICLE = TypeAdapter(Article)


def shipped_articles() -> Path:
    """The folder of the articles that ship."""
    return Path(__file__).parents[1] / "reference"


def read_article(path: Path) -> Article:
    """Read one article.

    Raises SourceError naming the file and the field where the front matter breaks the schema, a section has an
    unknown name, a ruling's sentence is not in the body, or a fact names an edition that is not given.
    """
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    found = _FRONT.match(text)
    if not found:
        raise SourceError(f"{path.name}: an article starts with front matter between two lines of ---.")
    try:
        front = yaml.safe_load(found[1])
        article = _ARTICLE.validate_python(_from_yaml(front, _sections(found[2])))
    except yaml.YAMLError as error:
        raise SourceError(f"{path.name}: the front matter is not valid YAML ({error}).") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SourceError(f"{path.name}: {where}: {first['msg']}.") from error
    for problem in _problems(article, path):
        raise SourceError(f"{path.name}: {problem}.")
    return article


def read_articles(folder: Path) -> list[Article]:
    """All articles of a folder in the order of their names. Raises SourceError like read_article."""
    return [read_article(path) for path in sorted(folder.glob("*.md")) if path.name != "README.md"]


def sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence of an article's section starts and ends; bullets and paragraphs end a sentence too."""
    spans: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text):
        start = line.start() + len(re.match(r"\s*(?:[-*]\s+)?", line.group())[0])  # type: ignore[index]
        for end in re.finditer(r"[.!?](?=\s+[A-Z0-9\"“]|\s*$)|$", text[start : line.end()]):
            stop = start + end.end()
            if stop > (begin := spans[-1][1] if spans and spans[-1][1] > start else start):
                begin += len(text[begin:stop]) - len(text[begin:stop].lstrip())
                if stop > begin:
                    spans.append((begin, stop))
    return spans


def _from_yaml(front: Any, sections: dict[str, str]) -> dict[str, Any]:
    """The schema's shape: dates of editions named as records name them, codes as a list, one form of ``when``."""
    data = dict(front)
    data["sections"] = sections
    data["editions"] = {
        key: {"title": value.get("title"), "starts": value.get("from"), "ends": value.get("to")}
        for key, value in (data.get("editions") or {}).items()
    }
    data["codes"] = [
        {"code": code, **value, "when": _alternatives(value.get("when"))}
        for code, value in (data.get("codes") or {}).items()
    ]
    for key in ("features", "rulings", "related", "cues", "sources"):
        data[key] = data.get(key) or []
    return data


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
    unknown = [name for name in article.sections if name not in SECTIONS]
    if unknown:
        found.append(f"section {unknown[0]!r} is not one of {', '.join(SECTIONS)}")
    features = {feature.name: feature.values for feature in article.features}
    for code in article.codes:
        for alternative in code.when:
            for name, values in alternative.items():
                missing = [value for value in values if value not in features.get(name, {})]
                if missing:
                    found.append(f"code {code.code}: {name}: {missing[0]} is no value of a feature")
        for table, fact in code.facts.items():
            if fact.get("edition") not in article.editions:
                found.append(f"code {code.code}: {table} names no edition of this article")
    body = "\n".join(article.sections.values())
    for ruling in article.rulings:
        found += [
            f"ruling {ruling.id}: not in the body: {sentence!r}"
            for sentence in ruling.sentences
            if sentence not in body
        ]
    return found
