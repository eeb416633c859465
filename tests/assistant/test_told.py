"""What a note rules out, tells of others, or says of money is no problem of the patient."""

from __future__ import annotations

import pytest

from assistant.pipeline import Assistant
from assistant.record import asking, is_note, statements
from assistant.request import Request
from assistant.told import Told, told_of


def codes(assistant: Assistant, question: str) -> set[str]:
    return {code.code for code in assistant.ask(Request(question=question)).codes}


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        ("Gout ruled out by aspiration", Told.DENIED),
        ("kidney stone excluded on CT", Told.DENIED),
        ("Skin exam: no ulcer", Told.DENIED),
        ("abdominal US neg for gallstones", Told.DENIED),
        ("seizures never", Told.DENIED),
        ("Lyme considered", Told.UNCERTAIN),
        ("bronchitis last winter, resolved", Told.OVER),
        ("unresolved pneumonia", Told.PRESENT),
        ("MRI: torn labrum", Told.PRESENT),
        ("aunt with lupus", Told.FAMILY),
        ("uncle no diabetes", Told.DENIED),
        ("grandmother reports a rash", Told.PRESENT),
        ("brother pushed him off the bed", Told.PRESENT),
        ("wife has influenza", Told.DENIED),
    ],
)
def test_a_clause_tells_of_today_of_the_past_of_others_or_of_nothing(clause: str, told: Told) -> None:
    assert told_of(clause) is told


def test_a_verdict_speaks_of_what_stands_before_it() -> None:
    told = {one.text: one.told for one in statements("1. Lupus suspected - not confirmed by rheum, ruled out\n2. Raynaud's")}
    assert told["Lupus suspected"] is Told.DENIED
    assert told["Raynaud's"] is Told.PRESENT


def test_what_is_over_counts_in_the_stay_in_which_it_was_treated() -> None:
    assert Told.OVER in {one.told for one in statements("Office visit. Pneumonia in May, resolved.")}
    assert Told.OVER not in {one.told for one in statements("Discharge summary. Hyponatremia, resolved.")}


def test_hurried_sentences_are_a_note_and_its_last_one_asks() -> None:
    note = "fell off swing. right elbow swollen. no numbness. xray ok. which dx?"
    assert is_note(note)
    assert asking(note).strip() == "which dx?"
    assert asking("dx for frozen shoulder") == "dx for frozen shoulder"


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("GI clinic. Crohn's colitis. Celiac ruled out by biopsy. Liver US: no stones. Uncle had colon ca. dx?", {"K50.10"}),
        ("Asthma, mild persistent. Stopped her inhaler, couldn't pay the $60 copay. No wheeze today. Husband has TB. dx?", {"J45.30"}),
        (
            "Ortho: right knee primary OA. Injected with Kenalog 40 mg, no ultrasound. No effusion. CPT, drug units and dx",
            {"20610", "J3301", "M17.11"},
        ),
        ("Eye clinic.\nNuclear cataract OD.\nPhaco with IOL OD, routine.\nOS clear.\nCPT and dx", {"66984", "H25.11"}),
    ],
)
def test_a_note_is_coded_by_what_the_patient_has_and_by_what_was_done(assistant: Assistant, note: str, expected: set[str]) -> None:
    assert codes(assistant, note) == expected


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("Onc: here for carboplatin cycle 3, left lung ca. Anemia from chemo. Dx order?", ["Z51.11", "C34.92", "D64.81", "T45.1X5A"]),
        ("PCP: CVA 2019, no deficits. HTN at goal. Iron def anemia. Hgb ok. dx?", ["Z86.73", "I10", "D50.9"]),
        ("Uro: gross hematuria. BPH, no LUTS. Cysto neg. dx?", ["R31.0", "N40.0"]),
    ],
)
def test_a_note_of_treatment_of_an_earlier_year_or_of_an_unexplained_sign(assistant: Assistant, note: str, expected: list[str]) -> None:
    assert sorted(codes(assistant, note)) == sorted(expected)


def test_a_note_of_an_operation_that_asks_for_nothing_gets_procedure_and_diagnosis(assistant: Assistant) -> None:
    assert codes(assistant, "Derm. Abscess of left axilla, I&D simple, packed. No fever. HTN stable") == {"10060", "L02.412", "I10"}
