from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.moving_picture import body
from twitchcam.pose import SURE, may_reach_further, widened
from twitchcam.pose.widening import LONGEST, MOMENTS, PLACE_CELLS, REACH
from twitchcam.records import Box, Part, PartRegion

CELL = (20.0, 20.0)
SIZE = (640, 480)
HALF = replace(body(Box(240.0, 60.0, 380.0, 200.0), 200.0), box_plausibility=0.5)
"""A skeleton that ends at the seat."""


def moved(*places: tuple[slice, slice], count: int = MOMENTS, amount: int = 1) -> np.ndarray:
    """Whether each cell moved in each of four moments, shape (4, 24, 32)."""
    cells = np.zeros((4, 24, 32), np.int8)
    for rows, columns in places:
        cells[:count, rows, columns] = amount
    return cells


LEGS = (slice(11, 16), slice(13, 18))
"""Just below `HALF`: from 220 to 320 px down."""


def test_legs_that_move_below_it_belong_to_the_infant() -> None:
    box = widened(HALF, moved(LEGS), CELL, *SIZE).box
    assert box == Box(240.0, 60.0, 380.0, 320.0)


def test_what_something_passed_once_a_digit_and_what_lies_far_away_do_not() -> None:
    far = (slice(15, 20), slice(29, 32))
    digit = (slice(11, 12), slice(13, 13 + PLACE_CELLS - 1))
    for cells in (moved(LEGS, count=MOMENTS - 1), moved(far), moved(digit), moved()):
        assert widened(HALF, cells, CELL, *SIZE) is HALF


def test_what_moved_once_in_place_joins_after_what_moved_often() -> None:
    assert widened(HALF, moved(LEGS, count=1, amount=2), CELL, *SIZE) == widened(HALF, moved(LEGS), CELL, *SIZE)
    known = replace(HALF, regions=(TRUNK,))
    assert widened(known, moved(LEGS, count=1, amount=2), CELL, *SIZE) is known, "of one whose trunk shows"
    # Together with the rest of the picture the legs would be too long.
    everywhere = moved((slice(0, 24), slice(0, 32)), count=1, amount=2)
    assert widened(HALF, everywhere, CELL, *SIZE) is HALF
    both = np.maximum(everywhere, moved(LEGS))
    assert widened(HALF, both, CELL, *SIZE) == widened(HALF, moved(LEGS), CELL, *SIZE)


def test_the_next_place_is_reached_from_the_last_one() -> None:
    feet = (slice(18, 20), slice(13, 17))
    assert widened(HALF, moved(feet), CELL, *SIZE) is HALF
    assert widened(HALF, moved(LEGS, feet), CELL, *SIZE).box.bottom_px == 400.0


def test_it_never_grows_longer_than_infants_are() -> None:
    small = replace(HALF, body_length_px=100.0)
    everywhere = moved((slice(0, 24), slice(0, 32)))
    assert widened(small, everywhere, CELL, *SIZE) is small


def test_an_infant_whose_length_is_sure_has_a_box_of_its_length() -> None:
    legs = moved((slice(11, 20), slice(13, 18)))
    unsure = widened(HALF, legs, CELL, *SIZE)
    assert unsure.box.bottom_px == 400.0
    sure = replace(HALF, box_plausibility=SURE)
    assert widened(sure, legs, CELL, *SIZE) is sure
    assert widened(sure, moved(LEGS), CELL, *SIZE).box.bottom_px == 320.0


def region(part: Part, *points_px: tuple[float, float]) -> PartRegion:
    return PartRegion(part, points_px, 20.0, 0.7)


TRUNK = region(Part.TRUNK, (310.0, 90.0), (310.0, 180.0))
UPRIGHT = replace(HALF, box_plausibility=SURE, axis=(0.0, -1.0), regions=(TRUNK, region(Part.LEG, (310.0, 190.0))))
"""A sure skeleton of head, trunk and one leg; the hips are at 180 px, the head is above."""


def test_a_sure_infant_whose_feet_are_hidden_reaches_further_towards_them_only() -> None:
    beside, above = (slice(5, 9), slice(20, 24)), (slice(0, 2), slice(14, 18))
    box = widened(UPRIGHT, moved(LEGS, beside, above), CELL, *SIZE).box
    assert box == Box(240.0, 60.0, 380.0, 320.0)
    lying = replace(UPRIGHT, axis=(-1.0, 0.0))  # the feet are to the right
    assert widened(lying, moved(LEGS), CELL, *SIZE) is lying
    assert widened(lying, moved((slice(7, 10), slice(20, 24))), CELL, *SIZE).box.right_px == 480.0


def test_infants_may_reach_further_unless_trunk_and_both_legs_are_known() -> None:
    whole = replace(
        UPRIGHT, regions=(TRUNK, region(Part.LEFT_LEG, (300.0, 190.0)), region(Part.RIGHT_LEG, (320.0, 190.0)))
    )
    assert not may_reach_further(whole)
    assert may_reach_further(UPRIGHT)
    assert may_reach_further(replace(whole, regions=whole.regions[1:]))
    assert may_reach_further(replace(whole, box_plausibility=0.9 * SURE))


def test_length_and_parts_stay_what_they_were() -> None:
    wider = widened(HALF, moved(LEGS), CELL, *SIZE)
    assert replace(wider, box=HALF.box) == HALF


@given(st.lists(st.tuples(st.integers(0, 22), st.integers(0, 30)), max_size=12))
@example([(0, 3), (1, 1)])
def test_it_holds_what_it_held_and_stays_in_the_picture(places: list[tuple[int, int]]) -> None:
    cells = moved(*((slice(row, row + 2), slice(column, column + 2)) for row, column in places))
    box = widened(HALF, cells, CELL, *SIZE).box
    assert 0.0 <= box.left_px <= HALF.box.left_px
    assert 0.0 <= box.top_px <= HALF.box.top_px
    assert HALF.box.right_px <= box.right_px <= SIZE[0]
    assert HALF.box.bottom_px <= box.bottom_px <= SIZE[1]
    assert np.hypot(box.width_px, box.height_px) <= LONGEST * HALF.body_length_px
    # Places that touch are one, whose corner may be nearer than any of its cells.
    rows, columns = [row for row, _ in places], [column for _, column in places]
    right, bottom = 20.0 * (max(columns, default=0) + 2), 20.0 * (max(rows, default=0) + 2)
    left, top = 20.0 * min(columns, default=0), 20.0 * min(rows, default=0)
    nearest = np.hypot(max(left - 380.0, 240.0 - right, 0.0), max(top - 200.0, 60.0 - bottom, 0.0))
    if not places or nearest > REACH * HALF.body_length_px:
        assert box == HALF.box


def test_mirrored_pictures_give_mirrored_boxes() -> None:
    cells = moved(LEGS, (slice(4, 8), slice(20, 22)))
    box = widened(HALF, cells, CELL, *SIZE).box
    turned = replace(HALF, box=Box(260.0, 60.0, 400.0, 200.0))
    other = widened(turned, cells[..., ::-1], CELL, *SIZE).box
    assert (other.left_px, other.right_px) == pytest.approx((640.0 - box.right_px, 640.0 - box.left_px))
