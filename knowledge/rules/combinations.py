"""Diagnoses that the list joins into one code where both are documented, whether or not the record links them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# heart disease that is presumed hypertensive (I11; Guidelines I.C.9.a)
_HEART = ("I51.4", "I51.5", "I51.6", "I51.7", "I51.89", "I51.9")
_LATE_KIDNEY = ("N18.5", "N18.6")
_LOWER_RESPIRATORY = ("J09.X1", "J10.0", "J11.0", "J12", "J13", "J14", "J15", "J16", "J18", "J20", "J21", "J22")
_DIABETES = ("E08", "E09", "E10", "E11", "E13")
# what diabetes is presumed to have caused (conventions, I.A.15): the condition, the digits after the category, and
# whether the condition keeps a code of its own
_WITH_DIABETES = (
    ("N18", "22", True),
    ("L97.4", "621", True),
    ("L97.5", "621", True),
    ("L97", "622", True),
    ("L98.4", "622", True),
    ("G62.9", "42", False),
    ("K31.84", "43", True),
    ("I73.9", "51", False),
    ("I70.2", "51", True),
    ("I96", "52", False),
    ("R73.9", "65", False),
    ("E16.2", "649", False),
    ("E16.A", "649", True),
    ("M86", "69", True),
)

_SEPSIS_BY_AGENT = {
    "B95.61": "A41.01",
    "B95.62": "A41.02",
    "B96.20": "A41.51",
    "B96.5": "A41.52",
    "B95.3": "A40.3",
    "B95.0": "A40.0",
    "B95.1": "A40.1",
    "B95.2": "A41.81",
    "B95.4": "A40.8",
    "B95.5": "A40.9",
    "B95.7": "A41.1",
    "B96.1": "A41.59",
    "B96.3": "A41.3",
    "B96.4": "A41.59",
    "A49.01": "A41.01",
    "A49.02": "A41.02",
}
# an infection of unspecified site, and the agent of one whose site is told (B95 to B97)
_AGENT_OF = {"A49.01": "B95.61", "A49.02": "B95.62", "A49.1": "B95.5", "A49.2": "B96.3", "A49.3": "B96.0"}
_INFECTED_SITE = (
    *("E11.62", "E10.62", "G0", "H0", "H1", "H6", "I33", "I38", "J0", "J1", "J2", "J3", "J85", "J86", "K35", "K57", "K61", "K65", "K81", "K83", "L0"),
    *("L89", "L97", "L98", "M00", "M46.2", "M46.3", "M46.4", "M71.1", "M86", "N10", "N11", "N12", "N13.6", "N15", "N30", "N34", "N39.0", "N41", "N45", "N49"),
    *("N61", "N7", "O23", "O86", "T80.2", "T81.4", "T82.6", "T82.7", "T83.5", "T83.6", "T84.5", "T84.6", "T84.7", "T85.7", "T87.4"),
)

# the last digit of coronary disease with each kind of angina
_ANGINA = (("I20.0", "0"), ("I20.1", "1"), ("I20.2", "2"), ("I20.8", "8"), ("I20.9", "9"))
# bleeding that has a line of its own
_BLEEDING = ("K92.0", "K92.1", "K92.2", "R04", "R31", "I60", "I61", "I62", "K62.5", "N92", "N93", "K25.0", "K25.4", "K26.0", "K26.4", "K27.0", "K27.4", "D62", "H11.3")
_SEPSIS = ("A02.1", "A22.7", "A26.7", "A32.7", "A40", "A41", "A42.7", "A54.86", "B37.7")
_BRINGS_VARICES = ("K70", "K71", "K74.3", "K74.4", "K74.5", "K74.6", "B65")
# lines of pneumonia that name their germ
_SAYS_ITS_GERM = ("J13", "J14", "J15.0", "J15.1", "J15.2", "J15.3", "J15.5", "J15.7")
_BRINGS_DEMENTIA = ("G30", "G20", "G31.0", "G31.83", "G10", "A81.0", "B20")


@dataclass(frozen=True, slots=True)
class Joined:
    """One code in the place of others: ``code`` stands for ``instead_of``, by the rule at ``guideline``."""
    code: str
    instead_of: tuple[str, ...]
    guideline: str


def brought(codes: Sequence[str]) -> list[Joined]:
    """The codes that must go with one of these and are missing: a shock's sepsis, a catheter's infection, a delivery's outcome."""
    return [*_sepsis_missing(codes), *_catheter(codes), *_normal_delivery(codes)]


