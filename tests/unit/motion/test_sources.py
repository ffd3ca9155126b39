from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tests.support.moving_picture import Clock, Limb, MovingPicture, body
from tests.support.traces import ramp
from twitchcam.motion.sources import name_sources
from twitchcam.motion.windows import measure_activity
from twitchcam.records import Box, Masked
from twitchcam.settings import ScanSettings

SETTINGS = ScanSettings()
BODY = body()
FAN = Box(112.0, 20.0, 150.0, 60.0)
CLOCK = Clock(10, 112)


def named(picture: MovingPicture) -> tuple[Masked, ...]:
    scan = picture.scan()
    return name_sources(scan, measure_activity(scan, [BODY], SETTINGS), [BODY], SETTINGS)


def reasons(picture: MovingPicture) -> list[str]:
    return [item.reason for item in named(picture)]


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


@pytest.mark.parametrize("late_s", [0.0, 0.35, 0.5, 0.82])
def test_a_clock_is_named_with_its_place(late_s: float) -> None:
    jerk = Limb(80.0, 60.0, 9.0, (0.6, 0.8), lambda t: 3.0 * float(ramp(np.array(t), 12.0, 0.15)))
    (found,) = named(MovingPicture(duration_s=30.0, clock=Clock(10, 112, late_s), limbs=(jerk,)))
    assert found.reason == "on_screen_text"
    assert (found.span.start_s, found.span.end_s) == pytest.approx((0.0, 29.9))
    # The last digit is 7 pixels wide, behind one as wide.
    assert found.box.left_px <= 20.0
    assert 22.0 <= found.box.right_px <= 30.0
    assert 100.0 <= found.box.top_px <= 106.0
    assert 110.0 <= found.box.bottom_px <= 115.0


def test_a_clock_that_runs_fast_is_named_in_a_recording_of_several_blocks() -> None:
    class Fast(Clock):
        def write(self, picture: np.ndarray, time_s: float) -> None:
            super().write(picture, 1.0005 * time_s)

    assert reasons(MovingPicture(duration_s=135.0, clock=Fast(10, 112))) == ["on_screen_text"]


def test_a_fan_is_named_with_its_place() -> None:
    (found,) = named(MovingPicture(duration_s=30.0, fan=FAN))
    assert found.reason == "never_rests"
    edges = (found.box.left_px, found.box.top_px, found.box.right_px, found.box.bottom_px)
    assert edges == pytest.approx((FAN.left_px, FAN.top_px, FAN.right_px, FAN.bottom_px), abs=5.0)


def test_what_never_rests_comes_before_a_clock() -> None:
    assert reasons(MovingPicture(duration_s=30.0, fan=FAN, clock=Clock(4, 12))) == ["never_rests", "on_screen_text"]


@pytest.mark.parametrize("course", [beat, swing, steps])
@pytest.mark.parametrize("x_px", [80.0, 106.0, 110.0, 114.0])
def test_a_limb_that_beats_once_a_second_is_no_clock(course: Callable[[float], float], x_px: float) -> None:
    limb = Limb(x_px, 60.0, 8.0, (1.0, 0.0), course)
    assert "on_screen_text" not in reasons(MovingPicture(duration_s=30.0, limbs=(limb,)))


@pytest.mark.parametrize("course", [beat, swing])
def test_a_beat_away_from_the_infant_that_comes_back_is_no_clock(course: Callable[[float], float]) -> None:
    limb = Limb(20.0, 104.0, 4.0, (1.0, 0.0), course)
    assert "on_screen_text" not in reasons(MovingPicture(duration_s=30.0, limbs=(limb,)))


@pytest.mark.parametrize("intervals_differ_by", [0.1, 0.2])
def test_steps_that_are_not_quite_even_are_no_clock(intervals_differ_by: float) -> None:
    intervals_s = 1.0 + intervals_differ_by * np.random.default_rng(4).standard_normal(80)
    times_s = np.cumsum(intervals_s)

    class Uneven(Clock):
        def write(self, picture: np.ndarray, time_s: float) -> None:
            super().write(picture, float(np.searchsorted(times_s, time_s)))

    assert "on_screen_text" not in reasons(MovingPicture(duration_s=60.0, clock=Uneven(10, 112)))


def test_a_clock_over_the_infant_is_not_named() -> None:
    assert named(MovingPicture(duration_s=30.0, clock=Clock(70, 62))) == ()


def test_a_coder_that_sharpens_the_picture_every_second_is_no_clock() -> None:
    assert named(MovingPicture(duration_s=40.0, keyframe_every=10, keyframe_noise=2.5)) == ()


def test_light_that_changes_every_second_is_no_clock() -> None:
    assert named(MovingPicture(duration_s=30.0, gain=lambda t: 1.0 + 0.1 * (int(round(t, 6)) % 2))) == ()


def test_where_nothing_changes_by_itself_nothing_is_named() -> None:
    assert named(MovingPicture(duration_s=30.0)) == ()


def test_in_less_than_twenty_seconds_nothing_can_be_named() -> None:
    assert named(MovingPicture(duration_s=19.0, fan=FAN, clock=CLOCK)) == ()


def test_with_few_pictures_a_second_a_clock_cannot_be_told() -> None:
    assert "on_screen_text" not in reasons(MovingPicture(duration_s=40.0, fps=5.0, clock=CLOCK))


def test_a_single_picture_has_no_sources() -> None:
    assert named(MovingPicture(duration_s=0.1)) == ()
