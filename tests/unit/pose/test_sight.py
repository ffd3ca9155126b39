from __future__ import annotations

import dataclasses

import numpy as np

from tests.support.skeletons import LENGTH_PX, face_of, four_turns, outline, pose, supine
from twitchcam.pose import ScriptedPoseFinder, Sight, sight_in
from twitchcam.pose.sight import surest_face
from twitchcam.records import Box
from twitchcam.settings import PoseSettings

PICTURE = np.full((480, 640), 90, np.uint8)
FACE = face_of(supine())


def seen(poses):
    with ScriptedPoseFinder([poses], [FACE]) as finder:
        return sight_in(finder, 7.0, PICTURE, PoseSettings())


def test_faces_are_looked_for_where_no_whole_body_shows():
    assert seen(()) == Sight(7.0, (), (FACE,))
    assert seen((pose(supine()),)).faces == (FACE,)
    assert seen(four_turns(supine())).faces == (FACE,)  # sure, but nothing says that it is whole


def test_a_sure_whole_body_needs_no_face():
    box = Box(200.0, 90.0, 440.0, 390.0)
    whole = tuple(dataclasses.replace(one, silhouette=outline(LENGTH_PX, box)) for one in four_turns(supine()))
    assert seen(whole).faces == ()


def test_the_surest_face_of_a_look_is_that_of_any_of_its_pictures():
    surer = dataclasses.replace(FACE, support=6.0)
    assert surest_face([Sight(0.0, (), (FACE,)), Sight(2.0, (), (surer,)), Sight(4.0, ())]) == surer
    assert surest_face([Sight(0.0, ())]) is None
    assert surest_face([]) is None
