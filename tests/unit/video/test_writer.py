from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from tests.support.videos import picture, write_video
from twitchcam.errors import OutputError
from twitchcam.video import SOUND_RATE_HZ, ClipWriter, Planes, read_comment

SIZE = 96, 64


def planes(number: int, size: tuple[int, int] = SIZE) -> Planes:
    width, height = size
    grey = np.full((height // 2, width // 2), 128, np.uint8)
    return picture(number, width, height), grey, grey.copy()


def written(path: Path, times_s: list[float], end_s: float, channels: int = 0) -> None:
    with ClipWriter(path, SIZE, fps=Fraction(25), channels=channels, comment="made by a test") as writer:
        if channels:
            tone = 0.5 * np.sin(np.arange(round(end_s * SOUND_RATE_HZ)) * 0.05, dtype=np.float32)
            writer.add_sound(np.tile(tone, (channels, 1)))
        for number, time_s in enumerate(times_s):
            writer.add_picture((planes(number),), time_s, start=number == 3)
        writer.finish(end_s)


def test_times_are_kept_exactly(tmp_path: Path) -> None:
    times_s = [0.0, 0.04, 0.1, 0.1333, 0.5, 0.51]
    written(tmp_path / "out.mp4", times_s, 0.9)
    with av.open(str(tmp_path / "out.mp4")) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        frames = list(container.decode(stream))
        assert stream.duration is not None
        assert stream.time_base is not None
        assert float(stream.duration * stream.time_base) == pytest.approx(0.9, abs=1e-3)
    assert [frame.time for frame in frames] == pytest.approx(times_s, abs=1e-4)
    assert [frame.key_frame for frame in frames] == [True, False, False, True, False, False]
    for number, frame in enumerate(frames):
        luma = frame.to_ndarray()[:64].astype(float)
        assert np.abs(luma - picture(number)).mean() < 6.0


def test_the_index_comes_first(tmp_path: Path) -> None:
    written(tmp_path / "out.mp4", [0.0, 0.1], 0.2, channels=2)
    data = (tmp_path / "out.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


@pytest.mark.parametrize("channels", [1, 2])
def test_sound_is_aac_of_the_same_length(tmp_path: Path, channels: int) -> None:
    written(tmp_path / "out.mp4", [0.1 * number for number in range(30)], 3.0, channels)
    with av.open(str(tmp_path / "out.mp4")) as container:
        (stream,) = container.streams.audio
        assert (stream.codec_context.name, stream.codec_context.channels) == ("aac", channels)
        samples = sum(frame.samples for frame in container.decode(stream))
    assert samples / SOUND_RATE_HZ == pytest.approx(3.0, abs=0.05)


def test_parts_stand_below_each_other(tmp_path: Path) -> None:
    upper, lower = planes(0), planes(5)
    with ClipWriter(tmp_path / "out.mp4", (96, 128), fps=Fraction(10), quality=5) as writer:
        writer.add_picture((upper, lower), 0.0)
        writer.finish(0.5)
    with av.open(str(tmp_path / "out.mp4")) as container:
        luma = next(container.decode(video=0)).to_ndarray()[:128].astype(float)
    assert np.abs(luma - np.vstack([upper[0], lower[0]])).mean() < 4.0


def test_the_comment_is_read_back(tmp_path: Path) -> None:
    written(tmp_path / "out.mp4", [0.0], 0.2)
    assert read_comment(tmp_path / "out.mp4") == "made by a test"
    write_video(tmp_path / "other.mp4", [0, 40])
    assert read_comment(tmp_path / "other.mp4") is None
    (tmp_path / "text.mp4").write_text("text")
    assert read_comment(tmp_path / "text.mp4") is None


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        ClipWriter(tmp_path / "none" / "out.mp4", SIZE, fps=Fraction(25))
