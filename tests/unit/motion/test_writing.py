from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tests.support.moving_picture import Clock, Limb, MovingPicture, body
from tests.support.traces import ramp
from twitchcam.motion.windows import find_windows, measure_activity
from twitchcam.records import BodyMap, Box
from twitchcam.settings import ScanSettings

SETTINGS = ScanSettings()
BODY = body()
CLOCK = Clock(10, 112)
CLOSE = body(Box(0.0, 0.0, 160.0, 120.0), 140.0)
"""An infant that fills the picture."""


def written(picture: MovingPicture, infant: BodyMap = BODY) -> bool:
    """Whether anything in it is running writing."""
    return bool(measure_activity(picture.scan(), [infant], SETTINGS).writing.any())


def beat(time_s: float, rise_s: float = 0.1, back_s: float = 0.3) -> float:
    """A twitch at every whole second, 3 pixels far, which comes back."""
    since_s = round(time_s, 6) % 1.0
    return 3.0 * float(ramp(np.array(since_s), 0.0, rise_s) - ramp(np.array(since_s), rise_s + 0.05, back_s))


def swing(time_s: float) -> float:
    """To and fro once a second."""
    return 3.0 * float(np.sin(2.0 * np.pi * time_s))


def steps(time_s: float) -> float:
    """Here in one second, there in the next, with nothing between."""
    return 3.0 * (int(round(time_s, 6)) % 2)


def test_a_clock_that_runs_fast_is_writing_in_a_recording_of_several_blocks() -> None:
    class Fast(Clock):
        def write(self, picture: np.ndarray, time_s: float) -> None:
            super().write(picture, 1.0005 * time_s)

    assert written(MovingPicture(duration_s=135.0, clock=Fast(10, 112)))


@pytest.mark.parametrize("course", [beat, swing, steps])
@pytest.mark.parametrize("x_px", [80.0, 106.0, 110.0, 114.0])
def test_a_limb_that_beats_once_a_second_is_no_clock(course: Callable[[float], float], x_px: float) -> None:
    limb = Limb(x_px, 60.0, 8.0, (1.0, 0.0), course)
    assert not written(MovingPicture(duration_s=30.0, limbs=(limb,)))


@pytest.mark.parametrize("course", [beat, swing])
def test_a_beat_away_from_the_infant_that_comes_back_is_no_clock(course: Callable[[float], float]) -> None:
    limb = Limb(20.0, 104.0, 4.0, (1.0, 0.0), course)
    assert not written(MovingPicture(duration_s=30.0, limbs=(limb,)))


@pytest.mark.parametrize("intervals_differ_by", [0.1, 0.2])
def test_steps_that_are_not_quite_even_are_no_clock(intervals_differ_by: float) -> None:
    intervals_s = 1.0 + intervals_differ_by * np.random.default_rng(4).standard_normal(80)
    times_s = np.cumsum(intervals_s)

    class Uneven(Clock):
        def write(self, picture: np.ndarray, time_s: float) -> None:
            super().write(picture, float(np.searchsorted(times_s, time_s)))

    assert not written(MovingPicture(duration_s=60.0, clock=Uneven(10, 112)))


def test_a_clock_in_the_middle_of_the_infant_is_no_writing() -> None:
    assert not written(MovingPicture(duration_s=30.0, clock=Clock(70, 62)))


@pytest.mark.parametrize(("left_px", "bottom_px"), [(60, 9), (60, 118), (4, 62)])
def test_a_clock_at_the_edge_is_writing_where_the_infant_fills_the_picture(left_px: int, bottom_px: int) -> None:
    assert written(MovingPicture(duration_s=30.0, clock=Clock(left_px, bottom_px)), CLOSE)


@pytest.mark.parametrize("course", [beat, swing])
def test_a_limb_at_the_edge_that_beats_once_a_second_is_no_clock(course: Callable[[float], float]) -> None:
    limb = Limb(80.0, 8.0, 6.0, (1.0, 0.0), course)
    assert not written(MovingPicture(duration_s=30.0, limbs=(limb,)), CLOSE)


@pytest.mark.parametrize("infant", [BODY, CLOSE])
def test_a_clock_is_no_movement_of_the_infant_and_hides_none(infant: BodyMap) -> None:
    jerk = Limb(80.0, 60.0, 9.0, (0.6, 0.8), lambda t: 3.0 * float(ramp(np.array(t), 12.0, 0.15)))
    scan = MovingPicture(duration_s=30.0, clock=Clock(36, 110), limbs=(jerk,)).scan()
    activity = measure_activity(scan, [infant], SETTINGS)
    seen_s = activity.times_s[activity.active]
    assert seen_s.min() == pytest.approx(12.0, abs=0.2)
    assert seen_s.max() < 13.0
    (window,) = find_windows(scan, activity, [infant], SETTINGS)[0]
    assert [rest.start_s for rest in window.rests] == pytest.approx([window.span.start_s, 12.7], abs=0.3)


@pytest.mark.parametrize("late_s", [0.0, 0.4])
def test_a_twitch_beside_a_clock_is_seen_between_its_ticks(late_s: float) -> None:
    jerk = Limb(32.0, 108.0, 6.0, (0.6, 0.8), lambda t: 3.0 * float(ramp(np.array(t), 12.5, 0.15)))
    scan = MovingPicture(duration_s=30.0, clock=Clock(10, 112, late_s), limbs=(jerk,)).scan()
    activity = measure_activity(scan, [CLOSE], SETTINGS)
    assert activity.writing[20:22, 3:5].any()
    assert activity.times_s[activity.active].min() == pytest.approx(12.6, abs=0.15)


def test_a_coder_that_sharpens_the_picture_every_second_is_no_clock() -> None:
    assert not written(MovingPicture(duration_s=40.0, keyframe_every=10, keyframe_noise=2.5))


@pytest.mark.parametrize(("late_s", "expected"), [(0.0, False), (0.5, True)])
def test_what_changes_with_a_keyframe_every_second_is_no_clock(late_s: float, expected: bool) -> None:
    clock = Clock(10, 112, late_s)
    assert written(MovingPicture(duration_s=30.0, keyframe_every=10, keyframe_noise=0.2, clock=clock)) is expected


def test_light_that_changes_every_second_is_no_clock() -> None:
    assert not written(MovingPicture(duration_s=30.0, gain=lambda t: 1.0 + 0.1 * (int(round(t, 6)) % 2)))


def test_with_few_pictures_a_second_a_clock_cannot_be_told() -> None:
    assert not written(MovingPicture(duration_s=40.0, fps=5.0, clock=CLOCK))


def test_a_single_picture_holds_no_writing() -> None:
    assert not written(MovingPicture(duration_s=0.1))
