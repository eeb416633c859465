"""Claims out of files: our JSON, one claim or a list of them, and X12 837P."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from knowledge.claims.claim import Claim
from knowledge.errors import SourceError

if TYPE_CHECKING:
    from x12sdk.access import SubmittedClaim

_MOST_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class NamedClaim:
    """A claim of a file, with the number the sender gave it (not the patient's name)."""

    name: str
    claim: Claim


def read_claims(path: Path) -> list[NamedClaim]:
    """Every claim of a file. Raises SourceError in one sentence where it holds none."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise SourceError(f"{path.name} has more than 50 MB: split it.")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(f"{path.name} is no text: a claim file is JSON or X12 837P.") from error
    except OSError as error:
        raise SourceError(f"{path.name} cannot be read ({error.strerror}): check its name.") from error
    claims = list(_x12(path) if text.lstrip().startswith("ISA") else _json(path, text))
    if not any(named.claim.lines or named.claim.diagnoses for named in claims):
        raise SourceError(f"{path.name} holds no claim: JSON with lines, or an X12 837P file, is expected.")
    return claims


def claim_from(given: Any, name: str) -> Claim:
    """A claim of JSON. Raises SourceError naming the field that is wrong and how it is mended."""
    try:
        return Claim.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        where = " ".join(str(part) for part in first["loc"]) or "the claim"
        raise SourceError(f"{name}: {where} is wrong ({first['msg'].lower()}): mend it and check again.") from error


def _json(path: Path, text: str) -> Iterator[NamedClaim]:
    try:
        given = json.loads(text)
    except ValueError as error:
        raise SourceError(f"{path.name} is neither JSON nor X12 837P ({error}).") from error
    several = given if isinstance(given, list) else given.get("claims", [given]) if isinstance(given, dict) else []
    for n, one in enumerate(several, 1):
        name = f"{path.name}, claim {n}" if len(several) > 1 else path.name
        yield NamedClaim(name, claim_from(one, name))


def _x12(path: Path) -> Iterator[NamedClaim]:
    from x12sdk.io import X12ModelReader

    try:
        with X12ModelReader(str(path)) as reader:
            for model in reader.models():
                if not hasattr(model, "claims") or "005010X222" not in model.x12()[:200]:
                    raise SourceError(f"{path.name} is X12, but no 837P: only professional claims are read.")
                for submitted in model.claims():
                    number = str(submitted.patient_control_number)
                    yield NamedClaim(number, claim_from(_fields(submitted), f"{path.name}, claim {number}"))
    except SourceError:
        raise
    except Exception as error:  # the parser raises many kinds for a broken file
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SourceError(f"{path.name} is not a whole X12 837P file ({first}).") from error


def _fields(submitted: SubmittedClaim) -> dict[str, Any]:
    """A submitted claim in our form; the patient's name, number and address stay where they are."""
    claim: Any = submitted.claim
    lines = []
    for service in submitted.service_lines:
        sv1 = service.sv1_segment
        _, code, *modifiers = re.split(r"[:>]", sv1.product_service_id_qualifier)
        days = [dtp.date_time_period for dtp in service.dtp_segment or [] if dtp.date_time_qualifier == "472"]
        lines.append(
            {
                "code": code,
                # a composite holds up to four modifiers, and a description after them
                "modifiers": [modifier for modifier in modifiers[:4] if re.fullmatch(r"\w{2}", modifier)],
                # anesthesia is sent in minutes, which are no units of service
                "units": float(sv1.service_unit_count or 1) if sv1.unit_basis_measurement_code == "UN" else 1,
                "pointers": [int(one) for one in re.findall(r"\d+", sv1.composite_diagnosis_code_pointer or "")],
                "date": _day(days[0]) if days else None,
            }
        )
    days = [line["date"] for line in lines if line["date"]]
    day = min(days, default=date.today())
    diagnoses = [
        composite[1]
        for segment in claim.hi_segment or []
        for n in range(1, 13)
        if (composite := getattr(segment, f"health_care_code_{n}", None)) and composite[0] in {"ABK", "ABF", "BK", "BF"}
    ]
    demographics = getattr(submitted.patient, "dmg_segment", None)
    born = _day(demographics.date_time_period) if demographics else None
    sex = {"F": "female", "M": "male"}.get(str(getattr(demographics, "gender_code", ""))[-1:].upper())
    place = re.split(r"[:>]", claim.clm_segment.health_care_service_location_information or "")[0]
    return {
        "date": day,
        "place_of_service": place,
        "sex": sex,
        "age": day.year - born.year - ((day.month, day.day) < (born.month, born.day)) if born else None,
        "payer": submitted.payer_name or "",
        "diagnoses": diagnoses,
        "lines": lines,
    }


def _day(given: Any) -> date | None:
    """A day, the first of a span."""
    if isinstance(given, date):
        return given
    found = re.match(r"(\d{4})(\d\d)(\d\d)", str(given or ""))
    return date(int(found[1]), int(found[2]), int(found[3])) if found else None
