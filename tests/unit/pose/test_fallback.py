from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twitchcam.errors import RegionError
from twitchcam.pose import body_from_activity, body_from_mask, body_from_region
from twitchcam.records import BodyMap, FoundBy
from twitchcam.timespan import TimeSpan

SPAN = TimeSpan(0.0, 60.0)
CELL = (20.0, 20.0)
SIZE = (640, 480)


def found(activity: np.ndarray) -> BodyMap:
    body = body_from_activity(activity, CELL, SPAN, *SIZE)
    assert body is not None
    return body


def still() -> np.ndarray:
    return np.ones((24, 32), np.float32)


def test_what_moves_in_the_middle_is_the_infant():
    activity = still()
    activity[8:16, 10:20] = 6.0
    body = found(activity)
    assert body.found_by is FoundBy.MOTION
    assert body.span == SPAN
    assert (body.box.left_px, body.box.right_px) == pytest.approx((200.0 - 32.0, 400.0 + 32.0))
    assert (body.box.top_px, body.box.bottom_px) == pytest.approx((160.0 - 32.0, 320.0 + 32.0))
    assert body.body_length_px == pytest.approx(0.6 * 640.0)
    assert 0.0 < body.box_plausibility < 0.5
    assert body.regions == ()


def test_a_fan_at_the_edge_and_a_clock_are_passed_over():
    activity = still()
    activity[10:14, 12:18] = 4.0
    activity[0:5, 26:32] = 40.0
    activity[22:23, 1:4] = 30.0
    body = found(activity)
    assert body.box.left_px > 180.0
    assert body.box.right_px < 420.0
    assert body.box.top_px > 150.0


def test_parts_that_move_by_themselves_belong_together():
    activity = still()
    activity[8:12, 10:14] = 6.0
    activity[8:12, 16:20] = 6.0
    body = found(activity)
    assert body.box.right_px > 400.0


def test_an_infant_that_fills_the_picture_is_not_outdone_by_a_clock():
    activity = still()
    activity[4:24, 4:28] = 6.0
    activity[1:2, 1:6] = 12.0
    body = found(activity)
    assert body.box.bottom_px == 480.0
    assert body.box_plausibility == pytest.approx(0.15)


def test_where_nothing_moves_there_is_no_body():
    assert body_from_activity(still(), CELL, SPAN, *SIZE) is None
    assert body_from_activity(np.full((24, 32), np.nan), CELL, SPAN, *SIZE) is None
    speck = still()
    speck[5, 5] = 90.0
    assert body_from_activity(speck, CELL, SPAN, *SIZE) is None


def test_activity_of_another_shape_is_refused():
    with pytest.raises(ValueError, match="rows, columns"):
        body_from_activity(np.zeros(4), CELL, SPAN, *SIZE)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.0, 1.0))
def test_a_box_lies_in_the_picture_whatever_moves(seed, share):
    rng = np.random.default_rng(seed)
    activity = np.where(rng.random((24, 32)) < share, rng.uniform(0.0, 50.0, (24, 32)), 1.0)
    body = body_from_activity(activity, CELL, SPAN, *SIZE)
    if body is not None:
        assert 0.0 <= body.box.left_px < body.box.right_px <= 640.0
        assert 0.0 <= body.box.top_px < body.box.bottom_px <= 480.0
        assert body.body_length_px == pytest.approx(0.6 * 640.0)


def test_a_given_region_is_believed_and_cut_to_the_picture():
    body = body_from_region((-10, 20, 110, 200), SPAN, *SIZE)
    assert body.found_by is FoundBy.REGION
    assert (body.box.left_px, body.box.top_px, body.box.right_px, body.box.bottom_px) == (0.0, 20.0, 100.0, 220.0)
    assert body.box_plausibility == 1.0
    assert body.body_length_px == pytest.approx(np.hypot(100.0, 200.0))


@pytest.mark.parametrize("region", [(700, 0, 50, 50), (10, 10, 0, 50), (10, 500, 50, 50)])
def test_a_region_beside_the_picture_is_refused(region):
    with pytest.raises(RegionError, match="640 by 480"):
        body_from_region(region, SPAN, *SIZE)


def test_a_mask_gives_the_box_around_it():
    mask = np.zeros((480, 640), np.bool_)
    mask[100:200, 50:350] = True
    box = body_from_mask(mask, SPAN).box
    assert (box.left_px, box.top_px, box.right_px, box.bottom_px) == (50.0, 100.0, 350.0, 200.0)
    with pytest.raises(RegionError, match="marks no pixel"):
        body_from_mask(np.zeros_like(mask), SPAN)
