"""Abbreviations spelled like a condition: *sat 88 % on RA* is room air, and no coder wants rheumatoid arthritis for it."""

from __future__ import annotations

import pytest

from assistant.pipeline import Assistant
from assistant.request import Request
from knowledge.abbreviations import in_other_meanings
from knowledge.wording import wordings


def _codes(assistant: Assistant, question: str) -> list[str]:
    return [code.code for code in assistant.ask(Request(question=question)).codes]


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("Sat 88% on RA, admitted with COPD exacerbation. dx?", ["J44.1"]),
        ("lac repaired with lido w/ epi, 2 cm forearm laceration right, dx code initial", ["S51.811A"]),
        ("under MAC anesthesia, cataract right eye nuclear. dx?", ["H25.11"]),
        ("nail bed laceration left index finger, initial. dx", ["S61.311A"]),
        ("bladder CIS, TURBT, BCG. dx", ["D09.0"]),
        ("transported ALS, STEMI anterior wall LAD. dx", ["I21.09"]),
        ("MCL sprain left knee, initial. dx", ["S83.412A"]),
        ("older men with hernia: inguinal hernia left. dx", ["K40.90"]),
        ("BP ok, HR 80, Na 140, LDL 180. Assessment: mixed hyperlipidemia. dx", ["E78.2"]),
        ("ER+ right breast cancer upper inner quadrant female. dx codes", ["C50.211", "Z17.0"]),
        ("ICU discharge, MSSA sepsis. dx", ["A41.01"]),
    ],
)
def test_an_abbreviation_is_read_by_what_stands_beside_it(assistant: Assistant, question: str, codes: list[str]) -> None:
    assert _codes(assistant, question) == codes


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("RA, no other detail. dx", ["M06.9"]),
        ("GAVE with bleeding on EGD. dx", ["K31.811"]),
        ("IDA, dx", ["D50.9"]),
        ("MS, relapsing remitting. dx", ["G35.A"]),
        ("EPI, on Creon. dx", ["K86.81"]),
    ],
)
def test_the_disease_keeps_its_abbreviation(assistant: Assistant, question: str, codes: list[str]) -> None:
    assert _codes(assistant, question) == codes


def test_a_meaning_is_written_out_only_where_the_words_beside_it_tell_it() -> None:
    assert "peritoneal dialysis" in in_other_meanings("PD catheter leak")
    assert in_other_meanings("PD with dyskinesia") == "PD with dyskinesia"


@pytest.mark.parametrize("title", ["Sodium [Na] excess", "Intensive care (ICU) myopathy", "Hyperimmunoglobulin E [IgE] syndrome"])
def test_what_stands_in_brackets_for_a_part_is_no_name_of_the_whole(title: str) -> None:
    assert not {"Na", "ICU", "IgE"} & set(wordings(title))


def test_letters_that_stand_for_the_whole_are_its_name() -> None:
    assert "MSSA" in wordings("Methicillin susceptible Staphylococcus aureus (MSSA) infection")


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("stress fracture left tibia, initial. dx", ["M84.362A"]),
        ("right distal radius fracture in a stressed out patient, closed, initial, dx", ["S52.501A"]),
        ("skin is broken over the stage 2 sacral pressure ulcer. dx", ["L89.152"]),
    ],
)
def test_a_word_of_two_uses_is_read_by_its_own(assistant: Assistant, question: str, codes: list[str]) -> None:
    assert _codes(assistant, question) == codes
