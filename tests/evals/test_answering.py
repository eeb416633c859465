"""Answers come once: kept, continued, spread over processes, and replayed from a model's recorded outputs."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from langchain_core.globals import get_llm_cache, set_llm_cache
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.output_parsers import StrOutputParser

from evals.answering.answer import answer as answer_all
from evals.answering.cache import AnswerCache, key
from evals.answering.recordings import Mode, Recordings, heard
from evals.answering.stamp import Stamp, program_stamp, prompt_stamp
from evals.answering.usage import counted
from evals.answering.workers import Setting, workers_for
from evals.outcome import Breakdown, Outcome
from evals.run import run_case
from tests.evals.build import DAY, Double, DoubleOpener, answer, case, outcome

CASES = [case(id=f"case-{n}", question=f"question {n}") for n in range(6)]


def breaks_on_the_third():
    """Made anew in every worker process."""
    def answers(request):
        if request.id == "case-2":
            raise OSError("gone")
        return answer(id=request.id)

    return Double(answers)


class Counting:
    """Opens a double that remembers what it was asked."""

    def __init__(self):
        self.asked = []

    def __call__(self):
        return Double(lambda request: self.asked.append(request.id) or answer(id=request.id))


@pytest.fixture
def cache(tmp_path):
    held = AnswerCache(tmp_path / "answers.sqlite", DAY)
    yield held
    held.close()


def go(cases, make, cache, **how):
    return answer_all(cases, Setting(DoubleOpener(make), DAY), cache, bar=False, **how)


class TestKept:
    def test_what_is_unchanged_is_not_asked_again(self, cache):
        counting = Counting()
        first, again = go(CASES, counting, cache), go(CASES, counting, cache)
        assert (first.kept, again.kept) == (0, 6)
        assert counting.asked == [case.id for case in CASES]
        assert again.records == first.records

    def test_a_run_that_was_broken_off_goes_on(self, cache):
        def breaks_off():
            def answers(request):
                if request.id == "case-3":
                    raise KeyboardInterrupt
                return answer(id=request.id)

            return Double(answers)

        with pytest.raises(KeyboardInterrupt):
            go(CASES, breaks_off, cache)
        counting = Counting()
        assert go(CASES, counting, cache).kept == 3
        assert counting.asked == ["case-3", "case-4", "case-5"]

    def test_what_broke_is_asked_again(self, cache):
        broken = go(CASES, breaks_on_the_third, cache).records
        assert [isinstance(record, Breakdown) for record in broken] == [False, False, True, False, False, False]
        counting = Counting()
        go(CASES, counting, cache)
        assert counting.asked == ["case-2"]

    def test_fresh_asks_all_and_repeats_are_asked_each(self, cache):
        counting = Counting()
        answered = go(CASES[:2], counting, cache, repeats=3)
        assert counting.asked == ["case-0", "case-1"] * 3
        assert [len(run) for run in answered.repeats] == [2, 2, 2]
        go(CASES[:2], counting, cache, repeats=3, fresh=True)
        assert len(counting.asked) == 12

    def test_an_answer_depends_on_question_day_and_stamp_and_not_on_the_key(self):
        stamp = Stamp("library", "program", "model", "prompt")
        base = key(CASES[0].request, DAY, stamp, 0)
        assert base == key(case(id="case-0", question="question 0", accepted=[["20931"]], forbidden=None).request, DAY, stamp, 0)
        others = {key(CASES[1].request, DAY, stamp, 0), key(CASES[0].request, DAY + timedelta(1), stamp, 0),
                  key(CASES[0].request, DAY, stamp, 1),
                  *(key(CASES[0].request, DAY, Stamp(*[*"lpmo"[:at], "x", *"lpmo"[at + 1:]]), 0) for at in range(4))}
        assert len(others - {base}) == 7

    def test_answers_that_no_run_took_for_a_month_are_forgotten(self, tmp_path):
        path = tmp_path / "answers.sqlite"
        old = AnswerCache(path, DAY)
        old.put("kept", outcome())
        old.close()
        later = AnswerCache(path, DAY + timedelta(20))
        assert later.get("kept") == outcome()
        later.close()
        still = AnswerCache(path, DAY + timedelta(45))
        assert still.get("kept") is not None
        still.close()
        assert AnswerCache(path, DAY + timedelta(90)).get("kept") is None

    def test_the_program_and_its_prompts_have_a_stamp(self):
        assert len(program_stamp()) == len(prompt_stamp()) == 16


class TestWorkers:
    def test_records_of_several_processes_are_those_of_one_in_the_order_of_the_cases(self, cache, tmp_path):
        spread = go(CASES, breaks_on_the_third, cache, workers=2)
        other = AnswerCache(tmp_path / "other.sqlite", DAY)
        alone = go(CASES, breaks_on_the_third, other, workers=1)
        other.close()
        plain = [record.model_copy(update={"seconds": 0}) for record in spread.records]
        assert plain == [record.model_copy(update={"seconds": 0}) for record in alone.records]
        assert (spread.workers, alone.workers) == (2, 1)
        assert isinstance(spread.records[2], Breakdown)
        assert go(CASES, breaks_on_the_third, cache).kept == 5

    def test_few_cases_are_answered_in_this_process(self):
        assert workers_for(10) == 1
        assert workers_for(10, wanted=4) == 4
        assert workers_for(2, wanted=4) == 2
        assert workers_for(10_000) >= 1


class TestModel:
    """A subject that words its answer with a chat model through LangChain."""

    @pytest.fixture(autouse=True)
    def _cache_of_the_process(self):
        held = get_llm_cache()
        yield
        set_llm_cache(held)

    def subject(self, outputs, ids="p-0a1b2c"):
        model = GenericFakeChatModel(messages=iter(outputs))

        def answers(request):
            try:
                said = (model | StrOutputParser()).invoke([HumanMessage(f"passage {ids}: {request.question}")])
            except Exception:
                said = "The built-in writer answered instead."
            return answer(id=request.id, notices=[said], model="test:model")

        return Double(answers)

    def asked(self, subject, mode, folder):
        return run_case(CASES[0], heard(subject, mode, "test:model", folder), DAY)

    def test_a_recorded_output_is_replayed_without_the_model(self, tmp_path):
        output = AIMessage("it rests on p-0a1b2c", usage_metadata={"input_tokens": 7, "output_tokens": 3, "total_tokens": 10})
        recorded = self.asked(self.subject([output]), Mode.RECORD, tmp_path)
        [file] = tmp_path.iterdir()
        assert json.loads(file.read_text(encoding="utf-8"))["model"] == "test:model"
        replayed = self.asked(self.subject([], ids="p-ffffff"), Mode.REPLAY, tmp_path)
        assert recorded.answer.notices == ["it rests on p-0a1b2c"]
        assert replayed.answer.notices == ["it rests on p-ffffff"]
        assert (replayed.model_calls, replayed.input_tokens, replayed.output_tokens) == (1, 7, 3)

    def test_a_question_without_a_recording_breaks(self, tmp_path):
        record = self.asked(self.subject(["live"]), Mode.REPLAY, tmp_path)
        assert isinstance(record, Breakdown)
        assert "record this case anew" in record.error

    def test_a_model_that_gives_nothing_breaks_the_case_whatever_stood_in_for_it(self):
        record = self.asked(self.subject([]), Mode.WATCH, None)
        assert isinstance(record, Breakdown)
        assert "built-in writer answered" in record.error

    def test_a_model_that_could_not_even_be_asked_breaks_the_case(self):
        unreached = Double(lambda request: answer(notices=["The model did not answer. The built-in writer answered instead."]))
        record = self.asked(unreached, Mode.WATCH, None)
        assert isinstance(record, Breakdown)
        assert "ModelSilent" in record.error

    def test_a_model_whose_words_prove_nothing_is_scored_as_it_answered(self):
        model = GenericFakeChatModel(messages=iter(["nonsense"]))

        def answers(request):
            model.invoke("question")
            return answer(notices=["Nothing could be proven; the built-in writer answered instead."])

        assert isinstance(self.asked(Double(answers), Mode.WATCH, None), Outcome)

    def test_a_model_that_answers_is_only_watched(self, tmp_path):
        record = self.asked(self.subject([AIMessage("live")]), Mode.WATCH, None)
        assert isinstance(record, Outcome)
        assert list(tmp_path.iterdir()) == []

    def test_the_built_in_writer_is_not_watched(self):
        subject = Double()
        assert heard(subject, Mode.REPLAY, "extractive", None) is subject

    def test_a_recording_is_of_one_model(self, tmp_path):
        Recordings(Mode.RECORD, "test:one", tmp_path).update("prompt", "", [])
        assert list(Recordings(Mode.REPLAY, "test:one", tmp_path).lookup("prompt", "")) == []
        with pytest.raises(Exception, match="No recording"):
            Recordings(Mode.REPLAY, "test:two", tmp_path).lookup("prompt", "")

    def test_tokens_are_counted_while_a_case_is_answered_only(self):
        model = GenericFakeChatModel(messages=iter([
            AIMessage(str(n), usage_metadata={"input_tokens": n, "output_tokens": 1, "total_tokens": n + 1}) for n in (5, 7, 9)]))
        model.invoke("before")
        with counted() as usage:
            model.invoke("one")
            model.invoke("two")
        assert (usage.calls, usage.input_tokens, usage.output_tokens) == (2, 16, 2)
