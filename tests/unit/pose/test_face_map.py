from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.support.skeletons import LENGTH_PX, face_of, supine
from twitchcam.pose import Face, Landmark, part_at
from twitchcam.pose.face_map import map_of_face
from twitchcam.pose.plausibility import SURE
from twitchcam.records import FoundBy, Part
from twitchcam.timespan import TimeSpan

SPAN = TimeSpan(0.0, 60.0)


def test_the_box_holds_the_infant_whichever_way_the_head_is_turned_on_its_neck():
    for turned_deg in (-60.0, 0.0, 60.0):
        marks = supine((320.0, 300.0), turn_deg=turned_deg)
        face = replace(face_of(marks), down=(0.0, 1.0))
        body = map_of_face(face, LENGTH_PX, SPAN, 1000, 1000)
        trunk = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
        core = marks[[Landmark.NOSE, *trunk, Landmark.LEFT_KNEE], :2]
        assert (core >= (body.box.left_px, body.box.top_px)).all()
        assert (core <= (body.box.right_px, body.box.bottom_px)).all()


def test_it_is_surer_than_a_lone_skeleton_and_less_than_two_that_agree():
    body = map_of_face(face_of(supine()), LENGTH_PX, SPAN, 640, 480)
    assert body.found_by is FoundBy.FACE
    assert 0.5 < body.box_plausibility < SURE
    assert body.landmarks is None
    assert body.mouth_px is not None
    assert body.axis == (-0.0, -1.0)


def test_head_and_face_have_their_names_and_nothing_else_has():
    marks = supine()
    body = map_of_face(face_of(marks), LENGTH_PX, SPAN, 640, 480)
    around = np.random.default_rng(0).normal(0.0, 3.0, (20, 2))
    assert part_at(body, marks[Landmark.NOSE, :2] + around)[0] in {Part.FACE, Part.HEAD}
    assert part_at(body, marks[Landmark.LEFT_KNEE, :2] + around)[0] is Part.UNKNOWN


@pytest.mark.parametrize("middle", [(5.0, 5.0), (635.0, 475.0)])
def test_the_box_ends_at_the_picture(middle):
    box = map_of_face(Face(middle, 40.0, (0.0, 1.0), 5.0), 270.0, SPAN, 640, 480).box
    assert box.left_px >= 0.0
    assert box.top_px >= 0.0
    assert box.right_px <= 640.0
    assert box.bottom_px <= 480.0
