"""The claim check: each rule finds what it is for, cites it, and stays silent where nothing is wrong."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from x12sdk.generate import generate_837p

from knowledge.claims.check import check
from knowledge.claims.claim import Finding, Report
from knowledge.errors import SourceError
from knowledge.library import Library
from knowledge.readers.claim_file import claim_from, read_claims

DAY = "2026-08-15"


def _report(library: Library, *lines: str | dict[str, Any], dx: str = "", **fields: Any) -> Report:
    given = [line if isinstance(line, dict) else {"code": line} for line in lines]
    fields = {"date": DAY, "sex": "female", "age": 60, **fields}
    return check(claim_from({"lines": given, "diagnoses": dx, **fields}, "claim"), library)


def _rules(report: Report, *severities: str) -> list[str]:
    return [found.rule for found in report.findings if found.severity in (severities or ("error", "warning"))]


def _only(report: Report, rule: str) -> Finding:
    (found,) = [found for found in report.findings if found.rule == rule]
    return found


def test_a_clean_claim_has_no_findings(loaded_library: Library) -> None:
    report = _report(loaded_library, {"code": "20610-RT", "pointers": "A"}, dx="M17.11", place_of_service="11")
    assert report.findings == []


def test_an_edit_that_no_modifier_opens_says_so_whatever_is_appended(loaded_library: Library) -> None:
    found = _only(_report(loaded_library, "43235-59", "43239"), "NCCI procedure-to-procedure edit")
    assert found.severity == "error"
    assert found.modifier_allowed is False
    assert "Take 43235 off" in found.mend
    assert found.citation is not None
    assert "modifier indicator 0" in found.citation.quote


@pytest.mark.parametrize(
    ("lines", "severity"),
    [
        (("20610", "76942"), "error"),
        (("20610", "76942-59"), "info"),
        (("20610", "76942-XS"), "info"),
        (("20610-RT", "76942"), "error"),
        (("20610-RT", "76942-RT"), "error"),
        (("20610-RT", "76942-LT"), "info"),
        (("20610", "99213-25"), "info"),
        (("20610-25", "99213"), "error"),
    ],
)
def test_only_a_modifier_that_sets_the_lines_apart_opens_an_edit(
    loaded_library: Library, lines: tuple[str, ...], severity: str
) -> None:
    report = _report(loaded_library, *lines)
    assert _only(report, "NCCI procedure-to-procedure edit").severity == severity


def test_the_hospital_has_its_own_edits(loaded_library: Library) -> None:
    found = _only(_report(loaded_library, "20610", "76942", setting="hospital"), "NCCI procedure-to-procedure edit")
    assert found.codes == ["76942", "20610"]


def test_lines_of_different_days_meet_no_edit(loaded_library: Library) -> None:
    report = _report(loaded_library, "43235", {"code": "43239", "date": "2026-08-20"})
    assert "NCCI procedure-to-procedure edit" not in _rules(report)


@pytest.mark.parametrize(
    ("lines", "rule", "severity"),
    [
        ([{"code": "27447", "units": 2}], "Medically Unlikely Edit, MAI 2", "error"),
        (
            [{"code": "20610-RT", "units": 2}, {"code": "20610-LT", "units": 1}],
            "Medically Unlikely Edit, MAI 3",
            "warning",
        ),
        ([{"code": "20930"}, {"code": "22558"}], "Medically Unlikely Edit of 0", "error"),
        ([{"code": "G0008", "units": 2}], "Medically Unlikely Edit, MAI 1", "error"),
    ],
)
def test_units_are_judged_by_their_adjudication_indicator(
    loaded_library: Library, lines: list[dict[str, Any]], rule: str, severity: str
) -> None:
    assert _only(_report(loaded_library, *lines), rule).severity == severity


def test_a_line_edit_looks_at_each_line_and_a_day_edit_at_the_day(loaded_library: Library) -> None:
    by_line = _report(loaded_library, {"code": "G0008"}, {"code": "G0008-59"})
    assert not any("Unlikely" in rule for rule in _rules(by_line))
    by_day = _report(loaded_library, {"code": "27447-RT"}, {"code": "27447-LT"})
    assert _only(by_day, "Medically Unlikely Edit, MAI 2").lines == [1, 2]


def test_an_add_on_code_needs_its_primary_on_the_day(loaded_library: Library) -> None:
    assert "add-on code without its primary" in _rules(_report(loaded_library, "22614"))
    assert "add-on code without its primary" not in _rules(_report(loaded_library, "22614", "22612"))
    other_day = _report(loaded_library, "22614", {"code": "22612", "date": "2026-08-20"})
    assert "add-on code without its primary" in _rules(other_day)
    ended = _report(loaded_library, "20930", "22851")
    assert "add-on code without its primary" in _rules(ended), "22851 is no primary since 2017"


@pytest.mark.parametrize(
    ("line", "rule", "severity"),
    [
        ("64483-50", "", ""),
        ("22558-50", "modifier 50 by the bilateral indicator", "error"),
        ("22614-51", "modifier 51 on an exempt code", "error"),
        ("27447-80", "", ""),
        ("20610-80", "modifier 80 by the assistant indicator", "error"),
        ("22558-62", "modifier 62 by the co-surgeon indicator", "warning"),
        ("20610-62", "modifier 62 by the co-surgeon indicator", "error"),
        ("20610-TC", "modifier TC by the PC/TC indicator", "error"),
        ("76942-26", "", ""),
        ("76942-26-TC", "modifiers that exclude each other", "error"),
        ("64483-50-RT", "modifiers that exclude each other", "error"),
        ("20610-25", "modifier 25 on a procedure", "error"),
        ("20610-ZZ", "invalid modifier", "error"),
        ("20610-JF", "invalid modifier", "error"),
    ],
)
def test_modifiers_are_held_against_the_indicators(
    loaded_library: Library, line: str, rule: str, severity: str
) -> None:
    report = _report(loaded_library, *([line, "22612"] if line.startswith("22614") else [line]))
    found = [one for one in report.findings if "modifier" in one.rule and one.rule.split()[0] != "NCCI"]
    assert [(one.rule, one.severity) for one in found] == ([(rule, severity)] if rule else [])


def test_a_side_that_the_diagnosis_contradicts_is_found(loaded_library: Library) -> None:
    assert "laterality" in _rules(_report(loaded_library, {"code": "20610-LT", "pointers": "A"}, dx="M17.11,M17.12"))
    assert "laterality" not in _rules(
        _report(loaded_library, {"code": "20610-LT", "pointers": "B"}, dx="M17.11,M17.12")
    )
    assert "laterality" not in _rules(_report(loaded_library, "20610-LT", dx="M17.0"))
    assert "laterality" not in _rules(_report(loaded_library, "20610-LT", dx="M17.9"))


@pytest.mark.parametrize(
    ("dx", "rule"),
    [
        ("E10.9,E11.9", "Excludes1"),
        ("M54.5", "not to full length"),
        ("S52.501", "7th character missing"),
        ("S52.501Q", ""),
        ("S83.511Z", "7th character wrong"),
        ("E11.99", "invalid code"),
        ("E11.42,E11.42", "diagnosis reported twice"),
        ("F02.80", "manifestation first"),
        ("F02.80,G30.9", "Code first: order"),
        ("G30.9,F02.80", ""),
        ("20610", "code system"),
    ],
)
def test_diagnoses_follow_the_tabular_list(loaded_library: Library, dx: str, rule: str) -> None:
    assert _rules(_report(loaded_library, dx=dx)) == ([rule] if rule else [])


def test_use_additional_code_is_a_reminder_until_it_is_answered(loaded_library: Library) -> None:
    assert _rules(_report(loaded_library, dx="N40.1", sex="male"), "info") == ["Use additional code"]
    assert _rules(_report(loaded_library, dx="N40.1,R35.0", sex="male"), "info") == []


def test_codes_that_end_or_begin_are_told_by_the_day(loaded_library: Library) -> None:
    assert "deleted code" in _rules(_report(loaded_library, "J0001"))
    assert "deleted code" not in _rules(_report(loaded_library, "J0001", date="2024-08-15"))
    assert "not yet valid" in _rules(_report(loaded_library, "J9999"))


def test_age_and_sex_are_those_of_medicares_code_editor(loaded_library: Library) -> None:
    assert _rules(_report(loaded_library, dx="O80", age=70)) == ["age conflict"]
    assert _rules(_report(loaded_library, dx="O80", age=30, sex="male", date="2024-03-15")) == ["sex conflict"]
    later = _only(_report(loaded_library, dx="O80", age=30, sex="male"), "sex conflict")
    assert later.severity == "warning"
    assert "ended the edit on 2024-10-01" in later.says


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([("97110", 38, 3)], ""),
        ([("97110", 38, 4)], "make 3 units"),
        ([("97110", 7, 1)], "make 0 units"),
        ([("97110", 40, 2)], "make 3 units"),
        ([("97110", 20, 1), ("97140", 20, 2)], ""),
        ([("97110", 20, 2), ("97140", 20, 2)], "40 timed minutes make 3 units"),
    ],
)
def test_timed_units_follow_the_eight_minute_rule(
    loaded_library: Library, lines: list[tuple[str, int, int]], found: str
) -> None:
    given = [{"code": code, "minutes": minutes, "units": units} for code, minutes, units in lines]
    findings = [one for one in _report(loaded_library, *given).findings if one.rule == "8-minute rule"]
    assert (not findings) if not found else found in findings[0].says
    assert all(one.citation and "8 to 22 minutes are 1 unit" in one.citation.quote for one in findings)


@pytest.mark.parametrize(
    ("visit", "on", "finds"),
    [
        ("99213", "2026-08-15", True),
        ("99213-57", "2026-08-15", False),
        ("99213", "2026-08-14", True),
        ("99213", "2026-08-13", False),
        ("99213", "2026-11-13", True),
        ("99213", "2026-11-14", False),
        ("99213-24", "2026-09-15", False),
    ],
)
def test_visits_within_a_global_period_are_found(loaded_library: Library, visit: str, on: str, finds: bool) -> None:
    report = _report(loaded_library, "27447-RT", {"code": visit, "date": on})
    assert ("global period" in _rules(report)) is finds


def test_payment_status_is_said_by_setting(loaded_library: Library) -> None:
    assert "status B" in _rules(_report(loaded_library, "20930", "22558"))
    hospital = _report(loaded_library, "20930", "22558", setting="hospital")
    assert "OPPS status C" in _rules(hospital)
    assert "status B" not in _rules(hospital)
    assert "place of service" in _rules(_report(loaded_library, "96372", place_of_service="22"))
    assert "place of service" in _rules(_report(loaded_library, "20610", place_of_service="98"))


def test_every_proof_can_be_opened_and_holds_its_quote(loaded_library: Library) -> None:
    report = _report(
        loaded_library,
        "20610",
        "76942",
        "20930",
        "22614-51",
        "27447-80",
        "J0001",
        dx="E10.9,E11.9,F02.80",
        setting="practitioner",
    )
    opened = [found.citation for found in report.findings if found.citation and found.citation.passage]
    assert len(opened) > 5
    for proof in opened:
        passage = loaded_library.passage(proof.passage)
        assert passage is not None, proof.passage
        assert passage.id == proof.passage
        assert proof.quote in passage.text


def test_what_could_not_be_checked_is_said_with_the_command_that_loads_it(library: Library) -> None:
    report = _report(library, "20610")
    assert any("codecite library fetch ptp-practitioner" in notice for notice in report.notices)


def test_a_file_of_several_claims_and_an_837p_are_read(loaded_library: Library, tmp_path: Path) -> None:
    path = tmp_path / "claims.json"
    path.write_text(
        json.dumps([{"date": DAY, "diagnoses": ["m1711"], "lines": [{"code": "20610-rt"}]}] * 2), encoding="utf-8"
    )
    claims = read_claims(path)
    assert [one.claim.lines[0].modifiers for one in claims] == [["RT"], ["RT"]]
    assert claims[0].claim.diagnoses == ["M17.11"]
    path = tmp_path / "claims.x12"
    path.write_text(generate_837p(seed=7, claims=3), encoding="utf-8")
    read = read_claims(path)
    assert len(read) == 3
    assert all(one.claim.lines and one.claim.diagnoses and one.claim.age is not None for one in read)
    assert read[0].claim.date == date(2025, 4, 16)
    assert check(read[0].claim, loaded_library).lines


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", "nonsense", "ISA*00*broken~", '{"lines": [{"code": "20610", "units": -1}]}']
)
def test_a_wrong_claim_file_is_told_in_one_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "claim.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SourceError) as told:
        read_claims(path)
    assert "\n" not in str(told.value)
