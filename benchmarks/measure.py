"""Running whole processes, one after the other, and what they took. Shared by the benchmarks."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

PYTHON = sys.executable
COMMAND = str(Path(sys.executable).with_name("khorasan-graph"))
HERE = Path(__file__).resolve().parent


class Cost(NamedTuple):
    """What one process took: seconds on the clock, seconds of computing, and its greatest memory in MiB."""

    wall: float
    cpu: float
    memory: float


def run(command: Sequence[str], *, codes: Sequence[int] = (0,)) -> Cost:
    """Run one process to its end; anything but the expected exit code stops the benchmark."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in codes:
        raise SystemExit(f"exit code {process.returncode}: {' '.join(command)}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def spread(values: Sequence[float], digits: int = 2) -> str:
    """The least, the middle and the greatest of some numbers."""
    return "  ".join(f"{value:8.{digits}f}" for value in (min(values), statistics.median(values), max(values)))
