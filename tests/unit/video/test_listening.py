import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from tests.support.recorded_sound import RATE_HZ, write_heard
from tests.support.videos import write_video
from twitchcam.timespan import TimeSpan
from twitchcam.video import open_recording, sound_blocks


def clicks(duration_s: float, at_s: list[float], rate_hz: int = RATE_HZ) -> np.ndarray:
    """Silence with bursts of 20 ms."""
    samples = np.zeros(round(duration_s * rate_hz), np.float32)
    for time_s in at_s:
        start, length = round(time_s * rate_hz), round(0.02 * rate_hz)
        samples[start : start + length] = 0.5 * np.sin(2 * np.pi * 1000 / rate_hz * np.arange(length))
    return samples


def heard(path: Path, span: TimeSpan | None = None, **options) -> list[tuple[float, np.ndarray]]:
    with open_recording(path) as recording:
        return [(block.start_s, block.samples) for block in sound_blocks(recording, span, rate_hz=RATE_HZ, **options)]


def onsets(blocks: list[tuple[float, np.ndarray]]) -> list[float]:
    found: list[float] = []
    for start_s, samples in blocks:
        for index in np.flatnonzero(np.abs(samples) > 0.2):
            time_s = start_s + index / RATE_HZ
            if not found or time_s - found[-1] > 0.5:
                found.append(time_s)
    return found


@pytest.mark.parametrize(
    ("name", "codec", "rate_hz"),
    [
        ("a.mkv", "pcm_s16le", 16000),
        ("a.mov", "pcm_alaw", 8000),
        ("a.avi", "pcm_mulaw", 8000),
        ("a.mp4", "aac", 16000),
        ("a.mp4", "aac", 48000),
        ("a.avi", "adpcm_ima_wav", 16000),
    ],
)
def test_what_cameras_write_is_heard_at_its_time(tmp_path: Path, name: str, codec: str, rate_hz: int) -> None:
    at_s = [1.0, 4.3, 11.25, 24.0]
    path = write_heard(tmp_path / name, clicks(26.0, at_s, rate_hz), rate_hz, codec=codec)
    blocks = heard(path)
    assert onsets(blocks) == pytest.approx(at_s, abs=0.02)
    assert max(len(samples) for _, samples in blocks) <= 10 * RATE_HZ
    assert sum(len(samples) for _, samples in blocks) == pytest.approx(26 * RATE_HZ, abs=0.1 * RATE_HZ)
    assert all(not samples.flags.writeable for _, samples in blocks)


def test_holes_are_left_out_and_times_stay_right(tmp_path: Path) -> None:
    at_s = [1.0, 9.0, 18.0]
    path = write_heard(tmp_path / "a.mkv", clicks(20.0, at_s), holes=[(4.0, 7.0), (12.0, 16.0)])
    blocks = heard(path, block_s=60.0)
    assert onsets(blocks) == pytest.approx(at_s, abs=0.01)
    starts_ends = [(start_s, start_s + len(samples) / RATE_HZ) for start_s, samples in blocks]
    assert len(starts_ends) == 3
    assert [time_s for pair in starts_ends for time_s in pair] == pytest.approx([0, 4, 7, 12, 16, 20], abs=0.1)


def test_uneven_stamps_make_no_seam(tmp_path: Path) -> None:
    path = write_heard(tmp_path / "a.mkv", clicks(20.0, [1.0, 18.0]), jitter_s=0.03)
    blocks = heard(path, block_s=60.0)
    assert len(blocks) == 1
    assert onsets(blocks) == pytest.approx([1.0, 18.0], abs=0.04)


def test_time_counts_from_the_first_picture(tmp_path: Path) -> None:
    path = write_heard(tmp_path / "a.mkv", clicks(20.0, [1.0, 8.0]), picture_start_s=3.0)
    assert onsets(heard(path)) == pytest.approx([5.0], abs=0.01)


@pytest.mark.parametrize("codec", ["pcm_s16le", "aac"])
def test_a_stretch(tmp_path: Path, codec: str) -> None:
    path = write_heard(tmp_path / "a.mkv", clicks(60.0, [1.0, 31.0, 52.0]), codec=codec)
    blocks = heard(path, TimeSpan(30.0, 45.0))
    assert onsets(blocks) == pytest.approx([31.0], abs=0.02)
    assert blocks[0][0] == pytest.approx(30.0, abs=0.01)
    assert sum(len(samples) for _, samples in blocks) == pytest.approx(15 * RATE_HZ, abs=20)


def test_no_sound_yields_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    write_video(path, range(0, 400, 40))
    assert heard(path) == []


def test_what_cannot_be_decoded_is_left_out(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    samples = clicks(30.0, [2.0, 28.0]) + rng.normal(0.0, 0.02, 30 * RATE_HZ)
    path = write_heard(tmp_path / "a.mp4", samples, codec="aac", bit_rate=48000)
    data = bytearray(path.read_bytes())
    middle = data.index(b"moov") // 2
    data[middle : middle + 3000] = rng.integers(0, 256, 3000, np.uint8).tobytes()
    path.write_bytes(bytes(data))
    found = onsets(heard(path))
    assert pytest.approx(found[0], abs=0.03) == 2.0
    assert pytest.approx(found[-1], abs=0.03) == 28.0


def test_memory_does_not_grow_with_the_recording(tmp_path: Path) -> None:
    path = write_heard(tmp_path / "a.mov", np.zeros(20 * 60 * 8000, np.float32), 8000, codec="pcm_alaw", fps=1)
    with open_recording(path) as recording:
        tracemalloc.start()
        for _ in sound_blocks(recording, rate_hz=RATE_HZ):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 20_000_000  # all of it would be 77 MB
