"""Getting the assistant ready behind the page that is already served."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from assistant.errors import AssistantError
from assistant.pipeline import Assistant
from knowledge.errors import KnowledgeError

# opens an assistant, told a function that takes progress as one sentence
OpenAssistant = Callable[[Callable[[str], None]], Assistant]


class Warming:
    """Opens the assistant in a thread. ``wait`` tells the progress until it is there or has failed."""

    def __init__(self, open_assistant: OpenAssistant) -> None:
        self._open = open_assistant
        self.progress = "starting"
        self.assistant: Assistant | None = None
        self.error = ""
        self._done = threading.Event()
        self.start()

    def start(self) -> None:
        """Begin, or begin again after a failure."""
        self.error = ""
        self._done.clear()
        threading.Thread(target=self._work, name="warming", daemon=True).start()

    def wait(self, every: float = 0.3) -> Iterator[str]:
        """The progress every so many seconds until it is done."""
        while not self._done.wait(every):
            yield self.progress

    def _work(self) -> None:
        try:
            self.assistant = self._open(self._told)
        except (KnowledgeError, AssistantError) as error:
            self.error = str(error)
        except Exception as error:  # the page must say something whatever a library raises
            self.error = (
                f"The assistant could not start ({type(error).__name__}: {error}). Run `codecite library build`."
            )
        finally:
            self._done.set()

    def _told(self, sentence: str) -> None:
        self.progress = sentence
