from pathlib import Path

import numpy as np
import pytest

from tests.support import shown
from tests.support.videos import turn, write_video
from twitchcam.timespan import TimeSpan
from twitchcam.video import SOUND_RATE_HZ, fitted_size, open_recording, pictures, sound, sound_channels


def test_pixels_and_times_are_the_recordings_own(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    times_s = shown.write_recording(path)
    with open_recording(path) as recording:
        found = list(pictures(recording, TimeSpan(5.0, 7.0), (shown.WIDTH, shown.HEIGHT)))
        frames = list(recording.frames(TimeSpan(5.0, 7.0)))
    assert [one.time_s for one in found] == pytest.approx([t for t in times_s if 5.0 <= t <= 7.0])
    for one, frame in zip(found, frames, strict=True):
        assert np.array_equal(one.planes[0], frame.luma)
        assert one.planes[0].flags.writeable


@pytest.mark.parametrize(("clockwise_deg", "corner"), [(0, (0, 0)), (90, (0, -1)), (180, (-1, -1)), (270, (-1, 0))])
def test_pictures_are_upright(tmp_path: Path, clockwise_deg: int, corner: tuple[int, int]) -> None:
    path = tmp_path / "clip.mp4"
    write_video(path, range(0, 400, 40))
    turn(path, clockwise_deg)
    with open_recording(path) as recording:
        size = fitted_size(recording.info.width_px, recording.info.height_px, 2, 1920)
        one = next(pictures(recording, TimeSpan(0.0, 1.0), size))
        frame = next(recording.frames(TimeSpan(0.0, 1.0)))
    assert one.planes[0].shape == (size[1], size[0])
    assert np.abs(one.planes[0].astype(int) - frame.luma).max() <= 1
    assert one.planes[0][corner[0], corner[1]] > 200  # the bright corner


def test_full_range_is_brought_to_limited_range(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    write_video(path, range(0, 400, 40), pixel_format="yuvj420p")
    with open_recording(path) as recording:
        one = next(pictures(recording, TimeSpan(0.0, 1.0), (96, 64)))
        full = next(recording.frames(TimeSpan(0.0, 1.0))).luma.astype(float)
    assert np.abs(one.planes[0] - (16 + full * 219 / 255)).mean() < 1.5


def test_small_pictures_are_enlarged_and_large_ones_shrunk() -> None:
    assert fitted_size(1280, 720, 640, 1920) == (1280, 720)
    assert fitted_size(320, 240, 640, 1920) == (640, 480)
    assert fitted_size(3840, 2160, 640, 1920) == (1920, 1080)
    assert fitted_size(721, 1281, 640, 1920) == (720, 1280)
    assert all(side % 2 == 0 for side in fitted_size(853, 481, 640, 1920))


def test_sound_keeps_its_place(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    times_s = shown.write_recording(path)
    flash_s = next(t for t in times_s if t >= shown.FLASH_S)
    with open_recording(path) as recording:
        assert sound_channels(recording) == 1
        for start_s in (0.0, 4.321, 9.9):
            heard = sound(recording, TimeSpan(start_s, 12.0), 1)
            assert heard.shape == (1, round((12.0 - start_s) * SOUND_RATE_HZ))
            click_s = start_s + np.argmax(np.abs(heard[0]) > 0.2) / SOUND_RATE_HZ
            assert abs(click_s - flash_s) < 0.02
        beyond = sound(recording, TimeSpan(shown.SECONDS - 1.0, shown.SECONDS + 3.0), 2)
    assert beyond.shape == (2, 4 * SOUND_RATE_HZ)
    assert not beyond[:, -SOUND_RATE_HZ:].any()


def test_no_sound_is_silence(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    write_video(path, range(0, 400, 40))
    with open_recording(path) as recording:
        assert sound_channels(recording) == 0
        assert not sound(recording, TimeSpan(0.0, 0.2), 1).any()


def test_a_stretch_without_pictures(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    write_video(path, range(0, 400, 40))
    with open_recording(path) as recording:
        assert list(pictures(recording, TimeSpan(3.0, 5.0), (96, 64))) == []
