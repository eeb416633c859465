"""Places of the body in a record's words: what is told of another place is told of the same condition there."""

from __future__ import annotations

import pytest

from assistant import body_site


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("stage 2 pressure ulcer right heel", "right heel"),
        ("cat bite of the left hand", "left hand"),
        ("hypertension", ""),
    ],
)
def test_the_place_is_read_with_its_side(text: str, place: str) -> None:
    assert body_site.of(text) == place


@pytest.mark.parametrize(("text", "words"), [("left eye severe stage", []), ("L heel unstageable (eschar)", []), ("left hip pain", ["pain"])])
def test_a_clause_that_tells_only_a_place_names_no_condition(text: str, words: list[str]) -> None:
    assert body_site.rest(text) == words
