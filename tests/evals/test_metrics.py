"""Every scorer with a perfect, an empty and a wrong answer, and without score where it does not apply."""

from __future__ import annotations

import pytest

from assistant.answer import Action, AssignedCode, RejectedCode
from evals.metrics import (
    SCORERS,
    action,
    ask_back,
    citations,
    codebook,
    codes,
    modifiers,
    retrieval,
    statements,
    support,
    units,
    verdict,
    wording,
)
from evals.outcome import Found, SavedPassage
from knowledge.codebook import Standing
from tests.evals.build import QUOTE, abstention, answer, case, cite, empty, outcome, passage


def assigned(*names: str, **fields):
    return [AssignedCode(code=name, system="CPT", citations=[1], **fields) for name in names]


# one row a metric: the case, a perfect answer, a wrong answer
ROWS = {
    "codes": ({}, answer(), answer(codes=assigned("20931"))),
    "action": ({}, answer(), abstention()),
    "verdict": ({"verdict": "no"}, answer(verdict="no"), answer(verdict="yes")),
    "units": ({"units": {"20930": 1}}, answer(codes=assigned("20930", units=1)),
              answer(codes=assigned("20930", units=3))),
    "modifiers": ({"modifiers": ["59"]}, answer(modifiers=["59"]), answer(modifiers=["25"])),
    "ask_back": ({"ask_back": [["side", "left"]]}, answer(ask_back=["Which side is it?"]),
                 answer(ask_back=["Which eye?"])),
    "wording": ({"must_say": ["chips"]}, answer(), answer(text="Something else [1]")),
    "citations": ({}, answer(), answer(text="Alpha [1] and beta [2]")),
    "support": ({}, answer(), answer(codes=assigned("38220"))),
    "statements": ({}, answer(), answer(text="20930 is for chips.")),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_perfect_answer_scores_one_and_a_wrong_one_less(name):
    changes, perfect, wrong = ROWS[name]
    asked = case(**changes)
    best, worst = SCORERS[name](asked, outcome(perfect, asked)), SCORERS[name](asked, outcome(wrong, asked))
    assert best is not None
    assert best.value == 1
    assert best.name == name
    assert worst is not None
    assert worst.value == 0
    assert worst.why


@pytest.mark.parametrize("name", ["codes", "verdict", "units", "modifiers", "ask_back", "wording", "citations"])
def test_an_empty_answer_scores_zero_where_something_is_wanted(name):
    asked = case(**ROWS[name][0])
    score = SCORERS[name](asked, outcome(empty(), asked))
    assert score is not None
    assert score.value == 0


@pytest.mark.parametrize("name", ["support", "statements", "codebook"])
def test_an_empty_answer_gives_nothing_to_prove(name):
    assert SCORERS[name](case(), outcome(empty())) is None


@pytest.mark.parametrize("name", ["codes", "action", "verdict", "units", "modifiers", "ask_back", "wording",
                                  "retrieval", "reciprocal_rank"])
def test_a_scorer_that_the_case_does_not_ask_for_gives_no_score(name):
    other = {"verdict": "no"} if name == "wording" else {"must_say": ["chips"]}
    silent = case(action=None, accepted=None, forbidden=None, gold=None, **other)
    assert SCORERS[name](silent, outcome(answer(), silent)) is None


class TestCodes:
    def test_any_accepted_set_is_right_in_any_order(self):
        asked = case(accepted=[["20930", "20931"], []], forbidden=None)
        assert codes.score(asked, outcome(answer(codes=assigned("20931", "20930")), asked)).value == 1
        assert codes.score(asked, outcome(abstention(), asked)).value == 1
        assert codes.score(asked, outcome(answer(codes=assigned("20930")), asked)).value == 0

    def test_forbidden_codes_alone_allow_everything_else(self):
        asked = case(accepted=None)
        assert codes.score(asked, outcome(answer(codes=assigned("38220")), asked)).value == 1
        wrong = codes.score(asked, outcome(answer(codes=assigned("20931")), asked))
        assert wrong.value == 0
        assert "one piece" in wrong.why

    def test_a_forbidden_code_may_be_rejected(self):
        rejected = [RejectedCode(code="20931", why="one piece", citations=[1])]
        assert codes.score(case(), outcome(answer(rejected=rejected))).value == 1

    def test_a_code_assigned_twice_or_assigned_and_rejected_is_wrong(self):
        assert codes.score(case(), outcome(answer(codes=assigned("20930", "20930")))).value == 0
        rejected = [RejectedCode(code="20930", why="one piece", citations=[1])]
        assert "assigned and rejected" in codes.score(case(), outcome(answer(rejected=rejected))).why

    def test_one_code_on_both_sides_is_not_twice(self):
        sides = [*assigned("20930", modifiers=["LT"]), *assigned("20930", modifiers=["RT"])]
        assert codes.score(case(), outcome(answer(codes=sides))).value == 1


class TestSmallOnes:
    def test_any_of_several_actions_is_right(self):
        asked = case(action=["answer", "correct_premise"])
        assert action.score(asked, outcome(answer(action=Action.CORRECT_PREMISE), asked)).value == 1

    def test_no_verdict_is_wrong_where_one_is_wanted(self):
        asked = case(verdict="yes")
        assert verdict.score(asked, outcome(answer(), asked)).why == "said nothing, expected yes"

    def test_unstated_units_are_wrong(self):
        asked = case(units={"20930": 1})
        assert "without units" in units.score(asked, outcome(answer(), asked)).why

    def test_units_of_several_lines_add_up(self):
        asked = case(units={"20930": 2})
        assert units.score(asked, outcome(answer(codes=assigned("20930", "20930", units=1)), asked)).value == 1

    def test_units_of_a_code_that_an_accepted_set_leaves_out_are_not_judged(self):
        asked = case(accepted=[["20930"], []], units={"20930": 1})
        assert units.score(asked, outcome(abstention(), asked)) is None
        assert units.score(case(units={"20930": 1}), outcome(abstention())).value == 0

    def test_an_empty_list_of_modifiers_means_none(self):
        asked = case(modifiers=[])
        assert modifiers.score(asked, outcome(answer(), asked)).value == 1
        assert modifiers.score(asked, outcome(answer(codes=assigned("20930", modifiers=["59"])), asked)).value == 0

    def test_every_group_must_be_asked_as_a_whole_word(self):
        asked = case(ask_back=[["ear"], ["initial", "subsequent"]])
        both = answer(ask_back=["Which EAR is it?", "Is it the initial visit?"])
        assert ask_back.score(asked, outcome(both, asked)).value == 1
        near = answer(ask_back=["Which year?", "Is it the initial visit?"])
        assert ask_back.score(asked, outcome(near, asked)).why == "not asked: ear"
        assert ask_back.occurs("ear", "Which of the ears?")

    def test_wording_is_what_the_user_reads(self):
        asked = case(must_say=["mue", "for chips"], must_not_say=["does not exist"])
        said = answer(text="The **MUE** is for\nchips [1]")
        assert wording.score(asked, outcome(said, asked)).value == 1
        told = answer(text=said.text, notices=["The code does not exist."])
        assert wording.score(asked, outcome(told, asked)).why == "says 'does not exist'"

    def test_a_phrase_counts_as_a_whole(self):
        asked = case(must_say=["1"])
        assert wording.score(asked, outcome(answer(text="The limit is 10 [1]"), asked)).value == 0
        assert wording.score(asked, outcome(answer(text="The limit is 1. [1]"), asked)).value == 1


class TestCitations:
    @pytest.mark.parametrize(("change", "why"), [
        ({"text": f"{QUOTE} [1] [7]"}, "[7] leads nowhere"),
        ({"codes": [AssignedCode(code="20930", system="CPT", citations=[1, 4])]}, "[4] leads nowhere"),
        ({"citations": [cite().model_copy(update={"start": 1, "end": 1 + len(QUOTE)})]}, "not verbatim"),
        ({"citations": [cite().model_copy(update={"quote": "Alpha is for chip."})]}, "not verbatim"),
        ({"citations": [cite().model_copy(update={"quote": "", "start": 0, "end": 0})]}, "quotes nothing"),
        ({"citations": [cite().model_copy(update={"passage": "graft/gone/1"})]}, "does not hold")])
    def test_a_dangling_or_altered_citation_is_a_hard_zero(self, change, why):
        score = citations.score(case(), outcome(answer(**change)))
        assert score.value == 0
        assert score.hard
        assert why in score.why

    @pytest.mark.parametrize(("change", "why"), [
        ({"citations": [cite(1), cite(2)]}, "[2] is not used"), ({"citations": [cite(1), cite(1)]}, "given 2 times"),
        ({"citations": [cite().model_copy(update={"edition": "Edition two"})]}, "another edition")])
    def test_sloppy_citations_are_zero_but_not_hard(self, change, why):
        score = citations.score(case(), outcome(answer(**change)))
        assert (score.value, score.hard) == (0, False)
        assert why in score.why

    def test_a_quote_at_a_negative_offset_is_not_verbatim(self):
        tail = "piece."
        bent = cite(quote=tail).model_copy(update={"start": -len(tail), "end": len(passage().text)})
        assert citations.score(case(), outcome(answer(citations=[bent]))).hard

    def test_an_abstention_needs_no_citation(self):
        assert citations.score(case(), outcome(abstention())) is None

    def test_a_passage_about_the_category_does_not_support_a_code_beneath(self):
        about = SavedPassage.of(passage(codes=("S52.53",)))
        said = answer(codes=[AssignedCode(code="S52.531A", system="ICD-10-CM", citations=[1])])
        assert support.score(case(), outcome(said, passages={about.id: about})).value == 0

    def test_support_counts_only_citations_listed_at_the_code(self):
        said = answer(codes=[AssignedCode(code="20930", system="CPT", citations=[])])
        assert support.score(case(), outcome(said)).value == 0


class TestStatements:
    def value(self, **changes):
        score = statements.score(case(), outcome(answer(**changes)))
        return None if score is None else score.value

    def test_every_sentence_of_an_answer_states_something(self):
        assert self.value(text="Chips are small. [1] Blocks are large.") == 0.5

    def test_the_marker_may_stand_before_or_behind_the_stop(self):
        assert self.value(text="Chips are small [1]. Blocks are large. [1]") == 1

    def test_a_quote_of_two_sentences_needs_one_marker(self):
        whole = cite(quote="Alpha is for chips. Beta is for one piece.")
        assert self.value(text="Not 20931: Alpha is for chips. Beta is for one piece. [1]", citations=[whole]) == 1
        assert self.value(text="Gamma is for powder. Beta is for one piece. [1]", citations=[whole]) == 0.5

    def test_verdict_questions_back_notices_and_lead_ins_need_none(self):
        back = "Which side? It decides between 20930, 20931."
        text = f"**No.** Chips are small. [1]\n\nWhy:\n**{back}**\nMedicare only."
        assert self.value(text=text, ask_back=[back], notices=["Medicare only."]) == 1

    def test_a_heading_or_question_that_names_a_code_needs_one(self):
        assert self.value(text="## Why not 20931\nChips are small. [1]") == 0.5
        assert self.value(text="Why would 20931 be wrong?\nChips are small. [1]") == 0.5

    def test_a_marker_proves_nothing_about_a_code_its_passage_does_not_name(self):
        score = statements.score(case(), outcome(answer(text="20930 is for chips. [1] 38220 goes with it. [1]")))
        assert score.value == 0.5
        assert score.why == "cites nothing about 38220: 38220 goes with it [1]."
        assert self.value(text="At T12 chips are 20930. [1]") == 1

    def test_an_abbreviation_does_not_end_a_sentence(self):
        assert self.value(text="The manual, ch. IV, allows one. [1]") == 1

    def test_an_abstention_may_speak_of_itself_but_not_of_codes(self):
        assert statements.score(case(), outcome(abstention("ICD-10-PCS is not held here."))) is None
        named = statements.score(case(), outcome(abstention("20935 does not exist.")))
        assert named.value == 0

    def test_text_without_words_states_nothing(self):
        assert self.value(text="---\n|---|---|") is None


class TestCodebookAndSearch:
    @pytest.mark.parametrize("standing", [Standing.HEADER, Standing.EXPIRED, Standing.NOT_YET, Standing.UNKNOWN,
                                          Standing.NOT_LOADED])
    def test_a_code_that_is_not_valid_is_a_hard_zero(self, standing):
        score = codebook.score(case(), outcome(standings={"20930": standing.value}))
        assert (score.value, score.hard) == (0, True)
        assert standing.value in score.why

    def test_a_code_without_recorded_standing_is_not_taken_for_valid(self):
        assert codebook.score(case(), outcome(standings={})).hard

    def test_a_valid_code_whose_text_is_not_held_is_valid(self):
        score = codebook.score(case(), outcome(standings={"20930": Standing.NO_TEXT.value}))
        assert (score.value, score.hard) == (1, False)

    @pytest.mark.parametrize(("place", "in_top", "reciprocal"), [
        (1, 1, 1.0), (5, 1, 0.2), (6, 0, 1 / 6), (None, 0, 0.0)])
    def test_gold_counts_among_the_first_five_and_by_its_rank(self, place, in_top, reciprocal):
        found = [Found(address=f"other/{n}", title="") for n in range(8)]
        if place is not None:
            found[place - 1] = Found(address="graft/when", title="")
        came = outcome(found=tuple(found))
        assert retrieval.gold_rank(case(), came) == place
        assert retrieval.score(case(), came).value == in_top
        assert retrieval.reciprocal_rank(case(), came).value == pytest.approx(reciprocal)

    def test_gold_is_a_place_and_not_the_beginning_of_a_name(self):
        assert retrieval.is_gold("icd10cm/E11", "icd10cm/E11")
        assert retrieval.is_gold("graft/in-short", "graft")
        assert not retrieval.is_gold("icd10cm/E11.9", "icd10cm/E11")
        assert not retrieval.is_gold("graft-large/in-short", "graft")
