"""Comparing what a question states with the wordings of tabular entries, word by word, rare words counting more."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from assistant import attributes
from knowledge.records import Entry, NoteKind
from knowledge.wording import content_tokens, signed_tokens, wordings

# Words of titles that state nothing about the patient.
NEUTRAL = frozenset(
    [
        *content_tokens(
            "unspecified other specified nos nec elsewhere classified with due type stage episode encounter condition disorder "
            "affecting site part level initial associated complication syndrome disease organism status"
        ),
        "nos",
        "nec",
    ]
)
# A neutral word that both sides have (syndrome, disease) still says a little.
_NEUTRAL_SHARE = 0.2
# Where a condition came from, which no record that says nothing of it means: a goiter is not taken for an inborn one.
_ORIGINS = frozenset({"congenit", "neonat", "postprocedur", "hereditari", "famili", "tubercul", "syphilit", "gonococc"})
# How much a word of a wording that the question does not state counts against one that it does.
_AGAINST = 0.45
_DIMENSION_WORDS = frozenset(
    token for dimension in attributes.DIMENSIONS for value in dimension.values for token in content_tokens(value)
) - {"1", "2"}


@lru_cache(maxsize=20_000)
def _texts(entry: Entry) -> tuple[frozenset[str], ...]:
    notes = [text for kind, text in entry.notes if kind in {NoteKind.INCLUSION_TERM, NoteKind.INCLUDES}]
    found = [frozenset(signed_tokens(entry.title))]
    found += [frozenset(signed_tokens(wording)) for note in notes for wording in wordings(note)]
    # the symptoms listed under a code that includes symptoms tell it apart as well
    found += [
        frozenset(signed_tokens(wording))
        for kind, note in entry.notes
        if kind is NoteKind.USE_ADDITIONAL and ":" in note
        for wording in wordings(note.rpartition(":")[2])
    ]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=20_000)
def _optional(title: str) -> frozenset[str]:
    """Words a question need not say: in parentheses, or after a later *unspecified* (``Pneumonia, unspecified organism``)."""
    tokens = content_tokens(title)
    left_open = {
        word for at, token in enumerate(tokens) if token == "unspecifi" and at for word in tokens[at + 1 : at + 3]
    }
    return frozenset(left_open | set(content_tokens(" ".join(re.findall(r"\(([^)]*)\)", title)))))


def leaves_open(entry: Entry) -> bool:
    """Whether a line is the default of its siblings by its own words."""
    return "unspecified" in entry.title.lower()


class Comparison:
    """The words a question states, with how telling each is."""

    def __init__(
        self,
        stated: Iterable[str],
        weight: Callable[[str], float],
        within: Iterable[str] = (),
        replaced: Iterable[str] = (),
        asks_cause: bool = False,
    ) -> None:
        """``within`` are codes named outright; ``replaced`` are words whose meaning in the list's words is stated too."""
        self.asks_cause = asks_cause
        self._replaced = frozenset(replaced) | {"domin", "nondomin"}
        self.stated = frozenset(stated)
        self._weight = weight
        self._within = frozenset(within)

    def weigh(self, tokens: Iterable[str]) -> float:
        """The total weight of words."""
        return sum(
            self._weight(token.removeprefix("no:")) * (_NEUTRAL_SHARE if token in NEUTRAL else 1) for token in tokens
        )

    def says_any(self, tokens: set[str]) -> bool:
        """Whether the question states one of these stemmed words."""
        return bool(tokens & self.stated)

    def contrary(self, token: str) -> bool:
        """Whether the question states the opposite of a word: a fracture where the wording says without one."""
        bare = token.removeprefix("no:")
        return (f"no:{bare}" if bare == token else bare) in self.stated and token not in self.stated

    def contradicts(self, tokens: Iterable[str]) -> bool:
        """Whether the question states the opposite of a wording."""
        return any(self.contrary(token) for token in tokens)

    def adds(self, entry: Entry, wording: str) -> frozenset[str]:
        """The words that an entry states and the question does not; the fewest of its own wordings and the one it was found by.

        What it is *without* is no addition: nobody says what is not there.
        """
        return min(
            (frozenset(self._foreign(tokens, entry)) for tokens in (*_texts(entry), frozenset(signed_tokens(wording)))), key=len
        )

    def _foreign(self, tokens: frozenset[str], entry: Entry) -> set[str]:
        own = {token for token in tokens if not token.startswith("no:")}
        return own - self.stated - NEUTRAL - _optional(entry.title) - _DIMENSION_WORDS

    def says(self, entry: Entry, above: Iterable[Entry]) -> frozenset[str]:
        """The words of the question that an entry and the lines above it hold, side and the like apart."""
        held = {token for one in (entry, *above) for text in _texts(one) for token in text}
        return frozenset(self.stated & held - _DIMENSION_WORDS)

    def fit(self, entry: Entry, above: Iterable[Entry], wording: str) -> tuple[float, float]:
        """How well an entry fits, as (share of the question it explains, share of its wording not in the question).

        ``wording`` is the name under which search found the entry.
        """
        said = self.stated - self._replaced
        total = self.weigh(said) or 1.0
        context = {token for entry_ in (entry, *above) for text in _texts(entry_)[:1] for token in text}
        best = (0.0, 1.0)
        for tokens in {*_texts(entry), frozenset(signed_tokens(wording))}:
            explained = self.weigh(said & (tokens | context)) / total
            foreign = self.weigh(self._foreign(tokens, entry))
            extra = foreign / (foreign + self.weigh(tokens & self.stated) or 1.0)
            # the very wording that was found means what it means
            if self.contradicts(tokens) or (_ORIGINS & tokens - self.stated and wording == entry.title):
                explained, extra = 0.0, 1.0
            if explained - extra > best[0] - best[1]:
                best = (explained, extra)
        return best

    def says_more(self, entry: Entry, wording: str, than: Entry) -> bool:
        """Whether an entry, or the wording it was found by, holds a stated word that another lacks, side and the like apart."""
        words = {*signed_tokens(entry.title), *signed_tokens(wording)} - set(signed_tokens(than.title))
        return bool(words & self.stated - self._replaced - _DIMENSION_WORDS - NEUTRAL)

    def tells_apart(self, entry: Entry, siblings: Sequence[Entry]) -> bool:
        """Whether the question states a word that only this one of the siblings has, side and the like apart."""
        if leaves_open(entry):
            return False
        own = self._own_words(entry, siblings)
        return any(words & self.stated - _DIMENSION_WORDS - NEUTRAL for words in own) and self.pick(siblings) in {
            entry,
            None,
        }

    def pick(self, siblings: Sequence[Entry]) -> Entry | None:
        """The sibling whose own words are stated best; None where none or two alike are."""
        ranked = sorted(
            (
                (self._gain(self._own_words(entry, siblings), entry.title) + self._known(entry), n)
                for n, entry in enumerate(siblings)
            ),
            key=lambda pair: (-pair[0], pair[1]),
        )
        if ranked and leaves_open(siblings[ranked[0][1]]):
            # what a default is also called (stroke NOS) yields to a sibling all of whose own words are stated
            told = [pair for pair in ranked if not leaves_open(siblings[pair[1]]) and self._all_said(pair[1], siblings)]
            ranked = told or ranked
        if not ranked or ranked[0][0] <= 0 or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < 0.02):
            return None
        return siblings[ranked[0][1]]

    def _all_said(self, at: int, siblings: Sequence[Entry]) -> bool:
        """Whether some wording of a sibling that is no *other* holds, beyond what all share, only words that are stated."""
        if "other" in signed_tokens(siblings[at].title):
            return False
        own = [
            {word for word in words if not word.startswith("no:")} - NEUTRAL - _optional(siblings[at].title)
            for words in self._own_words(siblings[at], siblings)
            if not self.contradicts(words)
        ]
        return any(words and words <= self.stated for words in own)

    def pick_text(self, texts: Sequence[str]) -> int | None:
        """The same for plain texts: the place of the one stated best."""
        tokens = [frozenset(signed_tokens(text)) for text in texts]
        common = frozenset.intersection(*tokens) if tokens else frozenset()
        # what a text offers besides (IIIA, IIIB or IIIC) speaks less against it than in a title
        gains = [self._gain((words - common,), text, 0.1) for words, text in zip(tokens, texts, strict=True)]
        order = sorted(range(len(gains)), key=lambda n: -gains[n])
        if not order or gains[order[0]] <= 0 or (len(order) > 1 and gains[order[0]] - gains[order[1]] < 0.02):
            return None
        return order[0]

    def default(self, parent: Entry, siblings: Sequence[Entry]) -> Entry | None:
        """The sibling meant where nothing more is stated: the one called unspecified, NOS, or without anything."""
        base = frozenset(signed_tokens(parent.title))
        uncomplicated = [entry for entry in siblings if "uncomplicated" in entry.title.lower()]
        if len(uncomplicated) == 1:
            return uncomplicated[0]
        open_ended = []
        for entry in siblings:
            tokens = frozenset(signed_tokens(entry.title))
            foreign = tokens - base - self.stated - NEUTRAL - _optional(entry.title)
            if "unspecified" in entry.title.lower() and not foreign:
                open_ended.append(entry)
        if len(open_ended) == 1:
            return open_ended[0]
        if len(open_ended) > 1:
            return min(open_ended, key=lambda entry: len(entry.title))
        for entry in siblings:
            nos = [
                text
                for kind, text in entry.notes
                if kind is NoteKind.INCLUSION_TERM and re.search(r"\bNOS\b", text)
            ]
            if any(frozenset(signed_tokens(w)) <= base | self.stated | NEUTRAL for text in nos for w in wordings(text)):
                return entry
        plain = [
            entry
            for entry in siblings
            if all(token.startswith("no:") for token in frozenset(signed_tokens(entry.title)) - base - NEUTRAL)
            and "without" in entry.title.lower()
        ]
        if len(plain) == 1:
            return plain[0]
        return None

    def _known(self, entry: Entry) -> float:
        """A bonus for an entry that a wording of the question names, itself or a line beneath it."""
        return 0.6 if any(code == entry.code or code.startswith(entry.code) for code in self._within) else 0.0

    def _own_words(self, entry: Entry, siblings: Sequence[Entry]) -> tuple[frozenset[str], ...]:
        titles = [_texts(other)[0] for other in siblings]
        common = frozenset.intersection(*titles) if titles else frozenset()
        return tuple(text - common for text in _texts(entry))

    def _gain(self, own: Iterable[frozenset[str]], title: str, against: float = _AGAINST) -> float:
        best = 0.0
        for words in own:
            matched = self.weigh(words & self.stated - NEUTRAL)
            foreign = self.weigh({w for w in words if not w.startswith("no:")} - self.stated - NEUTRAL - _optional(title))
            if matched and not self.contradicts(words) and not (words & _ORIGINS) - self.stated:
                best = max(best, matched - against * foreign)
        return best