def joined(codes: Sequence[str]) -> list[Joined]:
    """The codes that take the place of some of a record's diagnoses.

    Source of the rules: Official Guidelines I.C.9.a (hypertension), I.A.15 ("with": diabetes, anemia), I.C.1.d (sepsis), I.C.2.l.6
    (fracture), I.A.13 (dementia), I.C.15.i and I.C.15.n (pregnancy), and the notes at I85.1, J44.0, N18.5 and R17.
    """
    rules = (_hypertension, _diabetes, _influenza, _lungs, _sepsis, _agents, _catheter, _fractures, _covid, _angina, _chemotherapy, _bleeding, _stones, _anemia, _dementia, _gestational, _normal_delivery, _varices, _newborn, _dialysis)
    found = [one for rule in rules for one in rule(codes)]
    return [one for one in found if one.code not in codes or set(one.instead_of) & set(codes)]


def apply(codes: Sequence[str]) -> tuple[list[str], list[Joined]]:
    """The codes with every joined one in the place of the first it stands for; and what was joined."""
    held, rules = list(codes), joined(codes)
    for rule in rules:
        at = min((held.index(code) for code in rule.instead_of if code in held), default=len(held))
        held = [code for code in held if code not in rule.instead_of or code == rule.code]
        if rule.code not in held:
            held.insert(min(at, len(held)), rule.code)
    return held, rules


def _hypertension(codes: Sequence[str]) -> list[Joined]:
    # a crisis is coded beside the hypertensive disease, which is then hypertension itself (code also, note at I16)
    crisis = any(code.startswith("I16") for code in codes)
    pressure = [code for code in codes if code == "I10" or code.startswith(("I11", "I12", "I13"))] or ["I10"] * crisis
    failing = any(code.startswith("I50") for code in codes) or any(code in {"I11.0", "I13.0", "I13.2"} for code in codes)
    heart = [code for code in codes if code.startswith(_HEART)]
    kidney = [code for code in codes if code.startswith("N18")]
    diseased = failing or heart or bool({"I11.9", "I13.10", "I13.11"} & set(codes))
    renal = bool(kidney) or any(code.startswith(("I12", "I13")) for code in codes)
    late = any(code.startswith(_LATE_KIDNEY) for code in kidney) or bool({"I12.0", "I13.11", "I13.2"} & set(codes))
    if not pressure or not (diseased or renal):
        return []
    if diseased and renal:
        code = ("I13.2" if late else "I13.0") if failing else ("I13.11" if late else "I13.10")
    elif diseased:
        code = "I11.0" if failing else "I11.9"
    else:
        code = "I12.0" if late else "I12.9"
    if pressure == [code] and not heart and code in codes:
        return []
    return [Joined(code, tuple(one for one in (*pressure, *heart) if one != code), "I.C.9.a")]


def _diabetes(codes: Sequence[str]) -> list[Joined]:
    diabetes = [code for code in codes if code.startswith(_DIABETES)]
    kinds = {code[:3] for code in diabetes}
    if len(kinds) != 1:
        return []
    kind = kinds.pop()
    found: list[Joined] = []
    taken: set[str] = set()
    for condition, digits, kept in _WITH_DIABETES:
        there = [code for code in codes if code.startswith(condition) and code not in taken]
        if not there or any(one.code == f"{kind}.{digits}" for one in found):
            taken |= set(there)
            continue
        taken |= set(there)
        gone = () if kept else tuple(there)
        found.append(Joined(f"{kind}.{digits}", (*(() if found else (f"{kind}.9",)), *gone), "I.A.15"))
    # plain diabetes goes where any complication is told
    if not found and f"{kind}.9" in codes and len(diabetes) > 1:
        other = next(code for code in diabetes if code != f"{kind}.9")
        return [Joined(other, (f"{kind}.9",), "I.C.4.a")]
    # the angiopathy with gangrene says both
    if any(one.code == f"{kind}.52" for one in found):
        without = (*(code for code in codes if code.startswith("I73.9")), f"{kind}.51", f"{kind}.9", "I96")
        found = [one for one in found if one.code not in {f"{kind}.51", f"{kind}.52"}]
        found.append(Joined(f"{kind}.52", without, "I.A.15"))
    return [one for one in found if one.code not in codes or set(one.instead_of) & set(codes)]


def _agents(codes: Sequence[str]) -> list[Joined]:
    """A germ told without a site is the agent of the infection whose site is told (notes at B95 to B97)."""
    if not any(code.startswith(_INFECTED_SITE) for code in codes) or "A41.9" in codes:
        return []
    named = next((code for code in codes if code.startswith(_SAYS_ITS_GERM)), None)
    others = any(code.startswith(_INFECTED_SITE) and not code.startswith("J") for code in codes)
    if named is not None and not others:
        # the pneumonia's own line says the germ
        return [Joined(named, (named, code), "B95") for code in (*_AGENT_OF, *_AGENT_OF.values()) if code in codes]
    return [Joined(agent, (code,), "B95") for code, agent in _AGENT_OF.items() if code in codes]


