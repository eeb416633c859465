"""A run tells every case in which a model would have reported other codes, both sets, and which of them was right."""

from __future__ import annotations

from pathlib import Path

from assistant.answer import AssignedCode
from evals.agreement import agreement
from evals.report import data, terminal
from evals.report.markdown import markdown
from evals.report.page import page
from evals.score import ScoredCase, score_case
from tests.evals.build import answer, case, evaluation, outcome


def scored(name: str, proposed: list[str] | None, decided: str = "20930", **changes: object) -> ScoredCase:
    asked = case(id=name, question=f"{name}: chips, which graft code?", **changes)
    given = answer(proposed=proposed, codes=[AssignedCode(code=decided, system="CPT", citations=[1])])
    return score_case(asked, outcome(given, asked))


CASES = [
    scored("graft-001", ["20930"]),
    scored("graft-002", ["20931"]),
    scored("graft-003", ["20930"], decided="20931"),
    scored("graft-004", [], decided="20931"),
    scored("graft-005", ["20931"], accepted=[["20930"], ["20931"]], forbidden={}),
    scored("graft-006", ["20931"], accepted=None),
    scored("graft-007", None),
]


def test_each_disagreement_is_told_with_both_sets_and_who_was_right() -> None:
    found = agreement(CASES)
    assert (found.compared, found.agreed) == (6, 1)
    assert [(one.case, one.model, one.evidence, one.right) for one in found.disagreements] == [
        ("graft-002", ("20931",), ("20930",), "evidence"),
        ("graft-003", ("20930",), ("20931",), "model"),
        ("graft-004", (), ("20931",), "neither"),
        ("graft-005", ("20931",), ("20930",), "both"),
        ("graft-006", ("20931",), ("20930",), "unjudged"),
    ]
    assert found.right_agreed is not None
    assert found.right_not is not None
    assert found.model_right is not None
    assert (found.right_agreed.value, found.right_not.value, found.model_right.value) == (1.0, 0.5, 0.6)


def test_terminal_json_markdown_and_page_list_the_disagreements(tmp_path: Path) -> None:
    done = evaluation(*CASES)
    told = terminal.details(done.summary, None, None)
    assert "as decided in 1 of 6" in told
    assert any(line.split() == ["graft-003", "20930", "20931", "model"] for line in told.splitlines())
    listed = data.as_json(done)["agreement"]["disagreements"]
    assert listed[1] == {"case": "graft-003", "model": ("20930",), "evidence": ("20931",), "right": "model"}
    assert "| `graft-004` | no code | 20931 | neither |" in markdown(done)
    shown = page(done, [], "Run")
    assert '<a href="#graft-003">graft-003</a></th><td data-label="the model">20930</td>' in shown
    data.write(done, tmp_path, [])
    assert '"right": "model"' in (tmp_path / data.RUN).read_text(encoding="utf-8")


def test_a_run_without_a_model_says_nothing_of_agreement() -> None:
    done = evaluation(scored("graft-001", None))
    assert "agreement" not in data.as_json(done)
    assert "own codes" not in terminal.details(done.summary, None, None)
    assert "own codes" not in page(done, [], "Run")
    assert "proposed" not in done.records[0].model_dump_json()
