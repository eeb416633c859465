"""One way through: question → evidence → decision → writer → verification → answer, as a LangChain chain."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from datetime import date

from langchain_core.runnables import Runnable, RunnableLambda, RunnableSequence
from langsmith.run_helpers import tracing_context

from assistant import question
from assistant.answer import Action, Answer, confidence
from assistant.decision.decide import decide
from assistant.draft import Decision
from assistant.errors import ModelUnavailable
from assistant.evidence import Evidence, gather
from assistant.labels import label
from assistant.library_topics import LibraryTopics
from assistant.question import Reading
from assistant.request import MAX_CHARACTERS, Request
from assistant.steps import Step, Telling
from assistant.verification import verify
from assistant.writers import extractive
from assistant.writers.call import Stopped
from knowledge.codebook import Codebook
from knowledge.editions import edition_notice
from knowledge.library import Library
from knowledge.records import Passage

# turns a decision, its evidence and the reading into a draft, telling what holds already; raises ModelUnavailable
Writer = Callable[[Decision, Evidence, Reading, Telling], Answer]
_WRITING = "Writing"
# how long nothing may be heard from a model before the stream says that it still waits, in seconds
_HEARTBEAT = 0.5


@dataclass(frozen=True)
class State:
    """What is known about a request so far; every stage gives back a fuller one."""

    request: Request
    reading: Reading | None = None
    evidence: Evidence | None = None
    decision: Decision | None = None
    answer: Answer | None = None
    detail: str = ""
    telling: Telling = field(default_factory=Telling)
    took_ms: dict[str, float] = field(default_factory=dict)


class Assistant:
    """Answers questions from one open library. Holds no conversation: a request carries its earlier turns."""

    def __init__(
        self,
        library: Library,
        writer: Writer | None = None,
        writer_name: str = extractive.NAME,
        where: str = "Questions stay on this computer.",
        today: Callable[[], date] = date.today,
        *,
        outside: bool = False,
    ) -> None:
        self.library = library
        self.outside = outside
        self.writer_name = writer_name
        self.where = where
        self._writer, self._today = writer, today
        self.chain: RunnableSequence[State, State] = RunnableSequence(
            *(
                _stage(name, work)
                for name, work in (
                    ("Reading the question", self._read),
                    ("Searching the library", self._gather),
                    ("Deciding", self._decide),
                    (_WRITING, self._write),
                    ("Checking every citation", self._verify),
                )
            )
        )

    @property
    def codebook(self) -> Codebook:
        """Look-up by code."""
        return self.library.codebook

    def ask(self, request: Request) -> Answer:
        """The verified answer to a request."""
        unusable = self._unusable(request)
        if unusable is not None:
            return unusable
        started = time.perf_counter()
        state = State(request)
        for stage in self.chain.steps:
            state = _done(stage, state)
        return self._answered(state, started)

    def stream(self, request: Request) -> Iterator[Step | Answer]:
        """The steps as they are done, what holds already of a model's answer, then the one answer. Closing it stops the work."""
        unusable = self._unusable(request)
        if unusable is not None:
            yield unusable
            return
        started = time.perf_counter()
        state = State(request)
        for stage in self.chain.steps:
            yield Step(str(stage.name))
            if stage.name == _WRITING and self._writer is not None:
                state = yield from self._watched(stage, state)
            else:
                state = _done(stage, state)
            if state.detail:
                yield Step(str(stage.name), state.detail)
        yield self._answered(state, started)

    def stay_local(self) -> None:
        """Ask no model from now on: the built-in writer answers, and nothing leaves this computer."""
        self._writer, self.writer_name, self.outside = None, extractive.NAME, False
        self.where = "Questions stay on this computer."

    def _watched(self, stage: Runnable[State, State], state: State) -> Generator[Step, None, State]:
        """Run a stage beside the stream, which tells what is said meanwhile. The work is stopped where the stream is closed."""
        said: queue.SimpleQueue[Step | State | Exception] = queue.SimpleQueue()
        telling = Telling(said.put)

        def work() -> None:
            try:
                said.put(_done(stage, replace(state, telling=telling)))
            except Exception as error:  # told to whoever reads the stream
                said.put(error)

        context = copy_context()
        threading.Thread(target=context.run, args=(work,), name="writing", daemon=True).start()
        started = time.perf_counter()
        try:
            while True:
                try:
                    heard = said.get(timeout=_HEARTBEAT)
                except queue.Empty:
                    yield Step(_WRITING, f"waiting for {self.writer_name}, {time.perf_counter() - started:.0f} s")
                    continue
                if isinstance(heard, State):
                    return heard
                if isinstance(heard, Exception):
                    raise heard
                yield heard
        finally:
            telling.stop()

    def retrieve(self, request: Request) -> list[Passage]:
        """The passages found for a request, best first."""
        if self._unusable(request) is not None:
            return []
        return list(gather(self._understood(request), self.library).ranked)

    def passage(self, passage_id: str) -> Passage | None:
        """The passage that a citation names."""
        return self.library.passage(passage_id)

    def warm(self) -> None:
        """Load models and indexes, so that the first question does not wait for them."""
        self.library.search.warm()

    def label(self, code: str) -> str:
        """A few words on what a code is: the article's own label, or the tabular list's title."""
        return label(self.library, code, self._today())

    def _unusable(self, request: Request) -> Answer | None:
        unusable = _unusable(request)
        return unusable and unusable.model_copy(update={"id": request.id, "model": self.writer_name})

    def _answered(self, state: State, started: float) -> Answer:
        assert state.answer is not None
        took = {"total": _since(started), **state.took_ms}
        return state.answer.model_copy(update={"id": state.request.id, "elapsed_ms": took})

    def _understood(self, request: Request) -> Reading:
        return question.read(request, self._today(), LibraryTopics(self.library))

    def _read(self, state: State) -> State:
        reading = self._understood(state.request)
        codes = ", ".join(mention.code for mention in reading.mentions)
        detail = f"{reading.intent.value}{f' · {codes}' if codes else ''} · {reading.day}"
        return replace(state, reading=reading, detail=detail)

    def _gather(self, state: State) -> State:
        assert state.reading is not None
        evidence = gather(state.reading, self.library)
        return replace(state, evidence=evidence, detail=f"{len(evidence.ranked)} passages")

    def _decide(self, state: State) -> State:
        assert state.reading is not None
        assert state.evidence is not None
        decision = decide(state.reading, state.evidence, self.library)
        return replace(state, decision=decision, detail=decision.action.value.replace("_", " "))

    def _write(self, state: State) -> State:
        assert state.reading is not None
        assert state.evidence is not None
        assert state.decision is not None
        if self._writer is None or state.decision.action in {Action.REFUSE, Action.ABSTAIN}:
            return replace(state, answer=extractive.write(state.decision), detail="")
        try:
            draft = self._writer(state.decision, state.evidence, state.reading, state.telling)
        except Stopped:
            draft = extractive.write(state.decision)
        except ModelUnavailable as error:
            draft = extractive.write(state.decision, (f"{error} The built-in writer answered instead.",))
        return replace(state, answer=draft, detail="")

    def _verify(self, state: State) -> State:
        assert state.answer is not None
        assert state.reading is not None
        assert state.decision is not None
        verified = verify(state.answer, self.passage, self.codebook, state.reading.day)
        if (
            verified.removed
            and state.answer.model != extractive.NAME
            and not verified.answer.citations
            and state.decision.points
        ):
            # the model's draft proved nothing: the built-in writer's words do
            verified = verify(
                extractive.write(
                    state.decision, ("The model's answer could not be proven; the built-in writer answered instead.",)
                ),
                self.passage,
                self.codebook,
                state.reading.day,
            )
        answer = verified.answer
        notices = [*answer.notices, *self._edition_notices(answer, state.reading.day)]
        detail = f"{len(answer.citations)} citations hold" + (
            f", {len(verified.removed)} removed" if verified.removed else ""
        )
        return replace(state, answer=answer.model_copy(update={"notices": list(dict.fromkeys(notices))}), detail=detail)

    def _edition_notices(self, answer: Answer, day: date) -> list[str]:
        cited = [passage for citation in answer.citations if (passage := self.passage(citation.passage))]
        editions = list(dict.fromkeys(passage.edition for passage in cited))
        return [notice for edition in editions if (notice := edition_notice(edition, day))]