def _catheter(codes: Sequence[str]) -> list[Joined]:
    """The urinary infection that a urethral catheter brought (Use additional code, note at T83.5)."""
    infected = any(code.startswith(("N10", "N12", "N13.6", "N30", "N34", "N39.0", "A4")) for code in codes)
    catheter = any(code.startswith("T83.511") for code in codes)
    return [Joined("N39.0", (), "T83.5")] if catheter and not infected else []


def _normal_delivery(codes: Sequence[str]) -> list[Joined]:
    """A normal delivery is of a single liveborn, and no other outcome fits it (I.C.15.n.3)."""
    return [Joined("Z37.0", (), "I.C.15.n.3")] if "O80" in codes else []


def _dialysis(codes: Sequence[str]) -> list[Joined]:
    """Kidney disease of stage 5 that needs chronic dialysis is end stage (Excludes1 note at N18.5)."""
    return [Joined("N18.6", ("N18.5",), "N18.5")] if "N18.5" in codes and "Z99.2" in codes else []


def _varices(codes: Sequence[str]) -> list[Joined]:
    """Varices of the esophagus with cirrhosis, alcoholic or toxic liver disease or schistosomiasis are secondary ones (terms at I85.1)."""
    if not any(code.startswith(_BRINGS_VARICES) for code in codes):
        return []
    return [Joined(f"I85.1{code[-1]}", (code,), "I85.1") for code in ("I85.00", "I85.01") if code in codes]


def _newborn(codes: Sequence[str]) -> list[Joined]:
    """The jaundice and the sepsis of a newborn stand in chapter 16 (notes at R17 and A41)."""
    born = any(code.startswith("Z38") for code in codes)
    return [Joined(line, (code,), code) for code, line in (("R17", "P59.9"), ("A41.9", "P36.9")) if born and code in codes]


def _influenza(codes: Sequence[str]) -> list[Joined]:
    """Influenza and a pneumonia of no stated germ are one line (J10.00, J11.00)."""
    flu = next((code for code in codes if code.startswith(("J10", "J11"))), None)
    if flu is None or "J18.9" not in codes:
        return []
    return [Joined(f"{flu[:3]}.00", tuple(code for code in codes if code.startswith(flu[:3]) or code == "J18.9"), "J10.0")]


def _lungs(codes: Sequence[str]) -> list[Joined]:
    emphysema = next((code for code in codes if code.startswith("J43")), None)
    if emphysema:
        return [Joined(emphysema, tuple(code for code in codes if code.startswith("J44")), "J43")]
    if not any(code.startswith("J44") for code in codes):
        return []
    if "J44.0" not in codes and any(code.startswith(_LOWER_RESPIRATORY) for code in codes):
        return [Joined("J44.0", ("J44.9",), "J44.0")]
    if "J44.9" in codes and "J44.1" in codes:
        return [Joined("J44.1", ("J44.9",), "J44.1")]
    return []


def _sepsis(codes: Sequence[str]) -> list[Joined]:
    """Sepsis of no stated organism, where the infection it comes from has one; and its organ failure as severe sepsis."""
    severe = [
        Joined("R65.20", (code,), "I.C.1.d.1.b")
        for code in codes
        if code.startswith("R65.1") and any(other.startswith(_SEPSIS) for other in codes)
    ]
    missing = _sepsis_missing(codes)
    if missing:
        return [*severe, *missing]
    if "A41.9" not in codes:
        return severe
    named = [(agent, code) for agent, code in _SEPSIS_BY_AGENT.items() if agent in codes][:1]
    return severe + [Joined(code, ("A41.9", *_of_no_site(agent)), "I.C.1.d") for agent, code in named]


def _sepsis_missing(codes: Sequence[str]) -> list[Joined]:
    """The sepsis that a code of severe sepsis follows, where none is told; the one told in place of its germ alone."""
    if any(code.startswith(_SEPSIS) for code in codes):
        told = [(held, code) for held, code in _SEPSIS_BY_AGENT.items() if _of_no_site(held) and {held, code} <= set(codes)]
        return [Joined(code, (held,), "I.C.1.d.1.b") for held, code in told]
    if not any(code.startswith("R65.2") for code in codes):
        return []
    held, agent = next(((held, code) for held, code in _SEPSIS_BY_AGENT.items() if held in codes), ("", "A41.9"))
    return [Joined(agent, _of_no_site(held), "I.C.1.d.1.b")]


