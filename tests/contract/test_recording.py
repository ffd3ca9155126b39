"""What every open recording promises, one file or several on one time line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.support.cutting import cut_up
from tests.support.videos import write_video
from twitchcam.records import Excluded, Footage
from twitchcam.timespan import TimeSpan
from twitchcam.video import SOUND_RATE_HZ, join_files, open_recording, pictures, sound, sound_blocks, sound_channels

STEADY = [40 * number for number in range(200)]  # 25 a second, 8 s
SIZE = 96, 64
KEYFRAMES = {"preset": "ultrafast", "crf": "10", "g": "10", "bf": "0", "sc_threshold": "0"}


def _file(folder: Path) -> Footage:
    write_video(folder / "whole.mp4", STEADY, sound_s=8.0, options=KEYFRAMES)
    return folder / "whole.mp4"


def _cut(folder: Path, *seconds: int, in_order: bool = False) -> Footage:
    whole = _file(folder)
    assert isinstance(whole, Path)
    names = [f"20260301_2230{second:02}.mp4" for second in seconds]
    return join_files(cut_up(whole, folder, [2.0, 4.8], names), in_order=in_order, longest_gap_s=600.0)


KINDS: dict[str, Callable[[Path], Footage]] = {
    "file": _file,
    "cut": lambda folder: _cut(folder, 0, 2, 5),
    "with gaps": lambda folder: _cut(folder, 0, 10, 40),
    "in the order given": lambda folder: _cut(folder, 9, 5, 7, in_order=True),
}


@pytest.fixture(scope="module", params=list(KINDS))
def footage(request, tmp_path_factory) -> Footage:
    return KINDS[request.param](tmp_path_factory.mktemp("files"))


@pytest.fixture
def recording(footage):
    with open_recording(footage) as opened:
        yield opened


def test_frames_have_rising_times_from_0_to_the_end(recording):
    times = [frame.time_s for frame in recording.frames()]
    assert len(times) == 200
    assert times[0] == 0.0
    assert np.all(np.diff(times) > 0.0)
    assert times[-1] < recording.info.duration_s


def test_a_stretch_gives_exactly_what_reading_through_gives(recording):
    whole = list(recording.frames())
    for start_s, end_s in [(0.0, 1.0), (1.9, 2.1), (2.0, 4.8), (4.7999, 30.0), (3.0, 3.0), (9.5, 12.0), (60.0, 61.0)]:
        found = list(recording.frames(TimeSpan(start_s, end_s)))
        expected = [frame for frame in whole if start_s - 1e-6 <= frame.time_s <= end_s + 1e-6]
        assert [frame.time_s for frame in found] == [frame.time_s for frame in expected]
        assert all(np.array_equal(a.luma, b.luma) for a, b in zip(found, expected, strict=True))


def test_each_still_is_carried_by_the_first_frame_at_or_after_it(recording):
    wanted = [0.0, 1.99, 2.0, 4.79, 7.5, 20.0, 41.0]
    frames = list(recording.frames(width_px=48, still_times_s=wanted))
    expected = {min((frame.time_s for frame in frames if frame.time_s >= time_s), default=None) for time_s in wanted}
    carried = [frame for frame in frames if frame.still is not None]
    assert {frame.time_s for frame in carried} == expected - {None}
    assert all(frame.still is not None and frame.still.shape == (64, 96) for frame in carried)
    assert all(frame.luma.shape == (32, 48) for frame in frames)


def test_pictures_in_colour_stand_at_the_same_times(recording):
    span = TimeSpan(1.5, recording.info.duration_s)
    assert [picture.time_s for picture in pictures(recording, span, SIZE)] == [
        frame.time_s for frame in recording.frames(span)
    ]


def test_sound_lies_within_the_recording(recording):
    assert recording.info.has_sound
    assert sound_channels(recording) == 1
    assert sound(recording, TimeSpan(1.0, 6.0), 1).shape == (1, 5 * SOUND_RATE_HZ)
    end_s = 0.0
    for block in sound_blocks(recording, rate_hz=8000):
        assert block.start_s >= end_s - 1e-9
        end_s = block.start_s + len(block.samples) / 8000
    assert end_s == pytest.approx(recording.info.duration_s, abs=0.1)


def test_whole_files_are_not_damaged(recording):
    damage: list[Excluded] = []
    assert list(recording.frames(damage=damage))
    assert damage == []


def test_it_can_be_read_again_and_after_a_read_that_was_given_up(recording):
    started = recording.frames()
    next(started)
    assert len(list(recording.frames())) == 200
    assert len(list(recording.frames(TimeSpan(1.0, 1.96)))) == 25


def test_what_is_known_needs_not_be_found_again(footage, recording):
    with open_recording(footage, info=recording.info, threads=1) as again:
        assert again.info == recording.info
        assert [frame.time_s for frame in again.frames()] == [frame.time_s for frame in recording.frames()]


def test_closing_closes(footage):
    opened = open_recording(footage)
    opened.close()
    with pytest.raises(Exception, match="not open"):
        list(opened.frames())
