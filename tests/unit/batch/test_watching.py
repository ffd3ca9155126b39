from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.videos import write_video
from twitchcam.batch.watching import Arrivals
from twitchcam.video import check_opens


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


def names(arrivals: Arrivals) -> list[str]:
    return [source.path.name for source in arrivals.look()[0]]


def test_a_recording_comes_once_after_it_has_settled(tmp_path: Path, clock: Clock) -> None:
    write_video(tmp_path / "a.mp4", [0, 100, 200])
    arrivals = Arrivals(tmp_path, 30.0, check_opens, clock)
    seen = []
    for clock.now_s in (0.0, 20.0, 29.9, 30.0, 40.0, 1000.0):
        seen.append(names(arrivals))
    assert seen == [[], [], [], ["a.mp4"], [], []]


def test_a_growing_file_waits_and_an_older_time_counts_as_a_change(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "a.ts"
    write_video(path, [0, 100, 200])
    whole = path.read_bytes()
    path.write_bytes(whole[:1000])
    arrivals = Arrivals(tmp_path, 30.0, check_opens, clock)
    assert names(arrivals) == []
    clock.now_s = 25.0
    path.write_bytes(whole)
    assert names(arrivals) == []
    clock.now_s = 40.0
    os.utime(path, ns=(0, 0))  # a sync tool sets the time of the original last
    assert names(arrivals) == []
    clock.now_s = 69.0
    assert names(arrivals) == []
    clock.now_s = 70.0
    assert names(arrivals) == ["a.ts"]


def test_what_cannot_be_opened_yet_is_said_once_and_tried_again_when_it_changes(tmp_path: Path, clock: Clock) -> None:
    write_video(tmp_path / "whole.mp4", [0, 100, 200])
    data = (tmp_path / "whole.mp4").read_bytes()
    (tmp_path / "whole.mp4").unlink()
    path = tmp_path / "a.mp4"
    path.write_bytes(data[: data.index(b"moov")])
    arrivals = Arrivals(tmp_path, 10.0, check_opens, clock)
    arrivals.look()
    clock.now_s = 10.0
    complete, waiting = arrivals.look()
    assert complete == []
    assert len(waiting) == 1
    assert "its index is cut off" in waiting[0]
    clock.now_s = 30.0
    assert arrivals.look() == ([], [])
    path.write_bytes(data)
    arrivals.look()
    clock.now_s = 40.0
    assert names(arrivals) == ["a.mp4"]


def test_files_that_go_away_are_forgotten(tmp_path: Path, clock: Clock) -> None:
    write_video(tmp_path / "a.mp4", [0, 100, 200])
    arrivals = Arrivals(tmp_path, 10.0, check_opens, clock)
    arrivals.look()
    (tmp_path / "a.mp4").unlink()
    clock.now_s = 20.0
    assert names(arrivals) == []
    write_video(tmp_path / "a.mp4", [0, 100, 200])
    assert names(arrivals) == []
