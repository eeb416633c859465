"""What a past stroke left behind is coded as its sequela, and the stroke itself no longer."""

from __future__ import annotations

import pytest

from knowledge.rules import stroke_sequelae


@pytest.mark.parametrize(
    ("told", "reported"),
    [
        (["G81.91", "R13.12"], ["I69.351", "I69.391", "R13.12"]),
        (["G81.94", "I63.9"], ["I69.354"]),
        (["R47.01", "I61.9"], ["I69.120"]),
        (["R29.810", "Z86.73", "I10"], ["I69.392", "I10"]),
        (["R47.1"], ["I69.322"]),
        (["G83.24"], ["I69.334"]),
        (["I10", "E11.9"], ["I10", "E11.9"]),
    ],
)
def test_a_deficit_after_a_stroke_is_its_sequela(told: list[str], reported: list[str]) -> None:
    assert stroke_sequelae.sequelae(told) == reported
