"""A few words on what a code is, for a card of the window or a line of a prompt."""

from __future__ import annotations

from datetime import date

from knowledge.library import Library


def label(library: Library, code: str, day: date) -> str:
    """The article's own label, or the tabular list's title; empty where neither is held."""
    for article in library.articles:
        for held in article.codes:
            if held.code == code and held.label:
                return held.label
    return library.codebook.status(code, day).description
