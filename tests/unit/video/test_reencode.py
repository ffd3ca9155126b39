from pathlib import Path

import numpy as np
import pytest

from tests.support.videos import HEIGHT, WIDTH, write_video
from twitchcam.errors import OutputError
from twitchcam.video import Worsening, open_recording, reencode


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "a.mp4"
    write_video(path, [0, 40, 90, 120, 160, 210, 240, 280, 320, 360] + [400 + 40 * n for n in range(20)])
    return path


def again(clip: Path, change: Worsening) -> tuple[list[float], np.ndarray, str]:
    target = clip.with_name("worse.mp4")
    reencode(clip, target, change)
    with open_recording(target) as recording:
        frames = list(recording.frames())
        return [frame.time_s for frame in frames], np.stack([frame.luma for frame in frames]), recording.info.codec


def original(clip: Path) -> tuple[list[float], np.ndarray]:
    with open_recording(clip) as recording:
        frames = list(recording.frames())
    return [frame.time_s for frame in frames], np.stack([frame.luma for frame in frames])


@pytest.mark.parametrize("codec", ["libx264", "mpeg4", "mjpeg"])
def test_times_and_brightness_stay(clip: Path, codec: str) -> None:
    bits = None if codec == "libx264" else 2_000_000
    times, luma, name = again(clip, Worsening(codec=codec, bits_per_s=bits))
    times_before, luma_before = original(clip)
    assert times == pytest.approx(times_before, abs=2e-4)
    assert np.abs(luma.astype(float) - luma_before).mean() < 4.0
    assert name == {"libx264": "h264"}.get(codec, codec)


def test_fewer_frames_evenly(clip: Path) -> None:
    times, _, _ = again(clip, Worsening(kept_frames=0.5))
    assert times == pytest.approx([t - 0.04 for t in original(clip)[0][1::2]], abs=2e-4)


def test_lost_frames_leave_gaps_and_come_from_the_seed(clip: Path) -> None:
    times, _, _ = again(clip, Worsening(dropped_frames=0.4, seed=3))
    assert 10 < len(times) < 26
    assert times[0] == 0.0
    assert set(np.round(times, 3)) <= set(np.round(original(clip)[0], 3))
    assert again(clip, Worsening(dropped_frames=0.4, seed=3))[0] == times


def test_smaller_darker_noisier(clip: Path) -> None:
    before = original(clip)[1].astype(float)
    assert again(clip, Worsening(size=0.5))[1].shape[1:] == (HEIGHT // 2, WIDTH // 2)
    assert again(clip, Worsening(brightness=0.5))[1].mean() == pytest.approx(0.5 * before.mean(), abs=2.0)
    noisy = again(clip, Worsening(noise=12.0, quality=1))[1]
    assert 6.0 < (noisy - before).std() < 16.0


def test_an_unknown_encoder(clip: Path) -> None:
    with pytest.raises(OutputError, match=r"no encoder 'none'|cannot be written again with none"):
        reencode(clip, clip.with_name("worse.mp4"), Worsening(codec="none"))
