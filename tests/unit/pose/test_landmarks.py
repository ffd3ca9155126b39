from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitchcam.pose import Pose
from twitchcam.pose.landmarks import TURNS_DEG, turn_back, turned


@given(
    st.sampled_from(TURNS_DEG),
    st.integers(1, 9),
    st.integers(1, 9),
    st.data(),
)
def test_a_pixel_is_found_where_it_was_before_the_turn(rotation_deg, width, height, data):
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    picture = np.zeros((height, width), np.uint8)
    picture[y, x] = 200
    row, column = np.argwhere(turned(picture, rotation_deg) == 200)[0]
    back = turn_back(np.array([[column + 0.5, row + 0.5]], np.float32), rotation_deg, width, height)
    assert back[0] == pytest.approx((x + 0.5, y + 0.5))


def test_a_quarter_turn_is_clockwise():
    assert turned(np.array([[1, 2], [3, 4]], np.uint8), 90).tolist() == [[3, 1], [4, 2]]


def test_a_pose_keeps_its_own_landmarks():
    marks = np.zeros((33, 3), np.float32)
    pose = Pose(marks, 0, 0.5)
    marks[0, 0] = 7.0
    assert pose.landmarks[0, 0] == 0.0
    assert not pose.landmarks.flags.writeable


@pytest.mark.parametrize(("shape", "turn"), [((32, 3), 0), ((33, 3), 45)])
def test_a_pose_that_is_none_is_refused(shape, turn):
    with pytest.raises(ValueError, match="a pose"):
        Pose(np.zeros(shape, np.float32), turn, 0.5)
