"""After a delivery a condition is coded as one of the puerperium (guidelines I.C.15.a.1), and not as anybody's."""

from __future__ import annotations

import pytest

from assistant.pipeline import Assistant
from assistant.request import Request


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("gave birth 3 weeks ago, mastitis. dx", ["O91.22"]),
        ("delivered 2 weeks ago, UTI. dx", ["O86.20"]),
        ("4 wks postpartum, iron deficiency anemia and hypothyroidism. dx codes", ["O99.03", "O99.285", "D50.9", "E03.9"]),
        ("3 weeks pp DVT left popliteal acute. dx", ["O87.1", "I82.432"]),
        ("5 days postpartum hemorrhoids. dx", ["O87.2"]),
        ("had her baby 10 days ago, now acute cystitis. dx", ["O86.22"]),
        # the category of mental disorders of the puerperium stands by itself
        ("postpartum depression. dx", ["F53.0"]),
        # who gave birth long ago is no patient of chapter 15
        ("UTI, two children delivered years ago. dx", ["N39.0"]),
    ],
)
def test_a_condition_after_delivery_is_of_the_puerperium(assistant: Assistant, question: str, codes: list[str]) -> None:
    assert [code.code for code in assistant.ask(Request(question=question)).codes] == codes
