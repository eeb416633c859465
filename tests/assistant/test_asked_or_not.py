"""It is asked back exactly where what is not told would change the code, and what is asked names that."""

from __future__ import annotations

import pytest

from assistant.answer import Action
from assistant.pipeline import Assistant
from assistant.request import Request


@pytest.mark.parametrize(
    ("question", "names"),
    [
        # the finger, the region of the spine
        ("trigger finger, right hand, dx", "thumb"),
        ("sprain of finger left, initial, dx", "thumb"),
        ("spinal stenosis dx", "lumbar"),
        # the site of a lesion, which is an article of its own
        ("excised squamous cell ca, 2.2 cm with margins. which excision code", "lesion"),
        ("benign mole excised, 0.8 cm incl margins, cpt", "lesion"),
        # a figure that was not measured
        ("first time epigastric hernia repair, reducible, with mesh. cpt", "cm"),
        ("vaginal hysterectomy with both tubes out. 58262 and 58291 are on my sheet", "250 g"),
        # the payer alone
        ("pneumonia vaccine for a 66 yo, which admin code G0009 or 90471", "Medicare"),
        # the trimester, where the pregnancy is not told as incidental
        ("pregnant with asthma exacerbation, dx", "trimester"),
        # a fracture told alone wants a diagnosis, whatever the code is for
        ("displaced bimalleolar fracture closed right, full code for the claim please", "encounter"),
    ],
)
def test_what_decides_and_is_not_told_is_asked_for(assistant: Assistant, question: str, names: str) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.action is Action.CLARIFY
    assert any(names in ask for ask in answer.ask_back), answer.ask_back


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("trigger finger right ring finger dx", ["M65.341"]),
        ("radiculopathy, site unspecified, dx", ["M54.10"]),
        # what a study showed, or what is looked after, is no treatment of today
        ("rotator cuff tear left, complete, nontraumatic, on MRI", ["M75.122"]),
        ("hemorrhoids, grade 2 on colonoscopy", ["K64.1"]),
        ("torus fracture of left radius, cast check at 3 wks, healing nicely", ["S52.522D"]),
        ("7th character for a colles fx right seen for cast check", ["S52.531D"]),
        ("two injury codes please: ankle sprain left, and 2 cm hand laceration right sutured in the ED", ["S61.411A", "S93.402A"]),
        # the patient's kind alone is no visit, and what is decided is not asked
        ("est pt, procedure only: knee injection left with depo 40", ["20610"]),
        ("iron deficiency anemia, Venofer 100 mg slow IV push over 5 min. CPT and J code", ["96374", "J1756"]),
        # the margins are in the figure
        ("SCC of the scalp, lesion plus margins 2.6 cm, excised", ["11623"]),
        ("pneumonia shot, 66 yo, Medicare: G0009 or 90471", ["G0009"]),
        ("pregnancy incidental, sprained left ankle, first visit. dx", ["S93.402A", "Z33.1"]),
        # what a payer is said to take is told, and not asked
        ("inpatient consult, commercial plan takes consult codes, moderate MDM", ["99254"]),
    ],
)
def test_what_is_determined_is_answered(assistant: Assistant, question: str, codes: list[str]) -> None:
    answer = assistant.ask(Request(question=question))
    assert answer.action is Action.ANSWER
    assert sorted(code.code for code in answer.codes) == codes


def test_the_answer_to_what_was_asked_decides(assistant: Assistant) -> None:
    answer = assistant.ask(Request(question="ring finger", turns=["trigger finger, right hand, dx"]))
    assert [code.code for code in answer.codes] == ["M65.341"]
