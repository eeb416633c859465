"""The report in a real browser: narrow screens, both colour schemes, filters."""

from __future__ import annotations

import pytest

from evals.report.page import page
from evals.score import score_case
from tests.evals.build import abstention, answer, case, evaluation, outcome

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    good, bad = case(), case(id="clarify-001", stratum="clarify", question="powder " + "x" * 300)
    scored = [score_case(good, outcome()), score_case(bad, outcome(abstention(), bad))]
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page(evaluation(*scored, reasons=["the reason"]), [], "Evaluation"), encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "light")])
def test_nothing_is_wider_than_the_screen_and_nothing_is_refused(browser, report, width, scheme):
    tab = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: said.append(request.url) if request.url != report else None)
    tab.goto(report)
    for summary in tab.locator("summary").all():
        summary.click()
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert said == []
    tab.close()


def test_cases_are_filtered_by_stratum_state_and_text(browser, report):
    tab = browser.new_page()
    tab.goto(report)
    shown = tab.locator("details.case:visible")
    tab.select_option("#state", "failed")
    assert [one.get_attribute("id") for one in shown.all()] == ["clarify-001"]
    tab.select_option("#state", "")
    tab.select_option("#stratum", "look-alike")
    assert tab.inner_text("#shown") == "1 of 2"
    tab.select_option("#stratum", "")
    tab.fill("#text", "POWDER")
    assert [one.get_attribute("id") for one in shown.all()] == ["clarify-001"]
    tab.close()


def test_a_marker_leads_to_its_quote(browser, report):
    tab = browser.new_page()
    tab.goto(f"{report}#look-alike-001-1")
    assert tab.locator("#look-alike-001-1 mark").is_visible()
    tab.close()


def test_every_answer_is_readable_without_script(browser, report):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(report)
    assert not tab.locator("#filters").is_visible()
    tab.locator("#look-alike-001 > summary").click()
    assert answer().citations[0].quote in tab.locator("#look-alike-001 .answer").inner_text()
    context.close()


def test_cases_are_filtered_by_what_was_done_and_by_half(browser, report):
    tab = browser.new_page()
    tab.goto(report)
    shown = tab.locator("details.case:visible")
    tab.select_option("#done", "abstain")
    assert [one.get_attribute("id") for one in shown.all()] == ["clarify-001"]
    tab.select_option("#done", "")
    tab.select_option("#split", "development")
    assert tab.inner_text("#shown") == "0 of 2"
    tab.close()