def _stage(name: str, work: Callable[[State], State]) -> Runnable[State, State]:
    def timed(state: State) -> State:
        started = time.perf_counter()
        done = work(state)
        return replace(done, took_ms={**state.took_ms, _TIMED[name]: _since(started)})

    return RunnableLambda(timed, name=name)


def _done(stage: Runnable[State, State], state: State) -> State:
    """What a stage makes of a state. No trace of it is sent anywhere, whatever the environment says: a question may hold a patient."""
    with tracing_context(enabled=False):
        return stage.invoke(state)


_TIMED = {
    "Reading the question": "reading",
    "Searching the library": "retrieval",
    "Deciding": "deciding",
    "Writing": "writing",
    "Checking every citation": "verification",
}


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)


def _unusable(request: Request) -> Answer | None:
    """The answer to a question that cannot be worked on."""
    text = request.question.strip()
    if not text:
        return _says("Please type a question: a procedure or diagnosis in your own words, or a code.")
    if len(request.question) > MAX_CHARACTERS:
        return _says(
            f"The question has {len(request.question):,} characters and the limit is {MAX_CHARACTERS:,}: "
            "shorten it to the part that needs coding."
        )
    letters = [ch for ch in text if ch.isalpha()]
    if letters and sum(ch.isascii() for ch in letters) < 0.5 * len(letters):
        return _says("Please ask in English: the sources held are in English.")
    return None


def _says(sentence: str) -> Answer:
    return Answer(action=Action.ABSTAIN, text=sentence, confidence=confidence(0.0))
