"""From a file to an analysis, on a small recording with one jerk, the infant's place given by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

import twitchcam
from tests.support.clips import write_luma
from tests.support.examples import same
from tests.support.moving_picture import Limb, MovingPicture
from tests.support.traces import Course, jerk, sinusoid, trace_of
from twitchcam import pipeline
from twitchcam.errors import RecordingError, RegionError, TwitchcamError
from twitchcam.records import BY_BRIGHTNESS, Analysis, FoundBy, Label, Measurement, Pattern
from twitchcam.results.events_json import document_of, to_text
from twitchcam.settings import LabelSettings, PoseSettings, RecordingSettings, Settings

JERK_S, LENGTH_S, FPS = 4.0, 8.0, 15.0
REGION = (70, 50, 100, 80)


def clip(path: Path, *, jerks: bool) -> Path:
    size_px = 6.0
    course = jerk(JERK_S, size_px, rise_s=0.15, fall_s=0.25)
    limb = Limb(120.0, 90.0, 14.0, (0.8, 0.6), lambda t: float(course(np.array([t]))[0]))
    picture = MovingPicture(240, 180, FPS, LENGTH_S, (limb,) if jerks else (), noise=1.0)
    return write_luma(path, [frame.luma for frame in picture.frames()], FPS)


@pytest.fixture(scope="module")
def jerking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clip(tmp_path_factory.mktemp("clips") / "jerk.mp4", jerks=True)


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clip(tmp_path_factory.mktemp("clips") / "still.mp4", jerks=False)


def given(**changes: object) -> Settings:
    values: dict[str, object] = {"region_px": REGION, **changes}
    return Settings(recording=RecordingSettings(**values))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def analysis(jerking: Path) -> Analysis:
    return twitchcam.analyze(jerking, given())


def test_a_jerk_is_found_where_and_when_it_happens(analysis: Analysis) -> None:
    (event,) = analysis.events
    assert (event.label, event.pattern) == (Label.NORMAL_JERK, Pattern.SINGLE_JERK)
    assert event.span.start_s == pytest.approx(JERK_S, abs=1.5 / FPS)
    assert event.box.left_px < 120.0 < event.box.right_px
    assert event.box.top_px < 90.0 < event.box.bottom_px
    assert event.body_found_by is FoundBy.REGION
    assert analysis.findings["jerks"] == 1


def test_nothing_is_found_where_nothing_moves(still: Path) -> None:
    quiet = twitchcam.analyze(still, given())
    assert (quiet.events, quiet.excluded, quiet.measurement.traces) == ((), (), ())
    assert quiet.measurement.smallest_movement is None
    assert quiet.analysable_s == pytest.approx(LENGTH_S, abs=0.2)


def test_a_jerk_outside_the_given_region_is_not_the_infants(jerking: Path) -> None:
    elsewhere = twitchcam.analyze(jerking, given(region_px=(5, 5, 60, 50)))
    assert elsewhere.findings["jerks"] == 0


def test_a_mask_is_as_good_as_a_region(jerking: Path, tmp_path: Path) -> None:
    mask = np.zeros((180, 240), np.uint8)
    mask[50:130, 70:170] = 255
    cv2.imwrite(str(tmp_path / "mask.png"), mask)
    masked = twitchcam.analyze(jerking, mask=tmp_path / "mask.png")
    assert [event.pattern for event in masked.events] == [Pattern.SINGLE_JERK]


def test_judging_again_gives_the_same_and_other_limits_give_other_labels(analysis: Analysis) -> None:
    again = pipeline.judge(analysis.measurement, given())
    assert same(again.events, analysis.events)
    strict = replace(given(), labels=LabelSettings(whole_share=0.0))
    assert pipeline.judge(analysis.measurement, strict).events[0].pattern is not Pattern.SINGLE_JERK


def test_a_rhythm_that_brightness_alone_shows_is_told_and_a_jerk_is_not(analysis: Analysis) -> None:
    def judged(course: Course) -> list[Pattern]:
        faint = trace_of(course, noise=0.0, reading=BY_BRIGHTNESS)
        return [
            event.pattern for event in pipeline.judge(replace(analysis.measurement, traces=(faint,)), given()).events
        ]

    assert judged(sinusoid(5.0, 1.7, 6.0, amplitude=0.004)) == [Pattern.RHYTHMIC]
    assert judged(jerk(5.0, 0.008)) == []


def test_equal_runs_give_equal_bytes(analysis: Analysis, jerking: Path) -> None:
    again = twitchcam.analyze(jerking, given())
    assert to_text(document_of(again)) == to_text(document_of(analysis))


def test_what_was_measured_says_with_what(analysis: Analysis) -> None:
    measured = analysis.measurement
    assert isinstance(measured, Measurement)
    assert measured.settings["recording"]["region_px"] == list(REGION)
    assert measured.model_checksums == {}  # a region needs no model
    assert "mediapipe" not in measured.versions
    assert set(measured.versions) >= {"twitchcam", "numpy", "opencv", "av"}
    assert len(measured.envelope.times_s) == pytest.approx(2 * LENGTH_S, abs=1)


def test_only_the_stretch_that_was_asked_for_is_analysed(jerking: Path) -> None:
    before = twitchcam.analyze(jerking, given(to_s=3.0))
    assert before.events == ()
    assert [(item.reason, round(item.span.start_s)) for item in before.excluded] == [("outside_requested_stretch", 3)]
    assert before.analysable_s == pytest.approx(3.0)
    around = twitchcam.analyze(jerking, given(from_s=2.0, to_s=6.0))
    assert around.events[0].span.start_s == pytest.approx(JERK_S, abs=1.5 / FPS)
    assert around.analysable_s == pytest.approx(4.0, abs=0.1)


def test_a_stretch_without_pictures_is_refused(jerking: Path) -> None:
    with pytest.raises(RecordingError, match="no picture in the stretch"):
        twitchcam.analyze(jerking, given(from_s=100.0))
    with pytest.raises(RegionError, match="before it starts"):
        twitchcam.analyze(jerking, given(from_s=5.0, to_s=4.0))


@pytest.mark.parametrize("region", [(0, 0, 241, 100), (200, 100, 60, 60), (-5, 0, 50, 50), (10, 10, 0, 50)])
def test_a_region_outside_the_picture_is_refused(jerking: Path, region: tuple[int, int, int, int]) -> None:
    with pytest.raises(TwitchcamError):
        twitchcam.analyze(jerking, given(region_px=region))


def test_a_mask_that_does_not_fit_is_refused(jerking: Path, tmp_path: Path) -> None:
    small, black, text = (tmp_path / name for name in ("small.png", "black.png", "text.png"))
    cv2.imwrite(str(small), np.full((90, 120), 255, np.uint8))
    cv2.imwrite(str(black), np.zeros((180, 240), np.uint8))
    text.write_text("no picture")
    for path, words in (
        (small, "120 x 90"),
        (black, "all black"),
        (text, "not a picture"),
        (tmp_path / "x", "no mask"),
    ):
        with pytest.raises(RegionError, match=words):
            twitchcam.analyze(jerking, mask=path)


def test_progress_goes_forward_and_says_what_is_done(jerking: Path) -> None:
    told: list[tuple[str, float, float]] = []
    twitchcam.analyze(jerking, given(), progress=lambda *what: told.append(what))
    assert {words for words, _, _ in told} == {"Reading the recording", "Looking closely at movement"}
    reading = [done for words, done, _ in told if words == "Reading the recording"]
    assert reading == sorted(reading)
    assert all(0.0 <= done <= total for _, done, total in told)


def test_without_a_pose_model_the_infant_is_where_it_moves_or_anywhere(jerking: Path, still: Path) -> None:
    blind = Settings(pose=PoseSettings(model="none"))
    assert {body.found_by for body in twitchcam.analyze(jerking, blind).body_maps} <= {FoundBy.MOTION, FoundBy.NOTHING}
    quiet = twitchcam.analyze(still, blind)
    assert quiet.events == ()
    assert quiet.findings["warnings"]


def test_the_stated_start_gives_clock_times(jerking: Path) -> None:
    started = twitchcam.analyze(jerking, given(start_time="2024-03-05T23:58:30"))
    clock = started.video.clock_time(90.0)
    assert clock is not None
    assert clock.isoformat() == "2024-03-06T00:00:00"
