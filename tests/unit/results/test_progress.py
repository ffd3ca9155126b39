from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support import examples
from tests.support.examples import same
from tests.support.moving_picture import MovingPicture
from twitchcam.motion import Scanner
from twitchcam.pose import Face, Pose, Sight, looks_from_sights
from twitchcam.pose.silhouette import Silhouette
from twitchcam.records import Box, Excluded, LookedWindow, ScannedPiece
from twitchcam.results.progress import PROGRESS, RunProgress
from twitchcam.settings import ScanSettings
from twitchcam.timespan import TimeSpan

IDENTITY: dict[str, Any] = {"video": "a" * 64, "settings": {"scan": {"width_px": 160}}, "versions": {"numpy": "2"}}


def sights() -> list[Sight]:
    landmarks = np.random.default_rng(0).random((3, 33, 3), np.float32)
    landmarks[0, 4] = np.nan
    turns = zip(landmarks, (0, 90, 270), strict=True)
    outline = Silhouette(Box(1.5, 2.0, 30.0, 1 / 3), area_px=812.25, extent_px=61.5, holds=10 / 11)
    one, other, third = (
        Pose(marks, turn, 1 / 3, farther=turn == 90, silhouette=outline if turn == 270 else None)
        for marks, turn in turns
    )
    face = Face((1 / 3, 20.0), 30.5, (0.6, 0.8), 4.25)
    return [Sight(0.0, (one, other)), Sight(2.5, (), (face,)), Sight(5.0, (third,))]


def piece(**changes: Any) -> ScannedPiece:
    scanner = Scanner(ScanSettings(block_s=2.0), 160, 120)
    for frame in MovingPicture(duration_s=5.0, keyframe_every=9).frames():
        scanner.add(frame)
    damage = (Excluded(TimeSpan(1.0, 1.0 + 1 / 3), "unreadable"),)
    return ScannedPiece(scanner.take(), looks_from_sights(sights()), damage)


@pytest.fixture
def progress(tmp_path: Path) -> RunProgress:
    found = RunProgress(tmp_path)
    found.begin(IDENTITY)
    return found


def test_a_piece_comes_back_in_every_digit(progress: RunProgress, tmp_path: Path) -> None:
    progress.keep_piece(3, piece())
    again = RunProgress(tmp_path)
    again.begin(IDENTITY)
    back = again.piece(3)
    assert back is not None
    assert same(back.scan, piece().scan)
    assert same(back.looks, piece().looks)
    assert back.damage == piece().damage
    assert again.piece(2) is None


def test_an_empty_piece_is_a_piece(progress: RunProgress) -> None:
    empty = ScannedPiece(Scanner(ScanSettings(), 160, 120).take(), looks_from_sights([]), ())
    progress.keep_piece(0, empty)
    back = progress.piece(0)
    assert back is not None
    assert (len(back.scan.times_s), back.scan.blocks, back.damage) == (0, (), ())


def test_windows_come_back_with_those_that_held_nothing(progress: RunProgress) -> None:
    traces = (examples.trace(), examples.trace(5, trace_id="w0004r1"))
    progress.keep_windows({4: LookedWindow(traces, (TimeSpan(1 / 3, 2.0),)), 1: LookedWindow(())})
    progress.keep_windows({2: LookedWindow(traces[:1], (), (TimeSpan(3.0, 3.5),), (TimeSpan(4.0, 4.5),))})
    found = progress.windows()
    assert sorted(found) == [1, 2, 4]
    assert [len(found[number].traces) for number in (1, 2, 4)] == [0, 1, 2]
    assert all(same(one, other) for one, other in zip(found[4].traces, traces, strict=True))
    assert [found[number].covered for number in (1, 2, 4)] == [(), (), (TimeSpan(1 / 3, 2.0),)]
    assert [found[number].camera_moves for number in (1, 2, 4)] == [(), (TimeSpan(3.0, 3.5),), ()]
    assert [found[number].no_moves for number in (1, 2, 4)] == [(), (TimeSpan(4.0, 4.5),), ()]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"video": "b" * 64}, "The recording has changed"),
        ({"settings": {"scan": {"width_px": 200}}}, "The settings have changed"),
        ({"versions": {"numpy": "3"}}, "The program has changed"),
    ],
)
def test_what_belongs_to_something_else_is_thrown_away(
    progress: RunProgress, tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    progress.keep_piece(0, piece())
    told: list[str] = []
    other = RunProgress(tmp_path, told.append)
    other.begin({**IDENTITY, **change})
    assert told == [f"{words} since the run that was stopped, so it begins afresh."]
    assert other.piece(0) is None
    assert not (tmp_path / PROGRESS).exists()


def test_nothing_is_made_before_there_is_something_to_keep_and_nothing_stays(
    progress: RunProgress, tmp_path: Path
) -> None:
    assert list(tmp_path.iterdir()) == []
    progress.keep_windows({0: LookedWindow(())})
    assert [path.name for path in tmp_path.iterdir()] == [PROGRESS]
    progress.clear()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="processes cannot be asked for there")
def test_what_a_killed_run_left_half_written_goes(progress: RunProgress, tmp_path: Path) -> None:
    progress.keep_piece(0, piece())
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    mine = tmp_path / PROGRESS / f".piece-00001.npz.{os.getpid()}.tmp"
    theirs = tmp_path / PROGRESS / f".piece-00001.npz.{ended.pid}.tmp"
    for path in (mine, theirs):
        path.write_bytes(b"half")
    RunProgress(tmp_path).begin(IDENTITY)
    assert (mine.exists(), theirs.exists()) == (True, False)
