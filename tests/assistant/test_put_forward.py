"""Codes that a question puts forward: yes where they hold, no with what stands in their place where they do not."""

from __future__ import annotations

import pytest

from assistant.pipeline import Assistant
from assistant.request import Request


@pytest.mark.parametrize(
    ("question", "verdict", "codes"),
    [
        # joined by the guidelines
        ("I10 and I50.9 together, right?", "no", ["I11.0", "I50.9"]),
        ("Can I code I10 with N18.3?", "no", ["I12.9"]),
        ("E11.9 with N18.4 together?", "no", ["E11.22", "N18.4"]),
        # says nothing that the other does not
        ("Is it OK to code J44.9 with J44.1?", "no", ["J44.1"]),
        # the case tells what the code denies
        ("is E11.9 correct when the patient has diabetic neuropathy?", "no", ["E11.40"]),
        ("Is E11.65 correct for type 2 diabetes with A1c of 9.5 and hyperglycemia?", "yes", ["E11.65"]),
        # what is included is not said to be apart
        ("Is 76942 included in 20611?", "yes", ["20611"]),
        ("can 20610 be billed with 76942?", "no", ["20610"]),
        # official rows
        ("Is 22853 an add-on code?", "yes", []),
        ("Is 22551 an add-on?", "no", []),
        ("Does 49505 have a 90 day global?", "yes", []),
        ("Does 11042 have a 90 day global?", "no", []),
        ("Can G2211 be billed with 99214-25?", "no", ["99214"]),
        ("Does 99213 with G2211 need modifier 25?", "no", ["99213"]),
    ],
)
def test_codes_put_forward_are_confirmed_or_put_right(assistant: Assistant, question: str, verdict: str, codes: list[str]) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.verdict == verdict
    assert [code.code for code in answer.codes] == codes
    assert answer.citations


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        # what is suspected is not coded outside an inpatient stay, and the sign told says more than the line put forward
        ("R10.9 or K35.80 for right lower quadrant pain, appendicitis suspected, ED discharge", ["R10.31"]),
        ("J18.9 or R05.9 cough, possible pneumonia", ["R05.9"]),
        # what is still treated is not over
        ("C50.911 or Z85.3, finished radiation last year, on tamoxifen", ["C50.911"]),
        ("C61 or Z85.46, prostatectomy 2015, on Lupron", ["C61"]),
        ("Z85.3 or C50.912, mastectomy 2019, no further treatment", ["Z85.3"]),
        # the case leads to one of the codes offered, whatever else is open
        ("64483 or 62323 transforaminal", ["64483"]),
        ("31575 or 31231 scope of the larynx", ["31575"]),
    ],
)
def test_of_two_codes_offered_the_one_supported_is_given(assistant: Assistant, question: str, codes: list[str]) -> None:
    assert [code.code for code in assistant.ask(Request(question=question)).codes] == codes


def test_a_code_named_is_never_taken_for_a_number_of_things(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="11200 vs 11300 skin tag removal"))
    assert all((code.units or 1) < 100 for code in answer.codes)
