from __future__ import annotations

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
    return name_sources(scan, measure_activity(scan, [BODY], SETTINGS))


def reasons(picture: MovingPicture) -> list[str]:
    return [item.reason for item in named(picture)]


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


def test_a_fan_is_named_with_its_place() -> None:
    (found,) = named(MovingPicture(duration_s=30.0, fan=FAN))
    assert found.reason == "never_rests"
    edges = (found.box.left_px, found.box.top_px, found.box.right_px, found.box.bottom_px)
    assert edges == pytest.approx((FAN.left_px, FAN.top_px, FAN.right_px, FAN.bottom_px), abs=5.0)


def test_what_never_rests_comes_before_a_clock() -> None:
    assert reasons(MovingPicture(duration_s=30.0, fan=FAN, clock=Clock(4, 12))) == ["never_rests", "on_screen_text"]


def test_where_nothing_changes_by_itself_nothing_is_named() -> None:
    assert named(MovingPicture(duration_s=30.0)) == ()


def test_in_less_than_twenty_seconds_nothing_can_be_named() -> None:
    assert named(MovingPicture(duration_s=19.0, fan=FAN, clock=CLOCK)) == ()
