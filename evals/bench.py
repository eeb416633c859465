"""``make bench``: how long a library takes to build, an answer to come, the page to open, and how much memory it takes."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from evals import bench_page
from evals.statistics import percentile

_QUESTIONS = (
    "Morselized allograft packed in during a lumbar fusion, 20930 or 20931?",
    "Can I report 20931 per level?",
    "dx for swimmer's ear, left",
    "closed Colles fracture right, first visit",
    "I10 together with E11.9?",
    "type 2 diabetes with foot ulcer, left midfoot, fat layer exposed",
    "hypertensive heart disease with chronic diastolic failure",
    "carpal tunnel syndrome",
    "plantar fasciitis M72.2 for DOS 11/10/2026, still good?",
    "99213 or 99214 for this visit?",
)
_ROUNDS = 10


def main(official: Path | None) -> int:
    """Measure and print, one figure a line; loads and look-ups too where the folder of the official files is given."""
    with tempfile.TemporaryDirectory() as folder:
        home = {**os.environ, "CODECITE_HOME": folder}
        print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
        print(
            f"library build from nothing   {_timed([sys.executable, '-m', 'assistant.commands', 'library', 'build'], home):7.1f} s"
        )
        print(
            f"library build, nothing new   {_timed([sys.executable, '-m', 'assistant.commands', 'library', 'build'], home):7.1f} s"
        )
        print(
            f"one question, cold start     {_timed([sys.executable, '-m', 'assistant.commands', 'ask', 'shingles'], home):7.1f} s"
        )
        print(f"page served after            {_page(home):7.1f} s")
        bench_page.measure(home)
        figures = json.loads(
            subprocess.run(
                [sys.executable, "-m", "evals.bench", "--answers"], env=home, check=True, capture_output=True, text=True
            ).stdout.splitlines()[-1]
        )
        print(
            f"answer, warm, p50 / p95      {figures['p50']:7.0f} / {figures['p95']:.0f} ms over {figures['n']} answers"
        )
        print(f"resident memory, most        {figures['memory_mb']:7.0f} MB")
        if official is not None:
            subprocess.run([sys.executable, "-m", "evals.bench_look_ups", folder, str(official)], check=True)
    return 0


def answers() -> int:
    """Measure warm answers in this process and print the figures as JSON."""
    from assistant.opening import open_assistant
    from assistant.request import Request
    from assistant.settings import settings_from

    assistant = open_assistant(settings_from())
    assistant.warm()
    took = []
    for _ in range(_ROUNDS):
        for question in _QUESTIONS:
            started = time.perf_counter()
            assistant.ask(Request(question=question))
            took.append((time.perf_counter() - started) * 1000)
    print(
        json.dumps(
            {"n": len(took), "p50": percentile(took, 50), "p95": percentile(took, 95), "memory_mb": _resident_mb()}
        )
    )
    return 0


def _timed(command: list[str], environment: dict[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.perf_counter() - started


def _page(environment: dict[str, str]) -> float:
    """Seconds from starting ``codecite chat`` to its first page."""
    port = 7899
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant.commands", "chat", "--port", str(port), "--no-browser"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while time.perf_counter() - started < 60:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
                    if page.status == 200:
                        return time.perf_counter() - started
            except OSError:
                time.sleep(0.05)
    finally:
        process.terminate()
        process.wait()
    return float("nan")


def _resident_mb() -> float:
    """Peak resident memory of this process; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    if "--answers" in sys.argv:
        sys.exit(answers())
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