def _of_no_site(code: str) -> tuple[str, ...]:
    """An infection of no told site (A49), which beside a sepsis is the sepsis itself; nothing for another code."""
    return (code,) if code.startswith("A49") else ()


def _fractures(codes: Sequence[str]) -> list[Joined]:
    """A pathological fracture beside a neoplasm of bone is one in neoplastic disease: M84.4 becomes M84.5 of the same bone."""
    if not any(code.startswith(("C40", "C41", "C79.5", "C90")) for code in codes):
        return []
    return [Joined(code.replace("M84.4", "M84.5", 1), (code,), "I.C.2.l.6") for code in codes if code.startswith("M84.4")]


def _anemia(codes: Sequence[str]) -> list[Joined]:
    """Anemia of no stated kind *in (due to) (with)* a neoplasm or chronic kidney disease."""
    if "D64.9" not in codes or any(code.startswith("T45.1X5") for code in codes):
        return []
    kidney = any(code.startswith("N18") for code in codes)
    neoplasm = any(code.startswith("C") for code in codes)
    return [Joined("D63.1" if kidney else "D63.0", ("D64.9",), "I.A.15")] if kidney or neoplasm else []


def _angina(codes: Sequence[str]) -> list[Joined]:
    """Angina with the disease of the native coronary arteries is one line (I.C.9.b; Excludes1 at I20)."""
    if "I25.10" not in codes:
        return []
    return [Joined(f"I25.11{digit}", ("I25.10", code), "I.C.9.b") for start, digit in _ANGINA for code in codes if code.startswith(start)]


def _covid(codes: Sequence[str]) -> list[Joined]:
    """The pneumonia or bronchitis of COVID-19 (I.C.1.g.1.c)."""
    if "U07.1" not in codes:
        return []
    found = [Joined("J20.8", ("J20.9",), "I.C.1.g.1.c")] if "J20.9" in codes else []
    return found + [Joined("J12.82", (code,), "I.C.1.g.1.c") for code in codes if code in {"J18.9", "J12.9"}]


def _chemotherapy(codes: Sequence[str]) -> list[Joined]:
    """Anemia or neutropenia that an antineoplastic drug brought about (I.C.2.c.2)."""
    if not any(code.startswith("T45.1X5") for code in codes):
        return []
    pairs = (("D64.9", "D64.81"), ("D63.0", "D64.81"), ("D70.9", "D70.1"))
    return [Joined(joined_, (code,), "I.C.2.c.2") for code, joined_ in pairs if code in codes]


def _bleeding(codes: Sequence[str]) -> list[Joined]:
    """Bleeding that an anticoagulant brought about is a hemorrhagic disorder too (D68.32)."""
    if not any(code.startswith(("T45.515", "T45.525")) for code in codes):
        return []
    vague = tuple(code for code in codes if code in {"R58", "D68.9", "D68.8", "D69.9"})
    bleeds = any(code.startswith(_BLEEDING) for code in codes)
    return [Joined("D68.32", vague, "D68.32")] if vague or bleeds else []


def _stones(codes: Sequence[str]) -> list[Joined]:
    """Hydronephrosis and a stone of the kidney or ureter are one line (Excludes1 at N20)."""
    stones = tuple(code for code in codes if code in {"N20.0", "N20.1", "N20.2"})
    water = tuple(code for code in codes if code.startswith("N13.3"))
    return [Joined("N13.2", (*stones, *water), "N13.2")] if stones and water else []


def _dementia(codes: Sequence[str]) -> list[Joined]:
    """Dementia beside the disease that brings it is dementia in a disease classified elsewhere: F03 becomes F02."""
    if not any(code.startswith(_BRINGS_DEMENTIA) for code in codes):
        return []
    return [Joined(f"F02{code[3:]}".replace("F02.9", "F02.8"), (code,), "I.A.13") for code in codes if code.startswith("F03")]


def _gestational(codes: Sequence[str]) -> list[Joined]:
    """Gestational diabetes on diet and a drug is controlled by the drug, which its code then says (I.C.15.i)."""
    drug = next((code for code in ("Z79.4", "Z79.84") if code in codes), None)
    by_diet = [code for code in codes if code in {"O24.410", "O24.420", "O24.430"}]
    return [Joined(f"{code[:6]}{'4' if drug == 'Z79.4' else '5'}", (code, drug), "I.C.15.i") for code in by_diet if drug is not None]
