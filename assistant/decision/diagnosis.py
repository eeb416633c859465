"""From plain wording to an ICD-10-CM code of full length: find the entry, then go down by what is stated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant import attributes
from assistant.attributes import (
    DISPLACEMENT,
    ENCOUNTER,
    HEALING,
    INTENT,
    OPENNESS,
    SIDE,
    STAGE,
    TOPHUS,
    TRIMESTER,
    Dimension,
)
from assistant.decision.comparison import Comparison
from knowledge.codebook import Codebook
from knowledge.records import Entry, Level, NoteKind
from knowledge.wording import signed_tokens

# Values that a record need not state, because the list says what is meant without them (notes at S42, S52…, I.C.19.c).
_DEFAULTS = {OPENNESS.name: "closed", HEALING.name: "routine healing", DISPLACEMENT.name: "displaced"}
# Regions of joints and muscles (chapter 13), and the stemmed words for places in them.
_REGIONS = {
    "ankle and foot": {"toe", "toes", "foot", "feet", "ankl", "heel", "hallux", "midfoot", "bunion"},
    " hand": {"finger", "thumb", "hand", "knuckl", "mcp", "pip", "dip"},
    "lower leg": {"shin", "calf", "tibia", "fibula"},
}
_DISPLACED_NOTE = "not indicated as displaced or nondisplaced should be coded to displaced"


@dataclass(frozen=True, slots=True)
class Resolved:
    """Where going down ended: codes of full length, or what has to be asked before one can be given.

    ``entry`` is the line reached. ``between`` are the entries (or 7th-character meanings) the open question separates.
    ``assumed`` are values taken by default of the list.
    """

    entry: Entry
    codes: tuple[str, ...]
    asks: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()


def _leaves_side_open(line: Entry, siblings: Sequence[Entry]) -> bool:
    """Whether a line is the one of its siblings for no side told."""
    title = line.title.lower()
    return "unspecified" in title and not SIDE.read(title) and any(SIDE.read(one.title.lower()) for one in siblings)


class Descent:
    """Going down the tabular list for one question."""

    def __init__(self, codebook: Codebook, comparison: Comparison, stated: dict[str, list[str]]) -> None:
        self._codebook, self._comparison, self._stated = codebook, comparison, stated

    def start_from(self, entry: Entry, known: frozenset[str]) -> Entry:
        """The lowest line at or above an entry that the question really supports.

        A line is supported where the question names it outright (``known``) or states what tells it from its
        siblings, side and encounter apart.
        """
        current = entry
        for line in self._codebook.line(entry):
            if line.level in {Level.SECTION, Level.CHAPTER}:
                break
            current = line
            if line.level is Level.CATEGORY:
                break
            siblings = self._codebook.children(line.parent or "")
            if self._comparison.tells_apart(line, siblings):
                break
            parent = self._codebook.entry(line.parent or "")
            if line.code in known:
                # a default is left for its parent, where something stated may lead to a sibling: the side not told, where one is
                default = parent is not None and self._comparison.default(parent, siblings) == line
                default = default or (bool(self._stated.get(SIDE.name)) and _leaves_side_open(line, siblings))
                current = parent if default and parent is not None else line
                break
        return current

    def resolve(self, entry: Entry) -> Resolved:
        """Go down from an entry to codes of full length, asking for what the choice turns on."""
        asks: list[str] = []
        between: tuple[str, ...] = ()
        assumed: list[str] = []
        both: list[Entry] = []
        current = entry
        while current.has_children:
            children = self._codebook.children(current.code)
            children = [c for c in children if not attributes.conflicts(c.title, self._stated)] or children
            picked, question, taken = self._child(current, children)
            if taken:
                assumed.append(taken)
            if question and not asks:
                between = tuple(child.code for child in children)
            if question:
                asks.append(question)
            if picked is None:
                return Resolved(current, (), tuple(asks), between, tuple(assumed))
            if not question:
                both = self._both_sides(children, picked) or both
            current = picked
        lines = both if both and not current.has_children and current in both else [current]
        codes: list[str] = []
        for line in lines:
            code, question, meanings, defaults = self._seventh(line)
            assumed += [value for value in defaults if value not in assumed]
            if question and question not in asks:
                asks.append(question)
                between = between or meanings
            codes += [code] if code else []
        return Resolved(current, () if asks else tuple(codes), tuple(asks), between, tuple(assumed))

    def _child(self, parent: Entry, children: Sequence[Entry]) -> tuple[Entry | None, str, str]:
        """The child that what is stated leads to, else a question and the child to go on through meanwhile."""
        by_intent = self._by_intent(children)
        if by_intent is not None:
            return by_intent
        children = self._of_region(self._of_breast(children))
        if len(children) == 1:
            return children[0], "", ""
        splits = self._split_dimension(children)
        if splits is SIDE and SIDE.name not in self._stated:
            matched = self._comparison.pick(children)
            neutral = _titled(children, "unspecified") or children[-1]
            # a child that is told apart by more than its side is not hidden by the missing side
            if matched is not None and not SIDE.read(matched.title.lower()):
                return matched, "", ""
            return neutral, SIDE.ask, ""
        if splits is TRIMESTER and TRIMESTER.name not in self._stated:
            matched = self._comparison.pick(children)
            if matched is not None and not TRIMESTER.read(matched.title.lower()):
                return matched, "", ""
            return _titled(children, "unspecified trimester") or children[-1], TRIMESTER.ask, ""
        matched = self._comparison.pick(children)
        if matched is not None:
            return matched, "", ""
        if splits is SIDE:
            sided = [c for c in children if set(SIDE.read(c.title.lower())) & set(self._stated[SIDE.name])]
            if len(sided) == 1:
                return sided[0], "", ""
            if self._stated[SIDE.name] == ["bilateral"]:
                right = [c for c in children if SIDE.read(c.title.lower()) == ["right"]]
                if len(right) == 1:
                    return right[0], "", ""
        if splits is DISPLACEMENT or splits is None:
            displaced = self._displaced_default(parent, children)
            if displaced is not None:
                return displaced, "", "displaced"
        default = self._comparison.default(parent, children)
        if default is not None:
            return self._primary_of_side(children) or default, "", ""
        return None, _which_of(children), ""

    def _of_breast(self, children: Sequence[Entry]) -> Sequence[Entry]:
        """The lines of a woman's breast, where the list tells only the sexes apart and none is stated."""
        female = [child for child in children if re.search(r"\bfemale\b", child.title.lower())]
        told = attributes.SEX.name in self._stated or not any("breast" in child.title.lower() for child in children)
        only = len(female) * 2 == len(children) and all(re.search(r"\b(?:fe)?male\b", child.title.lower()) for child in children)
        return female if only and not told else children

    def _of_region(self, children: Sequence[Entry]) -> Sequence[Entry]:
        """The lines of the region that the place stated lies in, where the list tells only regions: a toe, *ankle and foot*."""
        for region, places in _REGIONS.items():
            of_it = [child for child in children if region in child.title.lower()]
            if of_it and len(of_it) < len(children) and self._comparison.says_any(places):
                named = [c for c in children if c not in of_it and self._comparison.says_any(places & set(signed_tokens(c.title)))]
                return children if named else of_it
        return children

    def _by_intent(self, children: Sequence[Entry]) -> tuple[Entry | None, str, str] | None:
        """The line of a drug for how it came to harm; None where the children tell no intents apart.

        A poisoning of which nothing more is said counts as accidental (guideline I.C.19.e.5.b).
        """
        said = {child.code: INTENT.read(child.title.lower()) for child in children}
        if not all(len(values) == 1 for values in said.values()) or len(said) < 2:
            return None
        stated = self._stated.get(INTENT.name, [])
        held = [child for child in children if said[child.code][0] in stated]
        if len(held) == 1:
            return held[0], "", ""
        accident = [child for child in children if said[child.code] == ["accidental (unintentional)"]]
        if not stated and accident and self._comparison.says_any({"poison", "overdos", "ingest", "toxic"}):
            return accident[0], "", "accidental"
        return None, INTENT.ask, ""

    def _split_dimension(self, children: Sequence[Entry]) -> Dimension | None:
        for dimension in (SIDE, TRIMESTER, DISPLACEMENT):
            values = {value for child in children for value in dimension.read(child.title.lower())}
            if len(values) >= 2:
                return dimension
        return None

    def _both_sides(self, children: Sequence[Entry], picked: Entry) -> list[Entry]:
        """Right and left, where both sides are stated and the list has no line for both."""
        if self._stated.get(SIDE.name) != ["bilateral"]:
            return []
        sides = {tuple(SIDE.read(child.title.lower())): child for child in children}
        if ("bilateral",) in sides or ("right",) not in sides or ("left",) not in sides:
            return []
        pair = [sides["right",], sides["left",]]
        return pair if picked in pair or "unspecified" in picked.title.lower() else []

    def _primary_of_side(self, children: Sequence[Entry]) -> Entry | None:
        """The line of a joint worn out by itself, where a side is stated: the line without a type has none, and wear that
        is not said to follow an injury or a malformation is primary."""
        side = self._stated.get(SIDE.name, [])
        kind = "" if len(side) != 1 else "bilateral" if side == ["bilateral"] else "unilateral"
        primary = [c for c in children if kind and c.title.lower().startswith(f"{kind} primary ")]
        return primary[0] if len(primary) == 1 else None

    def _displaced_default(self, parent: Entry, children: Sequence[Entry]) -> Entry | None:
        noted = any(_DISPLACED_NOTE in text for _, _, text in self._codebook.inherited_notes(parent, NoteKind.NOTE))
        if not noted or DISPLACEMENT.name in self._stated:
            return None
        displaced = [c for c in children if DISPLACEMENT.read(c.title.lower()) == ["displaced"]]
        if SIDE.name in self._stated:
            displaced = [c for c in displaced if set(SIDE.read(c.title.lower())) & set(self._stated[SIDE.name])]
        return displaced[0] if len(displaced) == 1 else None

    def _seventh(self, entry: Entry) -> tuple[str, str, tuple[str, ...], list[str]]:
        """The full code of a line, else the question its 7th character turns on and the meanings to choose from."""
        rows = list(self._codebook.full_codes(entry))
        if len(rows) == 1:
            return rows[0][0], "", (), []
        if not rows:
            return "", "", (), []
        assumed: list[str] = []
        for dimension in (SIDE, ENCOUNTER, OPENNESS, HEALING, TOPHUS, STAGE):
            spoken = {value for *_, meaning in rows for value in _row_values(dimension, meaning)}
            if len(spoken) < 2 and not (dimension is ENCOUNTER and len(rows) > 1 and spoken):
                continue
            stated = [value for value in self._stated.get(dimension.name, ()) if value in spoken]
            if not stated and dimension.name in _DEFAULTS and _DEFAULTS[dimension.name] in spoken:
                stated = [_DEFAULTS[dimension.name]]
                assumed += stated
            if not stated:
                return "", dimension.ask, tuple(f"{code} {_short(meaning)}" for code, _, meaning in rows), assumed
            rows = [row for row in rows if set(_row_values(dimension, row[2])) & set(stated)] or rows
        if len(rows) > 1:
            best = self._comparison.pick_text([meaning for *_, meaning in rows])
            if best is None:
                best = next(
                    (
                        n
                        for n, (*_, meaning) in enumerate(rows)
                        if "NOS" in meaning or "not applicable" in meaning or "unspecified" in meaning
                    ),
                    None,
                )
            if best is None:
                return (
                    "",
                    f"Which 7th character applies: {'; '.join(_short(m) for *_, m in rows)}?",
                    tuple(f"{code} {_short(meaning)}" for code, _, meaning in rows),
                    assumed,
                )
            return rows[best][0], "", (), assumed
        return rows[0][0], "", (), assumed


def _row_values(dimension: Dimension, meaning: str) -> list[str]:
    text = meaning.lower()
    if dimension is ENCOUNTER:
        return [value for value in dimension.values if text.startswith(value)]
    return dimension.read(text)


def _titled(children: Sequence[Entry], words: str) -> Entry | None:
    return next((child for child in children if words in child.title.lower()), None)


def _short(meaning: str) -> str:
    return meaning.partition(" (")[0]


def _which_of(children: Sequence[Entry]) -> str:
    shown = [f"{child.title} ({child.code})" for child in children[:8]]
    more = f" or one of {len(children) - 8} more" if len(children) > 8 else ""
    return f"Which of these does the record support: {'; '.join(shown)}{more}?"
