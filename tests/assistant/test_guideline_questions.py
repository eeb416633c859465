"""Questions on the rules of the guidelines, asked of a case in a coder's own words: the yes or no of the rule, not the case's code."""

from __future__ import annotations

import pytest

from assistant.pipeline import Assistant
from assistant.request import Request


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        # the setting decides on what is uncertain, however it is told
        ("Urgent care note: 'concern for DVT', ultrasound tomorrow. can we code the DVT?", "no"),
        ("obs stay, d/c summary says likely TIA. does the inpatient uncertain diagnosis rule apply here?", "no"),
        ("IP chart, discharge dx 'suspected bacterial meningitis', never confirmed. may the coder use G00.9?", "yes"),
        ("inpatient: 'possible HIV' at discharge. does the uncertain diagnosis rule let us use B20", "no"),
        # a test or study that the case tells of is no service asked about
        ("inpt dx at discharge: 'probable HIV disease', confirmatory test pending. may we use B20?", "no"),
        ("outpt CXR, radiologist's final read: pneumonia. may we code the pneumonia off the report?", "yes"),
        # who wrote it
        ("nurse charted a stage 3 pressure ulcer, no provider mention of any ulcer. can we code it from nursing?", "no"),
        ("MD wrote sacral pressure ulcer, wound nurse documented stage 4. Can the stage come from the nurse?", "yes"),
        ("Path report on an inpatient says carcinoma, attending never mentions it. can the coder pick it up from path?", "no"),
        ("attending treated a low sodium but wrote no dx. should we query?", "yes"),
        # the same rule asked the other way round
        ("Is there an expiration date on reporting the late effects of an injury?", "no"),
        ("sepsis documented, cultures no growth. do negative cultures keep us from coding the sepsis?", "no"),
        ("doctor says the heart failure is due to viral cardiomyopathy, not HTN. do we still have to use I11.0?", "no"),
        ("if the left side is affected and dominance is not documented, default to dominant?", "no"),
        ("pt with AIDS history, CD4 recovered, no symptoms now, can we drop back to Z21?", "no"),
        ("diagnosis listed as history of breast ca, on chemo still. is Z85.3 right?", "no"),
        ("anemia due to chemo, admitted for the anemia. is the neoplasm sequenced first?", "no"),
    ],
)
def test_a_rule_is_answered_by_its_yes_or_no(assistant: Assistant, question: str, verdict: str) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.verdict == verdict
    assert answer.citations


def test_words_of_a_record_settle_no_question_on_services(assistant: Assistant) -> None:
    """*Separately* and *not addressed* beside a procedure's code tell of the service."""
    answer = assistant.ask(Request(question="after snare polypectomy (45385) the stalk oozed and was clipped. is 45382 payable in addition?"))
    assert answer.verdict == "no"
    assert [code.code for code in answer.codes] == ["45385"]
