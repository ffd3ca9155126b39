from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tests.support.videos import HEIGHT, WIDTH, picture, turn, write_video
from twitchcam.records import Excluded, Frame
from twitchcam.timespan import TimeSpan
from twitchcam.video import FileRecording, open_recording

STEADY = [40 * number for number in range(100)]  # 25 a second, 4 s
B_FRAMES = {"preset": "medium", "crf": "10", "g": "12", "bf": "3", "x264-params": "b-adapt=0:scenecut=0"}
OPEN_GOP = {**B_FRAMES, "x264-params": "b-adapt=0:scenecut=0:open-gop=1"}


def read(path: Path, span: TimeSpan | None = None) -> list[Frame]:
    with open_recording(path) as recording:
        return list(recording.frames(span))


def times_s(frames: list[Frame]) -> list[float]:
    return [round(frame.time_s, 4) for frame in frames]


def assert_like(found: np.ndarray, expected: np.ndarray, levels: float = 4.0) -> None:
    assert found.shape == expected.shape
    assert float(np.abs(found.astype(float) - expected).mean()) < levels


def test_facts(tmp_path: Path) -> None:
    write_video(tmp_path / "clip.mp4", STEADY, sound_s=2.0)
    with open_recording(tmp_path / "clip.mp4") as recording:
        info = recording.info
    assert (info.file_name, info.width_px, info.height_px, info.rotation_deg) == ("clip.mp4", WIDTH, HEIGHT, 0)
    assert (info.codec, info.has_sound, info.start_time, len(info.sha256)) == ("h264", True, None, 64)
    assert info.duration_s == pytest.approx(4.0, abs=0.05)
    assert float(info.nominal_fps) == pytest.approx(25.0, abs=0.5)


def test_times_are_the_decoders_where_the_rate_varies(tmp_path: Path) -> None:
    times = [0, 40, 80, 500, 510, 900, 1900, 1950, 2600, 2601]
    pictures = write_video(tmp_path / "clip.mp4", times)
    frames = read(tmp_path / "clip.mp4")
    assert times_s(frames) == [time / 1000 for time in times]
    for frame, expected in zip(frames, pictures, strict=True):
        assert_like(frame.luma, expected)
        assert not frame.luma.flags.writeable or frame.luma.flags.owndata


def test_keyframes_are_known_from_the_stream(tmp_path: Path) -> None:
    write_video(
        tmp_path / "clip.mp4", STEADY, options={"preset": "ultrafast", "g": "10", "bf": "0", "sc_threshold": "0"}
    )
    assert [i for i, frame in enumerate(read(tmp_path / "clip.mp4")) if frame.keyframe] == list(range(0, 100, 10))


