"""Everyday services of offices, emergency departments and laboratories that each have a code of their own."""

from __future__ import annotations

import pytest

from assistant.pipeline import Assistant
from assistant.request import Request


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("ischiorectal abscess drained under anesthesia, CPT", {"46040"}),
        ("paronychia I&D, simple", {"10060"}),
        ("quinsy drained in the ED by ENT", {"42700"}),
        ("toddler with pulled elbow, reduced in urgent care, CPT", {"24640"}),
        ("elbow dislocation reduced under procedural sedation, CPT for the reduction", {"24605"}),
        ("dislocated kneecap relocated, no anesthesia", {"27560"}),
        ("glass in the sole of the foot, subcutaneous, taken out", {"28190"}),
        ("pea up a toddler's nose, taken out with forceps in the office", {"30300"}),
        ("extensive penile condyloma treated with laser", {"54065"}),
        ("transfused two units of red cells, procedure code", {"36430"}),
        ("spot vision photoscreen with the result on the device, 3 year old", {"99177"}),
        ("CPT for visual acuity screen with a Snellen chart", {"99173"}),
        ("normal newborn, admission exam on day of birth", {"99460"}),
        ("ECT treatment, one session", {"90870"}),
        ("recurrent dorsal wrist ganglion excised", {"25112"}),
        ("in situ ulnar nerve decompression, cubital tunnel", {"64718"}),
        ("mitomycin instillation into the bladder, code for the instillation", {"51720"}),
        ("uterosacral ligament suspension, vaginal route", {"57283"}),
        ("laparoscopic salpingostomy for ectopic", {"59150"}),
        ("fluorescein angiogram, both eyes", {"92235"}),
        ("air contrast barium enema", {"74280"}),
        ("lab: ABG", {"82803"}),
        ("C diff toxin by EIA, lab code", {"87324"}),
        ("HCPCS for a bedside commode", {"E0163"}),
        ("hinged knee brace off the shelf HCPCS", {"L1833"}),
        ("physician recertification of home health, Medicare", {"G0179"}),
        ("BLS emergency ambulance, 9 loaded miles", {"A0429", "A0425"}),
    ],
)
def test_the_service_has_its_own_code(assistant: Assistant, question: str, codes: set[str]) -> None:
    assert {code.code for code in assistant.ask(Request(question=question)).codes} == codes


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("EGD with biopsy 43239 and a diagnostic colonoscopy 45378, same session. both billable?", "yes"),
        ("92012 and 99213 by the ophthalmologist at one visit, both ok?", "no"),
        ("11720 for six nails and 11055 for a callus on the heel, allowed together?", "yes"),
    ],
)
def test_a_rule_on_both_codes_comes_before_a_rule_on_one(assistant: Assistant, question: str, verdict: str) -> None:
    assert assistant.ask(Request(question=question)).verdict == verdict


@pytest.mark.parametrize(
    ("question", "verdict", "codes"),
    [
        ("Medicare, BMI 36, 15 minutes obesity counseling by the NP and nothing else. 99401?", "no", {"G0447"}),
        ("Medicare, cerumen impaction both ears with a loop, 69210-50?", "no", {"69210"}),
        ("provider-based clinic POS 19, Toradol from hospital stock. can J1885 go on the doctor's claim?", "no", set()),
    ],
)
def test_what_medicare_takes_in_its_place(assistant: Assistant, question: str, verdict: str, codes: set[str]) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.verdict == verdict
    assert {code.code for code in answer.codes} == codes


def test_a_lesion_plus_its_margins_is_the_excised_diameter(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="SCC of the ear, excised lesion plus margins = 2.4 cm, simple closure"))
    assert "11643" in {code.code for code in answer.codes}


def test_what_the_laboratory_bills_is_no_question_of_yes_or_no(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="yearly screening PSA on a Medicare man of 70, what does the lab report"))
    assert answer.verdict is None
    assert {code.code for code in answer.codes} == {"G0103"}
