"""What the library knows of topics, for telling a message that goes on from one that begins something new."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.decision.modifier_asked import fitting
from assistant.decision.procedure import described
from assistant.evidence import names_a_topic
from assistant.topics import DIAGNOSIS_ASKED, find_cues
from knowledge import code_format
from knowledge.library import Library
from knowledge.wording import spelled_out

_SCRAP = 6


@dataclass(frozen=True, slots=True)
class LibraryTopics:
    """The topics of a library: its diagnoses, its code families and their deciding questions."""

    library: Library

    def named(self, text: str) -> bool:
        """Whether a short message names a diagnosis or a code family of its own."""
        return names_a_topic(text, self.library)

    def answered(self, earlier: str, later: str) -> bool:
        """Whether a message answers a deciding question of a family that the earlier ones name, and names no other family.

        A few words that tell how the service of the family was given (*radiologist reading only*) go on as well.
        """
        before, after = spelled_out(earlier), spelled_out(later)
        if DIAGNOSIS_ASKED.search(before):
            return False
        codes = {mention.code for mention in code_format.mentions(earlier)}
        ours = [
            article
            for article in self.library.articles
            if article.features
            and (find_cues(before, article.cues) or any(code.code in codes for code in article.codes))
        ]
        few = "?" not in later and len(after.split()) <= _SCRAP
        if ours and few and fitting(f"{before} {after}", self.library) and not fitting(before, self.library):
            return True
        if not any(any(described(after, article)) for article in ours):
            return False
        if few:
            # a few words that answer what was left open, whatever else goes by that name: ultrasound guided
            return True
        return not any(
            find_cues(after, article.cues) for article in self.library.articles if article.features and article not in ours
        )
