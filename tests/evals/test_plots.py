"""The plots of the page show the figures of the run and nothing of their own."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import pytest

from assistant.answer import confidence
from evals.baseline import Judged, digest
from evals.calibration import calibration
from evals.history import Point
from evals.report.page import page
from evals.report.plots import reliability, stages, trend
from evals.score import score_case
from evals.statistics import Figure
from tests.evals.build import abstention, answer, case, evaluation, outcome


def sure(name, score, right=True):
    asked = case(id=name, accepted=[["20930"]] if right else [["20931"]], forbidden=None)
    return score_case(asked, outcome(answer(confidence=confidence(score)), asked))


def points(*values):
    start = datetime(2026, 11, 1, tzinfo=UTC)
    return [Point(at=start + timedelta(days=n), model="m", library="l", program="p", split="all", cases=10, passed=True,
                  figures={"right": (value, value - 0.1, value + 0.1)}) for n, value in enumerate(values)]


class TestCalibration:
    def test_a_known_key_gives_a_known_error(self):
        found = calibration([sure("a-1", 0.95), sure("a-2", 0.95, right=False), sure("a-3", 0.25, right=False), sure("a-4", 0.25)])
        assert [(round(one.confidence, 2), one.right.value, one.right.n) for one in found.bins] == [(0.25, 0.5, 2), (0.95, 0.5, 2)]
        assert found.ece == pytest.approx((0.25 + 0.45) / 2)
        assert {level: share.value for level, share in found.levels.items()} == {"high": 0.5, "low": 0.5}

    def test_an_abstention_is_sure_of_nothing(self):
        asked = case(action="abstain", accepted=[[]], forbidden=None)
        assert calibration([score_case(asked, outcome(abstention(), asked))]).ece is None


class TestReliability:
    def test_a_dot_stands_where_confidence_and_share_meet(self):
        svg = ET.fromstring(reliability(calibration([sure("a-1", 1.0), sure("a-2", 0.5, right=False)])))
        dots = svg.findall(".//circle")
        assert [(float(dot.get("cx")), float(dot.get("cy"))) for dot in dots] == [(177.0, 172.0), (312.0, 8.0)]
        assert [title.text for title in svg.iter("title")] == ["confidence 0.50: 0 % right, n 1", "confidence 1.00: 100 % right, n 1"]

    def test_without_answers_there_is_no_plot(self):
        assert reliability(calibration([])) == ""


class TestTrend:
    def test_past_runs_and_this_one_are_joined_oldest_first(self):
        svg = trend(points(0.5, 0.7), Figure(10, 0.9, 0.8, 1.0))
        heights = [float(y) for y in re.findall(r'cy="([\d.]+)"', svg)]
        assert len(heights) == 3
        assert heights == sorted(heights, reverse=True)
        assert "2026-11-01" in svg

    def test_one_run_is_no_trend(self):
        assert trend([], Figure(10, 0.9, 0.8, 1.0)) == ""


class TestStages:
    def test_a_stage_is_as_long_as_it_took(self):
        svg = ET.fromstring(stages({"total": 99.0, "reading": 10.0, "deciding": 30.0}))
        assert [rect.get("width") for rect in svg.iter("rect")] == ["80.0", "240.0"]

    def test_names_are_escaped(self):
        assert "<b>" not in stages({"<b>": 1.0})


class TestBaselineOnThePage:
    def test_what_was_and_what_is_stand_side_by_side(self):
        asked = case()
        now = score_case(asked, outcome(abstention(), asked))
        earlier = Judged(id=asked.id, key=digest(asked), right=True, action="answer", codes=("20930",))
        text = page(evaluation(now, earlier={asked.id: earlier}), [], "Evaluation")
        assert 'data-marks="worse"' in text
        assert "<del>20930</del>" in text
        assert ">newly wrong</span>" in text

    def test_another_key_is_not_compared(self):
        asked = case()
        now = score_case(asked, outcome(abstention(), asked))
        earlier = Judged(id=asked.id, key="other", right=True, action="answer", codes=("20930",))
        assert 'data-marks=""' in page(evaluation(now, earlier={asked.id: earlier}), [], "Evaluation")
