"""What a hand stirs beside a region of the infant that moves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.support.moving_picture import Limb, MovingPicture, Visitor, body
from twitchcam.bursts.beats import visitor_beat
from twitchcam.motion import find_tracks, look_at, traces_of
from twitchcam.motion.look import Field
from twitchcam.motion.stirring import Stirring
from twitchcam.motion.windows import Window
from twitchcam.records import BodyMap, Box, MotionTrace, Part, Place
from twitchcam.settings import LabelSettings, LookSettings
from twitchcam.timespan import TimeSpan

SETTINGS, LABELS = LookSettings(), LabelSettings()
BODY = body(Box(30.0, 30.0, 210.0, 150.0), 180.0)
COMES_S, GOES_S = 2.0, 7.0
RATE_HZ = 2.0
WINDOW = Window(TimeSpan(0.0, 9.0), BODY, (TimeSpan(0.0, 1.8), TimeSpan(7.5, 9.0)), (), np.zeros((36, 48), np.bool_))
DURING = TimeSpan(2.8, 6.2)


def beat(time_s: float) -> float:
    """Two strokes a second, 0 to 1, while the hand is there."""
    return 0.5 - 0.5 * float(np.cos(2.0 * np.pi * RATE_HZ * (time_s - 2.5))) if 2.5 <= time_s <= 6.5 else 0.0


def hand(size_px: float) -> Visitor:
    """A hand from the right that lies still, or pats."""
    return Visitor(
        lambda t: (170.0 - size_px * beat(t), 90.0) if COMES_S <= t <= GOES_S else (400.0, 90.0), radius_px=24.0
    )


def look(pats_px: float, *, limb_px: float = 3.0, fps: float = 15.0, gain: float = 1.0) -> Field:
    limb = Limb(80.0, 80.0, 16.0, (0.0, 1.0), lambda t: limb_px * beat(t))
    picture = MovingPicture(
        240, 180, fps=fps, duration_s=9.0, limbs=[limb], visitors=[hand(pats_px)], gain=lambda time_s: gain
    )
    field, *_ = look_at(WINDOW, picture.frames(), SETTINGS)
    return replace(field, visitors=((TimeSpan(COMES_S - 0.5, GOES_S + 0.5), where(field, 170.0, 90.0, 40.0)),))


def where(field: Field, x_px: float, y_px: float, radius_px: float) -> NDArray[np.bool_]:
    width_px, height_px = field.cell_size_px()
    rows, columns = np.indices(field.texture.shape)
    x = field.box.left_px + (columns + 0.5) * width_px - x_px
    y = field.box.top_px + (rows + 0.5) * height_px - y_px
    return np.asarray(np.hypot(x, y) <= radius_px)


def place(found: BodyMap, points_px: NDArray[np.float64]) -> Place:
    return Place(Part.UNKNOWN, 0.0, 0.0, None)


def leading(field: Field) -> MotionTrace:
    traces = traces_of(field, find_tracks(field, SETTINGS), WINDOW, 0, place)
    return max(traces, key=lambda trace: float(np.ptp(trace.displacement)))


@pytest.mark.parametrize("fps", [10.0, 15.0, 25.0])
def test_a_hand_that_pats_beats_in_the_rhythm_and_one_that_lies_still_does_not(fps: float) -> None:
    still, pats = (visitor_beat(leading(look(size_px, fps=fps)), DURING, RATE_HZ) for size_px in (0.0, 8.0))
    assert still < 0.5 * LABELS.visitor_beat
    assert pats > 1.5 * LABELS.visitor_beat


def test_the_contrast_of_the_picture_does_not_matter() -> None:
    dark, bright = (visitor_beat(leading(look(8.0, gain=gain)), DURING, RATE_HZ) for gain in (0.5, 1.0))
    assert dark == pytest.approx(bright, rel=0.25)


def test_another_rhythm_of_the_hand_is_not_the_infants() -> None:
    trace = leading(look(8.0))
    assert visitor_beat(trace, DURING, 1.3) < 0.4 * visitor_beat(trace, DURING, RATE_HZ)


def test_nothing_is_stirred_before_and_after_a_visit_nor_without_one() -> None:
    field = look(8.0)
    region = where(field, 80.0, 80.0, 20.0)
    stirred = Stirring(field).beside(region)
    away = (field.times_s < COMES_S - 0.5) | (field.times_s > GOES_S + 0.5)
    assert not stirred[away].any()
    assert stirred[~away].any()
    assert not Stirring(replace(field, visitors=())).beside(region).any()


def test_what_lies_close_to_the_region_may_be_the_region() -> None:
    field = look(8.0)
    region = where(field, 170.0, 90.0, 60.0)
    assert not Stirring(field).beside(region).any(), "all of the hand's cells are the region's"
