"""Notes with made-up identifiers at known places: by many hands, and put together out of templates by a seed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

import yaml

Half = Literal["tuning", "aside"]
_HERE = Path(__file__).parent
_MARK = re.compile(r"\{(?P<kind>[A-Z][A-Z0-9 ]*)\|(?P<words>[^{}]*)\}")
_SLOT = re.compile(r"\{([a-z_]+)\}")
_EACH = 4
KEEP = "KEEP"


@dataclass(frozen=True, slots=True)
class Marked:
    """Words at ``start`` to ``end`` of a note: an identifier of a kind, or what must survive (``KEEP``)."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Note:
    """A note and what is known of it."""

    text: str
    marked: tuple[Marked, ...]


def written(half: Half) -> list[Note]:
    """The notes written by hand, of one half."""
    held = [text for n, text in enumerate(_read("notes.yaml")) if (n % 2 == 0) == (half == "tuning")]
    return [_note(text) for text in [*held, *(_read("more-notes.yaml") if half == "tuning" else [])]]


def generated(half: Half, seed: int = 20261127) -> list[Note]:
    """Notes out of the templates of one half, each template filled several times; the same for the same seed."""
    parts = yaml.safe_load((_HERE / "templates.yaml").read_text(encoding="utf-8"))[half]
    chance = random.Random(f"{seed} {half}")
    return [_note(_filled(template, parts, chance)) for template in parts["notes"] for _ in range(_EACH)]


def _read(name: str) -> list[str]:
    return list(yaml.safe_load((_HERE / name).read_text(encoding="utf-8")))


def _note(marked: str) -> Note:
    text, found, at = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        found.append(Marked(mark["kind"], len(text), len(text) + len(mark["words"])))
        text += mark["words"]
        at = mark.end()
    return Note(text + marked[at:], tuple(found))


def _filled(template: str, parts: dict[str, Any], chance: random.Random) -> str:
    return _SLOT.sub(lambda slot: _SLOTS[slot[1]](parts, chance), template)


def _digits(chance: random.Random, pattern: str) -> str:
    """A pattern with ``#`` for a digit and ``@`` for a capital letter, filled."""
    return "".join(chance.choice("0123456789") if ch == "#" else chance.choice("ABCDEFGHJKLMNPRSTVWXYZ") if ch == "@" else ch for ch in pattern)


def _of(kind: str, *patterns: str) -> Callable[[dict[str, Any], random.Random], str]:
    return lambda parts, chance: f"{{{kind}|{_digits(chance, chance.choice(patterns))}}}"


def _kept(*choices: str) -> Callable[[dict[str, Any], random.Random], str]:
    return lambda parts, chance: f"{{{KEEP}|{chance.choice(choices)}}}"


def _person(parts: dict[str, Any], chance: random.Random) -> tuple[str, str]:
    return chance.choice(parts["given"]), chance.choice(parts["family"])


def _name(form: str) -> Callable[[dict[str, Any], random.Random], str]:
    def made(parts: dict[str, Any], chance: random.Random) -> str:
        given, family = _person(parts, chance)
        initial = chance.choice(["", "", f"{chance.choice('ABCEGHJKLMRSTW')}. "])
        title = chance.choice(["Mr.", "Mrs.", "Ms.", "Ms", "Mr"])
        words = {
            "name": f"{given} {initial}{family}", "last_first": f"{family}, {given}{' ' + initial.strip() if initial else ''}",
            "last_first_upper": f"{family.upper()}, {given.upper()}", "lower_name": f"{given.lower()} {family.lower()}",
            "title_name": f"{title} {chance.choice([family, f'{given} {family}'])}", "given": given, "family": family,
        }[form]
        return f"{{NAME|{words}}}"

    return made


def _date(kind: str, *forms: str) -> Callable[[dict[str, Any], random.Random], str]:
    def made(parts: dict[str, Any], chance: random.Random) -> str:
        birth = kind == "BIRTH DATE"
        first = date(1938, 1, 1) if birth else date(2025, 1, 1)
        day = first + timedelta(days=chance.randrange(25_000 if birth else 690))
        text = day.strftime(chance.choice(forms))
        return f"{{{kind}|{text}}}"

    return made


def _address(parts: dict[str, Any], chance: random.Random) -> str:
    unit = chance.choice(["", ", Apt 4", " #12", ", Unit B"])
    return f"{{PLACE|{chance.randrange(2, 9999)} {chance.choice(parts['street'])}{unit}}}"


