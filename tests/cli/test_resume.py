"""Runs that are stopped for real, by Ctrl-C and by kill -9, and go on with the next call."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import process
from tests.support import nights
from tests.support.cutting import cut_up
from twitchcam.results.progress import PROGRESS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")

FILES = ["events.csv", "events.json", "signals.npz"]
CONFIG = """
[scan]
block_s = 4.0
close_gap_s = 0.5
lead_s = 0.6
trail_s = 0.8
longest_window_s = 10.0
"""
START = """
import sys
from twitchcam.cli import main
from twitchcam.passes import cuts, looking

if __name__ == "__main__":
    cuts.PIECE_S = 4.0
    looking._KEEP_EVERY_S = looking._WORTH_STARTING_S = 0.0
    sys.exit(main())
"""
REGION = ",".join(map(str, nights.REGION))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a recording, and what an unbroken run makes of it."""
    folder = tmp_path_factory.mktemp("place")
    nights.write_night(folder / "night.mp4")
    (folder / "start.py").write_text(START)
    (folder / "small.toml").write_text(CONFIG)
    with start(folder, "whole") as running:
        assert running.wait(timeout=120) == 0
    return folder


def start(folder: Path, output: str, jobs: int = 1, footage: tuple[str, ...] = ("night.mp4",)) -> subprocess.Popen[str]:
    command = ("analyze", *footage, "--output", output, "--jobs", str(jobs), "--config", "small.toml")
    return process("start.py", *command, "--region", REGION, "--no-video", cwd=folder, own_group=True)


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / PROGRESS).glob("*.npz"))


def stop_when_kept(
    folder: Path, output: str, several: int, how: signal.Signals, jobs: int, footage: tuple[str, ...] = ("night.mp4",)
) -> int:
    with start(folder, output, jobs, footage) as running:
        until_s = time.monotonic() + 60.0
        while len(kept(folder / output)) < several and running.poll() is None and time.monotonic() < until_s:
            time.sleep(0.005)
        running.send_signal(how)
        running.communicate(timeout=60)
        return running.returncode


@pytest.mark.parametrize(
    ("how", "jobs", "stops"),
    [
        (signal.SIGKILL, 1, (2, 7)),
        (signal.SIGINT, 2, (3,)),
        pytest.param(signal.SIGKILL, 2, (1, 2, 4, 8, 10, 11, 12, 13), marks=pytest.mark.slow),
        pytest.param(signal.SIGINT, 1, (1, 3, 5, 9, 10, 11, 12, 13), marks=pytest.mark.slow),
    ],
)
def test_a_run_that_was_stopped_goes_on_and_ends_with_the_same_files(
    place: Path, tmp_path: Path, how: signal.Signals, jobs: int, stops: tuple[int, ...]
) -> None:
    output = f"{how.name}{jobs}-{len(stops)}"
    for several in stops:
        code = stop_when_kept(place, output, several, how, jobs)
        if code == 0:
            break  # it was too quick to be stopped
        assert code == (130 if how is signal.SIGINT else -signal.SIGKILL)
        assert not (place / output / "events.json").exists()
        assert len(kept(place / output)) >= several
    with start(place, output, jobs) as running:
        _, said = running.communicate(timeout=120)
    assert running.returncode == 0
    assert code == 0 or "night.mp4: Going on where the last run was stopped." in said
    assert contents(place / output) == contents(place / "whole")
    assert sorted(path.name for path in (place / output).iterdir()) == sorted([*FILES, "report.html"])


def test_other_settings_begin_afresh_and_say_so(place: Path) -> None:
    assert stop_when_kept(place, "changed", 2, signal.SIGKILL, 1) != 0
    text = (place / "small.toml").read_text()
    (place / "small.toml").write_text(text.replace("trail_s = 0.8", "trail_s = 0.9"))
    with start(place, "changed") as running:
        _, said = running.communicate(timeout=120)
    (place / "small.toml").write_text(text)
    assert running.returncode == 0
    assert "night.mp4: The settings have changed since the run that was stopped, so it begins afresh." in said


def test_a_joined_recording_goes_on_too(place: Path) -> None:
    names = ["20260301_223000.mp4", "20260301_223020.mp4"]
    cut_up(place / "night.mp4", place, [20.0], names)
    footage = (*names, "--join")
    with start(place, "joined", footage=footage) as running:
        assert running.wait(timeout=120) == 0
    code = stop_when_kept(place, "stopped", 6, signal.SIGKILL, 1, footage)
    assert code == -signal.SIGKILL
    with start(place, "stopped", footage=footage) as running:
        _, said = running.communicate(timeout=120)
    assert running.returncode == 0
    assert "Going on where the last run was stopped." in said
    assert contents(place / "stopped") == contents(place / "joined")
