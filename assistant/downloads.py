"""The publishers' addresses of every official file, in one place, and how a file is fetched from there."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from assistant.errors import DownloadError

CMS = "https://www.cms.gov/files/zip"
NCHS = "https://ftp.cdc.gov/pub/Health_Statistics/NCHS/Publications/ICD10CM"
AMA_NOTICE = (
    "This file carries CPT codes, which are copyright of the American Medical Association. By loading it you accept the "
    "publisher's licence for its use: https://www.cms.gov/license/ama"
)
_QUARTER_MONTHS = {1: "january", 2: "april", 3: "july", 4: "october"}


@dataclass(frozen=True, slots=True)
class Download:
    """One official file: what it gives, its addresses for a quarter, and the notice its publisher asks to be agreed to."""

    title: str
    addresses: Callable[[int, int], tuple[str, ...]]
    notice: str = ""


def _pairs(setting: str, mark: str) -> Callable[[int, int], tuple[str, ...]]:
    # NCCI counts its versions in years since 1994, with 0 to 3 for the quarter
    return lambda year, quarter: tuple(
        f"{CMS}/medicare-ncci-{year}q{quarter}-{setting}-ptp-edits-{mark}-v{year - 1994}{quarter - 1}r0-f{part}.zip"
        for part in range(1, 5)
    )


def _unlikely(setting: str) -> Callable[[int, int], tuple[str, ...]]:
    return lambda year, quarter: (f"{CMS}/medicare-ncci-{year}-q{quarter}-{setting}-services-mue-table.zip",)


DOWNLOADS = {
    "ptp-practitioner": Download(
        "NCCI procedure-to-procedure edits, practitioner", _pairs("practitioner", "ccipra"), AMA_NOTICE
    ),
    "ptp-hospital": Download(
        "NCCI procedure-to-procedure edits, outpatient hospital", _pairs("hospital", "ccioph"), AMA_NOTICE
    ),
    "mue-practitioner": Download("Medically Unlikely Edits, practitioner", _unlikely("practitioner"), AMA_NOTICE),
    "mue-hospital": Download(
        "Medically Unlikely Edits, outpatient hospital", _unlikely("facility-outpatient-hospital"), AMA_NOTICE
    ),
    "mue-dme": Download("Medically Unlikely Edits, equipment suppliers", _unlikely("dme-supplier"), AMA_NOTICE),
    "add-on": Download(
        "NCCI add-on code edits",
        lambda year, quarter: (f"{CMS}/medicare-ncci-{year}q{quarter}-add-code-edits.zip",),
        AMA_NOTICE,
    ),
    "fee-schedule": Download(
        "Physician Fee Schedule with localities and anesthesia factors",
        lambda year, quarter: (f"{CMS}/rvu{year % 100}{'abcd'[quarter - 1]}.zip",),
        AMA_NOTICE,
    ),
    "hcpcs": Download(
        "HCPCS Level II",
        lambda year, quarter: (f"{CMS}/{_QUARTER_MONTHS[quarter]}-{year}-alpha-numeric-hcpcs-file.zip",),
    ),
    "addendum-b": Download(
        "OPPS Addendum B",
        lambda year, quarter: (f"{CMS}/{_QUARTER_MONTHS[quarter]}-{year}-opps-addendum-b.zip",),
        AMA_NOTICE,
    ),
    "icd10cm": Download(
        "ICD-10-CM Tabular List and indexes",
        lambda year, quarter: (f"{NCHS}/{year + (quarter == 4)}/icd10cm-table-index-{year + (quarter == 4)}.zip",),
    ),
}


def addresses(name: str, day: date, mirror: str | None = None) -> tuple[str, ...]:
    """Where the file of a name lies for the quarter of a day; under ``mirror`` where one stands in for the publishers."""
    found = DOWNLOADS[name].addresses(day.year, (day.month + 2) // 3)
    if mirror is None:
        return found
    return tuple(f"{mirror.rstrip('/')}/{address.rpartition('/')[2]}" for address in found)


def quarter_words(day: date) -> str:
    """A day's quarter as coders say it: ``2026 Q4 (October to December)``."""
    quarter = (day.month + 2) // 3
    first, last = calendar.month_name[3 * quarter - 2], calendar.month_name[3 * quarter]
    return f"{day.year} Q{quarter} ({first} to {last})"


@contextmanager
def downloaded(address: str, timeout: float, progress: Callable[[str, int, int], None]) -> Iterator[Path]:
    """The file of an address in a temporary folder that goes afterwards. Raises DownloadError in one sentence."""
    name = address.rpartition("/")[2]
    with TemporaryDirectory(prefix="codecite-") as folder:
        path = Path(folder) / name
        try:
            with (
                httpx.stream("GET", address, timeout=timeout, follow_redirects=True) as answer,
                path.open("wb") as file,
            ):
                answer.raise_for_status()
                total, done = int(answer.headers.get("content-length", 0)), 0
                for part in answer.iter_bytes():
                    file.write(part)
                    done += len(part)
                    progress(f"Fetching {name}", min(done, max(total - 1, 0)) if total else 0, total or 1)
                progress(f"Fetching {name}", 1, 1)
        except httpx.HTTPStatusError as error:
            raise DownloadError(
                f"{address} answers {error.response.status_code}: download the file in a browser and load it with "
                "`codecite library add FILE`."
            ) from error
        except httpx.HTTPError as error:
            raise DownloadError(
                f"{address} cannot be reached ({error}): download the file in a browser and load it with "
                "`codecite library add FILE`."
            ) from error
        yield path
