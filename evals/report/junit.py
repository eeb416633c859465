"""The run as JUnit XML: a suite a stratum, a test case a case."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from evals.outcome import Breakdown
from evals.score import ScoredCase

# characters that XML 1.0 cannot carry, even escaped
_ILLEGAL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(scored: Sequence[ScoredCase]) -> str:
    """A wrong case is a failure with its reasons, a case that broke an error, one that nothing could judge skipped."""
    root = ET.Element("testsuites", {"name": "codecite eval", **_counts(scored)})
    for stratum in sorted({one.case.stratum for one in scored}):
        members = [one for one in scored if one.case.stratum == stratum]
        suite = ET.SubElement(root, "testsuite", {"name": stratum, **_counts(members)})
        for one in members:
            _test_case(suite, one)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _test_case(suite: ET.Element, one: ScoredCase) -> None:
    test = ET.SubElement(suite, "testcase", name=one.case.id, classname=f"codecite.eval.{one.case.stratum}",
                         time=f"{one.record.seconds:.3f}")
    if isinstance(one.record, Breakdown):
        ET.SubElement(test, "error", message=_clean(one.record.error))
    elif one.state == "wrong":
        failure = ET.SubElement(test, "failure", message=_clean(", ".join(fault.name for fault in one.faults)))
        told = [f"question: {one.case.question}", *(f"{fault.name}: {fault.why}" for fault in one.faults),
                f"answer: {one.record.answer.text}"]
        failure.text = _clean("\n".join(told))
    elif one.state == "unjudged":
        ET.SubElement(test, "skipped", message="no scorer applied")


def _counts(scored: Sequence[ScoredCase]) -> dict[str, str]:
    states = [one.state for one in scored]
    return {"tests": str(len(states)), "failures": str(states.count("wrong")), "errors": str(states.count("error")),
            "skipped": str(states.count("unjudged")), "time": f"{sum(one.record.seconds for one in scored):.3f}"}


def _clean(text: str) -> str:
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)