@pytest.mark.parametrize(("clockwise_deg", "turns"), [(0, 0), (90, -1), (180, 2), (270, 1)])
def test_rotation_is_honoured(tmp_path: Path, clockwise_deg: int, turns: int) -> None:
    path = tmp_path / "clip.mp4"
    upright = write_video(path, STEADY[:3])[0]
    turn(path, clockwise_deg)
    expected = np.rot90(upright, turns)
    with open_recording(path) as recording:
        info = recording.info
        first = next(iter(recording.frames(colour=True, still_times_s=[0.0])))
        small = next(iter(recording.frames(width_px=expected.shape[1] // 2)))
    assert info.rotation_deg == clockwise_deg
    assert (info.height_px, info.width_px) == expected.shape
    assert_like(first.luma, expected)
    assert first.still is not None
    assert_like(first.still, expected)
    assert first.colour is not None
    assert first.colour.shape == (*expected.shape, 3)
    assert small.luma.shape == (expected.shape[0] // 2, expected.shape[1] // 2)
    assert_like(small.luma, expected[::2, ::2], 12.0)
    # A camera held with its top to the right stores a bright corner top left; shown, it is where the turn brings it.
    corner = {0: (0, 0), 90: (0, -1), 180: (-1, -1), 270: (-1, 0)}[clockwise_deg]
    assert first.luma[corner] > 200


@pytest.mark.parametrize("ending", ["mp4", "mkv", "ts", "avi", "mov"])
@pytest.mark.parametrize("options", [None, B_FRAMES, OPEN_GOP], ids=["plain", "b-frames", "open-gop"])
def test_a_span_gives_what_reading_through_gives(tmp_path: Path, ending: str, options: dict[str, str] | None) -> None:
    if ending == "avi" and options:
        pytest.skip("AVI holds no presentation times that B-frames need")
    path = tmp_path / f"clip.{ending}"
    write_video(path, list(range(100)), time_base=Fraction(1, 25), options=options)
    with open_recording(path) as recording:
        whole = list(recording.frames())
        assert times_s(whole) == [round(number / 25, 4) for number in range(100)]
        for span in (
            TimeSpan(0.5, 1.1),
            TimeSpan(1.9, 1.9),
            TimeSpan(1.88, 2.3),
            TimeSpan(0.0, 0.1),
            TimeSpan(-3.0, 0.1),
            TimeSpan(3.9, 9.0),
            *(TimeSpan(number / 25, number / 25 + 0.01) for number in range(40, 66)),
        ):
            expected = [frame for frame in whole if span.contains(round(frame.time_s, 6))]
            found = list(recording.frames(span))
            assert times_s(found) == times_s(expected), span
            for one, other in zip(found, expected, strict=True):
                assert np.array_equal(one.luma, other.luma), (span, one.time_s)
                assert one.keyframe == other.keyframe
        assert list(recording.frames(TimeSpan(50.0, 60.0))) == []
        assert times_s(list(recording.frames())) == times_s(whole)


@pytest.mark.parametrize("width", [24, 31, 48, 95])
def test_shrinking_keeps_brightness_and_shape(tmp_path: Path, width: int) -> None:
    write_video(tmp_path / "clip.mp4", STEADY[:5])
    with open_recording(tmp_path / "clip.mp4") as recording:
        full = list(recording.frames())
        small = list(recording.frames(width_px=width))
    for large, little in zip(full, small, strict=True):
        assert little.luma.shape == (round(HEIGHT * width / WIDTH), width)
        assert float(little.luma.mean()) == pytest.approx(float(large.luma.mean()), abs=1.0)
        assert little.time_s == large.time_s


def test_nothing_is_blown_up(tmp_path: Path) -> None:
    write_video(tmp_path / "clip.mp4", STEADY[:2])
    with open_recording(tmp_path / "clip.mp4") as recording:
        assert next(iter(recording.frames(width_px=500))).luma.shape == (HEIGHT, WIDTH)


def test_stills_come_with_the_first_frame_at_or_after_their_time(tmp_path: Path) -> None:
    pictures = write_video(tmp_path / "clip.mp4", STEADY)
    with open_recording(tmp_path / "clip.mp4") as recording:
        frames = list(recording.frames(width_px=48, still_times_s=[0.0, 0.33, 0.34, 1.0, 3.5, 99.0]))
    stills = [(frame.time_s, frame.still) for frame in frames if frame.still is not None]
    assert [time_s for time_s, _ in stills] == pytest.approx([0.0, 0.36, 1.0, 3.52])
    for time_s, still in stills:
        assert_like(still, pictures[round(25 * time_s)])
    assert all(frame.luma.shape == (32, 48) for frame in frames)


def test_colour_only_where_asked_for(tmp_path: Path) -> None:
    write_video(tmp_path / "clip.mp4", STEADY[:2])
    with open_recording(tmp_path / "clip.mp4") as recording:
        assert next(iter(recording.frames())).colour is None
        colour = next(iter(recording.frames(colour=True, width_px=32))).colour
    assert colour is not None
    assert colour.shape == (HEIGHT, WIDTH, 3)
    assert float(np.ptp(colour.astype(int), axis=2).mean()) < 6.0  # grey


@pytest.mark.parametrize(
    ("codec", "pixel_format", "ending"),
    [
        ("libx264", "yuv420p10le", "mkv"),
        ("libx264", "yuv422p10le", "mp4"),
        ("libx264", "yuv444p", "mp4"),
        ("libx264", "gray", "mp4"),
        ("ffv1", "gray16le", "mkv"),
        ("ffv1", "bgr0", "mkv"),
        ("mjpeg", "yuvj422p", "avi"),
        ("png", "rgb24", "mov"),
        ("rawvideo", "nv12", "mkv"),
        ("rawvideo", "yuyv422", "mkv"),
    ],
)
def test_pixel_formats_give_the_same_luma(tmp_path: Path, codec: str, pixel_format: str, ending: str) -> None:
    options = {"crf": "10", "bf": "0", "preset": "ultrafast"} if codec == "libx264" else {}
    path = tmp_path / f"clip.{ending}"
    pictures = write_video(
        path, list(range(5)), time_base=Fraction(1, 25), codec=codec, pixel_format=pixel_format, options=options
    )
    # Full-range formats stretch 16..235 to 0..255.
    full_range = pixel_format in ("yuvj422p", "gray", "gray16le", "rgb24")
    for frame, expected in zip(read(path), pictures, strict=True):
        assert frame.luma.dtype == np.uint8
        stretched = np.clip((expected.astype(float) - 16.0) * 255.0 / 219.0, 0, 255) if full_range else expected
        assert_like(frame.luma, stretched, 5.0)


@pytest.mark.parametrize("shift", [-700, 5000])
@pytest.mark.parametrize("ending", ["mkv", "ts", "mp4"])
def test_times_count_from_the_first_picture(tmp_path: Path, shift: int, ending: str) -> None:
    path = tmp_path / f"clip.{ending}"
    write_video(
        path,
        [shift + time for time in STEADY],
        container_options={"avoid_negative_ts": "disabled", "movflags": "negative_cts_offsets"},
    )
    with open_recording(path) as recording:
        frames = list(recording.frames())
        later = list(recording.frames(TimeSpan(2.0, 2.5)))
        damage: list[Excluded] = []
        list(recording.frames(damage=damage))
        duration_s = recording.info.duration_s
    first = 0 if len(frames) == len(STEADY) else len(STEADY) - len(frames)
    assert times_s(frames) == [(time - STEADY[first]) / 1000 for time in STEADY[first:]]
    assert times_s(later) == [time for time in times_s(frames) if 2.0 <= time <= 2.5]
    assert duration_s == pytest.approx(frames[-1].time_s, abs=0.3)
    assert damage == []


@pytest.mark.parametrize("ending", ["mkv", "ts", "flv"])
def test_a_stream_without_stated_length(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"clip.{ending}"
    container_options = {"live": "1"} if ending == "mkv" else {"flvflags": "no_duration_filesize"}
    write_video(path, STEADY, container_options=container_options)
    with open_recording(path) as recording:
        assert recording.info.duration_s == pytest.approx(4.0, abs=0.1)
        assert len(list(recording.frames())) == 100
        assert times_s(list(recording.frames(TimeSpan(2.0, 2.1)))) == [2.0, 2.04, 2.08]


def test_sound_that_goes_on_after_the_pictures_is_no_damage(tmp_path: Path) -> None:
    for ending in ("mp4", "mkv"):
        path = tmp_path / f"clip.{ending}"
        write_video(path, STEADY, sound_s=9.0)
        damage: list[Excluded] = []
        with open_recording(path) as recording:
            assert recording.info.duration_s == pytest.approx(4.0, abs=0.1), ending
            list(recording.frames(damage=damage))
        assert damage == [], ending


def test_pictures_of_another_size_are_brought_to_that_of_the_first(tmp_path: Path) -> None:
    options = {"preset": "ultrafast", "g": "10", "bf": "0"}
    write_video(tmp_path / "1.ts", STEADY[:50], options=options)
    write_video(tmp_path / "2.ts", [2000 + time for time in STEADY[:50]], options=options, size=(64, 64))
    joined = tmp_path / "joined.ts"
    joined.write_bytes((tmp_path / "1.ts").read_bytes() + (tmp_path / "2.ts").read_bytes())
    with open_recording(joined) as recording:
        frames = list(recording.frames(width_px=48))
        colours = [frame.colour.shape for frame in recording.frames(colour=True) if frame.colour is not None]
    assert len(frames) > 90
    assert {frame.luma.shape for frame in frames} == {(32, 48)}
    assert set(colours) == {(HEIGHT, WIDTH, 3)}


def test_iterations_begin_afresh(tmp_path: Path) -> None:
    write_video(tmp_path / "clip.mp4", STEADY)
    with open_recording(tmp_path / "clip.mp4") as recording:
        started = recording.frames()
        next(started)
        next(started)
        assert len(list(recording.frames())) == 100
        assert len(list(recording.frames(TimeSpan(1.0, 2.0)))) == 26


def test_closing_closes(tmp_path: Path) -> None:
    write_video(tmp_path / "clip.mp4", STEADY[:3])
    recording = FileRecording(tmp_path / "clip.mp4")
    recording.close()
    with pytest.raises(Exception, match="not open"):
        list(recording.frames())


def test_picture_tells_its_corners_apart() -> None:
    corners = [picture()[corner] for corner in ((0, 0), (0, -1), (-1, 0), (-1, -1))]
    assert len(set(corners)) == 4