def _age(parts: dict[str, Any], chance: random.Random) -> str:
    years = chance.randrange(18, 90)
    return f"{{{KEEP}|{years}{chance.choice([' yo', 'F', 'M', '-year-old', 'yo male', ' y/o F'])}}}"


_SLOTS: dict[str, Callable[[dict[str, Any], random.Random], str]] = {
    **{form: _name(form) for form in ("name", "last_first", "last_first_upper", "lower_name", "title_name", "given", "family")},
    "town": lambda parts, chance: f"{{PLACE|{chance.choice(parts['town'])}}}",
    "address": _address,
    "zip": _of("PLACE", "7####", "4####-####"),
    "birth": _date("BIRTH DATE", "%m/%d/%Y", "%m-%d-%y", "%Y-%m-%d", "%d %b %Y", "%B %d, %Y"),
    "birth_words": _date("BIRTH DATE", "%B %d, %Y", "%b %d %Y", "%m/%d/%Y"),
    "date": _date("DATE", "%m/%d/%Y", "%m/%d/%y", "%Y-%m-%d", "%d-%b-%Y", "%m.%d.%Y"),
    "date_words": _date("DATE", "%B %d, %Y", "%b %d", "%B %Y", "%d %B %Y", "%m/%d/%Y"),
    "age": _age,
    "age_words": _kept("45-year-old woman", "72 year old male", "eight-year-old", "89 yo F", "61y M"),
    "old_age": _of("AGE OVER 89", "9# yo", "9#-year-old", "10# y/o"),
    "ssn": _of("SSN", "000-##-####", "9## ## ####", "000######"),
    "phone": _of("PHONE", "(555) 01#-####", "555-01#-####", "555.01#.####", "+1 555 01# ####", "555-01##", "55501#####"),
    "fax": _of("FAX", "(555) 01#-####", "555-01#-####", "1-555-01#-####"),
    "email": lambda parts, chance: f"{{EMAIL|{_digits(chance, chance.choice(['pt##%example.com', 'a.b-c#%mail.example.org', 'x_y%clinic.example.net'])).replace('%', chr(64))}}}",
    "record": _of("RECORD NUMBER", "########", "##-##-##", "@@######", "00####-#"),
    "account": _of("ACCOUNT", "########", "@@-######", "####-####", "@########"),
    "plan": _of("PLAN NUMBER", "@@@#########", "@######## ##", "#########-##", "1EG4-TE5-MK73"),
    "license": _of("LICENSE", "@#######", "@###-####-####", "########"),
    "plate": _of("VEHICLE", "@@@-####", "#@@@###", "@@####"),
    "vin": lambda parts, chance: "{VEHICLE|1HG" + _digits(chance, "@@#####@#######") .replace("I", "H")[:14] + "}",
    "device": _of("DEVICE", "@@######", "######-@", "@##-####-#"),
    "biometric": _of("BIOMETRIC", "FP-####-@@", "@@########"),
    "url": lambda parts, chance: "{WEB ADDRESS|" + _digits(chance, chance.choice(["https://portal.example.com/p/####", "www.example.org/u?id=###", "chart.example.net/v/##@@"])) + "}",
    "ip": _of("NETWORK ADDRESS", "203.0.113.2#", "198.51.100.1#", "2001:db8::8a2e:37#:73##"),
    "photo": _of("PHOTO", "IMG_####.jpg", "face-##.png", "pt##_front.jpeg"),
    "dx": _kept("E11.65", "I10", "M17.11", "J44.1", "S52.531A", "F33.1", "N18.32", "Z00.00", "C50.412", "O09.93", "K50.913", "M54.16", "e11.9", "H60.332"),
    "cpt": _kept("99213-25", "99214", "20610-RT", "J3301 x4", "29881-LT", "G0121", "97110", "64483-50", "45385-59", "0101T", "11042", "90460", "93010-26", "A4253"),
    "eponym": _kept("Crohn disease", "Bell's palsy", "Colles fracture", "Graves' disease", "Parkinson's disease", "Barrett's esophagus", "Baker cyst", "Hodgkin lymphoma", "Addison's disease", "de Quervain tenosynovitis", "Morton neuroma", "Paget disease of bone", "Meniere's disease", "Tourette syndrome"),
    "measure": _kept("BMI 35.4", "HbA1c 8.2%", "3.5 cm", "BP 142/88", "40 mg", "1,250 mL", "strength 5/5", "L4-5", "stage 3b", "EF 35-40%", "GCS 14", "T 101.3", "22 modifier", "15 minutes", "grade 2/6 murmur"),
}


def all_notes(half: Half) -> Iterator[Note]:
    """Every note of a half."""
    yield from written(half)
    yield from generated(half)
