"""What a coder's few words mean: a tumor that is over, a test by its name, a side, a figure told anew, what is said once for two."""

from __future__ import annotations

import pytest

from assistant.answer import Action
from assistant.conversation import amended
from assistant.pipeline import Assistant
from assistant.request import Request
from knowledge.wording import signed_tokens, wordings


def _codes(assistant: Assistant, *messages: str) -> list[str]:
    *turns, question = messages
    return [code.code for code in assistant.ask(Request(question=question, turns=turns)).codes]


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        # taken out in a year that is over and not treated: a history (I.C.2.m)
        ("rectal cancer resected in 2019, no treatment since, dx", ["Z85.048"]),
        ("kidney cancer, nephrectomy 6 years ago, NED, dx?", ["Z85.528", "Z90.5"]),
        ("breast cancer left, lumpectomy 2018, still on tamoxifen, ER positive, dx codes", ["C50.912", "Z17.0", "Z79.810"]),
        ("prostate cancer, radical prostatectomy 2016, PSA undetectable, dx?", ["Z85.46", "Z90.79"]),
        # one of two tumors of a line was taken out: which one is not guessed
        ("breast cancer left, colon cancer resected 2015, dx codes", ["C50.912", "Z85.038"]),
        # what is taken out today is no history
        ("melanoma of the back excised today, dx", ["C43.59"]),
        # wear of a joint that is not said to follow anything is primary where the side is told
        ("left knee osteoarthritis", ["M17.12"]),
        ("left hip osteoarthritis", ["M16.12"]),
        ("post traumatic arthritis right knee", ["M17.31"]),
        ("knee osteoarthritis", ["M17.9"]),
        # no line is taken that says where a condition came from when nobody said so
        ("hypothyroidism with goiter", ["E03.9", "E04.9"]),
        ("left distal radius fracture, 6 week check", ["S52.502D"]),
        # an acute disease is not said by a line that names the chronic one
        ("COPD exacerbation with acute bronchitis", ["J20.9", "J44.0", "J44.1"]),
        ("lumbar stenosis with radiculopathy", ["M48.061", "M54.16"]),
        # a flare told further on in the sentence is an exacerbation; one that is denied or over is none
        ("mild intermittent asthma, attack this morning", ["J45.21"]),
        ("asthma, severe persistent, flaring since yesterday", ["J45.51"]),
        ("mild persistent asthma, no flare since spring", ["J45.30"]),
        # treated today: the injury is under active treatment
        ("diver with the bends, decompression chamber today", ["T70.3XXA"]),
        ("stress incontinence with cough and sneeze", ["N39.3"]),
        ("gestational diabetes on diet and insulin, 30 weeks", ["O24.414", "Z3A.30"]),
        ("late onset Alzheimer's with moderate dementia and agitation, order and codes?", ["F02.B11", "G30.1"]),
        ("62 yo woman, right breast ca, upper outer quadrant, seen to plan mastectomy. what are the codes", ["C50.411"]),
    ],
)
def test_a_diagnosis_is_what_a_coder_means_by_the_words(assistant: Assistant, question: str, codes: list[str]) -> None:
    assert sorted(_codes(assistant, question)) == codes


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("EKG", ["93000"]),
        ("repeat EKG", ["93000"]),
        ("mole excised from the back, 1.2 cm", ["11402"]),
        # the site is said once for the excision and its closure
        ("SCC forehead excised 1.4 cm, layered closure 3 cm", ["11642", "12052"]),
        ("annual wellness visit, she had her first one last year", ["G0439"]),
    ],
)
def test_a_service_is_what_a_coder_means_by_the_words(assistant: Assistant, question: str, codes: list[str]) -> None:
    assert sorted(_codes(assistant, question)) == codes


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("excision of a skin lesion from the forearm, 1.5 cm", "benign or malignant"),
        ("annual wellness visit", "first yearly wellness"),
        ("annual wellness visit, Medicare", "first yearly wellness"),
        ("AWV and 99213 same day", "first yearly wellness"),
        ("lap repair of initial incisional hernia, incarcerated, which 4959x?", "cm"),
    ],
)
def test_what_the_code_turns_on_is_asked(assistant: Assistant, question: str, asked: str) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.action is Action.CLARIFY
    assert asked in " ".join(answer.ask_back)


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("radiologist reads CT abdomen and pelvis with contrast in the hospital", ("74177", ["26"])),
        ("ultrasound abdomen complete, our own machine, we read it", ("76700", [])),
    ],
)
def test_what_is_only_read_takes_26(assistant: Assistant, question: str, line: tuple[str, list[str]]) -> None:
    (code,) = assistant.ask(Request(question=question)).codes
    assert (code.code, list(code.modifiers)) == line


def test_a_later_message_corrects_a_figure_or_adds_the_contrast(assistant: Assistant) -> None:
    told = ("Medicare PT visit: ther ex 15 min and manual therapy 15 min one on one, how many units?", "ther ex was 30 actually")
    answer = assistant.ask(Request(question=told[1], turns=[told[0]]))
    assert {code.code: code.units for code in answer.codes} == {"97110": 2, "97140": 1}
    assert _codes(assistant, "MRI lumbar spine without contrast", "they also did it with contrast") == ["72158"]
    assert _codes(assistant, "CT abdomen without contrast", "radiologist reading only") == ["74150"]
    assert amended(["wound forearm 2 cm", "the wound was 4 cm"]) == ["wound forearm 4 cm"]
    assert amended(["wound forearm 2 cm", "the depth was 4 mm"]) == ["wound forearm 2 cm", "the depth was 4 mm"]


def test_what_stands_in_brackets_for_a_test_is_no_name_of_its_abnormal_finding() -> None:
    assert "EKG" not in wordings("Abnormal electrocardiogram [ECG] [EKG]")
    assert "PSA" not in wordings("Elevated prostate specific antigen [PSA]")
    assert "German measles" in wordings("Rubella [German measles]")
    assert signed_tokens("post traumatic arthritis") == signed_tokens("post-traumatic arthritis")


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        # what a study showed is coded, and not the study
        ("MRI read: L4-5 herniated disc with radiculopathy", ["M51.16"]),
        ("colon polyp found on colonoscopy, hyperplastic", ["K63.5"]),
        ("EGD found gastric ulcer with bleeding", ["K25.4"]),
        # the visit tells the encounter
        ("distal radius fracture left, closed, first ER visit", ["S52.502A"]),
        ("ER visit for asthma attack", ["J45.901"]),
        # after COVID-19 is not with it
        ("fatigue 4 months after covid, post covid, test negative", ["R53.83", "U09.9"]),
        # the whole of a test made and read on one's own machine
        ("12 lead EKG done in our office on our machine, doc read it and signed a report. CPT?", ["93000"]),
    ],
)
def test_what_was_seen_and_where_is_told_from_what_was_done(assistant: Assistant, question: str, codes: list[str]) -> None:
    answer = assistant.ask(Request(question=question))
    assert [code.code for code in answer.codes] == codes
    assert not any(code.modifiers for code in answer.codes)


def test_how_a_polyp_was_removed_is_asked(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="colonoscopy, two polyps taken out of the transverse colon. cpt?"))
    assert "snare" in answer.ask_back[0]
    assert answer.action == "clarify"
