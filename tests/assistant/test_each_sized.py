"""Things of one kind that each have a size, a name or a dose: one line for each, as a claim needs it."""

from __future__ import annotations

import pytest

from assistant.pipeline import Assistant
from assistant.request import Request


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("Excision benign lesion back 1.5 cm and excision benign lesion face 0.8 cm, margins included", {"11402": 1, "11441": 1}),
        ("two benign cysts excised from back 1.5 and 1.8 cm", {"11402": 2}),
        ("malignant excision nose 1.1 cm, and back 2.3 cm", {"11642": 1, "11603": 1}),
        ("shave removal 0.6 cm lesion arm and 1.2 cm lesion leg", {"11301": 1, "11302": 1}),
        # the second length is that of the closure, or of the whole cut
        ("BCC nose 1.1 cm excised with 2 mm margins, closed with 3 cm intermediate repair", {"12052": 1, "11642": 1}),
        ("1.2 cm nevus back excised, total excised diameter 2.0 cm", {"11402": 1}),
        ("Avulsion of nail plate, left great toe and left second toe", {"11730": 1, "11732": 1}),
        ("I&D of two abscesses, simple", {"10061": 1}),
        ("I&D abscess, simple", {"10060": 1}),
        ("MMR and varicella vaccines given to a 4 year old with counseling, commercial", {"90707": 1, "90716": 1, "90460": 2, "90461": 2}),
        ("Depo provera injection given, 150 mg, nurse visit", {"96372": 1, "J1050": 150}),
        ("prolonged service for 99215 total 75 minutes, commercial", {"99215": 1, "99417": 2}),
        ("prolonged for Medicare 99215 total 75 minutes", {"99215": 1, "G2212": 1}),
    ],
)
def test_every_thing_told_has_its_line(assistant: Assistant, question: str, lines: dict[str, int]) -> None:
    answer = assistant.ask(Request(question=question))
    assert {code.code: code.units or 1 for code in answer.codes} == lines
