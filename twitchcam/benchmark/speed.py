"""How fast an analysis is, against decoding alone and another program, and how much memory it takes.

All are measured in turn within one run, each in a process of its own: on a machine that also does other things, figures
of different runs say little about each other. Ratios are formed within each round; the median of the rounds counts.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from twitchcam.errors import DatasetError

__all__ = ["Measured", "Speed", "measure_speed", "memory_bytes"]

_SAMPLE_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class Measured:
    """What one program took, a value a round."""

    name: str
    took_s: tuple[float, ...]
    ratios: tuple[float, ...]
    """Against decoding alone in the same round."""
    peak_bytes: int | None
    """Most memory of all its processes together in any round; None where the system does not tell."""
    stages_s: dict[str, float]
    """Of an analysis: the median of each stage."""

    @property
    def ratio(self) -> float:
        """Median of the ratios."""
        return statistics.median(self.ratios)


@dataclass(frozen=True, slots=True)
class Speed:
    """The outcome."""

    clip: Path
    length_s: float
    rows: tuple[Measured, ...]
    """Decoding alone comes first."""


def measure_speed(
    clip: Path, length_s: float, *, jobs: int, rounds: int, progress: Callable[[str, float, float], None] | None = None
) -> Speed:
    """Measure decoding, analyses with one process and with several, and dvr-scan where there is one.

    Parameters
    ----------
    clip : Path
    length_s : float
        Length of the clip.
    jobs : int
        How many processes the second analysis gets.
    rounds : int
        How often everything is measured.
    progress : callable, optional

    Raises
    ------
    DatasetError
        If one of the programs fails.
    """
    commands = {"decoding alone": _task("decode", clip, 1), "twitchcam, 1 process": _task("analyze", clip, 1)}
    if jobs > 1:
        commands[f"twitchcam, {jobs} processes"] = _task("analyze", clip, jobs)
    other = shutil.which("dvr-scan")
    if other is not None:
        commands["dvr-scan"] = [other, "-i", str(clip), "--scan-only", "--quiet"]
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in commands}
    for number in range(rounds):
        for place, (name, command) in enumerate(commands.items()):
            if progress is not None:
                progress("Measuring speed", number * len(commands) + place, rounds * len(commands))
            found[name].append(_run(name, command))
    base = [one["took_s"] for one in found["decoding alone"]]
    return Speed(clip, length_s, tuple(_measured(name, several, base) for name, several in found.items()))


def _task(task: str, clip: Path, jobs: int) -> list[str]:
    return [sys.executable, "-m", "twitchcam.benchmark.speed_task", task, str(clip), str(jobs)]


def _run(name: str, command: Sequence[str]) -> dict[str, Any]:
    began_s = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        peak: list[int] = [0]
        watch = threading.Thread(target=_watch, args=(process, peak), daemon=True)
        watch.start()
        out, err = process.communicate()
        watch.join()
    took_s = time.perf_counter() - began_s
    if process.returncode != 0:
        last = (err.strip() or out.strip() or "it said nothing").splitlines()[-1]
        raise DatasetError(f"Measuring {name} failed with exit code {process.returncode}: {last}")
    try:
        told = json.loads(out.splitlines()[-1])
    except (ValueError, IndexError):
        told = {"took_s": took_s}  # another program: with its start
    return {**told, "peak_bytes": peak[0] or None}


def _watch(process: subprocess.Popen[str], peak: list[int]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], memory_bytes(process.pid))
        time.sleep(_SAMPLE_EVERY_S)


def memory_bytes(pid: int) -> int:
    """Return the memory of a process and all that it started, now; 0 where the system does not tell (Linux does)."""
    total = 0
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                total = 1024 * int(line.split()[1])
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            total += sum(memory_bytes(int(child)) for child in children.read_text().split())
    except (OSError, ValueError):
        return total
    return total


def _measured(name: str, several: Sequence[dict[str, Any]], base: Sequence[float]) -> Measured:
    took_s = tuple(float(one["took_s"]) for one in several)
    peaks = [one["peak_bytes"] for one in several if one["peak_bytes"]]
    stages = {stage for one in several for stage in one.get("stages_s", {})}
    order = [stage for stage in several[0].get("stages_s", {}) if stage in stages]
    return Measured(
        name,
        took_s,
        tuple(mine / decoding for mine, decoding in zip(took_s, base, strict=True)),
        max(peaks, default=None),
        {stage: statistics.median(one["stages_s"].get(stage, 0.0) for one in several) for stage in order},
    )
