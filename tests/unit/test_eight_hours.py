"""A whole night, made of a two-minute recording: every jerk where it was put, in memory that does not grow."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from tests.support import nights
from tests.support.clips import write_luma
from tests.support.moving_picture import Limb, MovingPicture
from tests.support.traces import jerk
from twitchcam.benchmark.speed import memory_bytes
from twitchcam.video import repeat_recording

ROOT = Path(__file__).parents[2]
ONE_S, JERK_S, FPS = 120.0, 60.0, 10.0


def write_sample(path: Path) -> None:
    course = jerk(JERK_S, 6.0, rise_s=0.15, fall_s=0.25)
    limb = Limb(120.0, 90.0, 14.0, (0.8, 0.6), lambda time_s: float(course(np.array([time_s]))[0]))
    picture = MovingPicture(240, 180, FPS, ONE_S, (limb,), noise=1.0)
    write_luma(path, [frame.luma for frame in picture.frames()], FPS)


def analysed(night: Path, output: Path, jobs: int) -> tuple[list[float], int]:
    """Return when each event begins, and the most memory that all processes took together."""
    region = ",".join(map(str, nights.REGION))
    command = [sys.executable, "-m", "twitchcam", "analyze", str(night), "--output", str(output), "--no-video", "-q"]
    peak = 0
    with subprocess.Popen(
        [*command, "--region", region, "--jobs", str(jobs)], env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as running:
        while running.poll() is None:
            peak = max(peak, memory_bytes(running.pid))
            time.sleep(0.2)
    assert running.returncode == 0
    return [event["start_s"] for event in json.loads((output / "events.json").read_text())["events"]], peak


@pytest.mark.parametrize(
    ("hours", "jobs"),
    [(0.3, 2), pytest.param(8.0, 2, marks=pytest.mark.slow), pytest.param(2.0, 1, marks=pytest.mark.slow)],
)
def test_every_jerk_of_a_night_is_found_where_it_was_put(tmp_path: Path, hours: float, jobs: int) -> None:
    write_sample(tmp_path / "sample.mp4")
    starts_s = repeat_recording(tmp_path / "sample.mp4", tmp_path / "night.mp4", 3600.0 * hours)
    assert len(starts_s) == round(30 * hours)
    found, peak = analysed(tmp_path / "night.mp4", tmp_path / "out", jobs)
    assert len(found) == len(starts_s)
    assert max(abs(at_s - start_s - JERK_S) for at_s, start_s in zip(found, starts_s, strict=True)) < 0.15
    if sys.platform == "linux":
        assert 50e6 < peak < 600e6 + 350e6 * (jobs - 1)
