from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from tests.support import shown
from tests.support.videos import turn
from twitchcam.errors import RecordingError
from twitchcam.results.highlights.making import make_video
from twitchcam.results.highlights.plan import Plan, make_plan
from twitchcam.settings import HighlightSettings
from twitchcam.timespan import TimeSpan
from twitchcam.video import fitted_size, open_recording, pictures

SETTINGS = HighlightSettings(least_width_px=shown.WIDTH)


@dataclass(frozen=True)
class Made:
    recording: Path
    video: Path
    plan: Plan
    times_s: list[float]


def make_from(path: Path, *args: Any) -> None:
    with open_recording(path) as opened:
        make_video(opened, *args)


def make(folder: Path, *, turned: int = 0, sound: bool = True) -> Made:
    recording = folder / "night.mp4"
    times_s = shown.write_recording(recording, sound=sound)
    if turned:
        turn(recording, turned)
    document, measured = shown.document(recording), shown.measurement(recording)
    plan = make_plan(document, measured.traces, SETTINGS)
    make_from(recording, folder / "highlights.mp4", document, measured, plan, SETTINGS)
    return Made(recording, folder / "highlights.mp4", plan, times_s)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("highlights"))


def decoded(path: Path) -> Iterator[tuple[float, np.ndarray]]:
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            assert frame.time is not None
            yield frame.time, frame.to_ndarray()[: frame.height]


def test_it_plays_everywhere(made: Made) -> None:
    with av.open(str(made.video)) as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        assert (picture.codec_context.name, picture.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert sound.codec_context.name == "aac"
        assert picture.duration is not None
        assert picture.time_base is not None
        assert float(picture.duration * picture.time_base) == pytest.approx(made.plan.duration_s, abs=0.01)
    data = made.video.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_every_picture_stands_at_its_own_time(made: Made) -> None:
    found = [time_s for time_s, _ in decoded(made.video)]
    for clip in made.plan.clips:
        inside = [t for t in found if clip.start_s - 1e-3 <= t < clip.end_s - 1e-3]
        own = [clip.start_s + t - clip.span.start_s for t in made.times_s if clip.span.contains(t)]
        assert inside == pytest.approx([t for t in own if t < clip.end_s - 1e-3], abs=1e-3)


def test_pixels_are_those_of_the_recording(made: Made) -> None:
    clip = made.plan.clips[0]
    with open_recording(made.recording) as recording:
        source = next(pictures(recording, TimeSpan(9.5, 9.7), (shown.WIDTH, shown.HEIGHT)))
    wanted_s = clip.start_s + source.time_s - clip.span.start_s
    _, luma = min(decoded(made.video), key=lambda item: abs(item[0] - wanted_s))
    assert luma.shape[0] > shown.HEIGHT
    difference = np.abs(luma[: shown.HEIGHT].astype(int) - source.planes[0])
    difference[34:98, 24:98] = 0  # the place that is marked
    assert difference.mean() < 3.0


def test_the_moving_part_is_marked(made: Made) -> None:
    clip = made.plan.clips[0]
    place = clip.place_of(TimeSpan(9.4, 9.6))
    assert place is not None
    _, marked = min(decoded(made.video), key=lambda item: abs(item[0] - place.start_s))
    with open_recording(made.recording) as recording:
        source = next(pictures(recording, TimeSpan(9.4, 9.6), (shown.WIDTH, shown.HEIGHT)))
    corner = np.s_[36:42, 26:34]
    assert np.abs(marked[corner].astype(int) - source.planes[0][corner]).mean() > 15.0


@pytest.mark.parametrize("step_s", [20.0, 1.3])
def test_sound_is_in_step(
    made: Made,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
    step_s: float,
) -> None:
    if step_s < 20.0:
        monkeypatch.setattr("twitchcam.results.highlights.making._SOUND_STEP_S", step_s)
        made = make(tmp_path)
    clip = made.plan.clips[0]
    flash_s = next(
        time_s for time_s, luma in decoded(made.video) if time_s > clip.start_s and luma[: shown.HEIGHT].mean() > 200
    )
    with av.open(str(made.video)) as container:
        frames = list(container.decode(audio=0))
        rate = container.streams.audio[0].codec_context.sample_rate
    start_s = float(frames[0].time or 0.0)
    samples = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    click_s = start_s + np.argmax(np.abs(samples) > 0.2) / rate
    record_property("sound_offset_ms", float(round(1000 * (click_s - flash_s), 1)))
    assert abs(click_s - flash_s) < 0.04
    assert len(samples) / rate == pytest.approx(made.plan.duration_s, abs=0.05)


def test_a_turned_recording_is_upright(tmp_path: Path) -> None:
    made = make(tmp_path, turned=90, sound=False)
    with open_recording(made.recording) as recording:
        assert (recording.info.width_px, recording.info.height_px) == (shown.HEIGHT, shown.WIDTH)
        size = fitted_size(recording.info.width_px, recording.info.height_px, SETTINGS.least_width_px, 1920)
    start_s = made.plan.clips[0].start_s
    luma = next(luma for time_s, luma in decoded(made.video) if time_s >= start_s - 1e-3)
    assert luma.shape[1] == size[0]
    upper = luma[: size[1]]
    corners = [upper[:10, :10].mean(), upper[:10, -10:].mean(), upper[-10:, :10].mean(), upper[-10:, -10:].mean()]
    assert int(np.argmax(corners)) == 1  # the bright corner, turned clockwise
    with av.open(str(made.video)) as container:
        assert not container.streams.audio


def test_small_pictures_are_enlarged(tmp_path: Path) -> None:
    recording = tmp_path / "night.mp4"
    shown.write_recording(recording, sound=False)
    document, measured = shown.document(recording), shown.measurement(recording)
    document["events"] = document["events"][1:]
    plan = make_plan(document, measured.traces, HighlightSettings())
    make_from(recording, tmp_path / "out.mp4", document, measured, plan, HighlightSettings())
    with av.open(str(tmp_path / "out.mp4")) as container:
        assert container.streams.video[0].width == 640


def test_a_recording_that_was_cut_off_since(made: Made, tmp_path: Path) -> None:
    document, measured = shown.document(made.recording), shown.measurement(made.recording)
    document["events"][1]["start_s"], document["events"][1]["end_s"] = 200.0, 200.3
    document["video"]["duration_s"] = 300.0
    plan = make_plan(document, measured.traces, SETTINGS)
    with pytest.raises(RecordingError, match=r"holds no picture from 197\.0 s"):
        make_from(made.recording, tmp_path / "out.mp4", document, measured, plan, SETTINGS)
