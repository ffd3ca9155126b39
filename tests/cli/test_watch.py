"""A folder that recordings are dropped into, watched by a real process."""

from __future__ import annotations

import shutil
import signal
import sys
from pathlib import Path
from typing import IO

import pytest

from tests.cli.conftest import process
from tests.support.videos import write_video

FAKE = ("-m", "tests.support.fake_pipeline")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")


def line(stream: IO[str] | None) -> str:
    assert stream is not None
    return stream.readline().rstrip("\n")


def test_recordings_are_analysed_as_they_arrive_until_ctrl_c(tmp_path: Path) -> None:
    write_video(tmp_path / "ready.mp4", [0, 100, 200])
    (tmp_path / "in").mkdir()
    shutil.copy(tmp_path / "ready.mp4", tmp_path / "in" / "first.mp4")
    command = ("watch", "in", "--output", "out", "--settle", "0.1", "--jobs", "1")
    with process(*FAKE, *command, cwd=tmp_path) as running:
        assert line(running.stderr) == "Watching in; Ctrl-C ends it."
        assert line(running.stderr) == "first.mp4 (1 so far): done"
        # Half a file is no recording yet; the sentence says so, and the whole one is taken.
        data = (tmp_path / "ready.mp4").read_bytes()
        (tmp_path / "in" / "second.mp4").write_bytes(data[: data.index(b"moov")])
        assert line(running.stderr).startswith("Waiting: in/second.mp4 is not a video that can be read")
        (tmp_path / "in" / "second.mp4").write_bytes(data + b"\0\0\0\x10free\0\0\0\0\0\0\0\0")
        assert line(running.stderr) == "second.mp4 (2 so far): done"
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert (running.returncode, out, err) == (0, "", "Stopped watching.\n")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "first.mp4.twitchcam",
        "second.mp4.twitchcam",
    ]


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with process(*FAKE, "watch", "none", "--output", "out", cwd=tmp_path) as running:
        out, err = running.communicate(timeout=30)
    assert (running.returncode, out) == (1, "")
    assert err == "There is no folder none; expected one that recordings are dropped into.\n"
    assert not (tmp_path / "out").exists()
