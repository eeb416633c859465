"""Whether a sentence in a model's own words says what the words it quotes say, and no more."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from assistant.draft import Quote
from assistant.privacy.vocabulary import is_ordinary
from assistant.quoting import located
from knowledge import code_format
from knowledge.records import Authority
from knowledge.wording import content_tokens

_MARKUP = re.compile(
    r"<[a-zA-Z/!]|!?\[[^\]]*\]\(|https?:|www\.|\b[\w-]+\.(?:com|org|net|io|example|invalid)\b|[{}<>`|\\]|\b[\w.+-]+@[\w-]",
    re.IGNORECASE,
)
_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")
_NOT = re.compile(
    r"\b(?:not|no|never|neither|nor|cannot|without|excludes?|excluded|unless|instead|rather|except|only if)\b|n't\b",
    re.IGNORECASE,
)
_APART = re.compile(r"\b(?:while|whereas|but|in contrast)\b", re.IGNORECASE)
# words that claim more than any quoted sentence without them
_ABSOLUTE = ("always", "never", "every", "guarantee", "regardless", "ignore", "approved", "must", "mandatory", "override", "any")
# a small model that copies a long sentence stops where it was given no more of it
_BROKEN_OFF = re.compile(r"(?:\.\.\.|…)\s*$")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_LEAST = 0.5
_LEAST_IN_ORDER = 0.8


def unsupported(sentence: str, quotes: Sequence[Quote], assigned: Collection[str]) -> str | None:
    """Why a sentence does not rest on its quotes, in a few words; None where it does.

    A code must stand in the quoted words or be what their passage is about; one that is not assigned may only be told apart.
    Figures must stand in the quoted words. At least half of what the sentence says must be theirs, and no word may be one that
    neither they nor the language of coding know.
    """
    if not quotes:
        return "nothing is quoted"
    if _MARKUP.search(sentence) or _UNSEEN.search(sentence):
        return "it holds a link or markup"
    if _BROKEN_OFF.search(sentence):
        return "it breaks off"
    if any(quote.passage.authority is not Authority.UPLOAD and located(quote.text, sentence) for quote in quotes):
        return None  # their own words
    quoted = " ".join(quote.text for quote in quotes)
    about = {code for quote in quotes for code in quote.passage.codes}
    named = {mention.code for mention in code_format.mentions(sentence)}
    there = {mention.code for mention in code_format.mentions(quoted)} | about
    if foreign := {code for code in named if code_format.dotted(code) not in there and code not in there}:
        return f"the words quoted do not speak of {', '.join(sorted(foreign))}"
    denies, other = _NOT.search(sentence) is not None, bool(named - set(assigned))
    if other and not denies and not (_APART.search(sentence) and named & set(assigned)):
        return "it speaks for a code that is not assigned"
    if _NOT.search(quoted) and not denies:
        return "it leaves out what the words quoted exclude"
    if denies and not other and not _NOT.search(quoted):
        return "it denies what the words quoted do not deny"
    plain = code_format.without_codes(sentence)
    if missing := set(_FIGURE.findall(plain)) - set(_FIGURE.findall(quoted)):
        return f"{', '.join(sorted(missing))} is not in the words quoted"
    if any(re.search(rf"\b{word}", plain, re.IGNORECASE) and not re.search(rf"\b{word}", quoted, re.IGNORECASE) for word in _ABSOLUTE):
        return "it claims more than the words quoted"
    return _of_other_words(plain, quotes)


def condenses(sentence: str, quoted: str) -> bool:
    """Whether a sentence says little but the quoted words, in their order: four of five of its own are theirs.

    A small model puts true words together in ways that mean something else; a sentence shortened keeps its order.
    """
    said = [token for token in content_tokens(code_format.without_codes(sentence)) if not token.isdecimal()]
    words = content_tokens(quoted)
    # the longest common subsequence, a row a word said
    row = [0] * (len(words) + 1)
    for token in said:
        before = row[:]
        for n, word in enumerate(words, 1):
            row[n] = before[n - 1] + 1 if token == word else max(row[n - 1], before[n])
    return bool(said) and row[-1] >= _LEAST_IN_ORDER * len(said)


def _of_other_words(plain: str, quotes: Sequence[Quote]) -> str | None:
    told = {token for token in content_tokens(plain) if not token.isdecimal()}
    held = {token for quote in quotes for token in content_tokens(f"{quote.text} {quote.passage.title}")}
    whole = {token for quote in quotes for token in content_tokens(quote.passage.text)}
    if not told:
        return "it says nothing"
    if len(told & held) < _LEAST * len(told):
        return "its words are not those quoted"
    words = re.findall(r"[^\W\d_][\w'’-]*", plain)
    strange = [word for word in words if not is_ordinary(word) and not set(content_tokens(word)) <= whole]
    return f"{strange[0]} is not in the passage" if strange else None
